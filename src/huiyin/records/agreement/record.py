"""The service agreement (售后服务协定), declared once for every face."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.demands import children_closed, customer_known_or_reason, so_far
from huiyin.kernel.registry import Column, Lines, Owes, RecordType, Section, add
from huiyin.records.agreement import rules
from huiyin.records.agreement.models import Agreement, Fulfilment, Obligation

HEADINGS = {
    "number": "编号|协议编号|协定编号|合同编号|編號|協議編號|Number|Agreement no.|Agreement number",
    "title": "主题|协议名称|协定名称|標題|協議名稱|Subject|Title|Agreement",
    "customer": "客户|客户名称|顾客|顾客名称|甲方|客戶|客戶名稱|顧客|Customer|Client",
    "received_at": "登记日期|日期|登記日期|Date|Registered",
    "contract_ref": "合同号|销售合同|合約號|Contract|Contract no.",
    "scope": "服务范围|协议内容|服务内容|服務範圍|協議內容|Scope|Service scope",
    "warranty": "质保期|保修期|质保条款|質保期|保固|Warranty",
    "returns": "退换货|退换条款|退換貨|Returns",
    "refunds": "退款|退款条款|Refunds",
    "valid_from": "生效日期|有效期起|生效日|Valid from|Start",
    "valid_to": "到期日期|有效期止|截止日期|到期日|Valid until|Expiry|End",
    "signed_on": "签订日期|签署日期|簽訂日期|Signed on",
    "remark": "备注|備註|Remarks|Notes",
}

AGREEMENT = add(
    RecordType(
        name="agreement",
        label=_("Service agreement"),
        plural=_("Service agreements"),
        model=Agreement,
        family="goods",
        order=30,
        title_from="scope",
        opens_with=("customer", "customer_unknown", "contact", "received_at", "title", "product", "basis",
                    "contract_ref", "scope"),
        register=(
            Column("number", _("Number"), filter="contains", sort=True, width=16),
            Column("received_at", filter="range", sort=True, width=16, always=False),
            Column("customer__name", _("Customer"), filter="contains", width=22),
            Column("title", filter="contains", width=32),
            Column("contract_ref", filter="contains", width=16),
            Column("valid_from", filter="range", width=12),
            Column("valid_to", filter="range", width=12),
            Column("state", filter="choice", width=14),
            Column("due_at", filter="range", sort=True, width=16),
            Column("effective", filter="choice", width=8),
            Column("verified_on", filter="range", width=12),
            Column("holder__name", _("Handler"), filter="contains", width=10, always=False),
            Column("closed_at", filter="range", width=16, always=False),
            Column("remark", filter="contains", width=24, always=False),
        ),
        sheet=(
            Section(_("Agreement"), "title", "customer", "customer_unknown", "contact", "product", "received_at",
                    "basis", "contract_ref", "valid_from", "valid_to", "scope"),
            Section(_("Obligations"), "obligations"),
            Section(_("Terms"), "warranty", "returns", "refunds", "terms"),
            Section(_("Signed"), "signed_on", "signed_by_us", "signed_by_them"),
            Section(_("Fulfilment"), "fulfilments"),
            Section(_("Verification"), "verification", "verified_on", "effective"),
            Section(_("End"), "ended_on", "end_note", "remark"),
        ),
        milestones=("received", "in_force", "verified", "closed"),
        kinds={"basis": "choice", "effective": "choice"},
        lines=(
            Lines("obligations", _("Obligations"), Obligation, fields=("what", "unit", "owner", "often", "due_on"),
                  late=("fulfilled_on", "evidence"), needs=("what",),
                  owes=Owes(unit="unit", done="fulfilled_on", where=Q(due_on__isnull=False))),
            Lines("fulfilments", _("Fulfilments"), Fulfilment,
                  fields=("what", "done_on", "person", "service", "evidence"), needs=("what", "done_on")),
        ),
        guards={
            "in_term": rules.in_term,
            "was_fulfilled": rules.was_fulfilled,
            "verifier_did_not_fulfil": rules.verifier_did_not_fulfil,
            "dated_obligations_kept": so_far(rules.dated_obligations_kept, "obligations"),
            "reports_closed": children_closed("capa"),
        },
        checks={
            "customer_known_or_reason": customer_known_or_reason(),
            "validity_is_a_span": rules.validity_is_a_span,
            "renewed_for_longer": rules.renewed_for_longer,
            "terms_said": rules.terms_said,
            "obligations_bound": rules.obligations_bound,
            "dated_obligations_kept": rules.dated_obligations_kept,
        },
        facts=rules.facts,
        accepts={"*": rules.from_any},
        search=("title", "scope", "contract_ref", "warranty", "returns", "refunds", "terms", "remark"),
        related=("customer", "unit", "holder"),
        headings={name: tuple(words.split("|")) for name, words in HEADINGS.items()},
    )
)  # fmt: skip
