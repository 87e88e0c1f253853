"""Reckoning is fast enough to be done for every row of a page."""

import sys
from collections.abc import Callable
from timeit import repeat

from huiyin.calendars.worktime import Amount, Calendar, next_opening, reckon, remaining, worked
from tests.pure.china import CHINA, FIVE_DAYS, STATE_DAYS, YEARS, ZONE, at


def microseconds(call: Callable[[], object]) -> float:
    """The best of many short runs, untraced: what the code costs, not what else this machine is doing."""
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        call()
        return min(repeat(call, number=20, repeat=60)) / 20 * 1e6
    finally:
        sys.settrace(tracer)


def test_five_working_days_with_their_reasons_take_less_than_a_tenth_of_a_millisecond() -> None:
    start, amount = at("2026-09-30 16:40"), Amount.parse("5wd")
    assert microseconds(lambda: reckon(start, amount, CHINA)) < 100


def test_three_years_of_working_time_take_well_under_a_millisecond() -> None:
    a, b = at("2023-11-20 10:00"), at("2026-11-20 10:00")
    assert microseconds(lambda: worked(a, b, CHINA)) < 100


def test_what_is_left_and_the_next_opening_are_cheap() -> None:
    now, due = at("2026-11-20 10:00"), at("2026-12-20 10:00")
    assert microseconds(lambda: remaining(now, due, CHINA)) < 100
    assert microseconds(lambda: next_opening(now, CHINA)) < 100


def test_a_new_edition_pays_for_its_tables_once() -> None:
    start, amount = at("2026-09-30 16:40"), Amount.parse("5wd")
    fresh = lambda: reckon(start, amount, Calendar("new", 2, ZONE, FIVE_DAYS, STATE_DAYS, YEARS))  # noqa: E731
    assert microseconds(fresh) < 5000
