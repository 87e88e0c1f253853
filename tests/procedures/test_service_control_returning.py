"""Returned goods under the service control procedure (SC-4.2.3), clause by clause, and what the generic pack does."""

from __future__ import annotations

from typing import Any

import pytest

from huiyin.kernel import amend, flow, links, policy
from huiyin.kernel.errors import Invalid, Refused
from huiyin.kernel.models import Notice
from huiyin.packs.shape import Procedure
from huiyin.records.returning.models import Disposition, Lot
from tests.cast import Cast
from tests.walker import Walker, adopt_pack, procedures


@pytest.fixture
def story(cast: Cast) -> Walker:
    adopt_pack("service-control")
    return Walker(cast)


@pytest.fixture
def law() -> Procedure:
    return next(one for one in procedures("service-control") if one.type == "returning")


def fire(story: Walker, sheet: Any, step: str, who: str, **data: Any) -> Any:
    reason = data.pop("reason", "")
    person = story.cast.persons[who]
    return flow.fire(sheet, step, person, data, seen=sheet.version, at=story.tick(), reason=reason)


def asked_for(story: Walker, kind: str = "batch", **over: Any) -> Any:
    """Lin fills the sheet: forty bearings of one lot come back."""
    lots = [{"lot": "L20261105", "announced": 40, "product": "MS-25"}]
    data = {"customer": "C001", "reason": "端面渗漏，要求退货", "return_type": kind, "lots": lots} | over
    if kind == "shipping_error":
        data |= {"error_kind": "precision"}
    return flow.open_record("returning", story.cast.lin, data, at=story.tick(), received_at=story.at)


def arrived(story: Walker, kind: str = "batch", **over: Any) -> Any:
    sheet = asked_for(story, kind, **over)
    sheet = fire(story, sheet, "confirm", "wang", return_type=kind, told_units=["PROD"], lots=[])
    row = Lot.objects.get(record=sheet)
    lots = [{"id": row.pk, "received": 40}]
    return fire(story, sheet, "receive", "lin", arrived_on="2026-11-20", kept_at="退货区 T-03", lots=lots)


def judged(story: Walker, kind: str = "batch", confirmed: str = "yes", liability: str = "ours") -> Any:
    sheet = arrived(story, kind)
    said = {"reinspection": "端面跳动 0.03，超差", "reinspected_on": "2026-11-20", "defect": "端面跳动"}
    sheet = fire(story, sheet, "reinspect", "qin", confirmed=confirmed, **said)
    departments = ["PROD"] if liability == "ours" else []
    return fire(story, sheet, "judge", "qin", liability=liability, cause="夹具磨损", departments=departments)


AGREED = {"agreed_by": "周敏", "agreed_on": "2026-11-20", "agreed_how": "email"}
ALL_REPLACED = [{"lot": "L20261105", "disposition": "replace", "quantity": 40, "liable": "ours"}]


def submitted(story: Walker, sheet: Any) -> Any:
    if sheet.return_type == "shipping_error":
        sheet = fire(story, sheet, "find_reason", "wang", error_kind="precision", error_cause="拣货未核对精度等级")
    return fire(story, sheet, "approve", "lin", dispositions=ALL_REPLACED, **AGREED)


def sign(story: Walker, sheet: Any, who: str) -> Any:
    return flow.sign(sheet, story.cast.persons[who], seen=sheet.version, at=story.tick(), method="password")


# --- the sheet -------------------------------------------------------------------------------------------------------
@pytest.mark.clause("SC-4.2.3.2a", "SC-3.1")
def test_the_clerk_fills_a_numbered_sheet_that_states_the_reason(story: Walker, law: Procedure) -> None:
    with pytest.raises(Invalid) as no:
        flow.open_record("returning", story.cast.lin, {"customer": "C001"}, at=story.tick())
    assert set(no.value.errors) == {"reason"}
    assert asked_for(story).number == "TH2026-0001"
    assert law.opens == ("service_clerk", "service_head")
    assert [who for who, one in story.cast.persons.items() if policy.may_open(one, "returning", at=story.at).ok] == [
        "lin", "wang", "guo",
    ]  # fmt: skip


@pytest.mark.clause("SC-4.2.3.2b")
def test_the_head_of_sales_confirms_and_production_is_told(story: Walker) -> None:
    sheet = asked_for(story)
    assert not policy.may(story.cast.lin, sheet, "confirm", at=story.at).ok
    sheet = fire(story, sheet, "confirm", "wang", return_type="batch", told_units=["PROD"], lots=[])
    event = sheet.events.get(step="confirm")
    assert event.actor == story.cast.wang
    assert [one["name"] for one in event.facts["copied"]] == ["董伟"]
    assert Notice.objects.filter(record_id=sheet.pk, kind="copy", person=story.cast.dong).exists()


@pytest.mark.clause("SC-4.2.3.2c", "SC-3.3")
def test_production_names_the_inspector_and_only_inspectors_write_their_column(story: Walker) -> None:
    sheet = arrived(story)
    assert not policy.may(story.cast.tang, sheet, "organise", at=story.at).ok
    sheet = fire(story, sheet, "organise", "dong", inspector="qin")
    sheet = fire(story, sheet, "give_method", "qin", test_method="端面跳动仪 JL-21，按 QC-08 抽样")
    for who in ("lin", "wang", "chen", "dong", "hu"):
        assert not policy.may(story.cast.persons[who], sheet, "reinspect", at=story.at).ok
    said = {"reinspection": "超差", "confirmed": "yes", "reinspected_on": "2026-11-20"}
    sheet = fire(story, sheet, "reinspect", "qin", reinspection_data="0.028～0.034 mm", **said)
    with pytest.raises(Invalid) as no:
        amend.correct(sheet, story.cast.wang, {"reinspection": "合格"}, "改", seen=sheet.version, at=story.tick())
    assert set(no.value.errors) == {"reinspection"}
    mended = amend.correct(
        sheet, story.cast.qin, {"reinspection": "端面超差"}, "笔误", seen=sheet.version, at=story.tick()
    )
    assert (mended.reinspection, mended.inspector, mended.test_method[:5]) == ("端面超差", story.cast.qin, "端面跳动仪")


# --- who approves, type by type --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "who"),
    [
        pytest.param("batch", "hu", marks=pytest.mark.clause("SC-4.2.3.1b-1", "SC-4.2.3.2d")),
        pytest.param("partial", "ye", marks=pytest.mark.clause("SC-4.2.3.1b-2")),
        pytest.param("shipping_error", "wang", marks=pytest.mark.clause("SC-4.2.3.1b-3")),
        pytest.param("wrong_selection", "ye", marks=pytest.mark.clause("SC-4.2.3.1b-4")),
    ],
)
def test_each_type_has_its_own_approver_and_nothing_is_done_before(story: Walker, kind: str, who: str) -> None:
    sheet = judged(story, kind, liability="customer" if kind == "wrong_selection" else "ours")
    sheet = submitted(story, sheet)
    assert (sheet.state, sheet.awaiting) == ("judged", "approve")
    assert not policy.may(story.cast.lin, sheet, "carry_out", at=story.at).ok
    for other in {"hu", "ye", "wang", "chen"} - {who}:
        with pytest.raises(Refused):
            sign(story, sheet, other)
    sheet = sign(story, sheet, who)
    assert (sheet.state, sheet.awaiting) == ("approved", "")
    rows = [{"id": row.pk, "done_on": "2026-11-20"} for row in Disposition.objects.filter(record=sheet)]
    assert fire(story, sheet, "carry_out", "lin", dispositions=rows).state == "approved"


@pytest.mark.clause("SC-4.2.3.1b-1", "SC-4.2.3.1b-4")
def test_re_inspection_comes_before_approval_and_must_confirm(story: Walker) -> None:
    for kind in ("batch", "wrong_selection"):
        sheet = arrived(story, kind)
        verdict = policy.may(story.cast.lin, sheet, "approve", at=story.at)
        assert (verdict.ok, verdict.stage) == (False, "state")
        sheet = judged(story, kind, confirmed="no", liability="customer")
        with pytest.raises(Invalid) as no:
            submitted(story, sheet)
        assert set(no.value.errors) == {"dispositions"}


@pytest.mark.clause("SC-4.2.3.1b-3")
def test_a_shipping_error_names_its_kind_and_the_head_finds_the_reason(story: Walker, law: Procedure) -> None:
    assert list(law.choices["error_kind"]) == ["model", "precision", "vibration", "quantity"]
    sheet = judged(story, "shipping_error")
    with pytest.raises(Invalid) as no:
        fire(story, sheet, "approve", "lin", dispositions=ALL_REPLACED, **AGREED)
    assert set(no.value.errors) == {"error_cause"}
    assert not policy.may(story.cast.lin, sheet, "find_reason", at=story.at).ok
    assert submitted(story, sheet).awaiting == "approve"


@pytest.mark.clause("SC-4.2.3.1a")
def test_a_few_bad_pieces_are_replaced_or_compensated_as_agreed(story: Walker) -> None:
    sheet = judged(story, "partial")
    rows = [*ALL_REPLACED, {"lot": "L20261105", "disposition": "compensation", "amount": "300.00", "liable": "ours"}]
    with pytest.raises(Invalid) as no:
        fire(story, sheet, "approve", "lin", dispositions=rows)
    assert set(no.value.errors) == {"agreed_by", "agreed_on", "agreed_how"}
    sheet = fire(story, sheet, "approve", "lin", dispositions=rows, agreed_what="换 40 只，补 300 元", **AGREED)
    assert [(row.disposition, row.amount) for row in Disposition.objects.filter(record=sheet)][1][1] == 300


# --- what is learnt from it ------------------------------------------------------------------------------------------
@pytest.mark.clause("SC-4.2.3.3", "SC-1c", "SC-5.1")
def test_the_report_fixes_the_department_and_opens_its_action_report(story: Walker) -> None:
    sheet = arrived(story)
    sheet = fire(
        story, sheet, "reinspect", "qin", reinspection="端面超差", confirmed="yes", reinspected_on="2026-11-20"
    )
    assert not policy.may(story.cast.lin, sheet, "judge", at=story.at).ok
    with pytest.raises(Invalid) as no:
        fire(story, sheet, "judge", "qin", liability="ours", cause="夹具磨损")
    assert set(no.value.errors) == {"departments"}
    sheet = fire(story, sheet, "judge", "qin", liability="ours", cause="夹具磨损", departments=["PROD"])
    (report,) = links.children(sheet, "capa")
    assert (report.capa.departments, report.capa.lot) == (["PROD"], "L20261105")
    assert "端面超差" in report.capa.problem
    assert report.procedure.document == "QS/TSB21401-2002"


@pytest.mark.clause("SC-4.2.1-3")
def test_the_cause_found_on_returned_goods_is_collected_and_found_again(story: Walker, law: Procedure) -> None:
    sheet = judged(story, liability="customer")
    assert sheet.cause == "夹具磨损"
    assert "cause" in law.flow.steps["judge"].needs
    assert [one.number for one in policy.visible(story.cast.mei, "returning", at=story.at)] == [sheet.number]


@pytest.mark.clause("SC-1b", "SM-5.5.2")
def test_a_complaint_opens_the_nonconformity_report_on_what_comes_back(story: Walker) -> None:
    complaint = story.to(story.open("complaint"), "at_inspection")
    complaint = fire(story, complaint, "return_goods", "lin")
    (sheet,) = links.children(complaint, "returning")
    assert (sheet.returning.reason, sheet.customer) == (complaint.what_happened, complaint.customer)
    story.to(sheet.returning, "closed")
    assert Notice.objects.filter(record_id=complaint.pk, kind="child_closed").exists()


# --- the generic pack ------------------------------------------------------------------------------------------------
@pytest.mark.clause("SC-4.2.3.2d")
def test_for_a_firm_without_a_text_the_strictest_wins() -> None:
    generic = next(one for one in procedures("generic/1.0") if one.type == "returning")
    (demand,) = generic.flow.steps["approve"].signs
    assert (demand.any, demand.field, demand.not_by) == (("general_manager",), "", ("doer",))


@pytest.mark.clause("CS-2.4", "CS-2.5")
def test_taking_back_replacing_refund_and_warranty_are_explicit(cast: Cast) -> None:
    adopt_pack("generic/1.0")
    generic = next(one for one in procedures("generic/1.0") if one.type == "returning")
    kinds = generic.choices["dispositions.disposition"]
    assert {"replace", "exchange", "credit", "compensation", "repair"} <= set(kinds)
    story = Walker(cast)
    sheet = asked_for(story)
    with pytest.raises(Invalid) as no:
        fire(story, sheet, "confirm", "wang", return_type="batch", told_units=["PROD"], warranty="yes")
    assert set(no.value.errors) == {"warranty_basis"}
    refused = fire(
        story, sheet, "refuse", "wang", warranty="no", warranty_basis="合同第 8 条：12 个月", reason="已过质保期"
    )
    assert (refused.phase, refused.warranty_basis) == ("done", "合同第 8 条：12 个月")
