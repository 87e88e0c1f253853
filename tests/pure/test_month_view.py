"""A month as a page shows it."""

from datetime import date

import pytest
from django.utils import translation

from huiyin.calendars.almanac import Calendar, Day, OutOfRange
from huiyin.calendars.month import Cell, month_view
from huiyin.calendars.week import windows_of, windows_text
from tests.pure.china import CHINA, FIVE_DAYS, STATE_DAYS, YEARS, ZONE

NOTICE = "国务院办公厅关于2026年部分节假日安排的通知 国办发明电〔2025〕7号"


def cell(calendar: Calendar, day: str) -> Cell:
    """The cell of one date, in Chinese."""
    when = date.fromisoformat(day)
    with translation.override("zh-hans"):
        weeks = month_view(calendar, when.year, when.month)
    return next(one for week in weeks for one in week if one.date == when)


def test_a_month_has_whole_weeks() -> None:
    weeks = month_view(CHINA, 2026, 10)
    assert [week[0].date.isoformat() for week in weeks] == [
        "2026-09-28", "2026-10-05", "2026-10-12", "2026-10-19", "2026-10-26",
    ]  # fmt: skip
    assert sum(one.inside for week in weeks for one in week) == 31


def test_a_page_can_say_why_saturday_counted() -> None:
    saturday = cell(CHINA, "2026-10-10")
    assert (saturday.kind, saturday.reason, windows_text(saturday.windows)) == (
        "work", "make_up", "08:30-12:00 13:00-17:30",
    )  # fmt: skip
    assert saturday.why == f"国庆节调休，上班。{NOTICE}"
    holiday = cell(CHINA, "2026-10-03")
    assert (holiday.kind, holiday.reason, holiday.why) == ("rest", "holiday", f"国庆节放假。{NOTICE}")
    assert cell(CHINA, "2026-10-17").why == cell(CHINA, "2026-10-19").why == ""
    assert cell(CHINA, "2026-10-17").reason == "weekend"


def test_own_days_and_other_weeks() -> None:
    saturday = windows_of(["08:00-12:00"])
    days = {
        **STATE_DAYS,
        date(2026, 10, 20): Day("rest", "停电", own=True),
        date(2026, 10, 25): Day("work", "盘点", own=True),
    }
    plant = Calendar("plant", 1, ZONE, (*FIVE_DAYS[:5], saturday, ()), days, YEARS)
    assert cell(plant, "2026-10-20").why == "本日历自定休息日：停电。"
    assert cell(plant, "2026-10-25").why == "本日历自定工作日：盘点。"
    assert cell(plant, "2026-10-10").why == f"本日历每周此日均上班，通知也规定上班（国庆节）。{NOTICE}"


def test_a_year_nobody_published_is_said_on_every_day() -> None:
    new_year = cell(CHINA, "2027-01-01")
    assert (new_year.kind, new_year.known) == ("work", False)
    assert new_year.why.startswith("2027 年的节假日及调休安排尚未公布")
    assert cell(Calendar("DE", 1, ZONE, FIVE_DAYS), "2027-01-01").known is True


def test_an_absurd_year_is_refused() -> None:
    with pytest.raises(OutOfRange, match="1066"):
        month_view(CHINA, 1066, 10)
