"""Working windows of a day and a week."""

from zoneinfo import ZoneInfo

import pytest

from huiyin.calendars.almanac import Calendar
from huiyin.calendars.convention import BadConvention, Convention
from huiyin.calendars.week import NO_WEEK, BadWindows, Window, read_week, week_table, windows_of, windows_text


def test_a_window_is_read_and_written() -> None:
    assert Window.parse(" 8:30 - 12:00 ") == Window(510, 720)
    assert Window.parse("00:00–24:00") == Window(0, 1440)
    assert str(Window(510, 720)) == "08:30-12:00"


def test_windows_of_a_day_are_sorted_and_may_touch() -> None:
    windows = windows_of(["13:00-17:30", "08:30-12:00", "12:00-13:00"])
    assert windows_text(windows) == "08:30-12:00 12:00-13:00 13:00-17:30"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("22:00-06:00", "24:00"),
        ("08:30-08:30", "08:30-08:30"),
        ("08:30", "08:30-12:00"),
        ("8-12", "08:30-12:00"),
        ("08:60-12:00", "08:30-12:00"),
        ("08:30-25:00", "08:30-12:00"),
        ("24:30-24:40", "08:30-12:00"),
    ],
)
def test_a_window_that_cannot_be_is_refused_with_a_way_out(text: str, part: str) -> None:
    with pytest.raises(BadWindows, match=part):
        Window.parse(text)


def test_a_night_shift_is_told_to_be_split_at_midnight() -> None:
    with pytest.raises(BadWindows) as refused:
        read_week({"mon": ["22:00-06:00"]})
    assert str(refused.value).startswith("mon: 22:00-06:00")
    assert week_table(read_week({"mon": ["22:00-24:00"], "tue": ["00:00-06:00"]})) == {
        "mon": ["22:00-24:00"],
        "tue": ["00:00-06:00"],
    }


def test_overlapping_windows_are_refused() -> None:
    with pytest.raises(BadWindows, match=r"08:30-12:00.*11:00-13:00"):
        windows_of(["11:00-13:00", "08:30-12:00"])


@pytest.mark.parametrize(
    "given", [{}, {"mon": []}, {"monday": ["08:00-12:00"]}, {"mon": "08:00-12:00"}, {"mon": [8]}, []]
)
def test_a_week_that_cannot_be_is_refused(given: object) -> None:
    with pytest.raises(BadWindows):
        read_week(given)  # type: ignore[arg-type]


def test_a_calendar_without_any_work_is_refused() -> None:
    with pytest.raises(BadWindows):
        Calendar("none", 1, ZoneInfo("Asia/Shanghai"), NO_WEEK)


def test_a_convention_has_four_choices() -> None:
    assert Convention.read({}) == Convention("keep", True, "closing", "same_day")
    assert Convention.read({"roll": "next", "day_zero": False}).as_dict() == {
        "roll": "next",
        "day_zero": False,
        "due_at": "closing",
        "late_receipt": "same_day",
    }


@pytest.mark.parametrize("given", [{"roll": "forward"}, {"day_zero": 1}, {"day_zero": "yes"}, {"rolls": "next"}])
def test_an_unknown_convention_is_refused_with_the_known_ones(given: dict[str, object]) -> None:
    with pytest.raises(BadConvention) as refused:
        Convention.read(given)
    assert next(iter(given)) in str(refused.value)
