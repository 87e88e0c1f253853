"""Whose turn it is: kept true after every deed, so the desk is one indexed query."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from huiyin.kernel import bulk, row_turns
from huiyin.kernel.deed import Deed, unit_codes
from huiyin.kernel.models import Part, Record, Signature, Turn
from huiyin.kernel.policy import ANYONE, answered, goes_on, lent_to, procedure_of
from huiyin.kernel.signs import demands, open_demands
from huiyin.packs.shape import Step
from huiyin.people.holding import holdings, subtree
from huiyin.people.holding import unit_codes as unit_by_code
from huiyin.people.models import Person, Unit

_AT_WORK = ("draft", "open", "waiting")


def settle(deed: Deed, *, fresh: bool = False, again: str = "") -> None:
    """Write the rows for the steps open now (``fresh``: the record is new and has none yet; ``again``: the step that
    was sent or taken back)."""
    record = deed.record
    if not fresh:
        kept = ("extend",) if record.phase in _AT_WORK and not record.merged_into_id else ()
        Turn.objects.filter(record_id=record.pk).exclude(kind__in=(*kept, row_turns.KIND)).delete()
    steps = deed.procedure.flow.steps
    waiting = steps[record.awaiting] if record.awaiting else None
    rows = _to_sign(deed) if waiting else []
    if record.phase in _AT_WORK and not record.merged_into_id and (waiting is None or waiting.beside):
        to_act = rows_to_act(deed, again)
        rows += [row for row in to_act if waiting is None or goes_on(waiting, steps[row.step], deed.procedure)]
    bulk.insert_whole(Turn, rows)
    row_turns.settle(deed, fresh=fresh)
    take_part(deed)


def rows_to_act(deed: Deed, again: str = "") -> list[Turn]:
    """The rows for whoever is to take a step from the record's present state (not stored)."""
    record, seen, rows = deed.record, set(), []
    for step in owed(deed.procedure.flow.from_state(record.state), again):
        for who in _doers(record, step):
            if who not in seen:
                seen.add(who)
                role, unit_id, person_id = who
                rows.append(
                    Turn(
                        record_id=record.pk,
                        kind="act",
                        step=step.name,
                        role=role,
                        unit_id=unit_id,
                        person_id=person_id,
                        since=deed.at,
                        due_at=record.due_at,
                    )
                )
    return rows


def owed(steps: Iterable[Step], again: str = "") -> list[Step]:
    """What is awaited of someone: the ways on, and a step that came back.

    What one may do besides (send people, send back) is nobody's debt, and would fill the desks of all who may. Where
    a procedure marks no way on, whatever may be done is awaited.
    """
    every = sorted(steps, key=lambda step: (not step.primary, step.back))
    return [step for step in every if step.primary or step.name == again] or every


def _doers(record: Any, step: Step) -> list[tuple[str, int | None, int | None]]:
    if step.of:
        waiting = set(unit_codes(record, step.of)) - answered(record, step)
        return [who for unit in Unit.objects.filter(code__in=waiting) for who in _unit_doers(record, step, unit)]
    if lent := lent_to(record, step):
        return [("", None, lent)]
    return [(role, record.unit_id, None) for role in step.roles if role != ANYONE]


def _unit_doers(record: Any, step: Step, unit: Unit) -> list[tuple[str, int | None, int | None]]:
    if lent := lent_to(record, step, unit.code):
        return [("", unit.pk, lent)]
    return [(role, unit.pk, None) for role in step.roles]


def _to_sign(deed: Deed) -> list[Turn]:
    record = deed.record
    step = deed.procedure.flow.steps[record.awaiting]
    proposal = record.proposals.filter(settled_at=None).first()
    given = list(Signature.objects.filter(proposal=proposal, verdict="signed")) if proposal else []
    seen, rows = set(), []
    for demand in open_demands(record, step, given):
        for role in demand.roles:
            key = (role, demand.unit_id)
            if key not in seen:
                seen.add(key)
                rows.append(
                    Turn(
                        record_id=record.pk,
                        kind="sign",
                        step=step.name,
                        role=role,
                        since=proposal.at if proposal and step.beside else deed.at,
                        unit_id=demand.unit_id or record.unit_id,
                        due_at=record.due_at,
                    )
                )
    return rows


def take_part(deed: Deed) -> None:
    """Give the actor and the departments newly named in the record sight of it, for good."""
    record = deed.record
    parts = []
    if deed.actor is not None and not deed.facts.get("opened"):  # the opener sees it anyway
        parts.append(Part(record_id=record.pk, person=deed.actor, why="acted"))
    named = [name for name in deed.changes if _names_units(deed, name)]
    codes = {code for name in named for code in unit_codes(record, name)}
    if codes:
        parts += [Part(record_id=record.pk, unit=unit, why="asked") for unit in Unit.objects.filter(code__in=codes)]
    if parts:
        bulk.insert_whole(Part, parts, known_is_fine=True)


def take_part_many(deeds: Iterable[Deed]) -> None:
    """The same for many new records."""
    units = unit_by_code()
    parts = []
    for deed in deeds:
        named = [name for name in deed.changes if _names_units(deed, name)]
        codes = {code for name in named for code in unit_codes(deed.record, name)}
        parts += [Part(record_id=deed.record.pk, unit=units[code], why="asked") for code in sorted(codes)]
    bulk.insert_whole(Part, parts)


def _names_units(deed: Deed, name: str) -> bool:
    from_room = deed.record_type.kinds.get(name)
    field = deed.procedure.fields.get(name)
    return (from_room or (field.kind if field else "")) == "units"


def of_the_record(rows: QuerySet[Turn]) -> QuerySet[Turn]:
    """Those of ``rows`` that say with whom a record itself lies; a row inside it says nothing of that."""
    return rows.exclude(kind=row_turns.KIND)


def mine(person: Person, *, at: dt.datetime) -> QuerySet[Turn]:
    """The rows that speak to ``person``: by name, or through a role she holds for that unit (or stands in for)."""
    who = Q(person=person)
    for held in holdings(person, at):
        if held.unit_id is None:
            who |= Q(person=None, role=held.role)
        else:
            who |= Q(person=None, role=held.role, unit_id__in=subtree(held.unit_id))
    return Turn.objects.filter(who)


def demands_of(record: Record) -> list[Any]:
    """The signatures the waiting step asks for, each with whether it was given (for the sheet)."""
    if not record.awaiting:
        return []
    return demands(record, procedure_of(record).flow.steps[record.awaiting])
