"""The reception of a visiting customer (顾客来访接待), declared once for every face."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.demands import customer_known_or_reason, so_far
from huiyin.kernel.registry import Column, Lines, Owes, Page, RecordType, Section, add
from huiyin.records.reception import pages, rules
from huiyin.records.reception.models import FollowUp, Preparation, Question, Reception, Task, Visitor

UNSETTLED = ~Q(status__in=("done", "waived"))
HEADINGS = {
    "number": "编号|序号|预约号|预约编号|接待编号|單號|編號|預約號|Number|Booking no.|Visit no.",
    "title": "主题|事由|接待事项|主題|Subject",
    "customer": "来访单位|客户名称|客户|顾客名称|顾客|公司名称|來訪單位|客戶名稱|客戶|Customer|Company",
    "received_at": "预约日期|登记日期|来电时间|預約日期|登記日期|Booked on|Date of call",
    "holder": "经办人|負責人|Handler",
    "channel": "预约方式|预约渠道|預約方式|Booked via|Channel",
    "contact_phone": "联系电话|电话|手机|聯絡電話|電話|Phone|Telephone",
    "kind": "接待类型|接待类别|来访类型|接待類型|Kind|Type of visit",
    "visitor": "来访人|来访人姓名|来宾|访客|來訪人|訪客|Visitor|Name of visitor|Guest",
    "booked_for": "接待时间|来访时间|预约时间|来访日期|接待日期|來訪時間|預約時間|接待時間|Booked for|Date of visit",
    "purpose": "来访目的|来访事由|目的|來訪目的|Purpose|Reason of visit",
    "requirements": "客户需求|需求|要求|客戶需求|Needs|Requirements",
    "host": "接待人|接待人员|陪同人员|接待人員|Host|Received by",
    "venue": "接待地点|会议室|地点|接待地點|會議室|Venue|Room",
    "arrived_at": "到达时间|签到时间|到達時間|簽到時間|Arrived|Checked in",
    "left_at": "离开时间|離開時間|Left|Checked out",
    "reply": "答复|回复|答复内容|答覆|Reply",
    "remark": "备注|備註|Remarks|Notes",
}


def noted_after(reception: Reception) -> int:
    """Minutes from the call to its being written down (RC-3.1b)."""
    return int((reception.opened_at - reception.received_at).total_seconds() // 60)


RECEPTION = add(
    RecordType(
        name="reception",
        label=_("Customer visit"),
        plural=_("Customer visits"),
        model=Reception,
        family="visit",
        order=10,
        title_from="purpose",
        opens_with=("customer", "customer_unknown", "contact", "channel", "received_at", "booked_by", "contact_phone",
                    "kind", "visitor", "booked_for", "purpose", "requirements", "host", "venue", "visitors",
                    "departments", "travel_request", "title"),
        register=(
            Column("number", _("Number"), filter="contains", sort=True, width=16),
            Column("booked_for", filter="range", width=16),
            Column("customer__name", _("Customer"), filter="contains", width=22),
            Column("visitor", filter="contains", width=10),
            Column("title", filter="contains", width=30),
            Column("kind", filter="choice", width=10),
            Column("host__name", _("Host"), filter="contains", width=10),
            Column("venue", filter="contains", width=14, always=False),
            Column("received_at", filter="range", sort=True, width=16, always=False),
            Column("noted_after", _("Written down after (minutes)"), value=noted_after, width=10, always=False),
            Column("channel", filter="choice", width=10, always=False),
            Column("opened_by__name", _("Registered by"), filter="contains", width=10, always=False),
            Column("host_at", filter="range", width=16, always=False),
            Column("arrived_at", filter="range", width=16),
            Column("waited", filter="range", width=8),
            Column("began_at", filter="range", width=16, always=False),
            Column("left_at", filter="range", width=16, always=False),
            Column("replied_at", filter="range", width=16, always=False),
            Column("attitude", filter="choice", width=8, always=False),
            Column("knowledge", filter="choice", width=8, always=False),
            Column("appearance", filter="choice", width=8, always=False),
            Column("etiquette", filter="choice", width=8, always=False),
            Column("state", filter="choice", width=14),
            Column("due_at", filter="range", sort=True, width=16),
            Column("closed_at", filter="range", width=16, always=False),
            Column("remark", filter="contains", width=20, always=False),
        ),
        sheet=(
            Section(_("Booking"), "customer", "customer_unknown", "contact", "channel", "received_at", "booked_by",
                    "contact_phone", "kind", "title", "visitor", "booked_for", "host", "holder", "venue"),
            Section(_("Visitors and purpose"), "visitors", "purpose", "requirements"),
            Section(_("Approval"), "announcement", "departments", "travel_request"),
            Section(_("Preparation"), "preparations", "tasks"),
            Section(_("Reception"), "host_at", "arrived_at", "began_at", "waited", "left_at", "welcome_note", "topics",
                    "topics_note", "material", "farewell"),
            Section(_("Shop-floor tour"), "tour_areas", "tour_permitted_at", "tour_note"),
            Section(_("Questions raised"), "questions"),
            Section(_("Reply and follow-up"), "reply_channel", "replied_at", "reply", "cooperation_plan",
                    "follow_ups"),
            Section(_("Evaluation"), "attitude", "knowledge", "appearance", "etiquette", "opinion"),
            Section(_("Filing"), "custodian", "kept_until", "remark"),
        ),
        milestones=("received", "arrived", "served", "left", "replied", "closed"),
        kinds={
            "channel": "choice", "kind": "choice", "reply_channel": "choice", "departments": "units",
            "attitude": "choice", "knowledge": "choice", "appearance": "choice", "etiquette": "choice",
            "preparations.item": "choice", "tasks.kind": "choice", "tasks.status": "choice",
            "questions.becomes": "choice", "questions.status": "choice", "follow_ups.status": "choice",
        },
        lines=(
            Lines("visitors", _("Guests"), Visitor, fields=("name", "title", "phone"), needs=("name",)),
            Lines("preparations", _("Preparations"), Preparation,
                  fields=("item", "ready", "done_by", "done_at", "skipped", "note"), needs=("item",)),
            Lines("tasks", _("Reception, lodging and travel"), Task, fields=("kind", "what", "owner", "due_on"),
                  late=("status", "done_on", "result"), needs=("kind", "what"), owes=Owes(where=UNSETTLED)),
            Lines("questions", _("Questions raised"), Question,
                  fields=("what", "becomes", "owner", "unit", "due_on"),
                  late=("status", "done_on", "result", "raised"), needs=("what",),
                  owes=Owes(unit="unit", where=UNSETTLED & Q(raised=None))),
            Lines("follow_ups", _("Follow-up"), FollowUp, fields=("what", "owner", "due_on"),
                  late=("status", "done_on", "result"), needs=("what",), owes=Owes(where=UNSETTLED)),
        ),
        guards={
            "prepared": so_far(rules.prepared, "preparations"),
            "tour_permitted": rules.tour_permitted,
            "answers_for_one": rules.answers_for_one,
            "all_settled": rules.all_settled,
            "evaluated": rules.evaluated,
        },
        checks={
            "customer_known_or_reason": customer_known_or_reason(),
            "booked_ahead": rules.booked_ahead,
            "prepared": rules.prepared,
            "visitors_known": rules.visitors_known,
            "topics_covered": rules.topics_covered,
            "questions_placed": rules.questions_placed,
            "waived_with_reason": rules.waived_with_reason,
        },
        effects={
            "hand_to_host": rules.hand_to_host,
            "name_visitor": rules.name_visitor,
            "lay_out_checklist": rules.lay_out_checklist,
            "stamp_ready": rules.stamp_ready,
            "stamp_done": rules.stamp_done,
            "tell_owners": rules.tell_owners,
            "note_host": rules.note_host,
            "note_arrival": rules.note_arrival,
            "note_beginning": rules.note_beginning,
            "note_leaving": rules.note_leaving,
            "note_permission": rules.note_permission,
            "note_reply": rules.note_reply,
            "note_keeping": rules.note_keeping,
        },
        facts=rules.facts,
        search=("title", "visitor", "purpose", "requirements", "booked_by", "reply"),
        pages=(Page("desk", _("Reception desk"), "reception/desk.html", pages.desk, icon="clipboard-check"),),
        related=("customer", "unit", "holder", "opened_by", "host"),
        headings={name: tuple(words.split("|")) for name, words in HEADINGS.items()},
    )
)  # fmt: skip
