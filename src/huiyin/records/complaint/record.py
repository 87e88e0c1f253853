"""The complaint (客户投诉), declared once for every face."""

from django.utils.translation import gettext_lazy as _

from huiyin.kernel.passing import tell_parent
from huiyin.kernel.registry import Column, Lines, Owes, RecordType, Section, add
from huiyin.records.complaint import rules
from huiyin.records.complaint.models import Complaint, Countermeasure

HEADINGS = {
    "number": (
        "编号|序号|投诉编号|投诉单号|客诉编号|客诉单号|单号|NO|No.|編號|序號|投訴編號|客訴編號|客訴單號|單號|"
        "Number|Complaint no.|Complaint number|Case number|Case ID|Ref"
    ),
    "title": "主题|标题|投诉主题|事由|主題|標題|投訴主題|Subject|Title|Summary",
    "customer": (
        "客户名称|客户|顾客名称|顾客|用户名称|用户|客户简称|客户代码|投诉客户|投诉单位|公司名称|品牌|经销商|"
        "客戶名稱|客戶|顧客名稱|顧客|用戶|客戶簡稱|客戶代碼|投訴客戶|公司名稱|Customer|Customer name|Client|"
        "Account|Company|Brand|Dealer"
    ),
    "received_at": (
        "投诉日期|投诉时间|客诉日期|受理日期|受理时间|接收日期|收到日期|登记日期|反馈日期|发生日期|日期|时间|"
        "投訴日期|投訴時間|客訴日期|受理時間|登記日期|發生日期|時間|Date|Date received|Received|Received on|"
        "Complaint date|Created|Opened"
    ),
    "holder": (
        "经手人|经办人|处理人|受理人|负责人|责任人|跟进人|經手人|經辦人|處理人|負責人|責任人|Handler|Owner|"
        "Assigned to|Agent"
    ),
    "contact": "联系人|客户联系人|聯絡人|聯繫人|Contact|Contact person",
    "complainant": "投诉人|投诉者|投诉人姓名|投訴人|投訴者|Complainant|Complained by|Reporter",
    "contact_phone": (
        "联系电话|电话|手机|联系方式|投诉人电话|聯絡電話|電話|手機|聯繫方式|Phone|Telephone|Mobile|Contact number"
    ),
    "channel": (
        "投诉渠道|受理渠道|受理方式|投诉方式|来源|渠道|投訴渠道|投訴方式|來源|Channel|Source|Submitted via|Via"
    ),
    "reporting_unit": (
        "报告部门|提报部门|反馈部门|受理部门|接收部门|登记部门|報告部門|提報部門|受理部門|登記部門|"
        "Reporting department|Reported by department|Branch"
    ),
    "product": (
        "产品名称|产品|品名|型号|规格型号|产品型号|产品规格|物料名称|物料编码|零件号|料号|產品名稱|產品|型號|"
        "規格型號|產品型號|零件號|料號|Product|Part|Part number|Part no.|Model|Item|SKU"
    ),
    "lot": (
        "批号|批次|批次号|生产批号|盘号|序列号|机号|批號|批次號|生產批號|序號/批號|Lot|Lot number|Batch|"
        "Batch number|Serial number"
    ),
    "order_ref": (
        "订单号|合同号|销售单号|送货单号|发货单号|訂單號|合約號|送貨單號|出貨單號|Order|Order number|PO|PO number|"
        "Delivery note"
    ),
    "customer_ref": (
        "客户编号|客户单号|客户投诉编号|客户参考号|客戶單號|客戶投訴編號|Customer reference|Customer ref|"
        "Customer complaint no."
    ),
    "quantity": (
        "数量|送货数量|交货数量|来货数量|批量|數量|送貨數量|交貨數量|批量數|Quantity|Qty|Delivered quantity|Lot size"
    ),
    "defect_quantity": (
        "不良数量|不良数|不良品数|缺陷数量|投诉数量|退货数量|不良數量|不良數|缺陷數量|投訴數量|Defective quantity|"
        "Defect qty|Rejected quantity|NG qty"
    ),
    "what_happened": (
        "投诉内容|客诉内容|问题描述|不良描述|不良现象|故障现象|问题内容|质量问题|投诉描述|详细描述|内容|投訴內容|"
        "客訴內容|問題描述|不良現象|故障現象|問題內容|內容|Issue|Complaint|Complaint content|Description|"
        "What happened|Problem|Problem description|Defect|Details|Narrative"
    ),
    "found_on": "发现日期|发现时间|發現日期|發現時間|Found on|Date found|Date of occurrence|Incident date",
    "place": (
        "发现地点|发生地点|发现场所|发生地|发现工序|地点|區域|發現地點|發生地點|地點|Place|Location|Where found|"
        "Site|State"
    ),
    "content_class": (
        "投诉类别|投诉类型|客诉类别|客诉类型|问题类别|问题类型|类别|类型|分类|投訴類別|投訴類型|客訴類別|問題類別|"
        "類別|類型|分類|Class|Category|Type|Complaint type|Issue type|Product issue"
    ),
    "remedy_sought": (
        "要求的补救|客户要求|客户诉求|客户期望|诉求|处理要求|要求|客戶要求|客戶訴求|訴求|處理要求|Remedy sought|"
        "Customer request|Requested remedy|Desired outcome"
    ),
    "reply_wanted_on": (
        "要求回复日期|要求答复日期|客户要求回复时间|要求回覆日期|要求答覆日期|Reply wanted on|Reply due|"
        "Response required by"
    ),
    "immediate_action": (
        "应急措施|即时措施|现场处理|初步处理|緊急措施|應急措施|即時措施|初步處理|Immediate action|First action"
    ),
    "mode": "处理方式|处理模式|處理方式|處理模式|Mode of handling|Handling mode",
    "urgency": "紧急程度|紧急度|是否紧急|緊急程度|緊急度|Urgency|Priority",
    "severity": (
        "严重程度|严重度|严重等级|投诉等级|客诉等级|等级|级别|嚴重程度|嚴重度|投訴等級|客訴等級|等級|級別|Severity|"
        "Grade|Level|Class of severity"
    ),
    "departments": (
        "责任部门|责任单位|处理部门|相关部门|责任车间|权责单位|責任部門|責任單位|處理部門|權責單位|"
        "Responsible department|Departments|Department"
    ),
    "containment": (
        "临时措施|临时对策|遏制措施|围堵措施|短期对策|臨時措施|臨時對策|圍堵措施|短期對策|Containment|"
        "Interim action|Containment action|D3"
    ),
    "cause": (
        "原因分析|原因|不良原因|根本原因|真因|产生原因|責任原因|不良原因分析|根本原因分析|Cause|Root cause|"
        "Cause analysis|D4"
    ),
    "justified": "是否有理|有理/无理|投诉性质|是否成立|有理無理|投訴性質|Justified|Valid|Accepted",
    "answer": (
        "处理结果|答复|回复|答复内容|回复内容|处理意见|客户答复|处理情况|處理結果|答覆|回覆|回覆內容|處理意見|"
        "處理情況|Answer|Reply|Response|Resolution|Company response|Company response to consumer"
    ),
    "verification": (
        "措施验证|验证|验证结果|效果验证|效果确认|措施驗證|驗證結果|效果驗證|效果確認|Verification|"
        "Verification of measures|Effectiveness check"
    ),
    "verified_on": "验证日期|确认日期|驗證日期|確認日期|Verified on|Verification date",
    "effective": "是否有效|有效/无效|处理是否有效|措施有效性|是否有效處理|Effective",
    "closed_at": (
        "结案日期|结案时间|关闭日期|完结日期|完成日期|办结日期|結案日期|結案時間|關閉日期|完結日期|Closed|"
        "Closed on|Date closed|Completed|Resolved on"
    ),
    "remark": "备注|说明|備註|備注|說明|Remarks|Remark|Notes|Comment|Comments",
}

COMPLAINT = add(
    RecordType(
        name="complaint",
        label=_("Customer complaint"),
        plural=_("Customer complaints"),
        model=Complaint,
        order=20,
        title_from="what_happened",
        opens_with=("customer", "customer_unknown", "contact", "complainant", "contact_phone", "channel",
                    "received_at", "reporting_unit", "title", "product", "lot", "order_ref", "customer_ref",
                    "quantity", "defect_quantity", "what_happened", "found_on", "place", "content_class",
                    "remedy_sought", "reply_wanted_on", "immediate_action", "urgency", "severity", "safety"),
        register=(
            Column("number", _("Number"), filter="contains", sort=True, width=16),
            Column("received_at", filter="range", sort=True, width=16),
            Column("customer__name", _("Customer"), filter="contains", width=22),
            Column("title", filter="contains", width=32),
            Column("content_class", filter="choice", width=12),
            Column("severity", filter="choice", width=10),
            Column("urgency", filter="choice", width=10, always=False),
            Column("mode", filter="choice", width=12, always=False),
            Column("major", filter="flag", width=8, always=False),
            Column("safety", filter="flag", width=8, always=False),
            Column("product__name", _("Product"), filter="contains", width=20, always=False),
            Column("lot", filter="contains", width=14, always=False),
            Column("defect_quantity", filter="range", width=10, always=False),
            Column("channel", filter="choice", width=10, always=False),
            Column("reporting_unit__name", _("Reporting department"), filter="choice", width=14),
            Column("departments", filter="choice", width=20),
            Column("opened_by__name", _("Registered by"), filter="contains", width=10, always=False),
            Column("holder__name", _("Handler"), filter="contains", width=10),
            Column("state", filter="choice", width=14),
            Column("due_at", filter="range", sort=True, width=16),
            Column("justified", filter="choice", width=8, always=False),
            Column("customer_cause", filter="flag", width=8, always=False),
            Column("effective", filter="choice", width=8),
            Column("round", _("Round"), filter="range", width=6, always=False),
            Column("closed_at", filter="range", width=16),
            Column("customer_ref", filter="contains", width=14, always=False),
            Column("remark", filter="contains", width=24, always=False),
        ),
        sheet=(
            Section(_("Receipt"), "title", "customer", "customer_unknown", "contact", "complainant", "contact_phone",
                    "channel", "received_at", "reporting_unit", "customer_ref", "reply_wanted_on"),
            Section(_("What happened"), "product", "lot", "order_ref", "quantity", "defect_quantity", "found_on",
                    "place", "what_happened", "remedy_sought", "immediate_action"),
            Section(_("Classification"), "content_class", "severity", "urgency", "major", "safety", "mode", "mode_at",
                    "mode_to", "departments", "holder"),
            Section(_("Analysis"), "containment", "team_note", "cause", "customer_cause", "justified",
                    "justified_reason"),
            Section(_("On site"), "onsite_purpose", "onsite_people", "onsite_on", "onsite_result"),
            Section(_("Countermeasures"), "countermeasures"),
            Section(_("Answer to the customer"), "reply_needed", "reply_reason", "answer"),
            Section(_("Verification of measures"), "verification", "verified_on", "effective", "remark"),
        ),
        milestones=("received", "contained", "answered", "verified", "closed"),
        kinds={
            "channel": "choice", "content_class": "choice", "mode": "choice", "urgency": "choice",
            "severity": "choice", "justified": "choice", "effective": "choice", "onsite_purpose": "choice",
            "departments": "units",
        },
        lines=(
            Lines("countermeasures", _("Countermeasures"), Countermeasure,
                  fields=("what", "unit", "owner", "due_on"), late=("done_on", "evidence"),
                  needs=("what",), unit_field="unit", owes=Owes(unit="unit")),
        ),
        guards={
            "actions_done": rules.actions_done_so_far,
            "verifier_is_not_executor": rules.verifier_is_not_executor,
        },
        checks={
            "actions_done": rules.actions_done,
            "has_cause": rules.has_cause,
            "has_countermeasures": rules.has_countermeasures,
            "rows_have_owner_and_due": rules.rows_have_owner_and_due,
            "reply_or_reason": rules.reply_or_reason,
            "customer_cause_has_analysis": rules.customer_cause_has_analysis,
            "appointment_has_date": rules.appointment_has_date,
            "transfer_has_target": rules.transfer_has_target,
            "unjustified_has_reason": rules.unjustified_has_reason,
            "customer_known_or_reason": rules.customer_known_or_reason,
        },
        effects={"tell_parent": tell_parent},
        facts=rules.facts,
        accepts={"*": rules.from_another},
        search=("title", "what_happened", "lot", "order_ref", "customer_ref", "complainant", "cause", "remark"),
        related=("customer", "unit", "holder", "opened_by", "product", "reporting_unit"),
        headings={name: tuple(words.split("|")) for name, words in HEADINGS.items()},
    )
)  # fmt: skip
