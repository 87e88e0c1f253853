"""The clocks of one record, as the panel beside its sheet shows them: time left, why, stops, later dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.base.dates import moment_words
from huiyin.calendars import days
from huiyin.calendars.almanac import Calendar
from huiyin.calendars.words import span_words, why
from huiyin.calendars.worktime import remaining
from huiyin.kernel.clocks import calendar_code, clock_named, levels
from huiyin.kernel.models import Due
from huiyin.packs.shape import Due as Clock
from huiyin.packs.shape import Procedure


def clocks_of(record: Any, procedure: Procedure, *, at: dt.datetime, may_extend: bool) -> list[dict[str, Any]]:
    """Every clock as parts/clock.html takes it: running ones by their date, then those that ended; dropped ones not."""
    dues = list(record.dues.exclude(outcome="dropped").prefetch_related("pauses"))
    if not dues:
        return []
    calendar = days.load(calendar_code(record, procedure))
    found = []
    for due in sorted(dues, key=lambda one: one.settled_at is not None):
        one = clock_of(due, procedure, calendar, at=at)
        if may_extend and due.settled_at is None:
            one["extend"] = {"url": reverse("extend", args=[record.type, record.number, due.name])}
        found.append(one)
    return found


def clock_of(due: Due, procedure: Procedure, calendar: Calendar, *, at: dt.datetime) -> dict[str, Any]:
    """One clock: its name, how much working time is left or gone, and why it is due when it is."""
    clock = clock_named(procedure, due.name)
    tone, text = _standing(due, clock, calendar, at)
    return {
        "id": due.pk if due.settled_at is None else "",
        "name": due.name,
        "label": str(clock.label) if clock else _("Deadline"),
        "clause": clock.clause if clock else "",
        "soft": due.soft,
        "tone": tone,
        "words": text,
        "due_at": due.due_at,
        "first_due_at": due.first_due_at if due.extensions else None,
        "why": [*why(due.basis), *_stands_still(due)],
        "extensions": [{"words": words} for words in _extensions(due)],
    }


def _standing(due: Due, clock: Clock | None, calendar: Calendar, at: dt.datetime) -> tuple[str, str]:
    """Tone and words of a clock at `at`."""
    if due.settled_at is not None:
        if due.settled_at <= due.due_at:
            return "met", _("Kept in time")
        return "late", _("Kept, %(span)s") % {"span": span_words(remaining(due.settled_at, due.due_at, calendar))}
    if due.paused_at is not None:
        left = span_words(remaining(due.paused_at, due.due_at, calendar))
        return "paused", _("Stands still, %(span)s") % {"span": left}
    text = span_words(remaining(at, due.due_at, calendar))
    if at > due.due_at:
        return "late", text
    near = any(level.startswith("warn") and when <= at for level, when in levels(due, clock, calendar))
    return ("soon" if near else "calm"), text


def _stands_still(due: Due) -> Iterator[str]:
    """The stop that lasts; ended ones are in the reckoning already."""
    for pause in due.pauses.all():
        if pause.ended_at is None:
            since = moment_words(timezone.localtime(pause.began_at))
            yield _("It stands still since %(since)s.") % {"since": since}


def _extensions(due: Due) -> Iterator[str]:
    for one in due.extensions:
        values = {
            "old": moment_words(timezone.localtime(dt.datetime.fromisoformat(one["from"]))),
            "new": moment_words(timezone.localtime(dt.datetime.fromisoformat(one["to"]))),
            "name": one["name"],
            "reason": one["reason"],
        }
        yield _("%(old)s → %(new)s, by %(name)s: %(reason)s") % values


def nearest(clocks: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """The running clock that is due first."""
    running = [one for one in clocks if one["id"] and one["tone"] != "paused"]
    return min(running, key=lambda one: one["due_at"], default=None)
