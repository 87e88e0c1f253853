"""The loop: duties, warnings, late dues, escalations, seals. One bad row never stops it (house 6.4)."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from huiyin.calendars import days
from huiyin.calendars.worktime import is_working, next_opening
from huiyin.kernel import clocks, letters, occurring, passing, sealing, trail, watch_rows
from huiyin.kernel.door import lock
from huiyin.kernel.models import Due, Turn
from huiyin.kernel.policy import procedure_of
from huiyin.kernel.turns import of_the_record
from huiyin.people.holding import holders, nearest
from huiyin.people.models import Person, Unit

LOG = logging.getLogger(__name__)
_AHEAD = dt.timedelta(minutes=30)
_MOST = 500


@dataclass(slots=True)
class Round:
    """What one turn of the loop did."""

    told: int = 0
    waiting: int = 0
    failed: list[str] = field(default_factory=list)
    sealed: int = 0
    opened: int = 0


def look(at: dt.datetime, *, planning: bool = True) -> Round:
    """Open what duties ask for, take every due and every owed row whose hour has come, each in a transaction of its
    own; then seal the trail. Without ``planning`` only duties planned before are opened: planning looks at every
    customer.
    """
    done = Round()
    duties = occurring.look(at, planning=planning)
    done.opened, done.waiting = len(duties.opened), duties.waiting
    done.failed += duties.failed
    _each(Due.objects.filter(settled_at=None), _one, at, done)
    _each(Turn.objects.all(), _row, at, done)
    seal = sealing.seal(at)
    done.sealed = seal.count if seal else 0
    return done


def _each(rows: QuerySet[Any], act: Callable[[int, dt.datetime, Round], None], at: dt.datetime, done: Round) -> None:
    ids = rows.filter(look_at__lte=at).order_by("look_at", "pk").values_list("pk", flat=True)
    for pk in list(ids[:_MOST]):
        try:
            with transaction.atomic():
                act(pk, at, done)
        except Exception as trouble:  # one poisoned row must not stop the rest: it is told, put off and seen again
            LOG.exception("%s %s could not be looked at", rows.model._meta.model_name, pk)
            done.failed.append(f"{pk}: {trouble}")
            rows.model._default_manager.filter(pk=pk).update(look_at=at + _AHEAD)


def _row(pk: int, at: dt.datetime, done: Round) -> None:
    said = watch_rows.look(pk, at)
    done.told += said == watch_rows.TOLD
    done.waiting += said == watch_rows.WAITING


def _one(pk: int, at: dt.datetime, done: Round) -> None:
    due = Due.objects.select_related("record").get(pk=pk)
    record, _type = lock(due.record, None)
    due = Due.objects.get(pk=pk)  # again, under the record's lock: it may just have been met
    if due.settled_at or due.paused_at or due.look_at is None or due.look_at > at:
        return
    procedure = procedure_of(record)
    clock = clocks.clock_named(procedure, due.name)
    calendar = days.load(clocks.calendar_code(record, procedure))
    if not is_working(at, calendar):  # nothing is sent outside working time
        Due.objects.filter(pk=pk).update(look_at=next_opening(at, calendar))
        done.waiting += 1
        return
    passed = [level for level, when in clocks.levels(due, clock, calendar) if when <= at and level not in due.told]
    due.told = [*due.told, *passed]
    due.look_at = clocks.next_look(due, clock, calendar, at)
    Due.objects.filter(pk=pk).update(told=due.told, look_at=due.look_at)
    if passed:
        _tell(record, due, passed, at)
        done.told += 1


def _tell(record: Any, due: Due, passed: list[str], at: dt.datetime) -> None:
    """One notice for everything that passed since the last look: no storm."""
    roles = [level.split(":")[2] for level in passed if level.startswith("escalate")]
    kind = "escalated" if roles else "late" if "late" in passed else "warned"
    persons = {one.pk: one for one in answerable(record, due, at)}
    for role in roles:
        persons |= {one.pk: one for one in holders(role, record.unit, at)}
    names = [one.name for one in persons.values()]
    facts = {"due": due.name, "due_at": due.due_at.isoformat(), "levels": passed, "told": names}
    event = trail.append(
        record, kind=kind, actor=None, at=at, happened_at=at, state_before=record.state,
        state_after=record.state, changes={}, facts=facts,
    )  # fmt: skip
    passing.tell(record, persons.values(), kind, facts, at, event)
    letters.about(record, persons.values(), kind, due, at)


def answerable(record: Any, due: Due, at: dt.datetime) -> list[Person]:
    """Who can still keep this promise: of those whose turn it is, the role the clock names, else the roles whose step
    meets it, else all. A role is told where it is held nearest to the record, so a firm's many clerks are not.
    """
    procedure = procedure_of(record)
    clock = clocks.clock_named(procedure, due.name)
    rows = list(of_the_record(Turn.objects.filter(record_id=record.pk)).select_related("person", "unit"))
    meeting = {role for step in procedure.flow.steps.values() if due.name in step.meets for role in step.roles}
    for roles in ({clock.role} if clock else set(), meeting):
        chosen = [turn for turn in rows if turn.person_id or turn.role in roles]
        if chosen:
            rows = chosen
            break
    found: dict[int, Person] = {}
    for turn in rows:
        unit = turn.unit or Unit.objects.get(pk=record.unit_id)
        for person in [turn.person] if turn.person else nearest(turn.role, unit, at):
            found[person.pk] = person
    return list(found.values())
