"""What the door answers when it will not do a deed: each error carries its sentence and status."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from huiyin.base.errors import Invalid, Refused

__all__ = ["Busy", "Invalid", "Refused", "Stale"]


class Stale(Refused):
    """Someone else changed the record since the reader saw it. Carries both versions."""

    status = 409

    def __init__(self, seen: int, present: int, why: Any = None) -> None:
        super().__init__(
            why
            or _(
                "Someone changed this record after you opened it. Nothing was written: "
                "look at what changed, then do your step again."
            )
        )
        self.seen = seen
        self.present = present


class Busy(Refused):
    """The database or the disk cannot take the deed now (busy, full or read-only)."""

    status = 503

    def __init__(self, why: Any = None) -> None:
        super().__init__(why or _("The database is busy just now. Nothing was written: try again in a few seconds."))
