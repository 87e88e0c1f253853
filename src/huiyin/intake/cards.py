"""Customers, their people and products by the names a register gives them; made through their own doors when asked."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _

from huiyin.base.errors import Invalid
from huiyin.base.text import fold
from huiyin.kernel.cleaning import Bad
from huiyin.parties.card import open_customer
from huiyin.parties.contacts import add_contact
from huiyin.parties.models import Contact, Customer, Product
from huiyin.parties.rights import visible
from huiyin.parties.supplies import add_product
from huiyin.people.models import Person

M = TypeVar("M", bound=Model)
CODE = 60


class Several(Bad):
    """A name more than one card answers to."""


@dataclass(frozen=True, slots=True)
class New:
    """A card still to be made, once a row that needs it is sure to go in."""

    what: str
    text: str


class Index(Generic[M]):
    """Rows by every name they answer to; a code wins over a name two rows share."""

    def __init__(self) -> None:
        self.by_code: dict[str, M] = {}
        self.by_name: dict[str, dict[Any, M]] = {}

    def add(self, row: M, code: str, names: Iterable[str]) -> None:
        """Let the row be found by its code and its names."""
        self.by_code[fold(code)] = row
        for name in names:
            if key := fold(name):
                self.by_name.setdefault(key, {})[row.pk] = row

    def find(self, text: str) -> M | None:
        """The row that answers to ``text``, or none. Raises Several when more than one does."""
        key = fold(text)
        if key in self.by_code:
            return self.by_code[key]
        found = self.by_name.get(key, {})
        if len(found) > 1:
            codes = "、".join(sorted(getattr(row, "code", str(row)) for row in found.values())[:5])
            raise Several(
                _("“%(text)s” could be any of %(codes)s. Write the code.") % {"text": text[:40], "codes": codes}
            )
        return next(iter(found.values()), None)


class Cards:
    """What is on file, read once, and what an import may add to it."""

    def __init__(
        self, by: Person, at: dt.datetime, source: str, *, new_customers: bool = False, new_products: bool = False
    ) -> None:
        self.by, self.at, self.source = by, at, source
        self.new_customers, self.new_products = new_customers, new_products
        self.made: dict[str, int] = {"customer": 0, "product": 0, "contact": 0}
        self.customers: Index[Customer] = Index()
        self.products: Index[Product] = Index()
        self.contacts: dict[int, Index[Contact]] = {}
        self._refused: dict[New, str] = {}
        for customer in visible(by, at=at).defer("find", "terms", "note"):
            self._know_customer(customer)
        for product in Product.objects.all():
            self._know_product(product)

    def customer(self, text: str) -> Customer | New:
        """The customer called so, or one to be opened. Raises Bad when there is none and none may be made."""
        found = self.customers.find(text) or (New("customer", text) if self.new_customers else None)
        if found is None:
            raise Bad(_("There is no customer “%(value)s”.") % {"value": text[:40]})
        return found

    def product(self, text: str) -> Product | New:
        """The product called so, or one to be added. Raises Bad when there is none and none may be made."""
        found = self.products.find(text) or (New("product", text) if self.new_products else None)
        if found is None:
            raise Bad(_("There is no product “%(value)s”.") % {"value": text[:40]})
        return found

    def contact(self, text: str, customer: Customer | New | None) -> Contact | New:
        """The person of that name at the customer's, or one to be added. Raises Bad like the others."""
        if customer is None:
            raise Bad(_("Whose contact “%(value)s” is cannot be told without a customer.") % {"value": text[:40]})
        there = self._contacts_of(customer).find(text) if isinstance(customer, Customer) else None
        found = there or (New("contact", text) if self.new_customers else None)
        if found is None:
            words = {"value": text[:40], "customer": customer}
            raise Bad(_("There is no contact “%(value)s” at %(customer)s.") % words)
        return found

    def make(self, new: New, customer: Customer | None = None) -> Any:
        """The card behind ``new``, opened now unless a row before opened it. Raises Bad when its door will not."""
        if new.what == "customer":
            return self.customers.find(new.text) or self._made(new, self._open_customer)
        if new.what == "product":
            return self.products.find(new.text) or self._made(new, self._add_product)
        if customer is None:
            raise Bad(_("Whose contact “%(value)s” is cannot be told without a customer.") % {"value": new.text[:40]})
        there = self._contacts_of(customer).find(new.text)
        return there or self._made(new, lambda text: self._add_contact(customer, text))

    def _contacts_of(self, customer: Customer) -> Index[Contact]:
        if customer.pk not in self.contacts:
            index = self.contacts[customer.pk] = Index()
            for one in Contact.objects.filter(customer=customer):
                index.add(one, str(one.pk), [one.name])
        return self.contacts[customer.pk]

    def _made(self, new: New, make: Any) -> Any:
        if new in self._refused:
            raise Bad(self._refused[new])
        try:
            made = make(new.text)
        except Invalid as no:
            self._refused[new] = " ".join(str(sentence) for sentence in no.errors.values())
            raise Bad(self._refused[new]) from no
        self.made[new.what] += 1
        return made

    def _open_customer(self, text: str) -> Customer:
        made = open_customer(self.by, {"name": text}, source=self.source, at=self.at)
        self._know_customer(made)
        return made

    def _add_product(self, text: str) -> Product:
        code = text if len(text) <= CODE else f"{text[: CODE - 9]}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
        made = add_product(self.by, {"code": code, "name": text}, at=self.at)
        self._know_product(made)
        return made

    def _add_contact(self, customer: Customer, text: str) -> Contact:
        made = add_contact(customer, self.by, {"name": text}, source=self.source, at=self.at)
        self.contacts[customer.pk].add(made, str(made.pk), [made.name])
        return made

    def _know_customer(self, row: Customer) -> None:
        self.customers.add(row, row.code, (row.name, row.short_name, row.name_en))

    def _know_product(self, row: Product) -> None:
        self.products.add(row, row.code, (row.name, row.spec, f"{row.name} {row.spec}", f"{row.name}{row.spec}"))
