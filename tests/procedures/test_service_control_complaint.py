"""Complaints under the service control procedure (SC-4.2.1, SC-4.2.2): learnt within 48 hours, routed by cause."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from huiyin.kernel import attachments, flow, links, policy
from huiyin.kernel.errors import Invalid, Refused
from huiyin.kernel.models import Notice
from huiyin.packs.shape import Procedure
from tests.cast import Cast
from tests.walker import Walker, adopt_pack, procedures


@pytest.fixture
def story(cast: Cast) -> Walker:
    adopt_pack("service-control")
    return Walker(cast)


@pytest.fixture
def law() -> Procedure:
    return next(one for one in procedures("service-control") if one.type == "complaint")


def fire(story: Walker, record: Any, step: str, who: str, **data: Any) -> Any:
    reason, decided = data.pop("reason", ""), data.pop("decided", None)
    person = story.cast.persons[who]
    return flow.fire(
        record, step, person, data, seen=record.version, at=story.tick(), reason=reason, decided=decided
    )  # fmt: skip


def heard(story: Walker, **over: Any) -> Any:
    data = {"customer": "C001", "channel": "phone", "what_happened": "运转异响，温升高"} | over
    return flow.open_record("complaint", story.cast.lin, data, at=story.tick(), received_at=story.at)


def learnt(story: Walker) -> Any:
    return fire(story, heard(story), "learn", "lin", contact_by="person", situation="3 台异响，已拍照取样")


def routed(story: Walker, way: str, **more: Any) -> Any:
    return fire(story, learnt(story), way, "lin", inquiry="初步询问为产品问题", content_class="quality", **more)


def copied(record: Any, step: str) -> set[str]:
    return {one["name"] for one in record.events.get(step=step).facts.get("copied", [])}


@pytest.mark.clause("SC-4.2.1-1", "SC-4.2.1-2", "SC-3.1")
def test_opinions_come_by_visit_call_or_letter_to_the_sales_window(story: Walker, law: Procedure) -> None:
    for channel in ("visit", "phone", "letter"):
        assert heard(story, channel=channel).channel == channel
    assert law.opens == ("service_clerk", "service_head")
    assert heard(story).unit.code in ("SERVICE", "SALES")


@pytest.mark.clause("SC-4.2.2.1")
def test_within_48_hours_someone_goes_or_writes_and_records_what_was_learnt(story: Walker, law: Procedure) -> None:
    complaint = heard(story)
    due = complaint.dues.get(name="contact")
    assert (due.due_at - complaint.received_at, due.soft) == (dt.timedelta(hours=48), False)
    assert list(law.choices["contact_by"]) == ["person", "letter"]
    with pytest.raises(Invalid) as no:
        fire(story, complaint, "learn", "lin", contact_by="person")
    assert set(no.value.errors) == {"situation"}
    complaint = fire(story, complaint, "learn", "lin", contact_by="letter", situation="已去函，用户回函附照片")
    assert complaint.dues.get(name="contact").outcome == "met"
    assert complaint.extra["situation"] == "已去函，用户回函附照片"


@pytest.mark.clause("SC-4.2.2.2a", "SC-4.2.2.2b")
def test_sales_inquires_and_quality_matters_go_to_inspection(story: Walker) -> None:
    with pytest.raises(Invalid) as no:
        fire(story, learnt(story), "route_quality", "lin", content_class="quality")
    assert set(no.value.errors) == {"inquiry"}
    complaint = routed(story, "route_quality")
    assert (complaint.state, complaint.extra["cause_area"]) == ("at_inspection", "quality")
    assert copied(complaint, "route_quality") == {"秦岚", "陈静"}
    assert policy.may(story.cast.qin, complaint, "inspect", at=story.at).ok
    assert not policy.may(story.cast.dong, complaint, "inspect", at=story.at).ok


@pytest.mark.clause("SC-4.2.2.2c", "SC-3.2")
def test_making_goes_to_production_and_design_to_engineering(story: Walker) -> None:
    making = routed(story, "route_production", departments=["PROD"])
    assert copied(making, "route_production") == {"董伟"}
    assert policy.may(story.cast.dong, making, "propose", at=story.at).ok
    design = routed(story, "route_design")
    assert copied(design, "route_design") == {"赵明"}
    assert policy.may(story.cast.zhao, design, "advise", at=story.at).ok
    design = fire(story, design, "advise", "zhao", cause="密封槽倒角过大，设计改进")
    assert design.cause == "密封槽倒角过大，设计改进"


@pytest.mark.clause("SC-4.2.2.3a")
def test_improper_use_is_the_users_with_evidence_and_somebody_who_decides(story: Walker) -> None:
    complaint = routed(story, "route_quality")
    said = {"cause": "敲击安装", "justified_reason": "压痕与安装痕迹吻合", "use_evidence": "外圈压痕照片"}
    with pytest.raises(Invalid) as no:
        fire(story, complaint, "improper_use", "qin", **said)
    assert set(no.value.errors) == {"attachments"}
    attachments.attach(complaint, story.cast.lin, "压痕.txt", "照片".encode(), at=story.tick())
    complaint = fire(story, story.again(complaint), "improper_use", "qin", **said)
    assert complaint.awaiting == "improper_use"
    with pytest.raises(Refused):
        flow.sign(complaint, story.cast.qin, seen=complaint.version, at=story.tick(), method="password")
    complaint = flow.sign(complaint, story.cast.wang, seen=complaint.version, at=story.tick(), method="password")
    assert (complaint.state, complaint.customer_cause, complaint.justified) == ("improper", True, "no")
    assert complaint.signatures.get().person == story.cast.wang


@pytest.mark.clause("SC-4.2.2.3b", "SC-1a")
def test_on_request_a_technician_helps_all_the_same(story: Walker) -> None:
    complaint = story.to(story.open("complaint"), "improper")
    complaint = fire(
        story, complaint, "guide", "zhao", onsite_people="赵明", onsite_on="2026-11-20", onsite_result="演示压装"
    )
    assert (complaint.state, complaint.onsite_purpose) == ("improper", "guide")
    with pytest.raises(Invalid):
        fire(story, complaint, "explain", "lin")
    assert fire(story, complaint, "explain", "lin", answer="附安装说明").state == "answered"


@pytest.mark.clause("SC-4.2.2.4")
def test_transport_damage_goes_the_way_of_the_handling_procedure(story: Walker, law: Procedure) -> None:
    complaint = routed(story, "route_transport")
    assert (complaint.state, complaint.extra["cause_area"]) == ("at_transport", "transport")
    assert "搬运、贮存、包装、防护和交付控制程序" in law.flow.steps["route_transport"].hint.zh
    with pytest.raises(Invalid) as no:
        fire(story, complaint, "settle_transport", "lin")
    assert set(no.value.errors) == {"transport_note"}
    assert fire(story, complaint, "settle_transport", "lin", transport_note="承运方理赔").state == "at_transport"


@pytest.mark.clause("SC-1c", "SC-5.1")
def test_the_action_report_keeps_the_complaint_it_came_from(story: Walker) -> None:
    complaint = story.to(story.open("complaint"), "at_inspection")
    rows = [{"what": "换夹具", "unit": "PROD", "due_on": "2026-12-01"}]
    complaint = fire(
        story, complaint, "conclude", "wang", cause="夹具磨损", justified="yes", departments=["PROD"],
        countermeasures=rows, decided={"capa": {"open": True}},
    )  # fmt: skip
    (report,) = links.children(complaint, "capa")
    assert [one.number for one in links.parents(report)] == [complaint.number]
    assert report.procedure.document == "QS/TSB21401-2002"
    assert not Notice.objects.filter(record_id=complaint.pk, kind="child_closed").exists()
