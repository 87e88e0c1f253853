"""Working time as a ruler: so many minutes after the beginning, whatever nights and holidays lie between."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right

from huiyin.base.dates import days_from
from huiyin.calendars.worktime import Calendar

MINUTE = dt.timedelta(minutes=1)
DAY = 480
"""Minutes of one working day, as plots count them."""
AHEAD = dt.timedelta(weeks=52)
"""How far beyond the end days are counted: what is planned or valid lies up to a year ahead."""


class Hours:
    """The working minutes of a calendar from one instant on, and a year beyond another."""

    def __init__(self, calendar: Calendar, first: dt.datetime, last: dt.datetime) -> None:
        self.zone = zone = calendar.zone
        first = first.astimezone(zone)
        self._begins: list[dt.datetime] = []
        self._gone: list[int] = []
        total = 0
        for day in days_from(first.date(), last.astimezone(zone).date() + AHEAD):
            midnight = dt.datetime.combine(day, dt.time(), tzinfo=zone)
            for window in calendar.windows_on(day):
                begin, end = midnight + window.opens * MINUTE, midnight + window.closes * MINUTE
                if end > first:
                    self._begins.append(max(begin, first))
                    self._gone.append(total)
                    total += (end - max(begin, first)) // MINUTE
        self._total = total

    def minutes(self, moment: dt.datetime) -> int:
        """Working minutes from the beginning until ``moment``."""
        index = bisect_right(self._begins, moment) - 1
        if index < 0:
            return 0
        most = self._gone[index + 1] if index + 1 < len(self._gone) else self._total
        return min(self._gone[index] + (moment - self._begins[index]) // MINUTE, most)

    def at(self, minutes: float) -> dt.datetime:
        """The instant when so many minutes are worked; a time at which work is on."""
        count = min(max(int(minutes), 0), self._total - 1)
        index = bisect_right(self._gone, count) - 1
        return self._begins[index] + (count - self._gone[index]) * MINUTE

    def later(self, moment: dt.datetime, minutes: float) -> dt.datetime:
        """``moment`` and so many working minutes."""
        return self.at(self.minutes(moment) + max(1, minutes))

    def day_after(self, moment: dt.datetime, days: int) -> dt.date:
        """The date so many working days after ``moment``."""
        return self.at(self.minutes(moment) + days * DAY).date()
