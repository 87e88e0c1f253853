"""The returned-product sheet (退回产品处理单), declared once for every face."""

from django.utils.translation import gettext_lazy as _

from huiyin.kernel import demands
from huiyin.kernel.passing import tell_parent
from huiyin.kernel.registry import Column, Lines, RecordType, Section, add
from huiyin.records.returning import rules
from huiyin.records.returning.models import Disposition, Lot, Returning

HEADINGS = {
    "number": (
        "编号|序号|退货单号|退货编号|处理单号|单号|NO|No.|編號|序號|退貨單號|單號|Number|Return no.|RMA|RMA no.|Ref"
    ),
    "title": "主题|事由|主題|Subject|Title",
    "customer": "客户名称|客户|顾客名称|顾客|用户|退货单位|客戶名稱|客戶|顧客|用戶|退貨單位|Customer|Customer name",
    "received_at": "日期|退货日期|登记日期|申请日期|退貨日期|登記日期|Date|Return date|Requested on|Received",
    "reason": "退货原因|退回原因|原因|退貨原因|退回原因|Reason|Reason for return|Return reason",
    "return_type": "退货类型|退货类别|类型|退貨類型|退貨類別|類型|Type|Type of return|Return type",
    "error_kind": "发货差错|差错类型|發貨差錯|差錯類型|Shipping error|Kind of error",
    "product": "产品名称|产品|品名|型号|规格型号|產品名稱|產品|型號|Product|Part|Part number|Model",
    "order_ref": "订单号|送货单号|发货单号|訂單號|送貨單號|發貨單號|Order|Order number|Delivery note",
    "customer_ref": "客户单号|客户退货单号|客戶單號|客戶退貨單號|Customer reference|Customer ref",
    "warranty": "是否质保期内|质保|是否質保期內|質保|Within warranty|Warranty",
    "reinspection": (
        "重新检验|检验分析结果|重检结果|检验结果|重新檢驗|檢驗分析結果|重檢結果|Re-inspection|Inspection result"
    ),
    "defect": "缺陷|不良现象|不良項目|不良现象|缺陷项目|Defect|Defect found",
    "liability": "责任方|责任判定|責任方|責任判定|Liability|Responsibility|Liable party",
    "departments": "责任部门|责任单位|責任部門|責任單位|Responsible department|Departments",
    "cause": "原因分析|原因调查|原因分析結果|原因調查|Cause|Cause analysis",
    "remark": "备注|说明|備註|備注|說明|Remarks|Remark|Notes",
    "closed_at": "结案日期|完结日期|完成日期|結案日期|完結日期|Closed|Closed on|Completed",
}

ERROR = ("return_type", ("shipping_error",))

RETURNING = add(
    RecordType(
        name="returning",
        label=_("Returned-product sheet"),
        plural=_("Returned-product sheets"),
        model=Returning,
        family="goods",
        order=10,
        title_from="reason",
        opens_with=("customer", "customer_unknown", "contact", "channel", "received_at", "title", "order_ref",
                    "customer_ref", "product", "return_type", "reason", "error_kind", "warranty", "lots"),
        register=(
            Column("number", _("Number"), filter="contains", sort=True, width=16),
            Column("received_at", filter="range", sort=True, width=16),
            Column("customer__name", _("Customer"), filter="contains", width=22),
            Column("title", filter="contains", width=30),
            Column("return_type", filter="choice", width=14),
            Column("product__name", _("Product"), filter="contains", width=18, always=False),
            Column("order_ref", filter="contains", width=14, always=False),
            Column("error_kind", filter="choice", width=10, always=False),
            Column("warranty", filter="choice", width=10, always=False),
            Column("arrived_on", filter="range", width=12, always=False),
            Column("confirmed", filter="choice", width=10),
            Column("defect", filter="contains", width=16, always=False),
            Column("liability", filter="choice", width=12),
            Column("departments", filter="choice", width=18),
            Column("cause", filter="contains", width=24, always=False),
            Column("opened_by__name", _("Registered by"), filter="contains", width=10, always=False),
            Column("holder__name", _("Handler"), filter="contains", width=10),
            Column("state", filter="choice", width=14),
            Column("due_at", filter="range", sort=True, width=16),
            Column("closed_at", filter="range", width=16),
            Column("remark", filter="contains", width=20, always=False),
        ),
        sheet=(
            Section(_("Return"), "title", "customer", "customer_unknown", "contact", "channel", "received_at",
                    "product", "order_ref", "customer_ref", "return_type", "reason", "error_kind", "error_cause"),
            Section(_("Lots returned"), "lots", "told_units", "arrived_on", "kept_at"),
            Section(_("Re-inspection"), "inspector", "test_method", "reinspection", "reinspection_data", "confirmed",
                    "defect", "reinspected_on"),
            Section(_("Responsibility"), "liability", "departments", "cause", "warranty", "warranty_basis"),
            Section(_("Dispositions"), "dispositions", "agreed_what", "agreed_by", "agreed_on", "agreed_how", "remark"),
        ),
        milestones=("received", "arrived", "reinspected", "approved", "closed"),
        kinds={
            "channel": "choice", "return_type": "choice", "error_kind": "choice", "warranty": "choice",
            "confirmed": "choice", "liability": "choice", "agreed_how": "choice", "told_units": "units",
            "departments": "units", "dispositions.disposition": "choice", "dispositions.liable": "choice",
        },
        lines=(
            Lines("lots", _("Lots returned"), Lot,
                  fields=("product", "lot", "announced"), late=("received", "analysed", "difference"),
                  needs=("lot", "announced")),
            Lines("dispositions", _("Dispositions"), Disposition,
                  fields=("lot", "disposition", "quantity", "amount", "liable", "until", "note"),
                  late=("done_on", "evidence"), needs=("disposition",)),
        ),
        guards={
            "reinspected": demands.so_far(rules.reinspected, "reinspection", "confirmed"),
            "carried_out": demands.so_far(rules.carried_out, "dispositions"),
        },
        checks={
            "customer_known_or_reason": demands.customer_known_or_reason(),
            "error_kind_said": demands.filled(
                "error_kind", _("A shipping error: choose what was wrong (SC-4.2.3.1b-3)."), "SC-4.2.3.1b-3", ERROR),
            "error_explained": demands.filled(
                "error_cause", _("A shipping error: write how it came about."), "SC-4.2.3.1b-3", ERROR),
            "warranty_has_basis": demands.filled(
                "warranty_basis", _("Write the warranty or return terms it rests on."), "CS-2.5",
                ("warranty", ("yes", "no"))),
            "ours_has_departments": demands.filled(
                "departments", _("Our responsibility: choose the departments to correct."), "SC-4.2.3.3",
                ("liability", ("ours",))),
            "reinspected": rules.reinspected,
            "lots_agree": rules.lots_agree,
            "delivered_that_many": rules.delivered_that_many,
            "balanced": rules.balanced,
            "dispositions_whole": rules.dispositions_whole,
            "confirmed_or_sent_back": rules.confirmed_or_sent_back,
            "customer_agrees": rules.customer_agrees,
            "carried_out": rules.carried_out,
        },
        effects={"tell_parent": tell_parent},
        facts=rules.facts,
        accepts={"*": rules.from_any},
        search=("title", "reason", "order_ref", "customer_ref", "defect", "reinspection", "cause", "remark"),
        related=("customer", "unit", "holder", "opened_by", "product"),
        headings={name: tuple(words.split("|")) for name, words in HEADINGS.items()},
    )
)  # fmt: skip
