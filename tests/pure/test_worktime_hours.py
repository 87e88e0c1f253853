"""Clocks of hours: elapsed ones run through everything, working ones only while the firm is open."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from huiyin.calendars.almanac import Calendar
from huiyin.calendars.week import Week, windows_of
from huiyin.calendars.worktime import Amount, BadAmount, is_working, next_opening, reckon, remaining, share, worked
from tests.pure.china import CHINA, FIVE_DAYS, YEARS, ZONE, at, due, reckoned

SPLIT_DAY = windows_of(["06:00-10:00", "14:00-18:00", "20:00-22:00"])
SPLIT = Calendar("split", 1, ZONE, (SPLIT_DAY,) * 5 + ((), ()))
ALWAYS_DAY = windows_of(["00:00-24:00"])
ALWAYS_WEEK: Week = (ALWAYS_DAY,) * 7
ALWAYS = Calendar("always", 1, ZONE, ALWAYS_WEEK)


@pytest.mark.clause("SC-4.2.2.1", "CS-2.1")
@pytest.mark.parametrize(
    ("start", "amount", "expected"),
    [
        ("2026-11-20 16:40", "48h", "2026-11-22 16:40"),  # through a night and a weekend
        ("2026-09-30 16:40", "48h", "2026-10-02 16:40"),  # through National Day
        ("2026-11-20 16:40", "24h", "2026-11-21 16:40"),
        ("2026-12-31 23:30", "1h", "2027-01-01 00:30"),
        ("2026-11-20 16:40", "0h", "2026-11-20 16:40"),
    ],
)
def test_elapsed_hours_run_through_nights_and_holidays(start: str, amount: str, expected: str) -> None:
    assert due(start, amount) == expected
    assert reckoned(start, amount).basis["counted"] == reckoned(start, amount).basis["skipped"] == []
    assert reckoned(start, amount).provisional == ()


@pytest.mark.clause("RC-3.4a")
def test_fifteen_minutes_before_a_booked_time() -> None:
    assert due("2026-11-20 09:00", "-15min") == "2026-11-20 08:45"
    assert due("2026-11-21 00:10", "-15min") == "2026-11-20 23:55"


@pytest.mark.parametrize(
    ("start", "amount", "expected"),
    [
        ("2026-11-20 08:30", "8wh", "2026-11-20 17:30"),  # ends at closing, not at the next opening
        ("2026-11-20 09:00", "3wh", "2026-11-20 12:00"),  # ends at the lunch break, not after it
        ("2026-11-20 11:30", "1wh", "2026-11-20 13:30"),  # lunch is not worked
        ("2026-11-20 12:20", "1wh", "2026-11-20 14:00"),  # starts during lunch
        ("2026-11-20 16:30", "2wh", "2026-11-23 09:30"),  # over a weekend
        ("2026-11-20 22:00", "1wh", "2026-11-23 09:30"),  # starts after closing
        ("2026-10-09 17:00", "1wh", "2026-10-10 09:00"),  # into a working Saturday
        ("2026-10-03 10:00", "4wh", "2026-10-08 13:30"),  # starts on a holiday
        ("2026-09-30 17:00", "20wh", "2026-10-10 12:00"),
        ("2025-12-31 17:00", "1wh", "2026-01-04 09:00"),  # over a year end
        ("2026-11-20 10:00", "0wh", "2026-11-20 10:00"),
        # backwards
        ("2026-11-23 09:30", "-1wh", "2026-11-23 08:30"),  # stops at the opening, not at the closing before it
        ("2026-11-23 09:30", "-2wh", "2026-11-20 16:30"),
        ("2026-11-20 13:00", "-1wh", "2026-11-20 11:00"),
        ("2026-11-22 13:00", "-8wh", "2026-11-20 08:30"),
        ("2026-01-04 09:00", "-1wh", "2025-12-31 17:00"),
    ],
)
def test_working_hours_run_while_the_firm_is_open(start: str, amount: str, expected: str) -> None:
    assert due(start, amount) == expected


def test_shifts_may_be_split_and_days_may_have_no_end() -> None:
    assert due("2026-11-20 09:00", "6wh", SPLIT) == "2026-11-20 21:00"
    assert due("2026-11-20 21:00", "2wh", SPLIT) == "2026-11-23 07:00"
    assert due("2026-11-20 09:00", "48wh", ALWAYS) == "2026-11-22 09:00"
    # 24:00 is said as 23:59, so that the date people read is the day that counts
    assert due("2026-11-20 09:00", "1wd", ALWAYS) == "2026-11-21 23:59"


def test_the_windows_counted_are_said_to_the_minute() -> None:
    counted = reckoned("2026-11-20 16:30", "12wh").basis["counted"]
    assert [(group["windows"], group["minutes"], group["runs"]) for group in counted] == [
        ("16:30-17:30", 60, [["2026-11-20", "2026-11-20"]]),
        ("08:30-12:00 13:00-17:30", 480, [["2026-11-23", "2026-11-23"]]),
        ("08:30-11:30", 180, [["2026-11-24", "2026-11-24"]]),
    ]
    assert sum(group["minutes"] for group in counted) == 12 * 60


def test_summer_time_bends_the_wall_clock_not_the_hours() -> None:
    berlin = Calendar("DE", 1, ZoneInfo("Europe/Berlin"), FIVE_DAYS)
    assert due("2026-03-28 12:00", "48h", berlin) == "2026-03-30 13:00"
    assert due("2026-10-24 12:00", "48h", berlin) == "2026-10-26 11:00"
    assert due("2026-03-27 16:30", "2wh", berlin) == "2026-03-30 09:30"
    assert due("2026-03-27 16:30", "1wd", berlin) == "2026-03-30 17:30"
    # 02:30 does not exist on that night; the due moves to after the skip
    assert due("2026-03-28 02:30", "1d", berlin, due_at="clock") == "2026-03-29 03:30"


def test_the_same_word_is_due_at_the_same_instant_wherever_it_is_read() -> None:
    start = at("2026-11-20 16:30")
    elsewhere = start.astimezone(ZoneInfo("America/New_York"))
    assert reckon(elsewhere, Amount(2, "wh"), CHINA).due == reckon(start, Amount(2, "wh"), CHINA).due


def test_a_share_is_no_length_of_time() -> None:
    with pytest.raises(BadAmount, match="20%"):
        due("2026-11-20 16:40", "20%")


@pytest.mark.parametrize(
    ("a", "b", "hours"),
    [
        ("2026-11-20 08:30", "2026-11-20 17:30", 8.0),
        ("2026-11-20 12:15", "2026-11-20 12:45", 0.0),
        ("2026-11-20 16:30", "2026-11-23 09:30", 2.0),
        ("2026-09-30 17:30", "2026-10-08 08:30", 0.0),
        ("2026-10-09 17:30", "2026-10-12 08:30", 8.0),
        ("2026-11-23 09:30", "2026-11-20 16:30", -2.0),
        ("2025-12-31 08:30", "2026-01-05 08:30", 16.0),
    ],
)
def test_working_time_between_two_instants(a: str, b: str, hours: float) -> None:
    assert worked(at(a), at(b), CHINA) == timedelta(hours=hours)


def test_a_year_has_its_working_time() -> None:
    # 2026: 261 weekdays, less the weekdays off (19), and the six make-up days
    days = worked(at("2026-01-01 00:00"), at("2027-01-01 00:00"), CHINA) / timedelta(hours=8)
    assert days == 261 - weekdays_off(2026) + 6 == 248


def weekdays_off(year: int) -> int:
    return sum(day.year == year and day.weekday() < 5 and what.kind == "rest" for day, what in CHINA.days.items())


def test_what_is_left_is_said_in_working_days() -> None:
    span = remaining(at("2026-11-19 14:30"), at("2026-11-20 17:30"), CHINA)
    assert (span.days, span.hours, span.minutes, span.overdue) == (1, 3, 0, False)
    span = remaining(at("2026-11-24 17:30"), at("2026-11-20 17:30"), CHINA)
    assert (span.days, span.hours, span.minutes, span.overdue) == (2, 0, 0, True)
    span = remaining(at("2026-11-21 10:00"), at("2026-11-20 17:30"), CHINA)
    assert (span.days, span.hours, span.minutes, span.overdue) == (0, 0, 0, True)
    span = remaining(at("2026-11-21 10:00"), at("2026-11-22 10:00"), CHINA)
    assert (span.days, span.hours, span.minutes, span.overdue) == (0, 0, 0, False)


def test_a_warning_falls_within_working_time() -> None:
    # 5 working days of 8 h, from Monday's opening: 20 % left is 8 h before the end
    start, end = at("2026-11-16 08:30"), at("2026-11-20 17:30")
    assert share(start, end, 20, CHINA) == at("2026-11-19 17:30")
    assert share(start, end, 50, CHINA) == at("2026-11-18 13:30")
    assert share(start, end, 0, CHINA) == end
    assert share(start, end, 100, CHINA) == start
    # 48 h that end on a Sunday: half an hour of work lies in them, the warning falls into it
    assert share(at("2026-11-20 17:00"), at("2026-11-22 17:00"), 20, CHINA) == at("2026-11-20 17:24")
    # no work at all in between: a share of the elapsed time
    assert share(at("2026-11-21 10:00"), at("2026-11-21 20:00"), 20, CHINA) == at("2026-11-21 18:00")


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        ("2026-11-20 08:29", "2026-11-20 08:30"),
        ("2026-11-20 08:30", None),
        ("2026-11-20 11:59", None),
        ("2026-11-20 12:00", "2026-11-20 13:00"),
        ("2026-11-20 17:30", "2026-11-23 08:30"),
        ("2026-11-21 10:00", "2026-11-23 08:30"),
        ("2026-10-10 09:00", None),
        ("2026-09-30 18:00", "2026-10-08 08:30"),
    ],
)
def test_nothing_is_sent_outside_working_time(moment: str, opening: str | None) -> None:
    assert is_working(at(moment), CHINA) is (opening is None)
    assert next_opening(at(moment), CHINA) == at(opening or moment)


def test_a_naive_moment_is_refused_everywhere() -> None:
    naive, aware = datetime(2026, 11, 20, 9, 0), at("2026-11-20 09:00")
    for call in (
        lambda: reckon(naive, Amount(1, "wd"), CHINA),
        lambda: worked(naive, aware, CHINA),
        lambda: remaining(aware, naive, CHINA),
        lambda: share(naive, aware, 20, CHINA),
        lambda: is_working(naive, CHINA),
        lambda: next_opening(naive, CHINA),
    ):
        with pytest.raises(ValueError, match="time zone"):
            call()


def test_unpublished_years_are_known_to_the_calendar() -> None:
    assert CHINA.published == YEARS == frozenset(range(2018, 2027))
