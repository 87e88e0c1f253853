"""The frame of every deed: one transaction, the record locked before it is looked at, trouble told in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import DataError, InternalError, OperationalError, transaction
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.errors import Busy, Refused, Stale
from huiyin.kernel.models import Record
from huiyin.kernel.registry import RecordType, get
from huiyin.people.memory import remembering

P = ParamSpec("P")
R = TypeVar("R")

UNHOLDABLE = _("The database cannot hold one of these values. Nothing was written.")
_TROUBLE = (
    ("full", _("The disk is full. Nothing was written. Ask whoever runs the server to free some space.")),
    ("no space left", _("The disk is full. Nothing was written. Ask whoever runs the server to free some space.")),
    ("readonly", _("The database can only be read just now. Nothing was written.")),
    ("read-only", _("The database can only be read just now. Nothing was written.")),
)


def deed(act: Callable[P, R]) -> Callable[P, R]:
    """Run ``act`` in one transaction: all of it or nothing. Database trouble becomes ``Busy`` with a sentence."""

    @wraps(act)
    def framed(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with remembering(), transaction.atomic():  # nobody's rights change in the middle of one deed
                return act(*args, **kwargs)
        except (OperationalError, InternalError) as trouble:  # PostgreSQL tells read-only as an internal error
            raise Busy(_sentence(trouble)) from trouble
        except DataError as trouble:
            raise Refused(UNHOLDABLE, status=422) from trouble

    return framed


def _sentence(trouble: Exception) -> Any:
    said = str(trouble).lower()
    return next((words for sign, words in _TROUBLE if sign in said), None)


def lock(record: Record, seen: int | None) -> tuple[Any, RecordType]:
    """The room's own row, locked and fresh. Raises Stale when ``seen`` is not its present version."""
    record_type = get(record.type)
    fresh = record_type.model._default_manager.select_for_update().get(pk=record.pk)
    if seen is not None and fresh.version != seen:
        raise Stale(seen, fresh.version)
    return fresh, record_type
