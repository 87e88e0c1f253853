"""服务管理程序 4.4, 4.5, 5.4: data and samples by the customer's own time, the promised date or consent."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from huiyin.kernel import flow, policy
from huiyin.kernel.errors import Invalid
from huiyin.records.inquiry.models import Item
from huiyin.records.inquiry.rules import on_time
from tests.cast import Cast
from tests.walker import Walker, adopt_pack

ORDER = {
    "order_ref": "PO-1", "order_model": "MS-25", "order_quantity": "100", "delivery_address": "重庆",
    "payment_terms": "月结", "confirmed_by": "周工",
    "confirmed_on": "2026-11-20", "confirmed_how": "邮件", "promised_on": "2026-12-10",
}  # fmt: skip


@pytest.fixture
def story(cast: Cast) -> Walker:
    adopt_pack("service-management")
    return Walker(cast)


@pytest.fixture
def asked(story: Walker) -> Any:
    """Records of inspection from quality and a data sheet from engineering, wanted by the 24th."""
    data = {"customer": "C001", "channel": "phone", "content": "索取检验记录和规格书", "wanted_on": "2026-11-24"}
    record = flow.open_record("inquiry", story.cast.lin, data, at=story.tick())
    items = [
        {"kind": "inspection_record", "what": "十月检验记录", "contributor": "QUALITY"},
        {"kind": "product_data", "what": "规格书", "contributor": "TECH"},
    ]
    return fire(story, record, "analyse", "lin", items=items, departments=["QUALITY", "TECH"])


def fire(story: Walker, record: Any, step: str, who: str, **data: Any) -> Any:
    return flow.fire(record, step, story.cast.persons[who], data, seen=record.version, at=story.tick(), reason="按程序")


def supplied(story: Walker, record: Any) -> Any:
    for who in ("chen", "tang"):
        unit = story.cast.persons[who].unit
        row = Item.objects.get(record_id=record.pk, contributor=unit)
        rows = [{"id": row.pk, "supplied": "A/1", "supplied_on": "2026-11-20"}]
        record = fire(story, record, "contribute", who, items=rows)
    return fire(story, record, "supply", "lin", supplied_on="2026-11-20")


@pytest.mark.clause("SM-4.4", "SM-4.5", "SM-5.4.1", "SM-5.4.1.1", "SM-5.4.1.4")
def test_inspection_and_engineering_supply_their_parts_by_the_customers_date(story: Walker, asked: Any) -> None:
    (due,) = asked.dues.filter(settled_at=None)
    assert (due.name, due.due_at.astimezone(story.at.tzinfo).date()) == ("supply", dt.date(2026, 11, 24))
    assert {policy.may(story.cast.persons[who], asked, "contribute", at=story.at).ok for who in ("chen", "tang")} == {
        True
    }
    record = supplied(story, asked)
    assert (on_time(record), record.dues.get(name="supply").outcome) == (True, "met")


@pytest.mark.clause("SM-5.4.1.2", "SM-5.4.1.3", "SM-5.4.1.5")
def test_each_kind_of_data_is_named_and_new_product_data_is_released(story: Walker, asked: Any) -> None:
    kinds = policy.procedure_of(asked).choices["items.kind"]
    assert {kinds[code].clause for code in ("test_result", "new_product", "other")} == {
        "SM-5.4.1.2", "SM-5.4.1.3", "SM-5.4.1.5",
    }  # fmt: skip
    assert policy.may(story.cast.ye, asked, "release", at=story.at).ok
    assert not policy.may(story.cast.tang, asked, "release", at=story.at).ok


@pytest.mark.clause("SM-5.4.2a", "SM-5.4.2b")
def test_a_late_delivery_is_told_at_once_and_agreed(story: Walker, asked: Any) -> None:
    record = fire(story, supplied(story, asked), "order", "wang", **ORDER)
    record = fire(story, record, "delay", "yu", delay_reason="设备故障", delayed_to="2026-12-20")
    assert record.dues.get(name="tell_customer").soft
    with pytest.raises(Invalid) as no:
        fire(story, record, "agree_delay", "lin", told_at=story.at.isoformat())
    assert set(no.value.errors) == {"agreed_by", "agreed_on", "agreed_how"}
    agreed = {"told_at": story.at.isoformat(), "agreed_by": "周工", "agreed_on": "2026-11-20", "agreed_how": "电话"}
    record = fire(story, record, "agree_delay", "lin", **agreed)
    (due,) = record.dues.filter(settled_at=None)
    assert due.due_at.astimezone(story.at.tzinfo).date() == dt.date(2026, 12, 20)
