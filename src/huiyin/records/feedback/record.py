"""Customer quality feedback (客户质量信息反馈表), declared once for every face."""

from django.utils.translation import gettext_lazy as _

from huiyin.kernel import demands
from huiyin.kernel.registry import Column, Lines, Owes, RecordType, Section, add
from huiyin.records.feedback import rules
from huiyin.records.feedback.models import Countermeasure, Feedback

HEADINGS = {
    "number": "编号|序号|反馈编号|反馈单号|单号|表单编号|NO|No.|編號|序號|反饋編號|單號|Number|Feedback no.|Ref",
    "title": "主题|标题|反馈主题|事由|主題|標題|反饋主題|Subject|Title|Topic",
    "customer": (
        "客户名称|客户|顾客名称|顾客|用户名称|用户|客户简称|单位名称|公司名称|品牌|客戶名稱|客戶|顧客名稱|顧客|"
        "用戶|客戶簡稱|公司名稱|Customer|Customer name|Client|Account|Company|Brand"
    ),
    "received_at": (
        "反馈日期|反馈时间|接收日期|收到日期|受理日期|登记日期|日期|时间|反饋日期|反饋時間|登記日期|時間|Date|"
        "Date received|Received|Received on|Feedback date|Created"
    ),
    "holder": (
        "经手人|经办人|业务员|跟单员|负责人|处理人|登记人|經手人|經辦人|業務員|負責人|Handler|Owner|Assigned to|"
        "Sales representative"
    ),
    "contact": "联系人|客户联系人|聯絡人|聯繫人|Contact|Contact person",
    "channel": "反馈渠道|反馈方式|来源|渠道|受理方式|反饋渠道|反饋方式|來源|Channel|Source|Via",
    "product": (
        "产品名称|产品|品名|型号|规格型号|产品型号|物料名称|物料编码|料号|產品名稱|產品|型號|規格型號|料號|Product|"
        "Part|Part number|Model|Item"
    ),
    "lot": (
        "批号|批次|批次号|生产批号|盘号|序列号|批號|批次號|生產批號|Lot|Lot number|Batch|Batch number|Serial number"
    ),
    "quantity": "数量|反馈数量|不良数量|數量|不良數量|Quantity|Qty",
    "content": (
        "内容及要求|反馈内容|内容|问题描述|质量信息|信息内容|意见内容|要求内容|內容及要求|反饋內容|內容|問題描述|"
        "Content|Content and requirements|Description|Issue|Feedback|Details"
    ),
    "category": "类别|反馈类别|信息类别|分类|类型|類別|反饋類別|分類|類型|Category|Class|Type",
    "subtype": "子类|细类|小类|问题类型|不良类型|子類|細類|問題類型|Subtype|Subcategory",
    "degree": "程度|严重程度|严重度|等级|嚴重程度|嚴重度|等級|Degree|Severity|Priority",
    "containment": (
        "应急对策|应急措施|临时措施|临时对策|應急對策|應急措施|臨時措施|臨時對策|Emergency measures|Containment|"
        "Interim action"
    ),
    "departments": (
        "处理部门|责任部门|责任单位|相关部门|承办部门|處理部門|責任部門|責任單位|相關部門|Departments|"
        "Responsible department|Department"
    ),
    "copy_units": "抄送部门|抄送|抄送单位|抄送部門|抄送單位|Copied to|CC",
    "completed_on": (
        "处理对策完成时间|对策完成时间|完成时间|完成日期|實際完成日期|處理對策完成時間|完成時間|Completed on|"
        "Completion date|Done on"
    ),
    "effect": "效果评估|效果|评估结果|措施效果|效果評估|評估結果|Effect|Effectiveness",
    "satisfaction": (
        "客户满意情况|满意度|客户满意度|满意情况|是否满意|客戶滿意情況|滿意度|滿意情況|Satisfaction|"
        "Customer satisfaction|CSAT"
    ),
    "final_note": "最终评定|最终评价|评定|主任评定|最終評定|最終評價|Final evaluation|Final review",
    "closed_at": (
        "完结日期|完结时间|结案日期|关闭日期|完結日期|結案日期|關閉日期|Closed|Closed on|Date closed|Resolved"
    ),
    "remark": "备注|说明|備註|備注|說明|Remarks|Remark|Notes|Comment",
}

FEEDBACK = add(
    RecordType(
        name="feedback",
        label=_("Customer quality feedback"),
        plural=_("Customer quality feedback"),
        model=Feedback,
        order=10,
        title_from="content",
        opens_with=("customer", "customer_unknown", "contact", "channel", "received_at", "title", "product", "lot",
                    "quantity", "content", "first_category", "degree", "calming", "containment", "contained_at"),
        register=(
            Column("number", _("Number"), filter="contains", sort=True, width=16),
            Column("received_at", filter="range", sort=True, width=16),
            Column("customer__name", _("Customer"), filter="contains", width=22),
            Column("title", filter="contains", width=32),
            Column("category", filter="choice", width=10),
            Column("subtype", filter="choice", width=18, always=False),
            Column("degree", filter="choice", width=10),
            Column("channel", filter="choice", width=10, always=False),
            Column("product__name", _("Product"), filter="contains", width=20, always=False),
            Column("lot", filter="contains", width=14, always=False),
            Column("quantity", filter="range", width=10, always=False),
            Column("unit__name", _("Registering unit"), filter="choice", width=14, always=False),
            Column("opened_by__name", _("Registered by"), filter="contains", width=10, always=False),
            Column("holder__name", _("Handler"), filter="contains", width=10),
            Column("departments", filter="choice", width=20),
            Column("state", filter="choice", width=14),
            Column("due_at", filter="range", sort=True, width=16),
            Column("completed_on", filter="range", width=12, always=False),
            Column("effect", filter="choice", width=10),
            Column("satisfaction", filter="choice", width=10),
            Column("final_verdict", filter="choice", width=12, always=False),
            Column("closed_at", filter="range", width=16),
            Column("remark", filter="contains", width=24, always=False),
        ),
        sheet=(
            Section(_("Receipt"), "title", "customer", "customer_unknown", "contact", "channel", "received_at",
                    "holder", "product", "lot", "quantity", "content"),
            Section(_("First judgement"), "first_category", "degree", "calming", "containment", "contained_at"),
            Section(_("Passing on"), "category", "subtype", "joint", "departments", "copy_units"),
            Section(_("Countermeasures"), "countermeasures"),
            Section(_("Effect"), "completed_on", "effect", "effect_note", "satisfaction"),
            Section(_("Final evaluation"), "final_verdict", "final_note", "remark"),
        ),
        milestones=("received", "reported", "sent", "countered", "evaluated", "closed"),
        kinds={
            "channel": "choice", "first_category": "choice", "degree": "choice", "category": "choice",
            "subtype": "choice", "effect": "choice", "satisfaction": "choice", "final_verdict": "choice",
            "departments": "units", "copy_units": "units",
        },
        lines=(
            Lines("countermeasures", _("Countermeasures"), Countermeasure,
                  fields=("unit", "measure", "planned_on", "done_on", "told_customer", "by"),
                  needs=("unit", "measure"), unit_field="unit",
                  owes=Owes("measure", "by", "unit", "planned_on")),
        ),
        guards={
            "all_departments_answered": rules.all_departments_answered,
            "evaluator_is_another": rules.evaluator_is_another,
            "centre_passes_on": rules.centre_passes_on,
            "base_receives": rules.base_receives,
            "tracker_is_not_executor": rules.tracker_is_not_executor,
            "measures_done": demands.so_far(rules.measures_done, "countermeasures"),
            "children_closed": rules.children_closed,
        },
        checks={
            "measures_owned": rules.measures_owned,
            "measures_done": rules.measures_done,
            "has_departments": rules.has_departments,
            "customer_known_or_reason": rules.customer_known_or_reason,
        },
        facts=rules.facts,
        accepts={"*": rules.from_another},
        search=("title", "content", "lot", "remark"),
        related=("customer", "unit", "holder", "opened_by", "product"),
        headings={name: tuple(words.split("|")) for name, words in HEADINGS.items()},
    )
)  # fmt: skip
