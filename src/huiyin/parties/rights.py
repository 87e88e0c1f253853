"""Who may see and keep which customer cards (CS-2.3: unrelated people must not access them).

A customer has a contact window (SM-4.2): its unit, or the firm's own window when none is named. Whoever holds a role
that reaches this window sees the card; the service clerks and service heads among them keep it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from huiyin.parties.models import Customer
from huiyin.people.holding import default_window, holdings, holds, subtree
from huiyin.people.models import Person, Unit

KEEPERS = ("service_clerk", "service_head")
"""The role codes whose holders keep cards."""


def contact_window(customer: Customer) -> Unit | None:
    """The unit a customer's card belongs to; nothing while the firm has no window at all."""
    return customer.unit or default_window()


def visible(person: Person, *, at: datetime) -> QuerySet[Customer]:
    """The customers whose cards `person` may see at `at` (aware)."""
    held = holdings(person, at)
    if any(one.path is None for one in held):
        return Customer.objects.all()
    reached = {pk for one in held if one.unit_id for pk in subtree(one.unit_id)}
    window = default_window()
    sight = Q(unit__in=sorted(reached))
    return Customer.objects.filter(sight | Q(unit=None) if window and window.pk in reached else sight)


def may_keep(person: Person, window: Unit | None, *, at: datetime) -> Any:
    """Why `person` may not keep the cards of `window`, as a sentence; nothing when she may."""
    if any(holds(person, role, window, at) for role in KEEPERS):
        return ""
    if window is None:
        return _("Only service clerks and service heads keep customer cards.")
    return _("Only the service clerks and service heads of %(unit)s keep this customer card.") % {"unit": window}
