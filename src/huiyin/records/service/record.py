"""The service on site or from afar (现场服务单), declared once for every face."""

from django.utils.translation import gettext_lazy as _

from huiyin.kernel.demands import children_closed, customer_known_or_reason, so_far
from huiyin.kernel.registry import Column, Lines, RecordType, Section, add
from huiyin.records.service import rules
from huiyin.records.service.models import Crew, Part, Progress, Service, Tool

HEADINGS = {
    "number": "编号|服务单号|派工单号|单号|編號|服務單號|派工單號|Number|Service no.|Work order",
    "title": "主题|服务主题|事由|標題|主題|Subject|Title|Summary",
    "customer": "客户|客户名称|顾客|顾客名称|用户|客戶|客戶名稱|顧客|Customer|Client|Account",
    "received_at": "日期|受理日期|报修日期|报修时间|登记日期|日期時間|報修日期|Date|Received|Requested on",
    "holder": "经手人|负责人|服务人员|派工人|經手人|負責人|服務人員|Handler|Technician|Assigned to",
    "contact_phone": "联系电话|电话|手机|聯絡電話|電話|Phone|Telephone",
    "product": "产品|产品名称|型号|產品|產品名稱|型號|Product|Model",
    "lot": "批号|批次|批號|批次號|Lot|Batch",
    "serial": "机号|序列号|出厂编号|機號|序號|Serial number|Machine number",
    "order_ref": "订单号|送货单号|訂單號|送貨單號|Order|Order number",
    "request": (
        "服务内容|服务要求|报修内容|故障描述|要求|服務內容|服務要求|報修內容|故障描述|Request|Service request|"
        "Fault|Description"
    ),
    "contract_ref": "合同号|合約號|Contract|Contract no.",
    "site": "服务地点|现场地址|地址|地点|服務地點|地址|Site|Place|Address",
    "arrived_at": "到达时间|到场时间|到達時間|到場時間|Arrived|Arrived at",
    "result": "处理结果|服务结果|结果|處理結果|服務結果|結果|Result|Resolution",
    "work_hours": "工时|作业工时|工時|Work hours|Labour hours",
    "travel_hours": "路途工时|在途时间|Travel hours",
    "parts_cost": "配件费|材料费|零件费|配件費|材料費|Parts cost|Material cost",
    "satisfaction": "满意度|客户满意度|滿意度|Satisfaction|Score",
    "remark": "备注|備註|Remarks|Notes",
}

SERVICE = add(
    RecordType(
        name="service",
        label=_("Field service"),
        plural=_("Field services"),
        model=Service,
        family="goods",
        order=20,
        title_from="request",
        opens_with=("customer", "customer_unknown", "contact", "contact_phone", "channel", "received_at", "title",
                    "product", "lot", "serial", "quantity", "order_ref", "request", "urgency", "wanted_on",
                    "work_types", "site"),
        register=(
            Column("number", _("Number"), filter="contains", sort=True, width=16),
            Column("received_at", filter="range", sort=True, width=16),
            Column("customer__name", _("Customer"), filter="contains", width=22),
            Column("title", filter="contains", width=32),
            Column("work_types", filter="choice", width=16),
            Column("basis", filter="choice", width=10, always=False),
            Column("urgency", filter="choice", width=10, always=False),
            Column("product__name", _("Product"), filter="contains", width=20, always=False),
            Column("serial", filter="contains", width=14, always=False),
            Column("site", filter="contains", width=24, always=False),
            Column("planned_at", filter="range", width=16),
            Column("arrived_at", filter="range", width=16, always=False),
            Column("response_hours", _("Response, hours"), value=rules.response_hours, width=10, always=False),
            Column("unit__name", _("Registering unit"), filter="choice", width=14, always=False),
            Column("holder__name", _("Handler"), filter="contains", width=10),
            Column("state", filter="choice", width=14),
            Column("due_at", filter="range", sort=True, width=16),
            Column("outcome", filter="choice", width=10),
            Column("work_hours", filter="range", width=8, always=False),
            Column("travel_hours", filter="range", width=8, always=False),
            Column("parts_cost", filter="range", width=10, always=False),
            Column("charged_to", filter="choice", width=10, always=False),
            Column("satisfaction", filter="choice", width=10),
            Column("closed_at", filter="range", width=16, always=False),
            Column("remark", filter="contains", width=24, always=False),
        ),
        sheet=(
            Section(_("Request"), "title", "customer", "customer_unknown", "contact", "contact_phone", "channel",
                    "received_at", "product", "lot", "serial", "quantity", "order_ref", "request", "urgency",
                    "wanted_on", "passed_on_at", "base_received_at"),
            Section(_("Agreed with the customer"), "work_types", "basis", "contract_ref", "service_agreement",
                    "negotiation", "improper_use", "advice", "scope", "terms", "confirmed_by", "confirmed_on",
                    "charged_to"),
            Section(_("Dispatch"), "site", "planned_at", "travel", "crew", "parts", "tools", "left_at"),
            Section(_("At the customer's"), "arrived_at", "actual_site", "deviation", "progress", "course", "result",
                    "outcome", "finished_at", "returned_at"),
            Section(_("Hours and cost"), "travel_hours", "work_hours", "parts_cost", "travel_cost"),
            Section(_("The customer's confirmation"), "customer_word", "signer", "signed_on", "customer_mark"),
            Section(_("After the service"), "followed_up_on", "followed_up_with", "effect", "satisfaction",
                    "followup_note", "remark"),
        ),
        milestones=("received", "agreed", "dispatched", "arrived", "served", "confirmed", "followed_up", "closed"),
        kinds={
            "channel": "choice", "urgency": "choice", "work_types": "choices", "basis": "choice",
            "service_agreement": "record:agreement", "charged_to": "choice", "outcome": "choice", "effect": "choice",
            "satisfaction": "choice", "customer_mark": "drawing",
        },
        lines=(
            Lines("crew", _("People sent"), Crew, fields=("person", "task"), needs=("person",)),
            Lines("parts", _("Parts"), Part, fields=("part_number", "name", "quantity", "taken"),
                  late=("used", "returned"), needs=("name", "taken")),
            Lines("tools", _("Tools"), Tool, fields=("name", "tool_number"), late=("back",), needs=("name",)),
            Lines("progress", _("Progress"), Progress, fields=("noted_at", "what", "customer_said", "adjusted"),
                  needs=("noted_at", "what")),
        ),
        guards={
            "only_words": rules.only_words,
            "receiver_is_not_sender": rules.receiver_is_not_sender,
            "arrived": rules.arrived,
            "settled": rules.settled,
            "parts_settled": so_far(rules.parts_settled, "parts"),
            "reports_closed": children_closed(),
        },
        checks={
            "customer_known_or_reason": customer_known_or_reason(),
            "basis_settled": rules.basis_settled,
            "agreement_binds": rules.agreement_binds,
            "replacement_has_parts": rules.replacement_has_parts,
            "deviation_explained": rules.deviation_explained,
            "times_in_order": rules.times_in_order,
            "parts_settled": rules.parts_settled,
            "satisfied": rules.satisfied,
        },
        effects={
            "note_passed_on": rules.note_passed_on,
            "note_received": rules.note_received,
            "tie_agreement": rules.tie_agreement,
        },
        facts=rules.facts,
        accepts={"*": rules.from_any},
        search=("title", "request", "lot", "serial", "order_ref", "contract_ref", "site", "course", "result",
                "signer", "remark"),
        related=("customer", "unit", "holder", "product"),
        headings={name: tuple(words.split("|")) for name, words in HEADINGS.items()},
    )
)  # fmt: skip
