"""Communication under 客户满意度调查程序 5.1 to 5.7: five lanes, one cycle, handed on, kept for one year."""

from __future__ import annotations

from typing import Any

import pytest

from huiyin.kernel import flow, links, policy
from huiyin.kernel.models import Notice
from huiyin.packs.draw import draw
from huiyin.packs.shape import Procedure
from tests.cast import Cast
from tests.walker import Walker, adopt_pack, procedures

PACK = "customer-communication"


@pytest.fixture
def story(cast: Cast) -> Walker:
    adopt_pack(PACK)
    return Walker(cast)


@pytest.fixture
def rule() -> Procedure:
    return next(one for one in procedures(PACK) if one.type == "correspondence")


def heard(story: Walker, who: str = "lin", **over: Any) -> Any:
    data = {"direction": "in", "customer": "C001", "channel": "phone", "content": "要求说明环保法规符合情况"} | over
    return flow.open_record("correspondence", story.cast.persons[who], data, at=story.tick())


def fire(story: Walker, record: Any, step: str, who: str, reason: str = "", **data: Any) -> Any:
    person = story.cast.persons[who]
    return flow.fire(record, step, person, data, seen=record.version, at=story.tick(), reason=reason)


@pytest.mark.clause("SS-5.2.1", "SS-5.2.2", "SS-5.2.3", "SS-5.2.4", "SS-5.2.5", "SS-8")
def test_the_annex_has_five_lanes(rule: Procedure) -> None:
    lanes = {choice.label.zh: choice.clause for choice in rule.choices["category"].values()}
    assert lanes == {
        "产品及服务资讯": "SS-5.2.1", "客户询价及订单处理与修订": "SS-5.2.2",
        "投诉、退货及其它服务要求之沟通": "SS-5.2.3", "满意度调查": "SS-5.2.4", "有关法律法规之要求": "SS-5.2.5",
    }  # fmt: skip
    assert rule.fields["category"].hint.zh.startswith("权责单位")


@pytest.mark.clause("SS-5.1", "SS-8", "SS-3.1", "SS-3.2")
def test_the_chart_shows_the_responsible_unit_of_each_step(rule: Procedure) -> None:
    chart = draw(rule, language="zh-hans")
    for step in rule.flow.steps.values():
        assert step.label.zh in chart
        assert any(rule.roles[role].label.zh in chart for role in step.roles)
    assert (rule.roles[rule.owner].label.zh, rule.roles["department_head"].clause) == ("业务部主管", "SS-3.2")


@pytest.mark.clause("SS-5.x", "SS-2")
def test_one_cycle_of_five_steps_for_every_topic(story: Walker, rule: Procedure) -> None:
    for category in rule.choices["category"]:
        record = heard(story)
        record = fire(story, record, "judge", "lin", category=category, becomes="answer", importance="ordinary")
        record = fire(story, record, "answer", "lin", answer="符合，声明附后", answer_channel="email")
        record = fire(story, record, "follow_up", "lin", followed_up="客户已确认")
        record = fire(story, record, "file", "lin", archive_ref="GT-01")
        reached = sorted(record.milestones, key=record.milestones.get)
        assert reached == ["received", "judged", "answered", "tracked", "filed"]
        assert record.phase == "done"


@pytest.mark.clause("SS-5.3.4")
def test_tracking_repeats_the_earlier_step(story: Walker) -> None:
    record = fire(story, heard(story), "judge", "lin", category="product_info", becomes="answer", importance="ordinary")
    record = fire(story, record, "answer", "lin", answer="说明书已寄", answer_channel="letter")
    record = fire(story, record, "again", "lin", "客户要英文版", followed_up="需英文版说明书")
    record = fire(story, record, "answer", "lin", answer="英文版已寄", answer_channel="email")
    assert (record.round, len(links.children(record, "correspondence"))) == (2, 2)


@pytest.mark.clause("SS-5.7", "SS-5.2.5", "SS-1")
def test_a_legal_matter_goes_to_administration(story: Walker) -> None:
    record = fire(story, heard(story), "judge", "lin", category="law", becomes="requirement", importance="ordinary")
    assert story.cast.fan in {one.person for one in Notice.objects.filter(record=record, kind="copy")}
    (child,) = links.children(record)
    requirement = story.again(child)
    assert policy.may(story.cast.fan, requirement, "evaluate", at=story.at).ok
    assert not policy.may(story.cast.wang, requirement, "evaluate", at=story.at).ok


@pytest.mark.clause("SS-5.4", "SS-5.5")
@pytest.mark.parametrize(("becomes", "document"), [("inquiry", "ZXW-QP-007"), ("complaint", "ZXW-QP-019")])
def test_orders_and_complaints_go_on_under_their_own_procedure(story: Walker, becomes: str, document: str) -> None:
    record = heard(story)
    record = fire(story, record, "judge", "lin", category="inquiry_order", becomes=becomes, importance="ordinary")
    (child,) = links.children(record)
    assert (child.type, policy.procedure_of(child).document) == (becomes, document)


@pytest.mark.clause("SS-5.6.1B")
def test_what_production_hears_is_in_the_sales_departments_queue(story: Walker) -> None:
    record = heard(story, "dong", content="客户工程师说托盘太高", channel="visit")
    assert record.opened_by == story.cast.dong
    assert policy.may(story.cast.lin, record, "judge", at=story.at).ok


@pytest.mark.clause("SS-5.3.2B", "SS-5.3.5")
def test_channels_outward_and_one_year_of_keeping(rule: Procedure) -> None:
    outward = {choice.label.zh for choice in rule.choices["channel"].values() if choice.clause == "SS-5.3.2B"}
    assert outward == {"网络", "广告", "产品说明书、公司简介"}
    assert (rule.keep.years, rule.keep.since, rule.keep.clause) == (1, "filed", "SS-5.3.5")
