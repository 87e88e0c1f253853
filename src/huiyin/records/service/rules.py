"""What must be true of a service before a step, what its deeds write by themselves, what others may know of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel import bulk, clocks, links, passing, registry
from huiyin.kernel.deed import Deed
from huiyin.kernel.demands import rows, short
from huiyin.kernel.raising import opens_with
from huiyin.kernel.registry import Blocker
from huiyin.kernel.showing import plain
from huiyin.people.holding import day_of
from huiyin.records.service.models import Crew, Part, Service

BY_HAND = {"replace", "repair", "adjust", "calibrate", "clean", "install", "maintain"}
"""Kinds of work nobody can do from afar; the others are guidance and technical support."""
POOR = {"1", "2"}
"""Scores that say the customer is not satisfied."""
LATE = dt.timedelta(minutes=30)
"""So much later than agreed is still the agreed time."""


def basis_settled(service: Service, deed: Deed) -> Blocker | None:
    """In the contract, it says which; outside of it, what was negotiated (SS-5.8)."""
    if service.basis == "contract" and not (service.contract_ref.strip() or service.service_agreement_id):
        text = _("It is in the contract: write the contract number or choose the service agreement.")
        return Blocker(text, field="contract_ref", clause="SS-5.8")
    if service.basis == "outside" and not service.negotiation.strip():
        text = _("It is outside the contract: write what was negotiated.")
        return Blocker(text, field="negotiation", clause="SS-5.8")
    return None


def agreement_binds(service: Service, deed: Deed) -> Blocker | None:
    """The agreement it refers to is this customer's, and in force on the day (SM-5.5.3d)."""
    if service.service_agreement is None:
        return None
    known = registry.type_of(service.service_agreement).facts(registry.whole(service.service_agreement))
    said = {"number": service.service_agreement.number}
    text = ""
    if known.get("customer") != service.customer_id:
        text = _("Agreement %(number)s is another customer's.")
    elif not known.get("in_force") or not _covers(known, day_of(deed.happened_at)):
        text = _("Agreement %(number)s is not in force on this day.")
    return Blocker(text % said, field="service_agreement", clause="SM-5.5.3d") if text else None


def _covers(known: dict[str, Any], day: dt.date) -> bool:
    begins, ends = known.get("valid_from") or "", known.get("valid_to") or ""
    return (not begins or begins <= day.isoformat()) and (not ends or day.isoformat() <= ends)


def only_words(service: Service, deed: Deed) -> Blocker | None:
    """From afar there is guidance and support; work by hand goes through approval and dispatch (SM-5.5.3a)."""
    if not BY_HAND & set(service.work_types):
        return None
    text = _("This kind of work is done at the customer's: have the dispatch approved.")
    return Blocker(text, clause="SM-5.5.3a")


def receiver_is_not_sender(service: Service, deed: Deed) -> Blocker | None:
    """What a service centre passed on is received by somebody of the base (SM-5.6.1b)."""
    if deed.actor is None or deed.actor.unit_id != service.unit_id:
        return None
    text = _("%(unit)s passed it on; somebody of the base receives it.") % {"unit": service.unit.name}
    return Blocker(text, clause="SM-5.6.1b")


def replacement_has_parts(service: Service, deed: Deed) -> Blocker | None:
    """Who goes to replace a part takes one along (SM-5.5.3b)."""
    if "replace" not in service.work_types or rows(Part, service).exists():
        return None
    return Blocker(_("List the parts to be replaced."), field="parts", clause="SM-5.5.3b")


def deviation_explained(service: Service, deed: Deed) -> Blocker | None:
    """Another place or a later hour than agreed has its reason (GS-4.1)."""
    late = bool(service.planned_at and service.arrived_at and service.arrived_at > service.planned_at + LATE)
    elsewhere = bool(service.actual_site.strip()) and service.actual_site.strip() != service.site.strip()
    if service.deviation.strip() or not (late or elsewhere):
        return None
    text = _("It was later than agreed: write why.") if late else _("It was another place than agreed: write why.")
    return Blocker(text, field="deviation", clause="GS-4.1")


def times_in_order(service: Service, deed: Deed) -> Blocker | None:
    """Left, arrived, finished, back: each not before the one before, and none in the future."""
    last = None
    for name in ("left_at", "arrived_at", "finished_at", "returned_at"):
        moment = getattr(service, name)
        if moment is None:
            continue
        if moment > deed.at:
            return Blocker(_("This lies in the future."), field=name)
        if last and moment < last:
            return Blocker(_("This is before the time written above it."), field=name)
        last = moment
    return None


def arrived(service: Service, deed: Deed) -> Blocker | None:
    """Work ends where it began: somebody arrived (GS-4.1)."""
    return None if service.arrived_at else Blocker(_("Record the arrival first."), clause="GS-4.1")


def parts_settled(service: Service, deed: Deed) -> list[Blocker]:
    """Each part taken along was used or brought back, to the piece (SM-5.5.3b)."""
    blockers = []
    for row in rows(Part, service):
        taken, used, back = (amount or 0 for amount in (row.taken, row.used, row.returned))
        if taken != used + back:
            said = {"name": short(row.name), "taken": plain(taken), "used": plain(used), "back": plain(back)}
            text = _("“%(name)s”: taken %(taken)s, used %(used)s, brought back %(back)s. This must add up.") % said
            blockers.append(Blocker(text, field="parts.returned", clause="SM-5.5.3b"))
    return blockers


def settled(service: Service, deed: Deed) -> list[Blocker]:
    """Whoever left for the customer is back, and the parts add up."""
    if service.left_at is None:
        return []
    if service.returned_at is None:
        return [Blocker(_("Settle the journey first: return, parts, hours."), clause="SM-5.5.3b")]
    return parts_settled(service, deed)


def satisfied(service: Service, deed: Deed) -> Blocker | None:
    """A dissatisfied customer goes the other way, where it is decided what comes of it (GS-5.1)."""
    if service.satisfaction not in POOR and service.effect != "ineffective":
        return None
    text = _("The customer is not satisfied: take the step that decides on a complaint, feedback or action report.")
    return Blocker(text, field="satisfaction", clause="GS-5.1")


def _stamp(field: str) -> Any:
    def effect(service: Service, deed: Deed) -> None:
        before = plain(getattr(service, field))
        setattr(service, field, deed.happened_at)
        bulk.change(service, [field])
        deed.changes[field] = [before, plain(deed.happened_at)]

    return effect


note_passed_on = _stamp("passed_on_at")
note_received = _stamp("base_received_at")


def tell_crew(service: Service, deed: Deed) -> None:
    """Those who are sent hear of it, and see the record from now on (SM-5.5.3b)."""
    persons = [row.person for row in rows(Crew, service).select_related("person") if row.person]
    known = deed.facts.get("copied", [])
    deed.note("copied", [*known, *({"id": one.pk, "name": one.name} for one in persons)])
    passing.tell(service, persons, "copy", {"by": deed.actor.name if deed.actor else ""}, deed.at)


def arrival_counts(service: Service, deed: Deed) -> None:
    """Clocks and milestones take the hour of arrival, not the hour at which it was written down (GS-4.1, CS-1.6)."""
    there = service.arrived_at
    if there is None:
        return
    clocks.met_at(deed, there)
    service.milestones = service.milestones | dict.fromkeys(deed.step.marks, there.isoformat())


def tie_agreement(service: Service, deed: Deed) -> None:
    """The agreement's sheet shows the services made under it, and theirs shows the agreement."""
    if links.tied(service.service_agreement, service):
        return
    links.untie(service, "under", at=deed.at)
    if service.service_agreement is not None:
        links.relate(service.service_agreement, service, "under", by=deed.actor, at=deed.at)


def response_hours(service: Service) -> str:
    """Hours from the request until somebody was there, or had helped from afar (CS-1.6)."""
    said = service.milestones.get("arrived") or service.milestones.get("served")
    there = service.arrived_at or (dt.datetime.fromisoformat(said) if said else None)
    return f"{(there - service.received_at).total_seconds() / 3600:.1f}" if there else ""


def facts(service: Service) -> dict[str, Any]:
    """What a complaint, a feedback or an action report raised by this service may know of it: plain values."""
    parts = (service.request, service.result, service.followup_note or service.customer_word)
    return {
        "title": service.title,
        "customer": service.customer_id,
        "customer_unknown": service.customer_unknown,
        "contact": service.contact_id,
        "channel": service.channel,
        "product": service.product_id,
        "lot": service.lot,
        "quantity": service.quantity,
        "what": "\n".join(part for part in parts if part.strip()),
        "containment": service.result,
        "departments": [],
    }


from_any = opens_with(
    "title", "customer", "customer_unknown", "contact", "channel", "product", "lot", "quantity", request="what",
    service_agreement="agreement",
)  # fmt: skip
"""What a service opens with when another record asked for one."""
