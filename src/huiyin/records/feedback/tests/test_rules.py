"""The rules only a feedback has, each tried through the one door under a short procedure of its own."""

import pytest

from huiyin.kernel import registry
from huiyin.kernel.flow import fire, open_record
from huiyin.kernel.policy import may
from huiyin.records.feedback.models import Countermeasure
from huiyin.records.feedback.rules import facts

PROCEDURE = """
[procedure]
type = "feedback"
title = { zh = "客户质量信息反馈表", en = "Quality feedback" }
document = "WI-QF"
document_title = { zh = "客户质量信息反馈工作指引", en = "Quality feedback guide" }
revision = "A"
number = "FK{year}-{n:4}"
opens = ["service_clerk"]

[choices.channel]
phone = { zh = "电话", en = "Telephone" }
[choices.effect]
effective = { zh = "有效", en = "Effective" }
ineffective = { zh = "无效", en = "Ineffective" }

[flow]
initial = "reported"
[flow.opening]
needs = ["content"]
asks = ["title", "channel", "customer", "customer_unknown", "product", "lot", "quantity", "containment", "departments"]
guards = ["customer_known_or_reason"]
[flow.states]
reported = { label = { zh = "已报告", en = "Reported" }, phase = "open" }
sent = { label = { zh = "已传递", en = "Sent" }, phase = "open" }
closed = { label = { zh = "完结", en = "Closed" }, phase = "done" }
[flow.steps.send]
label = { zh = "传递", en = "Send" }
from = "reported"
to = "sent"
roles = ["service_clerk"]
asks = ["departments"]
guards = ["has_departments"]
[flow.steps.counter]
label = { zh = "填写对策", en = "Write countermeasures" }
from = "sent"
to = "sent"
roles = ["department_head"]
of = "departments"
needs = ["countermeasures"]
[flow.steps.evaluate]
label = { zh = "效果评估", en = "Evaluate" }
from = "sent"
to = "sent"
roles = ["service_clerk", "service_head"]
asks = ["effect"]
guards = ["all_departments_answered"]
[flow.steps.finish]
label = { zh = "最终评定", en = "Final evaluation" }
from = "sent"
to = "closed"
roles = ["service_clerk", "service_head"]
asks = ["final_note"]
guards = ["evaluator_is_another"]
[ledger]
title = { zh = "客户质量信息反馈登记表", en = "Feedback register" }
[keep]
years = 5
"""


@pytest.fixture
def feedback(cast, adopted, at):
    """Dented drums, registered by Lin."""
    adopted("feedback", PROCEDURE)
    return open_record("feedback", cast.lin, opening(cast), at=at)


def opening(cast, **more):
    return {
        "customer": cast.customer.pk,
        "content": "线盘磕碰",
        "product": cast.product.pk,
        "quantity": "12.5",
        "channel": "phone",
    } | more


def do(record, step, actor, at, **data):
    return fire(record, step, actor, data, seen=record.version, at=at)


def answer(record, actor, at):
    return do(record, "counter", actor, at, countermeasures=[{"measure": "加固托盘"}])


@pytest.mark.clause("SM-2")
def test_a_customer_or_the_reason_why_none_is_asked(cast, feedback, at, refused):
    with refused() as no:
        open_record("feedback", cast.lin, opening(cast, customer=""), at=at)
    assert no.errors == {"customer": "Choose the customer, or write why the customer is not known."}
    assert open_record("feedback", cast.lin, opening(cast, customer="", customer_unknown="展会"), at=at).number


@pytest.mark.clause("SM-4.6")
def test_work_starts_with_a_department_named(cast, feedback, at, refused):
    with refused() as no:
        do(feedback, "send", cast.lin, at)
    assert no.errors == {"departments": "Name at least one department that is to act."}
    assert do(feedback, "send", cast.lin, at, departments=["PROD"]).state == "sent"


@pytest.mark.clause("QF-4.5a")
def test_the_effect_is_judged_when_every_department_has_answered(cast, feedback, at):
    record = do(feedback, "send", cast.lin, at, departments=["PROD", "TECH"])
    record = answer(record, cast.dong, at)
    assert Countermeasure.objects.get(record_id=record.pk).unit == cast.units["PROD"]
    verdict = may(cast.lin, record, "evaluate", at=at)
    assert [(str(one.text), one.field) for one in verdict.blockers] == [
        ("技术部 has not written a countermeasure yet.", "countermeasures")
    ]
    record = answer(record, cast.tang, at)
    assert may(cast.lin, record, "evaluate", at=at).ok


@pytest.mark.clause("QF-4.6b")
def test_the_final_evaluation_is_given_by_another(cast, feedback, at, refused):
    record = do(feedback, "send", cast.lin, at, departments=["PROD"])
    record = answer(record, cast.dong, at)
    record = do(record, "evaluate", cast.lin, at, effect="effective")
    with refused() as no:
        do(record, "finish", cast.lin, at, final_note="同意")
    assert no.why == "林晓 judged the effect; someone else gives the final evaluation."
    assert do(record, "finish", cast.wang, at, final_note="同意").phase == "done"


@pytest.mark.clause("QF-4.6b")
def test_the_last_one_to_judge_the_effect_counts(cast, feedback, at):
    record = do(feedback, "send", cast.lin, at, departments=["PROD"])
    record = answer(record, cast.dong, at)
    record = do(record, "evaluate", cast.lin, at, effect="ineffective")
    record = do(record, "evaluate", cast.wang, at, effect="effective")
    assert may(cast.lin, record, "finish", at=at).ok
    assert may(cast.wang, record, "finish", at=at).stage == "guard"


@pytest.mark.clause("QF-4.5b")
def test_a_complaint_takes_over_what_the_feedback_knows(cast, feedback):
    takes = registry.get("complaint").accepts["*"]
    assert takes(facts(feedback)) == {
        "title": "线盘磕碰",
        "customer": cast.customer.pk,
        "channel": "phone",
        "product": cast.product.pk,
        "quantity": feedback.quantity,
        "what_happened": "线盘磕碰",
    }
