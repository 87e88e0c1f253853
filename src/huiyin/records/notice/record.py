"""The notice to departments (经营部通知), declared once for every face."""

from django.utils.translation import gettext_lazy as _

from huiyin.kernel.demands import so_far
from huiyin.kernel.registry import Column, Lines, RecordType, Section, add
from huiyin.records.notice import rules
from huiyin.records.notice.models import Completion, Notice

HEADINGS = {
    "number": "NO|No.|编号|序号|通知编号|通知单号|編號|序號|通知編號|通知單號|Number|Notice no.",
    "customer": "客户|客户名称|用户|客戶|客戶名稱|用戶|Customer|Customer name",
    "title": "主题|事由|通知主题|主題|通知主題|Subject|Title",
    "received_at": "时间|日期|通知日期|下发日期|時間|通知日期|Date|Issued|Date of notice",
    "content": "要求内容|通知内容|内容|要求|要求內容|通知內容|內容|Required content|Content|Request",
    "kind": "类别|事项|通知类别|事項|類別|通知類別|Matter|Kind|Type",
    "departments": "相关部门|签署部门|会签部门|接收部门|相關部門|簽署部門|會簽部門|Departments|To",
    "complete_by": "要求完成日期|完成期限|完成时间|要求完成日|完成時間|Due|Complete by|Deadline",
    "order_ref": "订单号|合同号|訂單號|合約號|Order|Order number",
    "remark": "备注|備註|Remarks|Notes",
}

NOTICE = add(
    RecordType(
        name="notice",
        label=_("Notice to departments"),
        plural=_("Notices to departments"),
        model=Notice,
        family="inside",
        order=10,
        title_from="content",
        opens_with=("title", "customer", "kind", "content", "product", "order_ref", "quantity", "effective_on",
                    "complete_by", "departments"),
        register=(
            Column("number", _("Number"), filter="contains", sort=True, width=16),
            Column("received_at", filter="range", sort=True, width=16),
            Column("customer__name", _("Customer"), filter="contains", width=20),
            Column("title", filter="contains", width=30),
            Column("kind", filter="choice", width=12),
            Column("departments", filter="choice", width=22),
            Column("effective_on", filter="range", width=12, always=False),
            Column("complete_by", filter="range", width=12),
            Column("product__name", _("Product"), filter="contains", width=18, always=False),
            Column("order_ref", filter="contains", width=14, always=False),
            Column("opened_by__name", _("Registered by"), filter="contains", width=10),
            Column("holder__name", _("Handler"), filter="contains", width=10, always=False),
            Column("round", _("Round"), filter="range", width=6, always=False),
            Column("state", filter="choice", width=14),
            Column("due_at", filter="range", sort=True, width=16),
            Column("closed_at", filter="range", width=16, always=False),
            Column("remark", filter="contains", width=20, always=False),
        ),
        sheet=(
            Section(_("The notice"), "title", "customer", "customer_unknown", "received_at", "kind", "product",
                    "order_ref", "quantity", "effective_on", "complete_by", "holder"),
            Section(_("Required content"), "content"),
            Section(_("Review and signatures"), "departments", "review_note"),
            Section(_("Completion records"), "completions", "remark"),
        ),
        milestones=("received", "signed", "closed"),
        kinds={"kind": "choice", "departments": "units"},
        lines=(
            Lines("completions", _("Completion records"), Completion, fields=("unit", "what", "owner", "done_on"),
                  needs=("what", "done_on"), unit_field="unit"),
        ),
        guards={
            "reviewer_is_another": rules.reviewer_is_another,
            "all_completed": so_far(rules.all_completed, "completions"),
        },
        checks={
            "has_departments": rules.has_departments,
            "completed_already": rules.completed_already,
            "all_completed": rules.all_completed,
        },
        facts=rules.facts,
        accepts={"*": rules.from_another},
        search=("title", "content", "order_ref", "review_note", "remark"),
        related=("customer", "unit", "holder", "opened_by", "product"),
        headings={name: tuple(words.split("|")) for name, words in HEADINGS.items()},
    )
)  # fmt: skip
