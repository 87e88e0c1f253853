"""The watcher's look at rows inside records: their owner is warned the working day before, and told when it is late.

Late, the role is told as well to whom the record's own promises are passed up. Each once, and nobody outside working
time (decision 0030).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from huiyin.calendars import days
from huiyin.calendars.worktime import is_working, next_opening
from huiyin.kernel import clocks, letters, passing, row_turns, trail
from huiyin.kernel.door import lock
from huiyin.kernel.models import Turn
from huiyin.kernel.policy import procedure_of
from huiyin.kernel.turns import of_the_record
from huiyin.packs.shape import Due as Clock
from huiyin.packs.shape import Procedure
from huiyin.people.holding import heads, holders, nearest, units
from huiyin.people.models import Person

TOLD, WAITING, NOTHING = "told", "waiting", ""


def look(pk: int, at: dt.datetime) -> str:
    """Take one row whose hour has come, in the caller's transaction: ``told``, ``waiting`` (nobody works) or ``""``."""
    turn = Turn.objects.select_related("record").filter(pk=pk).first()
    if turn is None:
        return NOTHING
    record, _type = lock(turn.record, None)
    turn = Turn.objects.select_related("person").filter(pk=pk).first()  # again, locked: it may just have been done
    if turn is None or turn.look_at is None or turn.look_at > at:
        return NOTHING
    procedure = procedure_of(record)
    calendar = days.load(clocks.calendar_code(record, procedure))
    if not is_working(at, calendar):
        Turn.objects.filter(pk=pk).update(look_at=next_opening(at, calendar))
        return WAITING
    if turn.due_on is not None:  # the calendar may have been changed since the row was written
        turn.due_at = row_turns.closing(turn.due_on, calendar)
    passed = [level for level, when in row_turns.levels(turn, calendar) if when <= at and level not in turn.told]
    turn.told = [*turn.told, *passed]
    turn.look_at = row_turns.next_look(turn, calendar)
    Turn.objects.filter(pk=pk).update(told=turn.told, look_at=turn.look_at, due_at=turn.due_at)
    if not passed:
        return NOTHING
    _tell(record, procedure, turn, "late" if "late" in passed else "warned", at)
    return TOLD


def _tell(record: Any, procedure: Procedure, turn: Turn, kind: str, at: dt.datetime) -> None:
    persons = {one.pk: one for one in owners(turn, at)}
    if kind == "late":
        persons |= {one.pk: one for one in above(record, procedure, at)}
    facts = {
        "row": turn.words, "rows": turn.step, "line": turn.line,
        "due_at": turn.due_at.isoformat() if turn.due_at else "",
        "owner": turn.person.name if turn.person else "", "told": [one.name for one in persons.values()],
    }  # fmt: skip
    event = trail.append(
        record, kind=kind, actor=None, at=at, happened_at=at, state_before=record.state, state_after=record.state,
        changes={}, facts=facts,
    )  # fmt: skip
    passing.tell(record, persons.values(), kind, facts, at, event)
    letters.about_row(record, persons.values(), kind, turn, at)


def owners(turn: Turn, at: dt.datetime) -> list[Person]:
    """Who is to do it: its person, or the heads of her department once she left, or of the department the row names."""
    if turn.person is not None and turn.person.is_active:
        return [turn.person]
    unit = units().get(turn.unit_id or (turn.person.unit_id if turn.person else 0) or 0)
    return list(heads(unit, at)) if unit else []


def above(record: Any, procedure: Procedure, at: dt.datetime) -> list[Person]:
    """Who hears of a late row beside its owner: the roles promises are passed up to; where the procedure passes none
    up, whoever has the record itself in hand.
    """
    if roles := passed_up_to(record, procedure):
        return [one for role in roles for one in holders(role, record.unit, at)]
    found: list[Person] = []
    lies = of_the_record(Turn.objects.filter(Q(unit=None) | Q(unit_id=record.unit_id), record_id=record.pk))
    for turn in lies.select_related("person").order_by("pk"):
        found += [turn.person] if turn.person else nearest(turn.role, record.unit, at)
    return found


def passed_up_to(record: Any, procedure: Procedure) -> list[str]:
    """To which roles the record's promises are first passed up: of those that run now, else of all there may be."""
    running = {due.name for due in record.dues.filter(settled_at=None)}
    every = [clock for clock in _clocks(procedure) if clock.escalate]
    chosen = [clock for clock in every if clock.name in running] or every
    return list(dict.fromkeys(clock.escalate[0].role for clock in chosen))


def _clocks(procedure: Procedure) -> Iterator[Clock]:
    for step in (procedure.flow.opening, *procedure.flow.steps.values()):
        yield from step.starts
