"""A calendar named on a card or a unit must exist."""

from __future__ import annotations

from typing import Any

from huiyin.base import typed
from huiyin.calendars.days import UnknownCalendar, load


def calendar_code(value: Any) -> str:
    """The code of a working calendar, or nothing (the one above then counts). Raises typed.Unfit."""
    code: str = typed.text(40)(value)
    if code:
        try:
            load(code)
        except UnknownCalendar as unknown:
            raise typed.Unfit(str(unknown)) from None
    return code
