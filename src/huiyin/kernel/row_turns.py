"""Open rows as turns: each stands on its owner's desk with its own date, as long as it is owed and no longer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction

from huiyin.calendars import days
from huiyin.calendars.worktime import Amount, Calendar, away
from huiyin.kernel import bulk, owing, registry
from huiyin.kernel.clocks import calendar_code
from huiyin.kernel.deed import Deed
from huiyin.kernel.door import lock
from huiyin.kernel.models import Part, Record, Turn
from huiyin.kernel.owing import Owed
from huiyin.kernel.policy import procedure_of
from huiyin.people.holding import HEAD
from huiyin.people.memory import remembering

KIND = owing.KIND
BEFOREHAND = Amount(-1, "wd")
"""How long before its day an owner is warned."""
KEPT = ("words", "role", "unit", "person", "since", "due_on", "due_at", "told", "look_at")


def settle(deed: Deed, *, fresh: bool = False) -> None:
    """Keep the turns of the record's rows true after a deed (``fresh``: the record is new and has none yet)."""
    if not owing.owing(deed.record_type):
        return
    wanted = owing.owed_in(deed.record, deed.record_type, deed.procedure, deed.changes if fresh else None)
    have = {} if fresh else {(one.step, one.line): one for one in _turns(deed.record.pk)}
    if wanted or have:
        _keep(deed.record, wanted, have, deed.calendar(calendar_code(deed.record, deed.procedure)), deed.at)


def _turns(record_id: int) -> Iterable[Turn]:
    return Turn.objects.filter(record_id=record_id, kind=KIND)


def _keep(
    record: Any, wanted: list[Owed], have: dict[tuple[str, int], Turn], calendar: Calendar, at: dt.datetime,
    past: dt.datetime | None = None,
) -> None:  # fmt: skip
    gone = have.keys() - {owed.key for owed in wanted}
    if gone:
        Turn.objects.filter(pk__in=[have[key].pk for key in gone]).delete()
    new, others = [], []
    for owed in wanted:
        made = _turn(owed, calendar, at, past)
        known = have.get(owed.key)
        if known is None:
            new.append(made)
        elif _asked(known) != _asked(made) or known.due_at != made.due_at or known.words != made.words:
            others += [] if _asked(known) == _asked(made) else [made]
            _change(known, made, calendar)
    bulk.insert_whole(Turn, new)
    _let_see(record, [*new, *others])


def _turn(owed: Owed, calendar: Calendar, at: dt.datetime, past: dt.datetime | None) -> Turn:
    made = Turn(
        record_id=owed.record_id, kind=KIND, step=owed.lines, line=owed.row, words=owed.words, since=at,
        role="" if owed.person_id else HEAD, person_id=owed.person_id, unit_id=owed.unit_id, due_on=owed.due_on,
        due_at=closing(owed.due_on, calendar) if owed.due_on else None,
    )  # fmt: skip
    ladder = levels(made, calendar)
    made.told = [level for level, when in ladder if past and when <= past]
    made.look_at = next_look(made, calendar)
    return made


def _asked(turn: Turn) -> tuple[Any, ...]:
    return turn.person_id, turn.unit_id, turn.due_on


def _change(known: Turn, made: Turn, calendar: Calendar) -> None:
    """The row stands otherwise now. A new owner or day is warned of anew; other words or hours wake nobody."""
    if _asked(known) == _asked(made):
        made.since, made.told = known.since, known.told
        made.look_at = next_look(made, calendar)
    made.pk = known.pk
    bulk.change(made, KEPT)


def _let_see(record: Any, wanted: Iterable[Turn]) -> None:
    """Whoever owes a row sees the record it stands in, for good."""
    persons = dict.fromkeys(one.person_id for one in wanted if one.person_id)
    units = dict.fromkeys(one.unit_id for one in wanted if one.unit_id)
    parts = [Part(record_id=record.pk, person_id=pk, why=KIND) for pk in persons]
    parts += [Part(record_id=record.pk, unit_id=pk, why=KIND) for pk in units]
    if parts:
        bulk.insert_whole(Part, parts, known_is_fine=True)


# --- its dates -----------------------------------------------------------------------------------------------------


def closing(day: dt.date, calendar: Calendar) -> dt.datetime:
    """When a row due on ``day`` is late: at the end of work of that day, as with every promise counted in days."""
    return calendar.instant(calendar.closing(day))


def levels(turn: Turn, calendar: Calendar) -> list[tuple[str, dt.datetime]]:
    """When its owner is warned, and when it is late; nothing for a row without a date."""
    if turn.due_at is None:
        return []
    return [("warn", away(turn.due_at, BEFOREHAND, calendar)), ("late", turn.due_at)]


def next_look(turn: Turn, calendar: Calendar) -> dt.datetime | None:
    """When the watcher must look at this row again."""
    return min((when for level, when in levels(turn, calendar) if level not in turn.told), default=None)


# --- after an upgrade or a restore -----------------------------------------------------------------------------------


def astray() -> list[int]:
    """The records whose rows and desks disagree, by id: nobody has what is owed, or somebody what is not."""
    return [pk for record_type in registry.types() if owing.owing(record_type) for pk in _astray(record_type)]


def _astray(record_type: registry.RecordType) -> Iterator[int]:
    owed = {
        (one.record_id, *one.key, one.words, one.person_id, one.unit_id, one.due_on)
        for one in owing.owed_everywhere(record_type)
    }
    rows = Turn.objects.filter(kind=KIND, record__type=record_type.name)
    desks = set(rows.values_list("record_id", "step", "line", "words", "person_id", "unit_id", "due_on"))
    yield from sorted({row[0] for row in owed ^ desks})


def put_right(record_id: int, *, at: dt.datetime) -> None:
    """Give one record's rows their turns anew. What is near or past already counts as told: nobody is woken by it."""
    with remembering(), transaction.atomic():
        record, record_type = lock(Record.objects.get(pk=record_id), None)
        procedure = procedure_of(record)
        calendar = days.load(calendar_code(record, procedure))
        have = {(one.step, one.line): one for one in _turns(record.pk)}
        _keep(record, owing.owed_in(record, record_type, procedure), have, calendar, at, past=at)
