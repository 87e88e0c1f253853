"""Promises: started, paused, met, extended, recomputed. A due is reckoned once and keeps its reasons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils import timezone

from huiyin.calendars import days
from huiyin.calendars.worktime import Amount, Calendar, Reckoning, Stop, away, reckon_again, share
from huiyin.kernel import bulk, promises, trail
from huiyin.kernel.deed import Deed
from huiyin.kernel.door import deed as one_deed
from huiyin.kernel.door import lock
from huiyin.kernel.models import Due, Occurrence, Pause, Record, Turn
from huiyin.kernel.policy import procedure_of
from huiyin.packs.shape import Due as Clock
from huiyin.packs.shape import Procedure
from huiyin.people.models import Person


def calendar_code(record: Any, procedure: Procedure) -> str:
    """Whose days count: the customer's own calendar, else the registering unit's, else the firm's."""
    own = record.customer.calendar if record.customer_id else ""
    return own or record.unit.calendar or procedure.calendar


def settle(deed: Deed) -> None:
    """Do what the deed's step says of clocks, and what the state it reached pauses; keeps ``record.due_at`` true."""
    record, step = deed.record, deed.step
    open_dues = list(record.dues.filter(settled_at=None)) if not deed.facts.get("opened") else []
    for due in open_dues:
        if due.name in step.meets or due.name in step.drops or record.phase == "void":
            _end(due, deed, "met" if due.name in step.meets else "dropped")
    open_dues = [due for due in open_dues if due.settled_at is None]
    for clock in step.starts:
        if any(_runs_on(due, deed, clock) for due in open_dues):
            continue
        started = _start(deed, clock)
        if started is not None:
            open_dues = [due for due in open_dues if due.name != clock.name] + [started]
    _stand_still(deed, open_dues)
    set_nearest(record, open_dues)


def met_at(deed: Deed, moment: dt.datetime) -> None:
    """The promises this deed met were kept at ``moment`` (when somebody arrived), not when it was written down."""
    for due in deed.record.dues.filter(name__in=deed.step.meets, settled_at=deed.happened_at):
        due.settled_at = moment
        bulk.change(due, ["settled_at"])
        for said in deed.facts.get("clocks_met", ()):
            if said["name"] == due.name:
                said["kept"] = moment <= due.due_at


def set_nearest(record: Any, open_dues: Iterable[Due]) -> None:
    """Keep the record's nearest open promise (in memory; the door saves it)."""
    running = [due.due_at for due in open_dues if due.paused_at is None and due.settled_at is None]
    record.due_at = min(running, default=None)


def _end(due: Due, deed: Deed, outcome: str) -> None:
    due.settled_at, due.outcome, due.look_at = deed.happened_at, outcome, None
    bulk.change(due, ["settled_at", "outcome", "look_at"])
    if due.asked.filter(settled_at=None).update(settled_at=deed.at, outcome="dropped"):
        Turn.objects.filter(record_id=due.record_id, kind="extend", step=due.name).delete()
    kept = deed.facts.setdefault(f"clocks_{outcome}", [])
    kept.append({"name": due.name, "due": due.due_at.isoformat(), "kept": deed.happened_at <= due.due_at})


def _start(deed: Deed, clock: Clock) -> Due | None:
    record = deed.record
    if not deed.facts.get("opened"):
        for running in record.dues.filter(name=clock.name, settled_at=None):
            _end(running, deed, "dropped")
    due = begin(deed, clock, deed.calendar)
    if due is not None:
        bulk.add(due)
    return due


def _runs_on(due: Due, deed: Deed, clock: Clock) -> bool:
    """Whether this promise is the one the clock would make again: the same field's date, not yet another one."""
    if due.name != clock.name or not clock.by_field or due.round != deed.record.round:
        return False
    given = promises.given_date(deed.record, clock)
    return given is not None and due.basis.get("field") == clock.by_field and due.due_at == given


def begin(
    deed: Deed, clock: Clock, load: Callable[[str], Calendar] = days.load, past: dt.datetime | None = None
) -> Due | None:
    """The promise a clock makes for the deed's record (not stored); none when what it counts from or by is empty.

    What came before ``past`` counts as told: an old register that comes in must not set off a thousand alarms.
    """
    record = deed.record
    since = start_of(deed, clock)
    calendar = load(calendar_code(record, deed.procedure))
    promised = promises.promise(record, deed.procedure, clock, since, calendar)
    if promised is None:
        return None
    amount, found = promised
    due = Due(
        record_id=record.pk, name=clock.name, round=record.round, amount=str(amount), soft=clock.soft,
        started_at=since or found.start, due_at=found.due, first_due_at=found.due, calendar=calendar.name,
        basis=promises.basis_of(found, clock.by_field),
    )  # fmt: skip
    ladder = levels(due, clock, calendar)
    due.told = [level for level, at in ladder if past and at <= past]
    due.look_at = min((at for level, at in ladder if level not in due.told), default=None)
    deed.facts.setdefault("clocks_started", []).append({"name": clock.name, "due": found.due.isoformat()})
    return due


def start_of(deed: Deed, clock: Clock) -> dt.datetime | None:
    """The instant a clock counts from; nothing when the field it names is empty."""
    received: dt.datetime = deed.record.received_at
    if clock.since == "received":
        return _duty_begins(deed) or received
    if clock.since.startswith("field:"):
        return promises.moment_in(deed.record, clock.since.removeprefix("field:"))
    return deed.happened_at


def _duty_begins(deed: Deed) -> dt.datetime | None:
    """In a record that a duty opened, what counts from receipt counts from the day the duty is due."""
    if not deed.record.source_key.startswith("duty:"):
        return None
    said = deed.facts.get("duty")
    due = said["due"] if said else Occurrence.objects.values_list("due_on", flat=True).get(record_id=deed.record.pk)
    day = dt.date.fromisoformat(due) if isinstance(due, str) else due
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def next_look(due: Due, clock: Clock | None, calendar: Calendar, after: dt.datetime) -> dt.datetime | None:
    """When the watcher must look at this due again: the next warning, the due itself, the next escalation."""
    return min((at for level, at in levels(due, clock, calendar) if level not in due.told), default=None)


def levels(due: Due, clock: Clock | None, calendar: Calendar) -> list[tuple[str, dt.datetime]]:
    """Every rung of a due's ladder with its instant: ``warn:20%``, ``late``, ``escalate:1wd:general_manager``."""
    rungs = [("late", due.due_at)]
    for warn in clock.warn if clock else ():
        amount = promises.parsed(warn)
        if amount.unit == "%":
            at = share(due.started_at, due.due_at, amount.number, calendar)
        else:
            at = away(due.due_at, Amount(-amount.number, amount.unit), calendar)
        rungs.append((f"warn:{warn}", at))
    for escalation in clock.escalate if clock else ():
        at = away(due.due_at, promises.parsed(escalation.after), calendar)
        rungs.append((f"escalate:{escalation.after}:{escalation.role}", at))
    return sorted(rungs, key=lambda rung: rung[1])


def clock_named(procedure: Procedure, name: str) -> Clock | None:
    """The clock of that name in the procedure, wherever a step starts it."""
    return next(clocks_named(procedure, name), None)


def clocks_named(procedure: Procedure, name: str) -> Iterator[Clock]:
    """Every clock of that name: steps that start it again may count otherwise."""
    steps = (procedure.flow.opening, *procedure.flow.steps.values())
    return (clock for step in steps for clock in step.starts if clock.name == name)


def _stand_still(deed: Deed, open_dues: list[Due]) -> None:
    """Pause the clocks the reached state names; let the others run on, with the time lost added."""
    paused = deed.procedure.state(deed.record.state).pauses
    for due in open_dues:
        if due.name in paused and due.paused_at is None:
            due.paused_at, due.look_at = deed.happened_at, None
            due.save(update_fields=["paused_at", "look_at"])
            Pause.objects.create(due=due, began_at=deed.happened_at, reason=deed.reason)
            deed.facts.setdefault("clocks_paused", []).append({"name": due.name})
        elif due.name not in paused and due.paused_at is not None:
            _run_on(deed, due)


def _run_on(deed: Deed, due: Due) -> None:
    Pause.objects.filter(due=due, ended_at=None).update(ended_at=deed.happened_at)
    calendar = deed.calendar(calendar_code(deed.record, deed.procedure))
    _reckon_again(due, calendar, deed.procedure, deed.at)
    due.paused_at = None
    due.save()
    deed.facts.setdefault("clocks_resumed", []).append({"name": due.name, "due": due.due_at.isoformat()})


def _reckon_again(due: Due, calendar: Calendar, procedure: Procedure, at: dt.datetime) -> None:
    found = reckoned(due, calendar)
    if not due.extensions:
        due.due_at = found.due
    due.basis, due.calendar = promises.basis_of(found, due.basis.get("field", "")), calendar.name
    due.look_at = next_look(due, clock_named(procedure, due.name), calendar, at)


def reckoned(due: Due, calendar: Calendar) -> Reckoning:
    """The promise as ``calendar`` has it, its ended stops counted; nothing is written."""
    stops = [Stop(one.began_at, one.ended_at, one.reason) for one in due.pauses.all() if one.ended_at]
    return reckon_again(due.basis, calendar, stops=stops)


def note_date(
    record: Any, kind: str, actor: Person | None, at: dt.datetime, changes: dict[str, Any], reason: str
) -> Any:
    """Write the event of a moved date, and keep the record's nearest promise and everyone's desk true."""
    set_nearest(record, record.dues.filter(settled_at=None))
    record.version += 1
    record.save(update_fields=["due_at", "version"])
    record.turns.exclude(kind="row").update(due_at=record.due_at)  # a row inside it has a day of its own
    trail.append(
        record, kind=kind, actor=actor, at=at, happened_at=at, state_before=record.state, state_after=record.state,
        changes=changes, reason=reason,
    )  # fmt: skip
    return record


@one_deed
def recompute(record: Record, actor: Person | None, reason: str, *, at: dt.datetime) -> dict[str, Any]:
    """Reckon a record's open promises anew on the present calendar; answers what moved (empty: nothing written).

    The only way a calendar edit reaches an open promise: a deed, with an event on each changed record.
    """
    record, _type = lock(record, None)
    procedure = procedure_of(record)
    calendar = days.load(calendar_code(record, procedure))
    moved = {}
    for due in record.dues.filter(settled_at=None, paused_at=None):
        old = due.due_at
        _reckon_again(due, calendar, procedure, at)
        if due.due_at != old:
            moved[f"due.{due.name}"] = [old.isoformat(), due.due_at.isoformat()]
            due.save()
    if moved:
        note_date(record, "recomputed", actor, at, moved, reason)
    return moved
