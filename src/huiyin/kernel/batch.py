"""The door for many records at once: an old register comes in with its numbers and dates, every check kept.

What is history stays history: the deeds took place outside, so a row brings one event, no children and no letters.
A row with ``closed_at`` lands in the procedure's first closed state; the others open where all records open, and
their clocks run from the day the word was received.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huiyin.kernel import clocks, finding, flow, numbering, registry, taking, trail, turns
from huiyin.kernel.cleaning import Bad, clean
from huiyin.kernel.deed import Deed
from huiyin.kernel.door import deed as one_deed
from huiyin.kernel.errors import Invalid, Refused
from huiyin.kernel.fields import FieldSpec, asked, fields_of
from huiyin.kernel.models import Record, Turn
from huiyin.kernel.policy import may_open
from huiyin.packs.models import ProcedureVersion
from huiyin.packs.shape import Procedure, Step
from huiyin.people.memory import remembering
from huiyin.people.models import Person, Unit


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an old register: plain values by field, its own number and dates, and what makes it itself."""

    data: Mapping[str, Any]
    received_at: dt.datetime
    number: str = ""
    opened_at: dt.datetime | None = None
    closed_at: dt.datetime | None = None
    source_key: str = ""
    note: str = ""


@dataclass(slots=True)
class Outcome:
    """What came of the rows: the records made, how many were there already, what was refused and why, by row."""

    records: list[Any] = field(default_factory=list)
    known: int = 0
    refused: dict[int, dict[str, Any]] = field(default_factory=dict)


@dataclass(slots=True)
class _Batch:
    """What is looked up once for all rows."""

    actor: Person
    at: dt.datetime
    unit: Unit
    version: ProcedureVersion
    procedure: Procedure
    record_type: Any
    specs: tuple[FieldSpec, ...]
    closed: Any
    cleaned: dict[tuple[str, Any], Any] = field(default_factory=dict)


def open_many(
    type_name: str, rows: Sequence[Row], actor: Person, *, at: dt.datetime, unit: Unit | None = None
) -> Outcome:
    """Register many records in one transaction. Good rows go in, bad ones come back with a sentence per field.

    A row whose ``source_key`` is in the register already adds nothing. Raises Refused when the actor may not
    register this type at all, Busy when the database cannot take it; then nothing is written.
    """
    verdict = may_open(actor, type_name, at=at)
    if not verdict.ok:
        raise Refused(verdict.why)
    with remembering():
        return _open_many(type_name, rows, actor, at, unit)


@one_deed
def _open_many(type_name: str, rows: Sequence[Row], actor: Person, at: dt.datetime, unit: Unit | None) -> Outcome:
    version, procedure = flow.procedure_for(type_name, actor, at)
    batch = _batch(type_name, version, procedure, actor, at, unit or flow.registering_unit(actor))
    outcome, deeds = Outcome(), []
    known, numbers = _known(type_name, rows), _taken_numbers(rows)
    for index, row in enumerate(rows):
        if row.source_key and row.source_key in known:
            outcome.known += 1
            continue
        try:
            deeds.append(_deed(batch, row, numbers))
            known |= {row.source_key}
        except Invalid as bad:
            outcome.refused[index] = bad.errors
    _write(batch, deeds)
    outcome.records = [deed.record for deed, _row in deeds]
    return outcome


def _batch(
    type_name: str, version: ProcedureVersion, procedure: Procedure, actor: Person, at: dt.datetime, unit: Unit
) -> _Batch:
    record_type = registry.get(type_name)
    every = fields_of(procedure, record_type)
    named = asked(procedure, record_type, procedure.opens_needs, procedure.opens_asks)
    needed = {spec.name for spec in named if spec.required and spec.kind != "lines"}
    specs = [spec for spec in named if spec.kind != "lines"]
    also = [name for name, spec in every.items() if spec.kind != "lines" and name not in {one.name for one in specs}]
    specs += [spec for spec in asked(procedure, record_type, (), also) if spec.name not in needed]
    closed = next((state for state in procedure.flow.states.values() if state.phase == "done"), None)
    return _Batch(actor, at, unit, version, procedure, record_type, tuple(specs), closed)


def _known(type_name: str, rows: Sequence[Row]) -> set[str]:
    keys = [row.source_key for row in rows if row.source_key]
    return set(_among(Record.objects.filter(type=type_name), "source_key", keys))


def _taken_numbers(rows: Sequence[Row]) -> set[str]:
    return set(_among(Record.objects.all(), "number", [row.number for row in rows if row.number]))


def _among(queryset: Any, name: str, values: list[str]) -> Iterable[str]:
    for start in range(0, len(values), 500):
        yield from queryset.filter(**{f"{name}__in": values[start : start + 500]}).values_list(name, flat=True)


def _deed(batch: _Batch, row: Row, numbers: set[str]) -> tuple[Deed, Row]:
    opened_at = row.opened_at or row.received_at
    if row.received_at > batch.at or opened_at > batch.at:
        raise Invalid({"received_at": _("It lies in the future.")})
    if row.closed_at and row.closed_at < row.received_at:
        raise Invalid({"closed_at": _("It was closed before it was received.")})
    deed = flow.blank(
        batch.record_type.name, batch.version, batch.procedure, batch.actor, at=batch.at,
        received_at=row.received_at, unit=batch.unit,
    )  # fmt: skip
    deed.record.opened_at = opened_at
    _take(batch, deed, row)
    if row.number:
        if row.number in numbers:
            raise Invalid({"number": _("This number is taken.")})
        numbers.add(row.number)
        deed.record.number = row.number
    deed.record.source_key = row.source_key
    if row.closed_at and batch.closed:
        record, closed = deed.record, batch.closed
        record.state, record.phase, record.closed_at = closed.name, closed.phase, row.closed_at
        record.milestones = {"received": row.received_at.isoformat(), "closed": row.closed_at.isoformat()}
    flow.title_from(deed)
    return deed, row


def _take(batch: _Batch, deed: Deed, row: Row) -> None:
    """Clean one row's values; each distinct value of a list or a lookup is cleaned once for the whole batch."""
    errors: dict[str, Any] = {}
    taken = taking.Taken()
    for spec in batch.specs:
        given = row.data.get(spec.name)
        if given is None or given == "":
            if spec.required:
                errors[spec.name] = taking.REQUIRED
            continue
        try:
            taking.put(deed.record, spec, _cleaned(batch, spec, given), taken)
        except Bad as bad:
            errors[spec.name] = str(bad)
    if errors:
        raise Invalid(errors)
    deed.changes = taken.changes


def _cleaned(batch: _Batch, spec: FieldSpec, given: Any) -> Any:
    if spec.kind in ("text", "long", "number", "date", "moment") or isinstance(given, list):
        return clean(spec, given)
    key = (spec.name, given)
    if key not in batch.cleaned:
        batch.cleaned[key] = clean(spec, given)
    return batch.cleaned[key]


def _write(batch: _Batch, deeds: list[tuple[Deed, Row]]) -> None:
    for deed, row in deeds:
        day = timezone.localtime(row.opened_at or row.received_at).date()
        if row.number:
            numbering.claim(batch.procedure.number, row.number)
        else:
            deed.record.number = numbering.next_number(batch.procedure.number, batch.record_type.name, day)
    records = [deed.record for deed, _row in deeds]
    _insert(batch.record_type.model, records)
    for deed, _row in deeds:
        if deed.record.phase != "done":
            _start(batch, deed)
    trail.append_many([_entry(deed, row) for deed, row in deeds])
    Turn.objects.bulk_create(
        (turn for deed, _row in deeds if deed.record.phase != "done" for turn in turns.rows_to_act(deed)), 500
    )
    finding.index_many((deed.record.pk, flow.searchable(deed.record, deed)) for deed, _row in deeds)


def _start(batch: _Batch, deed: Deed) -> None:
    """Start what registering starts; the record's nearest due is kept with it."""
    deed.facts["opened"] = True
    deed.step = Step("", batch.procedure.title, (), "", (), starts=batch.procedure.flow.opening.starts)
    clocks.settle(deed)
    if deed.record.due_at:
        Record.objects.filter(pk=deed.record.pk).update(due_at=deed.record.due_at)


def _entry(deed: Deed, row: Row) -> trail.Entry:
    return trail.Entry(
        record=deed.record, kind="imported", actor=deed.actor, at=deed.at, happened_at=row.received_at,
        state_before="", state_after=deed.record.state, changes=deed.changes, facts=deed.facts, reason=row.note,
    )  # fmt: skip


def _insert(model: type[Record], records: list[Any]) -> None:
    """Two statements: the shared rows, then the room's own (the framework's bulk insert refuses extended tables)."""
    shared = [field for field in Record._meta.concrete_fields if not field.primary_key]
    parents = [Record(**{field.attname: getattr(one, field.attname) for field in shared}) for one in records]
    Record.objects.bulk_create(parents, batch_size=500)
    own = model._meta.local_concrete_fields
    for record, parent in zip(records, parents, strict=True):
        record.pk = record.record_ptr_id = parent.pk
        record._state.adding = False
    quote = connection.ops.quote_name
    columns, marks = ", ".join(quote(str(one.column)) for one in own), ", ".join(["%s"] * len(own))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})",  # noqa: S608  # our own names
            [[one.get_db_prep_save(getattr(record, one.attname), connection) for one in own] for record in records],
        )
