"""The calendars in the database: read as values, and changed by deeds that leave a new edition behind.

No edit moves a deadline: a promise keeps the date it was given until a deed of the kernel reckons it anew.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from huiyin.base.dates import days_from
from huiyin.base.errors import Invalid, Refused
from huiyin.calendars import notices
from huiyin.calendars.almanac import Calendar, Day
from huiyin.calendars.models import CalendarDay, CalendarEdit, PublishedYear, WorkCalendar, new_mark
from huiyin.calendars.week import read_week, windows_of, windows_text

STATE = "CN"
STATE_FILE = Path(__file__).parent / "state.toml"

_read: dict[str, tuple[str, Calendar]] = {}


class UnknownCalendar(LookupError):
    """No calendar has that code; its text says which code."""


def load(code: str) -> Calendar:
    """The calendar called `code` with everything it takes from those above it. Raises UnknownCalendar.

    One query when it was read before and not edited since: its year tables are kept with it.
    """
    mark = WorkCalendar.objects.filter(code=code).values_list("mark", flat=True).first()
    if mark is None:
        raise UnknownCalendar(_("There is no working calendar “%(code)s”.") % {"code": code})
    kept = _read.get(code)
    if kept is None or kept[0] != mark:
        kept = _read[code] = (mark, _assemble(WorkCalendar.objects.get(code=code)))
    return kept[1]


def changed_between(old: Calendar, new: Calendar) -> set[date]:
    """The dates whose working windows differ, within the years either of the two says something about."""
    years = {day.year for calendar in (old, new) for day in calendar.days}
    years |= (old.published or frozenset()) | (new.published or frozenset())
    if not years:
        return set()
    span = days_from(date(min(years), 1, 1), date(max(years), 12, 31))
    return {day for day in span if old.windows_on(day) != new.windows_on(day)}


@transaction.atomic
def make(
    code: str,
    label: str,
    *,
    at: datetime,
    by: str = "",
    windows: Mapping[str, Sequence[str]] | None = None,
    zone: str = "",
    parent: str = STATE,
) -> WorkCalendar:
    """A new calendar above which `parent` stands (`""`: none). Raises Invalid, nothing written."""
    above = WorkCalendar.objects.filter(code=parent).first() if parent else None
    if parent and above is None:
        raise Invalid({"parent": _("There is no working calendar “%(code)s”.") % {"code": parent}})
    made = WorkCalendar(code=code, label=label, zone=zone, windows=dict(windows or {}), parent=above)
    _store(made)
    _note(made, "make", at, by, {"code": [None, code], "windows": [None, made.windows]})
    return made


@transaction.atomic
def set_windows(
    code: str, windows: Mapping[str, Sequence[str]], *, at: datetime, by: str = "", seen: int | None = None
) -> WorkCalendar:
    """Other working windows for a calendar's week; empty takes those above it. Raises Invalid, nothing written.

    `seen`, here and below, is the edition the editor looked at: Refused (409) when someone was faster.
    """
    found = _locked(code, seen)
    old, found.windows = found.windows, dict(windows)
    _store(found)
    if found.windows != old:
        _note(found, "set_windows", at, by, {"windows": [old, found.windows]})
    return found


@transaction.atomic
def set_days(
    code: str, days: Mapping[date, Day], *, at: datetime, by: str = "", seen: int | None = None
) -> WorkCalendar:
    """Days off and working days of a calendar's own, over those of the calendars above it.

    Setting what is set already changes nothing. Raises Invalid, nothing written.
    """
    found = _locked(code, seen)
    changes = {}
    for day, what in sorted(days.items()):
        row = CalendarDay.objects.filter(calendar=found, date=day).first() or CalendarDay(calendar=found, date=day)
        old = _said(row) if row.pk else None
        row.kind, row.name, row.source, row.year = what.kind, what.name, what.source, None
        row.windows = [str(window) for window in what.windows] or None
        if _said(row) != old:
            _store(row, str(day))
            changes[day.isoformat()] = [old, _said(row)]
    if changes:
        _note(found, "set_days", at, by, changes)
    return found


@transaction.atomic
def drop_days(code: str, days: Iterable[date], *, at: datetime, by: str = "", seen: int | None = None) -> WorkCalendar:
    """Let dates be again what the calendars above, or the week, make of them. Unknown dates change nothing."""
    found = _locked(code, seen)
    rows = list(CalendarDay.objects.filter(calendar=found, date__in=list(days)))
    if rows:
        CalendarDay.objects.filter(pk__in=[row.pk for row in rows]).delete()
        _note(found, "drop_days", at, by, {row.date.isoformat(): [_said(row), None] for row in rows})
    return found


@transaction.atomic
def import_year(found: notices.Announced, *, at: datetime, by: str = "", code: str = STATE) -> Calendar:
    """Take a year of holidays into the calendar `code`, in place of what an earlier file said of that year.

    Raises Refused for a calendar that takes its holidays from another one. `notices.read` makes `found`.
    """
    calendar = _locked(code)
    if calendar.parent is not None:
        raise Refused(
            _("The calendar “%(code)s” takes its holidays from “%(parent)s”; import them there.")
            % {"code": code, "parent": calendar.parent.code}
        )
    old = {row.date: row for row in calendar.days.filter(Q(year=found.year) | Q(date__in=list(found.days)))}
    # December of the year before may belong to this notice, and ours to the next one: the later notice is right.
    later = {day for day, row in old.items() if row.year is not None and row.year > found.year}
    rows = [
        CalendarDay(
            calendar=calendar, date=day, kind=what.kind, name=what.name, source=what.source, year=found.year
        )
        for day, what in sorted(found.days.items())
        if day not in later
    ]  # fmt: skip
    before = {day.isoformat(): _said(row) for day, row in old.items() if day not in later}
    after = {row.date.isoformat(): _said(row) for row in rows}
    known = calendar.published.filter(year=found.year).first()
    if before == after and known is not None and (known.source, known.published_on) == (found.source, found.issued):
        return load(code)
    calendar.days.filter(pk__in=[row.pk for day, row in old.items() if day not in later]).delete()
    CalendarDay.objects.bulk_create(rows)
    PublishedYear.objects.update_or_create(
        calendar=calendar, year=found.year, defaults={"source": found.source, "published_on": found.issued}
    )
    changes = {day: [before.get(day), after.get(day)] for day in sorted({*before, *after})}
    _note(calendar, "import_year", at, by, {"year": [None, found.year], "source": [None, found.source], **changes})
    return load(code)


@transaction.atomic
def seed(*, at: datetime) -> None:
    """The State's calendar with the years that come with the program; a year already there stays as it is."""
    if not WorkCalendar.objects.filter(code=STATE).exists():
        make(STATE, at=at, parent="", **tomllib.loads(STATE_FILE.read_text(encoding="utf-8")))
    known = set(PublishedYear.objects.filter(calendar__code=STATE).values_list("year", flat=True))
    for found in notices.shipped():
        if found.year not in known:
            import_year(found, at=at)


def _assemble(row: WorkCalendar) -> Calendar:
    """The value of a calendar: the root's days first, each calendar below it over them."""
    chain = list(_upwards(row))
    week = read_week(next(one.windows for one in chain if one.windows))  # the root has both: WorkCalendar.clean
    zone = ZoneInfo(next(one.zone for one in chain if one.zone))
    days: dict[date, Day] = {}
    for one in reversed(chain):
        for day in one.days.all():
            hours = windows_of(day.windows or ())
            days[day.date] = Day(day.kind, day.name, day.source, hours, own=day.year is None)
    years = PublishedYear.objects.filter(calendar__in=chain).values_list("year", flat=True)
    return Calendar(row.code, row.edition, zone, week, days, frozenset(years) or None, row.label)


def _upwards(row: WorkCalendar) -> Iterator[WorkCalendar]:
    """A calendar, the one above it, and so on."""
    found: WorkCalendar | None = row
    while found is not None:
        yield found
        found = found.parent


def _downwards(row: WorkCalendar) -> Iterator[WorkCalendar]:
    """Every calendar below one."""
    for child in row.children.all():
        yield child
        yield from _downwards(child)


def _locked(code: str, seen: int | None = None) -> WorkCalendar:
    found = WorkCalendar.objects.select_for_update().filter(code=code).first()
    if found is None:
        raise UnknownCalendar(_("There is no working calendar “%(code)s”.") % {"code": code})
    if seen is not None and seen != found.edition:
        raise Refused(_("Someone else has changed this calendar meanwhile. Look at it again."), status=409)
    return found


def _store(row: WorkCalendar | CalendarDay, place: str = "") -> None:
    """Check a row and save it. Raises Invalid with a sentence per field."""
    try:
        row.full_clean()
    except ValidationError as wrong:
        errors = {name: " ".join(texts) for name, texts in wrong.message_dict.items()}
        if place:
            errors = {name: f"{place}: {text}" for name, text in errors.items()}
        raise Invalid(errors) from wrong
    row.save()


def _note(row: WorkCalendar, deed: str, at: datetime, by: str, changes: dict[str, Any]) -> None:
    """Write down an edit; it makes a new edition of the calendar and of every calendar below it."""
    for one in (row, *_downwards(row)) if deed != "make" else (row,):
        if deed != "make":
            one.edition += 1
            one.mark = new_mark()
            one.save(update_fields=["edition", "mark"])
        said = changes if one is row else {"above": [None, row.code]}
        CalendarEdit.objects.create(calendar=one, edition=one.edition, at=at, by=by, deed=deed, changes=said)


def _said(row: CalendarDay) -> str:
    """What a row says, in one line."""
    hours = windows_text(windows_of(row.windows or ()))
    return " ".join(part for part in (row.kind, row.name, hours, row.source) if part)
