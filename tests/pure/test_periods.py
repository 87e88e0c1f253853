"""Periods of duties: where they begin and end, when each is due, when work on it begins."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.calendars.amount import Amount
from huiyin.calendars.periods import Period, due_day, holding, later, nth, number_of, opening
from tests.pure.china import CHINA, at


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("anchor", "every", "today", "first", "last"),
    [
        ("2026-01-01", "1y", "2026-11-20", "2026-01-01", "2026-12-31"),
        ("2026-01-01", "6mo", "2026-06-30", "2026-01-01", "2026-06-30"),
        ("2026-01-01", "6mo", "2026-07-01", "2026-07-01", "2026-12-31"),
        ("2026-01-01", "3mo", "2027-02-14", "2027-01-01", "2027-03-31"),
        ("2026-01-01", "1mo", "2028-02-29", "2028-02-01", "2028-02-29"),  # a leap year
        ("2026-01-31", "1mo", "2026-02-27", "2026-01-31", "2026-02-27"),
        ("2026-01-31", "1mo", "2026-02-28", "2026-02-28", "2026-03-30"),  # February has no 31st
        ("2026-01-31", "1mo", "2026-04-01", "2026-03-31", "2026-04-29"),  # and March comes back to it
        ("2024-02-29", "1y", "2025-02-28", "2025-02-28", "2026-02-27"),
        ("2024-02-29", "1y", "2028-02-29", "2028-02-29", "2029-02-27"),
        ("2015-03-15", "1y", "2026-11-20", "2026-03-15", "2027-03-14"),
        ("2026-01-01", "90d", "2026-03-31", "2026-01-01", "2026-03-31"),
        ("2026-01-01", "90d", "2026-04-01", "2026-04-01", "2026-06-29"),
        ("2026-07-01", "6mo", "2026-01-15", "2026-01-01", "2026-06-30"),  # before the day it is counted from
        ("2026-01-01", "5mo", "2026-11-20", "2026-11-01", "2027-03-31"),  # does not divide a year
    ],
)
def test_the_period_a_day_lies_in(anchor: str, every: str, today: str, first: str, last: str) -> None:
    assert holding(day(anchor), Amount.parse(every), day(today)) == Period(day(first), day(last))


@given(
    anchor=st.dates(date(1990, 1, 1), date(2050, 12, 31)),
    number=st.integers(1, 400),
    unit=st.sampled_from(["d", "mo", "y"]),
    which=st.integers(-3, 40),
)
def test_periods_follow_without_gap_or_overlap(anchor: date, number: int, unit: str, which: int) -> None:
    every = Amount(min(number, 12) if unit == "y" else number, unit)
    if unit == "mo":
        every = Amount(min(number, 60), "mo")
    here, then = nth(anchor, every, which), nth(anchor, every, which + 1)
    assert here.last + timedelta(days=1) == then.first
    assert number_of(anchor, every, here.first) == number_of(anchor, every, here.last) == which


@pytest.mark.parametrize(
    ("first", "last", "previous", "following", "kept"),
    [
        ("2026-01-01", "2026-12-31", "2026-12-31", "2026-12-31", "2026-12-31"),
        ("2026-01-01", "2026-02-28", "2026-02-28", "2026-02-28", "2026-02-28"),  # a Saturday that is worked
        ("2026-09-01", "2026-10-01", "2026-09-30", "2026-10-08", "2026-10-01"),  # National Day
        ("2026-10-02", "2026-10-05", "2026-10-08", "2026-10-08", "2026-10-05"),  # nothing to go back to
        ("2025-11-01", "2025-11-30", "2025-11-28", "2025-12-01", "2025-11-30"),  # a Sunday
    ],
)
def test_the_due_day_is_a_working_day_as_the_duty_says(
    first: str, last: str, previous: str, following: str, kept: str
) -> None:
    period = Period(day(first), day(last))
    found = [due_day(period, roll, CHINA).isoformat() for roll in ("previous", "next", "keep")]
    assert found == [previous, following, kept]


@pytest.mark.parametrize(
    ("first", "due", "ahead", "expected"),
    [
        ("2026-01-01", "2026-12-31", "1mo", "2026-11-30 08:30"),  # November has no 31st
        ("2026-01-01", "2026-12-31", "15wd", "2026-12-10 08:30"),
        ("2026-01-01", "2026-12-31", "0d", "2026-12-31 08:30"),
        ("2026-10-01", "2026-10-31", "1mo", "2026-10-08 08:30"),  # not before the period, nor in the holidays
        ("2026-01-01", "2026-11-22", "0d", "2026-11-23 08:30"),  # due on a Sunday that was kept
        ("2026-01-01", "2026-12-21", "30d", "2026-11-23 08:30"),  # 21 November is a Saturday
    ],
)
def test_work_begins_ahead_of_the_due_in_working_time(first: str, due: str, ahead: str, expected: str) -> None:
    moment = opening(Period(day(first), day(due)), day(due), Amount.parse(ahead), CHINA)
    assert moment == at(expected)


def test_at_least_counts_from_the_last_time() -> None:
    assert later(day("2026-11-30"), Amount.parse("3mo")) == day("2027-02-28")
    assert later(day("2024-02-29"), Amount.parse("1y")) == day("2025-02-28")
    assert later(day("2026-03-15"), Amount.parse("90d")) == day("2026-06-13")
