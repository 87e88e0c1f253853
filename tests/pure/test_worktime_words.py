"""A deadline explains itself, in Chinese and in English."""

from datetime import date

import pytest
from django.utils import translation

from huiyin.calendars.almanac import Calendar, Day
from huiyin.calendars.amount import Amount
from huiyin.calendars.week import windows_of
from huiyin.calendars.words import amount_words, duration_words, span_words, why
from huiyin.calendars.worktime import Span
from tests.pure.china import FIVE_DAYS, STATE_DAYS, YEARS, ZONE, reckoned, stop

NOTICE = "国务院办公厅关于2026年部分节假日安排的通知 国办发明电〔2025〕7号"


@pytest.fixture(autouse=True)
def chinese():
    with translation.override("zh-hans"):
        yield


def test_working_days_over_national_day() -> None:
    assert why(reckoned("2026-09-30 16:40", "5wd").basis) == [
        "自 2026-09-30 周三 16:40 起 5 个工作日，按“国家法定工作日历”第 1 版计算。",
        "起算当日 2026-09-30 周三 不计入。",
        "计入：2026-10-08 周四 – 2026-10-09 周五、2026-10-12 周一 – 2026-10-13 周二；08:30-12:00、13:00-17:30；4 天。",
        f"计入（国庆节调休上班）：2026-10-10 周六；08:30-12:00、13:00-17:30；1 天。依据：{NOTICE}",
        f"不计入（国庆节放假）：2026-10-01 周四 – 2026-10-07 周三；7 天。依据：{NOTICE}",
        "不计入（周末）：2026-10-11 周日；1 天。",
        "到期：2026-10-13 周二 17:30（下班时间）。",
    ]


def test_the_same_in_english() -> None:
    with translation.override("en"):
        sentences = why(reckoned("2026-11-19 10:00", "2wd").basis)
    assert sentences == [
        "2 working days from 2026-11-19 Thu 10:00, on the calendar “国家法定工作日历”, edition 1.",
        "The day it starts from, 2026-11-19 Thu, is not counted.",
        "Counted: 2026-11-20 Fri, 2026-11-23 Mon; 08:30-12:00, 13:00-17:30; 2 days.",
        "Not counted, weekend: 2026-11-21 Sat – 2026-11-22 Sun; 2 days.",
        "Due 2026-11-23 Mon 17:30, closing time.",
    ]


def test_hours_with_a_stop() -> None:
    basis = reckoned("2026-11-20 16:40", "48h", stops=(stop("2026-11-20 20:00", "2026-11-21 01:00"),)).basis
    assert why(basis) == [
        "自 2026-11-20 周五 16:40 起 48 小时，按“国家法定工作日历”第 1 版计算。",
        "每小时都计入，包括夜间和休息日。",
        "2026-11-20 周五 20:00 至 2026-11-21 周六 01:00 暂停（等待样件）：期限顺延 5 小时。",
        "到期：2026-11-22 周日 21:40。",
    ]


def test_working_hours_from_a_day_off_with_stops() -> None:
    waiting = stop("2026-11-23 11:00", "2026-11-23 14:00")
    nothing = stop("2026-11-23 18:00", "2026-11-24 08:00", "")
    basis = reckoned("2026-11-21 10:00", "9wh", stops=(waiting, nothing)).basis
    assert why(basis) == [
        "自 2026-11-21 周六 10:00 起 9 个工作小时，按“国家法定工作日历”第 1 版计算。",
        "起点在休息日（周末）。",
        "计入：2026-11-23 周一；08:30-12:00、13:00-17:30；8 小时。",
        "计入：2026-11-24 周二；08:30-11:30；3 小时。",
        "不计入（周末）：2026-11-21 周六 – 2026-11-22 周日；2 天。",
        "2026-11-23 周一 11:00 至 2026-11-23 周一 14:00 暂停（等待样件）：期限顺延工作时间 2 小时。",
        "2026-11-23 周一 18:00 至 2026-11-24 周二 08:00 暂停（未注明原因）：期限未因此顺延。",
        "到期：2026-11-24 周二 11:30。",
    ]


def test_a_due_stopped_in_days_is_not_at_closing_time_any_more() -> None:
    basis = reckoned("2026-11-16 10:00", "5wd", stops=(stop("2026-11-17 15:00", "2026-11-19 10:00"),)).basis
    assert why(basis)[-2:] == [
        "2026-11-17 周二 15:00 至 2026-11-19 周四 10:00 暂停（等待样件）：期限顺延工作时间 12 小时。",
        "到期：2026-11-25 周三 13:30。",
    ]


def test_months_that_clamp_roll_and_are_provisional() -> None:
    assert why(reckoned("2026-08-31 10:00", "6mo", roll="next").basis) == [
        "自 2026-08-31 周一 10:00 起 6 个月，按“国家法定工作日历”第 1 版计算。",
        "按自然日计算，休息日也计入。",
        "起算当日 2026-08-31 周一 不计入。",
        "到期月没有对应日，以该月最后一日为准。",
        "2027-02-28 周日 是休息日，期限顺延至下一个工作日 2027-03-01 周一。",
        "到期：2027-03-01 周一 17:30（下班时间）。",
        "2027 年的节假日及调休安排尚未公布或尚未录入，暂按普通周末推算，此日期为暂定。",
    ]


def test_days_that_roll_back_or_stay() -> None:
    assert "2026-10-01 周四 是休息日，期限提前至前一个工作日 2026-09-30 周三。" in why(
        reckoned("2026-09-29 10:00", "2d", roll="previous").basis
    )
    assert "2026-10-01 周四 是休息日（国庆节），期限不变。" in why(reckoned("2026-09-29 10:00", "2d").basis)
    stopped = reckoned("2026-11-02 10:00", "10d", stops=(stop("2026-11-05 15:00", "2026-11-08 10:00"),)).basis
    assert any(sentence.endswith("期限顺延 3 天，不足一天按一天计。") for sentence in why(stopped))


def test_backwards_from_a_booked_time() -> None:
    assert why(reckoned("2026-11-20 09:00", "-15min").basis)[0] == (
        "从 2026-11-20 周五 09:00 倒推 15 分钟，按“国家法定工作日历”第 1 版计算。"
    )


def test_late_receipts_and_the_first_day() -> None:
    assert why(reckoned("2026-11-20 20:00", "1wd").basis)[1:3] == [
        "起点在下班时间（17:30）之后。",
        "起算当日 2026-11-20 周五 不计入。",
    ]
    assert why(reckoned("2026-11-20 20:00", "1wd", late_receipt="next_opening").basis)[1:3] == [
        "起点在工作时间之外，自下一个上班时间 2026-11-23 周一 08:30 起算。",
        "起算当日 2026-11-23 周一 不计入。",
    ]
    assert "起算当日 2026-11-20 周五 计为第 1 天。" in why(reckoned("2026-11-20 10:00", "2wd", day_zero=False).basis)


def test_a_date_the_customer_gave_is_not_reckoned() -> None:
    assert why(reckoned("2026-11-20 23:59", "0h").basis) == [
        "期限为约定日期：2026-11-20 周五 23:59。",
        "到期：2026-11-20 周五 23:59。",
    ]


def test_the_firms_own_days_are_named() -> None:
    own = {
        **STATE_DAYS,
        date(2026, 11, 20): Day("rest", "厂庆", own=True),
        date(2026, 11, 21): Day("work", "盘点", windows=windows_of(["08:00-12:00"]), own=True),
    }
    firm = Calendar("firm", 4, ZONE, FIVE_DAYS, own, YEARS, "公司日历")
    assert why(reckoned("2026-11-19 10:00", "1wd", firm).basis)[2:4] == [
        "计入（本日历自定工作日：盘点）：2026-11-21 周六；08:00-12:00；1 天。",
        "不计入（厂庆）：2026-11-20 周五；1 天。",
    ]


def test_many_weekends_are_summed_up() -> None:
    sentences = why(reckoned("2026-01-05 10:00", "100wd").basis)
    weekends = next(sentence for sentence in sentences if "周末" in sentence)
    assert "2026-03-01 周日 等，另有 11 段；32 天" in weekends
    assert len(weekends) < 300


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (Span(1, 3, 20, False), "还剩 1 个工作日 3 小时"),
        (Span(0, 3, 20, False), "还剩 3 小时 20 分钟"),
        (Span(0, 0, 5, False), "还剩 5 分钟"),
        (Span(0, 0, 0, False), "到期前已无工作时间"),
        (Span(2, 0, 0, True), "逾期 2 个工作日"),
        (Span(0, 1, 0, True), "逾期 1 小时"),
        (Span(0, 0, 0, True), "已逾期"),
    ],
)
def test_what_is_left_in_words(span: Span, words: str) -> None:
    assert span_words(span) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("-15min", "15 分钟"), ("48h", "48 小时"), ("8wh", "8 个工作小时"), ("2d", "2 个自然日"), ("3wd", "3 个工作日"),
        ("6mo", "6 个月"), ("3y", "3 年"), ("20%", "20%"),
    ],
)  # fmt: skip
def test_an_amount_in_words(amount: str, words: str) -> None:
    assert amount_words(Amount.parse(amount)) == words


def test_a_duration_in_words() -> None:
    assert [duration_words(minutes) for minutes in (0, 45, 60, 210)] == [
        "0 分钟",
        "45 分钟",
        "1 小时",
        "3 小时 30 分钟",
    ]


def test_plurals_in_english() -> None:
    with translation.override("en"):
        assert span_words(Span(1, 0, 0, False)) == "1 working day left"
        assert span_words(Span(2, 1, 0, True)) == "2 working days 1 hour overdue"
