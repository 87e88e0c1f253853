"""Samples of fields and forms for the page of parts: every kind, filled, empty, wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Say = Callable[[str, str], str]


def forms(say: Say) -> dict[str, Any]:
    """`fields` (one of each kind), `wrong` (with errors), `form` (a whole step) and `sign`."""
    fields = _fields(say)
    wrong = [{**field, "name": f"wrong_{field['name']}", "error": say("请填写这一项。", "Please fill this in.")} for field in fields]
    sign = {"meaning": say("本人已审核以上内容并同意", "I have reviewed the above and agree"), "clause": "CH-5.4",
            "person": {"name": say("王建国", "Wang Jianguo")}, "role": say("经营部主任", "Head of sales"),
            "words": [say("签署的是 KS2026-0042 第 7 次变更后的全部内容。", "You sign the whole of KS2026-0042 as of change 7.")],
            "error": say("密码不对，请再输入一次。", "The password is not right; type it again.")}  # fmt: skip
    reason = {"name": "reason", "kind": "long", "label": say("理由", "Reason"), "required": True, "rows": 2}
    form = {"action": "#", "fields": [{**fields[5], "name": "step_severity", "error": ""}, {**fields[1], "name": "step_cause"}],
            "submit": say("答复客户", "Answer the customer"), "cancel": "#", "draft": "sample", "reason": reason, "seen": 7,
            "files": {"name": "files", "kind": "files", "label": say("附件", "Attachments"), "most": 20_000_000},
            "wrong": say("有 1 项不能接受，已在原处标出。", "One value cannot be accepted; it is marked where it stands.")}  # fmt: skip
    return {"fields": fields, "wrong": wrong[:2] + wrong[5:7], "lines_field": _lines(say), "sign": sign, "form": form}


def _fields(say: Say) -> list[dict[str, Any]]:
    severity = [{"value": code, "label": say(zh, en)} for code, zh, en in (("a", "重大", "Major"), ("b", "一般", "Minor"), ("c", "轻微", "Slight"))]
    causes = [
        {"value": f"c{index}", "label": say(zh, en), "initials": initials}
        for index, (zh, en, initials) in enumerate((
            ("尺寸超差", "Dimension", "cccc"), ("外观缺陷", "Appearance", "wgqx"), ("渗漏", "Leak", "sl"), ("混料", "Mixed", "hl"),
            ("少装漏装", "Missing parts", "szlz"), ("包装破损", "Packing", "bzps"), ("标识错误", "Marking", "bscw"),
            ("交期延误", "Late delivery", "jqyw"), ("性能不达标", "Performance", "xnbdb"), ("其他", "Other", "qt"),
        ))
    ]  # fmt: skip
    units = [
        {"value": code, "label": say(zh, en), "initials": initials, "depth": depth}
        for code, zh, en, initials, depth in (
            ("SALES", "经营部", "Sales", "jyb", 0), ("SERVICE", "客户服务中心", "Service centre", "khfwzx", 1),
            ("QUALITY", "质控部", "Quality", "zkb", 0), ("TECH", "技术部", "Engineering", "jsb", 0),
            ("PROD", "生产部", "Production", "scb", 0), ("LOGI", "物流科", "Logistics", "wlk", 0),
            ("ADMIN", "管理部", "Administration", "glb", 0), ("FIN", "财务部", "Finance", "cwb", 0), ("GMO", "总经理室", "Management", "zjls", 0),
        )
    ]  # fmt: skip
    return [
        {"name": "lot", "kind": "text", "label": say("批号", "Lot"), "value": "B2611-07", "limit": 60},
        {"name": "cause", "kind": "long", "label": say("原因分析", "Cause"), "required": True, "clause": "CH-6.3",
         "hint": say("写到能采取措施为止：为什么会发生，为什么没有拦住。", "Until something can be done: why it arose, why it was not stopped."), "value": ""},
        {"name": "quantity", "kind": "number", "label": say("数量", "Quantity"), "unit": say("件", "pcs"), "value": 240, "min": 0},
        {"name": "found_on", "kind": "date", "label": say("发现日期", "Found on"), "value": "2026-11-17"},
        {"name": "mode_at", "kind": "moment", "label": say("预约时间", "Appointment"), "value": "2026-11-20T16:40"},
        {"name": "severity", "kind": "choice", "look": "radio", "label": say("严重度", "Severity"), "choices": severity, "value": "a", "required": True},
        {"name": "content_class", "kind": "choice", "label": say("投诉类别", "Class"), "choices": causes, "value": "",
         "placeholder": say("输入文字或拼音首字母", "Type a word")},
        {"name": "justified", "kind": "flag", "label": say("需要联合处理", "Joint measures are needed"), "value": True},
        {"name": "owner", "kind": "person", "label": say("责任人", "Owner"), "source": "#", "value": 3, "shown": say("赵明 · 技术部", "Zhao Ming · Engineering")},
        {"name": "customer", "kind": "customer", "label": say("客户", "Customer"), "source": "#", "required": True,
         "add": {"url": "#", "label": say("新建客户卡", "New customer card")}},
        {"name": "unit", "kind": "unit", "label": say("报告部门", "Unit"), "choices": units, "value": "SERVICE"},
        {"name": "off", "kind": "text", "label": say("编号", "Number"), "value": "KS2026-0042", "disabled": True, "hint": say("由系统给出", "Given by the system")},
        {"name": "product", "kind": "product", "label": say("产品", "Product"), "source": "#", "shown": "MS",
         "candidates": [{"value": 1, "label": "机械密封 MS-25", "hint": "MS-25"}, {"value": 2, "label": "机械密封 MS-40", "hint": "MS-40"}]},
        {"name": "departments", "kind": "units", "label": say("责任部门", "Departments"), "choices": units, "value": ["TECH", "PROD"], "required": True},
    ]  # fmt: skip


def _lines(say: Say) -> dict[str, Any]:
    columns = [(say("措施", "Action"), True), (say("责任人", "Owner"), True), (say("计划完成", "Planned"), False), (say("实际完成", "Done"), False)]

    def cells(index: Any, what: str, owner: str, day: str) -> list[dict[str, Any]]:
        name = f"actions-{index}-"
        return [
            {"field": {"name": f"{name}what", "kind": "long", "rows": 1, "label": columns[0][0], "value": what, "compact": True}},
            {"field": {"name": f"{name}owner", "kind": "person", "source": "#", "label": columns[1][0], "shown": owner, "compact": True}},
            {"field": {"name": f"{name}due_on", "kind": "date", "label": columns[2][0], "value": day, "compact": True}},
            {"text": "2026-11-19" if what else "", "label": columns[3][0]},
        ]  # fmt: skip

    return {
        "name": "actions", "kind": "lines", "label": say("措施", "Actions"), "required": True, "may_add": True,
        "columns": [{"label": label, "required": required} for label, required in columns],
        "rows": [
            {"index": 0, "id": 3, "no": 1, "cells": cells(0, say("复检库存 240 件，隔离同批次", "Check 240 in store"), say("董伟", "Dong Wei"), "2026-11-19")},
            {"index": 1, "no": 2, "cells": cells(1, say("修改端面研磨作业指导书", "Change the grinding instruction"), "", ""),
             "error": say("第 2 行缺责任人。", "Row 2 lacks an owner.")},
        ],
        "fresh": {"index": "__i__"}, "blank": cells("__i__", "", "", ""),
    }  # fmt: skip
