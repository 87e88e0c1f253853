"""Personal information (个人信息), as a procedure marks it: who takes it out of the house, what stands instead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel.columns import Col
from huiyin.kernel.fields import FieldSpec
from huiyin.kernel.policy import doers
from huiyin.packs.shape import Procedure
from huiyin.people.holding import holdings
from huiyin.people.models import Person


def left_out() -> str:
    """What stands where personal information was left out, in the reader's language."""
    return _("(personal, left out)")


def may_take(person: Person, procedure: Procedure, at: dt.datetime) -> bool:
    """Whether personal information of this type's records goes out with her: she does something on them.

    Whoever was let in to read (a reader, an auditor) sees it on the page and takes a list out without it (CS-2.3).
    """
    doing = doers(procedure)
    return any(one.role in doing for one in holdings(person, at))


def withheld(cols: Iterable[Col], person: Person, procedure: Procedure | None, at: dt.datetime) -> frozenset[str]:
    """The columns whose values do not go out with her; none where no procedure marks any."""
    marked = frozenset(col.name for col in cols if col.personal)
    return marked if marked and procedure and not may_take(person, procedure, at) else frozenset()


def marked(specs: Mapping[str, FieldSpec]) -> frozenset[str]:
    """The fields that hold personal information; rows of which a column does count as a whole."""
    return frozenset(
        name for name, spec in specs.items() if spec.personal or any(column.personal for column in spec.columns)
    )


def without(changes: Any, names: Collection[str]) -> tuple[Any, list[str]]:
    """What an event changed, with nothing said of the fields ``names``; and which of them it had changed."""
    touched = sorted(name for name in names if name in changes)
    return {name: None if name in names else change for name, change in changes.items()}, touched
