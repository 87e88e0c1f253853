"""The quality feedback guide, clause by clause, played by the people it names."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from huiyin.kernel import amend, attachments, flow, links, numbering, policy, turns
from huiyin.kernel.errors import Invalid, Refused
from huiyin.kernel.models import Notice
from huiyin.kernel.vocabulary import vocabulary_for
from huiyin.packs.check import check
from huiyin.packs.shape import Procedure
from tests.cast import AT, Cast
from tests.walker import Walker, adopt_pack, procedures


@pytest.fixture
def story(cast: Cast) -> Walker:
    adopt_pack("quality-feedback")
    return Walker(cast)


@pytest.fixture
def guide() -> Procedure:
    return next(one for one in procedures("quality-feedback") if one.type == "feedback")


def heard(story: Walker, **over: Any) -> Any:
    data = {"customer": "C001", "channel": "phone", "content": "线盘外观划伤 12 盘", "title": "线盘划伤"} | over
    return flow.open_record("feedback", story.cast.lin, data, at=story.tick(), received_at=story.at)


def fire(story: Walker, record: Any, step: str, who: str, **data: Any) -> Any:
    reason, decided = data.pop("reason", ""), data.pop("decided", None)
    person = story.cast.persons[who]
    return flow.fire(
        record, step, person, data, seen=record.version, at=story.tick(), reason=reason, decided=decided
    )  # fmt: skip


NO_COMPLAINT = {"complaint": {"open": False, "reason": "客户仅要求改善"}}


def judged(story: Walker, category: str = "a", **over: Any) -> Any:
    record = fire(story, heard(story, **over), "report", "lin")
    return fire(
        story, record, "judge", "wang", first_category=category, degree="serious", calming="已致电说明",
        containment="隔离库存", contained_at=story.at, decided=NO_COMPLAINT,
    )  # fmt: skip


def sent(story: Walker, category: str = "a", units: tuple[str, ...] = ("PROD", "TECH"), **over: Any) -> Any:
    return fire(
        story, judged(story, category, **over), "send", "lin", category=category, subtype=_subtype(category),
        departments=list(units),
    )  # fmt: skip


@pytest.mark.clause("QF-1b", "QF-4.1a")
def test_anyone_who_serves_customers_takes_the_details_down_from_anywhere(story: Walker) -> None:
    for who in ("lin", "wang", "guo"):
        assert policy.may_open(story.cast.persons[who], "feedback", at=AT).ok
    with pytest.raises(Invalid) as no:
        flow.open_record("feedback", story.cast.lin, {"customer": "C001"}, at=AT)
    assert set(no.value.errors) == {"channel", "content"}
    record = heard(story, product="MS-25", lot="L20261105", quantity=12)
    assert (record.product.code, record.lot, record.quantity) == ("MS-25", "L20261105", 12)


@pytest.mark.clause("QF-4.1b")
def test_it_is_reported_at_once_before_it_is_a_complaint(story: Walker) -> None:
    record = heard(story)
    due = record.dues.get(name="report")
    assert due.soft
    record = fire(story, record, "report", "lin")
    assert record.state == "reported"
    told = Notice.objects.filter(record_id=record.pk, kind="copy").values_list("person__username", flat=True)
    assert set(told) == {"wang", "chen"}
    for who in ("wang", "chen"):
        assert policy.may(story.cast.persons[who], record, "judge", at=story.at).ok
    assert record.dues.get(name="report").outcome == "met"


@pytest.mark.clause("QF-4.1c")
def test_the_first_judgement_and_the_later_one_are_both_kept(story: Walker) -> None:
    record = judged(story, "b")
    event = record.events.get(step="judge")
    assert (event.actor, event.changes["first_category"]) == (story.cast.wang, ["", "b"])
    record = fire(
        story, record, "send", "lin", category="a", subtype=_subtype("a"),
        departments=["PROD"],
    )  # fmt: skip
    assert (record.first_category, record.category) == ("b", "a")


def _subtype(category: str) -> str:
    guide = next(one for one in procedures("quality-feedback") if one.type == "feedback")
    return next(one.code for one in guide.choices["subtype"].values() if one.under == category)


@pytest.mark.clause("QF-4.1d")
def test_the_customer_is_calmed_and_the_emergency_measure_timed(story: Walker) -> None:
    record = fire(story, heard(story), "report", "lin")
    with pytest.raises(Invalid) as no:
        fire(story, record, "judge", "wang", first_category="a", degree="serious", decided=NO_COMPLAINT)
    assert set(no.value.errors) == {"calming"}
    record = judged(story)
    assert (record.calming, record.containment) == ("已致电说明", "隔离库存")
    assert record.contained_at is not None


@pytest.mark.parametrize(
    ("category", "kinds"),
    [
        pytest.param("a", 4, marks=pytest.mark.clause("QF-4.2a")),
        pytest.param("b", 5, marks=pytest.mark.clause("QF-4.2b")),
        pytest.param("c", 3, marks=pytest.mark.clause("QF-4.2c")),
    ],
)
def test_each_class_has_its_kinds_and_no_other(story: Walker, guide: Procedure, category: str, kinds: int) -> None:
    own = [one.code for one in guide.choices["subtype"].values() if one.under == category]
    assert len(own) >= kinds
    other = next(one.code for one in guide.choices["subtype"].values() if one.under not in ("", category))
    with pytest.raises(Invalid) as no:
        fire(story, judged(story, category), "send", "lin", category=category, subtype=other, departments=["PROD"])
    assert set(no.value.errors) == {"subtype"}


@pytest.mark.clause("QF-4.2d")
def test_a_rule_that_names_a_class_nobody_defined_is_noticed(guide: Procedure, db: None) -> None:
    known = vocabulary_for("feedback")
    assert check(guide, known) == []
    choices = {code: one for code, one in guide.choices["category"].items() if code != "d"}
    broken = replace(guide, choices={**guide.choices, "category": choices})
    assert any("d" in str(fault) for fault in check(broken, known))


@pytest.mark.clause("QF-4.3ab", "QF-4.3cd")
@pytest.mark.parametrize(
    ("category", "leaders"), [("a", {"ye", "hu"}), ("b", {"ye", "hu"}), ("c", {"ye"}), ("d", {"ye"})]
)
def test_copies_go_up_by_class_and_to_the_departments(story: Walker, category: str, leaders: set[str]) -> None:
    record = sent(story, category)
    facts = record.events.get(step="send").facts["copied"]
    names = {story.cast.persons[who].name for who in leaders | {"dong", "tang"}}
    assert {one["name"] for one in facts} == names
    for who in leaders:
        assert policy.find(story.cast.persons[who], record.number, at=story.at) == record


@pytest.mark.clause("QF-4.4")
def test_written_feedback_is_not_sent_without_its_papers(story: Walker) -> None:
    record = judged(story, "a", channel="email")
    fields = {"category": "a", "subtype": _subtype("a"), "departments": ["PROD"]}
    with pytest.raises(Invalid) as no:
        fire(story, record, "send", "lin", **fields)
    assert set(no.value.errors) == {"attachments"}
    attachments.attach(record, story.cast.lin, "来信.txt", "见附图".encode(), at=story.tick())
    assert fire(story, story.again(record), "send", "lin", **fields).state == "sent"


@pytest.mark.clause("QF-2", "QF-3.1", "QF-3.3", "QF-3.4")
def test_every_step_has_someone_who_answers_for_it(story: Walker, guide: Procedure) -> None:
    for step in guide.flow.steps.values():
        assert step.roles
        assert set(step.roles) <= set(guide.roles)
    record = sent(story)
    for who in ("dong", "tang"):
        assert [turn.step for turn in turns.mine(story.cast.persons[who], at=story.at)] == ["counter"]
    assert policy.may(story.cast.chen, judged(story), "become_complaint", at=story.at).ok
    assert policy.may(story.cast.dong, record, "counter", at=story.at).unit.code == "PROD"


@pytest.mark.clause("QF-4.5a")
def test_each_department_writes_its_own_countermeasure(story: Walker) -> None:
    record = sent(story)
    row = {"measure": "更换收线导轮", "planned_on": "2026-11-27", "told_customer": True}
    record = fire(story, record, "counter", "dong", countermeasures=[row])
    with pytest.raises(Refused):
        fire(story, record, "complete", "lin", completed_on="2026-11-27")
    production = record.events.get(step="counter").changes["countermeasures"]["added"][0]
    shown = {"id": production["id"]}  # the form names the row that engineering only reads
    record = fire(story, record, "counter", "tang", countermeasures=[shown, row])
    assert fire(story, record, "complete", "lin", completed_on="2026-11-27").state == "countered"


@pytest.mark.clause("QF-4.5b", "QF-6.3")
def test_it_grows_into_a_formal_complaint_and_the_tie_is_kept(story: Walker) -> None:
    record = sent(story)
    record = fire(story, record, "become_complaint", "chen", reason="客户发来 8D 要求")
    (complaint,) = links.children(record, "complaint")
    assert (record.state, complaint.customer_id) == ("complained", record.customer_id)
    assert links.family(complaint).record.number == record.number
    assert complaint.events.get(kind="opened").facts["raised_by"] == record.number


@pytest.mark.clause("QF-4.6a", "QF-4.6b")
def test_the_handler_evaluates_first_and_the_head_has_the_last_word(story: Walker) -> None:
    record = story.to(heard(story), "countered")
    record = fire(story, record, "evaluate", "lin", effect="effective", satisfaction=_first("satisfaction"))
    assert record.completed_on is not None
    with pytest.raises(Refused):
        fire(story, record, "conclude", "lin", final_verdict=_first("final_verdict"), final_note="有效")
    record = fire(story, record, "conclude", "wang", final_verdict=_first("final_verdict"), final_note="有效")
    assert (record.state, record.final_note) == ("closed", "有效")


def _first(name: str) -> str:
    guide = next(one for one in procedures("quality-feedback") if one.type == "feedback")
    return next(iter(guide.choices[name]))


@pytest.mark.clause("QF-5.1a")
def test_forms_are_numbered_in_one_sequence_and_a_voided_one_stays(story: Walker) -> None:
    first, second, third = (heard(story) for _one in range(3))
    amend.void(second, story.cast.wang, "重复", seen=1, at=story.tick())
    assert [one.number for one in (first, second, third)] == ["FK2026-0001", "FK2026-0002", "FK2026-0003"]
    assert story.again(second).phase == "void"
    assert numbering.peek(policy.procedure_of(first).number, dt.date(2026, 11, 20)) == "FK2026-0004"


@pytest.mark.clause("QF-5.1b")
def test_the_original_is_kept_five_years_by_the_sales_department(guide: Procedure) -> None:
    assert (guide.keep.years, guide.keep.since, guide.keep.custodian) == (5, "closed", "service_head")


@pytest.mark.clause("QF-7.1", "QF-7.2")
def test_form_and_register_have_the_fields_the_paper_has(guide: Procedure) -> None:
    shown = {name for section in guide.sections for name in section.fields}
    assert shown >= {
        "customer", "received_at", "title", "content", "copy_units", "category", "countermeasures", "completed_on",
        "effect", "satisfaction", "final_verdict",
    }  # fmt: skip
    headings = [column.label.zh for column in guide.ledger.columns]
    assert headings == ["编号", "客户名称", "反馈日期", "主题", "类别", "经手人", "处理部门", "完结日期", "备注"]
    assert guide.ledger.title.zh == "客户质量信息反馈登记表"
