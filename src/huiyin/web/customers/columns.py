"""The columns of the customer register (顾客资料一览表): one list feeds the page, the workbook and the plain list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huiyin.kernel.narrowing import AT_WORK
from huiyin.kernel.policy import visible
from huiyin.parties.models import Contact, Customer
from huiyin.people.holding import units
from huiyin.people.models import Person
from huiyin.web.customers.listing import ORDERS, PAPER, Listing


@dataclass(frozen=True, slots=True)
class Beside:
    """What the rows need that does not stand on their cards, asked once for all of them."""

    contacts: dict[int, Contact]
    counts: dict[int, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Col:
    """One column: `value` is what the workbook holds; `kind` how the page draws it."""

    name: str
    label: str
    width: int
    value: Callable[[Customer, Beside], Any]
    kind: str = "text"


def beside(customers: Iterable[Customer], person: Person, at: dt.datetime) -> Beside:
    """The first contact of each, and how much the reader may see of it is under way and late. Two queries."""
    ids = [one.pk for one in customers]
    if not ids:
        return Beside({}, {})
    contacts: dict[int, Contact] = {}
    for one in Contact.objects.filter(customer__in=ids, ended_on=None).order_by("pk"):
        contacts.setdefault(one.customer_id, one)
    counts = (
        visible(person, None, at=at).filter(customer__in=ids).order_by().values("customer").annotate(
            open=Count("pk", filter=Q(phase__in=AT_WORK)), last=Max("received_at"),
            late=Count("pk", filter=Q(phase__in=AT_WORK, due_at__lt=at)),
        )
    )  # fmt: skip
    return Beside(contacts, {one["customer"]: one for one in counts})


def columns(found: Listing) -> list[Col]:
    """The columns of the view: what people work with, or what the firm's paper lists."""
    every = {one.name: one for one in _every()}
    return [every[name] for name in (ON_PAPER if found.view == PAPER else AT_THE_DESK)]


AT_THE_DESK = ("code", "name", "rank", "key", "region", "unit", "contact", "phone", "open", "late", "last")
ON_PAPER = (
    "code", "name", "short_name", "name_en", "rank", "key", "relation", "region", "address", "contact", "title",
    "phone", "email", "unit", "language", "since", "ended_on",
)  # fmt: skip


def _every() -> list[Col]:
    return [
        _card("code", 12, "link"), _card("name", 28), _card("short_name", 14), _card("name_en", 22),
        _card("rank", 8, "choice"), Col("key", _("Key"), 8, lambda one, more: _("Key") if one.key else "", "badge"),
        _card("relation", 14), _card("region", 14), _card("address", 28),
        Col("unit", _label("unit"), 16, lambda one, more: _unit(one)),
        Col("contact", _("Contact"), 10, lambda one, more: _contact(one, more, "name")),
        Col("title", _("Position"), 14, lambda one, more: _contact(one, more, "title")),
        Col("phone", _("Phone"), 16, lambda one, more: _contact(one, more, "phone")),
        Col("email", _("E-mail"), 24, lambda one, more: _contact(one, more, "email")),
        Col("language", _label("language"), 12, lambda one, more: languages().get(one.language, one.language)),
        _card("since", 16, "day"), _card("ended_on", 16, "day"),
        Col("open", pgettext("records", "Under way"), 8, lambda one, more: _count(one, more, "open"), "figure"),
        Col("late", pgettext("records", "Late"), 8, lambda one, more: _count(one, more, "late"), "late"),
        Col("last", _("Last heard from"), 16, lambda one, more: more.counts.get(one.pk, {}).get("last"), "day"),
    ]  # fmt: skip


def _label(name: str) -> str:
    return str(Customer._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _card(name: str, width: int, kind: str = "text") -> Col:
    return Col(name, _label(name), width, lambda one, more: getattr(one, name), kind)


def _unit(customer: Customer) -> str:
    unit = units().get(customer.unit_id or 0)
    return unit.name if unit else ""


def _contact(customer: Customer, more: Beside, name: str) -> str:
    found = more.contacts.get(customer.pk)
    return str(getattr(found, name)) if found else ""


def _count(customer: Customer, more: Beside, name: str) -> int:
    return int(more.counts.get(customer.pk, {}).get(name, 0))


def languages() -> dict[str, str]:
    """The languages letters may be written in, by code."""
    return {code: str(label) for code, label in settings.LANGUAGES}


# --- as the page draws them ------------------------------------------------------------------------------------------


def heads(found: Listing, cols: Iterable[Col]) -> list[dict[str, Any]]:
    """The headings for parts/register.html; those an order is known for can be sorted by."""
    name, falling = found.order.removeprefix("-"), found.order.startswith("-")
    return [
        {
            "name": col.name, "label": col.label, "width": col.width, "figure": col.kind in ("figure", "late"),
            "lead": col.kind == "link", "sort": ("desc" if falling else "asc") if col.name == name else "",
            "url": found.link(sort=f"-{name}" if col.name == name and not falling else col.name)
            if col.name in ORDERS else "",
        }
        for col in cols
    ]  # fmt: skip


def row(customer: Customer, cols: Iterable[Col], more: Beside) -> dict[str, Any]:
    """One customer as a row of parts/register.html; with dealings ended it is grey."""
    cells = [_cell(customer, col, more) for col in cols]
    return {"id": customer.code, "tone": "void" if customer.ended_on else "", "cells": cells}


def _cell(customer: Customer, col: Col, more: Beside) -> dict[str, Any]:
    found = col.value(customer, more)
    cell: dict[str, Any] = {"kind": col.kind, "label": col.label, "text": found}
    if col.kind == "link":
        return cell | {"url": reverse("customer", args=[customer.code]), "lead": True}
    if col.kind == "day":
        return cell | {"at": found, "text": ""}
    if col.kind == "badge":
        return cell | {"mark": "star-filled"} if found else cell | {"kind": "text"}
    if col.kind == "late":
        return cell | (
            {"kind": "badge", "tone": "late", "text": str(found)} if found else {"kind": "figure", "text": ""}
        )
    return cell | ({"text": str(found)} if found else {"text": ""})
