"""Roles are granted and ended, stand-ins named; a bad deed is refused in words and leaves nothing."""

from datetime import date, timedelta

import pytest

from huiyin.people import keep
from huiyin.people.holding import holds
from huiyin.people.models import Holding, StandIn, Unit
from huiyin.people.tests.acts import NO_KEEPER, acts, refused
from tests.cast import AT, SINCE

TODAY = AT.date()
TWICE = {"since": "林晓 holds this role there already, from 2024-01-01 on."}
BACKWARDS = {"until": "The last day cannot come before the first, 2026-11-20."}


def test_a_role_is_granted_and_ended(cast):
    row = keep.grant(cast.bai, cast.mei, "service_clerk", cast.units["SC-SOUTH"], since="2026-11-20", at=AT)
    assert holds(cast.mei, "service_clerk", cast.units["SC-SOUTH"], AT)
    keep.end_holding(cast.bai, row, until="2026-11-30", at=AT)
    assert holds(cast.mei, "service_clerk", cast.units["SC-SOUTH"], AT + timedelta(10))
    assert not holds(cast.mei, "service_clerk", cast.units["SC-SOUTH"], AT + timedelta(11))
    assert acts() == [
        (
            "grant",
            "person:mei",
            "bai",
            {
                "role": ["", "service_clerk"],
                "unit": ["", "SC-SOUTH"],
                "since": ["", "2026-11-20"],
                "until": ["", ""],
            },
        ),
        (
            "end_holding",
            "person:mei",
            "bai",
            {"role": ["service_clerk", "service_clerk"], "until": ["", "2026-11-30"]},
        ),
    ]


@pytest.mark.parametrize(
    ("role", "unit", "since", "until", "expected"),
    [
        ("service_clerk", "SALES", "2026-11-20", None, TWICE),
        ("service_clerk", "SALES", "2020-01-01", "2024-01-01", TWICE),
        ("engineer", "", "2026-11-20", "2026-11-19", BACKWARDS),
        ("engineer", "", "", None, {"since": "Say the first day."}),
        ("engineer", "", "soon", None, {"since": "This must be a date such as 2026-11-20."}),
        ("engineer", "", "0026-11-20", None, {"since": "The year must lie between 1900 and 2200."}),
        ("Chief!", "", "2026-11-20", None, {"role": "“Chief!” is not a role."}),
    ],
)  # fmt: skip
def test_a_bad_grant_is_refused_in_words(cast, role, unit, since, until, expected):
    args = (cast.bai, cast.lin, role, cast.units.get(unit))
    assert refused(keep.grant, *args, since=since, until=until) == expected
    assert Holding.objects.filter(person=cast.lin).count() == 1


def test_the_same_role_elsewhere_or_before_is_no_clash(cast):
    keep.grant(cast.bai, cast.lin, "service_clerk", since=TODAY, at=AT)
    keep.grant(cast.bai, cast.lin, "service_clerk", cast.units["SALES"], since="2023-01-01", until="2023-12-31", at=AT)
    assert Holding.objects.filter(person=cast.lin).count() == 3


def test_a_role_cannot_end_before_it_began_nor_later_than_it_did(cast):
    row = Holding.objects.get(person=cast.lin)
    assert refused(keep.end_holding, cast.bai, row, until="2023-12-31") == {
        "until": "The last day cannot come before the first, 2024-01-01."
    }
    assert refused(keep.end_holding, cast.bai, row, until="") == {"until": "Say the last day."}
    keep.end_holding(cast.bai, row, until=SINCE, at=AT)
    assert refused(keep.end_holding, cast.bai, row, until=TODAY) == {
        "until": "The role has ended on 2024-01-01 already. Grant it anew."
    }
    row.refresh_from_db()
    assert row.until == SINCE


def test_nobody_deactivated_and_no_closed_unit_gets_a_role(cast):
    keep.close_unit(cast.bai, cast.units["FIN"], at=AT)
    assert refused(keep.grant, cast.bai, cast.mei, "reader", Unit.objects.get(code="FIN"), since=TODAY) == {
        "unit": "财务部 is closed."
    }
    keep.deactivate(cast.bai, cast.mei, at=AT)
    assert refused(keep.grant, cast.bai, cast.mei, "reader", since=TODAY) == {"person": "梅芳 is deactivated."}


def test_who_goes_away_names_her_stand_in_herself(cast):
    row = keep.stand_in(cast.wang, cast.wang, cast.chen, since=TODAY, until="2026-11-27", reason="出差", at=AT)
    assert holds(cast.chen, "service_head", None, AT).on_behalf == cast.wang
    again = refused(keep.stand_in, cast.bai, cast.wang, cast.chen, since="2026-11-27", until="2026-12-01")
    assert again == {"since": "陈静 stands in already, from 2026-11-20 to 2026-11-27."}
    keep.end_stand_in(cast.wang, row, at=AT + timedelta(2))
    row.refresh_from_db()
    assert row.until == date(2026, 11, 21)
    assert [act[:3] for act in acts()] == [
        ("stand_in", "person:wang", "wang"),
        ("end_stand_in", "person:wang", "wang"),
    ]


def test_a_stand_in_that_had_not_begun_is_gone(cast):
    row = keep.stand_in(cast.bai, cast.wang, cast.chen, since="2026-12-01", until="2026-12-05", at=AT)
    assert keep.end_stand_in(cast.bai, row, at=AT) is None
    assert not StandIn.objects.exists()
    assert acts()[-1][3] == {"person": ["chen", ""], "until": ["2026-12-05", "2026-11-19"]}


@pytest.mark.parametrize(
    ("by", "person", "until", "expected"),
    [
        ("bai", "wang", "2026-11-27", {"person": "Nobody stands in for herself."}),
        ("bai", "chen", "", {"until": "Say the last day."}),
        ("bai", "chen", "2026-11-19", BACKWARDS),
        ("chen", "chen", "2026-11-27", NO_KEEPER),
    ],
)
def test_a_bad_stand_in_is_refused_in_words(cast, by, person, until, expected):
    by, person = getattr(cast, by), getattr(cast, person)
    assert refused(keep.stand_in, by, cast.wang, person, since=TODAY, until=until) == expected
    assert not StandIn.objects.exists()
