"""The door for many records at once: an old register comes in with its numbers and dates, every check kept.

What is history stays history: the deeds took place outside, so a row brings one event, no children and no letters.
A row with ``closed_at`` lands in the procedure's first closed state; the others open where all records open, and
their clocks run from the day the word was received. What has passed by then is not told to anyone any more.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huiyin.calendars import days
from huiyin.calendars.worktime import Calendar
from huiyin.kernel import bulk, clocks, finding, flow, numbering, registry, taking, trail, turns
from huiyin.kernel.cleaning import Bad, clean
from huiyin.kernel.deed import Deed
from huiyin.kernel.door import deed as one_deed
from huiyin.kernel.errors import Invalid, Refused
from huiyin.kernel.fields import FieldSpec, asked, fields_of
from huiyin.kernel.models import Due, Record, Turn
from huiyin.kernel.policy import may_import
from huiyin.kernel.registry import RecordType
from huiyin.packs.shape import Procedure, State, Step
from huiyin.people.memory import remembering
from huiyin.people.models import Person, Unit

WORDS = ("text", "long", "number", "date", "moment")
"""Kinds cleaned value by value; of the others each distinct value is cleaned once for the whole batch."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an old register: plain values by field, its own number and dates, and what makes it itself.

    ``facts`` go into the record's first event as they are: where the row stood, what no field could take.
    """

    data: Mapping[str, Any]
    received_at: dt.datetime
    number: str = ""
    opened_at: dt.datetime | None = None
    closed_at: dt.datetime | None = None
    source_key: str = ""
    note: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Outcome:
    """What came of the rows: the records made, which rows were there already, which were refused and why."""

    records: list[Any] = field(default_factory=list)
    known_rows: list[int] = field(default_factory=list)
    refused: dict[int, dict[str, Any]] = field(default_factory=dict)

    @property
    def known(self) -> int:
        """How many rows the register held already."""
        return len(self.known_rows)


@dataclass(slots=True)
class _Batch:
    """What is looked up once for all rows. ``blank`` is the record as it is before any value."""

    actor: Person
    at: dt.datetime
    procedure: Procedure
    record_type: RecordType
    blank: Any
    specs: dict[str, FieldSpec]
    closed: State | None
    opening: Step
    cleaned: dict[tuple[str, Any], Any] = field(default_factory=dict)
    calendars: dict[str, Calendar] = field(default_factory=dict)

    def calendar(self, code: str) -> Calendar:
        """The calendar of that code, read once: no edit can come between two rows of one transaction."""
        if code not in self.calendars:
            self.calendars[code] = days.load(code)
        return self.calendars[code]


def open_many(
    type_name: str, rows: Sequence[Row], actor: Person, *, at: dt.datetime, unit: Unit | None = None
) -> Outcome:
    """Register many records in one transaction. Good rows go in, bad ones come back with a sentence per field.

    A row whose ``source_key`` is in the register already adds nothing. Raises Refused when the actor may not
    register this type at all, Busy when the database cannot take it; then nothing is written.
    """
    verdict = may_import(actor, type_name, at=at)
    if not verdict.ok:
        raise Refused(verdict.why)
    with remembering():
        return _open_many(type_name, rows, actor, at, unit)


@one_deed
def _open_many(type_name: str, rows: Sequence[Row], actor: Person, at: dt.datetime, unit: Unit | None) -> Outcome:
    batch = _batch(type_name, actor, at, unit)
    outcome, deeds = Outcome(), []
    known, numbers = _known(type_name, rows), _taken_numbers(rows)
    for index, row in enumerate(rows):
        if row.source_key and row.source_key in known:
            outcome.known_rows.append(index)
            continue
        try:
            deeds.append((_deed(batch, row, numbers), row))
            known.add(row.source_key)
        except Invalid as bad:
            outcome.refused[index] = bad.errors
        except Refused as no:
            outcome.refused[index] = {"": no.why}
    if deeds:
        _write(batch, deeds)
    outcome.records = [deed.record for deed, _row in deeds]
    return outcome


def _batch(type_name: str, actor: Person, at: dt.datetime, unit: Unit | None) -> _Batch:
    version, procedure = flow.procedure_for(type_name, actor, at)
    record_type = registry.get(type_name)
    blank = flow.blank(type_name, version, procedure, actor, at=at, received_at=at, unit=unit)
    closed = next((state for state in procedure.flow.states.values() if state.phase == "done"), None)
    opening = Step("", procedure.title, (), "", (), starts=procedure.flow.opening.starts)
    specs = importable(procedure, record_type)
    return _Batch(actor, at, procedure, record_type, blank.record, specs, closed, opening)


def importable(procedure: Procedure, record_type: RecordType) -> dict[str, FieldSpec]:
    """Every field a row may fill, by name; required are those a record opens with."""
    every = [name for name, spec in fields_of(procedure, record_type).items() if spec.kind != "lines"]
    named = asked(procedure, record_type, procedure.opens_needs, [*procedure.opens_asks, *every])
    return {spec.name: spec for spec in named if spec.kind != "lines"}


def _known(type_name: str, rows: Sequence[Row]) -> set[str]:
    keys = [row.source_key for row in rows if row.source_key]
    return set(_among(Record.objects.filter(type=type_name), "source_key", keys))


def _taken_numbers(rows: Sequence[Row]) -> set[str]:
    return set(_among(Record.objects.all(), "number", [row.number for row in rows if row.number]))


def _among(queryset: Any, name: str, values: list[str]) -> Iterable[str]:
    for start in range(0, len(values), 500):
        yield from queryset.filter(**{f"{name}__in": values[start : start + 500]}).values_list(name, flat=True)


def _deed(batch: _Batch, row: Row, numbers: set[str]) -> Deed:
    opened_at = row.opened_at or row.received_at
    if row.received_at > batch.at or opened_at > batch.at:
        raise Invalid({"received_at" if row.received_at > batch.at else "opened_at": _("It lies in the future.")})
    if row.closed_at and row.closed_at > batch.at:
        raise Invalid({"closed_at": _("It lies in the future.")})
    if row.closed_at and row.closed_at < row.received_at:
        raise Invalid({"closed_at": _("It was closed before it was received.")})
    record = _twin(batch.blank)
    record.received_at, record.opened_at, record.source_key = row.received_at, opened_at, row.source_key
    deed = Deed(
        record, batch.record_type, batch.procedure, batch.procedure.flow.opening, batch.actor, batch.at,
        row.received_at, facts={"opened": True, **row.facts},
    )  # fmt: skip
    _take(batch, deed, row)
    if row.closed_at and batch.closed:
        record.state, record.phase, record.closed_at = batch.closed.name, batch.closed.phase, row.closed_at
        record.milestones = {"received": row.received_at.isoformat(), "closed": row.closed_at.isoformat()}
    else:
        record.milestones = dict.fromkeys(batch.procedure.flow.opening.marks, row.received_at.isoformat())
    if record.milestones:
        deed.note("marks", list(record.milestones))
    flow.title_from(deed)
    flow.check(deed)
    _own_number(record, row.number, numbers)
    return deed


def _twin(blank: Any) -> Any:
    """A record like ``blank``: setting sixty fields one by one, as the framework does, costs more than all the rest."""
    record = object.__new__(type(blank))
    record.__dict__.update(
        (name, value.copy() if type(value) in (dict, list) else value) for name, value in blank.__dict__.items()
    )
    record._state = copy.copy(blank._state)
    record._state.fields_cache = blank._state.fields_cache.copy()
    return record


def _own_number(record: Any, number: str, numbers: set[str]) -> None:
    if not number:
        return
    if number in numbers:
        raise Invalid({"number": _("This number is taken.")})
    if len(number) > 60 or not number.isprintable():
        raise Invalid({"number": _("A number has at most %(most)d characters, all of them visible.") % {"most": 60}})
    numbers.add(number)
    record.number = number


def _take(batch: _Batch, deed: Deed, row: Row) -> None:
    """Clean one row's values; each distinct value of a list or a lookup is cleaned once for the whole batch."""
    errors: dict[str, Any] = {}
    taken = taking.Taken()
    for name, given in row.data.items():
        spec = batch.specs.get(name)
        if spec is None:
            errors[name] = _("This procedure has no such field.")
        elif given is not None and given != "":
            try:
                taken.values[name] = _cleaned(batch, spec, given)
            except Bad as bad:
                errors[name] = str(bad)
    for name, spec in batch.specs.items():
        if spec.required and name not in taken.values and name not in errors and name != "received_at":
            errors[name] = taking.REQUIRED
    errors |= taking.strays(deed, [batch.specs[name] for name in taken.values], taken)
    if errors:
        raise Invalid(errors)
    for name, value in taken.values.items():
        taking.put(deed.record, batch.specs[name], value, taken)
    deed.data, deed.changes = taken.values, taken.changes


def _cleaned(batch: _Batch, spec: FieldSpec, given: Any) -> Any:
    if spec.kind in WORDS or isinstance(given, list):
        return clean(spec, given)
    key = (spec.name, given)
    if key not in batch.cleaned:
        batch.cleaned[key] = clean(spec, given)
    return batch.cleaned[key]


def _write(batch: _Batch, deeds: list[tuple[Deed, Row]]) -> None:
    _number(batch, deeds)
    for (deed, _row), pk in zip(deeds, bulk.new_ids(Record, len(deeds)), strict=True):
        deed.record.id = deed.record.record_ptr_id = pk
        deed.record._state.adding = False
    started = [due for deed, _row in deeds if deed.record.phase != "done" for due in _start(batch, deed)]
    records = [deed.record for deed, _row in deeds]
    bulk.insert_whole(Record, records)
    bulk.insert_whole(batch.record_type.model, records)
    bulk.insert_whole(Due, started)
    trail.begin_many(_entry(deed, row) for deed, row in deeds)
    acting = (turn for deed, _row in deeds if deed.record.phase != "done" for turn in turns.rows_to_act(deed))
    bulk.insert_whole(Turn, acting)
    turns.take_part_many(deed for deed, _row in deeds)
    finding.index_many((deed.record.pk, flow.searchable(deed.record, deed)) for deed, _row in deeds)


def _number(batch: _Batch, deeds: list[tuple[Deed, Row]]) -> None:
    """Own numbers move the counters first, so that a new number never takes the place of an old one."""
    pattern, brought = batch.procedure.number, [deed.record.number for deed, _row in deeds if deed.record.number]
    numbering.claim_many(pattern, brought)
    without = [deed.record for deed, _row in deeds if not deed.record.number]
    dates = [timezone.localtime(record.opened_at).date() for record in without]
    for record, number in zip(
        without, numbering.next_numbers(pattern, batch.record_type.name, dates, taken=brought), strict=True
    ):
        record.number = number


def _start(batch: _Batch, deed: Deed) -> list[Due]:
    """The promises registering makes; the nearest is kept with the record. What is past needs no telling."""
    deed.step = batch.opening
    begun = [clocks.begin(deed, clock, batch.calendar, past=batch.at) for clock in batch.opening.starts]
    started = [due for due in begun if due is not None]
    clocks.set_nearest(deed.record, started)
    return started


def _entry(deed: Deed, row: Row) -> trail.Entry:
    return trail.Entry(
        record=deed.record, kind="imported", actor=deed.actor, at=deed.at, happened_at=row.received_at,
        state_before="", state_after=deed.record.state, changes=deed.changes, facts=deed.facts, reason=row.note,
    )  # fmt: skip
