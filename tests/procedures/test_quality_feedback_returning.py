"""A feedback that ends in a return (QF-4.5c): the sheet it opens, and who signs it under WI-PL-005."""

from __future__ import annotations

from typing import Any

import pytest

from huiyin.kernel import flow, links, registry
from huiyin.kernel.signs import demands
from huiyin.packs.shape import Procedure
from huiyin.records.returning.models import Lot
from tests.cast import Cast
from tests.procedures.test_quality_feedback import fire, sent
from tests.walker import Walker, adopt_pack, procedures


@pytest.fixture
def story(cast: Cast) -> Walker:
    adopt_pack("quality-feedback")
    return Walker(cast)


def returned(story: Walker) -> Any:
    feedback = sent(story, "a", product="MS-25", lot="L20261105", quantity=12)
    fire(story, feedback, "return_goods", "lin")
    (child,) = links.children(feedback, "returning")
    return registry.whole(child)


@pytest.mark.clause("QF-4.5c", "QF-6.5")
def test_what_ends_in_a_return_opens_its_sheet_and_stays_tied(story: Walker) -> None:
    sheet = returned(story)
    assert (sheet.reason, sheet.product.code, sheet.told_units) == ("线盘外观划伤 12 盘", "MS-25", ["PROD", "TECH"])
    assert [(row.lot, int(row.announced)) for row in Lot.objects.filter(record=sheet)] == [("L20261105", 12)]
    assert [one.type for one in links.parents(sheet)] == ["feedback"]
    law = next(one for one in procedures("quality-feedback") if one.type == "returning")
    assert (law.document, law.document_title.zh) == ("WI-PL-005", "退货处理工作指引")


@pytest.mark.clause("QF-6.6")
def test_the_rules_for_customer_returns_are_named_with_their_chinese_number(story: Walker) -> None:
    law: Procedure = next(one for one in procedures("quality-feedback") if one.type == "returning")
    assert law.clauses["QF-6.6"].text.zh == "BS内-004 客户退货业务管理规定"
    assert law.flow.steps["carry_out"].clause == "QF-6.6"


@pytest.mark.clause("QF-3.3")
@pytest.mark.parametrize(
    ("kind", "signers"),
    [
        ("batch", ["quality_head", "general_manager"]),
        ("partial", ["quality_head", "manager_in_charge"]),
        ("shipping_error", ["quality_head"]),
        ("wrong_selection", ["quality_head", "manager_in_charge"]),
    ],
)
def test_quality_control_signs_every_return_and_others_by_type(story: Walker, kind: str, signers: list[str]) -> None:
    law = next(one for one in procedures("quality-feedback") if one.type == "returning")
    sheet = story.open("returning", return_type=kind)
    sheet = story.fire(sheet, law.flow.steps["confirm"], return_type=kind)
    sheet = story.to(sheet, "judged")
    wanted = [role for demand in demands(sheet, law.flow.steps["approve"]) for role in demand.roles]
    assert wanted == signers
    sheet = story.fire(sheet, law.flow.steps["approve"], return_type=kind, error_kind="model", error_cause="拣货")
    assert (sheet.state, sheet.awaiting) == ("approved", "")
    assert sheet.signatures.filter(verdict="signed").count() == len(signers)


def test_the_feedback_hears_when_the_goods_are_settled(story: Walker) -> None:
    sheet = story.to(returned(story), "approved")
    closed = story.to(sheet, "closed")
    assert closed.events.last().facts["told_parent"] == ["FK2026-0001"]
    assert flow.procedure_for("returning", story.cast.lin, story.at)[1].pack == "quality-feedback"
