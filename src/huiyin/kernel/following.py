"""A promise follows the field its date stands in: filled in, changed or emptied, it is due anew.

The first date stays beside it, and the deed that wrote the field tells the old and the new one in its event.
"""

from __future__ import annotations

from collections.abc import Iterator

from huiyin.calendars.worktime import Stop, reckon_again
from huiyin.kernel import promises
from huiyin.kernel.clocks import calendar_code, clocks_named, next_look, set_nearest
from huiyin.kernel.deed import Deed
from huiyin.kernel.models import Due, Turn
from huiyin.packs.shape import Due as Clock
from huiyin.packs.shape import Procedure


def follow(deed: Deed) -> None:
    """Give each running promise the date that stands in its field now, where this deed wrote there.

    A field emptied again gives back the length from the start; a clock that has none keeps its last date. What the
    customer says now comes before a later date the firm granted itself. Changes the record's nearest promise in
    memory; the door saves it.
    """
    if not any(clock.by_field in deed.changes for clock in _with_field(deed.procedure)):
        return
    running = list(deed.record.dues.filter(settled_at=None).prefetch_related("pauses"))
    for due in running:
        clock = clock_of(due, deed.procedure)
        if clock is not None and clock.by_field in deed.changes:
            _move(deed, due, clock)
    set_nearest(deed.record, running)


def clock_of(due: Due, procedure: Procedure) -> Clock | None:
    """The clock with a date in a field that made this promise; nothing when it was made by a length alone.

    One started before the field was kept with it is known by its name, where only one clock bears it.
    """
    found = [clock for clock in clocks_named(procedure, due.name) if clock.by_field]
    if "field" in due.basis:
        return next((clock for clock in found if clock.by_field == due.basis["field"]), None)
    return found[0] if len({clock.by_field for clock in found}) == 1 and due.amount == str(promises.GIVEN) else None


def _with_field(procedure: Procedure) -> Iterator[Clock]:
    for step in (procedure.flow.opening, *procedure.flow.steps.values()):
        yield from (clock for clock in step.starts if clock.by_field)


def _move(deed: Deed, due: Due, clock: Clock) -> None:
    calendar = deed.calendar(calendar_code(deed.record, deed.procedure))
    promised = promises.promise(deed.record, deed.procedure, clock, due.started_at, calendar)
    if promised is None or (promised[0] == promises.GIVEN and str(promised[0]) == due.amount
                            and promised[1].due == due.due_at):  # fmt: skip
        return
    amount, found = promised
    stops = [Stop(one.began_at, one.ended_at, one.reason) for one in due.pauses.all() if one.ended_at]
    found = reckon_again(found.basis, calendar, stops=stops)
    old, due.due_at, due.amount = due.due_at, found.due, str(amount)
    due.basis, due.calendar, due.told = promises.basis_of(found, clock.by_field), calendar.name, []
    due.look_at = None if due.paused_at else next_look(due, clock, calendar, deed.at)
    due.save()
    if due.asked.filter(settled_at=None, until__lte=due.due_at).update(settled_at=deed.at, outcome="dropped"):
        Turn.objects.filter(record_id=due.record_id, kind="extend", step=due.name).delete()
    if due.due_at != old:
        deed.changes[f"due.{due.name}"] = [old.isoformat(), due.due_at.isoformat()]
