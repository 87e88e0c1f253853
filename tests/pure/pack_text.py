"""A small sound pack as text, and the vocabulary it is checked against: tests spoil one thing at a time."""

from __future__ import annotations

from huiyin.packs.check import check
from huiyin.packs.faults import PackError
from huiyin.packs.read import read_text
from huiyin.packs.shape import Procedure
from huiyin.packs.vocabulary import Vocabulary

COMPANY = """
[company]
name = { zh = "本公司", en = "The company" }

[words]
capa = { zh = "纠正措施报告", en = "Action report" }

[roles.clerk]
label = { zh = "客服", en = "Clerk" }
[roles.head]
label = { zh = "主任", en = "Head" }
[roles.manager]
label = { zh = "总经理", en = "Manager" }
reads = ["*"]

[choices.channel]
phone = { zh = "电话", en = "Telephone" }
email = { zh = "邮件", en = "E-mail" }
"""

COMPLAINT = """
[procedure]
type = "complaint"
title = { zh = "客户投诉", en = "Complaint" }
document = "QP07"
revision = "A"
document_title = { zh = "客诉管理程序", en = "Complaint procedure" }
number = "KS{year}-{n:4}"
form = "QP0701-1.0"
opens = ["clerk"]
correctors = ["head"]

[choices.severity]
A = { zh = "重大", en = "Major" }
B = { zh = "一般", en = "Minor" }

[fields.remark]
label = { zh = "备注", en = "Remarks" }

[extra.bench]
kind = "text"
label = { zh = "试验台", en = "Test bench" }

[[sections]]
title = { zh = "受理", en = "Receipt" }
fields = ["customer", "what_happened", "severity", "bench"]

[ledger]
title = { zh = "一览表", en = "Register" }
columns = [{ name = "number" }, { name = "customer__name" }, { name = "severity" }]

[flow]
initial = "received"

[flow.opening]
needs = ["what_happened"]
asks = ["customer", "channel"]
marks = ["received"]
starts = [{ name = "reply", label = { zh = "答复", en = "Answer" }, within = "5wd", role = "clerk" }]

[flow.states.received]
label = { zh = "已收到", en = "Received" }
phase = "open"
[flow.states.waiting]
label = { zh = "等待客户", en = "Waiting" }
phase = "waiting"
pauses = ["reply"]
[flow.states.answered]
label = { zh = "已答复", en = "Answered" }
phase = "open"
[flow.states.closed]
label = { zh = "结案", en = "Closed" }
phase = "done"
[flow.states.void]
label = { zh = "作废", en = "Void" }
phase = "void"

[flow.steps.wait]
label = { zh = "等待客户", en = "Wait" }
from = ["received"]
to = "waiting"
roles = ["clerk"]
reason = true
proof = true

[flow.steps.resume]
label = { zh = "继续", en = "Go on" }
from = ["waiting"]
to = "received"
roles = ["clerk"]
back = true

[flow.steps.propose]
label = { zh = "提出对策", en = "Propose" }
from = ["received"]
to = "received"
roles = ["head"]
of = "departments"
needs = ["actions"]

[flow.steps.answer]
label = { zh = "答复客户", en = "Answer" }
from = ["received"]
to = "answered"
roles = ["clerk", "head"]
needs = ["severity", "cause"]
asks = ["departments", "actions.done_on"]
sets = { effective = "yes", major = true }
guards = ["has_cause"]
effects = ["tell_customer"]
signs = [{ any = ["manager"], not_by = ["doer"], field = "severity", codes = ["A"] }]
meets = ["reply"]
raises = [{ type = "capa", rule = "per", field = "severity", codes = ["A"] }]
copies = [{ roles = ["manager"], field = "severity", codes = ["A"] }, { units_of = "departments" }]
marks = ["answered"]
clause = "QP-1"

[flow.steps.close]
label = { zh = "结案", en = "Close" }
from = ["answered"]
to = "closed"
roles = ["head"]
guards = ["actions_done"]
marks = ["closed"]

[choices.effective]
yes = { zh = "有效", en = "Effective" }
no = { zh = "无效", en = "Ineffective" }

[keep]
years = 5

[prints.sheet]
label = { zh = "投诉单", en = "Sheet" }
template = "sheet"

[clauses]
QP-1 = { zh = "及时答复", en = "Answer in time" }

[targets.answered_in_time]
2026-01-01 = 95
"""

WORDS = Vocabulary(
    type="complaint",
    fields={
        "title": "text", "customer": "customer", "received_at": "moment", "holder": "person", "channel": "choice",
        "severity": "choice", "subtype": "choice", "effective": "choice", "what_happened": "long", "cause": "long",
        "lot": "text", "major": "flag", "departments": "units", "reporting_unit": "unit", "reply_wanted_on": "date",
        "quantity": "number", "remark": "long",
    },
    lines={
        "actions": {"what": "long", "kind": "choice", "done_on": "date"},
        "findings": {"what": "long", "becomes": "choice", "raised": "record"},
    },
    columns=frozenset({"number", "customer__name"}),
    guards=frozenset({"actions_done"}),
    checks=frozenset({"has_cause"}),
    effects=frozenset({"tell_customer"}),
    milestones=("received", "answered", "closed"),
    types=frozenset({"complaint", "capa"}),
    templates=frozenset({"sheet"}),
)  # fmt: skip
KINDS = """
[choices."actions.kind"]
corrective = { zh = "纠正", en = "Corrective" }
[choices."findings.becomes"]
capa = { zh = "报告", en = "Report" }
"""


def spoilt(old: str = "", new: str = "") -> str:
    """The complaint procedure with ``old`` (which must be in it once) replaced by ``new``."""
    text = COMPLAINT + KINDS
    assert not old or text.count(old) == 1, f"{text.count(old)} × {old!r}"
    return text.replace(old, new) if old else text


def read(text: str = "", company: str = COMPANY) -> Procedure:
    """The procedure of that text."""
    return read_text(text or spoilt(), file="complaint.toml", company=company, pack="test")


def faults_when_read(text: str, company: str = COMPANY) -> list[str]:
    """What reading says, in full sentences."""
    try:
        read(text, company)
    except PackError as why:
        return [str(fault) for fault in why.faults]
    return []


def faults(old: str = "", new: str = "") -> list[str]:
    """What checking says of the spoilt procedure."""
    return [str(fault) for fault in check(read(spoilt(old, new)), WORDS)]
