"""What is looked at: the records of one type received in a period, as far as the reader sees them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from huiyin.kernel import registry
from huiyin.kernel.evidence.period import Period
from huiyin.kernel.models import Record
from huiyin.kernel.registry import RecordType
from huiyin.kernel.sight import Sight, adopted, reading_roles, sight
from huiyin.packs.shape import Procedure
from huiyin.packs.standing import Stand
from huiyin.people.holding import holdings
from huiyin.people.models import Person


def auditable(person: Person, *, at: dt.datetime) -> list[RecordType]:
    """The record types whose clauses ``person`` may look at: those a role of hers reads."""
    types = registry.types()
    readers = reading_roles([one.name for one in types])
    held = {one.role for one in holdings(person, at)}
    return [one for one in types if held & readers[one.name]]


@dataclass(slots=True)
class Scope:
    """The records looked at. ``versions`` is every adopted version of the type by its row's id, the newest first."""

    record_type: RecordType
    versions: Mapping[int, Procedure]
    period: Period
    sight: Sight
    at: dt.datetime

    @classmethod
    def of(cls, record_type: RecordType, period: Period, person: Person, *, at: dt.datetime) -> Scope:
        """What ``person`` sees of the type in the period at ``at`` (aware)."""
        versions = {pk: one for pk, one in adopted().items() if one.type == record_type.name}
        return cls(record_type, versions, period, sight(person, [record_type.name], at=at), at)

    def _received(self, prefix: str = "") -> Q:
        named = {"type": self.record_type.name, "received_at__gte": self.period.since}
        named |= {"received_at__lt": self.period.until}
        return Q(**{f"{prefix}{name}": value for name, value in named.items()})

    def records(self) -> QuerySet[Record]:
        """The shared rows."""
        return Record.objects.filter(self._received(), self.sight.q())

    def rooms(self) -> QuerySet[Any]:
        """The room's own rows."""
        return self.record_type.model._default_manager.filter(self._received(), self.sight.q())

    def within(self) -> Q:
        """The condition on rows that hang on a record by ``record``."""
        here = self._received("record__")
        return here if self.sight.whole else here & Q(record_id__in=self.records().values("pk"))

    def counted(self) -> dict[int, int]:
        """How many of the records live under each version, by its row's id. One query."""
        rows = self.records().order_by().values("procedure_id").annotate(n=Count("pk"))
        return {row["procedure_id"]: row["n"] for row in rows}


KEPT = ("kept", "unread", "reasoned")
EXCEPTIONS = (
    "late", "overdue", "dropped", "declined", "untold", "unraised", "unproven", "empty", "skipped", "missing",
)  # fmt: skip
NOT_YET = ("open",)
APART = ("extended", "again", "another", "imported", "taken_back", "void")
"""What is neither kept nor broken: a later date that was granted, another way the procedure allows, a void record …"""
VERDICTS = (*KEPT, *EXCEPTIONS, *NOT_YET, *APART)


@dataclass(slots=True)
class Figures:
    """How many of each verdict. What is governed is all of them: kept, exceptions, not yet and apart add up to it."""

    counts: dict[str, int] = field(default_factory=dict)

    def add(self, verdict: str, n: int = 1) -> None:
        """``n`` more of a verdict; the empty one is not governed at all."""
        if verdict and n:
            self.counts[verdict] = self.counts.get(verdict, 0) + n

    def _sum(self, verdicts: tuple[str, ...]) -> int:
        return sum(self.counts.get(one, 0) for one in verdicts)

    @property
    def governed(self) -> int:
        """All that fell under the demand."""
        return self._sum(VERDICTS)

    @property
    def kept(self) -> int:
        """What kept it."""
        return self._sum(KEPT)

    @property
    def exceptions(self) -> int:
        """What did not."""
        return self._sum(EXCEPTIONS)

    @property
    def not_yet(self) -> int:
        """What is still open and in time."""
        return self._sum(NOT_YET)

    @property
    def apart(self) -> int:
        """What is told apart."""
        return self._sum(APART)


@dataclass(slots=True)
class Standing:
    """A clause at one demand, in every version that names it there: ``stands`` by the version's row.

    ``figures`` is nothing where there is nothing to count; ``note`` says why (a code of ``words``).
    """

    clause: str
    kind: str
    key: str
    stands: dict[int, Stand]
    figures: Figures | None = None
    note: str = ""

    @property
    def newest(self) -> Stand:
        """The demand as the newest version has it."""
        return next(iter(self.stands.values()))
