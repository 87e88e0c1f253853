"""The rules only a complaint has, each tried through the one door under a short procedure of its own."""

import pytest

from huiyin.kernel.flow import fire, open_record
from huiyin.kernel.models import Link, Notice, Record
from huiyin.kernel.policy import may
from huiyin.records.complaint.models import Countermeasure

PROCEDURE = """
[procedure]
type = "complaint"
title = { zh = "客户投诉", en = "Complaint" }
document = "QP07"
document_title = { zh = "客诉管理程序", en = "Complaint handling" }
revision = "A"
number = "KS{year}-{n:4}"
opens = ["service_clerk"]

[choices]
mode = { immediate = { zh = "即时处理", en = "Immediate" }, appointment = { zh = "预约处理", en = "Appointment" }, \
escalated = { zh = "呈报处理", en = "Escalated" }, transferred = { zh = "转移处理", en = "Transferred" } }
justified = { yes = { zh = "有理", en = "Justified" }, no = { zh = "无理", en = "Unjustified" } }

[flow]
initial = "registered"
[flow.opening]
needs = ["what_happened"]
asks = ["title", "customer", "customer_unknown", "contact", "product", "lot", "quantity", "immediate_action", \
"departments", "mode", "mode_at", "mode_to"]
guards = ["customer_known_or_reason", "appointment_has_date", "transfer_has_target"]
[flow.states]
registered = { label = { zh = "已登记", en = "Registered" }, phase = "open" }
closed = { label = { zh = "已结案", en = "Closed" }, phase = "done" }
[flow.steps.analyse]
label = { zh = "分析", en = "Analyse" }
from = "registered"
to = "registered"
roles = ["service_clerk"]
asks = ["cause", "customer_cause", "answer", "justified", "justified_reason"]
guards = ["has_cause", "customer_cause_has_analysis", "unjustified_has_reason"]
[flow.steps.plan]
label = { zh = "对策", en = "Plan" }
from = "registered"
to = "registered"
roles = ["service_clerk"]
asks = ["countermeasures", "customer_cause"]
guards = ["has_countermeasures", "rows_have_owner_and_due"]
[flow.steps.done]
label = { zh = "完成", en = "Done" }
from = "registered"
to = "registered"
roles = ["service_clerk"]
asks = ["countermeasures.done_on"]
[flow.steps.raise]
label = { zh = "开纠正措施", en = "Raise a report" }
from = "registered"
to = "registered"
roles = ["service_clerk"]
raises = [{ type = "capa" }]
[flow.steps.reply]
label = { zh = "答复", en = "Reply" }
from = "registered"
to = "registered"
roles = ["service_clerk"]
asks = ["reply_needed", "reply_reason", "answer"]
guards = ["reply_or_reason"]
[flow.steps.verify]
label = { zh = "验证", en = "Verify" }
from = "registered"
to = "closed"
roles = ["service_clerk", "department_head", "engineer"]
guards = ["actions_done", "verifier_is_not_executor"]
effects = ["tell_parent"]
[flow.steps.finish]
label = { zh = "完成并结案", en = "Finish" }
from = "registered"
to = "closed"
roles = ["service_clerk"]
asks = ["countermeasures.done_on"]
guards = ["actions_done"]
[ledger]
title = { zh = "客户投诉一览表", en = "Complaint register" }
[keep]
years = 5
"""

CAPA = """
[procedure]
type = "capa"
title = { zh = "纠正及预防措施报告", en = "Report" }
document = "QP08"
document_title = { zh = "纠正和预防措施管理程序", en = "Corrective action" }
revision = "A"
number = "JZ{year}-{n:4}"
opens = ["service_clerk"]
[flow]
initial = "open"
[flow.opening]
needs = ["problem"]
asks = ["title", "customer", "customer_unknown", "product", "lot", "containment", "departments"]
[flow.states]
open = { label = { zh = "处理中", en = "Open" }, phase = "open" }
closed = { label = { zh = "已结案", en = "Closed" }, phase = "done" }
[flow.steps.close]
label = { zh = "结案", en = "Close" }
from = "open"
to = "closed"
roles = ["service_clerk"]
effects = ["tell_parent"]
[ledger]
title = { zh = "报告一览表", en = "Register" }
[keep]
years = 5
"""


@pytest.fixture
def complaint(cast, adopted, at):
    """A leaking seal, registered by Lin."""
    adopted("complaint", PROCEDURE)
    adopted("capa", CAPA)
    return open_record("complaint", cast.lin, opening(cast), at=at)


def opening(cast, **more):
    return {
        "customer": cast.customer.pk,
        "product": cast.product.pk,
        "lot": "L20261105",
        "what_happened": "机械密封漏油",
        "departments": ["PROD"],
        "immediate_action": "先行更换",
    } | more


def do(record, step, actor, at, **data):
    return fire(record, step, actor, data, seen=record.version, at=at)


def planned(record, cast, at, **row):
    row = {"what": "更换密封圈供方", "unit": "PROD", "due_on": "2026-12-01"} | row
    return do(record, "plan", cast.lin, at, countermeasures=[row])


def row_of(record):
    return Countermeasure.objects.get(record_id=record.pk)


@pytest.mark.clause("SM-2")
def test_a_customer_or_the_reason_why_none_is_asked(cast, complaint, at, refused):
    with refused() as no:
        open_record("complaint", cast.lin, opening(cast, customer=""), at=at)
    assert no.errors == {"customer": "Choose the customer, or write why the customer is not known."}
    known = open_record("complaint", cast.lin, opening(cast, customer="", customer_unknown="匿名来电"), at=at)
    assert (known.customer_id, known.customer_unknown) == (None, "匿名来电")


@pytest.mark.clause("CH-5.1.5a")
@pytest.mark.parametrize(
    ("mode", "field", "value"),
    [
        ("appointment", "mode_at", "2026-11-23T10:00"),
        ("escalated", "mode_to", "总经理"),
        ("transferred", "mode_to", "华南中心"),
    ],
)
def test_each_mode_of_handling_says_when_or_to_whom(cast, complaint, at, refused, mode, field, value):
    with refused() as no:
        open_record("complaint", cast.lin, opening(cast, mode=mode), at=at)
    assert list(no.errors) == [field]
    opened = open_record("complaint", cast.lin, opening(cast, mode=mode) | {field: value}, at=at)
    assert opened.mode == mode


@pytest.mark.clause("CH-5.3a")
def test_analysing_needs_a_cause(cast, complaint, at, refused):
    with refused() as no:
        do(complaint, "analyse", cast.lin, at, cause="  ")
    assert no.errors == {"cause": "Write the cause analysis first."}
    assert do(complaint, "analyse", cast.lin, at, cause="密封圈老化").cause == "密封圈老化"


@pytest.mark.clause("CH-5.3d")
def test_the_customers_own_cause_is_answered_with_the_analysis(cast, complaint, at, refused):
    with refused() as no:
        do(complaint, "analyse", cast.lin, at, cause="安装时划伤", customer_cause=True)
    assert no.errors == {"answer": "The cause is the customer's: answer with the result of the analysis."}
    told = do(complaint, "analyse", cast.lin, at, cause="安装时划伤", customer_cause=True, answer="分析结果：安装划伤")
    assert told.answer == "分析结果：安装划伤"
    assert do(told, "plan", cast.lin, at).version == told.version + 1  # no countermeasure is asked


@pytest.mark.clause("CH-5.1.3")
def test_unjustified_says_why(cast, complaint, at, refused):
    with refused() as no:
        do(complaint, "analyse", cast.lin, at, cause="工况超限", justified="no")
    assert no.errors == {"justified_reason": "Write why the complaint is unjustified."}
    do(complaint, "analyse", cast.lin, at, cause="工况超限", justified="no", justified_reason="压力超出协议")


@pytest.mark.clause("CH-5.3b")
def test_countermeasures_have_someone_and_a_date(cast, complaint, at, refused):
    with refused() as no:
        do(complaint, "plan", cast.lin, at)
    assert no.errors == {"countermeasures": "Write at least one countermeasure."}
    with refused() as no:
        planned(complaint, cast, at, unit="", due_on="")
    assert no.errors == {
        "countermeasures.owner": "Countermeasure “更换密封圈供方” names neither a person nor a department.",
        "countermeasures.due_on": "Countermeasure “更换密封圈供方” has no date to be done by.",
    }
    assert not Countermeasure.objects.exists()
    planned(complaint, cast, at)
    assert row_of(complaint).unit == cast.units["PROD"]


@pytest.mark.clause("CH-5.3c")
def test_an_answer_or_the_reason_for_none(cast, complaint, at, refused):
    with refused() as no:
        do(complaint, "reply", cast.lin, at)
    assert list(no.errors) == ["answer"]
    with refused() as no:
        do(complaint, "reply", cast.lin, at, reply_needed=False)
    assert no.errors == {"reply_reason": "Write why no reply is needed."}
    assert do(complaint, "reply", cast.lin, at, reply_needed=False, reply_reason="客户已撤回").reply_needed is False


@pytest.mark.clause("CH-5.5a")
def test_closing_waits_for_countermeasures_and_reports(cast, complaint, at, refused):
    record = do(planned(complaint, cast, at), "raise", cast.lin, at)
    report = Record.objects.get(type="capa")
    verdict = may(cast.lin, record, "verify", at=at)
    assert [(str(one.text), one.number, one.field) for one in verdict.blockers] == [
        (f"Corrective action report {report.number} is not closed yet.", report.number, ""),
        ("Countermeasure “更换密封圈供方” has no completion date yet.", "", "countermeasures.done_on"),
    ]
    with refused() as no:
        do(record, "verify", cast.lin, at)
    assert no.numbers == [report.number, ""]
    record = do(record, "done", cast.lin, at, countermeasures=[{"id": row_of(record).pk, "done_on": "2026-11-20"}])
    fire(report, "close", cast.lin, seen=report.version, at=at)
    assert may(cast.lin, record, "verify", at=at).ok
    assert do(record, "verify", cast.lin, at).phase == "done"


@pytest.mark.clause("CH-5.5a")
def test_a_step_that_asks_for_the_dates_judges_them_after_taking_them(cast, complaint, at, refused):
    record = planned(complaint, cast, at)
    assert may(cast.lin, record, "finish", at=at).ok
    with refused() as no:
        do(record, "finish", cast.lin, at)
    assert no.errors == {"countermeasures.done_on": "Countermeasure “更换密封圈供方” has no completion date yet."}
    rows = [{"id": row_of(record).pk, "done_on": "2026-11-20"}]
    assert do(record, "finish", cast.lin, at, countermeasures=rows).phase == "done"


@pytest.mark.clause("CH-5.5b")
def test_who_carries_it_out_does_not_verify_it(cast, complaint, at):
    record = planned(complaint, cast, at, owner=cast.zhao.pk, unit="TECH")
    record = do(record, "done", cast.lin, at, countermeasures=[{"id": row_of(record).pk, "done_on": "2026-11-20"}])
    verdict = may(cast.zhao, record, "verify", at=at)
    assert str(verdict.why) == "赵明 carries out “更换密封圈供方”; someone else verifies it."
    assert verdict.blockers[0].clause == "CH-5.5b"
    assert may(cast.lin, record, "verify", at=at).ok


@pytest.mark.clause("CH-5.5b")
def test_a_department_without_a_named_person_is_the_executor(cast, complaint, at):
    record = planned(complaint, cast, at, unit="TECH")
    record = do(record, "done", cast.lin, at, countermeasures=[{"id": row_of(record).pk, "done_on": "2026-11-20"}])
    assert may(cast.zhao, record, "verify", at=at).stage == "guard"  # Zhao belongs to engineering
    assert may(cast.lin, record, "verify", at=at).ok


@pytest.mark.clause("CH-5.2c", "SM-1b")
def test_a_report_opens_with_what_the_complaint_knows(cast, complaint, at):
    do(complaint, "raise", cast.lin, at)
    report = Record.objects.get(type="capa").capa
    assert (report.problem, report.lot, report.departments, report.containment) == (
        "机械密封漏油",
        "L20261105",
        ["PROD"],
        "先行更换",
    )
    assert (report.customer, report.product, report.title) == (cast.customer, cast.product, "机械密封漏油")
    assert Link.objects.get(source_id=complaint.pk).target_id == report.pk


@pytest.mark.clause("SM-5.5.1f")
def test_a_closed_report_tells_whoever_has_the_complaint(cast, complaint, at):
    do(complaint, "raise", cast.lin, at)
    report = Record.objects.get(type="capa")
    fire(report, "close", cast.lin, seen=report.version, at=at)
    notice = Notice.objects.get(kind="child_closed")
    assert (notice.person, notice.record_id, notice.facts["number"]) == (cast.lin, complaint.pk, report.number)
    assert report.events.get(step="close").facts["told_parent"] == [complaint.number]
