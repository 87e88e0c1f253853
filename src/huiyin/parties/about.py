"""Everything the ground knows about a customer, for the page of that customer (FM-2a).

The records about the customer are not here: the page asks the kernel for them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Model, Sum
from django.utils.translation import gettext as _

from huiyin.parties.models import CardChange, Contact, Customer, Product, Supply
from huiyin.parties.rights import contact_window
from huiyin.people.holding import unit_codes
from huiyin.people.models import Unit

LATEST = 50


@dataclass(frozen=True, slots=True)
class Bought:
    """A product a customer received: in how many lots, how many pieces where known, and when last."""

    product: Product
    lots: int
    pieces: int | None
    last: date | None


@dataclass(frozen=True, slots=True)
class About:
    """The card and what hangs on it. `supplies` and `changes` are the newest LATEST of `lots` and `changed` in all."""

    customer: Customer
    window: Unit | None
    contacts: tuple[Contact, ...]
    left: tuple[Contact, ...]
    bought: tuple[Bought, ...]
    supplies: tuple[Supply, ...]
    lots: int
    changes: tuple[CardChange, ...]
    changed: int


@dataclass(frozen=True, slots=True)
class Said:
    """One changed field in the reader's words."""

    label: str
    old: str
    new: str


def about(customer: Customer) -> About:
    """The facts for the customer's page, in a fixed number of queries however much there is."""
    contacts = list(customer.contacts.order_by("name", "pk"))
    supplies = customer.supplies.select_related("product").order_by("-delivered_on", "-pk")
    changes = customer.changes.select_related("by")
    bought = _bought(customer)
    return About(
        customer=customer,
        window=contact_window(customer),
        contacts=tuple(one for one in contacts if one.ended_on is None),
        left=tuple(one for one in contacts if one.ended_on is not None),
        bought=bought,
        supplies=tuple(supplies[:LATEST]),
        lots=sum(one.lots for one in bought),
        changes=tuple(changes[:LATEST]),
        changed=changes.count(),
    )


def _bought(customer: Customer) -> tuple[Bought, ...]:
    rows = (
        customer.supplies.order_by("product__code")
        .values("product")
        .annotate(lots=Count("pk"), pieces=Sum("quantity"), last=Max("delivered_on"))
    )
    found = list(rows)
    products = Product.objects.in_bulk([row["product"] for row in found])
    return tuple(Bought(products[row["product"]], row["lots"], row["pieces"], row["last"]) for row in found)


def said(change: CardChange) -> tuple[Said, ...]:
    """What a CardChange says, in the reader's words and the card's order; a contact's or lot's own name leads."""
    # PostgreSQL keeps the keys of JSON in an order of its own.
    return tuple(_said(name, *change.changes[name]) for name in sorted(change.changes, key=_place))


def _place(name: str) -> tuple[bool, int]:
    whose, dot, field = name.partition(".")
    model = _MODELS.get(whose, Customer)
    columns = [column.name for column in model._meta.get_fields()]
    return bool(dot), columns.index(field or name) if dot or whose not in _MODELS else -1


def _said(name: str, old: Any, new: Any) -> Said:
    whose, _dot, field = name.partition(".")
    if whose in _MODELS:
        label = _label(_MODELS[whose], field) if field else _WHOSE[whose]()
    else:
        field = name
        label = _label(Customer, name)
    return Said(label, _words(field, old), _words(field, new))


def _label(model: type[Model], field: str) -> str:
    return str(getattr(model._meta.get_field(field), "verbose_name", field))


_MODELS: dict[str, type[Model]] = {"contact": Contact, "supply": Supply}
_WHOSE = {"contact": lambda: _("Contact"), "supply": lambda: _("Lot")}


def _words(field: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if field == "language":
        return str(dict(settings.LANGUAGES).get(value, value))
    if field == "unit":
        return str(unit_codes().get(value, value))
    if isinstance(value, dict):
        return clocks_text(value.items())
    return str(value)


def clocks_text(clocks: Iterable[tuple[str, str]]) -> str:
    """A customer's own clocks as a card form takes them: `complaint.reply = 24h`, one to a line."""
    return "\n".join(f"{name} = {amount}" for name, amount in clocks)
