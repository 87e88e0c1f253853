"""A working calendar month by month: why Saturday counted, which years are published, what was edited."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from huiyin.base.dates import add_months, day_words, weekday_word
from huiyin.calendars import days
from huiyin.calendars.almanac import YEARS, Calendar
from huiyin.calendars.models import CalendarDay, PublishedYear, WorkCalendar
from huiyin.calendars.month import Cell, month_view
from huiyin.calendars.week import windows_text
from huiyin.calendars.words import duration_words, unpublished_words
from huiyin.kernel.models import Due
from huiyin.web.answers import page as answered
from huiyin.web.calendars.edits import entries
from huiyin.web.calendars.finding import calendar_or_404, crumbs, keeper, month_of, tabs

EDITS = 5
MONDAY = dt.date(2024, 1, 1)


@answered
@require_safe
def calendars(request: HttpRequest) -> HttpResponse:
    """The State's calendar, which every other one stands on."""
    return redirect("calendar", days.STATE)


@answered
@require_safe
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """`?month=2026-10`: the month as a table of days, each with its kind, its windows and why."""
    row = calendar_or_404(code)
    year, month = month_of(request.GET.get("month", ""))
    known = days.load(code)
    weeks = month_view(known, year, month)
    today = timezone.localdate()
    own = set(CalendarDay.objects.filter(calendar=row, year=None).values_list("date", flat=True))
    context = {
        "calendar": row, "title": row.label, "crumbs": crumbs(row)[:1], "keeper": keeper(request),
        "tabs": tabs(row, f"?month={year:04d}-{month:02d}"), "month": _month(row, year, month, today),
        "heads": [weekday_word(MONDAY + dt.timedelta(n)) for n in range(7)],
        "weeks": [[_day(cell, row, today, cell.date in own) for cell in week] for week in weeks],
        "reasons": _reasons(weeks), "totals": _totals(known, year, month), "week_rows": _week(known, row),
        "years": _near(years(row, year), year), "edits": entries(row.edits.all()[:EDITS]),
        "open": Due.objects.filter(calendar=code, settled_at=None).count(),
    }  # fmt: skip
    return render(request, "web/calendars/month.html", context)


def _month(row: WorkCalendar, year: int, month: int, today: dt.date) -> dict[str, Any]:
    """The month's name, and the addresses of its neighbours."""
    first, home = dt.date(year, month, 1), reverse("calendar", args=[row.code])
    made: dict[str, Any] = {
        "words": f"{year:04d}-{month:02d}",
        "today": home,
        "now": (year, month) == (today.year, today.month),
    }
    for name, step in (("previous", -1), ("next", 1)):
        other = add_months(first, step)
        made[name] = f"{home}?month={other:%Y-%m}" if other.year in YEARS else ""
    return made


def _day(cell: Cell, row: WorkCalendar, today: dt.date, own: bool) -> dict[str, Any]:
    """One cell of the month; `mark` is what stands on it beside the number."""
    off, on = pgettext("mark of a day", "off"), pgettext("mark of a day", "on")
    marks = {"holiday": off, "make_up": on, "own": off if cell.kind == "rest" else on}
    return {
        "number": cell.date.day, "words": day_words(cell.date), "inside": cell.inside, "kind": cell.kind,
        "reason": cell.reason, "name": cell.name, "why": cell.why, "known": cell.known, "today": cell.date == today,
        "windows": [str(window) for window in cell.windows], "mark": marks.get(cell.reason, ""), "own": own,
        "url": f"{reverse('calendar_day', args=[row.code])}?on={cell.date}",
    }  # fmt: skip


def _reasons(weeks: list[list[Cell]]) -> list[dict[str, Any]]:
    """The dates of the month that differ from their weekday, each with its sentence; runs of one reason are joined."""
    found: list[dict[str, Any]] = []
    for cell in (cell for week in weeks for cell in week if cell.inside and cell.name):
        last = found[-1] if found else None
        if last and last["why"] == cell.why and last["until"] + dt.timedelta(1) == cell.date:
            last["until"] = cell.date
        else:
            found.append(
                {"since": cell.date, "until": cell.date, "kind": cell.kind, "reason": cell.reason, "why": cell.why}
            )
    return found


def _totals(known: Calendar, year: int, month: int) -> str:
    """How many days and hours the month is worked."""
    first = dt.date(year, month, 1)
    dates = [first + dt.timedelta(n) for n in range((add_months(first, 1) - first).days)]
    worked = [known.windows_on(day) for day in dates]
    minutes = sum(window.closes - window.opens for windows in worked for window in windows)
    days_worked = sum(bool(windows) for windows in worked)
    return _("%(days)d working days, %(hours)s") % {"days": days_worked, "hours": duration_words(minutes)}


def _week(known: Calendar, row: WorkCalendar) -> dict[str, Any]:
    """The usual week, and whether it is this calendar's own."""
    rows = [
        {"day": weekday_word(MONDAY + dt.timedelta(n)), "windows": windows_text(windows) or _("day off")}
        for n, windows in enumerate(known.week)
    ]
    return {"rows": rows, "zone": known.zone.key, "own": bool(row.windows), "parent": row.parent}


def years(row: WorkCalendar, shown: int) -> list[dict[str, Any]]:
    """The years whose holidays are known, and those around now whose holidays are not, the newest first."""
    top = row
    while top.parent is not None:
        top = top.parent
    known = {one.year: one for one in PublishedYear.objects.filter(calendar=top)}
    now = timezone.localdate().year
    wanted = sorted({*known, shown, now, now + 1}, reverse=True)
    return [
        {
            "year": year, "known": year in known, "here": year == shown,
            "source": known[year].source if year in known else unpublished_words(year),
            "on": known[year].published_on if year in known else None,
            "label": str(year) if year in known else _unpublished(year),
            "url": reverse("calendar_year", args=[row.code, year]),
        }
        for year in wanted if year in YEARS
    ]  # fmt: skip


def _near(every: list[dict[str, Any]], shown: int) -> list[dict[str, Any]]:
    """Those around the year shown; the page of a year has all of them."""
    return [one for one in every if shown - 1 <= one["year"] <= shown + 1]


def _unpublished(year: int) -> str:
    return pgettext("year of holidays", "%(year)d not published") % {"year": year}
