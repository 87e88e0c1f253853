"""The letter of the morning: what of mine is late, and what is due today. One a person and working day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from huiyin.calendars import days
from huiyin.calendars.almanac import Calendar
from huiyin.calendars.worktime import is_working
from huiyin.kernel import letters, turns
from huiyin.kernel.models import Turn
from huiyin.kernel.policy import procedure_of
from huiyin.people.holding import day_of
from huiyin.people.models import Person

MOST = 30
"""So many lines a person reads in the morning; the rest is on the desk."""


def write_digests(at: dt.datetime, done: set[tuple[str, dt.date]]) -> None:
    """Write the letters of ``at``'s day to whoever's working day has begun and has something late or due today.

    ``done`` holds the calendars and days already looked through; it only spares work, because the day is in each
    letter's key and nobody is written to twice.
    """
    today = day_of(at)
    calendars: dict[str, bool] = {}
    for person in Person.objects.filter(is_active=True).exclude(email="").select_related("unit").order_by("pk"):
        code = (person.unit.calendar if person.unit else "") or days.STATE
        if code not in calendars:
            calendars[code] = (code, today) not in done and _at_work(code, at)
        if calendars[code]:
            _write(person, at)
    done.update((code, today) for code, begun in calendars.items() if begun)


def _at_work(code: str, at: dt.datetime) -> bool:
    try:
        calendar: Calendar = days.load(code)
    except days.UnknownCalendar:  # a unit whose calendar was taken away works by the State's
        calendar = days.load(days.STATE)
    return is_working(at, calendar)


def _write(person: Person, at: dt.datetime) -> None:
    today = day_of(at)
    end = timezone.make_aware(dt.datetime.combine(today + dt.timedelta(1), dt.time()))
    rows = list(
        turns.mine(person, at=at).filter(due_at__lt=end).select_related("record__customer").order_by("due_at", "pk")
    )
    if not rows:
        return
    mine = list({(row.record_id, row.line): row for row in reversed(rows)}.values())[::-1]
    with override(person.language or procedure_of(mine[0].record).language):
        late = [row for row in mine if row.due_at and row.due_at < at]
        parts = [_part(_("Late"), late), _part(_("Due today"), [row for row in mine if row not in late])]
        subject = ngettext("%(late)d late, %(today)d due today", "%(late)d late, %(today)d due today", len(mine)) % {
            "late": len(late), "today": len(mine) - len(late)
        }  # fmt: skip
        text = "\n\n".join([f"{person.name}:", *(part for part in parts if part)])
    letters.write(f"digest:{person.pk}:{today}", record=None, to=person.email, subject=subject, text=text, at=at)


def _part(title: str, rows: Iterable[Turn]) -> str:
    rows = list(rows)
    if not rows:
        return ""
    lines = [title, *(_line(row) for row in rows[:MOST])]
    if len(rows) > MOST:
        lines.append(_("… and %(n)d more, on your desk") % {"n": len(rows) - MOST})
    return "\n".join(lines)


def _line(row: Turn) -> str:
    record: Any = row.record
    step = None if row.line else procedure_of(record).step(row.step)
    title = row.words or record.title
    due = timezone.localtime(row.due_at).strftime("%Y-%m-%d %H:%M") if row.due_at else ""
    who = str(record.customer) if record.customer_id else record.customer_unknown
    return "  ".join(part for part in (due, record.number, who, title, str(step.label) if step else "") if part)
