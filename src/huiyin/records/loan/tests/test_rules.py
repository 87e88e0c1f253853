"""The rules only a loan has, each tried through the one door under the generic procedure."""

import datetime as dt
from pathlib import Path

import pytest

from huiyin.kernel import watch
from huiyin.kernel.flow import fire, open_record
from huiyin.kernel.models import Due, Notice
from huiyin.kernel.policy import may
from tests.cast import AT

PROCEDURE = Path(__file__).resolve().parents[5] / "packs/generic/1.0/loan.toml"
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def asked(cast, adopted):
    """Lin enters that Changjiang wants the bearing puller gauge."""
    adopted("loan", PROCEDURE.read_text(encoding="utf-8"))
    return open_record("loan", cast.lin, opening(cast), at=AT)


def opening(cast, **more):
    return {
        "customer": cast.customer, "product": cast.product, "tool_number": "LJ-0032", "tool_name": "轴承内径气动量仪",
        "tool_kind": "gauge", "purpose": "客户新线试装，需现场比对内径测量结果",
    } | more  # fmt: skip


def do(record, step, actor, at, reason="", **data):
    return fire(record, step, actor, data, seen=record.version, at=at, reason=reason)


def checked(record, cast, until="2027-03-31", calibration="valid"):
    return do(record, "check", cast.qin, AT + HOUR, calibration=calibration, calibrated_until=until)


def handing(**over):
    return {
        "handed_to": "周敏", "handed_at": AT + 2 * HOUR, "condition_out": "完好，标准件 2 件", "due_on": "2026-12-20",
    } | over  # fmt: skip


def lent(record, cast, **over):
    return do(checked(record, cast), "lend_out", cast.lin, AT + 3 * HOUR, **handing(**over))


@pytest.mark.clause("SM-5.6.2a")
def test_a_lapsed_gauge_is_not_handed_over(cast, asked, refused):
    with refused() as no:
        checked(asked, cast, until="2026-10-31")
    sentence = "The calibration of LJ-0032 lapsed on 2026-10-31: have it calibrated before it is handed over."
    assert no.errors == {"calibrated_until": sentence}
    ready = checked(asked, cast, until="2026-11-21")
    later = AT + 3 * DAY  # it lapses on the shelf: the button closes and says why
    verdict = may(cast.lin, ready, "lend_out", at=later)
    assert (verdict.ok, verdict.blockers[0].clause) == (False, "SM-5.6.2a")
    assert str(verdict.why).startswith("The calibration of LJ-0032 lapsed on 2026-11-21")
    with refused():
        do(ready, "lend_out", cast.lin, later, **handing(handed_at=later))


@pytest.mark.clause("SM-5.6.2a")
def test_the_calibration_covers_the_whole_loan(cast, asked, refused):
    ready = checked(asked, cast, until="2026-12-10")
    with refused() as no:
        do(ready, "lend_out", cast.lin, AT + 3 * HOUR, **handing())
    sentence = "Calibration ends on 2026-12-10, before it is due back: shorten the loan, or have it calibrated first."
    assert no.errors == {"due_on": sentence}
    assert do(ready, "lend_out", cast.lin, AT + 3 * HOUR, **handing(due_on="2026-12-10")).state == "lent"


@pytest.mark.clause("SM-5.6.2a")
def test_who_asks_says_why_and_only_the_metrology_room_vouches(cast, asked, refused):
    with refused() as no:
        open_record("loan", cast.lin, opening(cast, purpose=""), at=AT)
    assert list(no.errors) == ["purpose"]
    assert may(cast.lin, asked, "check", at=AT).ok is False
    fixture = checked(asked, cast, until=None, calibration="not_needed")
    assert fixture.state == "ready"


@pytest.mark.clause("SM-5.6.2b")
def test_the_record_comes_before_the_hand_over(cast, asked, refused):
    ready = checked(asked, cast)
    with refused() as no:
        do(ready, "lend_out", cast.lin, AT + 3 * HOUR, **handing(handed_at=AT - DAY))
    sentence = "The loan was recorded only at 2026-11-20 09:00: it cannot have been handed over before that."
    assert no.errors == {"handed_at": sentence}
    with refused() as no:
        do(ready, "lend_out", cast.lin, AT + HOUR, **handing())
    assert list(no.errors) == ["handed_at"]
    handed = do(ready, "lend_out", cast.lin, AT + 3 * HOUR, **handing(handed_at=AT))
    opened = handed.events.get(kind="opened")
    assert opened.at <= handed.handed_at
    assert (handed.handed_to, handed.condition_out) == ("周敏", "完好，标准件 2 件")


def test_one_tool_is_with_one_customer_at_a_time(cast, asked):
    first = lent(asked, cast)
    second = open_record("loan", cast.lin, opening(cast, customer=cast.customers["C002"]), at=AT + 4 * HOUR)
    verdict = may(cast.qin, second, "check", at=AT + 5 * HOUR)
    assert str(verdict.why) == f"LJ-0032 is still lent out under {first.number}."
    do(first, "come_back", cast.lin, AT + 6 * HOUR, returned_at=AT + 5 * HOUR, condition_in="good")
    assert may(cast.qin, second, "check", at=AT + 7 * HOUR).ok


def test_it_is_called_back_before_and_after_the_day_it_is_due(cast, asked):
    record = lent(asked, cast)
    due = Due.objects.get(record_id=record.pk, name="return", settled_at=None)
    assert due.due_at.astimezone(AT.tzinfo).date() == dt.date(2026, 12, 20)
    watch.look(AT + 34 * DAY)  # the Thursday after: warned, late and escalated at once
    told = Notice.objects.filter(record_id=record.pk).exclude(kind="copy")
    assert {"lin", "wang"} <= set(told.values_list("person__username", flat=True))
    longer = do(record, "prolong", cast.wang, AT + DAY, reason="客户试装延期", due_on="2027-01-15")
    assert longer.due_at.astimezone(AT.tzinfo).date() == dt.date(2027, 1, 15)


def test_a_loan_is_not_prolonged_past_its_calibration(cast, asked, refused):
    record = lent(asked, cast)
    with refused() as no:
        do(record, "prolong", cast.wang, AT + DAY, reason="客户试装延期", due_on="2027-04-01")
    assert list(no.errors) == ["due_on"]


def test_damage_is_described_with_its_cost(cast, asked, refused):
    record = lent(asked, cast)
    back = {"returned_at": AT + DAY, "condition_in": "damaged"}
    with refused() as no:
        do(record, "come_back", cast.lin, AT + DAY, **back)
    assert set(no.errors) == {"damage", "cost", "cost_by"}
    with refused() as no:
        do(record, "come_back", cast.lin, AT + DAY, returned_at=AT, condition_in="good")
    assert no.errors == {"returned_at": "It cannot have come back before it was handed over."}
    told = {"damage": "测头崩缺", "cost": "1800", "cost_by": "customer"}
    assert do(record, "come_back", cast.lin, AT + DAY, **back, **told).cost == 1800


def test_what_measures_is_calibrated_again_before_it_is_settled(cast, asked, refused):
    record = lent(asked, cast)
    record = do(record, "come_back", cast.lin, AT + DAY, returned_at=AT + DAY, condition_in="good")
    assert str(may(cast.lin, record, "close", at=AT + DAY).why) == (
        "LJ-0032 has not been calibrated again since it came back."
    )
    found = {"recalibration": "failed", "recalibrated_on": "2026-11-23"}
    with refused() as no:
        do(record, "recalibrate", cast.qin, AT + 3 * DAY, **found)
    assert list(no.errors) == ["past_results"]
    record = do(record, "recalibrate", cast.qin, AT + 3 * DAY, **found, past_results="三批记录复测，无超差")
    closed = do(record, "close", cast.lin, AT + 4 * DAY)
    assert (closed.phase, closed.dues.filter(settled_at=None).count()) == ("done", 0)


def test_a_fixture_without_calibration_is_settled_at_once(cast, asked):
    record = checked(asked, cast, until=None, calibration="not_needed")
    record = do(record, "lend_out", cast.lin, AT + 3 * HOUR, **handing())
    record = do(record, "come_back", cast.lin, AT + DAY, returned_at=AT + DAY, condition_in="good")
    assert not record.dues.filter(settled_at=None).exists()
    assert do(record, "close", cast.lin, AT + 2 * DAY).state == "closed"
