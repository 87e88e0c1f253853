"""Periods that follow one another, and the day each is due: pure dates, counted from one day for ever.

Months are counted from the first day each time and never from the period before, so that a period begun on the 31st
comes back to the 31st where a month has one (民法典 art. 202: where it has none, its last day).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from huiyin.base.dates import DAY, add_months
from huiyin.calendars.almanac import Calendar
from huiyin.calendars.amount import Amount
from huiyin.calendars.line import nth_working_day, opening_from

UNITS = ("d", "mo", "y")
"""What a period may be counted in: whole days, months, years. Hours and working days make no calendar periods."""
AHEAD = ("d", "wd", "mo")
"""What the time before a due may be counted in."""
ROLLS = ("previous", "next", "keep")


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` to `last`, both included."""

    first: date
    last: date


def later(day: date, every: Amount, times: int = 1) -> date:
    """The day `times` periods after `day`: the corresponding one, or the last of a month that has none."""
    if every.unit == "d":
        return day + timedelta(days=every.number * times)
    return add_months(day, every.number * times * (12 if every.unit == "y" else 1))


def nth(anchor: date, every: Amount, number: int) -> Period:
    """The period number `number` from `anchor` on; 0 begins there, negative ones come before."""
    return Period(later(anchor, every, number), later(anchor, every, number + 1) - DAY)


def number_of(anchor: date, every: Amount, day: date) -> int:
    """The number of the period `day` lies in."""
    months = every.number * (12 if every.unit == "y" else 1)
    if every.unit == "d":
        return (day - anchor).days // every.number
    number = ((day.year - anchor.year) * 12 + day.month - anchor.month) // months
    while later(anchor, every, number) > day:
        number -= 1
    while later(anchor, every, number + 1) <= day:
        number += 1
    return number


def holding(anchor: date, every: Amount, day: date) -> Period:
    """The period `day` lies in."""
    return nth(anchor, every, number_of(anchor, every, day))


def due_day(period: Period, roll: str, calendar: Calendar) -> date:
    """The day a period is due: its last, moved off a day off as `roll` says, but never before the period began."""
    day = period.last
    if roll == "keep" or calendar.windows_on(day):
        return day
    rolled = nth_working_day(calendar, day, -1 if roll == "previous" else 1)
    return rolled if rolled >= period.first else nth_working_day(calendar, day, 1)


def opening(period: Period, due: date, ahead: Amount, calendar: Calendar) -> datetime:
    """When work on a period's duty begins: `ahead` before its due, in working time, but not before the period."""
    if ahead.unit == "wd":
        day = nth_working_day(calendar, due, -ahead.number) if ahead.number else due
    else:
        day = later(due, ahead, -1)
    day = min(max(day, period.first), due)
    return calendar.instant(opening_from(calendar, datetime.combine(day, time())))
