"""What the firm makes, and which lots a customer received."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from huiyin.base import typed
from huiyin.base.errors import Invalid, Refused, taken
from huiyin.parties.card import differences, locked, refuse_stale, refuse_unsourced, written
from huiyin.parties.models import Customer, Product, Supply
from huiyin.parties.rights import may_keep
from huiyin.people.models import Person

PRODUCT: dict[str, typed.Fit] = {
    "code": typed.text(60, must=True),
    "name": typed.text(160, must=True),
    "spec": typed.text(160),
    "family": typed.text(80),
}


def _product(value: Any) -> Product:
    if isinstance(value, Product):
        return value
    code = typed.text(60)(value)
    found = Product.objects.filter(code__iexact=code).first()
    if found is None:
        raise typed.Unfit(_("There is no product “%(value)s”.") % {"value": typed.shown(code)})
    return found


SUPPLY: dict[str, typed.Fit] = {
    "product": _product,
    "lot": typed.text(60, must=True),
    "quantity": typed.whole,
    "delivered_on": typed.day,
    "order": typed.text(60),
}


@transaction.atomic
def add_product(by: Person, given: Mapping[str, Any], *, at: datetime) -> Product:
    """A new product from PRODUCT; its code is its own."""
    _allow(by, at)
    good = typed.fitted(PRODUCT, {"code": "", "name": "", **given})
    if other := Product.objects.filter(code__iexact=good["code"]).first():
        raise Invalid({"code": _("The code %(code)s belongs to %(name)s.") % {"code": other.code, "name": other.name}})
    with taken("code"):
        return Product.objects.create(**good)


@transaction.atomic
def change_product(product: Product, by: Person, changes: Mapping[str, Any], *, at: datetime) -> Product:
    """Another name, specification or family. The code stays: labels and certificates carry it."""
    _allow(by, at)
    product = Product.objects.select_for_update().get(pk=product.pk)
    good = typed.fitted({name: fit for name, fit in PRODUCT.items() if name != "code"}, changes)
    for name, value in good.items():
        setattr(product, name, value)
    product.save()
    return product


@transaction.atomic
def add_supply(
    customer: Customer, by: Person, given: Mapping[str, Any], *, source: str = "", at: datetime
) -> Supply:  # fmt: skip
    """A lot the customer received, from SUPPLY; `product` is a product or its code."""
    card = locked(customer, by, at)
    good = typed.fitted(SUPPLY, {"product": "", "lot": "", **given})
    supply = Supply.objects.create(customer=card, **good)
    written(card, by, _named(supply, {name: [None, new] for name, new in good.items()}, ""), source, at)
    return supply


@transaction.atomic
def change_supply(
    supply: Supply, by: Person, changes: Mapping[str, Any], *, source: str = "", seen: int, at: datetime
) -> Supply:  # fmt: skip
    """Correct a lot. `seen` is the version of the card, as in `card`."""
    card = locked(supply.customer, by, at)
    supply = Supply.objects.select_for_update(of=("self",)).select_related("product").get(pk=supply.pk)
    good = typed.fitted(SUPPLY, changes)
    refuse_stale(card, supply, good, seen)
    differing, before = differences(supply, good), _words(supply)
    if differing:
        refuse_unsourced(source)
        for name, (_old, new) in differing.items():
            setattr(supply, name, new)
        supply.save()
        written(card, by, _named(supply, differing, before), source, at)
    return supply


def _named(supply: Supply, changes: dict[str, list[Any]], before: str) -> dict[str, list[Any]]:
    """The changes as the card's: which lot, then `supply.quantity` and so on."""
    fields = {f"supply.{name}": pair for name, pair in changes.items() if name not in ("product", "lot")}
    return {"supply": [before, _words(supply)], **fields}


def _words(supply: Supply) -> str:
    return f"{supply.product.code} {supply.lot}"


def _allow(by: Person, at: datetime) -> None:
    if why := may_keep(by, None, at=at):
        raise Refused(why)
