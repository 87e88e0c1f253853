"""The clocks of one record, as the panel beside its sheet shows them: time left, why, stops, later dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.base.dates import moment_words
from huiyin.calendars import days
from huiyin.calendars.almanac import Calendar
from huiyin.kernel.clock_words import extensions, first_date, reasons, standing, stands_still
from huiyin.kernel.clocks import calendar_code, clock_named
from huiyin.kernel.models import Due, Extension
from huiyin.packs.shape import Procedure


def clocks_of(record: Any, procedure: Procedure, *, at: dt.datetime, may_extend: bool) -> list[dict[str, Any]]:
    """Every clock as parts/clock.html takes it: running ones by their date, then those that ended; dropped ones not."""
    dues = list(record.dues.exclude(outcome="dropped").prefetch_related("pauses", "asked__asked_by"))
    if not dues:
        return []
    calendar = days.load(calendar_code(record, procedure))
    found = []
    for due in sorted(dues, key=lambda one: one.settled_at is not None):
        one = clock_of(due, procedure, calendar, at=at)
        one["asked"] = [_asked(asked, record) for asked in due.asked.all() if asked.settled_at is None]
        if may_extend and due.settled_at is None and not one["asked"]:
            one["extend"] = {"url": reverse("extend", args=[record.type, record.number, due.name])}
        found.append(one)
    return found


def _asked(asked: Extension, record: Any) -> dict[str, Any]:
    """An extension that waits for its answer, with the two answers; the page of each asks for the right again."""
    words = {"name": asked.asked_by.name, "new": moment_words(timezone.localtime(asked.until)), "reason": asked.reason}
    urls = {
        name: reverse("extension", args=[record.type, record.number, asked.pk, name]) for name in ("grant", "decline")
    }
    return {"words": _("%(name)s asks for %(new)s: %(reason)s") % words} | urls


def clock_of(due: Due, procedure: Procedure, calendar: Calendar, *, at: dt.datetime) -> dict[str, Any]:
    """One clock: its name, how much working time is left or gone, and why it is due when it is."""
    clock = clock_named(procedure, due.name)
    tone, text = standing(due, clock, calendar, at)
    return {
        "id": due.pk if due.settled_at is None else "",
        "name": due.name,
        "label": str(clock.label) if clock else _("Deadline"),
        "clause": clock.clause if clock else "",
        "soft": due.soft,
        "tone": tone,
        "words": text,
        "due_at": due.due_at,
        "first_due_at": first_date(due),
        "why": [*reasons(due, procedure), *stands_still(due)],
        "extensions": [{"words": words} for words in extensions(due)],
    }


def nearest(clocks: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """The running clock that is due first."""
    running = [one for one in clocks if one["id"] and one["tone"] != "paused"]
    return min(running, key=lambda one: one["due_at"], default=None)
