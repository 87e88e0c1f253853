"""The rules only an action report has, each tried through the one door under a short procedure of its own."""

import pytest

from huiyin.kernel.flow import fire, open_record
from huiyin.kernel.policy import may
from huiyin.records.capa.models import Action, Document
from huiyin.records.capa.rules import empty_phrase

PROCEDURE = """
[procedure]
type = "capa"
title = { zh = "纠正及预防措施报告", en = "Report" }
document = "QP08"
document_title = { zh = "纠正和预防措施管理程序", en = "Corrective action" }
revision = "A"
number = "JZ{year}-{n:4}"
opens = ["quality_head"]

[choices.kind]
corrective = { zh = "纠正措施", en = "Corrective" }
[choices.document]
pfmea = { zh = "PFMEA", en = "PFMEA" }
control_plan = { zh = "控制计划", en = "Control plan" }
old_sheet = { zh = "旧卡片", en = "Old sheet", retired = true }

[flow]
initial = "open"
[flow.opening]
needs = ["problem"]
[flow.states]
open = { label = { zh = "处理中", en = "Open" }, phase = "open" }
closed = { label = { zh = "已结案", en = "Closed" }, phase = "done" }
[flow.steps.contain]
label = { zh = "遏制", en = "Contain" }
from = "open"
to = "open"
roles = ["quality_head"]
asks = ["containment"]
guards = ["containment_given"]
[flow.steps.analyse]
label = { zh = "分析", en = "Analyse" }
from = "open"
to = "open"
roles = ["quality_head"]
asks = ["occurrence_cause", "escape_cause"]
guards = ["cause_is_a_cause"]
[flow.steps.plan]
label = { zh = "措施", en = "Plan" }
from = "open"
to = "open"
roles = ["quality_head"]
asks = ["actions"]
guards = ["rows_have_owner_and_due"]
[flow.steps.again]
label = { zh = "重来", en = "Again" }
from = "open"
to = "open"
roles = ["quality_head"]
new_round = true
[flow.steps.report]
label = { zh = "完成", en = "Report" }
from = "open"
to = "open"
roles = ["quality_head"]
asks = ["actions.done_on", "documents"]
[flow.steps.verify]
label = { zh = "验证", en = "Verify" }
from = "open"
to = "open"
roles = ["quality_head", "engineer"]
guards = ["actions_done", "verifier_is_not_executor"]
[flow.steps.settle]
label = { zh = "文件", en = "Documents" }
from = "open"
to = "open"
roles = ["quality_head"]
guards = ["documents_settled"]
[flow.steps.finish]
label = { zh = "措施完成", en = "Finish" }
from = "open"
to = "closed"
roles = ["quality_head"]
asks = ["actions.done_on", "documents"]
guards = ["actions_done", "documents_settled"]
[ledger]
title = { zh = "报告一览表", en = "Register" }
[keep]
years = 5
"""
SOUND = {"occurrence_cause": "定位销磨损0.3mm，未列入点检", "escape_cause": "终检只抽外观，不测泄漏"}


@pytest.fixture
def capa(cast, adopted, at):
    """A report opened by Chen."""
    adopted("capa", PROCEDURE)
    return open_record("capa", cast.chen, {"problem": "机械密封漏油"}, at=at)


def do(record, step, actor, at, reason="", **data):
    return fire(record, step, actor, data, seen=record.version, at=at, reason=reason)


def planned(record, cast, at, **row):
    row = {"kind": "corrective", "what": "定位销列入点检", "owner": cast.zhao.pk, "due_on": "2026-12-01"} | row
    return do(record, "plan", cast.chen, at, actions=[row])


def done(record, cast, at):
    rows = [{"id": row.pk, "done_on": "2026-11-20"} for row in Action.objects.filter(record_id=record.pk)]
    return do(record, "report", cast.chen, at, actions=rows)


def says(verdict):
    return [(str(one.text), one.field) for one in verdict.blockers]


@pytest.mark.parametrize(
    "text",
    [
        "责任心不强",
        "员工质量意识淡薄，需加强培训。",
        "操作不当",
        "主要原因是操作工操作失误",
        "检验员漏检",
        "人為疏忽",
        "員工質量意識淡薄，需加強培訓。",
        "檢驗員漏檢",
        "人為疏失，加強教育訓練",
        "未按作业指导书操作",
        "Operator error.",
        "Lack of training of the operator",
    ],
)
def test_an_empty_phrase_is_not_a_cause(text):
    assert empty_phrase(text) != ""


@pytest.mark.parametrize(
    "text",
    [
        "定位销磨损",
        "操作不当：夹具定位销磨损0.3mm，工件装偏",
        "断电",
        "操作不當：夾具定位銷磨損0.3mm",
        "检验员漏检，因检具分辨力只有0.1mm",
        "O-ring aged by heat",
        "Operator error because the fixture lets the part in upside down",
        "",
    ],
)
def test_a_cause_may_hold_such_words_beside_a_fact(text):
    assert empty_phrase(text) == ""


def test_the_phrase_is_shown_as_it_was_written():
    assert empty_phrase("加強培訓") == "加強培訓"


@pytest.mark.clause("SM-5.5.1e")
def test_both_causes_are_asked_and_neither_may_be_a_phrase(cast, capa, at, refused):
    with refused() as no:
        do(capa, "analyse", cast.chen, at, escape_cause="终检不测泄漏")
    assert no.errors == {"occurrence_cause": "Write the cause of occurrence: why the defect arose."}
    with refused() as no:
        do(capa, "analyse", cast.chen, at, occurrence_cause="员工责任心不强")
    assert no.errors == {
        "occurrence_cause": "“责任心不强” alone is not a cause: ask why once more (or give a reason why it stands).",
        "escape_cause": "Write the cause of escape: why the defect was not found before delivery (or give a reason).",
    }
    assert do(capa, "analyse", cast.chen, at, **SOUND).escape_cause == SOUND["escape_cause"]


def test_a_reason_lets_a_weak_cause_stand_and_is_kept(cast, capa, at):
    record = do(capa, "analyse", cast.chen, at, "客户现场发现，厂内无检出点", occurrence_cause="操作不当")
    assert record.events.get(step="analyse").reason == "客户现场发现，厂内无检出点"


def test_containment_is_written_or_explained(cast, capa, at, refused):
    with refused() as no:
        do(capa, "contain", cast.chen, at)
    assert no.errors == {"containment": "Write the containment, or why none is needed."}
    do(capa, "contain", cast.chen, at, containment="在库、在途全检")


@pytest.mark.clause("SM-5.5.1e")
def test_actions_have_a_person_and_a_date(cast, capa, at, refused):
    with refused() as no:
        planned(capa, cast, at, owner="", due_on="")
    assert no.errors == {
        "actions.owner": "Action “定位销列入点检” has no person in charge.",
        "actions.due_on": "Action “定位销列入点检” has no date to be done by.",
    }
    assert not Action.objects.exists()


@pytest.mark.clause("CH-5.5c")
def test_verifying_needs_every_action_of_this_round_done(cast, capa, at):
    assert says(may(cast.chen, capa, "verify", at=at)) == [("No action has been written in this round.", "actions")]
    record = planned(capa, cast, at)
    assert says(may(cast.chen, record, "verify", at=at)) == [
        ("Action “定位销列入点检” is not done yet.", "actions.done_on")
    ]
    record = done(record, cast, at)
    assert may(cast.chen, record, "verify", at=at).ok
    record = do(record, "again", cast.chen, at)
    assert says(may(cast.chen, record, "verify", at=at)) == [("No action has been written in this round.", "actions")]


@pytest.mark.clause("SM-5.5.1f")
def test_who_carries_an_action_out_does_not_verify_it(cast, capa, at):
    record = done(planned(capa, cast, at), cast, at)
    assert str(may(cast.zhao, record, "verify", at=at).why) == (
        "赵明 carries out “定位销列入点检”; someone else verifies it."
    )
    assert may(cast.chen, record, "verify", at=at).ok


@pytest.mark.clause("SM-5.5.1.1")
def test_every_document_on_the_list_is_settled(cast, capa, at):
    record = planned(capa, cast, at)
    assert says(may(cast.chen, record, "settle", at=at)) == [
        ("Decide whether “PFMEA” must change.", "documents"),
        ("Decide whether “Control plan” must change.", "documents"),
    ]
    rows = [{"document": "pfmea", "needed": True, "number": "FM-12", "old_revision": "A"}, {"document": "control_plan"}]
    record = do(record, "report", cast.chen, at, documents=rows)
    assert says(may(cast.chen, record, "settle", at=at)) == [
        ("“PFMEA” must change: its new revision is missing.", "documents.new_revision"),
        ("“PFMEA” must change: the date of the change is missing.", "documents.changed_on"),
        ("“Control plan”: write why it does not apply.", "documents.reason"),
    ]
    pfmea, plan = Document.objects.filter(record_id=record.pk)
    rows = [
        {"id": pfmea.pk, "new_revision": "B", "changed_on": "2026-11-20"},
        {"id": plan.pk, "reason": "控制方法未变"},
    ]
    record = do(record, "report", cast.chen, at, documents=rows)
    assert may(cast.chen, record, "settle", at=at).ok


@pytest.mark.clause("SM-5.5.1.1")
def test_a_step_that_asks_for_the_rows_judges_them_after_taking_them(cast, capa, at, refused):
    record = planned(capa, cast, at)
    assert may(cast.chen, record, "finish", at=at).ok
    with refused() as no:
        do(record, "finish", cast.chen, at)
    assert set(no.errors) == {"actions.done_on", "documents"}
    rows = [{"id": row.pk, "done_on": "2026-11-20"} for row in Action.objects.filter(record_id=record.pk)]
    revised = {"needed": True, "number": "FM-12", "old_revision": "A", "new_revision": "B", "changed_on": "2026-11-20"}
    papers = [{"document": "pfmea"} | revised, {"document": "control_plan", "reason": "控制方法未变"}]
    assert do(record, "finish", cast.chen, at, actions=rows, documents=papers).phase == "done"
