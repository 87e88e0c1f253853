"""The liaison sheet (联络单), declared once for every face."""

from django.utils.translation import gettext_lazy as _

from huiyin.kernel.demands import so_far
from huiyin.kernel.passing import tell_parent
from huiyin.kernel.registry import Column, Lines, RecordType, Section, add
from huiyin.records.liaison import rules
from huiyin.records.liaison.models import Forward, Liaison, Reply

HEADINGS = {
    "number": "编号|序号|联络单号|联络单编号|編號|序號|聯絡單號|聯絡單編號|NO|No.|Number|Sheet no.",
    "title": "主题|事由|联络主题|主題|聯絡主題|Subject|Title",
    "customer": "客户|客户名称|顾客|客戶|客戶名稱|顧客|Customer|Customer name",
    "received_at": "日期|发出日期|联络日期|發出日期|聯絡日期|Date|Issued",
    "content": "联络内容|内容|事由说明|原因|聯絡內容|內容|Reason|Content",
    "asked_for": "要求|要求事项|请求事项|要求事項|Asked for|Request",
    "kind": "类别|联络类别|類別|聯絡類別|Kind|Matter",
    "departments": "收件部门|受文部门|联络部门|主送部门|收件部門|受文部門|聯絡部門|To|Addressee",
    "copy_units": "抄送部门|抄送|抄送部門|Copied to|CC",
    "reply_due_on": "要求回复日期|回复期限|要求回覆日期|回覆期限|Reply by|Reply due",
    "verdict": "处理结果|结果|處理結果|Outcome",
}

LIAISON = add(
    RecordType(
        name="liaison",
        label=_("Liaison sheet"),
        plural=_("Liaison sheets"),
        model=Liaison,
        family="inside",
        order=20,
        title_from="content",
        opens_with=("title", "kind", "customer", "content", "asked_for", "departments", "copy_units", "reply_due_on",
                    "approval_wanted"),
        register=(
            Column("number", _("Number"), filter="contains", sort=True, width=16),
            Column("received_at", filter="range", sort=True, width=16),
            Column("title", filter="contains", width=32),
            Column("kind", filter="choice", width=12),
            Column("customer__name", _("Customer"), filter="contains", width=20),
            Column("opened_by__name", _("Registered by"), filter="contains", width=10),
            Column("departments", filter="choice", width=20),
            Column("copy_units", filter="choice", width=16, always=False),
            Column("approval_wanted", filter="flag", width=8, always=False),
            Column("reply_due_on", filter="range", width=12),
            Column("product__name", _("Product"), filter="contains", width=18, always=False),
            Column("lot", filter="contains", width=14, always=False),
            Column("holder__name", _("Handler"), filter="contains", width=10, always=False),
            Column("round", _("Round"), filter="range", width=6, always=False),
            Column("state", filter="choice", width=14),
            Column("due_at", filter="range", sort=True, width=16),
            Column("closed_at", filter="range", width=16, always=False),
        ),
        sheet=(
            Section(_("The liaison sheet"), "title", "kind", "received_at", "customer", "customer_unknown", "contact",
                    "product", "lot", "holder"),
            Section(_("Reason and content"), "content", "asked_for"),
            Section(_("Addressees and date"), "departments", "copy_units", "reply_due_on", "approval_wanted"),
            Section(_("Where it was passed on to"), "forwards"),
            Section(_("Answers of the units"), "replies"),
            Section(_("Outcome of the liaison"), "verdict"),
        ),
        milestones=("received", "sent", "closed"),
        kinds={"kind": "choice", "departments": "units", "copy_units": "units"},
        lines=(
            Lines("forwards", _("Where it was passed on to"), Forward, fields=("unit", "to_unit", "why"),
                  late=("passed_at",), needs=("to_unit", "why"), unit_field="unit"),
            Lines("replies", _("Answers of the units"), Reply, fields=("unit", "what", "agreed", "owner", "due_on"),
                  needs=("what",), unit_field="unit"),
        ),
        guards={"all_replied": so_far(rules.all_replied, "replies")},
        checks={
            "customer_named": rules.customer_named,
            "has_units": rules.has_units,
            "reply_date_fits": rules.reply_date_fits,
            "passed_to_another": rules.passed_to_another,
            "all_replied": rules.all_replied,
        },
        effects={
            "keep_with_issuer": rules.keep_with_issuer,
            "pass_on": rules.pass_on,
            "tell_issuer": rules.tell_issuer,
            "tell_parent": tell_parent,
        },
        facts=rules.facts,
        accepts={"*": rules.from_another},
        search=("title", "content", "asked_for", "lot", "verdict"),
        related=("customer", "unit", "holder", "opened_by", "product"),
        headings={name: tuple(words.split("|")) for name, words in HEADINGS.items()},
    )
)  # fmt: skip
