"""The training record (培训记录), declared once for every face."""

from django.utils.translation import gettext_lazy as _

from huiyin.kernel.registry import Column, Lines, RecordType, Section, add
from huiyin.records.training import rules
from huiyin.records.training.models import Trainee, Training

HEADINGS = {
    "number": "编号|序号|培训编号|记录编号|NO|No.|編號|序號|培訓編號|Number|Training no.|Ref",
    "title": "培训名称|培训项目|培训主题|课程名称|主题|培訓名稱|培訓項目|課程名稱|Subject|Course|Training",
    "customer": "客户名称|客户|顾客名称|顾客|用户|受训单位|客戶名稱|客戶|顧客|受訓單位|Customer|Customer name|Client",
    "received_at": "登记日期|申请日期|要求日期|登記日期|申請日期|Requested on|Date requested|Registered",
    "content": "培训内容|课程内容|内容|培訓內容|課程內容|內容|Content|Course content|Description",
    "basis": "培训依据|依据|培訓依據|依據|Basis|Reason",
    "basis_ref": "合同号|合同编号|协议号|合約號|協議號|Contract|Contract no.",
    "product": "产品名称|产品|型号|产品型号|產品名稱|產品|型號|Product|Model",
    "outside_trainer": "培训讲师|讲师|培训师|授课人|教员|培訓講師|講師|授課人|Trainer|Teacher|Instructor",
    "place": "培训地点|地点|地址|培訓地點|地點|Place|Location|Venue",
    "planned_at": "计划时间|计划日期|计划培训日期|計劃時間|計劃日期|Planned|Planned on|Planned date",
    "held_at": "培训时间|培训日期|实施日期|实际日期|日期|培訓時間|培訓日期|實施日期|Date|Held on|Training date",
    "hours": "课时|学时|培训课时|时数|課時|學時|時數|Hours|Duration",
    "departments": "参加部门|受训部门|通知部门|部门|參加部門|受訓部門|部門|Departments|Department",
    "attendees": "受训人员|参加人员|培训对象|参训人员|受訓人員|參加人員|培訓對象|Trainees|Attendees|Participants",
    "result": "培训结果|培训效果|考核结果|效果评价|培訓結果|培訓效果|考核結果|Result|Evaluation|Outcome",
    "repeat_on": "复训日期|下次培训日期|有效期至|複訓日期|有效期至|Repeat by|Next training|Valid until",
    "remark": "备注|说明|備註|備注|說明|Remarks|Notes|Comment",
}

TRAINING = add(
    RecordType(
        name="training",
        label=_("Training record"),
        plural=_("Training records"),
        model=Training,
        family="goods",
        order=40,
        title_from="content",
        opens_with=("audience", "customer", "contact", "product", "basis", "basis_ref", "contact_sheet", "received_at",
                    "title", "topics", "content", "trainer", "outside_trainer", "place", "planned_at", "departments"),
        register=(
            Column("number", _("Number"), filter="contains", sort=True, width=16),
            Column("received_at", filter="range", sort=True, width=16, always=False),
            Column("title", filter="contains", width=32),
            Column("audience", filter="choice", width=12),
            Column("customer__name", _("Customer"), filter="contains", width=22),
            Column("product__name", _("Product"), filter="contains", width=20),
            Column("basis", filter="choice", width=10, always=False),
            Column("basis_ref", filter="contains", width=18, always=False),
            Column("topics", filter="choice", width=20),
            Column("trainer__name", _("Trainer"), filter="contains", width=10),
            Column("outside_trainer", filter="contains", width=14, always=False),
            Column("place", filter="contains", width=16, always=False),
            Column("planned_at", filter="range", width=16, always=False),
            Column("held_at", filter="range", width=16),
            Column("attendees", filter="contains", width=26),
            Column("departments", filter="choice", width=18, always=False),
            Column("case_types", filter="choice", width=18, always=False),
            Column("unit__name", _("Registering unit"), filter="choice", width=14, always=False),
            Column("opened_by__name", _("Registered by"), filter="contains", width=10, always=False),
            Column("holder__name", _("Handler"), filter="contains", width=10, always=False),
            Column("state", filter="choice", width=14),
            Column("due_at", filter="range", sort=True, width=16),
            Column("repeat_on", filter="range", width=12),
            Column("closed_at", filter="range", width=16, always=False),
            Column("remark", filter="contains", width=24, always=False),
        ),
        sheet=(
            Section(_("Training asked for"), "title", "audience", "customer", "customer_unknown", "contact", "product",
                    "basis", "basis_ref", "contact_sheet", "received_at"),
            Section(_("Training plan"), "topics", "content", "trainer", "outside_trainer", "place", "planned_at",
                    "departments", "case_types"),
            Section(_("Trainees"), "held_at", "hours", "trainees"),
            Section(_("Result of the training"), "result", "attendees", "repeat_on", "remark"),
        ),
        milestones=("received", "notified", "held", "recorded", "filed"),
        kinds={
            "audience": "choice", "basis": "choice", "topics": "choices", "case_types": "choices",
            "departments": "units", "contact_sheet": "record:liaison",
            "trainees.attended": "choice", "trainees.passed": "choice",
        },
        lines=(
            Lines("trainees", _("Trainees"), Trainee, fields=("name", "person", "unit", "firm"),
                  late=("attended", "score", "passed", "note")),
        ),
        checks={
            "asked_for": rules.asked_for,
            "has_trainer": rules.has_trainer,
            "trainees_named": rules.trainees_named,
            "trainees_marked": rules.trainees_marked,
            "held_already": rules.held_already,
            "repeat_after_held": rules.repeat_after_held,
        },
        effects={"note_attendees": rules.note_attendees},
        facts=rules.facts,
        accepts={"liaison": rules.from_liaison, "*": rules.from_any},
        search=("title", "content", "basis_ref", "outside_trainer", "place", "attendees", "result", "remark"),
        related=("customer", "unit", "holder", "opened_by", "product", "trainer"),
        headings={name: tuple(words.split("|")) for name, words in HEADINGS.items()},
    )
)  # fmt: skip
