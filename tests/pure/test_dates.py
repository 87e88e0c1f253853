"""Dates as people read and count them."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.utils import translation

from huiyin.base.dates import add_months, day_words, days_from, moment_words, month_weeks


def test_a_moment_is_said_with_its_weekday() -> None:
    moment = datetime(2026, 11, 20, 8, 40, tzinfo=UTC)
    beijing = timezone(timedelta(hours=8))
    with translation.override("zh-hans"):
        assert moment_words(moment, beijing) == "2026-11-20 周五 16:40"
        assert moment_words(moment) == "2026-11-20 周五 08:40"
    with translation.override("en"):
        assert moment_words(moment, beijing) == "2026-11-20 Fri 16:40"


def test_every_weekday_has_its_word() -> None:
    with translation.override("zh-hans"):
        assert [day_words(date(2026, 11, 16 + n))[-2:] for n in range(7)] == [
            "周一", "周二", "周三", "周四", "周五", "周六", "周日",
        ]  # fmt: skip


def test_a_moment_without_a_zone_is_no_instant() -> None:
    with pytest.raises(ValueError, match="time zone"):
        moment_words(datetime(2026, 11, 20, 8, 40))


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ("2026-01-31", 1, "2026-02-28"), ("2024-01-31", 1, "2024-02-29"), ("2026-03-31", -1, "2026-02-28"),
        ("2026-11-30", 3, "2027-02-28"), ("2026-12-15", 1, "2027-01-15"), ("2024-02-29", 12, "2025-02-28"),
        ("2026-05-15", 0, "2026-05-15"), ("2026-01-15", -13, "2024-12-15"),
    ],
)  # fmt: skip
def test_months_clamp_at_their_end(day: str, months: int, then: str) -> None:
    assert add_months(date.fromisoformat(day), months).isoformat() == then


def test_days_run_from_first_to_last() -> None:
    assert list(days_from(date(2026, 2, 27), date(2026, 3, 1))) == [
        date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1),
    ]  # fmt: skip
    assert list(days_from(date(2026, 3, 1), date(2026, 2, 27))) == []


def test_a_month_fills_whole_weeks() -> None:
    weeks = month_weeks(2026, 11)
    assert [week[0].isoformat() for week in weeks] == [
        "2026-10-26", "2026-11-02", "2026-11-09", "2026-11-16", "2026-11-23", "2026-11-30",
    ]  # fmt: skip
    assert weeks[-1][-1] == date(2026, 12, 6)
    assert len(month_weeks(2027, 2)) == 4  # Monday the 1st to Sunday the 28th
