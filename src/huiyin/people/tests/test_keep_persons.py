"""Persons come, change and leave; a bad deed is refused in words and leaves nothing."""

from datetime import timedelta

import pytest

from huiyin.people import keep
from huiyin.people.holding import holds
from huiyin.people.models import Holding, Person, StandIn
from huiyin.people.tests.acts import NO_KEEPER, UNSEEN, acts, refused
from huiyin.people.tokens import make_token, verify
from tests.cast import AT

TODAY = AT.date()
WANTED = {"username": "Fang.Y", "name": "方圆", "unit": "SERVICE", "email": "fang@huiyin.example"}


def test_a_person_comes_with_a_password_lent(cast):
    person = keep.add_person(cast.bai, WANTED, password="river-jade-7", at=AT)
    assert (person.username, person.unit.code, person.password_lent) == ("fang.y", "SERVICE", True)
    assert person.check_password("river-jade-7")
    assert acts() == [
        (
            "add_person",
            "person:fang.y",
            "bai",
            {
                "username": ["", "fang.y"],
                "name": ["", "方圆"],
                "email": ["", "fang@huiyin.example"],
                "unit": ["", "SERVICE"],
            },
        ),
    ]


def test_without_a_password_nobody_gets_in(cast):
    person = keep.add_person(None, WANTED, at=AT)
    assert not person.has_usable_password()
    assert not person.password_lent


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"username": "LIN"}, "username", "The sign-in name lin is taken."),
        ({"username": "ｌｉｎ"}, "username", "The sign-in name lin is taken."),
        (
            {"username": "fang yuan"},
            "username",
            "A sign-in name is one word of letters, digits, and . @ - _ signs, 60 at most.",
        ),
        ({"name": ""}, "name", "This must be filled in."),
        (
            {"name": "\ud800"},
            "name",
            UNSEEN,
        ),
        ({"email": "nonsense"}, "email", "“nonsense” is not an e-mail address."),
        ({"language": "fr"}, "language", "“fr” is not on this list."),
        ({"unit": "NOWHERE\x00"}, "unit", "There is no unit “NOWHERE”."),
        ({"password": "x"}, "password", "There is no such field here."),
        ({"is_active": False}, "is_active", "There is no such field here."),
    ],
)
def test_a_bad_person_is_refused_in_words(cast, given, field, sentence):
    assert refused(keep.add_person, cast.bai, {**WANTED, **given}) == {field: sentence}
    assert Person.objects.count() == len(cast.persons)


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("kurz7", "This password is too short: at least 8 characters."),
        ("password", "This password is too common."),
        ("12345678", "This password is too common. This password is entirely numeric."),
        ("83920174", "This password is entirely numeric."),
        ("jade\x00river-42", "The password holds a character nobody can type."),
        ("jade" * 33, "A password of more than 128 characters is not taken."),
    ],
)
def test_weak_passwords_are_refused_in_words(cast, password, sentence):
    assert refused(keep.add_person, cast.bai, WANTED, password=password) == {"password": sentence}
    assert refused(keep.reset_password, cast.bai, cast.lin, password) == {"password": sentence}
    assert Person.objects.count() == len(cast.persons)
    assert cast.again("lin").check_password("jade-river-42")


def test_a_password_is_reset_and_never_written_down(cast):
    keep.reset_password(cast.bai, cast.lin, "amber-hill-33", at=AT)
    lin = cast.again("lin")
    assert lin.check_password("amber-hill-33")
    assert lin.password_lent
    assert acts() == [("reset_password", "person:lin", "bai", {})]


def test_a_person_is_renamed_and_moved(cast):
    keep.change_person(cast.bai, cast.mei, {"name": "梅芳芳", "unit": "QUALITY", "phone": "8801"}, at=AT)
    assert acts() == [
        (
            "change_person",
            "person:mei",
            "bai",
            {"name": ["梅芳", "梅芳芳"], "phone": ["", "8801"], "unit": ["SALES", "QUALITY"]},
        ),
    ]


def test_she_may_change_her_own_phone_but_not_her_name(cast):
    keep.change_person(cast.mei, cast.mei, {"phone": "8802", "language": "en"}, at=AT)
    assert cast.again("mei").phone == "8802"
    for given in ({"name": "王"}, {"keeper": True}, {"phone": "1", "unit": "HQ"}):
        assert refused(keep.change_person, cast.mei, cast.mei, given) == (NO_KEEPER)
    assert refused(keep.change_person, cast.mei, cast.lin, {"phone": "1"}) == (NO_KEEPER)


def test_who_leaves_takes_nothing_along(cast):
    StandIn.objects.create(absent=cast.wang, person=cast.lin, since=TODAY, until=TODAY + timedelta(3))
    keep.grant(cast.bai, cast.lin, "engineer", since=TODAY + timedelta(9), at=AT)
    _token, secret = make_token(cast.lin, cast.lin, "ERP", at=AT)
    keep.deactivate(cast.bai, cast.lin, at=AT)
    assert list(Holding.objects.filter(person=cast.lin).values_list("role", "until")) == [
        ("service_clerk", TODAY - timedelta(1))
    ]
    assert not StandIn.objects.exists()
    assert verify(secret, at=AT) is None
    assert holds(cast.again("lin"), "service_clerk", None, AT) is None
    assert acts()[-1] == (
        "deactivate",
        "person:lin",
        "bai",
        {"is_active": [True, False], "roles": ["", 2], "stand_ins": ["", 1], "keys": ["", 1]},
    )
    assert refused(keep.deactivate, cast.bai, cast.lin) == "林晓 is deactivated already."


def test_who_comes_back_begins_without_roles(cast):
    keep.deactivate(cast.bai, cast.lin, at=AT)
    assert keep.activate(cast.bai, cast.lin, at=AT).is_active
    assert holds(cast.again("lin"), "service_clerk", None, AT) is None


def test_the_last_keeper_stays(cast):
    sentence = "白洁 is the last keeper of persons and units. Make someone else a keeper first."
    assert refused(keep.deactivate, cast.bai, cast.bai) == sentence
    assert refused(keep.change_person, cast.bai, cast.bai, {"keeper": False}) == sentence
    keep.change_person(cast.bai, cast.ye, {"keeper": True}, at=AT)
    assert keep.change_person(cast.bai, cast.bai, {"keeper": False}, at=AT).keeper is False
    assert refused(keep.deactivate, cast.bai, cast.ye) == NO_KEEPER
