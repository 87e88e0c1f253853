"""Calls, letters and faxes in and out (来电、来函、传真登记), declared once for every face."""

from django.utils.translation import gettext_lazy as _

from huiyin.kernel import demands
from huiyin.kernel.registry import Column, Lines, RecordType, Section, add
from huiyin.records.correspondence import rules
from huiyin.records.correspondence.models import Contribution, Correspondence

HEADINGS = {
    "number": "编号|登记号|序号|单号|NO|No.|編號|登記號|序號|Number|Register no.",
    "title": "主题|标题|事由|主題|標題|Subject|Title",
    "customer": "客户名称|客户|来函单位|来电单位|用户|对方单位|客戶名稱|客戶|來函單位|用戶|Customer|Company|From|To",
    "received_at": "日期|来电时间|来函日期|收发日期|登记日期|來電時間|來函日期|登記日期|Date|Received",
    "holder": "经办人|承办人|接电人|經辦人|承辦人|Handler|Owner",
    "direction": "收发|来往|方向|收發|來往|In/out|Direction",
    "category": "类别|沟通类别|類別|Category|Topic",
    "channel": "方式|渠道|沟通方式|溝通方式|Channel|By",
    "correspondent": "来电人|来函人|联系人|對方|來電人|聯繫人|Caller|Person|Contact person",
    "reference": "来函编号|传真号|文号|來函編號|文號|Reference|Letter no.|Fax no.",
    "content": "内容|来电内容|来函内容|沟通内容|內容|來電內容|Content|Message|Summary",
    "answer": "答复|回复内容|处理结果|答覆|回覆內容|Answer|Reply",
    "archive_ref": "归档号|存档位置|歸檔號|檔案號|Filed under|Archive",
    "remark": "备注|備註|Remarks|Notes",
}
ELSEWHERE = ("inquiry", "feedback", "complaint", "service", "requirement", "improvement")
"""What a letter may become; while one of these is open its measures are still being tracked."""

CORRESPONDENCE = add(
    RecordType(
        name="correspondence",
        label=_("Communication with a customer"),
        plural=_("Communication with customers"),
        model=Correspondence,
        family="voice",
        order=40,
        title_from="content",
        opens_with=("direction", "customer", "customer_unknown", "contact", "correspondent", "channel", "received_at",
                    "title", "category", "content", "reference", "importance", "reply_wanted_on", "pair"),
        register=(
            Column("number", _("Number"), filter="contains", sort=True, width=16),
            Column("received_at", filter="range", sort=True, width=16),
            Column("direction", filter="choice", width=8),
            Column("customer__name", _("Customer"), filter="contains", width=22),
            Column("title", filter="contains", width=32),
            Column("category", filter="choice", width=14),
            Column("channel", filter="choice", width=10),
            Column("importance", filter="choice", width=8, always=False),
            Column("becomes", filter="choice", width=10, always=False),
            Column("pair__number", _("Paired with"), filter="contains", width=16),
            Column("state", filter="choice", width=14),
            Column("due_at", filter="range", sort=True, width=16),
            Column("sent_on", filter="range", width=12, always=False),
            Column("reference", filter="contains", width=14, always=False),
            Column("opened_by__name", _("Registered by"), filter="contains", width=10, always=False),
            Column("holder__name", _("Handler"), filter="contains", width=10, always=False),
            Column("departments", filter="choice", width=18, always=False),
            Column("shared_units", filter="choice", width=18, always=False),
            Column("follow_up_on", filter="range", width=12, always=False),
            Column("archive_ref", filter="contains", width=14, always=False),
            Column("closed_at", filter="range", width=16, always=False),
            Column("remark", filter="contains", width=24, always=False),
        ),
        sheet=(
            Section(_("Receipt"), "direction", "title", "customer", "customer_unknown", "contact", "correspondent",
                    "channel", "received_at", "reference", "product", "importance", "reply_wanted_on", "content",
                    "pair"),
            Section(_("Judgement"), "category", "becomes", "judgement", "departments", "shared_units", "holder"),
            Section(_("What departments say"), "contributions"),
            Section(_("Answer to the customer"), "answer", "answer_channel", "sent_on", "reply_reason"),
            Section(_("Tracking"), "follow_up_on", "followed_up"),
            Section(_("Filing"), "archive_ref", "remark"),
        ),
        milestones=("received", "judged", "answered", "tracked", "filed"),
        kinds={
            "direction": "choice", "category": "choice", "channel": "choice", "importance": "choice",
            "becomes": "choice", "answer_channel": "choice", "departments": "units", "shared_units": "units",
            "pair": "record:correspondence",
        },
        lines=(
            Lines("contributions", _("What departments say"), Contribution, fields=("unit", "what"), needs=("what",),
                  unit_field="unit"),
        ),
        guards={
            "came_in": rules.came_in,
            "goes_out": rules.goes_out,
            "departments_assisted": rules.departments_assisted,
            "children_closed": demands.children_closed(*ELSEWHERE, clause="SS-5.x"),
        },
        checks={
            "customer_known_or_reason": rules.customer_known_or_reason,
            "pair_is_the_other_half": rules.pair_is_the_other_half,
        },
        effects={"pair_up": rules.pair_up},
        facts=rules.facts,
        accepts={"correspondence": rules.from_letter, "*": rules.from_another},
        search=("title", "content", "answer", "correspondent", "reference", "archive_ref", "remark"),
        related=("customer", "unit", "holder", "opened_by", "pair"),
        headings={name: tuple(words.split("|")) for name, words in HEADINGS.items()},
    )
)  # fmt: skip
