"""A keeper's deeds on a calendar as forms. Each shows first which days and how many open promises it would move."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huiyin.base.dates import weekday_word
from huiyin.calendars import days
from huiyin.calendars.models import CalendarDay, WorkCalendar
from huiyin.calendars.rehearsal import rehearse
from huiyin.calendars.week import WEEKDAYS, windows_text
from huiyin.kernel.recomputing import would_move
from huiyin.people.keep import calendars as keep
from huiyin.people.keep.act import only_keepers
from huiyin.web.answers import page as answered
from huiyin.web.asking import Again, Field, Form, Values, asked, choice, column, seen
from huiyin.web.calendars.finding import calendar_or_404, day_of, link
from huiyin.web.calendars.preview import preview

METHODS = ["GET", "HEAD", "POST"]
MONDAY = dt.date(2024, 1, 1)
Edit = Callable[[Values], Any]


def twice(request: HttpRequest, form: Form, edit: Edit, *, to: Callable[[Values], str]) -> HttpResponse:
    """Show what the edit would do, then do it when the same words come again with the yes to them."""
    form.template = "web/calendars/asked.html"

    def do(values: Values) -> str:
        said = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
        if request.POST.get("sure") != said:
            changed, dates = rehearse(lambda: edit(values))
            raise Again(_("Do it"), {"sure": said}, {"preview": preview(changed, dates, would_move(changed, dates))})
        edit(values)
        return to(values)

    return asked(request, form, do)


def _form(request: HttpRequest, code: str, title: str) -> tuple[WorkCalendar, Form]:
    only_keepers(request.user)  # type: ignore[arg-type]
    row = calendar_or_404(code)
    back = reverse("calendar", args=[row.code])
    return row, Form(title, _("Show what it would do"), back, about=(row.label, back), seen=row.edition)


@answered
@require_http_methods(METHODS)
def day(request: HttpRequest, code: str) -> HttpResponse:
    """A day off or a working day of the firm's own; `?on=` names it."""
    at, person = timezone.now(), request.user
    row, form = _form(request, code, _("Set a day by hand"))
    on = day_of(request.GET.get("on", ""))
    known = CalendarDay.objects.filter(calendar=row, date=on, year=None).first() if on else None
    form.fields = _day_fields(row, on, known)
    form.hint = _("For a day the firm decides itself, beside what the State announced: an anniversary, a stocktaking.")
    form.back = link(row, on) if on else form.back
    if known is not None:
        form.facts = [{"label": _("Set by hand already"), "text": str(known)}]
        form.more = {"drop": f"{reverse('calendar_drop', args=[code])}?on={on}"}
    form.done = _("The day is set. Open promises keep their dates until they are recomputed.")

    def edit(values: Values) -> None:
        keep.set_own_days(person, code, values, seen=seen(request), at=at)  # type: ignore[arg-type]

    def to(values: Values) -> str:
        first = day_of(values.get("on", ""))
        return link(row, first) if first else form.back

    return twice(request, form, edit, to=to)


def _day_fields(row: WorkCalendar, on: dt.date | None, known: CalendarDay | None) -> list[Field]:
    usual = windows_text(days.load(row.code).usual)
    kinds = [(code, str(label)) for code, label in CalendarDay.KINDS]
    kept = known or CalendarDay(
        calendar=row, kind="rest" if on is None or days.load(row.code).windows_on(on) else "work"
    )
    return [
        {"name": "on", "kind": "date", "label": _("Date"), "required": True, "value": str(on or "")},
        {"name": "until", "kind": "date", "label": _("Until"), "value": "", "hint": _("Empty: this day alone.")},
        choice("kind", _("Kind of day"), kinds, kept.kind, required=True, look="radio"),
        column(kept, "name", required=True, hint=_("What it is called in every explanation of a deadline.")),
        {"name": "windows", "kind": "text", "label": _("Working windows"), "limit": 200,
         "value": " ".join(kept.windows or ()), "hint": _("Empty: the usual ones, %(windows)s.") % {"windows": usual}},
        column(kept, "source", required=True, hint=_("Who decided it, and when: a notice, a minute.")),
    ]  # fmt: skip


@answered
@require_http_methods(METHODS)
def drop(request: HttpRequest, code: str) -> HttpResponse:
    """A day set by hand is again what the State, or the week, makes of it."""
    at, person = timezone.now(), request.user
    row, form = _form(request, code, _("Take a day out"))
    on = day_of(request.GET.get("on", ""))
    form.fields = [{"name": "on", "kind": "date", "label": _("Date"), "required": True, "value": str(on or "")}]
    form.hint = _("The day is again what the State, or the week, makes of it.")
    form.back = link(row, on) if on else form.back
    form.done = _("The day is taken out. Open promises keep their dates until they are recomputed.")

    def edit(values: Values) -> None:
        keep.drop_own_day(person, code, values.get("on", ""), seen=seen(request), at=at)  # type: ignore[arg-type]

    return twice(request, form, edit, to=lambda values: form.back)


@answered
@require_http_methods(METHODS)
def week(request: HttpRequest, code: str) -> HttpResponse:
    """Other working windows for the weekdays."""
    at, person = timezone.now(), request.user
    row, form = _form(request, code, _("Working week"))
    form.fields = week_fields(row.windows)
    form.hint = _("Windows such as 08:30-12:00 13:00-17:30; empty is a day off.")
    if row.parent:
        form.hint += " " + _("All empty takes the week of “%(name)s”.") % {"name": row.parent.label}
    form.done = _("The week is changed. Open promises keep their dates until they are recomputed.")

    def edit(values: Values) -> None:
        keep.set_week(person, code, values, seen=seen(request), at=at)  # type: ignore[arg-type]

    return twice(request, form, edit, to=lambda values: form.back)


def week_fields(windows: dict[str, list[str]]) -> list[Field]:
    """One line for each weekday."""
    return [
        {"name": name, "kind": "text", "label": weekday_word(MONDAY + dt.timedelta(n)), "limit": 200,
         "value": " ".join(windows.get(name, ()))}
        for n, name in enumerate(WEEKDAYS)
    ]  # fmt: skip


@answered
@require_http_methods(METHODS)
def make(request: HttpRequest) -> HttpResponse:
    """A calendar of its own, for a site or a customer that works other hours."""
    at, person = timezone.now(), request.user
    only_keepers(person)  # type: ignore[arg-type]
    form = Form(_("New calendar"), _("Make the calendar"), reverse("calendars"))
    form.hint = _("It stands on the State's calendar and says only what differs: its week, its zone, its own days.")
    form.fields = [
        column(WorkCalendar, "code", hint=_("Letters, digits and -, for example FACTORY-2."), required=True),
        column(WorkCalendar, "label"), column(WorkCalendar, "zone", hint=_("Empty: the State's, Asia/Shanghai.")),
        *week_fields({}),
    ]  # fmt: skip
    form.done = _("The calendar is made.")

    def do(values: Values) -> str:
        made = keep.make_calendar(person, values, at=at)  # type: ignore[arg-type]
        return reverse("calendar", args=[made.code])

    return asked(request, form, do)
