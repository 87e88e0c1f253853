"""Liaison sheets under the service management procedure: approved by one of two before anybody is told."""

from __future__ import annotations

from typing import Any

import pytest

from huiyin.kernel import flow, links
from huiyin.kernel.errors import Refused
from huiyin.kernel.models import Notice
from tests.cast import Cast
from tests.walker import Walker, adopt_pack


@pytest.fixture
def story(cast: Cast) -> Walker:
    adopt_pack("service-management")
    return Walker(cast)


def submitted(story: Walker, kind: str = "visitors") -> Any:
    data = {"content": "长江汽车三人来访", "customer": "C001", "kind": kind, "departments": ["PROD"]}
    record = flow.open_record("liaison", story.cast.lin, data, at=story.tick(), received_at=story.at)
    return flow.fire(record, "send", story.cast.lin, {}, seen=record.version, at=story.tick())


def sign(story: Walker, record: Any, who: str) -> Any:
    return flow.sign(record, story.cast.persons[who], seen=record.version, at=story.tick(), method="password")


@pytest.mark.clause("SM-5.3a")
@pytest.mark.parametrize("approver", ["ye", "hu"])
def test_either_of_two_approves_then_administration_is_told(story: Walker, approver: str) -> None:
    record = submitted(story)
    assert (record.awaiting, Notice.objects.filter(record_id=record.pk, kind="copy").count()) == ("send", 0)
    record = sign(story, record, approver)
    told = Notice.objects.filter(record_id=record.pk, kind="copy").values_list("person__username", flat=True)
    assert (record.state, set(told)) == ("sent", {"fan", "dong"})


@pytest.mark.clause("SM-5.3a")
def test_nobody_else_approves(story: Walker) -> None:
    record = submitted(story)
    for who in ("wang", "chen", "yu"):
        with pytest.raises(Refused):
            sign(story, record, who)
    assert story.again(record).state == "written"
    assert record.signatures.count() == 0


@pytest.mark.clause("SM-5.5.3a")
def test_work_on_site_is_approved_by_the_sheet(story: Walker) -> None:
    record = submitted(story, "on_site")
    assert (record.state, links.children(record)) == ("written", [])
    record = sign(story, record, "ye")
    (service,) = links.children(record, "service")
    assert (record.state, service.service.request, service.customer) == (
        "sent", "长江汽车三人来访", story.cast.customer,
    )  # fmt: skip


@pytest.mark.clause("SM-5.6.2ta")
def test_training_asked_for_opens_when_the_sheet_is_approved(story: Walker) -> None:
    record = submitted(story, "training_asked")
    assert links.children(record) == []
    record = sign(story, record, "hu")
    (training,) = links.children(record, "training")
    assert (training.customer, training.training.basis_ref) == (story.cast.customer, record.number)
    assert training.training.contact_sheet.number == record.number
