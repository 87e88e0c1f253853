"""Amounts as packs write them."""

import pytest

from huiyin.calendars.amount import UNITS, Amount, BadAmount


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("48h", 48, "h"), ("8wh", 8, "wh"), ("2d", 2, "d"), ("3wd", 3, "wd"), ("6mo", 6, "mo"), ("3y", 3, "y"),
        ("-15min", -15, "min"), ("- 3 wd", -3, "wd"), ("+1WD", 1, "wd"), (" 0d ", 0, "d"), ("20%", 20, "%"),
    ],
)  # fmt: skip
def test_an_amount_is_a_whole_number_and_a_unit(text: str, number: int, unit: str) -> None:
    assert Amount.parse(text) == Amount(number, unit)


@pytest.mark.parametrize("text", ["48h", "-15min", "3wd", "20%", "0d"])
def test_an_amount_is_written_as_it_is_read(text: str) -> None:
    assert str(Amount.parse(text)) == text


@pytest.mark.parametrize("text", ["", "h", "3", "1.5h", "3 days!", "三天", "3wd2h", "３wd", "1e3h", "--3d", "x" * 5000])
def test_what_is_no_amount_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadAmount) as refused:
        Amount.parse(text)
    assert "48h" in str(refused.value)
    assert len(str(refused.value)) < 300


def test_an_unknown_unit_is_named_with_the_known_ones() -> None:
    with pytest.raises(BadAmount) as refused:
        Amount.parse("3weeks")
    assert "weeks" in str(refused.value)
    assert ", ".join(UNITS) in str(refused.value)


@pytest.mark.parametrize("text", ["101y", "1201mo", "36501d", "25001wd", "999999999h", "101%", "-20%"])
def test_an_amount_beyond_sense_is_refused(text: str) -> None:
    with pytest.raises(BadAmount):
        Amount.parse(text)
