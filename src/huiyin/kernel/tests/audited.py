"""A short complaint procedure that leaves every kind of evidence, and a firm that works by it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from huiyin.calendars import days
from huiyin.kernel import flow, registry
from huiyin.kernel.evidence.gather import Evidence, gather
from huiyin.kernel.evidence.period import Period
from huiyin.packs.adopt import adopt
from huiyin.packs.models import ProcedureVersion
from huiyin.packs.read import read_text
from tests.cast import SINCE, Cast

SHANGHAI = ZoneInfo("Asia/Shanghai")
COMPANY = """
[company]
name = { zh = "回音机电有限公司", en = "Huiyin Machinery" }
[roles]
service_clerk = { label = { zh = "客服", en = "Service clerk" }, clause = "QP-1" }
service_head = { label = { zh = "主任", en = "Head of service" } }
general_manager = { label = { zh = "总经理", en = "General manager" } }
auditor = { label = { zh = "审核员", en = "Auditor" }, reads = ["*"] }
"""
TEXT = """
[procedure]
type = "complaint"
title = { zh = "客户投诉", en = "Complaint" }
document = "QP07"
document_title = { zh = "客诉管理程序", en = "Complaint handling" }
revision = "A"
number = "KS{year}-{n:4}"
form = "QP0701"
opens = ["service_clerk"]
extenders = ["service_head"]
voiders = ["service_head"]

[choices]
severity = { a = { zh = "A", en = "A" }, b = { zh = "B", en = "B" } }

[fields.cause]
label = { zh = "原因", en = "Cause" }
clause = "QP-3"
[fields.containment]
label = { zh = "应急", en = "Containment" }
clause = "QP-9"

[ledger]
title = { zh = "投诉一览表", en = "Register of complaints" }
clause = "QP-6"
columns = [{ name = "number" }]

[keep]
years = 5
clause = "QP-10"

[flow]
initial = "received"
[flow.opening]
label = { zh = "登记", en = "Register" }
needs = ["what_happened", "severity"]
asks = ["customer"]
clause = "QP-1"
[[flow.opening.starts]]
name = "answer"
label = { zh = "答复", en = "Answer" }
within = "3wd"
since = "received"
clause = "QP-2"

[flow.states]
received = { label = { zh = "已登记", en = "Registered" }, phase = "open" }
analysed = { label = { zh = "已分析", en = "Analysed" }, phase = "open" }
closed = { label = { zh = "已结案", en = "Closed" }, phase = "done" }

[flow.steps.analyse]
label = { zh = "分析", en = "Analyse" }
from = "received"
to = "analysed"
roles = ["service_clerk"]
needs = ["cause"]
asks = ["containment"]
copies = [{ roles = ["general_manager"], field = "severity", codes = ["a"], clause = "QP-5" }]
raises = [{ type = "capa", rule = "decided", clause = "QP-4" }]
proof = { field = "severity", codes = ["a"], clause = "QP-8" }
clause = "QP-3"
[flow.steps.answer]
label = { zh = "答复客户", en = "Answer the customer" }
from = "analysed"
to = "closed"
roles = ["service_clerk"]
asks = ["answer"]
signs = [{ any = ["general_manager"], clause = "QP-7" }]
meets = ["answer"]
primary = true
[flow.steps.dismiss]
label = { zh = "不受理", en = "Dismiss" }
from = "received"
to = "closed"
roles = ["service_clerk"]
reason = true
drops = ["answer"]

[clauses]
"QP-1" = { zh = "窗口登记", en = "The window registers" }
"QP-2" = { zh = "三个工作日答复", en = "An answer within three working days" }
"QP-10" = { zh = "保存五年", en = "Kept five years" }
"QP-3" = { zh = "分析原因", en = "Causes are analysed" }
"QP-11" = { zh = "尊重客户", en = "Customers are respected" }
"""
CAPA = """
[procedure]
type = "capa"
title = { zh = "纠正措施", en = "Corrective action" }
document = "QP08"
document_title = { zh = "纠正措施", en = "Corrective action" }
revision = "A"
number = "JZ{year}-{n:4}"
opens = ["service_clerk"]
[ledger]
title = { zh = "纠正措施台账", en = "Register of actions" }
columns = [{ name = "number" }]
[keep]
years = 5
[flow]
initial = "open"
[flow.opening]
needs = ["problem"]
clause = "QP-11"
[flow.states]
open = { label = { zh = "进行中", en = "Open" }, phase = "open" }
[clauses]
"QP-11" = { zh = "尊重客户", en = "Customers are respected" }
"""


def local(text: str) -> dt.datetime:
    """A moment where the firm is."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


YEAR = Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
NOW = local("2026-11-20T09:00")


class House:
    """The firm, and its deeds in one word each."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        days.seed(at=local("2024-01-01T08:00"))
        self.version = self.adopt(TEXT)
        self.adopt(CAPA, "capa.toml")

    def adopt(self, text: str, file: str = "complaint.toml", since: dt.date = SINCE) -> ProcedureVersion:
        """Put a text in force."""
        procedure = read_text(text, file=file, company=COMPANY, pack="audited")
        return adopt(procedure, by=None, at=local("2024-01-01T08:00"), effective_from=since, reason="in force")

    def open(self, received: str, severity: str = "b") -> Any:
        """A complaint received then and registered at once."""
        data = {"what_happened": "机械密封端面漏油", "severity": severity}
        at = local(received)
        return flow.open_record("complaint", self.cast.lin, data, at=at, received_at=at)

    def fire(self, record: Any, step: str, at: str, data: Mapping[str, Any] | None = None, **more: Any) -> Any:
        """One step by Lin."""
        return flow.fire(record, step, self.cast.lin, data or {}, seen=record.version, at=local(at), **more)

    def analyse(self, record: Any, at: str, *, child: bool = False) -> Any:
        """The analysis, with or without a child."""
        decided = {"capa": {"open": child, "reason": "" if child else "个别现象"}}
        return self.fire(record, "analyse", at, {"cause": "刀具磨损"}, decided=decided)

    def answer(self, record: Any, at: str) -> Any:
        """The answer filed; it waits for Hu."""
        return self.fire(record, "answer", at, {"answer": "已更换"})

    def sign(self, record: Any, at: str, **more: Any) -> Any:
        """Hu signs, or declines."""
        return flow.sign(record, self.cast.hu, seen=record.version, at=local(at), method="password", **more)

    def settled(self, received: str, answered: str) -> Any:
        """A complaint answered then, analysed on the day it came."""
        record = self.analyse(self.open(received), received)
        return self.sign(self.answer(record, answered), answered)

    def evidence(self, only: str = "", *, period: Period = YEAR, who: str = "sun", at: dt.datetime = NOW) -> Evidence:
        """What the auditor finds."""
        return gather(registry.get("complaint"), period, self.cast.persons[who], at=at, only=only)

    def counts(self, clause: str, kind: str, **more: Any) -> dict[str, int]:
        """The verdicts on one demand of a clause."""
        for one in self.evidence(clause, **more).entry(clause).measured:
            if one.kind == kind:
                return one.figures.counts if one.figures else {}
        raise LookupError(kind)
