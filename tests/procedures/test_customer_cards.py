"""Customer data under the service management and the service control procedure: carded, reviewed, kept in touch."""

from __future__ import annotations

import datetime as dt

import pytest

from huiyin.kernel import flow, occurring
from huiyin.kernel.models import Occurrence, Record
from huiyin.parties.card import change_card
from huiyin.parties.models import Customer
from huiyin.records.card.models import Card
from tests.cast import AT, SHANGHAI, Cast
from tests.walker import adopt_pack, procedures


def clauses(pack: str) -> set[str]:
    """What the shipped review names, at its opening, its duty and its steps."""
    found = next(one for one in procedures(pack) if one.type == "card")
    return {found.flow.opening.clause, *(one.clause for one in (*found.duties, *found.flow.steps.values()))}


@pytest.fixture
def full(cast: Cast) -> Cast:
    """A customer on whose card nothing is missing."""
    cast.customer.relation, cast.customer.address = "直供", "重庆市渝北区"
    cast.customer.save()
    return cast


@pytest.mark.clause("SM-5.2a", "SM-5.2b")
def test_each_customer_with_dealings_is_reviewed_once_a_year(full: Cast) -> None:
    adopt_pack("service-management", ("card",))
    assert {"SM-5.2a", "SM-5.2b"} <= clauses("service-management")
    for year in (2026, 2027):
        occurring.look(dt.datetime(year, 11, 2, 9, 0, tzinfo=SHANGHAI))
        opened = Card.objects.filter(opened_at__year=year)
        assert sorted(one.customer.code for one in opened) == sorted(Customer.objects.values_list("code", flat=True))
    assert set(Occurrence.objects.values_list("due_on", flat=True)) == {dt.date(2026, 12, 31), dt.date(2027, 12, 31)}
    review = Card.objects.filter(customer=full.customer).earliest("opened_at")
    at = dt.datetime(2026, 11, 3, 9, 0, tzinfo=SHANGHAI)
    review = flow.fire(review, "confirm", full.lin, seen=review.version, at=at)
    review.refresh_from_db()
    assert (review.checked_by, review.checked_at, review.outcome) == (full.lin, at, "unchanged")


@pytest.mark.clause("SM-5.2c")
def test_a_change_is_on_the_card_at_once_with_its_source(full: Cast) -> None:
    adopt_pack("service-management", ("card",))
    record = flow.open_record("card", full.lin, {"customer": "C001", "occasion": "news", "remark": "搬迁"}, at=AT)
    assert record.due_at.astimezone(SHANGHAI).date() == AT.date()
    later = AT + dt.timedelta(hours=1)
    change_card(full.customer, full.lin, {"address": "重庆市江北区"}, source="客户来函", seen=1, at=later)
    record = flow.fire(record, "confirm", full.lin, seen=record.version, at=later + dt.timedelta(minutes=5))
    change = full.customer.changes.get()
    assert (record.outcome, change.source, change.changes) == (
        "changed", "客户来函", {"address": ["重庆市渝北区", "重庆市江北区"]},
    )  # fmt: skip


@pytest.mark.clause("SC-4.1.5a")
def test_each_user_has_a_card_and_a_file_and_is_kept_in_touch_with(full: Cast) -> None:
    adopt_pack("service-control", ("card",))
    assert "SC-4.1.5a" in clauses("service-control")
    occurring.look(dt.datetime(2026, 11, 2, 9, 0, tzinfo=SHANGHAI))
    assert Record.objects.filter(type="card").count() == Customer.objects.count()
    record = Card.objects.get(customer=full.customer)
    record = flow.fire(record, "confirm", full.lin, seen=record.version, at=AT)
    row = {"planned_on": "2026-12-10", "how": "phone", "who": "lin", "about": "使用情况"}
    record = flow.fire(record, "plan", full.lin, {"contacts": [row]}, seen=record.version, at=AT)
    assert record.state == "checked"


@pytest.mark.clause("SC-4.2.4a")
def test_key_users_are_visited_once_a_year(cast: Cast) -> None:
    adopt_pack("service-control", ("visit",))
    at = dt.datetime(2026, 11, 2, 9, 0, tzinfo=SHANGHAI)
    assert len(occurring.look(at).opened) == 1
    visit = Record.objects.get(type="visit")
    key = Customer.objects.get(key=True)
    assert (visit.customer, visit.occurrence.due_on, visit.opened_by) == (key, dt.date(2026, 12, 31), cast.wang)
    assert occurring.look(at + dt.timedelta(days=30)).opened == []
