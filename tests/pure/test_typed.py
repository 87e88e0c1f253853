"""What someone typed: fit to store, or a sentence."""

from datetime import date, datetime

import pytest
from django.utils import translation

from huiyin.base import typed
from huiyin.base.errors import Invalid

UNSEEN = "The text holds a character nobody can see and no form can carry. Paste it as plain text."


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("fit", "value", "expected"),
    [
        (typed.text(8), "  a \t b\r\nc ", "a b c"),
        (typed.text(8), None, ""),
        (typed.text(8), 42, "42"),
        (typed.text(8), "\ufeff泵", "泵"),
        (typed.text(20, lines=True), " a \r\nb\rc \n", "a \nb\nc"),
        (typed.text(3), "👍👍👍", "👍👍👍"),
        (typed.mail, " Zhou@Example.com ", "Zhou@Example.com"),
        (typed.mail, "", ""),
        (typed.day, "2026/11/20", date(2026, 11, 20)),
        (typed.day, "２０２６－１１－２０", date(2026, 11, 20)),
        (typed.day, datetime(2026, 11, 20, 9, 0), date(2026, 11, 20)),
        (typed.day, " ", None),
        (typed.flag, "是", True),
        (typed.flag, "ON", True),
        (typed.flag, None, False),
        (typed.flag, 0, False),
        (typed.whole, "1,200", 1200),
        (typed.whole, "１２００", 1200),
        (typed.whole, 0, 0),
        (typed.whole, "", None),
        (typed.choice("a", "b"), " b ", "b"),
    ],
)
def test_what_is_fit(fit, value, expected):
    assert fit(value) == expected


@pytest.mark.parametrize(
    ("fit", "value", "sentence"),
    [
        (typed.text(8), "a\x00b", UNSEEN),
        (typed.text(8), "a\x1bb", UNSEEN),
        (typed.text(8), "\ud83d", UNSEEN),
        (typed.text(8), ["a"], "This must be text."),
        (typed.text(8), True, "This must be text."),
        (typed.text(8), b"a", "This must be text."),
        (typed.text(8, must=True), " \n ", "This must be filled in."),
        (typed.text(8), "x" * 9, "This is 9 characters long; at most 8 fit. Shorten it."),
        (typed.mail, "zhou@", "“zhou@” is not an e-mail address."),
        (typed.mail, "a@b.c\nBcc: d@e.f", "“a@b.c Bcc: d@e.f” is not an e-mail address."),
        (typed.day, "2026-02-30", "This must be a date such as 2026-11-20."),
        (typed.day, "20.11.2026", "This must be a date such as 2026-11-20."),
        (typed.day, "1026-11-20", "The year must lie between 1900 and 2200."),
        (typed.flag, "perhaps", "Answer yes or no."),
        (typed.whole, "-1", "This must be a whole number from 0 to 2,000,000,000."),
        (typed.whole, "1.5", "This must be a whole number from 0 to 2,000,000,000."),
        (typed.whole, "9" * 5000, "This must be a whole number from 0 to 2,000,000,000."),
        (typed.whole, "NaN", "This must be a whole number from 0 to 2,000,000,000."),
        (typed.choice("a"), "A\x01", UNSEEN),
        (typed.choice("a"), "A" * 99, f"“{'A' * 40}” is not on this list."),
    ],
)
def test_what_is_not_and_why(fit, value, sentence):
    with pytest.raises(typed.Unfit) as caught:
        fit(value)
    assert str(caught.value) == sentence


def test_every_fault_of_a_form_is_told_at_once():
    with pytest.raises(Invalid) as caught:
        typed.fitted({"name": typed.text(3), "on": typed.day}, {"name": "long", "on": "soon", "x\x00": 1})
    assert caught.value.errors == {
        "name": "This is 4 characters long; at most 3 fit. Shorten it.",
        "on": "This must be a date such as 2026-11-20.",
        "x": "There is no such field here.",
    }
    assert str(caught.value.why) == "Some values cannot be accepted; each is marked where it stands."
    assert caught.value.status == 422


def test_a_good_form_is_given_back_as_it_can_be_stored():
    assert typed.fitted({"name": typed.text(3)}, {"name": " a "}) == {"name": "a"}
