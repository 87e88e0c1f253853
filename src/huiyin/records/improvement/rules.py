"""What must be true of an improvement before a step, what it tells other rooms, what it takes from them."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.kernel import demands
from huiyin.kernel.deed import Deed
from huiyin.kernel.raising import opens_with
from huiyin.kernel.registry import Blocker
from huiyin.records.improvement.models import Improvement

competitor_named = demands.filled(
    "competitor", gettext_lazy("Name the competitor."), "SC-4.1.4a", when=("kind", ("competitor",))
)
need_analysed = demands.filled("key_points", gettext_lazy("Write the key points and the latent needs found."), "WR-9")
reason_given = demands.filled("decision_note", gettext_lazy("Write why it is not taken up."), "GN-246")
proposer_answered = demands.filled(
    "proposer_answer",
    gettext_lazy("Answer whoever proposed it: what came of it, or why nothing did."),
    "GN-246",
    when=lambda improvement: bool(improvement.proposer.strip() or improvement.customer_id),
)


def evaluator_is_not_owner(improvement: Improvement, deed: Deed) -> Blocker | None:
    """Who carried it out does not say whether it helped (GS-8.2)."""
    for person in filter(None, (deed.actor, deed.on_behalf)):
        if person.pk == improvement.owner_id:
            text = _("%(name)s carried it out; someone else evaluates it.") % {"name": person.name}
            return Blocker(text, clause="GS-8.2")
    return None


def facts(improvement: Improvement) -> dict[str, Any]:
    """What a record raised by this improvement may know of it: plain values."""
    return {
        "title": improvement.title,
        "customer": improvement.customer_id,
        "customer_unknown": improvement.customer_unknown,
        "contact": improvement.contact_id,
        "channel": improvement.channel,
        "product": improvement.product_id,
        "what": improvement.content,
        "departments": list(improvement.departments),
    }


from_another = opens_with(
    "title", "customer", "customer_unknown", "contact", "channel", "product", "departments", "due_on", "owner",
    content="what", benefit="wish",
)  # fmt: skip
"""What an improvement opens with when an inquiry, a visit, a review or another record raised it (WR-10, FN-3a)."""
