"""Rows somebody owes: which are open in a record, whose each is, and the step its owner may report it done by.

A procedure says when rows are carried out: at the states where a step asks for the day they were done. A row is owed
as long as that may still come, and whoever owns it may take that step for her own rows, whoever else it is for
(decision 0030).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F, QuerySet

from huiyin.kernel.fields import FieldSpec
from huiyin.kernel.registry import Lines, Owes, RecordType
from huiyin.kernel.sight import adopted
from huiyin.packs.shape import Procedure, Step
from huiyin.people.holding import HEAD, Held, units
from huiyin.people.models import Person

KIND = "row"
"""The kind of turn an owed row is."""
OWED_AT = ("open", "waiting")
"""Phases a record's rows are owed in: what stands in a draft binds nobody yet."""
WORDS = 120

Rows = Mapping[str, frozenset[int]]
"""The rows of each name one person may fill."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One open row: in which record, of which rows, what it asks, of whom, by which day."""

    record_id: int
    lines: str
    row: int
    words: str
    person_id: int | None
    unit_id: int | None
    due_on: dt.date | None

    @property
    def key(self) -> tuple[str, int]:
        """Which row of the record it is."""
        return self.lines, self.row


def owing(record_type: RecordType) -> tuple[tuple[Lines, Owes], ...]:
    """The rows of a type that are somebody's work, each with what makes them so."""
    return tuple((lines, lines.owes) for lines in record_type.lines if lines.owes is not None)


def owed_in(
    record: Any, record_type: RecordType, procedure: Procedure, names: Iterable[str] | None = None
) -> list[Owed]:
    """What is owed in one record now, of the rows ``names`` (default: of all); one query for each name."""
    if record.phase not in OWED_AT or record.merged_into_id:
        return []
    wanted = None if names is None else set(names)
    return [
        one
        for lines, owes in owing(record_type)
        if (wanted is None or lines.name in wanted) and still_asked(procedure, record.state, lines)
        for one in _read(lines, owes, _open(lines, owes).filter(record_id=record.pk, round=record.round))
    ]  # fmt: skip


def owed_everywhere(record_type: RecordType) -> Iterator[Owed]:
    """What is owed in all records of a type."""
    procedures = adopted()
    at_work = {"record__phase__in": OWED_AT, "record__merged_into": None, "round": F("record__round")}
    for lines, owes in owing(record_type):
        rows = _open(lines, owes).filter(**at_work)
        places = rows.order_by().values_list("record__procedure_id", "record__state").distinct()
        for version, state in places:
            if still_asked(procedures[version], state, lines):
                yield from _read(lines, owes, rows.filter(record__procedure_id=version, record__state=state))


def _open(lines: Lines, owes: Owes) -> QuerySet[Any]:
    return lines.model._default_manager.filter(owes.where, dropped_at=None, **{owes.done: None})


def _read(lines: Lines, owes: Owes, rows: QuerySet[Any]) -> Iterator[Owed]:
    owner, unit = (f"{name}_id" if name else "" for name in (owes.owner, owes.unit))
    columns = ["record_id", "pk", owes.what, *filter(None, (owner, unit, owes.due))]
    for row in rows.order_by("position", "pk").values(*columns):
        person_id = row[owner] if owner else None
        unit_id = row[unit] if unit and person_id is None else None
        if person_id or unit_id:
            words = " ".join(str(row[owes.what]).split())[:WORDS]
            due_on = row[owes.due] if owes.due else None
            yield Owed(row["record_id"], lines.name, row["pk"], words, person_id, unit_id, due_on)


# --- reporting it done ---------------------------------------------------------------------------------------------


def still_asked(procedure: Procedure, state: str, lines: Lines) -> bool:
    """Whether a record at ``state`` can still come to a step that asks for the day its rows were done.

    Steps back and new rounds do not count: what they ask again is asked of a record that stands there again.
    """
    flow, seen, ahead = procedure.flow, {state}, [state]
    while ahead:
        for step in flow.from_state(ahead.pop()):
            if asks_done(step, lines):
                return True
            if step.to not in seen and not step.back and not step.new_round:
                seen.add(step.to)
                ahead.append(step.to)
    return False


def asks_done(step: Step, lines: Lines) -> bool:
    """Whether a step asks for the day rows of that name were done: by its column, or with the whole of each row."""
    asked = {*step.needs, *step.asks}
    if lines.owes is None:
        return False
    return f"{lines.name}.{lines.owes.done}" in asked or (lines.name in asked and lines.owes.done not in lines.late)


def reporting(procedure: Procedure, state: str, lines: Lines) -> Step | None:
    """The step by which rows of that name are reported done at ``state``, and that does nothing but report."""
    if lines.owes is None:
        return None
    done = f"{lines.name}.{lines.owes.done}"
    steps = [
        step for step in procedure.flow.from_state(state)
        if done in (*step.needs, *step.asks) and _only_reports(step, state)
    ]  # fmt: skip
    return min(steps, key=lambda step: not step.primary, default=None)


def _only_reports(step: Step, state: str) -> bool:
    """Whether the step leaves the record, its clocks and its milestones as they are: it may be taken for one row."""
    moves = step.signs or step.marks or step.starts or step.meets or step.drops or step.new_round
    return step.to == state and not (moves or step.raises or step.sets or step.clears)


def rows_of_hers(
    person: Person, record: Any, record_type: RecordType, procedure: Procedure, step: Step, held: Iterable[Held]
) -> tuple[Rows, Person | None]:
    """The open rows ``person`` owns that ``step`` reports, and in whose stead when only as a stand-in.

    A row with a person is hers alone; one with a department only is every head's of it.
    """
    names = [one.name for one, _owes in owing(record_type) if reporting(procedure, record.state, one) is step]
    found = owed_in(record, record_type, procedure, names) if names else []
    heads = [one for one in held if one.role == HEAD]
    rows: dict[str, set[int]] = {}
    own, absent = False, None
    for owed in found:
        by = next((one for one in heads if owed.unit_id and one.covers(units().get(owed.unit_id))), None)
        if owed.person_id == person.pk or by is not None:
            rows.setdefault(owed.lines, set()).add(owed.row)
            own = own or by is None or by.on_behalf is None
            absent = absent or (by.on_behalf if by else None)
    return {name: frozenset(ids) for name, ids in rows.items()}, None if own else absent


def narrowed(specs: Iterable[FieldSpec], rows: Rows | None) -> tuple[FieldSpec, ...]:
    """What a step asks of an owner: the named columns of her rows, nothing else. Without ``rows`` all it asks."""
    if rows is None:
        return tuple(specs)
    return tuple(replace(spec, required=False) for spec in specs if spec.name in rows and spec.only)
