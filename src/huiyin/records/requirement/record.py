"""Laws, regulations and customers' special requirements (法律法规与顾客特殊要求), declared once for every face."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huiyin.kernel import demands
from huiyin.kernel.registry import Column, Lines, Owes, RecordType, Section, add
from huiyin.records.requirement import rules
from huiyin.records.requirement.models import Change, Requirement

HEADINGS = {
    "number": "编号|序号|NO|No.|編號|序號|Number",
    "title": "名称|法规名称|标准名称|文件名称|要求名称|名稱|法規名稱|標準名稱|Title|Name|Requirement",
    "customer": "客户名称|客户|顾客|客戶|顧客|Customer|Client",
    "received_at": "收到日期|登记日期|日期|登記日期|Received|Date",
    "kind": "类别|类型|類別|類型|Kind|Type|Category",
    "issuer": "发布机构|发布单位|颁布机关|發布機構|頒布機關|Issuer|Issued by|Authority",
    "reference": "文号|标准号|法规编号|文號|標準號|Reference|Standard number",
    "edition": "版本|版次|年号|Edition|Revision",
    "valid_from": "实施日期|生效日期|實施日期|Valid from|Effective date",
    "content": "内容|要求内容|主要要求|內容|要求內容|Content|Requirement text",
    "applies": "是否适用|适用性|是否適用|Applies|Applicable",
    "products": "涉及产品|适用产品|涉及產品|Products",
    "processes": "涉及过程|适用过程|涉及過程|Processes",
    "evaluation": "评价|合规性评价|評價|Evaluation",
    "departments": "责任部门|责任单位|責任部門|Responsible units|Departments",
    "next_review_on": "下次评审日期|下次評審日期|Next review",
    "remark": "备注|備註|Remarks|Notes",
}

REQUIREMENT = add(
    RecordType(
        name="requirement",
        label=_("Legal or special requirement"),
        plural=_("Legal and special requirements"),
        model=Requirement,
        family="inside",
        order=30,
        title_from="content",
        opens_with=("kind", "title", "issuer", "reference", "edition", "valid_from", "customer", "channel",
                    "received_at", "content"),
        register=(
            Column("number", _("Number"), filter="contains", sort=True, width=16),
            Column("received_at", filter="range", sort=True, width=16, always=False),
            Column("kind", filter="choice", width=14),
            Column("title", filter="contains", width=34),
            Column("issuer", filter="contains", width=18),
            Column("reference", filter="contains", width=18),
            Column("edition", filter="contains", width=10, always=False),
            Column("valid_from", filter="range", width=12),
            Column("customer__name", _("Customer"), filter="contains", width=22, always=False),
            Column("applies", filter="choice", width=8),
            Column("departments", filter="choice", width=18),
            Column("state", filter="choice", width=14),
            Column("due_at", filter="range", sort=True, width=16),
            Column("next_review_on", filter="range", width=12),
            Column("reviewed_on", filter="range", width=12, always=False),
            Column("round", _("Round"), filter="range", width=6, always=False),
            Column("opened_by__name", _("Registered by"), filter="contains", width=10, always=False),
            Column("holder__name", _("Handler"), filter="contains", width=10, always=False),
            Column("closed_at", filter="range", width=16, always=False),
            Column("remark", filter="contains", width=24, always=False),
        ),
        sheet=(
            Section(_("The text"), "kind", "title", "issuer", "reference", "edition", "valid_from", "customer",
                    "channel", "received_at", "content", "holder"),
            Section(_("Evaluation"), "applies", "products", "processes", "evaluation", "departments"),
            Section(_("What the units change"), "changes", "internal_ref", "effective_on"),
            Section(_("Review"), "next_review_on", "reviewed_on", "review_note", "remark"),
        ),
        milestones=("received", "evaluated", "in_force", "reviewed", "closed"),
        kinds={
            "kind": "choice", "channel": "choice", "applies": "choice", "departments": "units",
            "changes.becomes": "choice",
        },
        lines=(
            Lines("changes", _("What the units change"), Change,
                  fields=("unit", "what", "owner", "due_on", "becomes"), late=("done_on", "evidence", "raised"),
                  needs=("what",), unit_field="unit", owes=Owes(unit="unit", where=Q(raised=None))),
        ),
        guards={
            "units_answered": demands.so_far(rules.units_answered, "changes"),
            "changes_done": demands.so_far(rules.changes_done, "changes"),
            "children_closed": demands.children_closed(clause="SS-1"),
        },
        checks={
            "customer_named": rules.customer_named,
            "scope_evaluated": rules.scope_evaluated,
            "units_answered": rules.units_answered,
            "changes_owned": rules.changes_owned,
            "changes_done": rules.changes_done,
            "became_something": rules.became_something,
            "review_is_later": rules.review_is_later,
        },
        facts=rules.facts,
        accepts={"*": rules.from_another},
        search=("title", "issuer", "reference", "content", "products", "processes", "internal_ref", "remark"),
        related=("customer", "unit", "holder", "opened_by"),
        headings={name: tuple(words.split("|")) for name, words in HEADINGS.items()},
    )
)  # fmt: skip
