"""A keeper's deeds on the working calendars. Each leaves its CalendarEdit; no promise moves by it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from huiyin.base import typed
from huiyin.base.errors import Invalid
from huiyin.calendars import days, notices
from huiyin.calendars.almanac import Calendar, Day
from huiyin.calendars.models import CalendarDay, WorkCalendar
from huiyin.calendars.week import WEEKDAYS, BadWindows, Windows, windows_of
from huiyin.people.keep.act import only_keepers
from huiyin.people.models import Person

APART = re.compile(r"[\s,;，；、]+")
LONGEST = 31
DAY: dict[str, typed.Fit] = {
    "on": typed.day, "until": typed.day, "kind": typed.choice("rest", "work"), "name": typed.text(60, must=True),
    "windows": typed.text(200), "source": typed.text(300, must=True),
}  # fmt: skip


def set_own_days(
    by: Person | None, code: str, given: Mapping[str, Any], *, seen: int | None = None, at: datetime
) -> WorkCalendar:
    """Days off or working days of the firm's own, from `on` to `until` (that day alone without), from DAY.

    Each says what it is called and who decided it. `seen` is the edition the keeper looked at.
    """
    only_keepers(by)
    good = typed.fitted(DAY, {"on": "", "kind": "", "name": "", "source": "", **given})
    windows = _windows("windows", good.get("windows", ""))
    if windows and good["kind"] == "rest":
        raise Invalid({"windows": _("A day off has no working windows.")})
    what = Day(good["kind"], good["name"], good["source"], windows, own=True)
    return days.set_days(code, dict.fromkeys(_span(good), what), at=at, by=_name(by), seen=seen)


def drop_own_day(by: Person | None, code: str, on: Any, *, seen: int | None = None, at: datetime) -> WorkCalendar:
    """Let a day set by hand be again what the State, or the week, makes of it. Raises Invalid when it is none."""
    only_keepers(by)
    day = typed.fitted({"on": typed.day}, {"on": on})["on"]
    if day is None:
        raise Invalid({"on": _("Say the day.")})
    if not CalendarDay.objects.filter(calendar__code=code, date=day, year=None).exists():
        raise Invalid({"on": _("%(day)s was not set by hand in this calendar.") % {"day": day}})
    return days.drop_days(code, [day], at=at, by=_name(by), seen=seen)


def set_week(
    by: Person | None, code: str, given: Mapping[str, str], *, seen: int | None = None, at: datetime
) -> WorkCalendar:
    """The working windows of each weekday (`mon` … `sun`, empty: a day off); all empty takes the calendar's above."""
    only_keepers(by)
    return days.set_windows(code, _week(given), at=at, by=_name(by), seen=seen)


def make_calendar(by: Person | None, given: Mapping[str, str], *, at: datetime) -> WorkCalendar:
    """A calendar of its own for a unit or a customer: `code`, `label`, `zone`, and the weekdays' windows.

    It takes its holidays from the State's, and its week and zone too where it names none.
    """
    only_keepers(by)
    said = typed.fitted(
        {"code": typed.text(40, must=True), "label": typed.text(80, must=True), "zone": typed.text(60)},
        {"code": "", "label": "", **{name: one for name, one in given.items() if name not in WEEKDAYS}},
    )
    week = _week({name: one for name, one in given.items() if name in WEEKDAYS})
    return days.make(**said, windows=week, at=at, by=_name(by))


def import_year(by: Person | None, code: str, found: notices.Announced, *, at: datetime) -> Calendar:
    """Take in a year of holidays as announced (`notices.read`)."""
    only_keepers(by)
    return days.import_year(found, at=at, by=_name(by), code=code)


def _span(good: Mapping[str, Any]) -> list[date]:
    first, last = good["on"], good.get("until") or good["on"]
    if first is None:
        raise Invalid({"on": _("Say the day.")})
    if not 0 <= (last - first).days < LONGEST:
        raise Invalid(
            {"until": _("The last day cannot come before the first, nor %(most)d days after.") % {"most": LONGEST}}
        )
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def _week(given: Mapping[str, str]) -> dict[str, list[str]]:
    found = {name: [str(one) for one in _windows(name, given.get(name, ""))] for name in WEEKDAYS}
    return {name: windows for name, windows in found.items() if windows}


def _windows(name: str, text: str) -> Windows:
    """Windows as people type them: `08:30-12:00 13:00-17:30`, apart by blanks or commas."""
    try:
        return windows_of(one for one in APART.split(text.strip()) if one)
    except BadWindows as bad:
        raise Invalid({name: str(bad)}) from None


def _name(by: Person | None) -> str:
    return f"{by.name} ({by.username})" if by else ""
