"""What must be true of a liaison sheet before a step, who keeps it in hand, where it goes when a unit passes it on."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel import bulk, lines, passing
from huiyin.kernel.deed import Deed
from huiyin.kernel.demands import rows
from huiyin.kernel.policy import covers
from huiyin.kernel.raising import opens_with
from huiyin.kernel.registry import Blocker
from huiyin.people.holding import holdings
from huiyin.people.models import Unit
from huiyin.records.liaison.models import Forward, Liaison, Reply

ISSUER = "service_clerk"
"""The role in which whoever wrote the sheet keeps it in hand, whatever her own is."""


ABOUT_A_CUSTOMER = ("visitors", "on_site", "training_asked")
"""Matters that concern one customer: visitors, work at his place, his people trained (SM-5.3a, 5.5.3a, 5.6.2ta)."""


def customer_named(liaison: Liaison, deed: Deed) -> Blocker | None:
    """A sheet about visitors, work on site or training says which customer it is about (SM-2)."""
    if liaison.kind not in ABOUT_A_CUSTOMER or liaison.customer_id or liaison.customer_unknown.strip():
        return None
    return Blocker(_("Choose the customer this is about."), field="customer", clause="SM-2")


def has_units(liaison: Liaison, deed: Deed) -> Blocker | None:
    """A liaison sheet is addressed to somebody (SM-5.3a)."""
    if liaison.departments:
        return None
    return Blocker(_("Name the units it is addressed to."), field="departments", clause="SM-5.3a")


def reply_date_fits(liaison: Liaison, deed: Deed) -> Blocker | None:
    """An answer is not wanted before the sheet is sent."""
    if liaison.reply_due_on is None or liaison.reply_due_on >= timezone.localdate(deed.at):
        return None
    return Blocker(_("The day the reply is wanted by is past already."), field="reply_due_on")


def all_replied(liaison: Liaison, deed: Deed) -> list[Blocker]:
    """Every unit addressed has answered in this round."""
    silent = Unit.objects.filter(code__in=liaison.departments).exclude(pk__in=rows(Reply, liaison).values("unit"))
    text = _("%(unit)s has not replied yet.")
    return [Blocker(text % {"unit": unit.name}, field="replies", clause="SM-5.3a") for unit in silent]


def passed_to_another(liaison: Liaison, deed: Deed) -> Blocker | None:
    """A unit that has not answered passes the sheet on to one other unit that has it not yet, and says why."""
    if deed.unit and rows(Reply, liaison).filter(unit=deed.unit).exists():
        return Blocker(_("%(unit)s has replied already.") % {"unit": deed.unit.name})
    row = _newest(liaison, deed)
    if row is None or row.to_unit is None:
        return Blocker(_("Say to which unit it is passed on."), field="forwards.to_unit")
    if row.to_unit.code in liaison.departments:
        text = _("%(unit)s has this sheet already.") % {"unit": row.to_unit.name}
        return Blocker(text, field="forwards.to_unit")
    return None


def _newest(liaison: Liaison, deed: Deed) -> Forward | None:
    mine = rows(Forward, liaison).filter(unit=deed.unit).select_related("to_unit")
    return mine.order_by("-position", "-id").first()


def keep_with_issuer(liaison: Liaison, deed: Deed) -> None:
    """Whoever wrote the sheet keeps it in hand: she sends it and accepts the answers, of whatever department she is.

    As by handing over (转办): lent to her in the role of the window, unless she holds that role there anyway.
    """
    issuer = deed.actor
    if issuer is None or any(one.role == ISSUER and covers(one, liaison.unit) for one in holdings(issuer, deed.at)):
        return
    liaison.holder = issuer
    liaison.lent = [{"person": issuer.pk, "roles": [ISSUER], "unit": ""}]
    deed.note("lent", liaison.lent)


def pass_on(liaison: Liaison, deed: Deed) -> None:
    """Put the unit it was passed on to in the place of the one that passes it on, with the hour in its row."""
    row = _newest(liaison, deed)
    if row is None or row.to_unit is None or deed.unit is None:
        return
    lines.fill_row(deed, "forwards", row, passed_at=deed.at)
    before = liaison.departments
    after = [row.to_unit.code if code == deed.unit.code else code for code in before]
    liaison.departments = after
    bulk.change(liaison, ["departments"])
    deed.changes["departments"] = [before, after]


def tell_issuer(liaison: Liaison, deed: Deed) -> None:
    """Whoever has the sheet in hand learns that a unit answered or passed it on."""
    by = deed.actor.name if deed.actor else ""
    passing.tell(liaison, [liaison.holder or liaison.opened_by], "copy", {"by": by}, deed.at)


def facts(liaison: Liaison) -> dict[str, Any]:
    """What a reception, a service order or a training raised by this sheet may know of it: plain values."""
    return {
        "title": liaison.title,
        "customer": liaison.customer_id,
        "customer_unknown": liaison.customer_unknown,
        "contact": liaison.contact_id,
        "channel": "other",
        "product": liaison.product_id,
        "lot": liaison.lot,
        "what": liaison.asked_for or liaison.content,
        "departments": list(liaison.departments),
        "due_on": liaison.reply_due_on,
    }


from_another = opens_with(
    "title", "customer", "customer_unknown", "contact", "product", "lot", "departments", content=("what", "title"),
)  # fmt: skip
"""What a liaison sheet opens with when another record asked for one."""
