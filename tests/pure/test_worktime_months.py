"""Clocks of calendar days, months and years: month ends, and days off at the end."""

import pytest

from tests.pure.china import due, reckoned


@pytest.mark.parametrize(
    ("start", "amount", "expected"),
    [
        ("2026-11-20 10:00", "2d", "2026-11-22 17:30"),  # a Sunday: it stays there
        ("2026-09-30 10:00", "1d", "2026-10-01 17:30"),
        ("2026-11-20 10:00", "0d", "2026-11-20 17:30"),
        ("2026-12-30 10:00", "3d", "2027-01-02 17:30"),
        ("2026-01-31 10:00", "1mo", "2026-02-28 17:30"),
        ("2024-01-31 10:00", "1mo", "2024-02-29 17:30"),
        ("2026-08-31 10:00", "6mo", "2027-02-28 17:30"),
        ("2026-11-30 10:00", "3mo", "2027-02-28 17:30"),
        ("2026-12-15 10:00", "1mo", "2027-01-15 17:30"),
        ("2024-02-29 10:00", "1y", "2025-02-28 17:30"),
        ("2024-02-29 10:00", "4y", "2028-02-29 17:30"),
        ("2026-11-20 10:00", "5y", "2031-11-20 17:30"),
        # backwards
        ("2026-05-31 10:00", "-3mo", "2026-02-28 17:30"),
        ("2026-11-20 10:00", "-5d", "2026-11-15 17:30"),
        ("2026-02-28 10:00", "-1y", "2025-02-28 17:30"),
    ],
)
def test_the_last_day_counts_until_closing(start: str, amount: str, expected: str) -> None:
    assert due(start, amount) == expected


@pytest.mark.parametrize(
    ("start", "amount", "keep", "following", "previous"),
    [
        ("2026-09-29 10:00", "2d", "2026-10-01", "2026-10-08", "2026-09-30"),
        ("2026-11-20 10:00", "1d", "2026-11-21", "2026-11-23", "2026-11-20"),
        ("2026-10-08 10:00", "2d", "2026-10-10", "2026-10-10", "2026-10-10"),  # a Saturday that is worked
        ("2026-09-11 10:00", "9d", "2026-09-20", "2026-09-20", "2026-09-20"),  # a Sunday that is worked
        ("2026-08-31 10:00", "6mo", "2027-02-28", "2027-03-01", "2027-02-26"),
        ("2025-01-31 10:00", "1y", "2026-01-31", "2026-02-02", "2026-01-30"),
    ],
)
def test_a_day_off_at_the_end_is_kept_or_rolled(
    start: str, amount: str, keep: str, following: str, previous: str
) -> None:
    assert due(start, amount) == f"{keep} 17:30"
    assert due(start, amount, roll="next") == f"{following} 17:30"
    assert due(start, amount, roll="previous") == f"{previous} 17:30"


def test_rolling_is_in_the_basis() -> None:
    assert reckoned("2026-09-29 10:00", "2d", roll="next").basis["rolled"] == ["2026-10-01", "2026-10-08"]
    assert reckoned("2026-09-28 10:00", "2d", roll="next").basis["rolled"] is None
    assert reckoned("2026-09-29 10:00", "2d").basis["due_day"]["rest"] is True


def test_a_year_nobody_published_matters_only_where_days_off_do() -> None:
    assert reckoned("2026-08-31 10:00", "6mo").provisional == ()
    assert reckoned("2026-08-31 10:00", "6mo", roll="next").provisional == (2027,)
    assert reckoned("2026-08-01 10:00", "1mo", roll="next").provisional == ()


def test_the_first_day_may_count() -> None:
    assert due("2026-11-20 10:00", "1d", day_zero=False) == "2026-11-20 17:30"
    assert due("2026-11-20 10:00", "-2d", day_zero=False) == "2026-11-19 17:30"
    assert due("2026-03-01 10:00", "1mo", day_zero=False) == "2026-03-31 17:30"
    assert due("2026-01-31 10:00", "1mo", day_zero=False) == "2026-02-28 17:30"
    assert due("2026-01-01 10:00", "1y", day_zero=False) == "2026-12-31 17:30"
    assert due("2026-11-20 10:00", "0mo", day_zero=False) == "2026-11-20 17:30"


def test_days_may_end_at_the_time_they_began() -> None:
    assert due("2026-11-20 10:15", "2d", due_at="clock") == "2026-11-22 10:15"
    assert due("2026-11-20 23:15", "1mo", due_at="clock") == "2026-12-20 23:15"


def test_a_late_receipt_moves_the_first_day_too() -> None:
    assert due("2026-11-20 20:00", "2d") == "2026-11-22 17:30"
    assert due("2026-11-20 20:00", "2d", late_receipt="next_opening") == "2026-11-25 17:30"
    assert due("2026-11-20 20:00", "24h", late_receipt="next_opening") == "2026-11-24 08:30"
    # a clock that runs back, or a date someone gave, does not begin with a word received
    assert due("2026-11-20 23:59", "0h", late_receipt="next_opening") == "2026-11-20 23:59"
    assert due("2026-11-20 20:00", "-2d", late_receipt="next_opening") == "2026-11-18 17:30"
