"""The calendar an address means, and what every page of calendars tells of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.calendars.almanac import YEARS
from huiyin.calendars.models import WorkCalendar

SHOWN = 2
"""Years before and after this one that are offered."""


def calendar_or_404(code: str) -> WorkCalendar:
    """The calendar's row."""
    found = WorkCalendar.objects.select_related("parent").filter(code=code).first()
    if found is None:
        raise Http404
    return found


def keeper(request: HttpRequest) -> bool:
    """Whether the deeds on calendars are offered; the door itself decides."""
    return bool(getattr(request.user, "keeper", False))


def month_of(text: str) -> tuple[int, int]:
    """`2026-10` as year and month; this month when it is none the calendar reaches."""
    year, dash, month = text.partition("-")
    written = dash and year.isdecimal() and month.isdecimal() and len(text) <= 7
    if written and int(year) in YEARS and 1 <= int(month) <= 12:
        return int(year), int(month)
    today = timezone.localdate()
    return today.year, today.month


def day_of(text: str) -> dt.date | None:
    """`2026-10-03` as a date, or nothing."""
    try:
        found = dt.date.fromisoformat(text[:10])
    except ValueError:
        return None
    return found if found.year in YEARS else None


def crumbs(calendar: WorkCalendar) -> list[dict[str, str]]:
    """The way here."""
    return [
        {"label": _("Calendars"), "url": reverse("calendars")},
        {"label": calendar.label, "url": reverse("calendar", args=[calendar.code])},
    ]


def link(calendar: WorkCalendar, day: dt.date) -> str:
    """The month a date stands in."""
    return f"{reverse('calendar', args=[calendar.code])}?month={day:%Y-%m}"


def tabs(calendar: WorkCalendar, query: str = "") -> list[dict[str, Any]]:
    """Every calendar, this one marked."""
    return [
        {"label": one.label, "url": reverse("calendar", args=[one.code]) + query, "here": one.code == calendar.code}
        for one in WorkCalendar.objects.order_by("pk")
    ]
