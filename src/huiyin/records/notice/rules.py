"""What must be true of a notice before a step, what it tells other rooms, what it takes from them."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel.deed import Deed
from huiyin.kernel.demands import rows
from huiyin.kernel.raising import opens_with
from huiyin.kernel.registry import Blocker
from huiyin.people.models import Unit
from huiyin.records.notice.models import Completion, Notice


def reviewer_is_another(notice: Notice, deed: Deed) -> Blocker | None:
    """Whoever submitted it does not review it (QF-7.3: submitted by, reviewed by sales)."""
    if notice.opened_by_id not in {person.pk for person in (deed.actor, deed.on_behalf) if person}:
        return None
    text = _("%(name)s submitted this notice; someone else reviews it.") % {"name": notice.opened_by.name}
    return Blocker(text, clause="QF-7.3")


def has_departments(notice: Notice, deed: Deed) -> Blocker | None:
    """A notice goes to somebody (QF-5.2)."""
    if notice.departments:
        return None
    return Blocker(_("Name the departments that are to sign."), field="departments", clause="QF-5.2")


def all_completed(notice: Notice, deed: Deed) -> list[Blocker]:
    """Every department asked has written its completion record in this round (QF-7.3)."""
    wrote = rows(Completion, notice).exclude(done_on=None).values("unit")
    silent = Unit.objects.filter(code__in=notice.departments).exclude(pk__in=wrote)
    text = _("%(unit)s has not written its completion record yet.")
    return [Blocker(text % {"unit": unit.name}, field="completions", clause="QF-7.3") for unit in silent]


def completed_already(notice: Notice, deed: Deed) -> list[Blocker]:
    """What is recorded as completed was completed today or before (QF-7.3)."""
    ahead = rows(Completion, notice).filter(done_on__gt=timezone.localdate(deed.at))
    text = _("A completion record lies ahead: the day is still to come.")
    return [Blocker(text, field="completions.done_on", clause="QF-7.3") for _row in ahead[:1]]


def facts(notice: Notice) -> dict[str, Any]:
    """What a record raised by this notice may know of it: plain values."""
    return {
        "title": notice.title,
        "customer": notice.customer_id,
        "customer_unknown": notice.customer_unknown,
        "product": notice.product_id,
        "quantity": notice.quantity,
        "what": notice.content,
        "departments": list(notice.departments),
    }


from_another = opens_with(
    "title", "customer", "customer_unknown", "product", "quantity", "departments", content=("what", "title"),
)  # fmt: skip
"""What a notice opens with when another record asked for one."""
