"""A year of a calendar as a list: every day that differs from its weekday, its source, who set it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from huiyin.base.dates import day_words
from huiyin.calendars import days
from huiyin.calendars.almanac import YEARS, Calendar
from huiyin.calendars.explain import reason
from huiyin.calendars.models import CalendarDay, WorkCalendar
from huiyin.calendars.week import windows_text
from huiyin.web.answers import page as answered
from huiyin.web.calendars.finding import calendar_or_404, crumbs, keeper, link
from huiyin.web.calendars.month import years


@answered
@require_safe
def year(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The list, with which notice it comes from, or that none is published."""
    row = calendar_or_404(code)
    if year not in YEARS:
        raise Http404
    known = days.load(code)
    said = years(row, year)
    here = next(one for one in said if one["year"] == year)
    table = {
        "caption": str(year), "columns": _heads(), "rows": _rows(known, row, year, keeper(request)),
        "empty": {
            "title": _("Every weekday is what it always is"), "icon": "calendar",
            "words": here["source"] if not here["known"] else _("No day of this year differs from its weekday."),
        },
    }  # fmt: skip
    context = {
        "calendar": row, "title": f"{row.label} {year}", "crumbs": crumbs(row), "keeper": keeper(request),
        "years": sorted(said, key=lambda one: one["year"]), "here": here, "register": table,
        "worked": _("%(days)d working days in the year") % {"days": len(known.year(year).workdays)},
    }  # fmt: skip
    return render(request, "web/calendars/year.html", context)


def _heads() -> list[dict[str, Any]]:
    wide = (
        (_("Date"), 16), (_("Kind of day"), 12), (_("Name"), 14), (_("Working windows"), 26), (_("Source"), 40),
        (_("Set by"), 16),
    )  # fmt: skip
    return [{"label": label, "width": width, "lead": at == 0} for at, (label, width) in enumerate(wide)]


def _rows(known: Calendar, row: WorkCalendar, year: int, keeper: bool) -> list[dict[str, Any]]:
    own = set(CalendarDay.objects.filter(calendar=row, year=None).values_list("date", flat=True))
    return [_row(known, row, day, day in own, keeper) for day in sorted(known.named_days(year))]


def _row(known: Calendar, row: WorkCalendar, day: Any, own: bool, keeper: bool) -> dict[str, Any]:
    what, labels = known.days[day], _heads()
    work = bool(known.windows_on(day))
    badge = {"kind": "badge", "text": _("Working day") if work else _("Day off"), "tone": "open" if work else "done"}
    setter: dict[str, Any] = {"text": pgettext("a holiday", "The State")}
    if own and keeper:
        setter = {
            "kind": "link",
            "text": _("By hand: take out"),
            "url": f"{reverse('calendar_drop', args=[row.code])}?on={day}",
        }
    elif what.own:
        setter = {"text": _("By hand")}
    cells: list[dict[str, Any]] = [
        {"kind": "link", "text": day_words(day), "url": link(row, day), "lead": True},
        badge | {"mark": "" if work else "circle-dashed"}, {"text": what.name},
        {"text": windows_text(known.windows_on(day)) if work else ""}, {"text": what.source}, setter,
    ]  # fmt: skip
    for cell, head in zip(cells, labels, strict=True):
        cell["label"] = head["label"]
    return {"id": str(day), "tone": "", "cells": cells, "why": reason(known, day)}
