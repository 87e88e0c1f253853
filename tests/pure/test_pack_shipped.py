"""The shipped packs are sound, and say what their source procedures say, clause by clause."""

import pytest
from django.utils.translation import override

from huiyin.kernel.vocabulary import vocabulary_for
from huiyin.packs.check import check, check_together
from huiyin.packs.places import pack_folders, shipped
from huiyin.packs.read import read_pack
from huiyin.packs.shape import Procedure
from huiyin.packs.words import step_words

PACKS = {folder: read_pack(folder) for folder in pack_folders(shipped())}
ALL = {f"{one.pack}/{one.type}": one for pack in PACKS.values() for one in pack}
FEEDBACK = ALL["quality-feedback/feedback"]
COMPLAINT = ALL["complaint-handling/complaint"]
REPORT = ALL["complaint-handling/capa"]


@pytest.mark.parametrize("pack", PACKS.values(), ids=lambda pack: pack[0].pack)
def test_a_shipped_pack_is_sound(pack: tuple[Procedure, ...]):
    assert [str(fault) for one in pack for fault in check(one, vocabulary_for(one.type))] == []
    assert check_together(pack) == []


def test_seven_packs_are_shipped_and_each_type_has_its_generic_procedure():
    assert {one.pack for one in ALL.values()} == {
        "complaint-handling", "customer-communication", "generic@1.0", "quality-feedback", "reception",
        "service-control", "service-management",
    }  # fmt: skip
    generic = {one.type for one in ALL.values() if one.pack == "generic@1.0"}
    assert {one.type for one in ALL.values()} <= generic


@pytest.mark.parametrize("procedure", ALL.values(), ids=ALL)
def test_every_step_and_clock_names_its_clause(procedure: Procedure):
    steps = procedure.flow.steps.values()
    assert [step.name for step in steps if not step.clause] == []
    assert [due.name for step in (procedure.flow.opening, *steps) for due in step.starts if not due.clause] == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("procedure", ALL.values(), ids=ALL)
def test_every_step_says_in_a_sentence_what_it_is_about(procedure: Procedure, language: str):
    with override(language):
        said = {
            step.name: step_words(procedure, step) for step in (procedure.flow.opening, *procedure.flow.steps.values())
        }
    assert [name for name, words in said.items() if len(words) < 4] == []


def headings(procedure: Procedure, language: str) -> list[str]:
    return [column.label.text(language) for column in procedure.ledger.columns]


@pytest.mark.clause("QF-7.2", "QF-5.1a")
def test_the_feedback_register_has_the_papers_nine_columns():
    assert FEEDBACK.ledger.title.zh == "客户质量信息反馈登记表"
    assert headings(FEEDBACK, "zh-hans") == [
        "编号", "客户名称", "反馈日期", "主题", "类别", "经手人", "处理部门", "完结日期", "备注",
    ]  # fmt: skip
    assert FEEDBACK.number == "FK{year}-{n:4}"


@pytest.mark.clause("QF-7.1")
def test_the_feedback_form_asks_in_the_papers_order():
    labels = [FEEDBACK.fields[name].label.zh for name in ("customer", "received_at", "title", "content", "copy_units")]
    assert labels == ["客户名称", "反馈日期", "主题", "内容及要求", "抄送部门"]
    shown = [name for section in FEEDBACK.sections for name in section.fields]
    order = ["customer", "received_at", "title", "content", "copy_units", "effect", "final_note"]
    assert sorted(order, key=shown.index) == order


@pytest.mark.clause("QF-4.3ab", "QF-4.3cd")
def test_the_form_goes_out_in_one_or_three_working_days_by_class():
    (clock,) = (due for due in FEEDBACK.flow.steps["judge"].starts if due.name == "form")
    assert (clock.field, dict(clock.per)) == ("first_category", {"a": "1wd", "b": "1wd", "c": "3wd", "d": "3wd"})
    assert (clock.since, clock.soft) == ("received", False)
    assert FEEDBACK.flow.steps["send"].meets == ("form",)


@pytest.mark.clause("QF-4.3ab", "QF-4.3cd")
def test_copies_go_to_other_people_by_class():
    told = [(copy.roles, copy.units_of, copy.codes) for copy in FEEDBACK.flow.steps["send"].copies]
    assert told == [
        ((), "departments", ()), ((), "copy_units", ()),
        (("manager_in_charge", "general_manager"), "", ("a", "b")), (("manager_in_charge",), "", ("c", "d")),
    ]  # fmt: skip


@pytest.mark.clause("QF-4.1b")
def test_either_head_hears_of_it_before_it_becomes_a_complaint():
    assert FEEDBACK.flow.steps["report"].copies[0].roles == ("service_head", "quality_head")
    assert FEEDBACK.flow.steps["report"].sources == (FEEDBACK.flow.initial,)
    assert {"service_head", "quality_head"} <= set(FEEDBACK.flow.steps["judge"].roles)


@pytest.mark.clause("QF-4.4")
def test_what_came_in_writing_must_be_attached():
    send = FEEDBACK.flow.steps["send"]
    assert (send.proof_field, send.proof_codes, send.proof_clause) == ("channel", ("letter", "fax", "email"), "QF-4.4")


@pytest.mark.clause("QF-4.6a", "QF-4.6b")
def test_two_people_evaluate_and_only_the_second_closes():
    first, last = FEEDBACK.flow.steps["evaluate"], FEEDBACK.flow.steps["conclude"]
    assert (first.roles, first.needs) == (("service_clerk",), ("effect", "satisfaction"))
    assert (last.roles, last.guards) == (("service_head",), ("evaluator_is_another",))
    closing = [step.name for step in FEEDBACK.flow.steps.values() if step.to == "closed"]
    assert closing == ["conclude"]


@pytest.mark.clause("QF-4.2a", "QF-4.2b", "QF-4.2c", "QF-4.2d")
def test_each_class_has_its_matters_and_d_is_the_firms_own():
    under: dict[str, int] = {}
    for choice in FEEDBACK.choices["subtype"].values():
        under[choice.under] = under.get(choice.under, 0) + 1
    assert under == {"a": 4, "b": 5, "c": 4, "d": 1}
    assert list(FEEDBACK.choices["category"]) == ["a", "b", "c", "d"]


@pytest.mark.clause("QF-5.1b")
def test_the_original_is_kept_five_years():
    assert (FEEDBACK.keep.years, FEEDBACK.keep.since, FEEDBACK.keep.clause) == (5, "closed", "QF-5.1b")


@pytest.mark.clause("CH-6.1", "CH-5.2b")
def test_the_complaint_register_is_the_firms_annex():
    assert COMPLAINT.ledger.title.hant == "客戶投訴一覽表"
    assert COMPLAINT.ledger.form == COMPLAINT.form == "QP0701-1.0"
    assert headings(COMPLAINT, "zh-hant") == ["NO", "日期", "客戶名稱", "投訴內容", "報告部門", "備注"]


@pytest.mark.clause("CH-5.1.1", "CH-5.1.2", "CH-5.1.3", "CH-5.1.4", "CH-5.1.5a", "CH-5.1.5b")
def test_a_complaint_is_classified_in_six_dimensions():
    lists = {name: [one.label.hant for one in COMPLAINT.choices[name].values()][:4] for name in (
        "content_class", "channel", "justified", "effective", "mode", "urgency",
    )}  # fmt: skip
    assert lists == {
        "content_class": ["產品質量", "送貨週期", "服務態度", "處理方式"],
        "channel": ["門市受理", "電話受理", "送貨員受理", "郵件受理"],
        "justified": ["有理投訴", "無理投訴"],
        "effective": ["有效處理", "無效處理"],
        "mode": ["即時處理", "預約處理", "呈報處理", "轉移處理"],
        "urgency": ["一般處理", "特殊（緊急）處理"],
    }
    assert COMPLAINT.flow.steps["register"].needs == ("content_class", "channel", "mode", "urgency")


@pytest.mark.clause("CH-5.1.3", "CH-5.1.4")
def test_justified_is_decided_after_analysis_and_effective_only_by_verification():
    asked = {name for step in COMPLAINT.flow.steps.values() for name in (*step.needs, *step.asks)}
    assert "effective" not in asked
    judged = {step.name: step.sets["effective"] for step in COMPLAINT.flow.steps.values() if "effective" in step.sets}
    assert judged == {"verify": "yes", "again": "no"}
    assert "justified" in COMPLAINT.flow.steps["decide"].needs


@pytest.mark.clause("CH-5.2a", "CH-5.2c")
def test_anyone_files_and_registering_always_issues_a_report():
    assert COMPLAINT.opens == ("*",)
    assert COMPLAINT.flow.opening.to == "received"
    assert [(rule.type, rule.rule) for rule in COMPLAINT.flow.steps["register"].raises] == [("capa", "always")]


@pytest.mark.clause("CH-5.3d")
def test_the_customers_own_cause_needs_an_answer_and_no_countermeasure():
    explain = COMPLAINT.flow.steps["explain"]
    assert {"cause", "answer"} <= set(explain.needs)
    assert "countermeasures" not in (*explain.needs, *explain.asks)
    assert explain.sets["customer_cause"] is True


@pytest.mark.clause("CH-5.5b", "CH-5.5c")
@pytest.mark.parametrize("procedure", [COMPLAINT, REPORT], ids=["complaint", "report"])
def test_who_carried_out_does_not_verify_and_failure_begins_a_new_round(procedure: Procedure):
    verify, again = procedure.flow.steps["verify"], procedure.flow.steps["again"]
    assert "verifier_is_not_executor" in verify.guards
    assert "verifier_is_not_executor" in again.guards
    assert "department_head" not in verify.roles
    assert (again.to, again.new_round, again.reason) == ("analysing", True, True)


@pytest.mark.clause("CS-2.1", "SC-4.2.2.1", "FN-2c")
def test_the_generic_complaint_has_its_stage_clocks():
    generic = ALL["generic@1.0/complaint"]
    first = {due.name: due.within for due in generic.flow.opening.starts}
    later = {due.name: (due.field, dict(due.per)) for due in generic.flow.steps["assess"].starts}
    assert first == {"acknowledge": "24h", "first_contact": "48h"}
    assert later == {
        "containment": ("urgency", {"urgent": "24h", "general": "2wd"}),
        "cause": ("severity", {"S": "3wd", "A": "5wd", "B": "5wd", "C": "none"}),
        "answer": ("severity", {"S": "5wd", "A": "10wd", "B": "10wd", "C": "15wd"}),
    }
    (sign,) = generic.flow.steps["answer"].signs
    assert (sign.any, sign.not_by) == (("management_representative", "general_manager"), ("doer",))


@pytest.mark.clause("SM-5.5.1.1")
def test_the_generic_report_lists_the_four_documents():
    generic = ALL["generic@1.0/capa"]
    assert list(generic.choices["documents.document"]) == ["dfmea", "pfmea", "control_plan", "work_instruction"]
    assert "documents_settled" in generic.flow.steps["finish"].guards
