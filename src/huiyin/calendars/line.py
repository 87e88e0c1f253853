"""Walking along working time: how much lies between two wall-clock times, and what lies so far on.

Everything here is wall-clock time of one calendar, in whole microseconds of work, found by halving in the year
tables; nothing walks day by day.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date, datetime, timedelta

from huiyin.calendars.almanac import MINUTE, Calendar, YearTable
from huiyin.calendars.week import Windows

MICROSECOND = timedelta(microseconds=1)


def worked_between(calendar: Calendar, a: datetime, b: datetime) -> int:
    """Microseconds worked from `a` to `b`; negative when `b` comes first."""
    if b < a:
        return -worked_between(calendar, b, a)
    gone = _into_year(calendar.year(b.year), b) - _into_year(calendar.year(a.year), a)
    return gone + sum(calendar.year(year).total for year in range(a.year, b.year))


def forward(calendar: Calendar, local: datetime, work: int) -> datetime:
    """The first time at which `work` microseconds have been worked since `local`; `local` itself for none.

    Ends at a closing time rather than at the opening that follows it.
    """
    if work == 0:
        return local
    year = local.year
    table = calendar.year(year)
    target = _into_year(table, local) + work
    while target > table.total:
        target -= table.total
        year += 1
        table = calendar.year(year)
    index = bisect_left(table.before, target) - 1
    return _time_in_day(table, index, target - table.before[index], at_close=True)


def backward(calendar: Calendar, local: datetime, work: int) -> datetime:
    """The last time from which `work` microseconds are still worked until `local`; `local` itself for none.

    Ends at an opening time rather than at the closing before it.
    """
    if work == 0:
        return local
    year = local.year
    table = calendar.year(year)
    target = _into_year(table, local) - work
    while target < 0:
        year -= 1
        table = calendar.year(year)
        target += table.total
    index = bisect_right(table.before, target) - 1
    return _time_in_day(table, index, target - table.before[index], at_close=False)


def nth_working_day(calendar: Calendar, day: date, number: int) -> date:
    """The `number`-th working day after `day`, before it when negative; for 0 the first one from `day` on."""
    year = day.year
    table = calendar.year(year)
    if number > 0:
        index = bisect_right(table.workdays, day.toordinal()) + number - 1
    else:
        index = bisect_left(table.workdays, day.toordinal()) + number
    while index >= len(table.workdays):
        index -= len(table.workdays)
        year += 1
        table = calendar.year(year)
    while index < 0:
        year -= 1
        table = calendar.year(year)
        index += len(table.workdays)
    return date.fromordinal(table.workdays[index])


def opening_from(calendar: Calendar, local: datetime) -> datetime:
    """`local` itself while work is on, else the next opening time."""
    minute = _into_day(local)
    for window in calendar.windows_on(local.date()):
        if minute < window.closes * MINUTE:
            return max(local, _midnight(local.date()) + timedelta(minutes=window.opens))
    day = nth_working_day(calendar, local.date(), 1)
    return _midnight(day) + timedelta(minutes=calendar.windows_on(day)[0].opens)


def _into_day(local: datetime) -> int:
    """Microseconds since midnight."""
    return ((local.hour * 60 + local.minute) * 60 + local.second) * 1_000_000 + local.microsecond


def _into_year(table: YearTable, local: datetime) -> int:
    """Microseconds worked from New Year to `local`."""
    index = local.toordinal() - table.first
    return table.before[index] + _worked_of_day(table.windows[index], _into_day(local))


def _worked_of_day(windows: Windows, now: int) -> int:
    """Microseconds worked in a day's windows up to `now`, microseconds since midnight."""
    gone = 0
    for window in windows:
        opens = window.opens * MINUTE
        if now <= opens:
            break
        gone += min(now, window.closes * MINUTE) - opens
    return gone


def _time_in_day(table: YearTable, index: int, work: int, *, at_close: bool) -> datetime:
    """When `work` microseconds of the day at `index` are done; between two windows, the close or the opening."""
    for window in table.windows[index]:
        length = (window.closes - window.opens) * MINUTE
        if work < length or (at_close and work == length):
            break
        work -= length
    return _midnight(date.fromordinal(table.first + index)) + (window.opens * MINUTE + work) * MICROSECOND


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 wall clock
