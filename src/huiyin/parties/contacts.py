"""The people at a customer's: added, changed, and ended when they have left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from huiyin.base import typed
from huiyin.parties.card import differences, locked, refuse_stale, refuse_unsourced, written
from huiyin.parties.models import Contact, Customer
from huiyin.people.models import Person

FIELDS: dict[str, typed.Fit] = {
    "name": typed.text(60, must=True),
    "title": typed.text(60),
    "phone": typed.text(40),
    "email": typed.mail,
    "ended_on": typed.day,
}


@transaction.atomic
def add_contact(
    customer: Customer, by: Person, given: Mapping[str, Any], *, source: str = "", at: datetime
) -> Contact:  # fmt: skip
    """Someone new at the customer's, from FIELDS."""
    card = locked(customer, by, at)
    good = typed.fitted(FIELDS, {"name": "", **given})
    contact = Contact.objects.create(customer=card, **good)
    written(card, by, _named(contact, {name: [None, new] for name, new in good.items()}, ""), source, at)
    return contact


@transaction.atomic
def change_contact(
    contact: Contact, by: Person, changes: Mapping[str, Any], *, source: str = "", seen: int, at: datetime
) -> Contact:  # fmt: skip
    """Another phone, position …; `ended_on` when she has left. `seen` is the version of the card, as in `card`."""
    card = locked(contact.customer, by, at)
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    good = typed.fitted(FIELDS, changes)
    refuse_stale(card, contact, good, seen)
    differing, before = differences(contact, good), contact.name
    if differing:
        refuse_unsourced(source)
        for name, (_old, new) in differing.items():
            setattr(contact, name, new)
        contact.save()
        written(card, by, _named(contact, differing, before), source, at)
    return contact


def _named(contact: Contact, changes: dict[str, list[Any]], before: str) -> dict[str, list[Any]]:
    """The changes as the card's: whose they are, then `contact.phone` and so on."""
    fields = {f"contact.{name}": pair for name, pair in changes.items() if name != "name"}
    return {"contact": [before, contact.name], **fields}
