"""What the door answers when it will not do a deed: each error carries its sentence and status."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """A deed the rules do not allow. Nothing has been written when it is raised.

    why: the sentence shown (lazy, so the reader's language decides); blockers: what
    stands in the way, each with its own sentence; status: the HTTP status a window answers.
    """

    status = 403

    def __init__(self, why, blockers: Sequence = (), status: int | None = None):
        super().__init__(why)
        self.why = why
        self.blockers = tuple(blockers)
        if status is not None:
            self.status = status

    def __str__(self) -> str:
        return str(self.why)


class Stale(Refused):
    """Someone else changed the record since the reader saw it. Carries both versions."""

    status = 409

    def __init__(self, seen: int, present: int, why=None):
        super().__init__(
            why
            or _(
                "Someone changed this record after you opened it. Nothing was written: "
                "look at what changed, then do your step again."
            )
        )
        self.seen = seen
        self.present = present


class Invalid(Refused):
    """Values that cannot be accepted: errors maps a field name to its sentence."""

    status = 422

    def __init__(self, errors: Mapping[str, object], why=None):
        super().__init__(why or _("Some values cannot be accepted; each is marked where it stands."))
        self.errors = dict(errors)


class Busy(Refused):
    """The database or the disk cannot take the deed now (busy, full or read-only)."""

    status = 503

    def __init__(self, why=None):
        super().__init__(
            why
            or _("The database is busy just now. Nothing was written: try again in a few seconds.")
        )
