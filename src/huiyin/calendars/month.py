"""A month as a page shows it: which days are worked, and why, Saturday by Saturday."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from huiyin.base.dates import month_weeks
from huiyin.calendars.almanac import Calendar
from huiyin.calendars.explain import reason
from huiyin.calendars.week import Windows
from huiyin.calendars.words import unpublished_words


@dataclass(frozen=True, slots=True)
class Cell:
    """One date. `kind` is `work` or `rest`; `why` a sentence, empty where the weekday says it all.

    `reason` is the code behind it (`weekday`, `weekend`, `holiday`, `make_up`, `own`); `known` is False where the
    State has not announced the year; `inside` whether the date belongs to the month itself.
    """

    date: date
    kind: str
    reason: str
    name: str
    windows: Windows
    why: str
    inside: bool
    known: bool


def month_view(calendar: Calendar, year: int, month: int) -> list[list[Cell]]:
    """The weeks of a month from Monday on, with the neighbours' days that fill them up.

    Raises OutOfRange for a year no calendar reaches.
    """
    calendar.year(year)
    return [[_cell(calendar, day, inside=day.month == month) for day in week] for week in month_weeks(year, month)]


def _cell(calendar: Calendar, day: date, *, inside: bool) -> Cell:
    windows = calendar.windows_on(day)
    named = calendar.days.get(day)
    known = calendar.published is None or day.year in calendar.published
    return Cell(
        date=day,
        kind="work" if windows else "rest",
        reason=reason(calendar, day),
        name=named.name if named else "",
        windows=windows,
        why=_why(calendar, day, known=known),
        inside=inside,
        known=known,
    )


def _why(calendar: Calendar, day: date, *, known: bool) -> str:
    """Why a date is worked or not, in one sentence."""
    named = calendar.days.get(day)
    if named is None:
        return "" if known else unpublished_words(day.year)
    values = {"name": named.name, "source": named.source}
    match reason(calendar, day), named.kind:
        case "own", "rest":
            text = _("A day off this calendar sets itself: %(name)s. %(source)s")
        case "own", _:
            text = _("A working day this calendar sets itself: %(name)s. %(source)s")
        case "holiday", _:
            text = _("Day off for %(name)s. %(source)s")
        case "make_up", _:
            text = _("Worked to make up for a day off (%(name)s). %(source)s")
        case _:
            text = _("Worked here every week, and by the notice too (%(name)s). %(source)s")
    return (text % values).strip()
