"""What the address of the customer register asks for: narrowed, ordered. Page and workbook read it alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.base import typed
from huiyin.base.alike import alike
from huiyin.kernel.narrowing import AT_WORK
from huiyin.kernel.paging import Order
from huiyin.kernel.policy import visible as visible_records
from huiyin.parties.find import named
from huiyin.parties.models import Customer
from huiyin.parties.rights import visible
from huiyin.people.holding import subtree, unit_codes
from huiyin.people.models import Person

WORK, PAPER = "", "paper"
USUAL = "code"
ORDERS: dict[str, Order] = {
    "code": (("code", False),), "-code": (("code", True),),
    "name": (("name", False), ("id", False)), "-name": (("name", True), ("id", True)),
    "rank": (("rank", False), ("code", False)), "-rank": (("rank", True), ("code", True)),
    "region": (("region", False), ("code", False)), "-region": (("region", True), ("code", True)),
}  # fmt: skip
"""A firm has thousands of customers, not millions: sorting them needs no index of its own."""
PLACE = {"view", "sort", "after", "before", "last"}
MOST_TYPED = 200


@dataclass(slots=True)
class Listing:
    """The register as one address asks for it. `faults` maps what cannot be used to its sentence."""

    person: Person
    at: dt.datetime
    given: dict[str, list[str]]
    view: str = WORK
    order: str = USUAL
    rows: QuerySet[Customer] = field(default_factory=Customer.objects.none)
    said: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)

    def link(self, name: str = "customers", **change: Any) -> str:
        """The address of this register with some of it changed; `None` takes a part off. Pages start anew."""
        asked: dict[str, Any] = {**self.given, "view": self.view, "sort": self.order if self.order != USUAL else ""}
        query = {key: one for key, one in (asked | change).items() if one not in (None, "", [])}
        return f"{reverse(name)}?{urlencode(query, doseq=True)}" if query else reverse(name)


def listing(person: Person, query: QueryDict, *, at: dt.datetime) -> Listing:
    """Read an address. With a fault no rows are found at all: an error must not look like an empty register."""
    given = {name: values for name, values in query.lists() if name not in PLACE and any(values)}
    found = Listing(person, at, given, query.get("view", WORK), query.get("sort", USUAL))
    if found.order not in ORDERS:
        found.faults["sort"], found.order = _("The register cannot be sorted by that."), USUAL
    if found.view not in (WORK, PAPER):
        found.faults["view"], found.view = _("There is no such view of the columns."), WORK
    found.rows = visible(person, at=at)
    for name, values in given.items():
        try:
            _narrow(found, name, values)
        except typed.Unfit as unfit:
            found.faults[name] = str(unfit)
    if found.faults:
        found.rows = Customer.objects.none()
    return found


def _narrow(found: Listing, name: str, values: list[str]) -> None:
    if name not in FILTERS:
        raise typed.Unfit(_("There is no filter “%(name)s” here.") % {"name": typed.shown(name)})
    if len(values) > 60:
        raise typed.Unfit(_("At most %(most)d can be chosen here.") % {"most": 60})
    fit = typed.text(MOST_TYPED)
    said = [one for one in map(fit, values) if one]
    if said:
        found.rows = FILTERS[name](found, said)
        found.said[name] = said


def _query(found: Listing, said: list[str]) -> QuerySet[Customer]:
    return named(found.rows, said[0])


def _rank(found: Listing, said: list[str]) -> QuerySet[Customer]:
    return found.rows.filter(rank__in=said)


def _unit(found: Listing, said: list[str]) -> QuerySet[Customer]:
    known = unit_codes()
    if strange := next((code for code in said if code not in known), ""):
        raise typed.Unfit(_("There is no unit “%(value)s”.") % {"value": typed.shown(strange)})
    return found.rows.filter(unit__in={pk for code in said for pk in subtree(known[code])})


def _region(found: Listing, said: list[str]) -> QuerySet[Customer]:
    pattern = alike(said[0])
    return found.rows.filter(Q(region__regex=pattern) | Q(address__regex=pattern))


def _key(found: Listing, said: list[str]) -> QuerySet[Customer]:
    return found.rows.filter(key=typed.flag(said[0]))


def _ended(found: Listing, said: list[str]) -> QuerySet[Customer]:
    return found.rows.filter(ended_on__isnull=not typed.flag(said[0]))


def _lot(found: Listing, said: list[str]) -> QuerySet[Customer]:
    """Who received a lot: the question of every recall. The beginning of its number is enough."""
    lots = Customer.objects.filter(supplies__lot__regex=f"^{alike(said[0])}")
    return found.rows.filter(pk__in=lots.values("pk"))


def _product(found: Listing, said: list[str]) -> QuerySet[Customer]:
    pattern = alike(said[0])
    product = Q(supplies__product__code__regex=pattern) | Q(supplies__product__name__regex=pattern)
    return found.rows.filter(pk__in=Customer.objects.filter(product).values("pk"))


def _open(found: Listing, said: list[str]) -> QuerySet[Customer]:
    return _having(found, said, Q(phase__in=AT_WORK))


def _late(found: Listing, said: list[str]) -> QuerySet[Customer]:
    return _having(found, said, Q(phase__in=AT_WORK, due_at__lt=found.at))


def _having(found: Listing, said: list[str], condition: Q) -> QuerySet[Customer]:
    """The customers about whom the reader may see a record that meets the condition, or the others."""
    records = visible_records(found.person, None, at=found.at).filter(condition, customer__isnull=False)
    such = Q(pk__in=records.values("customer"))
    return found.rows.filter(such if typed.flag(said[0]) else ~such)


FILTERS: dict[str, Callable[[Listing, list[str]], QuerySet[Customer]]] = {
    "q": _query, "rank": _rank, "key": _key, "unit": _unit, "region": _region, "ended": _ended, "open": _open,
    "late": _late, "product": _product, "lot": _lot,
}  # fmt: skip
