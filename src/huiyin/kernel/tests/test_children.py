"""What a child record opens with, and who may write a field that has writers of its own."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from huiyin.kernel import amend, flow, links
from huiyin.kernel.errors import Invalid
from huiyin.kernel.models import Event
from huiyin.kernel.told import Told
from huiyin.packs.adopt import adopt
from huiyin.packs.shape import Field
from tests.cast import AT, SINCE, Cast
from tests.walker import Walker, adopt_pack, procedures

YES = {"complaint": {"open": True}}


@pytest.fixture
def walker(cast: Cast) -> Walker:
    """Quality feedback in force, where a feedback may become a complaint."""
    adopt_pack("quality-feedback")
    return Walker(cast)


def become_complaint(walker: Walker) -> Any:
    record = walker.open("feedback", channel="phone")
    record = walker.to(record, "reported")
    step = next(one for one in flow.procedure_of(record).flow.from_state("reported") if one.raises)
    data = {"first_category": "a", "degree": "serious", "calming": "已致电", "containment": "隔离同批"}
    return flow.fire(
        record, step.name, walker.cast.wang, data, seen=record.version, at=walker.tick(), decided=YES
    )  # fmt: skip


def test_a_child_opens_with_what_is_known_and_says_what_is_missing(walker: Walker) -> None:
    complaint = next(one for one in procedures("quality-feedback") if one.type == "complaint")
    wants = replace(complaint, opens_needs=(*complaint.opens_needs, "order_ref"))
    without_phone = {**wants.choices, "channel": {"letter": wants.choices["channel"]["letter"]}}
    adopt(
        replace(wants, choices=without_phone), by=None, at=AT - dt.timedelta(days=30), effective_from=SINCE,
        reason="asks for more",
    )  # fmt: skip
    record = become_complaint(walker)
    (child,) = links.children(record, "complaint")
    child = walker.again(child)
    assert (child.what_happened, child.channel, child.order_ref) == (record.content, "", "")
    event = child.events.get()
    assert "order_ref" in event.facts["missing"]
    assert any("Order or delivery note" in said or "订单" in said for said in _told(child, event))


def _told(child: Any, event: Event) -> list[str]:
    return Told(child, flow.procedure_of(child)).entry(event)["facts"]


def test_a_field_with_writers_is_mended_by_them_alone(walker: Walker) -> None:
    feedback = next(one for one in procedures("quality-feedback") if one.type == "feedback")
    held = replace(feedback.fields.get("content", Field("content")), writers=("quality_head",))
    bound = replace(feedback, fields={**feedback.fields, "content": held}, correctors=("service_head", "quality_head"))
    adopt(bound, by=None, at=AT - dt.timedelta(days=30), effective_from=SINCE, reason="quality alone writes")
    record = walker.open("feedback", content="线盘划伤")
    with pytest.raises(Invalid) as no:
        amend.correct(record, walker.cast.wang, {"content": "线盘压痕"}, "错字", seen=1, at=walker.tick())
    assert list(no.value.errors) == ["content"]
    assert walker.again(record).content == "线盘划伤"
    record = amend.correct(record, walker.cast.chen, {"content": "线盘压痕"}, "错字", seen=1, at=walker.tick())
    assert record.content == "线盘压痕"
