"""The yearly review of a customer's card (顾客资料核对), declared once for every face."""

from django.utils.translation import gettext_lazy as _

from huiyin.kernel.demands import rows_done, so_far
from huiyin.kernel.registry import Column, Lines, Owes, RecordType, Section, add
from huiyin.records.card import rules
from huiyin.records.card.models import Card, PlannedContact

HEADINGS = {
    "number": "编号|序号|核对编号|NO|No.|編號|序號|核對編號|Number|Ref",
    "title": "主题|核对事项|主題|核對事項|Subject|Title",
    "customer": "顾客名称|顾客|客户名称|客户|用户名称|用户|顧客名稱|顧客|客戶名稱|客戶|用戶名稱|Customer|Customer name",
    "received_at": "登记日期|提出日期|登記日期|Registered|Date",
    "occasion": "核对原因|缘由|核對原因|緣由|Occasion|Reason",
    "checked_at": "核对日期|审核日期|核對日期|審核日期|Checked|Checked on|Reviewed on",
    "checked_by": "核对人|审核人|核對人|審核人|Checked by|Reviewed by",
    "outcome": "核对结果|有无变更|是否变更|核對結果|有無變更|是否變更|Outcome|Changed",
    "missing": "缺少资料|待补资料|缺少資料|待補資料|Missing|Data missing",
    "remark": "备注|说明|備註|備注|說明|Remarks|Notes",
    "closed_at": "完成日期|归档日期|完成日期|歸檔日期|Closed|Filed on",
}
contacts_done = rows_done(PlannedContact, "contacts", what="about", clause="CS-1.7")

CARD = add(
    RecordType(
        name="card",
        label=_("Review of a customer's card"),
        plural=_("Reviews of customers' cards"),
        model=Card,
        family="upkeep",
        order=10,
        opens_with=("customer", "occasion", "title", "received_at", "remark"),
        register=(
            Column("number", _("Number"), filter="contains", sort=True, width=16),
            Column("received_at", filter="range", sort=True, width=16, always=False),
            Column("customer__name", _("Customer"), filter="contains", width=24),
            Column("customer__rank", _("Customer class"), width=8),
            Column("title", filter="contains", width=26),
            Column("occasion", filter="choice", width=12),
            Column("checked_at", filter="range", width=16),
            Column("checked_by__name", _("Checked by"), filter="contains", width=10),
            Column("outcome", filter="choice", width=10),
            Column("missing", filter="contains", width=24, always=False),
            Column("holder__name", _("Handler"), filter="contains", width=10, always=False),
            Column("state", filter="choice", width=16),
            Column("due_at", filter="range", sort=True, width=16),
            Column("closed_at", filter="range", width=16, always=False),
        ),
        sheet=(
            Section(_("The review"), "title", "customer", "occasion", "received_at", "holder"),
            Section(_("What was found"), "checked_at", "checked_by", "outcome", "missing", "remark"),
            Section(_("Planned contacts"), "contacts"),
        ),
        milestones=("received", "checked", "closed"),
        kinds={"occasion": "choice", "outcome": "choice", "contacts.how": "choice"},
        lines=(
            Lines("contacts", _("Planned contacts"), PlannedContact,
                  fields=("planned_on", "how", "who", "about"), needs=("planned_on", "how", "who", "about"),
                  late=("done_on", "note"), owes=Owes("about", "who", due="planned_on")),
        ),
        guards={"card_complete": rules.card_complete, "contacts_done": so_far(contacts_done, "contacts")},
        checks={"contacts_done": contacts_done, "contacts_told": rules.contacts_told},
        effects={"note_check": rules.note_check, "tell_who_is_to_call": rules.tell_who_is_to_call},
        facts=rules.facts,
        accepts={"*": rules.from_another, "duty": rules.from_duty},
        beside=rules.beside,
        search=("title", "missing", "remark"),
        related=("customer", "unit", "holder", "opened_by", "checked_by"),
        headings={name: tuple(words.split("|")) for name, words in HEADINGS.items()},
    )
)  # fmt: skip
