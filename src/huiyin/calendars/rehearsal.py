"""What an edit of a calendar would make of it: done, looked at, and undone again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction

from huiyin.calendars.almanac import Calendar
from huiyin.calendars.days import changed_between, load
from huiyin.calendars.models import WorkCalendar


def rehearse(edit: Callable[[], Any]) -> tuple[dict[str, Calendar], set[date]]:
    """Every calendar the edit would change, by code, as it would then be; and the dates worked differently.

    Nothing stays written. Whatever the edit refuses, this refuses too.
    """
    before = _every()
    with transaction.atomic():
        edit()
        after = _every()
        transaction.set_rollback(True)
    changed = {code: one for code, one in after.items() if code not in before or one.edition != before[code].edition}
    days = {day for code, one in changed.items() if code in before for day in changed_between(before[code], one)}
    return changed, days


def _every() -> dict[str, Calendar]:
    return {code: load(code) for code in WorkCalendar.objects.values_list("code", flat=True)}
