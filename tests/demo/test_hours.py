"""The ruler of working minutes the demonstration is laid out on."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from huiyin.calendars.almanac import Calendar, Day
from huiyin.calendars.week import NO_WEEK, windows_of
from huiyin.demo.hours import DAY, Hours

SHANGHAI = ZoneInfo("Asia/Shanghai")
USUAL = windows_of(["08:30-12:00", "13:00-17:30"])
CALENDAR = Calendar(
    "CN", 1, SHANGHAI, (USUAL,) * 5 + NO_WEEK[5:],
    {dt.date(2026, 10, 1): Day("rest", "国庆节"), dt.date(2026, 10, 10): Day("work", "国庆节调休")},
)  # fmt: skip


def on(day, clock):
    return dt.datetime.combine(day, dt.time.fromisoformat(clock), tzinfo=SHANGHAI)


HOURS = Hours(CALENDAR, on(dt.date(2026, 9, 30), "09:00"), on(dt.date(2026, 10, 16), "16:00"))


@pytest.mark.parametrize(
    ("minutes", "day", "clock"),
    [
        (0, 30, "09:00"),
        (179, 30, "11:59"),
        (180, 30, "13:00"),  # the break is skipped
        (180 + 270, 2, "08:30"),  # and the holiday
        (180 + 270 + DAY, 5, "08:30"),  # and the weekend
    ],
)
def test_minutes_fall_into_working_time(minutes, day, clock):
    month = 9 if day == 30 else 10
    assert HOURS.at(minutes) == on(dt.date(2026, month, day), clock)
    assert HOURS.minutes(HOURS.at(minutes)) == minutes


def test_time_off_adds_nothing():
    saturday, opening = on(dt.date(2026, 10, 3), "10:00"), on(dt.date(2026, 10, 5), "08:30")
    assert HOURS.minutes(saturday) == HOURS.minutes(opening)
    assert HOURS.later(saturday, 60) == on(dt.date(2026, 10, 5), "09:30")


def test_a_make_up_saturday_is_worked():
    assert HOURS.day_after(on(dt.date(2026, 10, 9), "10:00"), 1) == dt.date(2026, 10, 10)
    assert HOURS.day_after(on(dt.date(2026, 10, 10), "10:00"), 1) == dt.date(2026, 10, 12)


def test_before_its_beginning_nothing_was_worked():
    assert HOURS.minutes(on(dt.date(2026, 9, 1), "10:00")) == 0
