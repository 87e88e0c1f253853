"""What must be true of a feedback before a step, what it tells other rooms, what it takes from them."""

from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel import demands
from huiyin.kernel.deed import Deed
from huiyin.kernel.models import Event
from huiyin.kernel.raising import opens_with
from huiyin.kernel.registry import Blocker
from huiyin.people.models import Unit
from huiyin.records.feedback.models import Countermeasure, Feedback


def all_departments_answered(feedback: Feedback, deed: Deed) -> list[Blocker]:
    """Each department asked has written its countermeasure in this round (QF-4.5a)."""
    wrote = Countermeasure.objects.filter(record_id=feedback.pk, round=feedback.round, dropped_at=None)
    silent = Unit.objects.filter(code__in=feedback.departments).exclude(pk__in=wrote.values("unit"))
    return [
        Blocker(
            _("%(unit)s has not written a countermeasure yet.") % {"unit": unit.name},
            field="countermeasures",
            clause="QF-4.5a",
        )
        for unit in silent
    ]


def evaluator_is_another(feedback: Feedback, deed: Deed) -> Blocker | None:
    """Whoever judged the effect first does not give the final evaluation (QF-4.6b).

    The trail knows who that was: the last deed that wrote the effect, in this round or before it.
    """
    judged = Event.objects.filter(record_id=feedback.pk, kind__in=("step", "filed"), changes__has_key="effect")
    first = judged.select_related("actor").order_by("-seq").first()
    if first is None or not _same(deed, first):
        return None
    name = first.actor.name if first.actor else ""
    return Blocker(
        _("%(name)s judged the effect; someone else gives the final evaluation.") % {"name": name},
        clause="QF-4.6b",
    )


def _same(deed: Deed, event: Event) -> bool:
    now = {person.pk for person in (deed.actor, deed.on_behalf) if person}
    return bool(now & {event.actor_id, event.on_behalf_id})


def has_departments(feedback: Feedback, deed: Deed) -> Blocker | None:
    """Work starts when someone was asked to do it (SM-4.6)."""
    if feedback.departments:
        return None
    return Blocker(_("Name at least one department that is to act."), field="departments", clause="SM-4.6")


def centre_passes_on(feedback: Feedback, deed: Deed) -> Blocker | None:
    """What an off-site service centre took down is passed on to the base before the base works on it (SM-5.6.1b)."""
    if feedback.unit.kind != "centre" or feedback.state != deed.procedure.flow.initial:
        return None
    text = _("%(unit)s took this down: it passes it on to the base first.") % {"unit": feedback.unit.name}
    return Blocker(text, clause="SM-5.6.1b")


def base_receives(feedback: Feedback, deed: Deed) -> Blocker | None:
    """The base confirms that it received it, not the centre that passed it on (SM-5.6.1b)."""
    centre = feedback.unit if feedback.unit.kind == "centre" else None
    home = deed.actor.unit if deed.actor else None
    if centre is None or home is None or not home.path.startswith(centre.path):
        return None
    text = _("%(unit)s passed this on: somebody of the base confirms that it arrived.") % {"unit": centre.name}
    return Blocker(text, clause="SM-5.6.1b")


measures_owned = demands.rows_owned(
    Countermeasure, "countermeasures", what="measure", owner="by", unit="unit", due="planned_on", clause="SM-5.5.1e"
)
measures_done = demands.rows_done(Countermeasure, "countermeasures", what="measure", clause="SM-5.5.1f")
tracker_is_not_executor = demands.doer_not_among(
    Countermeasure, what="measure", owner="by", unit="unit", clause="SM-5.5.1f"
)
children_closed = demands.children_closed(clause="SM-5.5.1f")
customer_known_or_reason = demands.customer_known_or_reason()


def facts(feedback: Feedback) -> dict[str, Any]:
    """What a complaint, a report or a return raised by this feedback may know of it: plain values."""
    return {
        "title": feedback.title,
        "customer": feedback.customer_id,
        "customer_unknown": feedback.customer_unknown,
        "contact": feedback.contact_id,
        "channel": feedback.channel,
        "product": feedback.product_id,
        "lot": feedback.lot,
        "quantity": feedback.quantity,
        "what": feedback.content,
        "containment": feedback.containment,
        "departments": list(feedback.departments),
    }


from_another = opens_with(
    "title", "customer", "customer_unknown", "contact", "channel", "product", "lot", "quantity", "containment",
    "departments", content="what",
)  # fmt: skip
"""What a feedback opens with when a visit, a letter or another record raised it (QF-4.8b)."""
