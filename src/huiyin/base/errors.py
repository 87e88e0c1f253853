"""What a door answers when it will not do a deed: a sentence, what stands in the way, and a status for windows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """A deed the rules do not allow. Nothing has been written when it is raised.

    why: the sentence shown (lazy, so the reader's language decides); blockers: what
    stands in the way, each with its own sentence; status: the HTTP status a window answers.
    """

    status = 403

    def __init__(self, why: Any, blockers: Sequence[Any] = (), status: int | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.blockers = tuple(blockers)
        if status is not None:
            self.status = status

    def __str__(self) -> str:
        return str(self.why)


class Invalid(Refused):
    """Values that cannot be accepted: errors maps a field name to its sentence."""

    status = 422

    def __init__(self, errors: Mapping[str, object], why: Any = None) -> None:
        super().__init__(why or _("Some values cannot be accepted; each is marked where it stands."))
        self.errors = dict(errors)

    def __str__(self) -> str:
        return " ".join([str(self.why), *(f"{name}: {sentence}" for name, sentence in self.errors.items())])


@contextmanager
def taken(field: str) -> Iterator[None]:
    """Around the insert of a row whose `field` is unique: someone may take the same value in the same moment.

    Raises Invalid instead of IntegrityError, with the transaction around it still usable.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as lost:
        raise Invalid({field: _("Someone has just taken this. Choose another one.")}) from lost
