"""The rules of the units: where a clock of hours, working hours or days ends, and what a stop adds to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from django.utils.translation import gettext as _

from huiyin.base.dates import DAY, add_months, aware
from huiyin.calendars.almanac import Calendar
from huiyin.calendars.amount import Amount
from huiyin.calendars.convention import Convention
from huiyin.calendars.line import MICROSECOND, backward, forward, nth_working_day, opening_from, worked_between


class BadStop(ValueError):
    """A stop that cannot be taken off a clock; its text says why."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A pause of the clock, over: both ends aware. Raises BadStop when it ends before it begins."""

    since: datetime
    until: datetime
    reason: str = ""

    def __post_init__(self) -> None:
        if aware(self.until) < aware(self.since):
            raise BadStop(
                _("The stop of %(since)s ends before it begins, at %(until)s.")
                % {"since": f"{self.since:%Y-%m-%d %H:%M}", "until": f"{self.until:%Y-%m-%d %H:%M}"}
            )


@dataclass(frozen=True, slots=True)
class End:
    """Where a clock ends: the instant, and the last day it counts to before any rolling off a day off."""

    instant: datetime
    day: date
    rolled: date | None = None


@dataclass(frozen=True, slots=True)
class Loss:
    """What one stop costs a clock: time, or whole days where the clock counts days."""

    stop: Stop
    time: timedelta


@dataclass(slots=True)
class Clock:
    """One clock to be reckoned. `begun` is its wall-clock start after the convention for late receipts."""

    start: datetime
    amount: Amount
    calendar: Calendar
    convention: Convention
    begun: datetime = field(init=False)

    def __post_init__(self) -> None:
        local = self.calendar.local(self.start)
        self.calendar.year(local.year)  # refuses an absurd start, whatever the unit
        # A clock that runs back, or a date given as no hours at all, does not begin with a word received.
        received = self.amount.number > 0 or (self.amount.number == 0 and self.amount.unit not in ("min", "h", "wh"))
        late = received and self.convention.late_receipt == "next_opening"
        self.begun = opening_from(self.calendar, local) if late else local

    @property
    def backwards(self) -> bool:
        return self.amount.number < 0

    def at(self, local: datetime) -> End:
        """The end at a wall-clock time."""
        return End(self.calendar.instant(local), local.date())

    def after(self, local: datetime, work: timedelta) -> End:
        """The end `work` of working time after (or before, when negative) a wall-clock time."""
        amount = work // MICROSECOND
        walk = forward if amount >= 0 else backward
        return self.at(walk(self.calendar, local, abs(amount)))

    def on(self, day: date) -> datetime:
        """When a clock of days ends on `day`: at closing, or at the time of day it began."""
        if self.convention.due_at == "clock":
            return datetime.combine(day, self.begun.time())
        return self.calendar.closing(day)

    def settled(self, day: date, not_before: datetime) -> End:
        """The end on `day`, moved off a day off as the convention says; never before `not_before`.

        What comes after closing on its last day cannot be due that day: the next one takes its place.
        """
        if self.on(day) < not_before:
            day += DAY
        roll = self.convention.roll
        if roll == "keep" or self.calendar.windows_on(day):
            return End(self.calendar.instant(self.on(day)), day)
        rolled = nth_working_day(self.calendar, day, -1 if roll == "previous" else 1)
        if self.on(rolled) < not_before:
            rolled = nth_working_day(self.calendar, day, 1)
        return End(self.calendar.instant(self.on(rolled)), day, rolled)

    @property
    def earliest(self) -> datetime:
        """The wall-clock time no end may come before: the start, unless the clock runs back."""
        return datetime.min if self.backwards else self.begun  # noqa: DTZ901 wall clock


@dataclass(frozen=True, slots=True)
class Rule:
    """How one unit counts: where it ends, in what its stops are measured, and where a stop puts the end.

    `measure` is `elapsed`, `worked` or `days`.
    """

    measure: str
    due: Callable[[Clock], End]
    lost: Callable[[Clock, datetime, datetime], timedelta]
    extend: Callable[[Clock, End, Loss], End]


def put_off(clock: Clock, rule: Rule, end: End, stops: Sequence[Stop]) -> tuple[End, list[Loss]]:
    """The end of a clock after its stops, and what each cost.

    A stop counts from the start of the clock, from the end of the stop before it, and only when it began before
    the clock had run out.
    """
    if stops and clock.backwards:
        raise BadStop(_("A date reckoned backwards from another one cannot be stopped."))
    losses = []
    reached = clock.calendar.instant(clock.begun).astimezone(UTC)  # in UTC, where differences are true durations
    for stop in sorted(stops, key=lambda one: (one.since, one.until)):
        since, until = max(stop.since.astimezone(UTC), reached), stop.until.astimezone(UTC)
        lost = rule.lost(clock, since, until) if since < min(until, end.instant) else timedelta()
        losses.append(Loss(stop, lost))
        if lost:
            end = rule.extend(clock, end, losses[-1])
        reached = max(reached, until)
    return end, losses


def _elapsed_due(clock: Clock) -> End:
    length = timedelta(minutes=clock.amount.number * (60 if clock.amount.unit == "h" else 1))
    return _moment(clock, clock.calendar.instant(clock.begun).astimezone(UTC) + length)


def _working_hours_due(clock: Clock) -> End:
    return clock.after(clock.begun, timedelta(hours=clock.amount.number))


def _working_days_due(clock: Clock) -> End:
    number, day = clock.amount.number, clock.begun.date()
    if not clock.convention.day_zero and number:
        day += DAY if number < 0 else -DAY  # day 1 is then the first working day from the start on
    last = nth_working_day(clock.calendar, day, number)
    if clock.on(last) < clock.earliest:  # it came after closing, and that very day was to be the last
        last = nth_working_day(clock.calendar, last, 1)
    return clock.at(clock.on(last))


def _days_due(clock: Clock) -> End:
    number = clock.amount.number
    if not clock.convention.day_zero and number:
        number += 1 if number < 0 else -1
    return clock.settled(clock.begun.date() + number * DAY, clock.earliest)


def _months_due(clock: Clock) -> End:
    number = clock.amount.number * (12 if clock.amount.unit == "y" else 1)
    day = clock.begun.date()
    last = add_months(day, number)
    # Counting the first day as day 1 ends a month one day earlier, unless the month had no such day to begin with.
    if not clock.convention.day_zero and number and last.day == day.day:
        last += DAY if number < 0 else -DAY
    return clock.settled(last, clock.earliest)


def _elapsed_lost(_clock: Clock, since: datetime, until: datetime) -> timedelta:
    return until - since


def _worked_lost(clock: Clock, since: datetime, until: datetime) -> timedelta:
    calendar = clock.calendar
    return worked_between(calendar, calendar.local(since), calendar.local(until)) * MICROSECOND


def _days_lost(_clock: Clock, since: datetime, until: datetime) -> timedelta:
    return -((since - until) // DAY) * DAY  # a begun day counts whole


def _elapsed_extend(clock: Clock, end: End, loss: Loss) -> End:
    return _moment(clock, end.instant.astimezone(UTC) + loss.time)


def _worked_extend(clock: Clock, end: End, loss: Loss) -> End:
    return clock.after(clock.calendar.local(end.instant), loss.time)


def _days_extend(clock: Clock, end: End, loss: Loss) -> End:
    day = max(end.day, end.rolled or end.day) + loss.time
    return clock.settled(day, clock.calendar.local(loss.stop.until))


def _moment(clock: Clock, instant: datetime) -> End:
    local = instant.astimezone(clock.calendar.zone)
    return End(local, local.date())


ELAPSED = Rule("elapsed", _elapsed_due, _elapsed_lost, _elapsed_extend)
WORKING_HOURS = Rule("worked", _working_hours_due, _worked_lost, _worked_extend)
WORKING_DAYS = Rule("worked", _working_days_due, _worked_lost, _worked_extend)
DAYS = Rule("days", _days_due, _days_lost, _days_extend)
MONTHS = Rule("days", _months_due, _days_lost, _days_extend)
RULES = {
    "min": ELAPSED, "h": ELAPSED, "wh": WORKING_HOURS, "wd": WORKING_DAYS, "d": DAYS, "mo": MONTHS, "y": MONTHS,
}  # fmt: skip
