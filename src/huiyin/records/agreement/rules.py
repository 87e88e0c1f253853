"""What must be true of an agreement before a step, and what a service may know of it."""

from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel.deed import Deed
from huiyin.kernel.demands import rows, short
from huiyin.kernel.raising import opens_with
from huiyin.kernel.registry import Blocker
from huiyin.people.holding import day_of
from huiyin.records.agreement.models import Agreement, Fulfilment, Obligation


def validity_is_a_span(agreement: Agreement, deed: Deed) -> Blocker | None:
    """It ends after it begins."""
    begins, ends = agreement.valid_from, agreement.valid_to
    if begins and ends and ends <= begins:
        return Blocker(_("It must end after it begins."), field="valid_to", clause="SM-5.5.3d")
    return None


def in_term(agreement: Agreement, deed: Deed) -> Blocker | None:
    """Service is given under it from its first day to its last (SM-5.5.3d)."""
    begins, ends, day = agreement.valid_from, agreement.valid_to, day_of(deed.at)
    if begins and ends and not begins <= day <= ends:
        said = {"begins": begins.isoformat(), "ends": ends.isoformat()}
        return Blocker(_("The agreement is in force from %(begins)s to %(ends)s only.") % said, clause="SM-5.5.3d")
    return None


def renewed_for_longer(agreement: Agreement, deed: Deed) -> Blocker | None:
    """A renewal moves the end on: the new end lies behind the old one (looked at when it is filed, not when signed)."""
    if agreement.awaiting:
        return None
    old = deed.changes.get("valid_to", ["", ""])[0]
    later = bool(old and agreement.valid_to and agreement.valid_to.isoformat() > old)
    return None if later else Blocker(_("A renewal needs a later end."), field="valid_to", clause="SM-5.5.3d")


def terms_said(agreement: Agreement, deed: Deed) -> list[Blocker]:
    """Warranty, returns and refunds are written out, if only to say that there are none (CS-2.5)."""
    wanted = {
        "warranty": _("Write the warranty, or that there is none."),
        "returns": _("Write the terms of returns and exchange, or that there are none."),
        "refunds": _("Write the terms of refunds, or that there are none."),
    }
    return [
        Blocker(sentence, field=name, clause="CS-2.5")
        for name, sentence in wanted.items()
        if not getattr(agreement, name).strip()
    ]


def obligations_bound(agreement: Agreement, deed: Deed) -> list[Blocker]:
    """There is an obligation, and each says who keeps it and how often or by when (SM-5.5.3d)."""
    found = list(rows(Obligation, agreement))
    if not found:
        return [Blocker(_("Write at least one obligation."), field="obligations", clause="SM-5.5.3d")]
    blockers = []
    for row in found:
        said = {"what": short(row.what)}
        if not (row.unit_id or row.owner_id):
            text = _("“%(what)s” names neither a person nor a department.") % said
            blockers.append(Blocker(text, field="obligations.owner", clause="SM-5.5.3d"))
        if row.due_on is None and not row.often.strip():
            text = _("“%(what)s” says neither how often nor by when.") % said
            blockers.append(Blocker(text, field="obligations.due_on", clause="SM-5.5.3d"))
    return blockers


def was_fulfilled(agreement: Agreement, deed: Deed) -> Blocker | None:
    """Nothing can be verified of which no fulfilment was ever written down (SM-5.5.3d)."""
    if rows(Fulfilment, agreement).exists() or rows(Obligation, agreement).exclude(fulfilled_on=None).exists():
        return None
    return Blocker(_("Record what was fulfilled first."), field="fulfilments", clause="SM-5.5.3d")


def dated_obligations_kept(agreement: Agreement, deed: Deed) -> list[Blocker]:
    """Before it ends, every obligation with a day of its own was kept (SM-5.5.3d)."""
    open_rows = rows(Obligation, agreement).exclude(due_on=None).filter(fulfilled_on=None)
    return [
        Blocker(
            _("“%(what)s” was due on %(day)s and is not fulfilled yet.")
            % {"what": short(row.what), "day": row.due_on.isoformat()},
            field="obligations.fulfilled_on",
            clause="SM-5.5.3d",
        )
        for row in open_rows
    ]


def verifier_did_not_fulfil(agreement: Agreement, deed: Deed) -> Blocker | None:
    """Who kept the obligations does not judge whether they had effect (SM-5.5.1f)."""
    for person in filter(None, (deed.actor, deed.on_behalf)):
        row = rows(Fulfilment, agreement).filter(person_id=person.pk).first()
        if row is not None:
            said = {"name": person.name, "what": short(row.what)}
            return Blocker(_("%(name)s carried out “%(what)s”; someone else verifies it.") % said, clause="SM-5.5.1f")
    return None


def facts(agreement: Agreement) -> dict[str, Any]:
    """What a service under it, or a report raised by it, may know: plain values."""
    return {
        "title": agreement.title,
        "customer": agreement.customer_id,
        "customer_unknown": agreement.customer_unknown,
        "contact": agreement.contact_id,
        "product": agreement.product_id,
        "what": agreement.verification or agreement.scope,
        "departments": sorted(
            {row.unit.code for row in rows(Obligation, agreement).select_related("unit") if row.unit}
        ),
        "agreement": agreement.number,
        "in_force": agreement.phase == "open" and "in_force" in agreement.milestones,
        "valid_from": agreement.valid_from.isoformat() if agreement.valid_from else "",
        "valid_to": agreement.valid_to.isoformat() if agreement.valid_to else "",
    }


from_any = opens_with("title", "customer", "customer_unknown", "contact", "product", scope="what")
"""What an agreement opens with when another record became one."""
