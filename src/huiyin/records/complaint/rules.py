"""What must be true of a complaint before a step, what it tells other rooms, what it takes from them."""

from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel import demands
from huiyin.kernel.deed import Deed
from huiyin.kernel.demands import rows, short
from huiyin.kernel.models import Link
from huiyin.kernel.raising import opens_with
from huiyin.kernel.registry import Blocker
from huiyin.records.complaint.models import Complaint, Countermeasure


def actions_done(complaint: Complaint, deed: Deed) -> list[Blocker]:
    """Every action report raised by it is closed, every countermeasure of this round carried out."""
    return [*_open_reports(complaint), *_undone(complaint)]


def actions_done_so_far(complaint: Complaint, deed: Deed) -> list[Blocker]:
    """The same before the step; a step that itself asks for countermeasures may still mend those."""
    asked = {name.partition(".")[0] for name in (*deed.step.needs, *deed.step.asks)}
    return _open_reports(complaint) if "countermeasures" in asked else actions_done(complaint, deed)


def _open_reports(complaint: Complaint) -> list[Blocker]:
    reports = Link.objects.filter(source_id=complaint.pk, kind="raised", ended_at=None, target__type="capa")
    open_reports = reports.exclude(target__phase__in=("done", "void")).order_by("target_id")
    return [
        Blocker(_("Corrective action report %(number)s is not closed yet.") % {"number": number}, number=number)
        for number in open_reports.values_list("target__number", flat=True)
    ]


def _undone(complaint: Complaint) -> list[Blocker]:
    return [
        Blocker(
            _("Countermeasure “%(what)s” has no completion date yet.") % {"what": short(what)},
            field="countermeasures.done_on",
            clause="CH-5.5a",
        )
        for what in rows(Countermeasure, complaint).filter(done_on=None).values_list("what", flat=True)
    ]


verifier_is_not_executor = demands.doer_not_among(Countermeasure, unit="unit", clause="CH-5.5b")
customer_known_or_reason = demands.customer_known_or_reason()


def has_countermeasures(complaint: Complaint, deed: Deed) -> Blocker | None:
    """A countermeasure of this round or an action report; neither when the cause is the customer's (CH-5.3b, d)."""
    if complaint.customer_cause or rows(Countermeasure, complaint).exists():
        return None
    if Link.objects.filter(source_id=complaint.pk, kind="raised", ended_at=None, target__type="capa").exists():
        return None
    return Blocker(_("Write at least one countermeasure."), field="countermeasures", clause="CH-5.3b")


def rows_have_owner_and_due(complaint: Complaint, deed: Deed) -> list[Blocker]:
    """Each countermeasure of this round says who does it, and by when (CH-5.3b)."""
    blockers = []
    written = rows(Countermeasure, complaint).values_list("what", "owner_id", "unit_id", "due_on")
    for what, owner, unit, due_on in written:
        if not (owner or unit):
            text = _("Countermeasure “%(what)s” names neither a person nor a department.") % {"what": short(what)}
            blockers.append(Blocker(text, field="countermeasures.owner", clause="CH-5.3b"))
        if due_on is None:
            text = _("Countermeasure “%(what)s” has no date to be done by.") % {"what": short(what)}
            blockers.append(Blocker(text, field="countermeasures.due_on", clause="CH-5.3b"))
    return blockers


def _asks(missing: bool, sentence: str, field: str, clause: str = "") -> Blocker | None:
    return Blocker(sentence, field=field, clause=clause) if missing else None


def has_cause(complaint: Complaint, deed: Deed) -> Blocker | None:
    """The cause was analysed (CH-5.3a)."""
    return _asks(not complaint.cause.strip(), _("Write the cause analysis first."), "cause", "CH-5.3a")


def reply_or_reason(complaint: Complaint, deed: Deed) -> Blocker | None:
    """The customer was answered, or it is said why no reply is needed (CH-5.3c)."""
    if complaint.answer.strip():
        return None
    if complaint.reply_needed:
        return Blocker(
            _("Write the answer to the customer, or say that no reply is needed and why."),
            field="answer",
            clause="CH-5.3c",
        )
    return _asks(not complaint.reply_reason.strip(), _("Write why no reply is needed."), "reply_reason", "CH-5.3c")


def customer_cause_has_analysis(complaint: Complaint, deed: Deed) -> list[Blocker]:
    """The customer's own cause is answered with the result of the analysis (CH-5.3d)."""
    if not complaint.customer_cause:
        return []
    found = (
        _asks(not complaint.cause.strip(), _("The cause is the customer's: write the analysis."), "cause", "CH-5.3d"),
        _asks(
            not complaint.answer.strip(),
            _("The cause is the customer's: answer with the result of the analysis."),
            "answer",
            "CH-5.3d",
        ),
    )
    return [blocker for blocker in found if blocker]


def appointment_has_date(complaint: Complaint, deed: Deed) -> Blocker | None:
    """Handling by appointment has its day and hour (CH-5.1.5a)."""
    missing = complaint.mode == "appointment" and complaint.mode_at is None
    return _asks(missing, _("Handling by appointment needs its date and time."), "mode_at", "CH-5.1.5a")


def transfer_has_target(complaint: Complaint, deed: Deed) -> Blocker | None:
    """What is escalated or transferred says to whom (CH-5.1.5a)."""
    missing = complaint.mode in ("escalated", "transferred") and not complaint.mode_to.strip()
    return _asks(missing, _("Write to whom it is escalated or transferred."), "mode_to", "CH-5.1.5a")


def unjustified_has_reason(complaint: Complaint, deed: Deed) -> Blocker | None:
    """A complaint judged unjustified says why (CH-5.1.3)."""
    missing = complaint.justified == "no" and not complaint.justified_reason.strip()
    return _asks(missing, _("Write why the complaint is unjustified."), "justified_reason", "CH-5.1.3")


def facts(complaint: Complaint) -> dict[str, Any]:
    """What a report or a return raised by this complaint may know of it: plain values."""
    return {
        "title": complaint.title,
        "customer": complaint.customer_id,
        "customer_unknown": complaint.customer_unknown,
        "contact": complaint.contact_id,
        "channel": complaint.channel,
        "product": complaint.product_id,
        "lot": complaint.lot,
        "quantity": complaint.quantity,
        "what": complaint.what_happened,
        "containment": complaint.containment or complaint.immediate_action,
        "departments": list(complaint.departments),
    }


from_another = opens_with(
    "title", "customer", "customer_unknown", "contact", "channel", "product", "lot", "quantity", "departments",
    what_happened="what", immediate_action="containment",
)  # fmt: skip
"""What a complaint opens with when a feedback became one (QF-4.5b), or another record raised it."""
