"""Who holds which role, where, when, and for whom."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from huiyin.people.holding import (
    Held,
    ancestors,
    day_of,
    heads,
    holders,
    holdings,
    holds,
    nearest,
    subtree,
    unit_codes,
    units,
    window_for,
    windows,
)
from huiyin.people.memory import carry, remembering
from huiyin.people.models import Holding, StandIn, Unit
from tests.cast import AT, SHANGHAI, SINCE

TODAY = AT.date()


def names(persons):
    return [person.username for person in persons]


def codes(ids):
    return {unit.code for unit in Unit.objects.filter(pk__in=ids)}


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ("lin", [("service_clerk", "SALES")]),
        ("wang", [("service_head", "SALES"), ("department_head", "SALES")]),
        ("zhao", [("engineer", None)]),
        ("guo", [("service_clerk", "SC-WEST")]),
        ("bai", []),
    ],
)
def test_each_of_the_cast_holds_her_roles(cast, person, expected):
    held = holdings(getattr(cast, person), AT)
    where = {unit.path: code for code, unit in cast.units.items()}
    assert [(one.role, where.get(one.path)) for one in held] == expected
    assert {one.on_behalf for one in held} <= {None}


@pytest.mark.parametrize(
    ("since", "until", "hour", "expected"),
    [
        (TODAY, None, 9, 1),
        (TODAY, TODAY, 23, 1),
        (TODAY + timedelta(1), None, 23, 0),
        (SINCE, TODAY - timedelta(1), 0, 0),
    ],
)
def test_a_role_begins_and_ends_with_the_days_of_the_firm(cast, since, until, hour, expected):
    Holding.objects.create(person=cast.bai, role="engineer", since=since, until=until)
    assert len(holdings(cast.bai, AT.replace(hour=hour))) == expected


def test_the_day_is_the_firms_not_greenwichs():
    assert day_of(datetime.fromisoformat("2026-11-19T16:30:00+00:00")) == date(2026, 11, 20)
    assert day_of(datetime(2026, 11, 20, 0, 30, tzinfo=SHANGHAI)) == date(2026, 11, 20)


def test_a_role_reaches_its_unit_and_below_and_no_further(cast):
    assert holds(cast.lin, "service_clerk", cast.units["SC-WEST"], AT) is not None
    assert holds(cast.lin, "service_clerk", cast.units["SALES"], AT) is not None
    assert holds(cast.lin, "service_clerk", cast.units["HQ"], AT) is None
    assert holds(cast.lin, "service_clerk", cast.units["PROD"], AT) is None
    assert holds(cast.guo, "service_clerk", cast.units["SALES"], AT) is None
    centre = cast.units["SC-WEST"]
    assert holds(cast.guo, "service_clerk", None, AT) == Held("service_clerk", centre.path, centre.pk)
    assert holds(cast.zhao, "engineer", cast.units["SC-WEST"], AT) == Held("engineer")
    assert holds(cast.lin, "engineer", None, AT) is None


def test_a_unit_whose_id_begins_like_another_is_not_below_it(cast):
    first = cast.units["HQ"]
    other = Unit.objects.create(pk=int(f"{first.pk}000"), code="OTHER", name="另一家")
    Holding.objects.create(person=cast.bai, role="engineer", unit=first, since=SINCE)
    assert holds(cast.bai, "engineer", other, AT) is None
    assert "OTHER" not in codes(subtree(first))


class TestStandingIn:
    """Chen stands in for Wang this week."""

    @pytest.fixture(autouse=True)
    def _away(self, cast):
        StandIn.objects.create(absent=cast.wang, person=cast.chen, since=TODAY, until=TODAY + timedelta(4))

    def test_it_gives_the_absents_roles_and_names_her(self, cast):
        held = holds(cast.chen, "service_head", cast.units["SERVICE"], AT)
        assert held == Held("service_head", cast.units["SALES"].path, cast.units["SALES"].pk, cast.wang)

    def test_ones_own_right_comes_first(self, cast):
        Holding.objects.create(person=cast.chen, role="service_head", since=SINCE)
        assert holds(cast.chen, "service_head", cast.units["SERVICE"], AT) == Held("service_head")

    def test_it_takes_nothing_from_the_absent(self, cast):
        assert [one.role for one in holdings(cast.wang, AT)] == ["service_head", "department_head"]

    def test_it_ends(self, cast):
        roles = {one.role for one in holdings(cast.chen, AT + timedelta(5))}
        assert roles == {"quality_head", "quality_engineer", "department_head"}

    def test_it_does_not_pass_on(self, cast):
        StandIn.objects.create(absent=cast.chen, person=cast.mei, since=TODAY, until=TODAY)
        assert holds(cast.mei, "quality_head", None, AT).on_behalf == cast.chen
        assert holds(cast.mei, "service_head", None, AT) is None

    def test_it_ends_with_the_absents_account(self, cast):
        cast.wang.is_active = False
        cast.wang.save()
        assert holds(cast.chen, "service_head", None, AT) is None

    def test_both_are_told_side_by_side(self, cast):
        assert names(holders("service_head", cast.units["SERVICE"], AT)) == ["wang", "chen"]
        assert names(heads(cast.units["SERVICE"], AT)) == ["wang", "chen"]


def test_the_nearest_are_told_first_and_nobody_twice(cast):
    for person, unit in ((cast.hu, None), (cast.mei, "SERVICE"), (cast.mei, "SALES")):
        Holding.objects.create(person=person, role="service_clerk", unit=cast.units.get(unit), since=SINCE)
    assert names(holders("service_clerk", cast.units["SERVICE"], AT)) == ["mei", "lin", "hu"]
    assert names(holders("service_clerk", cast.units["SC-WEST"], AT)) == ["guo", "lin", "mei", "hu"]
    assert names(holders("service_clerk", cast.units["PROD"], AT)) == ["hu"]
    assert names(holders("service_clerk", None, AT)) == ["hu", "lin", "mei", "guo"]
    assert names(nearest("service_clerk", cast.units["SC-WEST"], AT)) == ["guo"]
    assert holders("nobody", cast.units["PROD"], AT) == nearest("nobody", cast.units["PROD"], AT) == ()


def test_the_head_of_a_unit_without_one_is_the_next_above(cast):
    assert names(heads(cast.units["PROD"], AT)) == ["dong"]
    assert names(heads(cast.units["SC-WEST"], AT)) == ["wang"]
    assert heads(cast.units["FIN"], AT) == ()


def test_the_deactivated_hold_nothing_and_are_told_nothing(cast):
    cast.lin.is_active = False
    cast.lin.save()
    assert holdings(cast.lin, AT) == ()
    assert names(holders("service_clerk", None, AT)) == ["guo"]


def test_the_tree(cast):
    assert codes(subtree(cast.units["SALES"])) == {"SALES", "SERVICE", "SC-SOUTH", "SC-WEST"}
    assert subtree(cast.units["PROD"].pk) == (cast.units["PROD"].pk,)
    assert subtree(0) == ()
    assert [unit.code for unit in ancestors(cast.units["SC-WEST"])] == ["SALES", "HQ"]
    assert ancestors(cast.units["HQ"]) == ()
    assert unit_codes() == cast.units


@pytest.mark.clause("SM-4.2")
def test_the_window_of_a_person(cast):
    assert window_for(cast.lin).code == "SERVICE"
    assert window_for(cast.guo).code == "SC-WEST"
    assert window_for(cast.wang).code == "SALES"
    assert window_for(cast.dong).code == "SALES"
    assert [unit.code for unit in windows()] == ["SALES", "SERVICE", "SC-SOUTH", "SC-WEST"]
    Unit.objects.filter(code="SERVICE").update(closed_on=TODAY)
    assert window_for(cast.lin).code == "SALES"
    Unit.objects.update(window=False)
    assert window_for(cast.lin) is None


def test_a_moved_unit_takes_its_rights_along(cast):
    centre, below = (
        cast.units["SC-WEST"],
        Unit.objects.create(code="SC-W2", name="成都站", parent=cast.units["SC-WEST"]),
    )
    centre.parent = cast.units["PROD"]
    centre.save()
    below.refresh_from_db()
    assert below.path == f"{cast.units['PROD'].path}{centre.pk}/{below.pk}/"
    assert holds(cast.lin, "service_clerk", below, AT) is None
    assert holds(cast.guo, "service_clerk", below, AT) is not None
    assert codes(subtree(cast.units["PROD"])) == {"PROD", "SC-WEST", "SC-W2"}


def test_one_query_for_all_questions_about_one_person(cast, django_assert_num_queries):
    StandIn.objects.create(absent=cast.wang, person=cast.chen, since=TODAY, until=TODAY)
    with django_assert_num_queries(1), remembering():
        for unit in cast.units.values():
            holds(cast.chen, "service_head", unit, AT)
            holds(cast.chen, "quality_head", unit, AT + timedelta(hours=3))
    with django_assert_num_queries(1), remembering():
        assert len(units()) == len(unit_codes()) == len(cast.units)
        assert window_for(cast.lin) == cast.units["SERVICE"]


def test_what_is_written_is_seen_at_once_though_remembered(cast):
    with remembering():
        assert holds(cast.bai, "engineer", None, AT) is None
        row = Holding.objects.create(person=cast.bai, role="engineer", since=SINCE)
        assert holds(cast.bai, "engineer", None, AT) is not None
        row.until = TODAY - timedelta(1)
        row.save()
        assert holds(cast.bai, "engineer", None, AT) is None


def test_what_was_remembered_of_a_day_is_carried_to_another(cast, django_assert_num_queries):
    tomorrow = AT + timedelta(1)
    with remembering():
        held = holdings(cast.wang, AT)
        carry(TODAY, tomorrow.date())
        with django_assert_num_queries(0):
            assert holdings(cast.wang, tomorrow) == held != ()
        with django_assert_num_queries(1):
            assert holdings(cast.wang, AT) == held
    carry(TODAY, tomorrow.date())  # outside there is nothing to carry


def test_nothing_is_remembered_after_a_request(cast, django_assert_num_queries):
    Client().get("/accounts/login/")
    with django_assert_num_queries(2):
        units()
        units()
