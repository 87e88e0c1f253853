"""The service management procedure, clause by clause: what customers say, played by the people it names."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from huiyin.kernel import links, passing, policy
from huiyin.kernel.errors import Invalid, Refused
from huiyin.kernel.models import Notice, Record
from huiyin.packs.models import ProcedureVersion
from huiyin.packs.shape import Procedure
from huiyin.parties.rights import contact_window
from huiyin.people.holding import windows
from tests.cast import Cast
from tests.procedures.window_story import (
    FOUR,
    NO_CAPA,
    acting,
    answered,
    closed,
    fire,
    heard,
    judged,
    rows,
    sent,
    told,
)  # fmt: skip
from tests.walker import Walker, adopt_pack, procedures

ASPECTS = ("timeliness", "reliability", "maintenance_history", "durability", "repair_concerns")


@pytest.fixture
def story(cast: Cast) -> Walker:
    adopt_pack("service-management")
    return Walker(cast)


@pytest.fixture
def guide() -> Procedure:
    return next(one for one in procedures("service-management") if one.type == "feedback")


@pytest.mark.clause("SM-1a", "WR-5")
@pytest.mark.parametrize("phase", ["before", "during", "after"])
def test_one_record_from_before_to_after_the_sale_with_its_times(story: Walker, phase: str) -> None:
    record = closed(story, fire_to_acting(story, phase))
    assert record.extra["sale_phase"] == phase
    marks = [record.milestones[name] for name in ("received", "reported", "sent", "countered", "evaluated", "closed")]
    assert marks == sorted(marks)
    assert record.dues.filter(name="take_up").exists()  # "quickly" is measured


def fire_to_acting(story: Walker, phase: str) -> Any:
    return fire(story, answered(story, sale_phase=phase), "decide", "lin", decided=NO_CAPA)


@pytest.mark.clause("SM-1b")
def test_action_is_opened_or_it_is_said_why_not(story: Walker) -> None:
    record = answered(story)
    for decided in ({}, {"capa": {"open": False, "reason": " "}}):
        with pytest.raises(Invalid) as no:
            fire(story, record, "decide", "lin", decided=decided)
        assert set(no.value.errors) == {"raise.capa"}
        record = story.again(record)
    without = fire(story, record, "decide", "lin", decided=NO_CAPA)
    reasons = without.events.get(step="decide").facts["not_raised"]
    assert reasons == [{"type": "capa", "reason": "偶发，措施已在本单落实"}]
    assert [one.type for one in links.children(acting(story, decided={"capa": {"open": True}}), "capa")] == ["capa"]


@pytest.mark.clause("SM-2")
def test_no_feedback_without_a_customer_or_the_reason(story: Walker) -> None:
    with pytest.raises(Invalid) as no:
        heard(story, customer="")
    assert set(no.value.errors) == {"customer"}
    assert heard(story, customer="", customer_unknown="展会来访未留名").customer_id is None


@pytest.mark.clause("SM-4.2")
def test_the_window_is_the_sales_section_or_the_centre_a_customer_belongs_to(story: Walker, guide: Procedure) -> None:
    cast = story.cast
    assert contact_window(cast.customer).code == "SALES"
    assert contact_window(cast.customers["C003"]).code == "SC-WEST"
    assert {unit.code for unit in windows()} == {"SALES", "SERVICE", "SC-SOUTH", "SC-WEST"}
    assert (heard(story).unit.code, heard(story, by="guo").unit.code) == ("SERVICE", "SC-WEST")
    clauses = {role: guide.roles[role].clause for role in guide.opens}
    assert clauses == {"service_clerk": "SM-4.3", "service_head": "SM-4.2"}


@pytest.mark.clause("SM-4.3")
def test_the_sales_section_receives_what_customers_say(story: Walker) -> None:
    cast = story.cast
    may = {name for name, one in cast.persons.items() if policy.may_open(one, "feedback", at=story.at).ok}
    assert may == {"lin", "wang", "guo"}
    record = heard(story)
    assert (record.opened_by, record.received_at <= record.opened_at) == (cast.lin, True)


@pytest.mark.clause("SM-4.6", "SM-5.5.1d")
def test_work_starts_when_a_department_was_notified(story: Walker) -> None:
    record = judged(story)
    with pytest.raises(Invalid) as no:
        fire(story, record, "notify", "lin", **FOUR)
    assert set(no.value.errors) == {"departments"}
    record = fire(story, story.again(record), "notify", "lin", departments=["PROD"], **FOUR)
    back = fire(story, record, "hand_back", "dong", reason="属技术部职责")
    moved = fire(story, back, "notify", "lin", departments=["TECH"], **FOUR)
    assert [event.changes["departments"][1] for event in moved.events.filter(step="notify")] == [["PROD"], ["TECH"]]
    assert "dong" in told(record)
    assert policy.may(story.cast.tang, moved, "counter", at=story.at).unit.code == "TECH"


@pytest.mark.clause("SM-4.7")
def test_every_answer_is_kept_with_the_record_by_the_sales_section(story: Walker, guide: Procedure) -> None:
    record = acting(story)
    record = fire(story, record, "carry_out", "dong", countermeasures=rows(record))
    record = fire(story, record, "complete", "lin", completed_on="2026-11-20", tracking="核对")
    with pytest.raises(Invalid) as no:
        fire(story, record, "answer", "lin")
    assert set(no.value.errors) == {"reply", "replied_on"}
    record = fire(story, story.again(record), "answer", "lin", reply="已更换供方", replied_on="2026-11-20")
    assert record.events.get(step="answer").changes["reply"] == [None, "已更换供方"]
    assert guide.keep.custodian == "service_head"


@pytest.mark.clause("SM-5.1")
@pytest.mark.parametrize("kind", ["feedback", "complaint", "capa", "training", "loan"])
def test_the_flow_chart_is_shown_and_printed_for_each_version(story: Walker, client: Client, kind: str) -> None:
    version = ProcedureVersion.objects.get(type=kind)
    client.force_login(story.cast.sun)
    chart = client.get(f"/procedures/{kind}/{version.pk}").content.decode()
    rules = next(one for one in procedures("service-management") if one.type == kind)
    assert "<svg" in chart
    assert [state for state in rules.flow.states.values() if state.label.zh not in chart and state.name != "void"] == []
    paper = client.get(f"/procedures/{kind}/{version.pk}/print.pdf")
    assert (paper.status_code, paper["Content-Type"]) == (200, "application/pdf")


@pytest.mark.clause("SM-5.2d")
def test_what_has_priority_is_due_sooner_and_stands_first(story: Walker, client: Client, guide: Procedure) -> None:
    slow, fast = judged(story, degree="slight"), judged(story, degree="serious")
    assert fast.due_at < slow.due_at
    client.force_login(story.cast.lin)
    desk = client.get("/").content.decode()
    assert -1 < desk.find(fast.number) < desk.find(slow.number)
    assert "degree" in [column.name for column in guide.ledger.columns]
    assert "ye" in told(fast)
    assert "ye" not in told(slow)


@pytest.mark.clause("SM-5.5.1a")
def test_the_four_functions_get_it_and_leave_a_receipt(story: Walker) -> None:
    record = sent(story)
    assert told(record) == {"dong", "tang", "chen"}
    for who in ("dong", "tang", "chen"):
        notice = Notice.objects.get(record_id=record.pk, person=story.cast.persons[who], kind="copy")
        assert notice.read_at is None
        passing.receipt(notice, story.cast.persons[who], at=story.tick())
    readers = record.events.filter(kind="read").values_list("actor__username", flat=True)
    assert set(readers) == {"dong", "tang", "chen"}
    other = judged(story)
    for missing in FOUR:
        with pytest.raises(Invalid) as no:
            fire(story, other, "notify", "lin", departments=["PROD"], **{**FOUR, missing: ""})
        assert set(no.value.errors) == {missing}
        other = story.again(other)


@pytest.mark.clause("SM-5.5.1b", "SM-5.5.1c")
def test_five_aspects_have_their_own_fields_and_the_products_past_is_found(
    story: Walker, client: Client, guide: Procedure
) -> None:
    record = heard(story, **{name: f"{name}：首次更换后 90 天" for name in ASPECTS})
    assert [record.extra[name] for name in ASPECTS] == [f"{name}：首次更换后 90 天" for name in ASPECTS]
    labels = [guide.fields[name].label.zh for name in ASPECTS]
    assert labels == ["及时性", "可靠性", "维护的历史", "耐久性", "有关维修的关注问题"]
    later = heard(story, content="同一批再次渗漏")
    client.force_login(story.cast.sun)
    page = client.get("/feedback", {"view": "all", "lot": "L20261105"}).content.decode()
    assert all(one.number in page for one in (record, later))
    assert record.number.startswith("FW2026-")
    assert guide.title.zh == "顾客服务反馈记录表"


@pytest.mark.clause("SM-5.5.1e")
def test_the_department_says_cause_and_measures_with_owner_and_day(story: Walker) -> None:
    record = sent(story)
    with pytest.raises(Refused):
        fire(story, record, "decide", "lin", cause="密封圈硬度偏低", decided=NO_CAPA)
    record = fire(story, record, "counter", "dong", countermeasures=[{"measure": "加严检验"}])
    with pytest.raises(Invalid) as no:
        fire(story, record, "decide", "lin", cause="密封圈硬度偏低", decided=NO_CAPA)
    assert set(no.value.errors) == {"countermeasures.planned_on"}
    assert answered(story).extra["cause"] == "密封圈硬度偏低"


@pytest.mark.clause("SM-5.5.1f", "SM-5.6.1d")
def test_the_sales_section_follows_up_and_never_who_carried_it_out(story: Walker) -> None:
    record = sent(story)
    row = {"measure": "派人现场更换", "planned_on": "2026-11-27", "by": "lin"}
    record = fire(story, record, "counter", "dong", countermeasures=[row], cause="密封圈老化")
    record = fire(story, record, "decide", "lin", decided=NO_CAPA)
    undone = policy.may(story.cast.wang, record, "complete", at=story.at)
    assert str(undone.blockers[0].clause) == "SM-5.5.1f"
    record = fire(story, record, "carry_out", "dong", countermeasures=rows(record))
    assert policy.may(story.cast.lin, record, "complete", at=story.at).stage == "guard"
    assert policy.may(story.cast.dong, record, "complete", at=story.at).ok is False
    record = fire(story, record, "complete", "wang", completed_on="2026-11-20", tracking="电话核对")
    record = fire(story, record, "answer", "lin", reply="已更换", replied_on="2026-11-20")
    assert policy.may(story.cast.lin, record, "evaluate", at=story.at).stage == "guard"
    record = fire(
        story, record, "evaluate", "wang", effect="ineffective", effect_note="仍有渗漏", satisfaction="dissatisfied"
    )  # fmt: skip
    event = record.events.get(step="evaluate")
    assert (event.actor, event.changes["effect"]) == (story.cast.wang, ["", "ineffective"])
    again = fire(story, record, "again", "wang", reason="两周后再次渗漏")
    assert (again.state, again.round) == ("sent", 2)


@pytest.mark.clause("SM-5.5.2")
def test_complaints_and_returns_have_their_own_flow_and_stay_tied(story: Walker) -> None:
    record = fire(story, sent(story), "return_goods", "lin")
    (sheet,) = links.children(record, "returning")
    record = fire(story, record, "become_complaint", "lin", reason="顾客书面抱怨")
    (complaint,) = links.children(record, "complaint")
    assert [one.title.zh for one in procedures("service-management") if one.type == "complaint"] == ["顾客抱怨"]
    for child in (sheet, complaint):
        assert links.family(child).record.number == record.number
        assert (child.customer_id, child.number[:2]) in ((record.customer_id, "TH"), (record.customer_id, "BY"))
    verdict = policy.may(story.cast.lin, record, "complaint_settled", at=story.at)
    assert {blocker.number for blocker in verdict.blockers} == {sheet.number, complaint.number}
    assert Record.objects.get(number=record.number).state == "complained"
