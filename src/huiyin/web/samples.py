"""What the page of parts shows: contexts of every shape, short and overlong, in the reader's language."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from huiyin.web.samples_forms import forms

AT = dt.datetime(2026, 11, 20, 16, 40, tzinfo=dt.UTC) - dt.timedelta(hours=8)
LONG_NAME = "新疆维吾尔自治区乌鲁木齐高新技术产业开发区长江汽车零部件股份有限公司售后服务分公司"


def _say(zh: str, en: str) -> str:
    """Sample words in two languages; they are made up and belong in no catalogue."""
    return zh if (get_language() or "zh").startswith("zh") else en


def everything() -> dict[str, Any]:
    """Contexts by part, as the template of the page asks for them."""
    return {
        **forms(_say),
        "badges": _badges(), "dues": _dues(), "clocks": _dues()[:4], "people": _people(), "steps": _steps(),
        "life": _life(), "trail": _trail(), "attached": _attached(), "family": _family(), "preflight": _preflight(),
        "register": register(14), "none": _none(), "bar": _bar(), "pager": _pager(), "sheet": _sheet(),
        "owed": _owed(), "crumbs": _crumbs(), "picked": _picked(),
    }  # fmt: skip


def menu() -> dict[str, Any]:
    """A menu for whoever looks without signing in."""
    items = [("我的待办", "My desk", "inbox", 12, True), ("搜索", "Search", "search", 0, False)]
    lists = [
        ("客户质量信息反馈", "Quality feedback", "message-2", 0, False),
        ("客户投诉", "Complaints", "message-2", 0, False),
        ("纠正及预防措施报告", "CAPA reports", "checklist", 0, False),
    ]

    def made(rows: list[Any], here: int) -> list[dict[str, Any]]:
        return [
            {"label": _say(zh, en), "icon": icon, "count": count, "late": late, "url": "#", "here": index == here}
            for index, (zh, en, icon, count, late) in enumerate(rows)
        ]

    phone = [("待办", "To do", "inbox", 12, True), ("新建", "New", "plus", 0, False),
             ("搜索", "Search", "search", 0, False), ("我", "Me", "user", 0, False)]  # fmt: skip
    return {
        "groups": [
            {"title": "", "items": made(items, -1)},
            {"title": _say("一览表", "Registers"), "items": made(lists, 1)},
        ],
        "phone": made(phone, 0),
        "create": [{"label": _say(zh, en), "icon": icon, "url": "#"} for zh, en, icon, _c, _l in lists],
        "person": {"name": "林晓", "unit": _say("客户服务中心", "Customer service centre")},
    }


def _badges() -> list[dict[str, str]]:
    words = [("草稿", "Draft", "draft"), ("原因分析", "Analysing", "open"), ("待客户确认", "Waiting", "waiting"),
             ("已结案", "Closed", "done"), ("已作废", "Void", "void"), ("逾期", "Late", "late"),
             ("重大", "Major", "")]  # fmt: skip
    return [{"text": _say(zh, en), "tone": tone} for zh, en, tone in words]


def _dues() -> list[dict[str, Any]]:
    why = [
        _say("从 2026-11-18 周三 10:20 收到投诉起算", "Counted from Wed 2026-11-18 10:20, when the complaint came"),
        _say("A 类：48 小时内书面答复", "Class A: written answer within 48 hours"),
        _say("11-21、11-22 为周末，不计", "21 and 22 November are a weekend and do not count"),
    ]
    rows = [
        ("late", "逾期 2 个工作日", "2 working days late", "答复客户", "Answer the customer"),
        ("soon", "还剩 3 小时", "3 hours left", "应急对策", "Contain"),
        ("calm", "还剩 1 个工作日 3 小时", "1 working day 3 hours left", "原因分析", "Find the cause"),
        ("paused", "已暂停，余 5 小时", "Paused with 5 hours left", "等客户寄回样件", "Waiting for the sample"),
        ("met", "已按时完成", "Met in time", "告知收到", "Acknowledge"),
    ]
    return [
        {"tone": tone, "words": _say(zh, en), "due_at": AT, "why": why, "clause": "CH-5.2", "label": _say(lz, le),
         "soft": tone == "calm", "first_due_at": AT if tone == "soon" else None}
        for tone, zh, en, lz, le in rows
    ]  # fmt: skip


def _people() -> list[dict[str, Any]]:
    lin = {"name": _say("林晓", "Lin Xiao"), "unit": _say("客户服务中心", "Customer service")}
    return [{"who": lin}, {"who": {**lin, "name": "阿卜杜热合曼·吾买尔江"}, "on_behalf": lin}]


def _steps() -> list[dict[str, Any]]:
    why = [
        {"text": _say("还有未完成的措施：JZ2026-0007", "An action is still open: JZ2026-0007"), "url": "#"},
        {"text": _say("请先填写原因分析", "The cause has not been written"), "clause": "CH-6.3", "url": "#"},
    ]
    return [
        {"name": "answer", "label": _say("答复客户", "Answer the customer"), "url": "#", "ok": True, "asks": True,
         "primary": True},
        {"name": "pass", "label": _say("转办", "Pass on"), "url": "#", "ok": True, "asks": True},
        {"name": "back", "label": _say("退回", "Send back"), "url": "#", "ok": True, "asks": True, "back": True},
        {"name": "close", "label": _say("结案", "Close"), "url": "#", "ok": False, "why": why},
    ]  # fmt: skip


def _life() -> list[dict[str, Any]]:
    lin, chen = {"name": _say("林晓", "Lin Xiao")}, {"name": _say("陈静", "Chen Jing")}
    return [
        {"label": _say("登记", "Register"), "how": "done", "at": AT, "by": lin},
        {"label": _say("分类", "Classify"), "how": "done", "at": AT, "by": chen, "on_behalf": lin},
        {"label": _say("原因分析", "Find the cause"), "how": "now", "due": _dues()[2],
         "note": _say("技术部、生产部会签中（1/2）", "Engineering and production are asked (1 of 2)")},
        {"label": _say("待管理者代表签批", "To be signed"), "how": "wait"},
        {"label": _say("答复客户", "Answer the customer"), "how": "late", "due": _dues()[0]},
        {"label": _say("效果验证", "Verify"), "how": "next"},
        {"label": _say("结案", "Close"), "how": "next"},
    ]  # fmt: skip


def _trail() -> list[dict[str, Any]]:
    lin, wang = {"name": _say("林晓", "Lin Xiao")}, {"name": _say("王建国", "Wang Jianguo")}
    return [
        {"at": AT, "who": wang, "deed": _say("分类", "Classify"), "move": _say("已登记 → 原因分析", "Registered → Analysing"),
         "changes": [{"label": _say("严重度", "Severity"), "old": _say("一般", "Minor"), "new": _say("重大", "Major")},
                     {"label": _say("责任部门", "Departments"), "old": "", "new": _say("技术部、生产部", "Engineering, production")}],
         "facts": [_say("答复期限 2026-11-20 周五 16:40 开始计时", "The clock “answer” runs until Fri 2026-11-20 16:40")]},
        {"at": AT, "who": wang, "on_behalf": lin, "deed": _say("签批", "Sign"),
         "signed": _say("已审核并同意", "Reviewed and agreed"),
         "reason": _say("客户为重点用户，按重大处理。", "A key customer: treated as major.")},
        {"at": AT, "happened_at": AT - dt.timedelta(days=1), "who": lin, "deed": _say("登记", "Register")},
    ]  # fmt: skip


def _attached() -> list[dict[str, Any]]:
    return [
        {"name": "密封面划伤_现场照片_20261118_客户产线装配工位_三号机.jpg", "url": "#", "size": 2_480_000, "icon": "photo",
         "by": "林晓", "at": timezone.now()},
        {"name": "8D report Nordwerk.xlsx", "url": "#", "size": 48_200, "icon": "file-spreadsheet", "by": "陈静", "at": AT},
        {"name": "检验报告.pdf", "url": "#", "size": 610, "icon": "file-type-pdf"},
    ]  # fmt: skip


def _family() -> list[dict[str, Any]]:
    feedback, complaint = _say("质量信息反馈", "Feedback"), _say("客户投诉", "Complaint")
    capa, title = _say("纠正及预防措施", "CAPA"), _say("机械密封端面渗漏，三台整机停线", "Seal leaks, three units stand")
    leaf = [
        {"number": "JZ2026-0007", "url": "#", "type": capa, "title": title, "state": _say("措施实施", "Acting"), "tone": "open"},
        {"number": "JZ2026-0008", "url": "#", "type": capa, "title": LONG_NAME, "state": _say("已结案", "Closed"), "tone": "done"},
    ]  # fmt: skip
    here = {"number": "KS2026-0042", "type": complaint, "title": title, "here": True, "children": leaf,
            "state": _say("原因分析", "Analysing"), "tone": "open"}  # fmt: skip
    return [{"number": "FK2026-0311", "url": "#", "type": feedback, "title": title, "state": _say("已转投诉", "Escalated"),
             "tone": "done", "children": [here]}]  # fmt: skip


def _preflight() -> list[dict[str, Any]]:
    return [
        {"ok": True, "text": _say("已书面答复客户", "The customer was answered in writing"), "clause": "CH-5.4"},
        {"ok": False, "text": _say("措施 2 没有验证结果", "Action 2 has no result of verification"), "clause": "CA-5.6", "url": "#"},
        {"ok": False, "text": _say("控制计划未填修订版本", "The control plan has no new revision"), "url": "#"},
    ]  # fmt: skip


def register(rows: int) -> dict[str, Any]:
    """A register of `rows` rows, some late, some void, one with an overlong customer."""
    heads = [("编号", "Number", 16, True), ("收到", "Received", 16, False), ("客户", "Customer", 22, False),
             ("投诉内容", "What happened", 26, False), ("严重度", "Severity", 10, False), ("状态", "State", 14, False),
             ("经办人", "Handler", 10, False), ("答复期限", "Due", 20, False), ("数量", "Quantity", 8, False)]  # fmt: skip
    columns = [
        {"label": _say(zh, en), "width": width, "lead": lead, "url": "#", "figure": zh == "数量",
         "sort": "desc" if zh == "收到" else ""}
        for zh, en, width, lead in heads
    ]  # fmt: skip
    labels = [column["label"] for column in columns]
    return {"caption": _say("客户投诉一览表", "Complaints"), "columns": columns, "pick": "picked", "empty": _none(),
            "rows": [_row(number, labels) for number in range(rows, 0, -1)]}  # fmt: skip


def _row(number: int, labels: list[Any]) -> dict[str, Any]:
    names = [_say("重庆长江汽车股份有限公司", "Changjiang Automobile"), _say("东海泵业制造有限公司", "Donghai Pumps"),
             "Nordwerk Pumpen GmbH", LONG_NAME]  # fmt: skip
    stories = [_say("机械密封端面渗漏，三台整机停线", "Seal face leaks, three units stand"),
               _say("轴承座内孔超差 0.03 mm", "Bore of the bearing seat 0.03 mm over"),
               _say("外箱受潮，标签脱落", "Cartons damp, labels off")]  # fmt: skip
    badges, dues = _badges(), _dues()
    tone = "void" if number % 9 == 4 else ""
    state = badges[4] if tone else badges[(number % 3) + 1]
    cells = [
        {"kind": "link", "text": f"KS2026-{number:04}", "url": "#", "lead": True},
        {"kind": "day", "at": AT - dt.timedelta(days=number)},
        {"kind": "text", "text": names[number % 4]},
        {"kind": "text", "text": stories[number % 3]},
        {"kind": "text", "text": _say("重大", "Major") if number % 3 else ""},
        {"kind": "badge", **state},
        {"kind": "person", "who": {"name": _say("林晓", "Lin Xiao")}},
        {"kind": "due", "due": None if tone else dues[number % 5]},
        {"kind": "figure", "text": str(number * 37)},
    ]
    return {"id": f"KS2026-{number:04}", "tone": tone,
            "cells": [{**cell, "label": label} for cell, label in zip(cells, labels, strict=True)]}  # fmt: skip


def _none() -> dict[str, Any]:
    return {"title": _say("还没有投诉", "No complaints yet"), "icon": "message-2",
            "words": _say("客户来电、来函或当面提出的不满，都在这里登记；编号和期限由系统给出。",
                          "What a customer complains about is registered here; number and deadline come by themselves."),
            "deed": {"label": _say("登记投诉", "Register a complaint"), "url": "#"}}  # fmt: skip


def _bar() -> dict[str, Any]:
    views = [("全部", "All", 1284, False), ("我的", "Mine", 12, False), ("逾期", "Late", 3, True),
             ("本月结案", "Closed this month", 41, False)]  # fmt: skip
    return {
        "action": "#", "q": "", "placeholder": _say("编号、客户、内容", "Number, customer, words"), "clear": "#", "save": "#",
        "views": [{"label": _say(zh, en), "count": count, "late": late, "url": "#", "here": zh == "全部"}
                  for zh, en, count, late in views],
        "filters": [forms(_say)["fields"][index] for index in (0, 5)],
        "set": [{"label": _say("客户：长江汽车", "Customer: Changjiang"), "url": "#"}],
        "deeds": [{"label": _say("导出 Excel", "Excel"), "icon": "file-spreadsheet", "url": "#"},
                  {"label": _say("打印", "Print"), "icon": "printer", "url": "#"}],
    }  # fmt: skip


def _pager() -> dict[str, Any]:
    return {"words": "1–50 / 1\u2009000+", "next": "#", "previous": "#"}


def _picked() -> dict[str, Any]:
    return {"action": "#", "deeds": [{"label": _say("催办", "Remind"), "name": "deed", "value": "remind"},
                                     {"label": _say("转办", "Pass on"), "name": "deed", "value": "pass"}]}  # fmt: skip


def _crumbs() -> list[dict[str, str]]:
    return [{"label": _say("客户投诉一览表", "Complaints"), "url": "#"}, {"label": "KS2026-0042"}]


def _owed() -> list[dict[str, Any]]:
    titles = [_say("机械密封端面渗漏，三台整机停线", "Seal face leaks, three units stand"), LONG_NAME + "：外箱受潮，标签脱落"]
    row = {"number": "KS2026-0042", "url": "#", "customer": _say("长江汽车", "Changjiang"), "type": _say("客户投诉", "Complaint"),
           "state": _say("原因分析", "Analysing"), "tone": "open"}  # fmt: skip
    step = {"label": _say("答复客户", "Answer"), "url": "#", "asks": True}
    groups = [(_say("逾期", "Late"), 0, True), (_say("今天到期", "Due today"), 1, False), (_say("以后", "Later"), 2, False)]
    return [
        {"title": title, "late": late,
         "rows": [{**row, "title": one, "due": _dues()[index], "step": step} for one in titles[: 2 - index % 2]]}
        for title, index, late in groups
    ]  # fmt: skip


def _sheet() -> dict[str, Any]:
    cells = [
        ("客户", "Customer", "重庆长江汽车股份有限公司", 2), ("收到时间", "Received", "2026-11-18 周三 10:20", 1),
        ("联系人", "Contact", "周工", 1), ("产品", "Product", "机械密封 MS-25", 1), ("批号", "Lot", "B2611-07", 1),
    ]  # fmt: skip
    said = [{"label": _say(zh, en), "text": text, "wide": wide} for zh, en, text, wide in cells]
    story = {"label": _say("投诉内容", "What happened"), "wide": 3, "tall": True,
             "text": "11 月 17 日产线装配后试压，3 台整机密封端面渗漏，泄漏量约 5 mL/min，客户停线 2 小时。\n要求 24 小时内到现场确认。"}  # fmt: skip
    form = forms(_say)
    open_cells = [
        {"label": _say("严重度", "Severity"), "field": {**form["fields"][5], "name": "sheet_severity", "hint": "", "error": ""}},
        {"label": _say("责任部门", "Departments"), "text": ""},
        {"label": _say("原因分析", "Cause"), "wide": 3, "clause": "CH-6.3", "field": {**form["fields"][1], "name": "sheet_cause", "hint": "", "error": ""}},
    ]  # fmt: skip
    heads = [_say("措施", "Action"), _say("责任人", "Owner"), _say("计划完成", "Planned"), _say("实际完成", "Done")]
    lines = {"columns": [{"label": head} for head in heads],
             "rows": [["复检库存 240 件，隔离同批次", "董伟", "2026-11-19", "2026-11-19"], ["修改端面研磨作业指导书", "唐宁", "2026-12-01", ""]]}  # fmt: skip
    signs = [
        {"role": _say("经手人", "Handler"), "person": {"name": "林晓"}, "at": AT, "verdict": "signed"},
        {"role": _say("管理者代表", "Management representative"), "note": _say("或总经理", "or the general manager")},
        {"role": _say("质控主管", "Head of quality"), "person": {"name": "陈静"}, "at": AT, "verdict": "refused",
         "reason": _say("原因不充分", "The cause is not enough")},
    ]  # fmt: skip
    return {
        "title": _say("客户投诉处理单", "Customer complaint"), "firm": "回音机电有限公司", "number": "KS2026-0042",
        "form": "QP0701-1.0", "document": _say("QP07 A 版", "QP07 rev. A"), "controlled": _say("受控", "Controlled"),
        "sections": [
            {"title": _say("受理", "Receipt"), "clause": "CH-4.1", "cells": [*said, story]},
            {"title": _say("处理", "Handling"), "cells": [*open_cells, {"label": _say("对策", "Countermeasures"), "lines": lines}]},
        ],
        "signs": signs, "foot": [_say("按 QP07 A 版办理", "Under QP07 rev. A"), _say("保存 5 年", "Kept 5 years")],
    }  # fmt: skip
