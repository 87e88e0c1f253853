"""The calendars the worktime tests reckon on: the State's days as shipped, and a few others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from huiyin.calendars import notices
from huiyin.calendars.almanac import Calendar, Day
from huiyin.calendars.convention import USUAL, Convention
from huiyin.calendars.week import Week, windows_of
from huiyin.calendars.worktime import Amount, Reckoning, Stop, reckon

ZONE = ZoneInfo("Asia/Shanghai")
OFFICE = windows_of(["08:30-12:00", "13:00-17:30"])
FIVE_DAYS: Week = (OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, (), ())
ANNOUNCED = list(notices.shipped())
STATE_DAYS: Mapping[date, Day] = {day: what for year in ANNOUNCED for day, what in year.days.items()}
YEARS = frozenset(year.year for year in ANNOUNCED)
CHINA = Calendar("CN", 1, ZONE, FIVE_DAYS, STATE_DAYS, YEARS, "国家法定工作日历")


def at(text: str) -> datetime:
    """An instant in Shanghai: `at("2026-11-20 16:40")`."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def due(start: str, amount: str, calendar: Calendar = CHINA, *, stops: tuple[Stop, ...] = (), **choices: object) -> str:
    """When `amount` from `start` is due, as `2026-11-20 17:30` on the calendar's wall."""
    found = reckoned(start, amount, calendar, stops=stops, **choices)
    return f"{calendar.local(found.due):%Y-%m-%d %H:%M}"


def reckoned(
    start: str, amount: str, calendar: Calendar = CHINA, *, stops: tuple[Stop, ...] = (), **choices: object
) -> Reckoning:
    """The reckoning of `amount` from `start`, a wall-clock time of the calendar."""
    moment = calendar.instant(datetime.fromisoformat(start))
    convention = Convention.read(choices) if choices else USUAL
    return reckon(moment, Amount.parse(amount), calendar, convention=convention, stops=stops)


def stop(since: str, until: str, reason: str = "等待样件") -> Stop:
    """A stop between two Shanghai times."""
    return Stop(at(since), at(until), reason)
