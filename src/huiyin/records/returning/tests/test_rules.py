"""The rules only a return has, each tried through the one door under a short procedure of its own."""

import pytest

from huiyin.kernel.flow import fire, open_record
from huiyin.kernel.links import relate
from huiyin.kernel.models import Notice
from huiyin.records.returning.models import Disposition, Lot
from huiyin.records.returning.rules import facts, from_any

PROCEDURE = """
[procedure]
type = "returning"
title = { zh = "退回产品处理单", en = "Return" }
document = "TH"
document_title = { zh = "退货处理", en = "Returns" }
revision = "A"
number = "TH{year}-{n:4}"
opens = ["service_clerk"]
[choices]
return_type = { batch = { zh = "整批", en = "Batch" }, shipping_error = { zh = "差错", en = "Error" } }
error_kind = { model = { zh = "型号", en = "Model" } }
confirmed = { yes = { zh = "是", en = "Yes" }, no = { zh = "否", en = "No" } }
warranty = { yes = { zh = "是", en = "Yes" }, unclear = { zh = "待查", en = "Unclear" } }
liability = { ours = { zh = "我方", en = "Ours" }, customer = { zh = "客户", en = "Customer" } }
agreed_how = { email = { zh = "邮件", en = "E-mail" } }
"dispositions.disposition" = { replace = { zh = "更换", en = "Replace" }, scrap = { zh = "报废", en = "Scrap" }, \
rework = { zh = "返工", en = "Rework" }, concession = { zh = "让步", en = "Concession" }, \
compensation = { zh = "补偿", en = "Compensation" }, send_back = { zh = "退还", en = "Send back" } }
"dispositions.liable" = { ours = { zh = "我方", en = "Us" } }
[flow]
initial = "open"
[flow.opening]
needs = ["reason"]
asks = ["title", "customer", "customer_unknown", "contact", "product", "lots", "told_units", "channel"]
guards = ["customer_known_or_reason"]
[flow.states]
open = { label = { zh = "处理中", en = "Open" }, phase = "open" }
approved = { label = { zh = "已批准", en = "Approved" }, phase = "open" }
closed = { label = { zh = "办结", en = "Closed" }, phase = "done" }
[flow.steps.sort]
label = { zh = "归类", en = "Sort" }
from = "open"
to = "open"
roles = ["service_clerk"]
asks = ["return_type", "error_kind", "error_cause", "warranty", "warranty_basis", "liability", "departments"]
guards = ["error_kind_said", "error_explained", "warranty_has_basis", "ours_has_departments"]
[flow.steps.told]
label = { zh = "证实", en = "Confirm" }
from = "open"
to = "open"
roles = ["service_clerk"]
asks = ["lots"]
guards = ["delivered_that_many"]
[flow.steps.count]
label = { zh = "清点", en = "Count" }
from = "open"
to = "open"
roles = ["service_clerk"]
asks = ["lots.received", "lots.analysed", "lots.difference"]
guards = ["lots_agree"]
[flow.steps.inspect]
label = { zh = "重检", en = "Inspect" }
from = "open"
to = "open"
roles = ["engineer"]
needs = ["reinspection", "confirmed"]
asks = ["defect", "lots.received", "lots.analysed"]
[flow.steps.approve]
label = { zh = "报批", en = "Approve" }
from = "open"
to = "approved"
roles = ["service_clerk"]
needs = ["dispositions"]
asks = ["agreed_by", "agreed_on", "agreed_how"]
guards = ["reinspected", "balanced", "dispositions_whole", "confirmed_or_sent_back", "customer_agrees"]
[flow.steps.carry_out]
label = { zh = "办理", en = "Carry out" }
from = "approved"
to = "approved"
roles = ["service_clerk"]
asks = ["dispositions.done_on", "dispositions.evidence"]
[flow.steps.close]
label = { zh = "办结", en = "Close" }
from = "approved"
to = "closed"
roles = ["service_clerk"]
guards = ["carried_out"]
effects = ["tell_parent"]
[ledger]
title = { zh = "退货一览表", en = "Returns" }
[keep]
years = 5
"""
LOTS = [{"lot": "A1", "announced": 100}, {"lot": "B2", "announced": 20}]
AGREED = {"agreed_by": "周敏", "agreed_on": "2026-11-19", "agreed_how": "email"}


@pytest.fixture
def do(cast, at):
    """Fire a step as the clerk; the engineer inspects."""

    def step(sheet, name, **data):
        person = cast.zhao if name == "inspect" else cast.lin
        return fire(sheet, name, person, data, seen=sheet.version, at=at)

    return step


@pytest.fixture
def sheet(cast, adopted, at):
    """Two lots of a bearing on their way back."""
    adopted("returning", PROCEDURE)
    data = {"customer": cast.customer.pk, "reason": "振动超差", "lots": LOTS}
    return open_record("returning", cast.lin, data, at=at)


def counted(sheet, **columns):
    """The lots as rows to send, each column a value per lot."""
    rows = Lot.objects.filter(record_id=sheet.pk).order_by("position")
    return [{"id": row.pk} | {name: both[i] for name, both in columns.items()} for i, row in enumerate(rows)]


@pytest.fixture
def inspected(sheet, do):
    """All came, and what the customer said was confirmed."""
    lots = counted(sheet, received=(100, 20), analysed=(10, 5))
    return do(sheet, "inspect", reinspection="Z3 超差", confirmed="yes", lots=lots)


def test_nothing_is_approved_before_the_inspectors_wrote_their_column(sheet, do, refused):
    with refused() as no:
        do(sheet, "approve", dispositions=[{"lot": "A1", "disposition": "scrap", "quantity": 100}])
    assert no.why == (
        "No approval before re-inspection (SC-4.2.3.1b-1): the inspectors have not filled their column yet."
    )
    assert not Disposition.objects.exists()


@pytest.mark.clause("Q-13")
def test_a_sentence_says_which_lot_is_off_by_how_much(inspected, do, refused):
    rows = [
        {"lot": "A1", "disposition": "scrap", "quantity": 90},
        {"lot": "B2", "disposition": "scrap", "quantity": "22.5"},
    ]
    with refused() as no:
        do(inspected, "approve", dispositions=rows)
    assert no.errors == {
        "dispositions.quantity": (
            "Lot A1: 100 came, 90 are disposed of; 10 are still to be settled. "
            "Lot B2: 20 came, 22.5 are disposed of; that is 2.5 too many."
        )
    }
    rows = [rows[0], {"lot": "A1", "disposition": "rework", "quantity": 10}, rows[1] | {"quantity": 20}]
    assert do(inspected, "approve", dispositions=rows).state == "approved"


def test_a_lot_nobody_sent_back_is_named(inspected, do, refused):
    with refused() as no:
        do(inspected, "approve", dispositions=[{"lot": "C3", "disposition": "scrap", "quantity": 1}])
    assert no.errors["dispositions.lot"] == "“C3” is no lot of this return; its lots are: A1, B2."


def test_money_alone_is_no_quantity_of_goods(cast, sheet, do, at, refused):
    data = {"customer": cast.customer.pk, "reason": "少量锈蚀", "lots": LOTS[:1]}
    one = open_record("returning", cast.lin, data, at=at)
    one = do(one, "inspect", reinspection="锈蚀 3 套", confirmed="yes", lots=counted(one, received=(3,)))
    rows = [{"disposition": "scrap", "quantity": 3}, {"disposition": "compensation"}]
    with refused() as no:
        do(one, "approve", dispositions=rows, **AGREED)
    assert no.errors == {"dispositions.quantity": "“Compensation”: write the quantity or the amount."}
    rows[1]["amount"] = "450.00"
    assert do(one, "approve", dispositions=rows, **AGREED).state == "approved"


def test_no_more_comes_back_than_was_delivered(cast, sheet, do, at, refused):
    lots = [{"lot": "L20261105", "announced": "1200.5"}]
    one = open_record("returning", cast.lin, {"customer": "C001", "reason": "渗漏", "lots": lots}, at=at)
    with refused() as no:
        do(one, "told")
    assert no.errors == {"lots.announced": "Lot L20261105: 1200.5 are announced, but only 1200 were delivered."}
    do(one, "told", lots=[{"id": Lot.objects.get(record=one).pk, "announced": 1200}])
    do(sheet, "told")


def test_no_more_is_analysed_than_came_and_more_than_announced_only_with_a_reason(sheet, do, refused):
    with refused() as no:
        do(sheet, "count", lots=counted(sheet, received=(100, 24), analysed=(101, 5)))
    assert no.errors == {
        "lots.analysed": "Lot A1: 101 analysed, but only 100 came.",
        "lots.difference": "Lot B2: 24 came, but only 20 were announced; write why.",
    }
    lots = counted(sheet, received=(100, 24), analysed=(10, 5), difference=("", "多装一盒"))
    do(sheet, "count", lots=lots)
    assert [int(lot.received) for lot in Lot.objects.order_by("position")] == [100, 24]


@pytest.mark.clause("SC-4.2.3.1a")
def test_replacement_needs_who_agreed_when_and_how(inspected, do, refused):
    rows = [
        {"lot": "A1", "disposition": "replace", "quantity": 100},
        {"lot": "B2", "disposition": "scrap", "quantity": 20},
    ]
    with refused() as no:
        do(inspected, "approve", dispositions=rows, agreed_by="周敏")
    assert no.errors == {
        "agreed_on": "Write when the customer agreed.",
        "agreed_how": "Choose how the customer agreed.",
    }
    approved = do(inspected, "approve", dispositions=rows, **AGREED)
    assert (approved.agreed_by, approved.agreed_how) == ("周敏", "email")


@pytest.mark.clause("I-7", "I-12")
def test_a_concession_has_an_end_and_scrap_a_proof(inspected, do, refused, at):
    rows = [
        {"lot": "A1", "disposition": "concession", "quantity": 100},
        {"lot": "B2", "disposition": "scrap", "quantity": 20},
    ]
    with refused() as no:
        do(inspected, "approve", dispositions=rows, **AGREED)
    assert no.errors == {"dispositions.until": "“A1 Concession”: write until when it holds."}
    rows[0]["until"] = "2027-06-30"
    approved = do(inspected, "approve", dispositions=rows, **AGREED)
    done = [{"id": row.pk, "done_on": "2026-11-20"} for row in Disposition.objects.order_by("position")]
    carried = do(approved, "carry_out", dispositions=done[:1])
    with refused() as no:
        do(carried, "close")
    assert "“B2 Scrap” was not carried out yet." in no.why
    carried = do(carried, "carry_out", dispositions=done)
    with refused() as no:
        do(carried, "close")
    assert "“B2 Scrap” is scrapped: write how it was made unusable." in no.why
    carried = do(carried, "carry_out", dispositions=[done[1] | {"evidence": "压毁，记录 BF-12"}])
    assert do(carried, "close").phase == "done"


@pytest.mark.clause("Q-14")
def test_what_was_reworked_is_verified_again(inspected, do, refused):
    rows = [{"lot": lot, "disposition": "rework", "quantity": many} for lot, many in (("A1", 100), ("B2", 20))]
    approved = do(inspected, "approve", dispositions=rows)
    done = [{"id": row.pk, "done_on": "2026-11-20"} for row in Disposition.objects.order_by("position")]
    carried = do(approved, "carry_out", dispositions=done)
    with refused() as no:
        do(carried, "close")
    assert "“A1 Rework” was reworked: write how its conformity was verified again." in no.why
    carried = do(carried, "carry_out", dispositions=[row | {"evidence": "全检合格 JY-1187"} for row in done])
    assert do(carried, "close").phase == "done"


def test_what_inspection_does_not_confirm_goes_back(sheet, do, refused):
    lots = counted(sheet, received=(100, 20))
    sheet = do(sheet, "inspect", reinspection="合格", confirmed="no", lots=lots)
    rows = [{"lot": lot, "disposition": "scrap", "quantity": many} for lot, many in (("A1", 100), ("B2", 20))]
    with refused() as no:
        do(sheet, "approve", dispositions=rows)
    assert no.errors["dispositions"].startswith("Re-inspection did not confirm this return")
    back = [row | {"disposition": "send_back"} for row in rows]
    assert do(sheet, "approve", dispositions=back).state == "approved"


def test_errors_terms_and_our_own_fault_say_more(sheet, do, refused):
    with refused() as no:
        do(sheet, "sort", return_type="shipping_error", warranty="yes", liability="ours")
    assert set(no.errors) == {"error_kind", "error_cause", "warranty_basis", "departments"}
    said = {
        "error_kind": "model",
        "error_cause": "拣货未核标签",
        "warranty_basis": "合同第 8 条",
        "departments": ["LOGI"],
    }
    sheet = do(sheet, "sort", return_type="shipping_error", warranty="yes", liability="ours", **said)
    assert (sheet.error_kind, sheet.departments) == ("model", ["LOGI"])


@pytest.mark.clause("SM-5.5.2")
def test_any_record_raises_it_and_hears_how_it_ended(cast, inspected, do, at):
    taken = from_any(
        {"what": "漏油", "lot": "A1", "quantity": 5, "departments": ["PROD"], "customer": cast.customer.pk}
    )
    parent = inspected
    child = open_record("returning", cast.lin, taken, at=at, parent=parent)
    assert (child.reason, child.told_units) == ("漏油", ["PROD"])
    assert [(lot.lot, int(lot.announced)) for lot in Lot.objects.filter(record=child)] == [("A1", 5)]
    assert from_any({"title": "只有主题"}) == {"title": "只有主题", "reason": "只有主题"}
    relate(parent, child, "raised", by=cast.lin, at=at)
    child = do(child, "inspect", reinspection="密封唇破", confirmed="yes", lots=counted(child, received=(5,)))
    child = do(child, "approve", dispositions=[{"disposition": "scrap", "quantity": 5}])
    row = Disposition.objects.get(record=child)
    child = do(child, "carry_out", dispositions=[{"id": row.pk, "done_on": "2026-11-20", "evidence": "压毁"}])
    do(child, "close")
    assert Notice.objects.get(kind="child_closed").person == cast.lin


def test_what_an_action_report_learns_of_it(inspected):
    told = facts(inspected)
    assert (told["what"], told["lot"], int(told["quantity"])) == ("振动超差\nZ3 超差", "A1", 100)
