"""What a pack says of its duties: read, kept with the version, checked, and compared in sentences."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from huiyin.packs.compare import compare
from huiyin.packs.freeze import canonical, thaw
from huiyin.packs.shape import Duty, Label
from tests.pure.pack_text import faults, read, spoilt

HEAD = '[[duties]]\nname = "review"\nlabel = { zh = "评审", en = "Review" }\ntype = "capa"\nrole = "head"\n'
OWN = HEAD.replace('"capa"', '"complaint"') + 'every = "1y"\n'


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


def duty(text: str) -> str:
    return spoilt("[keep]", f"{text}[keep]")


def said(text: str) -> list[str]:
    return [one.removeprefix("complaint.toml, ") for one in faults("[keep]", f"{text}[keep]")]


def test_a_duty_that_says_little_is_one_for_the_firm_in_calendar_years():
    found = read(duty(HEAD + 'every = "1y"\n')).duties
    assert found == (Duty("review", Label("评审", "Review", "評審"), "capa", "1y", "head"),)
    one = found[0]
    assert (one.customers, one.anchor, one.ahead, one.roll, one.at_least) == ((), "year", "1mo", "previous", False)
    assert said(HEAD + 'every = "1y"\n') == []


def test_a_duty_survives_being_frozen():
    more = 'every = "6mo"\ncustomers = "key"\nanchor = "since"\nahead = "15wd"\nroll = "next"\nsets = { lot = "L1" }\n'
    procedure = read(duty(HEAD + more))
    assert thaw(canonical(procedure)) == procedure
    assert procedure.duties[0].customers == ("key",)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('every = "8wh"\n', "duties.review.every: must be days, months or years after which it is due again"),
        ('every = "5wd"\n', "duties.review.every: must be days, months or years after which it is due again"),
        ('every = "0mo"\n', "duties.review.every: must be days, months or years after which it is due again"),
        (
            'every = "1y"\nahead = "-1mo"\n',
            "duties.review.ahead: says how long before the due the record opens, in days, working days or months,"
            " without a minus",
        ),
        (
            'every = "1y"\nanchor = "yeer"\n',
            "duties.review.anchor: periods cannot be counted from yeer; did you mean year?",
        ),
        ('every = "1y"\nroll = "nxt"\n', "duties.review.roll: a due cannot go to nxt; did you mean next?"),
        (
            'every = "1y"\nanchor = "since"\n',
            "duties.review.anchor: since is the day dealings with a customer began; say which customers",
        ),
        (
            'every = "1y"\ncustomers = ["A", "key"]\n',
            "duties.review.customers: key stands alone; list class codes, or all, or key",
        ),
    ],
)
def test_each_fault_is_said_with_its_key(text: str, fault: str):
    assert said(HEAD + text) == [fault]


def test_two_duties_of_one_name():
    twice = HEAD + 'every = "1y"\n' + HEAD + 'every = "2y"\n'
    assert said(twice) == ["duties.review: another duty is called review too"]


def test_what_it_sets_is_asked_when_registering_a_record_of_its_own_kind():
    assert said(OWN + 'customers = "all"\nsets = { what_happened = "年度回访" }\n') == []
    assert said(OWN + 'sets = { severty = "A" }\n')[0].startswith(
        "duties.review.sets: registering does not ask for severty"
    )
    assert said(OWN + 'done = "clozed"\n') == [
        "duties.review.done: no milestone is called clozed; did you mean closed?"
    ]


def test_what_became_different_is_said():
    old = HEAD + 'every = "1y"\ncustomers = ["A"]\n'
    new = HEAD + 'every = "6mo"\ncustomers = ["A", "B"]\nat_least = true\nahead = "15wd"\n'
    assert compare(read(duty(old)), read(duty(new))) == [
        "Duty “Review”: every: 1y → 6mo",
        "Duty “Review”: for which customers: A → A, B",
        "Duty “Review”: opened ahead by: 1mo → 15wd",
        "Duty “Review”: sooner moves it on now",
    ]
