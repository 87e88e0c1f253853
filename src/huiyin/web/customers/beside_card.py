"""What hangs on a card: the people at the customer's, the lots she received, the products they are of."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huiyin.parties import rights
from huiyin.parties.contacts import add_contact, change_contact
from huiyin.parties.models import Contact, Product, Supply
from huiyin.parties.supplies import add_product, add_supply, change_supply
from huiyin.web.answers import page as answered
from huiyin.web.asking import Field, Form, Values, asked, columns, lookup, seen
from huiyin.web.customers.card import both, card_form, refuse, source_field

CONTACT = ("name", "title", "phone", "email")
LOT = ("lot", "quantity", "delivered_on", "order")
METHODS = ["GET", "HEAD", "POST"]


@answered
@require_http_methods(METHODS)
def contact_new(request: HttpRequest, code: str) -> HttpResponse:
    """Someone new at the customer's."""
    at, person = timezone.now(), request.user
    customer, form = card_form(request, code, _("New contact"), _("Add the contact"), at=at)
    form.fields = [*columns(Contact, CONTACT), source_field() | {"required": False}]
    form.done = _("The contact is added.")

    def add(values: Values) -> None:
        source = values.pop("source", "")
        add_contact(customer, person, values, source=source, at=at)  # type: ignore[arg-type]

    return asked(request, form, add)


@answered
@require_http_methods(METHODS)
def contact_change(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Another telephone, another position; the day she left."""
    at, person = timezone.now(), request.user
    customer, form = card_form(request, code, _("Change the contact"), _("Save the contact"), at=at)
    contact = Contact.objects.filter(pk=pk, customer=customer).first()
    if contact is None:
        raise Http404
    form.fields = [*columns(contact, (*CONTACT, "ended_on")), source_field()]
    form.done = _("The contact is changed.")

    def save(values: Values) -> None:
        source = values.pop("source", "")
        change_contact(contact, person, values, source=source, seen=seen(request), at=at)  # type: ignore[arg-type]

    return asked(request, form, save, compare=both("contact"))


@answered
@require_http_methods(METHODS)
def lot_new(request: HttpRequest, code: str) -> HttpResponse:
    """A lot the customer received."""
    at, person = timezone.now(), request.user
    customer, form = card_form(request, code, _("New lot"), _("Add the lot"), at=at)
    form.fields = [_product(None), *columns(Supply, LOT), source_field() | {"required": False}]
    form.done = _("The lot is added.")

    def add(values: Values) -> None:
        source = values.pop("source", "")
        add_supply(customer, person, _with_product(values), source=source, at=at)  # type: ignore[arg-type]

    return asked(request, form, add)


@answered
@require_http_methods(METHODS)
def lot_change(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Correct a lot."""
    at, person = timezone.now(), request.user
    customer, form = card_form(request, code, _("Correct the lot"), _("Save the lot"), at=at)
    supply = Supply.objects.select_related("product").filter(pk=pk, customer=customer).first()
    if supply is None:
        raise Http404
    form.fields = [_product(supply.product), *columns(supply, LOT), source_field()]
    form.done = _("The lot is corrected.")

    def save(values: Values) -> None:
        source = values.pop("source", "")
        change_supply(supply, person, _with_product(values), source=source, seen=seen(request), at=at)  # type: ignore[arg-type]

    return asked(request, form, save, compare=both("supply"))


def _product(chosen: Product | None) -> Field:
    add = {"url": reverse("product_new"), "label": _("The product is not on the list")}
    return lookup("product", _("Product"), chosen, kind="product", required=True, add=add)


def _with_product(values: Values) -> dict[str, Any]:
    """The product chosen from the list comes by its id; words that found none are its code, or nothing."""
    key = str(values.get("product", ""))
    found = Product.objects.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 16 else None
    return {**values, "product": found or key}


@answered
@require_http_methods(METHODS)
def product_new(request: HttpRequest) -> HttpResponse:
    """A product the firm makes, as customers name it."""
    at, person = timezone.now(), request.user
    refuse(rights.may_keep(person, None, at=at))  # type: ignore[arg-type]
    fields = columns(Product, ("code", "name", "spec", "family"))
    form = Form(_("New product"), _("Add the product"), reverse("customers"), fields, done=_("The product is added."))

    def add(values: Values) -> None:
        add_product(person, values, at=at)  # type: ignore[arg-type]

    return asked(request, form, add)
