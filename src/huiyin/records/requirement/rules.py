"""What must be true of a requirement before a step, what it tells other rooms, what it takes from them."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.kernel import demands
from huiyin.kernel.deed import Deed
from huiyin.kernel.raising import opens_with
from huiyin.kernel.registry import Blocker
from huiyin.people.models import Unit
from huiyin.records.requirement.models import Change, Requirement

changes_owned = demands.rows_owned(Change, "changes", unit="unit", clause="SS-1")
changes_done = demands.rows_done(Change, "changes", raised="raised", clause="SS-1")
customer_named = demands.filled(
    "customer",
    gettext_lazy("A customer's special requirement names the customer."),
    "SS-5.7",
    when=("kind", ("customer_special",)),
)


def scope_evaluated(requirement: Requirement, deed: Deed) -> Blocker | None:
    """It is said which products or which processes it touches (SS-5.7)."""
    if requirement.products.strip() or requirement.processes.strip():
        return None
    return Blocker(_("Say which products or which processes it concerns."), field="products", clause="SS-5.7")


def units_answered(requirement: Requirement, deed: Deed) -> list[Blocker]:
    """Each responsible unit has said what changes, be it nothing (SS-1)."""
    wrote = demands.rows(Change, requirement).values("unit")
    silent = Unit.objects.filter(code__in=requirement.departments).exclude(pk__in=wrote)
    return [
        Blocker(_("%(unit)s has not said yet what changes.") % {"unit": unit.name}, field="changes", clause="SS-1")
        for unit in silent
    ]


def became_something(requirement: Requirement, deed: Deed) -> Blocker | None:
    """What applies became an internal requirement, or at least one record was raised from it (SS-1)."""
    if requirement.internal_ref.strip() or demands.rows(Change, requirement).exclude(raised=None).exists():
        return None
    text = _("Write the internal requirement it became: document, clause, drawing or instruction.")
    return Blocker(text, field="internal_ref", clause="SS-1")


def review_is_later(requirement: Requirement, deed: Deed) -> Blocker | None:
    """The next review lies after the last one."""
    last, following = requirement.reviewed_on, requirement.next_review_on
    if last is None or following is None or following > last:
        return None
    return Blocker(_("The next review must be later than the last one."), field="next_review_on", clause="GN-242")


def facts(requirement: Requirement) -> dict[str, Any]:
    """What a record raised by this requirement may know of it: plain values."""
    return {
        "title": requirement.title,
        "customer": requirement.customer_id,
        "customer_unknown": requirement.customer_unknown,
        "channel": requirement.channel,
        "what": requirement.content,
        "departments": list(requirement.departments),
    }


from_another = opens_with("title", "customer", "customer_unknown", "channel", content="what")
"""What a requirement opens with when a letter or another record raised it (SS-5.2.5)."""
