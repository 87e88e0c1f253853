"""The review of a customer's card: opened every year, checked with one press, what is missing named, contacts kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from huiyin.kernel import flow, occurring, policy
from huiyin.kernel.models import Notice, Occurrence
from huiyin.parties.card import change_card, open_customer
from huiyin.parties.contacts import add_contact
from huiyin.parties.models import Customer
from huiyin.parties.supplies import add_supply
from huiyin.records.card.models import Card
from huiyin.records.card.rules import beside, missing_data
from tests.cast import AT, SHANGHAI, Cast
from tests.walker import adopt_pack

FULL = {"rank": "A", "relation": "直供", "address": "重庆市渝北区", "since": "2024-01-01"}


def local(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def house(cast: Cast) -> Cast:
    adopt_pack("generic/1.0", ("card",))
    customer = cast.customer
    customer.relation, customer.address = "直供", "重庆市渝北区"
    customer.save()
    return cast


def opened(cast: Cast, at: dt.datetime = AT, **over: Any) -> Card:
    data = {"customer": cast.customer.code, "occasion": "yearly"} | over
    return flow.open_record("card", cast.lin, data, at=at)


def press(record: Card, step: str, by: Any, at: dt.datetime, data: dict[str, Any] | None = None, **more: Any) -> Card:
    return flow.fire(record, step, by, data, seen=record.version, at=at, **more)


# --- every customer, every year --------------------------------------------------------------------------------------


@pytest.mark.clause("SM-5.2a", "SM-5.2b", "SC-4.1.5a")
def test_every_customer_with_dealings_has_a_card_that_is_reviewed_every_year(house: Cast) -> None:
    at = local("2026-06-01T09:00")
    new = open_customer(house.lin, {"name": "南方水务集团"}, at=at)
    gone = open_customer(house.lin, {"name": "旧厂", "ended_on": "2026-05-01"}, at=at)
    occurring.look(at)
    planned = Occurrence.objects.filter(of="card", record=None)
    every = set(Customer.objects.exclude(pk=gone.pk).values_list("pk", flat=True))
    assert set(planned.values_list("customer_id", flat=True)) == every
    assert set(planned.values_list("due_on", flat=True)) == {dt.date(2026, 12, 31)}
    occurring.look(local("2026-11-02T09:00"))
    review = Card.objects.get(customer=new)
    assert (review.title, review.occasion, review.opened_by) == ("客户资料年度核对 2026-12-31", "yearly", house.lin)
    assert review.due_at == local("2026-12-31T17:30")
    occurring.look(local("2027-11-01T09:00"))
    assert Card.objects.filter(customer=new).count() == 2


@pytest.mark.clause("SM-5.2a")
def test_checked_and_nothing_changed_is_one_press(house: Cast) -> None:
    record = press(opened(house), "confirm", house.lin, AT + dt.timedelta(hours=1))
    record.refresh_from_db()
    assert (record.state, record.outcome) == ("checked", "unchanged")
    assert (record.checked_by, record.checked_at) == (house.lin, AT + dt.timedelta(hours=1))
    assert record.milestones["checked"]
    changes = record.events.last().changes
    assert changes["outcome"] == ["", "unchanged"]
    assert changes["checked_by"] == [None, {"id": house.lin.pk, "text": "林晓"}]


@pytest.mark.clause("SM-5.2a", "SM-5.2c")
def test_a_change_since_the_last_check_makes_the_outcome_changed(house: Cast) -> None:
    first = press(opened(house), "confirm", house.lin, AT + dt.timedelta(hours=1))
    source = "2026-12-01 客户来函"
    change_card(
        house.customer, house.lin, {"address": "重庆市江北区"}, source=source, seen=1, at=AT + dt.timedelta(days=11)
    )
    later = opened(house, AT + dt.timedelta(days=20))
    panel = beside(later, house.lin, later.opened_at)[0]
    assert panel.rows == (
        ("2026-12-01 林晓", "Address: 重庆市渝北区 → 重庆市江北区"),
        ("", f"Source: {source}"),
    )
    later = press(later, "confirm", house.lin, AT + dt.timedelta(days=20, hours=1))
    assert (first.outcome, later.outcome) == ("unchanged", "changed")
    change_card(house.customer, house.lin, {"region": "西南"}, source="来电", seen=2, at=AT + dt.timedelta(days=30))
    assert (
        beside(later, house.lin, AT + dt.timedelta(days=31))[0].rows == panel.rows
    )  # what came after is the next one's
    assert beside(first, house.lin, AT)[0].rows == ()


def test_a_delivered_lot_is_no_change_of_the_customer(house: Cast) -> None:
    record = opened(house)
    lot = {"product": "MS-40", "lot": "L20261119", "quantity": 300}
    add_supply(house.customer, house.wang, lot, at=AT + dt.timedelta(minutes=5))
    record = press(record, "confirm", house.lin, AT + dt.timedelta(hours=1))
    assert (record.outcome, beside(record, house.lin, AT)[0].rows) == ("unchanged", ())


def test_the_card_s_history_is_shown_to_whoever_may_see_the_card(house: Cast) -> None:
    record = opened(house)
    assert [str(one.title) for one in beside(record, house.lin, AT)] == ["Changes of the card since 2026-11-20"]
    assert beside(record, house.guo, AT) == []


# --- what is missing -------------------------------------------------------------------------------------------------


@pytest.mark.clause("SM-5.2a", "SS-5.3.1B")
def test_what_a_card_lacks_is_named_and_asked_for(house: Cast, refused: Callable) -> None:
    bare = house.customers["C003"]
    bare.rank = ""
    bare.save()
    assert missing_data(bare) == [
        "Customer class", "Kind of dealings", "Address", "a contact person with telephone or e-mail"
    ]  # fmt: skip
    record = opened(house, customer="C003")
    verdict = policy.may(house.wang, record, "confirm", at=AT)
    assert [str(one.text) for one in verdict.blockers] == [
        "The card lacks: Customer class.",
        "The card lacks: Kind of dealings.",
        "The card lacks: Address.",
        "The card lacks: a contact person with telephone or e-mail.",
    ]
    with refused() as no:
        press(record, "ask", house.wang, AT)
    assert list(no.errors) == ["missing"]
    record = press(record, "ask", house.wang, AT, {"missing": "等级、地址、联系人；已发邮件给采购部"})
    assert record.state == "asked"
    with refused() as no:
        press(record, "confirm", house.wang, AT)
    assert "lacks" in no.why
    card = change_card(
        bare, house.wang, {"rank": "B", "relation": "经销", "address": "Hamburg"}, source="客户邮件", seen=1,
        at=AT + dt.timedelta(hours=1),
    )  # fmt: skip
    contact = {"name": "M. Brandt", "email": "brandt@nordwerk.example"}
    add_contact(card, house.wang, contact, at=AT + dt.timedelta(hours=1))
    record = press(record, "confirm", house.wang, AT + dt.timedelta(hours=2))
    assert (record.state, record.outcome) == ("checked", "changed")


def test_what_cannot_be_had_is_confirmed_by_the_head_with_a_reason(house: Cast, refused: Callable) -> None:
    record = press(opened(house, customer="C002"), "ask", house.lin, AT, {"missing": "地址"})
    with refused():
        press(record, "accept", house.lin, AT, reason="客户不提供")
    with refused() as no:
        press(record, "accept", house.wang, AT)
    assert list(no.errors) == ["reason"]
    record = press(record, "accept", house.wang, AT, reason="客户仅网上交易，不提供地址")
    assert (record.state, record.checked_by) == ("checked", house.wang)


# --- contacts --------------------------------------------------------------------------------------------------------


@pytest.mark.clause("CS-1.7", "WR-17", "SC-4.1.5a")
def test_contacts_are_planned_told_to_who_makes_them_and_logged(house: Cast, refused: Callable) -> None:
    record = press(opened(house), "confirm", house.lin, AT)
    with refused() as no:
        press(record, "plan", house.lin, AT, {"contacts": [{"planned_on": "2027-01-15", "how": "phone"}]})
    assert set(no.errors) == {"contacts.0.who", "contacts.0.about"}
    rows = [
        {"planned_on": "2026-11-25", "how": "phone", "who": "zhao", "about": "新品试用情况"},
        {"planned_on": "2026-12-20", "how": "visit", "who": "lin", "about": "年终拜访"},
    ]
    record = press(record, "plan", house.lin, AT, {"contacts": rows})
    assert list(Notice.objects.filter(record_id=record.pk).values_list("person__username", flat=True)) == ["zhao"]
    call, visit = record_rows(record)
    assert policy.visible(house.zhao, "card", at=AT).filter(pk=record.pk).exists()
    with refused() as no:
        press(record, "close", house.lin, AT)
    assert no.why == "“新品试用情况” has no completion date yet. (and 1 more)"
    with refused() as no:
        press(record, "contacted", house.zhao, AT, {"contacts": [{"id": call, "done_on": "2026-11-20"}]})
    assert no.errors == {"contacts.note": "Say what came of the contact of 2026-11-25 (新品试用情况)."}
    with refused() as no:
        late = [{"id": call, "done_on": "2026-11-25", "note": "x"}]
        press(record, "contacted", house.zhao, AT, {"contacts": late})
    assert list(no.errors) == ["contacts.done_on"]
    done = [{"id": call, "done_on": "2026-11-20", "note": "试用正常，希望加快交期"}]
    record = press(record, "contacted", house.zhao, AT, {"contacts": done})
    done = [{"id": visit, "done_on": "2026-12-18", "note": "已拜访"}]
    record = press(record, "contacted", house.lin, local("2026-12-18T15:00"), {"contacts": done})
    record = press(record, "close", house.lin, local("2026-12-18T16:00"))
    assert record.phase == "done"


def record_rows(record: Card) -> list[int]:
    """The ids of the planned contacts, in their order."""
    spec = next(one for one in policy.record_type_of(record).lines if one.name == "contacts")
    rows = spec.model._default_manager.filter(record_id=record.pk).order_by("position", "id")
    return list(rows.values_list("pk", flat=True))
