"""Notices under the quality feedback guide (5.2, annex 3)."""

from __future__ import annotations

from typing import Any

import pytest

from huiyin.kernel import flow, policy
from huiyin.kernel.errors import Refused
from huiyin.packs.shape import Procedure
from tests.cast import Cast
from tests.walker import Walker, adopt_pack, procedures

HEADS = {"PROD": "dong", "TECH": "tang", "QUALITY": "chen", "SALES": "wang", "ADMIN": "fan"}


@pytest.fixture
def story(cast: Cast) -> Walker:
    adopt_pack("quality-feedback")
    return Walker(cast)


@pytest.fixture
def guide() -> Procedure:
    return next(one for one in procedures("quality-feedback") if one.type == "notice")


def submitted(story: Walker, kind: str = "delivery_change") -> Any:
    data = {"customer": "C001", "title": "交期提前", "content": "12 月 5 日前交 20 吨", "kind": kind}
    return flow.open_record("notice", story.cast.lin, data, at=story.tick(), received_at=story.at)


def fire(story: Walker, record: Any, step: str, who: str, **data: Any) -> Any:
    return flow.fire(record, step, story.cast.persons[who], data, seen=record.version, at=story.tick())


def sign(story: Walker, record: Any, who: str) -> Any:
    return flow.sign(record, story.cast.persons[who], seen=record.version, at=story.tick(), method="password")


@pytest.mark.clause("QF-5.2")
@pytest.mark.parametrize("kind", ["plan_change", "delivery_change", "production_change", "stock", "fittings"])
def test_each_matter_the_guide_names_goes_by_notice(story: Walker, kind: str) -> None:
    record = submitted(story, kind)
    assert (record.kind, record.number) == (kind, "TZ2026-0001")


@pytest.mark.clause("QF-5.2", "QF-7.3")
def test_it_is_submitted_reviewed_signed_by_all_and_completed(story: Walker) -> None:
    record = fire(story, submitted(story), "review", "wang", departments=list(HEADS))
    for unit, who in HEADS.items():
        assert record.state == "submitted"
        record = sign(story, record, who)
        assert record.signatures.get(person__username=who).unit.code == unit
    assert record.state == "running"
    rows: list[dict[str, Any]] = []
    for who in HEADS.values():
        assert not policy.may(story.cast.lin, record, "close", at=story.at).ok
        record = fire(story, record, "complete", who, completions=[*rows, {"what": "已照办", "done_on": "2026-11-18"}])
        added = record.events.filter(step="complete").latest("seq").changes["completions"]["added"]
        rows.append({"id": added[0]["id"]})
    record = fire(story, record, "close", "lin")
    assert record.phase == "done"
    assert [event.actor.username for event in record.events.filter(kind="signed").order_by("seq")] == [*HEADS.values()]


@pytest.mark.clause("QF-7.3")
def test_nobody_signs_for_another_department(story: Walker) -> None:
    record = fire(story, submitted(story), "review", "wang", departments=["PROD"])
    before = record.events.count()
    with pytest.raises(Refused):
        sign(story, record, "tang")
    assert (record.events.count(), record.signatures.count()) == (before, 0)


@pytest.mark.clause("QF-7.3")
def test_the_form_has_the_fields_of_annex_three(guide: Procedure) -> None:
    shown = {name for section in guide.sections for name in section.fields}
    assert shown >= {"customer", "received_at", "title", "content", "departments", "completions"}
    labels = {column.name: column.label.zh for column in guide.ledger.columns}
    assert labels["opened_by__name"] == "提交人"
    (demand,) = guide.flow.steps["review"].signs
    assert (guide.flow.steps["review"].roles, demand.each_of, demand.role) == (
        ("service_head",), "departments", "department_head",
    )  # fmt: skip
    assert guide.fields["content"].label.zh == "要求内容"
    assert guide.fields["completions"].label.zh == "完成情况记录"
