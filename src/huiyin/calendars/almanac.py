"""What days and hours are worked: the calendar as a value, and its year tables that make reckoning fast."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import accumulate
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from huiyin.calendars.week import MIDNIGHT, BadWindows, Week, Windows

MINUTE = 60_000_000
"""Microseconds of a minute: working time is counted in whole microseconds, so no rounding ever adds up."""
YEARS = range(1900, 2201)
YEAR_END = (12, 25)
"""A notice may move days at the end of the year before its own: 2018-12-29 was worked for New Year 2019."""


class OutOfRange(ValueError):
    """A date no calendar reaches; its text says so."""


@dataclass(frozen=True, slots=True)
class Day:
    """A date that differs from its weekday. `kind` is `rest` or `work`; `windows` only when they differ too.

    `own` tells a day the firm, a unit or a customer set from one the State published.
    """

    kind: str
    name: str = ""
    source: str = ""
    windows: Windows = ()
    own: bool = False


class YearTable:
    """One year of one calendar, added up: windows of each day, work before each day, the working days."""

    __slots__ = ("before", "first", "total", "windows", "workdays")

    def __init__(self, year: int, calendar: Calendar) -> None:
        start = date(year, 1, 1)
        length = (date(year + 1, 1, 1) - start).days
        self.first = start.toordinal()
        weekday = start.weekday()
        self.windows: list[Windows] = [calendar.week[(weekday + offset) % 7] for offset in range(length)]
        for day in calendar.named_days(year):
            self.windows[day.toordinal() - self.first] = calendar.windows_on(day)
        self.before = [0, *accumulate(minutes_of(windows) * MINUTE for windows in self.windows)]
        self.total = self.before[-1]
        self.workdays = [self.first + offset for offset, windows in enumerate(self.windows) if windows]


@dataclass(frozen=True)
class Calendar:
    """When work is done, at one edition. Working time is wall-clock time in `zone`.

    `week` holds the windows of Monday to Sunday; `days` what differs, by date. `published` are the years whose
    holidays the State has announced and this calendar knows; None when nobody announces any for it.
    Raises BadWindows when no weekday is worked.
    """

    name: str
    edition: int
    zone: ZoneInfo
    week: Week
    days: Mapping[date, Day] = field(default_factory=dict, hash=False)
    published: frozenset[int] | None = None
    label: str = ""
    _tables: dict[int, YearTable] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not any(self.week):
            raise BadWindows(_("No weekday has a working window. At least one must have one."))

    @cached_property
    def usual(self) -> Windows:
        """The windows of the first working weekday: a make-up Saturday has none of its own and takes these."""
        return next(windows for windows in self.week if windows)

    @cached_property
    def usual_minutes(self) -> int:
        """Minutes of one usual working day: what one day is worth when working time is said in days."""
        return minutes_of(self.usual)

    @cached_property
    def usual_close(self) -> int:
        """The latest closing time of the week: when a day off that a due falls on ends for that due."""
        return max(windows[-1].closes for windows in self.week if windows)

    @cached_property
    def _by_year(self) -> Mapping[int, list[date]]:
        found: dict[int, list[date]] = {}
        for day in self.days:
            found.setdefault(day.year, []).append(day)
        return found

    def named_days(self, year: int) -> list[date]:
        """The dates of `year` that differ from their weekday."""
        return self._by_year.get(year, [])

    def windows_on(self, day: date) -> Windows:
        """The working windows of a date; none on a day off."""
        named = self.days.get(day)
        if named is None:
            return self.week[day.weekday()]
        if named.kind == "rest":
            return ()
        return named.windows or self.week[day.weekday()] or self.usual

    def year(self, year: int) -> YearTable:
        """The table of one year, made once. Raises OutOfRange outside 1900 to 2200."""
        table = self._tables.get(year)
        if table is None:
            if year not in YEARS:
                raise OutOfRange(
                    _("The year %(year)s is outside the working calendar (%(first)s to %(last)s).")
                    % {"year": year, "first": YEARS[0], "last": YEARS[-1]}
                )
            table = self._tables[year] = YearTable(year, self)
        return table

    def unpublished(self, first: date, last: date) -> list[int]:
        """The years between two dates whose holidays are not known here.

        A span that reaches the last week of a year counts the next year too: its notice may still move those days.
        """
        if self.published is None:
            return []
        reach = last.year + ((last.month, last.day) >= YEAR_END)
        return [year for year in range(first.year, reach + 1) if year not in self.published]

    def local(self, moment: datetime) -> datetime:
        """An aware instant as the clock on the wall shows it here, without a zone."""
        return moment.astimezone(self.zone).replace(tzinfo=None)

    def instant(self, local: datetime) -> datetime:
        """The aware instant of a wall-clock time here; a time skipped by summer time moves to after the skip."""
        return local.replace(tzinfo=self.zone).astimezone(UTC).astimezone(self.zone)

    def closing(self, day: date) -> datetime:
        """The wall-clock time a date ends for a due: its last window's end, the usual one on a day off.

        24:00 is given as 23:59, so that the date people read is the day that counts.
        """
        windows = self.windows_on(day)
        minutes = min(windows[-1].closes if windows else self.usual_close, MIDNIGHT - 1)
        return datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)  # noqa: DTZ001 wall clock


def minutes_of(windows: Windows) -> int:
    """Minutes worked in the windows of a day."""
    return sum(window.closes - window.opens for window in windows)
