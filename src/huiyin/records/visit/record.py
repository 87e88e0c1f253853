"""The visit to a customer (走访报告), declared once for every face."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.demands import children_closed, customer_known_or_reason, rows_wanted
from huiyin.kernel.registry import Column, Lines, Owes, RecordType, Section, add
from huiyin.records.visit import rules
from huiyin.records.visit.models import Competitor, Finding, Visit

HEADINGS = {
    "number": "编号|序号|走访编号|报告编号|編號|序號|走訪編號|NO|No.|Number|Visit no.|Report no.",
    "customer": "客户名称|客户|用户名称|用户|走访用户|走访客户|走访单位|客戶名稱|用戶名稱|走訪用戶|Customer",
    "title": "主题|走访主题|事由|主題|走訪主題|Subject|Title",
    "purpose": "走访目的|目的|走訪目的|Purpose|Purpose of visit",
    "received_at": "登记日期|登记时间|登記日期|Registered|Date registered",
    "planned_on": "计划日期|计划走访日期|計劃日期|計劃走訪日期|Planned|Planned on|Planned for",
    "visited_on": "走访日期|走访时间|拜访日期|走訪日期|走訪時間|拜訪日期|Visited on|Visit date|Date of visit",
    "visitors": "走访人|走访人员|拜访人|走訪人|走訪人員|Visitors|Visited by|Visitor",
    "met": "接待人|会见人员|客户接待人|被访人|接待人員|會見人員|Persons met|Met with|Host",
    "new_requirements": "新要求|客户新要求|用户要求|新需求|客戶新要求|New requirements|Requirements",
    "comparison": "与同行对比|同行对比|竞争对手情况|對比情況|同行對比|競爭對手情況|Comparison|Competitors",
    "satisfaction": "满意程度|满意情况|满意度|滿意程度|滿意情況|滿意度|Satisfaction|Degree of satisfaction",
    "satisfaction_score": "满意度得分|得分|满意度分值|滿意度得分|Satisfaction score|Score",
    "quality_wanted": "质量要求|質量要求|Quality requirements",
    "quality_lacking": "质量不足|質量不足|Quality shortcomings",
    "delivery_wanted": "交货期要求|交期要求|交貨期要求|Delivery requirements",
    "delivery_lacking": "交货期不足|交期不足|交貨期不足|Delivery shortcomings",
    "service_wanted": "售后服务要求|服务要求|售後服務要求|Service requirements",
    "service_lacking": "售后服务不足|服务不足|售後服務不足|Service shortcomings",
}

VISIT = add(
    RecordType(
        name="visit",
        label=_("Visit to a customer"),
        plural=_("Visits to customers"),
        model=Visit,
        family="visit",
        order=20,
        title_from="purpose",
        opens_with=("customer", "customer_unknown", "contact", "occasion", "planned_on", "purpose", "visitors",
                    "place"),
        register=(
            Column("number", _("Number"), filter="contains", sort=True, width=16),
            Column("received_at", filter="range", sort=True, width=16, always=False),
            Column("customer__name", _("Customer"), filter="contains", width=22),
            Column("key_customer", filter="flag", width=8),
            Column("title", filter="contains", width=30),
            Column("occasion", filter="choice", width=12),
            Column("planned_on", filter="range", width=12),
            Column("visited_on", filter="range", width=12),
            Column("visitors", filter="contains", width=16),
            Column("met", filter="contains", width=16, always=False),
            Column("satisfaction", filter="choice", width=10),
            Column("satisfaction_score", filter="range", width=8),
            Column("departments", filter="choice", width=18, always=False),
            Column("opened_by__name", _("Registered by"), filter="contains", width=10, always=False),
            Column("holder__name", _("Handler"), filter="contains", width=10, always=False),
            Column("next_on", filter="range", width=12, always=False),
            Column("round", _("Round"), filter="range", width=6, always=False),
            Column("state", filter="choice", width=14),
            Column("due_at", filter="range", sort=True, width=16),
            Column("closed_at", filter="range", width=16, always=False),
        ),
        sheet=(
            Section(_("Plan of the visit"), "title", "customer", "customer_unknown", "contact", "key_customer",
                    "occasion", "planned_on", "purpose", "place", "holder"),
            Section(_("The visit"), "visited_from", "visited_on", "visitors", "met"),
            Section(_("Report of the visit"), "new_requirements", "comparison", "satisfaction", "satisfaction_score",
                    "satisfaction_note"),
            Section(_("Quality, delivery, service"), "quality_wanted", "quality_lacking", "delivery_wanted",
                    "delivery_lacking", "service_wanted", "service_lacking"),
            Section(_("Sample on trial"), "sample", "trial_result"),
            Section(_("Competitors and market"), "competitors", "market"),
            Section(_("Findings"), "findings", "departments"),
            Section(_("Conclusion of the visit"), "conclusion", "next_on"),
        ),
        milestones=("received", "visited", "reported", "closed"),
        kinds={
            "occasion": "choice", "satisfaction": "choice", "departments": "units", "findings.source": "choice",
            "findings.weight": "choice", "findings.becomes": "choice",
        },
        lines=(
            Lines("competitors", _("Competitors"), Competitor,
                  fields=("name", "product", "share", "better", "worse"), needs=("name",)),
            Lines("findings", _("Findings"), Finding,
                  fields=("what", "becomes", "weight", "unit", "owner", "due_on", "source", "product"),
                  late=("raised", "done_on", "result"), needs=("what", "becomes"), unit_field="unit",
                  owes=Owes(unit="unit", where=Q(becomes=rules.ACTION))),
        ),
        guards={
            "findings_done": rules.findings_done,
            "children_closed": children_closed(clause="SC-4.2.4c"),
            "nothing_to_put_right": rules.nothing_to_put_right,
        },
        checks={
            "customer_known_or_reason": customer_known_or_reason(),
            "dates_fit": rules.dates_fit,
            "score_is_of_a_hundred": rules.score_is_of_a_hundred,
            "headings_said": rules.headings_said,
            "trial_told": rules.trial_told,
            "has_findings": rows_wanted(Finding, "findings", _("Write at least one finding."), "SC-4.2.4c"),
            "findings_sorted": rules.findings_sorted,
            "main_points_on_a_form": rules.main_points_on_a_form,
            "own_actions_done": rules.own_actions_done,
        },
        effects={"note_key_customer": rules.note_key_customer, "gather_departments": rules.gather_departments},
        facts=rules.facts,
        accepts={"*": rules.from_another},
        search=("title", "purpose", "new_requirements", "comparison", "market", "conclusion", "visitors", "met"),
        related=("customer", "unit", "holder", "opened_by"),
        headings={name: tuple(words.split("|")) for name, words in HEADINGS.items()},
    )
)  # fmt: skip
