"""QP07, clause by clause, played by the people it names (the further clauses: kernel/tests/test_flow.py)."""

from __future__ import annotations

from typing import Any

import pytest

from huiyin.kernel import flow, policy
from huiyin.kernel.errors import Invalid, Refused
from huiyin.packs.shape import Procedure
from tests.cast import AT, Cast
from tests.walker import Walker, adopt_pack, procedures

CLASSIFIED = {"content_class": "quality", "channel": "phone", "mode": "immediate", "urgency": "general"}


@pytest.fixture
def story(cast: Cast) -> Walker:
    adopt_pack("complaint-handling")
    return Walker(cast)


@pytest.fixture
def qp07() -> Procedure:
    return next(one for one in procedures("complaint-handling") if one.type == "complaint")


def register(story: Walker, record: Any, **over: Any) -> Any:
    return flow.fire(record, "register", story.cast.lin, CLASSIFIED | over, seen=record.version, at=story.tick())


@pytest.mark.clause("CH-2", "CH-4.1")
def test_any_dissatisfaction_is_taken_in_however_small(story: Walker) -> None:
    record = flow.open_record(
        "complaint", story.cast.dong,
        {"customer_unknown": "来电未留单位", "what_happened": "想问一下何时发货，语气不满", "reporting_unit": "PROD"},
        at=story.tick(), received_at=AT,
    )  # fmt: skip
    assert (record.state, record.customer_id, record.customer_unknown) == ("received", None, "来电未留单位")
    with pytest.raises(Invalid) as no:
        flow.open_record("complaint", story.cast.dong, {"what_happened": "不满", "reporting_unit": "PROD"}, at=AT)
    assert set(no.value.errors) == {"customer"}


@pytest.mark.clause("CH-3")
def test_the_service_centre_owns_the_procedure(story: Walker, qp07: Procedure) -> None:
    assert qp07.owner == "service_head"
    record = story.open("complaint")
    assert record.unit.code in ("SALES", "SERVICE")
    for who in ("lin", "wang"):
        assert policy.may(story.cast.persons[who], record, "register", at=story.at).ok
    for who in ("zhao", "chen", "hu", "dong"):
        assert policy.may(story.cast.persons[who], record, "register", at=story.at).stage == "role"


DIMENSIONS = [
    ("CH-5.1.1", "content_class", {"quality", "delivery", "attitude", "handling"}),
    ("CH-5.1.2", "channel", {"shop", "phone", "driver"}),
    ("CH-5.1.5a", "mode", {"immediate", "appointment", "escalated", "transferred"}),
    ("CH-5.1.5b", "urgency", {"general", "urgent"}),
]


@pytest.mark.parametrize(
    ("name", "codes"), [pytest.param(name, codes, marks=pytest.mark.clause(id)) for id, name, codes in DIMENSIONS]
)
def test_each_dimension_is_needed_and_holds_what_the_text_names(
    story: Walker, qp07: Procedure, name: str, codes: set[str]
) -> None:
    assert set(qp07.choices[name]) >= codes
    record = story.open("complaint", channel=None) if name == "channel" else story.open("complaint")
    with pytest.raises(Invalid) as no:
        register(story, record, **{name: ""})
    assert set(no.value.errors) == {name}


@pytest.mark.clause("CH-5.1.5b")
def test_urgent_handling_has_the_shorter_limit(story: Walker) -> None:
    amounts = {}
    for urgency in ("general", "urgent"):
        record = register(story, story.open("complaint"), urgency=urgency)
        amounts[urgency] = record.dues.get(name="reply").amount
    assert amounts == {"general": "5wd", "urgent": "48h"}


@pytest.mark.clause("CH-5.1.3")
def test_whether_it_is_justified_is_decided_after_analysis_with_a_reason(story: Walker, qp07: Procedure) -> None:
    early = [step.name for step in qp07.flow.steps.values() if "justified" in (*step.needs, *step.asks)]
    assert {qp07.flow.steps[name].sources for name in early} == {("analysing",)}
    record = story.to(register(story, story.open("complaint")), "analysing")
    with pytest.raises(Invalid) as no:
        story.fire(record, qp07.flow.steps["decide"], justified="no", justified_reason="")
    assert set(no.value.errors) == {"justified_reason"}


@pytest.mark.clause("CH-5.4")
def test_people_are_sent_to_the_customer_with_a_purpose_and_report_back(story: Walker, qp07: Procedure) -> None:
    record = story.to(register(story, story.open("complaint"), major=True), "analysing")
    assert set(qp07.choices["onsite_purpose"]) == {"confirm", "investigate", "guide"}
    record = flow.fire(
        record, "send_people", story.cast.lin,
        {"onsite_purpose": "investigate", "onsite_people": "赵明、唐宁", "onsite_on": "2026-11-24"},
        seen=record.version, at=story.tick(),
    )  # fmt: skip
    result = {"onsite_result": "装配压力过大"}
    record = flow.fire(record, "report_on_site", story.cast.zhao, result, seen=record.version, at=story.tick())
    assert (record.major, record.onsite_purpose, record.onsite_result) == (True, "investigate", "装配压力过大")


@pytest.mark.clause("CH-5.5a", "CH-5.5b")
def test_the_column_of_verification_is_not_the_executors(story: Walker) -> None:
    record = story.to(register(story, story.open("complaint")), "carrying_out")
    for who in ("dong", "tang"):
        with pytest.raises(Refused):
            flow.fire(
                record, "verify", story.cast.persons[who], {"verification": "很好", "verified_on": "2026-11-20"},
                seen=record.version, at=story.tick(),
            )  # fmt: skip


@pytest.mark.clause("CH-6.1", "CH-5.2b")
def test_the_register_has_the_papers_columns_and_form_number(qp07: Procedure) -> None:
    assert [column.label.zh for column in qp07.ledger.columns] == [
        "NO", "日期", "客户名称", "投诉内容", "报告部门", "备注",
    ]  # fmt: skip
    assert (qp07.ledger.form, qp07.form) == ("QP0701-1.0", "QP0701-1.0")
    assert qp07.ledger.title.hant == "客戶投訴一覽表"
