"""Clocks of working days: what counts, what is skipped, and which day is day 0."""

from datetime import date

import pytest

from huiyin.calendars.almanac import Calendar, Day
from huiyin.calendars.week import windows_of
from tests.pure.china import CHINA, FIVE_DAYS, STATE_DAYS, YEARS, ZONE, due, reckoned


@pytest.mark.clause("QF-4.3ab", "QF-4.3cd", "QF-4.8a")
@pytest.mark.parametrize(
    ("start", "amount", "expected"),
    [
        # an ordinary week
        ("2026-11-16 10:00", "1wd", "2026-11-17 17:30"),
        ("2026-11-16 10:00", "3wd", "2026-11-19 17:30"),
        ("2026-11-19 10:00", "3wd", "2026-11-24 17:30"),
        # Saturdays and Sundays the State moved work to
        ("2026-02-13 16:00", "1wd", "2026-02-14 17:30"),
        ("2026-02-14 09:00", "3wd", "2026-02-26 17:30"),
        ("2026-02-27 09:00", "1wd", "2026-02-28 17:30"),
        ("2026-02-27 09:00", "2wd", "2026-03-02 17:30"),
        ("2026-10-09 10:00", "1wd", "2026-10-10 17:30"),
        ("2026-09-18 10:00", "1wd", "2026-09-20 17:30"),
        ("2026-09-30 16:40", "5wd", "2026-10-13 17:30"),
        # clocks that start on a holiday
        ("2026-10-03 10:00", "1wd", "2026-10-08 17:30"),
        ("2026-10-01 00:00", "3wd", "2026-10-10 17:30"),
        # Spring Festival 2025 and 2026, and the lengthened one of 2020
        ("2025-01-25 11:00", "1wd", "2025-01-26 17:30"),
        ("2025-01-25 11:00", "3wd", "2025-02-05 17:30"),
        ("2025-02-07 11:00", "1wd", "2025-02-08 17:30"),
        ("2020-01-23 15:00", "1wd", "2020-02-03 17:30"),
        ("2020-01-17 15:00", "2wd", "2020-01-20 17:30"),
        # year ends: 2026-01-04 was a working Sunday, 2018-12-29 a working Saturday
        ("2025-12-31 10:00", "1wd", "2026-01-04 17:30"),
        ("2018-12-28 10:00", "1wd", "2018-12-29 17:30"),
        ("2018-12-28 10:00", "2wd", "2019-01-02 17:30"),
        # a long one
        ("2026-01-05 10:00", "45wd", "2026-03-13 17:30"),
        # today
        ("2026-11-20 10:00", "0wd", "2026-11-20 17:30"),
        ("2026-11-21 10:00", "0wd", "2026-11-23 17:30"),
    ],
)
def test_working_days_are_counted_from_the_day_after(start: str, amount: str, expected: str) -> None:
    assert due(start, amount) == expected


@pytest.mark.parametrize(
    ("start", "amount", "expected"),
    [
        ("2026-11-20 09:00", "-1wd", "2026-11-19 17:30"),
        ("2026-11-23 09:00", "-1wd", "2026-11-20 17:30"),
        ("2026-10-12 14:00", "-3wd", "2026-10-08 17:30"),
        ("2026-10-08 09:00", "-1wd", "2026-09-30 17:30"),
        ("2026-03-02 09:00", "-1wd", "2026-02-28 17:30"),
        ("2026-01-05 09:00", "-2wd", "2025-12-31 17:30"),
    ],
)
def test_working_days_are_counted_back_the_same_way(start: str, amount: str, expected: str) -> None:
    assert due(start, amount) == expected


@pytest.mark.parametrize(
    ("start", "same_day", "next_opening"),
    [
        ("2026-11-20 10:00", "2026-11-23 17:30", "2026-11-23 17:30"),  # in working time: no difference
        ("2026-11-20 12:30", "2026-11-23 17:30", "2026-11-23 17:30"),  # at lunch: still that day
        ("2026-11-20 17:30", "2026-11-23 17:30", "2026-11-24 17:30"),  # at closing time
        ("2026-11-20 20:00", "2026-11-23 17:30", "2026-11-24 17:30"),
        ("2026-11-21 09:00", "2026-11-23 17:30", "2026-11-24 17:30"),  # a Saturday
        ("2026-11-23 07:00", "2026-11-24 17:30", "2026-11-24 17:30"),  # before opening
        ("2026-09-30 19:00", "2026-10-08 17:30", "2026-10-09 17:30"),
    ],
)
def test_a_late_word_belongs_to_its_day_unless_the_pack_says_otherwise(
    start: str, same_day: str, next_opening: str
) -> None:
    assert due(start, "1wd") == same_day
    assert due(start, "1wd", late_receipt="next_opening") == next_opening


def test_the_day_of_receipt_may_be_day_one() -> None:
    assert due("2026-11-20 10:00", "1wd", day_zero=False) == "2026-11-20 17:30"
    assert due("2026-11-20 10:00", "3wd", day_zero=False) == "2026-11-24 17:30"
    assert due("2026-11-21 10:00", "1wd", day_zero=False) == "2026-11-23 17:30"
    assert due("2026-11-20 10:00", "-1wd", day_zero=False) == "2026-11-20 17:30"
    assert due("2026-11-20 10:00", "0wd", day_zero=False) == "2026-11-20 17:30"


def test_what_comes_after_closing_on_its_last_day_is_due_on_the_next() -> None:
    assert due("2026-11-20 20:00", "0wd") == "2026-11-23 17:30"
    assert due("2026-11-20 20:00", "1wd", day_zero=False) == "2026-11-23 17:30"
    assert due("2026-11-20 20:00", "0d") == "2026-11-21 17:30"
    assert due("2026-11-20 20:00", "0d", roll="next") == "2026-11-23 17:30"
    assert due("2026-11-21 10:00", "0d", roll="previous") == "2026-11-23 17:30"


def test_a_clock_of_days_may_end_at_the_same_time_of_day() -> None:
    assert due("2026-11-20 10:15", "1wd", due_at="clock") == "2026-11-23 10:15"
    assert due("2026-11-20 20:00", "1wd", due_at="clock") == "2026-11-23 20:00"
    assert due("2026-11-21 15:27", "3wd", due_at="clock") == "2026-11-25 15:27"
    assert due("2026-11-22 00:00", "3wd", due_at="clock") == "2026-11-25 00:00"


def test_the_firm_its_unit_and_its_customer_have_days_of_their_own() -> None:
    own = {
        **STATE_DAYS,
        date(2026, 11, 20): Day("rest", "厂庆", own=True),
        date(2026, 11, 21): Day("work", "盘点", windows=windows_of(["08:00-12:00"]), own=True),
        date(2026, 10, 10): Day("rest", "公司不补班", own=True),
    }
    firm = Calendar("firm", 4, ZONE, FIVE_DAYS, own, YEARS)
    assert due("2026-11-19 10:00", "1wd", firm) == "2026-11-21 12:00"
    assert due("2026-10-09 10:00", "1wd", firm) == "2026-10-12 17:30"
    found = reckoned("2026-11-19 10:00", "2wd", firm)
    assert [(group["why"], group["name"], group["windows"]) for group in found.basis["counted"]] == [
        ("own", "盘点", "08:00-12:00"),
        ("weekday", "", "08:30-12:00 13:00-17:30"),
    ]
    assert [(group["why"], group["name"]) for group in found.basis["skipped"]] == [("own", "厂庆"), ("weekend", "")]


def test_a_six_day_plant_keeps_its_saturday_windows_on_a_make_up_saturday() -> None:
    saturday = windows_of(["08:00-12:00"])
    plant = Calendar("plant", 1, ZONE, (*FIVE_DAYS[:5], saturday, ()), STATE_DAYS, YEARS)
    assert due("2026-10-09 10:00", "1wd", plant) == "2026-10-10 12:00"
    assert due("2026-10-16 10:00", "1wd", plant) == "2026-10-17 12:00"
    assert due("2026-10-02 10:00", "1wd", plant) == "2026-10-08 17:30"  # its Saturday of the 3rd is a holiday


def test_a_year_nobody_published_is_taken_as_weekdays_and_said() -> None:
    assert due("2026-12-30 10:00", "5wd") == "2027-01-06 17:30"
    assert reckoned("2026-12-30 10:00", "5wd").provisional == (2027,)
    assert reckoned("2026-11-16 10:00", "3wd").provisional == ()
    assert reckoned("2017-12-29 10:00", "1wd").provisional == (2017,)
    assert reckoned("2028-12-20 10:00", "250wd").provisional == (2028, 2029)


def test_the_last_week_of_a_year_waits_for_the_next_notice() -> None:
    assert reckoned("2026-12-21 10:00", "3wd").provisional == ()
    assert reckoned("2026-12-21 10:00", "4wd").provisional == (2027,)
    assert reckoned("2025-12-21 10:00", "5wd").provisional == ()


def test_a_calendar_nobody_publishes_for_is_never_provisional() -> None:
    foreign = Calendar("DE", 1, ZONE, FIVE_DAYS)
    assert reckoned("2029-12-30 10:00", "5wd", foreign).provisional == ()


def test_the_basis_is_complete() -> None:
    basis = reckoned("2026-09-30 16:40", "5wd").basis
    assert basis == {
        "amount": 5,
        "unit": "wd",
        "calendar": "CN",
        "label": "国家法定工作日历",
        "edition": 1,
        "zone": "Asia/Shanghai",
        "start": "2026-09-30T16:40:00+08:00",
        "begun": "2026-09-30T16:40:00+08:00",
        "due": "2026-10-13T17:30:00+08:00",
        "unstopped": "2026-10-13T17:30:00+08:00",
        "convention": {"roll": "keep", "day_zero": True, "due_at": "closing", "late_receipt": "same_day"},
        "start_day": {"why": "weekday", "name": "", "rest": False, "after_closing": ""},
        "due_day": {"why": "weekday", "name": "", "rest": False, "after_closing": "17:30"},
        "clamped": False,
        "counted": [
            {
                "why": "weekday", "name": "", "source": "", "windows": "08:30-12:00 13:00-17:30", "days": 4,
                "runs": [["2026-10-08", "2026-10-09"], ["2026-10-12", "2026-10-13"]],
            },
            {
                "why": "make_up", "name": "国庆节", "windows": "08:30-12:00 13:00-17:30", "days": 1,
                "source": "国务院办公厅关于2026年部分节假日安排的通知 国办发明电〔2025〕7号",
                "runs": [["2026-10-10", "2026-10-10"]],
            },
        ],
        "skipped": [
            {
                "why": "holiday", "name": "国庆节", "windows": "", "days": 7,
                "source": "国务院办公厅关于2026年部分节假日安排的通知 国办发明电〔2025〕7号",
                "runs": [["2026-10-01", "2026-10-07"]],
            },
            {
                "why": "weekend", "name": "", "source": "", "windows": "", "days": 1,
                "runs": [["2026-10-11", "2026-10-11"]],
            },
        ],
        "stops": [],
        "rolled": None,
        "provisional": [],
    }  # fmt: skip


def test_a_start_without_a_zone_or_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match="1899"):
        due("1899-06-01 10:00", "1d")
    with pytest.raises(ValueError, match="2201"):
        due("2200-06-01 10:00", "300wd")
    assert CHINA.local(reckoned("2200-06-01 10:00", "100y").due).year == 2300
