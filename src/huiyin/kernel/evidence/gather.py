"""The clauses of one record type in a period, each with what the records say of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone

from huiyin.kernel.evidence import duties, numbers, paths, rows
from huiyin.kernel.evidence.period import Period
from huiyin.kernel.evidence.scope import Scope, Standing
from huiyin.kernel.registry import RecordType
from huiyin.kernel.sight import adopted
from huiyin.packs.adopt import in_force
from huiyin.packs.shape import Label, Procedure
from huiyin.packs.standing import MEASURED, Stand, document_order, stands
from huiyin.people.models import Person

NUMBERED = ("ledger", "keep")
"""What the numbers prove: every record is in the register, and still there."""


@dataclass(slots=True)
class Entry:
    """One clause: its text in the newest version that has it, the texts of older ones, and where it stands."""

    clause: str
    text: Label | None
    before: list[tuple[Procedure, Label]] = field(default_factory=list)
    standings: list[Standing] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    @property
    def measured(self) -> list[Standing]:
        """Where there is something to count."""
        return [one for one in self.standings if one.figures is not None]

    @property
    def declared(self) -> list[Standing]:
        """Where it is in force and nothing can be counted."""
        return [one for one in self.standings if one.figures is None]


@dataclass(slots=True)
class Evidence:
    """What was found. ``used`` are the versions looked at: those records live under, and the one in force."""

    scope: Scope
    records: int
    used: dict[int, Procedure]
    entries: list[Entry]
    current: int = 0

    def entry(self, clause: str) -> Entry:
        """The clause of that id. Raises LookupError."""
        for one in self.entries:
            if one.clause == clause:
                return one
        raise LookupError(clause)


def gather(record_type: RecordType, period: Period, person: Person, *, at: dt.datetime, only: str = "") -> Evidence:
    """Every clause of the type's procedure with its figures; with ``only``, that clause's alone.

    A constant number of queries, whatever the number of records. Raises LookupError when no version was ever adopted
    or ``only`` is no clause of it.
    """
    scope = Scope.of(record_type, period, person, at=at)
    counted = scope.counted()
    current = _current(scope, person)
    used = {pk: one for pk, one in scope.versions.items() if pk in counted or pk == current}
    if not used:
        raise LookupError(record_type.name)
    found = Evidence(scope, sum(counted.values()), used, entries(used), current)
    if only:
        found.entries = [found.entry(only)]
    for entry in found.entries:
        if not entry.standings:
            entry.elsewhere = _elsewhere(entry.clause, record_type.name)
    measure(scope, [standing for entry in found.entries for standing in entry.standings])
    return found


def _current(scope: Scope, person: Person) -> int:
    """The version in force for the reader today; without one, the newest that was adopted."""
    day = timezone.localtime(scope.at).date()
    version = in_force(scope.record_type.name, day, person.unit.code if person.unit else "")
    return version.pk if version else next(iter(scope.versions), 0)


def entries(used: dict[int, Procedure]) -> list[Entry]:
    """The clauses of these versions (newest first) in their document's order, with their places."""
    named: dict[str, Entry] = {}
    for procedure in used.values():
        for clause in procedure.clauses.values():
            entry = named.setdefault(clause.id, Entry(clause.id, clause.text))
            if entry.text != clause.text and clause.text not in [text for _one, text in entry.before]:
                entry.before.append((procedure, clause.text))
    for pk, procedure in used.items():
        for stand in stands(procedure):
            _place(named.setdefault(stand.clause, Entry(stand.clause, None)), pk, stand)
    return [named[one] for one in document_order(named)]


def _place(entry: Entry, pk: int, stand: Stand) -> None:
    for one in entry.standings:
        if one.key == stand.key:
            one.stands[pk] = stand
            return
    entry.standings.append(Standing(entry.clause, stand.kind, stand.key, {pk: stand}))


def measure(scope: Scope, standings: Iterable[Standing]) -> None:
    """Count what can be counted: one query for each kind of row it lies in."""
    kinds: dict[str, list[Standing]] = {}
    for one in standings:
        kinds.setdefault(one.kind, []).append(one)
    rows.count(scope, [one for name in rows.KINDS for one in kinds.get(name, ())])
    walked = [one for name in paths.KINDS for one in kinds.get(name, ())]
    if walked:
        paths.Ways(scope, walked).count()
    _number(scope, [one for name in NUMBERED for one in kinds.get(name, ())])
    if "duty" in kinds and scope.sight.whole:
        duties.count(scope, kinds["duty"])
    for one in (one for found in kinds.values() for one in found if one.figures is None and not one.note):
        one.note = "not_all_seen" if one.kind in MEASURED else "declared"


def _number(scope: Scope, standings: list[Standing]) -> None:
    if standings and scope.sight.whole:
        found = numbers.figures(numbers.series(scope))
        for one in standings:
            one.figures = found


def _elsewhere(clause: str, type_name: str) -> list[str]:
    """The other types whose procedures make a demand of this clause."""
    return sorted({
        one.type for one in adopted().values()
        if one.type != type_name and any(stand.clause == clause for stand in stands(one))
    })  # fmt: skip
