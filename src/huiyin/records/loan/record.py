"""The loan of a special tool or gauge (专用工装量具借用), declared once for every face."""

from django.utils.translation import gettext_lazy as _

from huiyin.kernel import demands
from huiyin.kernel.registry import Column, RecordType, Section, add
from huiyin.records.loan import rules
from huiyin.records.loan.models import Loan

HEADINGS = {
    "number": "编号|序号|借用编号|借用单号|单号|NO|No.|編號|序號|借用單號|單號|Number|Loan no.|Ref",
    "title": "主题|标题|事由|主題|標題|Subject|Title",
    "customer": "客户名称|客户|顾客名称|顾客|借用单位|客戶名稱|客戶|顧客|借用單位|Customer|Borrower|Client",
    "received_at": "申请日期|登记日期|要求日期|申請日期|登記日期|Requested on|Date requested|Registered",
    "tool_number": "工装编号|量具编号|设备编号|资产编号|工裝編號|量具編號|Tool no.|Gauge no.|Asset no.|Serial number",
    "tool_name": "工装名称|量具名称|名称|器具名称|工裝名稱|量具名稱|名稱|Tool|Gauge|Name",
    "tool_spec": "规格|规格型号|测量范围|精度|規格|規格型號|測量範圍|Specification|Range|Accuracy",
    "product": "产品名称|产品|适用产品|產品名稱|產品|Product|Model",
    "purpose": "借用原因|用途|借用事由|用途說明|Purpose|Reason|Why",
    "calibrated_until": "校准有效期|检定有效期|有效期至|校準有效期|檢定有效期|Calibrated until|Calibration due",
    "certificate": "校准证书号|证书编号|检定证书|證書編號|Certificate|Certificate no.",
    "handed_to": "借用人|领用人|接收人|借用人姓名|領用人|Borrowed by|Handed to|Recipient",
    "handed_at": "借出日期|借出时间|交付日期|领用日期|借出時間|Lent on|Handed over|Date out",
    "due_on": "应还日期|预计归还日期|归还期限|應還日期|預計歸還日期|Due back|Return due|Due",
    "returned_at": "归还日期|实际归还日期|归还时间|歸還日期|實際歸還日期|Returned|Returned on|Date in",
    "damage": "损坏情况|损坏描述|异常情况|損壞情況|損壞描述|Damage|Remarks on return",
    "cost": "费用|赔偿金额|维修费用|費用|賠償金額|Cost|Charge",
    "remark": "备注|说明|備註|備注|說明|Remarks|Notes|Comment",
}

LOAN = add(
    RecordType(
        name="loan",
        label=_("Loan of a tool or gauge"),
        plural=_("Loans of tools and gauges"),
        model=Loan,
        family="goods",
        order=50,
        title_from="tool_name",
        opens_with=("customer", "customer_unknown", "contact", "product", "received_at", "title", "tool_number",
                    "tool_name", "tool_kind", "tool_spec", "purpose", "wanted_until"),
        register=(
            Column("number", _("Number"), filter="contains", sort=True, width=16),
            Column("received_at", filter="range", sort=True, width=16),
            Column("customer__name", _("Customer"), filter="contains", width=22),
            Column("tool_number", filter="contains", width=14),
            Column("tool_name", filter="contains", width=20),
            Column("tool_kind", filter="choice", width=12, always=False),
            Column("title", filter="contains", width=24, always=False),
            Column("product__name", _("Product"), filter="contains", width=20, always=False),
            Column("calibrated_until", filter="range", width=12),
            Column("handed_to", filter="contains", width=14, always=False),
            Column("handed_at", filter="range", width=16),
            Column("due_on", filter="range", width=12),
            Column("state", filter="choice", width=14),
            Column("due_at", filter="range", sort=True, width=16),
            Column("returned_at", filter="range", width=16),
            Column("condition_in", filter="choice", width=10),
            Column("recalibration", filter="choice", width=10, always=False),
            Column("cost", filter="range", width=10, always=False),
            Column("unit__name", _("Registering unit"), filter="choice", width=14, always=False),
            Column("opened_by__name", _("Registered by"), filter="contains", width=10, always=False),
            Column("holder__name", _("Handler"), filter="contains", width=10, always=False),
            Column("closed_at", filter="range", width=16, always=False),
            Column("remark", filter="contains", width=24, always=False),
        ),
        sheet=(
            Section(_("What the customer asks for"), "title", "customer", "customer_unknown", "contact", "product",
                    "received_at", "purpose", "wanted_until"),
            Section(_("The tool or gauge"), "tool_number", "tool_name", "tool_kind", "tool_spec", "calibration",
                    "calibrated_until", "certificate"),
            Section(_("Hand-over"), "handed_to", "handed_at", "condition_out", "accessories", "due_on"),
            Section(_("The return"), "returned_at", "condition_in", "damage", "cost", "cost_by"),
            Section(_("Calibration after return"), "recalibration", "recalibrated_on", "recalibrated_until",
                    "past_results", "remark"),
        ),
        milestones=("received", "checked", "handed", "returned", "closed"),
        kinds={
            "tool_kind": "choice", "calibration": "choice", "condition_in": "choice", "cost_by": "choice",
            "recalibration": "choice",
        },
        guards={
            "calibration_in_force": demands.so_far(rules.calibration_in_force, "calibrated_until"),
            "not_lent_elsewhere": rules.not_lent_elsewhere,
            "recalibrated": rules.recalibrated,
        },
        checks={
            "calibration_in_force": rules.calibration_in_force,
            "calibration_covers_loan": rules.calibration_covers_loan,
            "recorded_before_handed": rules.recorded_before_handed,
            "due_after_handed": rules.due_after_handed,
            "returned_after_handed": rules.returned_after_handed,
            "damage_described": rules.damage_described,
            "recalibration_judged": rules.recalibration_judged,
        },
        facts=rules.facts,
        accepts={"*": rules.from_any},
        search=("title", "tool_number", "tool_name", "tool_spec", "purpose", "certificate", "handed_to", "damage",
                "remark"),
        related=("customer", "unit", "holder", "opened_by", "product"),
        headings={name: tuple(words.split("|")) for name, words in HEADINGS.items()},
    )
)  # fmt: skip
