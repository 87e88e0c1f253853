"""What must be true of a loan before a step, what it tells and takes from other rooms."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from huiyin.kernel.deed import Deed
from huiyin.kernel.raising import opens_with
from huiyin.kernel.registry import Blocker
from huiyin.records.loan.models import Loan


def _day(moment: dt.datetime) -> dt.date:
    return timezone.localtime(moment).date()


def calibration_in_force(loan: Loan, deed: Deed) -> list[Blocker]:
    """Nothing that measures leaves the house when its calibration has lapsed on the day (SM-5.6.2a)."""
    said = {"tool": loan.tool_number or loan.tool_name}
    if loan.calibration == "not_needed":
        return []
    if not loan.calibration or loan.calibrated_until is None:
        text = _("Nobody has said yet until when %(tool)s is calibrated.") % said
        return [Blocker(text, field="calibrated_until", clause="SM-5.6.2a")]
    if loan.calibrated_until >= _day(loan.handed_at or deed.at):
        return []
    text = _("The calibration of %(tool)s lapsed on %(day)s: have it calibrated before it is handed over.")
    return [Blocker(text % {**said, "day": loan.calibrated_until}, field="calibrated_until", clause="SM-5.6.2a")]


def calibration_covers_loan(loan: Loan, deed: Deed) -> Blocker | None:
    """The calibration holds until the tool is due back (SM-5.6.2a)."""
    if loan.calibration == "not_needed" or None in (loan.calibrated_until, loan.due_on):
        return None
    if loan.calibrated_until >= loan.due_on:  # type: ignore[operator]
        return None
    text = _("Calibration ends on %(end)s, before it is due back: shorten the loan, or have it calibrated first.")
    return Blocker(text % {"end": loan.calibrated_until}, field="due_on", clause="SM-5.6.2a")


def recorded_before_handed(loan: Loan, deed: Deed) -> Blocker | None:
    """First the record, then the hand-over (SM-5.6.2b)."""
    if loan.handed_at is None:
        return None
    if loan.handed_at < loan.opened_at.replace(second=0, microsecond=0):
        text = _("The loan was recorded only at %(time)s: it cannot have been handed over before that.")
        said = date_format(timezone.localtime(loan.opened_at), "Y-m-d H:i")
        return Blocker(text % {"time": said}, field="handed_at", clause="SM-5.6.2b")
    if loan.handed_at > deed.at:
        return Blocker(_("This lies in the future: write it when it was handed over."), field="handed_at")
    return None


def due_after_handed(loan: Loan, deed: Deed) -> Blocker | None:
    """It is due back after it was handed over (GN-163)."""
    if loan.due_on is None or loan.handed_at is None or loan.due_on >= _day(loan.handed_at):
        return None
    return Blocker(_("It would be due back before it was handed over."), field="due_on", clause="GN-163")


def not_lent_elsewhere(loan: Loan, deed: Deed) -> list[Blocker]:
    """One tool is with one customer at a time."""
    out = Loan.objects.filter(tool_number=loan.tool_number, handed_at__isnull=False, returned_at=None)
    out = out.exclude(pk=loan.pk).exclude(phase__in=("done", "void")).order_by("pk")
    return [
        Blocker(
            _("%(tool)s is still lent out under %(number)s.") % {"tool": loan.tool_number, "number": number},
            number=number,
        )
        for number in (out.values_list("number", flat=True) if loan.tool_number else ())
    ]


def returned_after_handed(loan: Loan, deed: Deed) -> Blocker | None:
    """It came back after it left, and not in the future."""
    if loan.returned_at is None:
        return None
    if loan.handed_at and loan.returned_at < loan.handed_at:
        return Blocker(_("It cannot have come back before it was handed over."), field="returned_at")
    if loan.returned_at > deed.at:
        return Blocker(_("This lies in the future: write it when it came back."), field="returned_at")
    return None


def damage_described(loan: Loan, deed: Deed) -> list[Blocker]:
    """What did not come back whole is described, with its cost and who bears it (GN-165)."""
    if loan.condition_in in ("", "good"):
        return []
    wanted = (
        ("damage", not loan.damage.strip(), _("Describe what is damaged or missing.")),
        ("cost", loan.cost is None, _("Write what it costs; 0 when nothing is charged.")),
        ("cost_by", not loan.cost_by, _("Choose who bears the cost.")),
    )
    return [Blocker(text, field=field, clause="GN-165") for field, missing, text in wanted if missing]


def recalibrated(loan: Loan, deed: Deed) -> list[Blocker]:
    """What measures was calibrated again after its return, or cannot be any more (GN-164)."""
    if loan.calibration == "not_needed" or loan.condition_in == "lost" or loan.recalibration:
        return []
    text = _("%(tool)s has not been calibrated again since it came back.") % {"tool": loan.tool_number}
    return [Blocker(text, field="recalibration", clause="GN-164")]


def recalibration_judged(loan: Loan, deed: Deed) -> list[Blocker]:
    """A gauge found in order is valid until a day; of one found wrong it is said what its readings are worth."""
    blockers = []
    if loan.recalibrated_on and loan.returned_at and loan.recalibrated_on < _day(loan.returned_at):
        text = _("It cannot have been calibrated again before it came back.")
        blockers.append(Blocker(text, field="recalibrated_on", clause="GN-164"))
    if loan.recalibration == "passed" and loan.recalibrated_until is None:
        text = _("Write until when the new calibration is valid.")
        blockers.append(Blocker(text, field="recalibrated_until", clause="GN-164"))
    if loan.recalibration == "failed" and not loan.past_results.strip():
        text = _("It was found out of calibration: write what was measured with it meanwhile, and what follows.")
        blockers.append(Blocker(text, field="past_results", clause="GN-164"))
    return blockers


def facts(loan: Loan) -> dict[str, Any]:
    """What a record raised by this loan may know of it: plain values."""
    return {
        "title": loan.title,
        "customer": loan.customer_id,
        "customer_unknown": loan.customer_unknown,
        "contact": loan.contact_id,
        "product": loan.product_id,
        "what": loan.damage or loan.purpose,
    }


from_any = opens_with("title", "customer", "customer_unknown", "contact", "product", purpose="what")
"""What a loan opens with when another record asks for it."""
