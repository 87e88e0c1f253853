"""The rules of business reception: everything the text (RC), enterprise reception (ER) and the desk (BS) ask for."""

from __future__ import annotations

import datetime as dt

import pytest

from huiyin.kernel import flow
from huiyin.packs.shape import Procedure
from tests.cast import AT, Cast
from tests.walker import Walker, adopt_pack, procedures


@pytest.fixture
def rules() -> Procedure:
    return next(one for one in procedures("reception") if one.type == "reception")


@pytest.mark.clause("RC-1", "RC-3.1a")
def test_reception_is_a_process_with_a_register_of_its_own(rules: Procedure, cast: Cast) -> None:
    assert (str(rules.ledger.title), rules.ledger.clause) == ("业务接待登记表", "RC-1")
    adopt_pack("reception")
    record = Walker(cast).open("reception", channel="booking")
    assert record.number == "JD2026-0001"


@pytest.mark.clause("RC-2", "ER-2", "BS-1")
def test_one_way_from_arrival_to_leaving_for_every_kind(rules: Procedure) -> None:
    assert list(rules.choices["kind"]) == ["visit", "negotiation", "meeting", "other"]
    way = [rules.flow.steps[name] for name in ("check_in", "begin", "see_off")]
    assert [step.to for step in way] == ["arrived", "served", "left"]
    assert [step.sources[-1] for step in way] == ["approved", "arrived", "served"]
    assert [set(step.marks) for step in way] == [{"arrived"}, {"served"}, {"left"}]


@pytest.mark.clause("RC-3.3a", "RC-3.3b", "ER-1")
def test_the_checklist_of_the_text(rules: Procedure) -> None:
    clauses = {code: one.clause for code, one in rules.choices["preparations.item"].items()}
    assert {code for code, clause in clauses.items() if clause == "RC-3.3a"} == {"tidy", "seats", "water", "washroom"}
    assert {code for code, clause in clauses.items() if clause == "RC-3.3b"} == {
        "documents",
        "data",
        "cards",
        "souvenirs",
    }
    assert clauses["front_desk"] == "ER-1"


@pytest.mark.clause("RC-3.4a")
def test_a_quarter_of_an_hour_before_and_anew_when_the_booking_moves(cast: Cast) -> None:
    adopt_pack("reception")
    booked = AT + dt.timedelta(hours=5)
    record = Walker(cast).open("reception", booked_for=booked)
    assert record.dues.get(name="host_arrival").due_at == booked - dt.timedelta(minutes=15)
    moved = flow.fire(
        record, "rebook", cast.lin, {"booked_for": booked + dt.timedelta(hours=1)}, seen=record.version,
        at=AT + dt.timedelta(hours=1), reason="客户堵车",
    )  # fmt: skip
    due = moved.dues.get(name="host_arrival", settled_at=None)
    assert due.due_at == booked + dt.timedelta(minutes=45)


@pytest.mark.clause("ER-3", "BS-3")
def test_check_in_asks_three_things(rules: Procedure) -> None:
    step = rules.flow.steps["check_in"]
    assert (*step.needs, *step.asks) == ("visitor", "booked_for", "purpose")
    assert not step.reason
    assert not step.proof


@pytest.mark.clause("BS-4")
def test_whoever_waits_is_seen_to_wait(cast: Cast) -> None:
    adopt_pack("reception")
    walker = Walker(cast)
    record = walker.to(walker.open("reception"), "arrived")
    due = record.dues.get(name="wait")
    assert (due.soft, due.due_at - record.arrived_at) == (True, dt.timedelta(minutes=15))
    record = walker.to(record, "served")
    assert record.waited == (record.began_at - record.arrived_at) // dt.timedelta(minutes=1)


@pytest.mark.clause("RC-4.1", "RC-4.2", "RC-4.3", "RC-4.4")
def test_four_standards_are_scored(rules: Procedure) -> None:
    needs = rules.flow.steps["evaluate"].needs
    assert {name: rules.fields[name].clause for name in needs} == {
        "attitude": "RC-4.1", "knowledge": "RC-4.2", "appearance": "RC-4.3", "etiquette": "RC-4.4",
    }  # fmt: skip
    assert all(list(rules.choices[name]) == ["5", "4", "3", "2"] for name in needs)
