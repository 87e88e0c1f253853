"""What was edited in a calendar: edition by edition, by whom, what it said before and says now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huiyin.calendars.models import CalendarEdit
from huiyin.web.answers import page as answered
from huiyin.web.calendars.finding import calendar_or_404, crumbs
from huiyin.web.leaves import leaf, turned

SIZE = 30


def entries(edits: Iterable[CalendarEdit]) -> list[dict[str, Any]]:
    """Edits as parts/trail.html takes them."""
    return [_entry(one) for one in edits]


def _entry(edit: CalendarEdit) -> dict[str, Any]:
    deeds = {
        "make": _("Calendar made"), "set_windows": _("Working windows changed"), "set_days": _("Days set by hand"),
        "drop_days": _("Days set by hand taken out"), "import_year": _("Year of holidays taken in"),
    }  # fmt: skip
    labels = {"windows": _("Working windows"), "year": _("Year"), "source": _("Source"), "code": _("Calendar code")}
    kept = [
        {"label": labels.get(name, name), "old": _words(old), "new": _words(new)}
        for name, (old, new) in edit.changes.items() if name != "above"
    ]  # fmt: skip
    above = edit.changes.get("above")
    facts = [_("Through the calendar above it, %(code)s") % {"code": above[1]}] if above else []
    facts.insert(0, _("Edition %(edition)d") % {"edition": edit.edition})
    return {
        "at": edit.at, "who": {"name": edit.by or _("the program itself")}, "deed": deeds.get(edit.deed, edit.deed),
        "facts": facts, "changes": kept,
    }  # fmt: skip


def _words(value: Any) -> str:
    """A value of an edit as words: a week weekday by weekday, a day as its line."""
    if isinstance(value, dict):
        return "；".join(f"{day} {' '.join(windows)}" for day, windows in value.items())
    text = "" if value is None else str(value)
    kind, blank, rest = text.partition(" ")
    words = {"rest": _("Day off"), "work": _("Working day")}
    return f"{words[kind]}{blank}{rest}" if kind in words else text


@answered
@require_safe
def edits(request: HttpRequest, code: str) -> HttpResponse:
    """Every edit of one calendar, the newest first, by key."""
    row = calendar_or_404(code)
    here = leaf(request, CalendarEdit.objects.filter(calendar=row), "-id", SIZE)
    rows = CalendarEdit.objects.in_bulk(here.ids)
    context = {
        "title": _("Edits of the calendar"), "crumbs": crumbs(row),
        "pager": turned(request, reverse("calendar_edits", args=[code]), here),
        "trail": entries(rows[pk] for pk in here.ids),
    }  # fmt: skip
    return render(request, "web/calendars/edits.html", context)
