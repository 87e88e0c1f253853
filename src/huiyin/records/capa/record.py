"""The corrective and preventive action report (纠正及预防措施报告), declared once for every face."""

from django.utils.translation import gettext_lazy as _

from huiyin.kernel.demands import so_far
from huiyin.kernel.passing import tell_parent
from huiyin.kernel.registry import Column, Lines, Owes, RecordType, Section, add
from huiyin.records.capa import rules
from huiyin.records.capa.models import Action, Capa, Document

HEADINGS = {
    "number": (
        "编号|序号|报告编号|措施编号|单号|8D编号|NO|No.|編號|序號|報告編號|單號|Number|Report no.|CAPA no.|8D no.|Ref"
    ),
    "title": "主题|标题|问题主题|项目|主題|標題|項目|Subject|Title",
    "customer": "客户名称|客户|顾客名称|顾客|用户|客戶名稱|客戶|顧客名稱|顧客|用戶|Customer|Customer name|Client",
    "received_at": (
        "日期|提出日期|发出日期|开立日期|发起日期|时间|發出日期|開立日期|發起日期|時間|Date|Issued on|Opened|"
        "Date opened"
    ),
    "problem": (
        "问题描述|不合格描述|不合格事实|不良描述|问题内容|问题|問題描述|不合格事實|問題內容|問題|Problem|"
        "Problem description|Nonconformity|Description|D2"
    ),
    "product": "产品名称|产品|品名|型号|零件号|料号|產品名稱|產品|型號|零件號|料號|Product|Part|Part number",
    "lot": "批号|批次|批次号|批號|批次號|Lot|Batch|Lot number|Batch number",
    "departments": (
        "责任部门|责任单位|权责单位|責任部門|責任單位|權責單位|Responsible department|Departments|Department"
    ),
    "leader": "组长|团队负责人|负责人|责任人|組長|團隊負責人|負責人|責任人|Leader|Team leader|Owner|Champion",
    "team": "团队|小组成员|参与人员|團隊|小組成員|參與人員|Team|Team members|D1",
    "containment": (
        "遏制措施|临时措施|临时对策|围堵措施|应急措施|圍堵措施|臨時措施|臨時對策|應急措施|Containment|"
        "Containment action|Interim action|D3"
    ),
    "occurrence_cause": (
        "产生原因|发生原因|原因分析|根本原因|真因|不合格原因|產生原因|發生原因|Cause of occurrence|Root cause|"
        "Cause|Occurrence|D4"
    ),
    "escape_cause": "流出原因|漏出原因|未检出原因|未檢出原因|Cause of escape|Escape cause|Escape point|Non-detection",
    "cause_method": "分析方法|分析工具|原因分析方法|Method of analysis|Tool|Method",
    "read_across": (
        "横向展开|水平展开|举一反三|橫向展開|水平展開|舉一反三|Read-across|Lateral deployment|Lessons learned"
    ),
    "verification": (
        "措施验证|验证|效果验证|效果确认|措施驗證|驗證|效果驗證|效果確認|Verification|Verification of measures|"
        "Effectiveness check|D6"
    ),
    "verified_on": "验证日期|确认日期|驗證日期|確認日期|Verified on|Verification date",
    "effective": "是否有效|有效性|措施有效性|Effective|Effectiveness",
    "result_note": "结论|总结|验证结论|結論|總結|驗證結論|Conclusion|Result|D8",
    "closed_at": "结案日期|关闭日期|完结日期|完成日期|結案日期|關閉日期|完結日期|Closed|Closed on|Date closed",
}

CAPA = add(
    RecordType(
        name="capa",
        label=_("Corrective and preventive action report"),
        plural=_("Corrective and preventive action reports"),
        model=Capa,
        family="action",
        order=10,
        title_from="problem",
        opens_with=("customer", "title", "received_at", "problem", "product", "lot", "departments", "leader"),
        register=(
            Column("number", _("Number"), filter="contains", sort=True, width=16),
            Column("received_at", filter="range", sort=True, width=16),
            Column("customer__name", _("Customer"), filter="contains", width=22),
            Column("title", filter="contains", width=32),
            Column("product__name", _("Product"), filter="contains", width=20, always=False),
            Column("lot", filter="contains", width=14, always=False),
            Column("departments", filter="choice", width=20),
            Column("leader__name", _("Team leader"), filter="contains", width=10),
            Column("opened_by__name", _("Registered by"), filter="contains", width=10, always=False),
            Column("holder__name", _("Handler"), filter="contains", width=10, always=False),
            Column("contained_on", filter="range", width=12, always=False),
            Column("state", filter="choice", width=14),
            Column("due_at", filter="range", sort=True, width=16),
            Column("verified_on", filter="range", width=12, always=False),
            Column("effective", filter="choice", width=8),
            Column("round", _("Round"), filter="range", width=6),
            Column("closed_at", filter="range", width=16),
        ),
        sheet=(
            Section(_("Problem"), "title", "customer", "received_at", "product", "lot", "problem", "departments"),
            Section(_("Team"), "leader", "team", "holder"),
            Section(_("Containment"), "containment", "contained_on"),
            Section(_("Causes"), "occurrence_cause", "escape_cause", "cause_method"),
            Section(_("Actions"), "actions"),
            Section(_("Documents to check"), "documents", "read_across"),
            Section(_("Verification of measures"), "verification", "verified_on", "effective", "result_note"),
        ),
        milestones=("received", "contained", "analysed", "acted", "verified", "closed"),
        kinds={
            "cause_method": "choice", "effective": "choice", "departments": "units",
            "actions.kind": "choice", "documents.document": "choice",
        },
        lines=(
            Lines("actions", _("Actions"), Action,
                  fields=("kind", "what", "owner", "unit", "due_on"), late=("done_on", "evidence", "result"),
                  needs=("kind", "what"), unit_field="unit", owes=Owes(unit="unit")),
            Lines("documents", _("Documents to check"), Document,
                  fields=("document", "needed", "number", "old_revision", "new_revision", "changed_on", "reason"),
                  needs=("document",)),
        ),
        guards={
            "actions_done": so_far(rules.actions_done, "actions"),
            "documents_settled": so_far(rules.documents_settled, "documents"),
            "verifier_is_not_executor": rules.verifier_is_not_executor,
        },
        checks={
            "actions_done": rules.actions_done,
            "documents_settled": rules.documents_settled,
            "cause_is_a_cause": rules.cause_is_a_cause,
            "rows_have_owner_and_due": rules.rows_have_owner_and_due,
            "containment_given": rules.containment_given,
        },
        effects={"tell_parent": tell_parent},
        facts=rules.facts,
        accepts={"*": rules.from_another},
        search=("title", "problem", "lot", "occurrence_cause", "escape_cause"),
        related=("customer", "unit", "holder", "opened_by", "product", "leader"),
        headings={name: tuple(words.split("|")) for name, words in HEADINGS.items()},
    )
)  # fmt: skip
