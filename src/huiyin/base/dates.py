"""Dates as people read and count them: `2026-11-20 周五 16:40`, months that clamp at their end."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo

from django.utils.translation import pgettext

DAY = timedelta(days=1)


def weekday_word(day: date) -> str:
    """The short name of the weekday in the reader's language: `Fri`, `周五`."""
    # Seven literal calls, not a table: the tool that collects words for translation reads literals only.
    match day.weekday():
        case 0:
            return pgettext("weekday", "Mon")
        case 1:
            return pgettext("weekday", "Tue")
        case 2:
            return pgettext("weekday", "Wed")
        case 3:
            return pgettext("weekday", "Thu")
        case 4:
            return pgettext("weekday", "Fri")
        case 5:
            return pgettext("weekday", "Sat")
        case _:
            return pgettext("weekday", "Sun")


def day_words(day: date) -> str:
    """A date with its weekday, in the reader's language: `2026-11-20 周五`."""
    return f"{day:%Y-%m-%d} {weekday_word(day)}"


def moment_words(moment: datetime, zone: tzinfo | None = None) -> str:
    """An instant to the minute with its weekday: `2026-11-20 周五 16:40`.

    `moment` is aware; it is shown in `zone`, or in its own zone when none is given. Raises ValueError when naive.
    """
    local = aware(moment) if zone is None else aware(moment).astimezone(zone)
    return f"{day_words(local)} {local:%H:%M}"


def aware(moment: datetime) -> datetime:
    """`moment` itself; raises ValueError when it carries no time zone, because then it is not an instant."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError(f"{moment!r} carries no time zone")
    return moment


def add_months(day: date, months: int) -> date:
    """The same day `months` later (earlier when negative); the last day of that month when it has no such day.

    民法典 art. 202: without a corresponding day, the last day of the month ends the period.
    Raises ValueError outside the years 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def days_from(first: date, last: date) -> Iterator[date]:
    """Every day from `first` to `last`, both included; none when `last` comes before `first`."""
    for offset in range((last - first).days + 1):
        yield first + offset * DAY


def month_weeks(year: int, month: int) -> list[list[date]]:
    """The weeks of a month as rows of seven days from Monday on, filled up with days of its neighbours."""
    first = date(year, month, 1)
    last = date(year, month, monthrange(year, month)[1])
    start = first - first.weekday() * DAY
    rows = ((last - start).days + 7) // 7
    return [[start + (7 * row + column) * DAY for column in range(7)] for row in range(rows)]
