"""What must be true of a return before a step, what it tells other rooms, what it takes from them."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from huiyin.kernel.deed import Deed
from huiyin.kernel.demands import rows
from huiyin.kernel.registry import Blocker
from huiyin.parties.models import Supply
from huiyin.records.returning.models import Disposition, Lot, Returning

SEND_BACK = "send_back"
AGREED = {"replace", "exchange", "credit", "compensation", "concession", "repair"}
"""Dispositions the customer agrees to, so that it is kept who did, when and how (SC-4.2.3.1a, IATF 8.7.1.1)."""
PROVEN = {
    "scrap": gettext_noop("“%(what)s” is scrapped: write how it was made unusable."),
    "rework": gettext_noop("“%(what)s” was reworked: write how its conformity was verified again."),
    "repair": gettext_noop("“%(what)s” was repaired: write how its conformity was verified again."),
}
"""Dispositions whose carrying out needs more than a date (ISO 9001 8.7.1, IATF 8.7.1.7)."""


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _name(lot: Lot) -> str:
    return str(lot.lot.strip() or lot.product or "?")


def reinspected(sheet: Returning, deed: Deed) -> Blocker | None:
    """Nothing is approved before the inspectors' column is filled (SC-4.2.3.1b-1, SC-4.2.3.2c)."""
    if sheet.reinspection.strip() and sheet.confirmed:
        return None
    text = _("No approval before re-inspection (SC-4.2.3.1b-1): the inspectors have not filled their column yet.")
    return Blocker(text, clause="SC-4.2.3.1b-1")


def _together(field: str, texts: list[str], clause: str = "") -> list[Blocker]:
    """One blocker for a column: a page shows one sentence there, and each lot that is off is to be in it."""
    return [Blocker(" ".join(texts), field=field, clause=clause)] if texts else []


def lots_agree(sheet: Returning, deed: Deed) -> list[Blocker]:
    """Of each lot no more was analysed than came, and no more came than was announced unless it is said why."""
    found: dict[str, list[str]] = {"received": [], "analysed": [], "difference": []}
    for lot in rows(Lot, sheet).select_related("product"):
        numbers = {name: _plain(getattr(lot, name) or Decimal()) for name in ("announced", "received", "analysed")}
        said = {"lot": _name(lot), **numbers}
        if lot.received is None:
            found["received"].append(_("Lot %(lot)s: write how many came.") % said)
        elif lot.analysed is not None and lot.analysed > lot.received:
            text = _("Lot %(lot)s: %(analysed)s analysed, but only %(received)s came.")
            found["analysed"].append(text % said)
        if (lot.received or 0) > (lot.announced or 0) and not lot.difference.strip():
            text = _("Lot %(lot)s: %(received)s came, but only %(announced)s were announced; write why.")
            found["difference"].append(text % said)
    return [one for name, texts in found.items() for one in _together(f"lots.{name}", texts)]


def delivered_that_many(sheet: Returning, deed: Deed) -> list[Blocker]:
    """No more of a lot comes back than was ever delivered to this customer, as far as deliveries are known."""
    customer = sheet.customer_id
    if customer is None:
        return []
    found = []
    for lot in rows(Lot, sheet).exclude(announced=None).filter(difference=""):
        supplied = Supply.objects.filter(customer_id=customer, lot=lot.lot.strip(), quantity__gt=0)
        delivered = supplied.aggregate(total=Sum("quantity"))["total"]
        if delivered is not None and lot.announced > delivered:
            said = {"lot": _name(lot), "announced": _plain(lot.announced), "delivered": str(delivered)}
            found.append(_("Lot %(lot)s: %(announced)s are announced, but only %(delivered)s were delivered.") % said)
    return _together("lots.announced", found)


def balanced(sheet: Returning, deed: Deed) -> list[Blocker]:
    """What is disposed of each lot is what came of it; says which lot is off by how much (ISO 9001 8.7)."""
    lots = {_name(lot): lot.received or Decimal() for lot in rows(Lot, sheet).select_related("product")}
    disposed: dict[str, Decimal] = defaultdict(Decimal)
    strange, off = [], []
    for row in rows(Disposition, sheet):
        name = row.lot.strip() or (next(iter(lots)) if len(lots) == 1 else "")
        if name not in lots:
            text = _("“%(lot)s” is no lot of this return; its lots are: %(lots)s.")
            strange.append(text % {"lot": name, "lots": ", ".join(lots)})
        disposed[name] += row.quantity or 0
    for name, received in lots.items():
        if left := received - disposed[name]:
            off.append(_off(name, received, disposed[name], left))
    return _together("dispositions.lot", strange) + _together("dispositions.quantity", off, "ISO9001-8.7")


def _off(lot: str, received: Decimal, disposed: Decimal, left: Decimal) -> str:
    text = (
        _("Lot %(lot)s: %(received)s came, %(disposed)s are disposed of; %(left)s are still to be settled.")
        if left > 0
        else _("Lot %(lot)s: %(received)s came, %(disposed)s are disposed of; that is %(left)s too many.")
    )
    return text % {
        "lot": lot, "received": _plain(received), "disposed": _plain(disposed), "left": _plain(abs(left))
    }  # fmt: skip


def dispositions_whole(sheet: Returning, deed: Deed) -> list[Blocker]:
    """Each says how many or how much; a concession says until when it holds (IATF 8.7.1.1)."""
    empty, endless = [], []
    for row in rows(Disposition, sheet):
        said = {"what": _called(row, deed)}
        if row.quantity is None and row.amount is None:
            empty.append(_("“%(what)s”: write the quantity or the amount.") % said)
        if row.disposition == "concession" and row.until is None:
            endless.append(_("“%(what)s”: write until when it holds.") % said)
    return _together("dispositions.quantity", empty) + _together("dispositions.until", endless, "IATF-8.7.1")


def _called(row: Disposition, deed: Deed) -> str:
    """A disposition as it is quoted in a sentence: its lot and what becomes of it, in the firm's words."""
    choice = deed.procedure.choices.get("dispositions.disposition", {}).get(row.disposition)
    return " ".join(filter(None, (row.lot.strip(), str(choice.label) if choice else row.disposition)))


def confirmed_or_sent_back(sheet: Returning, deed: Deed) -> Blocker | None:
    """What re-inspection does not confirm goes back to the customer, or is another type of return (SC-4.2.3.1b-1)."""
    if sheet.confirmed != "no" or not rows(Disposition, sheet).exclude(disposition=SEND_BACK).exists():
        return None
    text = _("Re-inspection did not confirm this return: send the goods back, or choose another type of return.")
    return Blocker(text, "dispositions", clause="SC-4.2.3.1b-1")


def customer_agrees(sheet: Returning, deed: Deed) -> list[Blocker]:
    """Replacement, compensation, repair or concession: who agreed at the customer's, when and how (SC-4.2.3.1a)."""
    if not rows(Disposition, sheet).filter(disposition__in=AGREED).exists():
        return []
    asked = {
        "agreed_by": _("Write who agreed to it at the customer's."),
        "agreed_on": _("Write when the customer agreed."),
        "agreed_how": _("Choose how the customer agreed."),
    }
    return [Blocker(text, field, clause="SC-4.2.3.1a") for field, text in asked.items() if not getattr(sheet, field)]


def carried_out(sheet: Returning, deed: Deed) -> list[Blocker]:
    """Every disposition has its date; scrap, rework and repair also their proof (ISO 9001 8.7.1, IATF 8.7.1.7)."""
    undone, unproven = [], []
    for row in rows(Disposition, sheet):
        said = {"what": _called(row, deed)}
        if row.done_on is None:
            undone.append(_("“%(what)s” was not carried out yet.") % said)
        elif row.disposition in PROVEN and not row.evidence.strip():
            unproven.append(_(PROVEN[row.disposition]) % said)
    blockers = _together("dispositions.done_on", undone, "SC-4.2.3.2d")
    return blockers + _together("dispositions.evidence", unproven, "ISO9001-8.7")


def facts(sheet: Returning) -> dict[str, Any]:
    """What an action report raised by it may know: plain values, what the customer said and what was found."""
    first = rows(Lot, sheet).first()
    found = [sheet.reason, sheet.defect, sheet.reinspection]
    return {
        "title": sheet.title,
        "customer": sheet.customer_id,
        "customer_unknown": sheet.customer_unknown,
        "contact": sheet.contact_id,
        "channel": sheet.channel,
        "product": sheet.product_id or (first.product_id if first else None),
        "lot": first.lot if first else "",
        "quantity": first.received if first and first.received is not None else first.announced if first else None,
        "what": "\n".join(dict.fromkeys(text.strip() for text in found if text.strip())),
        "containment": sheet.kept_at,
        "departments": list(sheet.departments or sheet.told_units),
    }


def from_any(facts: dict[str, Any]) -> dict[str, Any]:
    """What a return opens with when a complaint, a feedback or any other record raised it."""
    data = {
        "title": facts.get("title"),
        "customer": facts.get("customer"),
        "customer_unknown": facts.get("customer_unknown"),
        "contact": facts.get("contact"),
        "channel": facts.get("channel"),
        "product": facts.get("product"),
        "reason": facts.get("what") or facts.get("title"),
        "told_units": facts.get("departments"),
    }
    if facts.get("lot") and facts.get("quantity") is not None:
        row = {"lot": facts["lot"], "announced": facts["quantity"], "product": facts.get("product")}
        data["lots"] = [row]
    return {name: value for name, value in data.items() if value}
