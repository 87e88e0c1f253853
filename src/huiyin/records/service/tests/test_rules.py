"""The rules only a service has, tried through the one door under the generic procedure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from huiyin.kernel import amend, attachments, flow, links, passing, policy, signing
from huiyin.kernel.models import Due, Link, Notice, Record
from huiyin.kernel.wording import Wording
from huiyin.records.service.models import Crew, Part, Progress, Service, Tool
from huiyin.records.service.rules import response_hours
from tests.walker import Walker, adopt_pack

NAME = '{"w":600,"h":240,"s":[[40,120,90,60,140,150],[200,80,260,140]]}'
AGREED = {
    "work_types": ["repair"], "basis": "contract", "contract_ref": "HT2026-018", "scope": "更换主轴轴承并试车",
    "terms": "客户停机半天并备吊具；零件质保内免费", "confirmed_by": "周敏", "confirmed_on": "2026-11-20",
}  # fmt: skip


@pytest.fixture
def story(cast: Any) -> Walker:
    adopt_pack("generic/1.0", ("service", "agreement", "complaint", "feedback", "capa"))
    return Walker(cast)


def fire(story: Walker, record: Any, step: str, who: str, **data: Any) -> Any:
    reason, decided = data.pop("reason", ""), data.pop("decided", None)
    return flow.fire(
        record, step, story.cast.persons[who], data, seen=record.version, at=story.tick(), reason=reason,
        decided=decided,
    )  # fmt: skip


def asked(story: Walker, who: str = "lin", **over: Any) -> Any:
    data = {"customer": story.cast.customer.pk, "channel": "phone", "request": "主轴轴承异响，停机等待", **over}
    return flow.open_record("service", story.cast.persons[who], data, at=story.tick(), received_at=story.at)


def agreed(story: Walker, **over: Any) -> Any:
    return fire(story, asked(story), "agree", "lin", **{**AGREED, **over})


def approved(story: Walker, **over: Any) -> Any:
    record = agreed(story, **over)
    planned = story.at + dt.timedelta(hours=5)
    crew = [{"person": story.cast.zhao.pk, "task": "更换与试车"}]
    record = fire(story, record, "apply", "lin", site="重庆两江厂区 3 号车间", planned_at=planned, crew=crew)
    return flow.sign(record, story.cast.hu, seen=record.version, at=story.tick(), method="password")


def on_site(story: Walker, **over: Any) -> Any:
    record = approved(story, **over)
    parts = [{"part_number": "7014C", "name": "角接触轴承", "quantity": 2, "taken": 2}]
    record = fire(
        story, record, "dispatch", "zhao", left_at=story.at, parts=parts,
        tools=[{"name": "感应加热器", "tool_number": "T-07"}],
    )  # fmt: skip
    story.at = record.planned_at - dt.timedelta(minutes=10)
    return fire(story, record, "arrive", "zhao", arrived_at=story.at)


def served(story: Walker) -> Any:
    record = on_site(story)
    part = Part.objects.get(record_id=record.pk)
    story.at += dt.timedelta(hours=3)
    return fire(
        story, record, "finish", "zhao", course="更换轴承、试车 1 小时", result="振动 0.8 mm/s", outcome="solved",
        finished_at=story.at, parts=[{"id": part.pk, "used": 1}],
    )  # fmt: skip


def signed(story: Walker, **over: Any) -> Any:
    said = {"signer": "周敏", "signed_on": "2026-11-20", "customer_mark": NAME, **over}
    return fire(story, served(story), "confirm", "zhao", **said)


def settled(story: Walker) -> Any:
    record = signed(story)
    part, tool = Part.objects.get(record_id=record.pk), Tool.objects.get(record_id=record.pk)
    story.at += dt.timedelta(hours=4)
    return fire(
        story, record, "settle", "zhao", returned_at=story.at, travel_hours="3.5", work_hours=3, charged_to="warranty",
        parts_cost="860.00", parts=[{"id": part.pk, "returned": 1}], tools=[{"id": tool.pk, "back": True}],
    )  # fmt: skip


ASKED_AFTER = {"followed_up_on": "2026-11-23", "followed_up_with": "周敏"}
NONE = {"open": False, "reason": "已当场解释"}


@pytest.mark.clause("GS-3.2", "GS-2.2")
def test_nobody_is_sent_before_scope_and_terms_are_confirmed(story: Walker, refused: Callable[..., Any]) -> None:
    record = asked(story)
    with refused() as no:
        fire(story, record, "agree", "lin", work_types=["repair"], basis="contract", contract_ref="HT-1")
    assert set(no.errors) == {"scope", "terms", "confirmed_by", "confirmed_on"}
    with refused():
        fire(story, record, "apply", "lin", site="3 号车间")
    record = fire(story, record, "agree", "lin", **AGREED, advice="建议加装振动监测")
    assert (record.state, record.confirmed_by, record.advice) == ("agreed", "周敏", "建议加装振动监测")


@pytest.mark.clause("SS-5.8")
def test_outside_the_contract_the_negotiation_is_written_down(story: Walker, refused: Callable[..., Any]) -> None:
    record = asked(story)
    with refused() as no:
        fire(story, record, "agree", "lin", **{**AGREED, "contract_ref": ""})
    assert set(no.errors) == {"contract_ref"}
    with refused() as no:
        fire(story, record, "agree", "lin", **{**AGREED, "basis": "outside"})
    assert no.errors == {"negotiation": "It is outside the contract: write what was negotiated."}
    record = fire(story, record, "agree", "lin", **{**AGREED, "basis": "outside", "negotiation": "按次收费 1200 元"})
    assert record.negotiation == "按次收费 1200 元"


@pytest.mark.clause("SM-5.5.3d")
def test_an_agreement_it_refers_to_is_the_customers_own_and_in_force(
    story: Walker, refused: Callable[..., Any]
) -> None:
    draft = story.open("agreement", customer=story.cast.customer.pk)
    other = story.to(story.open("agreement", customer=story.cast.customers["C002"].pk), "in_force")
    record, said = asked(story), {**AGREED, "contract_ref": ""}
    with refused() as no:
        fire(story, record, "agree", "lin", **said, service_agreement=other.number)
    assert no.errors == {"service_agreement": f"Agreement {other.number} is another customer's."}
    with refused() as no:
        fire(story, record, "agree", "lin", **said, service_agreement=draft.number)
    assert no.errors == {"service_agreement": f"Agreement {draft.number} is not in force on this day."}
    ours = story.to(draft, "in_force")
    record = fire(story, record, "agree", "lin", **said, service_agreement=ours.number)
    assert [(one.source_id, one.kind) for one in Link.objects.filter(target_id=record.pk)] == [(ours.pk, "under")]
    assert [kin.record.number for kin in links.family(ours).below] == [record.number]


@pytest.mark.clause("SM-5.5.3a")
@pytest.mark.parametrize("kind", ["replace", "repair", "adjust", "calibrate", "clean"])
def test_work_by_hand_waits_for_managements_name(story: Walker, refused: Callable[..., Any], kind: str) -> None:
    record = agreed(story, work_types=[kind])
    with refused():
        fire(story, record, "help_from_afar", "zhao", course="电话", result="好了", outcome="solved")
    with refused():
        fire(story, record, "dispatch", "zhao", left_at=story.at)
    crew = [{"person": story.cast.zhao.pk}]
    record = fire(story, record, "apply", "lin", site="3 号车间", planned_at=story.at, crew=crew)
    assert (record.state, record.awaiting) == ("agreed", "apply")
    with refused():
        flow.sign(record, story.cast.wang, seen=record.version, at=story.tick(), method="password")
    record = flow.sign(record, story.cast.ye, seen=record.version, at=story.tick(), method="password")
    assert record.state == "approved"


@pytest.mark.clause("SM-5.5.3b")
def test_people_parts_and_tools_go_along_and_add_up_on_return(story: Walker, refused: Callable[..., Any]) -> None:
    record = approved(story, work_types=["replace"])
    with refused() as no:
        fire(story, record, "dispatch", "zhao", left_at=story.at)
    assert no.errors == {"parts": "List the parts to be replaced."}
    record = signed(story)
    part = Part.objects.get(record_id=record.pk)
    with refused():
        fire(story, record, "follow_up", "lin", **ASKED_AFTER, effect="effective", satisfaction="5")
    back = {"returned_at": story.at, "travel_hours": 3, "work_hours": 3, "charged_to": "warranty"}
    with refused() as no:
        fire(story, record, "settle", "zhao", **back)
    assert no.errors == {"parts.returned": "“角接触轴承”: taken 2, used 1, brought back 0. This must add up."}
    record = fire(story, record, "settle", "zhao", **back, parts=[{"id": part.pk, "returned": 1}])
    assert Crew.objects.get(record_id=record.pk).person == story.cast.zhao
    assert Notice.objects.filter(record_id=record.pk, person=story.cast.zhao, kind="copy").count() == 1
    assert (record.site, record.left_at < record.arrived_at < record.returned_at) == ("重庆两江厂区 3 号车间", True)


@pytest.mark.clause("GS-4.1", "CS-1.6")
def test_another_hour_or_place_than_agreed_has_its_reason(story: Walker, refused: Callable[..., Any]) -> None:
    record = approved(story)
    record = fire(story, record, "dispatch", "zhao", left_at=story.at)
    due = Due.objects.get(record_id=record.pk, name="arrival")
    assert due.due_at == record.planned_at + dt.timedelta(minutes=30)
    story.at = record.planned_at + dt.timedelta(minutes=45)
    with refused() as no:
        fire(story, record, "arrive", "zhao", arrived_at=story.at)
    assert no.errors == {"deviation": "It was later than agreed: write why."}
    with refused() as no:
        fire(story, record, "arrive", "zhao", arrived_at=record.planned_at, actual_site="2 号车间")
    assert no.errors == {"deviation": "It was another place than agreed: write why."}
    record = fire(story, record, "arrive", "zhao", arrived_at=story.at, deviation="高速封路，已电话告知")
    hours = (record.arrived_at - record.received_at).total_seconds() / 3600
    assert response_hours(record) == f"{hours:.1f}"
    due.refresh_from_db()
    assert due.settled_at == record.arrived_at
    assert due.settled_at > due.due_at


@pytest.mark.clause("GS-4.1")
def test_who_was_there_in_time_and_wrote_it_down_later_was_in_time(story: Walker) -> None:
    record = fire(story, approved(story), "dispatch", "zhao", left_at=story.at)
    story.at = record.planned_at + dt.timedelta(hours=2)
    record = fire(story, record, "arrive", "zhao", arrived_at=record.planned_at)
    due = Due.objects.get(record_id=record.pk, name="arrival")
    assert (due.outcome, due.settled_at) == ("met", record.planned_at)
    assert record.milestones["arrived"] == record.arrived_at.isoformat()
    assert record.events.get(step="arrive").facts["clocks_met"][0]["kept"] is True


def test_times_stand_in_their_order(story: Walker, refused: Callable[..., Any]) -> None:
    record = on_site(story)
    early = record.arrived_at - dt.timedelta(minutes=1)
    done = {"course": "检查", "result": "正常", "outcome": "solved"}
    with refused() as no:
        fire(story, record, "finish", "zhao", **done, finished_at=early)
    assert no.errors == {"finished_at": "This is before the time written above it."}
    with refused() as no:
        fire(story, record, "finish", "zhao", **done, finished_at=story.at + dt.timedelta(hours=9))
    assert no.errors == {"finished_at": "This lies in the future."}


@pytest.mark.clause("GS-4.2")
def test_progress_and_what_the_customer_said_to_it_are_kept(story: Walker) -> None:
    record = on_site(story)
    note = {
        "noted_at": story.at,
        "what": "拆下旧轴承，滚道剥落",
        "customer_said": "希望今天恢复",
        "adjusted": "加派一人",
    }
    record = fire(story, record, "report", "zhao", progress=[note])
    assert record.state == "under_way"
    kept = Progress.objects.get(record_id=record.pk)
    assert (kept.what, kept.customer_said, kept.adjusted) == ("拆下旧轴承，滚道剥落", "希望今天恢复", "加派一人")


@pytest.mark.clause("SM-5.5.3c", "WR-11")
def test_course_and_result_are_signed_by_hand_and_stay_in_the_trail(story: Walker, refused: Callable[..., Any]) -> None:
    record = on_site(story)
    with refused() as no:
        fire(story, record, "finish", "zhao", finished_at=story.at)
    assert set(no.errors) == {"course", "result", "outcome"}
    record = served(story)
    with refused() as no:
        fire(story, record, "confirm", "zhao", signer="", signed_on="2026-11-20", customer_mark=NAME)
    assert set(no.errors) == {"signer"}
    with refused() as no:
        fire(story, record, "confirm", "zhao", signer="周敏", signed_on="2026-11-20", customer_mark="<svg/>")
    assert set(no.errors) == {"customer_mark"}
    record = fire(story, record, "confirm", "zhao", signer="周敏", signed_on="2026-11-20", customer_mark=NAME)
    assert record.customer_mark == NAME
    assert record.events.get(step="confirm").changes["customer_mark"] == ["", NAME]


def test_what_was_drawn_is_covered_by_a_digest_and_corrected_by_nobody(
    story: Walker, refused: Callable[..., Any]
) -> None:
    record, other = signed(story), NAME.replace("40", "41")
    content = signing.content_of(record)
    assert content["customer_mark"] == NAME
    assert signing.digest_of(content) != signing.digest_of(content | {"customer_mark": other})
    with refused():
        amend.correct(record, story.cast.wang, {"customer_mark": other}, "换签名", seen=record.version, at=story.tick())


def test_a_typed_name_is_enough_where_nobody_can_draw(story: Walker) -> None:
    record = signed(story, customer_mark="")
    assert (record.state, record.signer, record.customer_mark) == ("confirmed", "周敏", "")


@pytest.mark.clause("GS-5.1")
def test_after_the_service_a_dissatisfied_customer_becomes_a_decision(
    story: Walker, refused: Callable[..., Any]
) -> None:
    record = settled(story)
    assert Due.objects.filter(record_id=record.pk, name="follow_up", settled_at=None).count() == 1
    said = {**ASKED_AFTER, "effect": "partly", "satisfaction": "2", "followup_note": "第二天又响"}
    with refused() as no:
        fire(story, record, "follow_up", "lin", **said)
    assert set(no.errors) == {"satisfaction"}
    with refused() as no:
        fire(story, record, "follow_up_dissatisfied", "lin", **said)
    assert set(no.errors) == {"raise.complaint", "raise.feedback", "raise.capa"}
    decided = {"complaint": {"open": True}, "feedback": NONE, "capa": NONE}
    record = fire(story, record, "follow_up_dissatisfied", "lin", **said, decided=decided)
    child = Record.objects.get(type="complaint")
    assert child.customer == story.cast.customer
    with refused() as no:
        fire(story, record, "close", "wang")
    assert no.numbers == [child.number]


def test_a_satisfied_customer_closes_it(story: Walker) -> None:
    record = fire(story, settled(story), "follow_up", "lin", **ASKED_AFTER, effect="effective", satisfaction="5")
    record = fire(story, record, "close", "wang")
    assert (record.phase, record.satisfaction) == ("done", "5")
    assert set(record.milestones) == {
        "received", "agreed", "dispatched", "arrived", "served", "confirmed", "followed_up", "closed",
    }  # fmt: skip


@pytest.mark.clause("SM-5.6.1a", "SM-5.6.1b")
def test_a_centre_passes_it_to_the_base_and_both_times_are_kept(story: Walker, refused: Callable[..., Any]) -> None:
    record = asked(story, "guo", customer=story.cast.customers["C003"].pk)
    assert record.unit.code == "SC-WEST"
    record = fire(story, record, "pass_on", "guo")
    sent = record.passed_on_at
    assert (record.state, sent) == ("passed_on", story.at)
    with refused():
        fire(story, record, "receive_at_base", "guo")
    story.at += dt.timedelta(hours=2)
    record = fire(story, record, "receive_at_base", "wang")
    assert (record.state, record.base_received_at - sent) == ("requested", dt.timedelta(hours=2, minutes=2))
    assert record.events.get(step="receive_at_base").changes["base_received_at"][0] is None
    assert Due.objects.get(record_id=record.pk, name="base").outcome == "met"


@pytest.mark.clause("SM-5.6.1b")
def test_it_may_be_handed_to_a_person_of_the_base_too(story: Walker) -> None:
    record = asked(story, "guo", customer=story.cast.customers["C003"].pk)
    record = passing.hand_over(
        record, story.cast.guo, story.cast.lin, "转总部处理", seen=record.version, at=story.tick()
    )
    assert record.holder == story.cast.lin
    assert Notice.objects.get(record_id=record.pk, person=story.cast.lin, kind="handed").facts["reason"] == "转总部处理"


@pytest.mark.clause("SC-1a", "SC-4.2.2.3b", "WR-15")
def test_guidance_is_given_from_afar_even_where_the_customer_used_it_wrongly(story: Walker) -> None:
    record = agreed(story, work_types=["guide", "support"], improper_use=True, advice="转速不得超过 6000")
    story.at += dt.timedelta(minutes=30)
    record = fire(
        story, record, "help_from_afar", "zhao", course="视频指导 40 分钟", result="参数已改正", outcome="solved"
    )
    assert (record.state, record.improper_use) == ("served", True)
    assert response_hours(record) == "0.5"


@pytest.mark.clause("SC-4.2.2.3b", "CS-1.5", "CS-2.6", "WR-16")
@pytest.mark.parametrize("kind", ["guide", "install", "maintain", "repair"])
def test_a_technician_may_be_sent_for_every_kind_of_work(story: Walker, kind: str) -> None:
    record = on_site(story, work_types=[kind], improper_use=kind == "guide")
    wording = Wording(policy.registry.get("service"), [record])
    assert wording.state(record) == "Under way"
    assert "arrived" in record.milestones


def test_a_paper_signed_by_hand_can_be_attached_as_ever(story: Walker) -> None:
    record = served(story)
    attachments.attach(record, story.cast.zhao, "签字报告.txt", "扫描件".encode(), at=story.tick())
    assert Service.objects.get(pk=record.pk).attachments.count() == 1
