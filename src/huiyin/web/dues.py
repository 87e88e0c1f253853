"""Time left on many records at once, as a badge says it; the panel beside a sheet has clocks_view."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from huiyin.calendars import days
from huiyin.calendars.almanac import Calendar
from huiyin.calendars.words import span_words
from huiyin.calendars.worktime import remaining
from huiyin.kernel.clocks import calendar_code
from huiyin.kernel.models import Due, Turn
from huiyin.kernel.policy import visible
from huiyin.kernel.wording import Promise, versions_of
from huiyin.packs.shape import Procedure
from huiyin.people.memory import remember

MOST = 300
"""More clocks than this stand on no page."""


def calendar_of(record: Any, procedure: Procedure) -> Calendar:
    """The calendar a record's clocks run on; each is read once per request."""
    code = calendar_code(record, procedure)
    return remember(("calendar", code), lambda: days.load(code))


def standing(due: Due | Promise, calendar: Calendar, at: dt.datetime) -> dict[str, Any]:
    """A running or standing clock as marks.due takes it, without its reasons."""
    if due.paused_at is not None:
        left = span_words(remaining(due.paused_at, due.due_at, calendar))
        return {"id": due.pk, "tone": "paused", "words": _("Stands still, %(span)s") % {"span": left}, "due_at": None}
    return {"id": due.pk} | _left(due, due.due_at, calendar, at)


def standing_row(turn: Turn, calendar: Calendar, at: dt.datetime) -> dict[str, Any] | None:
    """The same for a row somebody owes; nothing when it names no day."""
    return _left(turn, turn.due_at, calendar, at) if turn.due_at else None


def _left(watched: Due | Promise | Turn, due_at: dt.datetime, calendar: Calendar, at: dt.datetime) -> dict[str, Any]:
    tone = "calm"
    if at > due_at:
        tone = "late"
    elif any(level.startswith("warn") for level in watched.told) or (watched.look_at and watched.look_at <= at):
        tone = "soon"
    span = remaining(at, due_at, calendar)
    words = span_words(replace(span, hours=0) if span.days >= 2 else span)  # hours do not matter then, and room does
    return {"tone": tone, "words": words, "due_at": due_at}


@login_required
@require_GET
def left(request: HttpRequest) -> JsonResponse:
    """`?ids=1,2,3`: the words and tone of these clocks now, those the reader may see (hy-remaining asks)."""
    at = timezone.now()
    asked = request.GET.get("ids", "")[: MOST * 20].split(",")[:MOST]
    ids = [int(one) for one in asked if one.isdecimal() and len(one) < 16]
    seen = visible(request.user, None, at=at).values("pk")  # type: ignore[arg-type]
    rows = Due.objects.filter(pk__in=ids, settled_at=None, record__in=seen)
    answer = {}
    for due in rows.select_related("record__customer", "record__unit").defer("basis"):
        procedure = versions_of(due.record.type)[due.record.procedure_id]
        now = standing(due, calendar_of(due.record, procedure), at)
        answer[str(due.pk)] = {"words": now["words"], "tone": now["tone"]}
    return JsonResponse(answer)


urlpatterns = [path("remaining", left, name="remaining")]
