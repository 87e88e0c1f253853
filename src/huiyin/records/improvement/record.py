"""Suggestions for improvement and market information (改进建议与市场信息), declared once for every face."""

from django.utils.translation import gettext_lazy as _

from huiyin.kernel import demands
from huiyin.kernel.registry import Column, RecordType, Section, add
from huiyin.records.improvement import rules
from huiyin.records.improvement.models import Improvement

HEADINGS = {
    "number": "编号|序号|提案编号|NO|No.|編號|提案編號|Number|Proposal no.",
    "title": "主题|标题|提案名称|建议名称|主題|提案名稱|Subject|Title|Proposal",
    "customer": "客户名称|客户|客戶|Customer",
    "received_at": "日期|提出日期|登记日期|登記日期|Date|Proposed on",
    "kind": "类别|信息类别|類別|信息類別|Kind|Category",
    "origin": "来源|信息来源|來源|Source|Origin",
    "proposer": "提出人|建议人|提案人|建議人|Proposer|Proposed by",
    "competitor": "竞争对手|同行|競爭對手|Competitor",
    "content": "内容|建议内容|信息内容|內容|建議內容|Content|Suggestion|Information",
    "benefit": "预期效果|预期效益|預期效益|Expected benefit",
    "decision": "是否采纳|处理意见|評審結果|是否採納|Decision",
    "owner": "责任人|负责人|責任人|負責人|Owner|Person in charge",
    "due_on": "计划完成日期|完成期限|計劃完成日期|Due|Due date",
    "done_on": "完成日期|实际完成日期|Done on|Completed",
    "effect": "效果|效果评价|效果評價|Effect|Result",
    "remark": "备注|備註|Remarks|Notes",
}

IMPROVEMENT = add(
    RecordType(
        name="improvement",
        label=_("Suggestion or market information"),
        plural=_("Suggestions and market information"),
        model=Improvement,
        family="action",
        order=20,
        title_from="content",
        opens_with=("kind", "origin", "title", "content", "benefit", "proposer", "customer", "customer_unknown",
                    "contact", "channel", "competitor", "product", "received_at"),
        register=(
            Column("number", _("Number"), filter="contains", sort=True, width=16),
            Column("received_at", filter="range", sort=True, width=16),
            Column("kind", filter="choice", width=12),
            Column("origin", filter="choice", width=12, always=False),
            Column("title", filter="contains", width=34),
            Column("proposer", filter="contains", width=10),
            Column("customer__name", _("Customer"), filter="contains", width=22, always=False),
            Column("competitor", filter="contains", width=16, always=False),
            Column("product__name", _("Product"), filter="contains", width=18, always=False),
            Column("departments", filter="choice", width=18, always=False),
            Column("decision", filter="choice", width=10),
            Column("owner__name", _("Person in charge"), filter="contains", width=10),
            Column("state", filter="choice", width=14),
            Column("due_at", filter="range", sort=True, width=16),
            Column("due_on", filter="range", width=12, always=False),
            Column("done_on", filter="range", width=12, always=False),
            Column("effect", filter="choice", width=10),
            Column("round", _("Round"), filter="range", width=6, always=False),
            Column("opened_by__name", _("Registered by"), filter="contains", width=10, always=False),
            Column("holder__name", _("Handler"), filter="contains", width=10, always=False),
            Column("closed_at", filter="range", width=16, always=False),
            Column("remark", filter="contains", width=24, always=False),
        ),
        sheet=(
            Section(_("Proposal"), "kind", "origin", "title", "proposer", "customer", "customer_unknown", "contact",
                    "channel", "competitor", "product", "received_at", "content", "benefit", "holder"),
            Section(_("Analysed need"), "key_points", "departments"),
            Section(_("Decision"), "decision", "decision_note", "owner", "due_on", "plan"),
            Section(_("Carried out"), "done_on", "done_note", "changed_ref"),
            Section(_("Effect"), "evaluated_on", "effect", "effect_note"),
            Section(_("Answer to the proposer"), "proposer_answer", "answered_on", "remark"),
        ),
        milestones=("received", "judged", "done", "evaluated", "closed"),
        kinds={
            "kind": "choice", "origin": "choice", "channel": "choice", "decision": "choice", "effect": "choice",
            "departments": "units",
        },
        guards={
            "evaluator_is_not_owner": rules.evaluator_is_not_owner,
            "children_closed": demands.children_closed(clause="GS-8.2"),
        },
        checks={
            "competitor_named": rules.competitor_named,
            "need_analysed": rules.need_analysed,
            "reason_given": rules.reason_given,
            "proposer_answered": rules.proposer_answered,
        },
        facts=rules.facts,
        accepts={"*": rules.from_another},
        search=("title", "content", "key_points", "proposer", "competitor", "plan", "changed_ref", "remark"),
        related=("customer", "unit", "holder", "opened_by", "product", "owner"),
        headings={name: tuple(words.split("|")) for name, words in HEADINGS.items()},
    )
)  # fmt: skip
