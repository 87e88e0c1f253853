"""Search over every type and the customers, and the palette that goes anywhere (Ctrl+K)."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from huiyin.base.alike import alike
from huiyin.base.text import clean, fold
from huiyin.kernel import registry
from huiyin.kernel.finding import hits
from huiyin.kernel.models import Record
from huiyin.kernel.narrowing import MOST_TYPED, Narrowed, narrow
from huiyin.kernel.paging import Asked, page
from huiyin.kernel.policy import visible
from huiyin.kernel.sight import adopted
from huiyin.parties import rights
from huiyin.parties.find import find_customers
from huiyin.parties.models import Customer
from huiyin.web.answers import address
from huiyin.web.answers import page as answered
from huiyin.web.called import called
from huiyin.web.opened import rows, shared

EACH, CUSTOMERS = 20, 8
GOTO, GOTO_CUSTOMERS = 5, 4
MANY = 500
"""So many records that hold the words are looked at one by one, to see of which types they are."""


def _asked(request: HttpRequest) -> str:
    return clean(request.GET.get("q", ""))[:MOST_TYPED].strip()


def _found(type_name: str, words: str, person: Any, at: dt.datetime, size: int) -> tuple[list[int], bool]:
    """The newest records of a type that hold the words, and whether there are more."""
    narrowed: Narrowed = narrow(
        registry.get(type_name), {}, {"q": [words]}, person, at=at, codes=lambda col: ()
    )  # fmt: skip
    here = page(narrowed.branches, Asked(size=size))
    return list(here.ids), bool(here.next)


def _types(found: set[int] | None) -> list[registry.RecordType]:
    """The types worth looking in: those of what was found, or when that is very many, those under a procedure."""
    if found is None:
        names = {procedure.type for procedure in adopted().values()}
    else:
        names = set(Record.objects.filter(pk__in=found).order_by().values_list("type", flat=True).distinct())
    return [one for one in registry.types() if one.name in names]


@answered
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """`?q=`: what each type holds of these words, the newest first, and the customers of that name."""
    at, person, words = timezone.now(), request.user, _asked(request)
    sections, customers = [], []
    if words:
        for one in _types(hits(words, MANY)):
            ids, more = _found(one.name, words, person, at, EACH)
            if ids:
                table = rows(shared(ids), at, typed=False) | {"caption": str(one.plural)}
                url = f"{reverse('register', args=[one.name])}?{urlencode({'q': words})}"
                sections.append({"label": str(one.plural), "register": table, "more": more, "url": url})
        customers = _customers(words, person, at, CUSTOMERS)
    kinds = called(words, person, at) if words else []
    empty = {
        "title": _("Nothing found"), "icon": "search",
        "words": _("Try fewer words, a part of the number, or the customer's name; one character is enough."),
    } if words else {
        "title": _("What are you looking for?"), "icon": "search",
        "words": _("A number or a part of it, a customer, or words of what happened."),
    }  # fmt: skip
    context = {"q": words, "sections": sections, "customers": customers, "kinds": kinds, "empty": empty}
    return render(request, "web/search.html", context)


def _customers(words: str, person: Any, at: dt.datetime, most: int) -> list[dict[str, str]]:
    found = find_customers(words, most, among=rights.visible(person, at=at))
    return [{"label": one.name, "hint": one.code, "url": url} for one in found if (url := _card(one))]


def _card(customer: Customer) -> str:
    """A customer's page; nothing where there is none."""
    try:
        return reverse("customer", args=[customer.code])
    except NoReverseMatch:
        return ""


@answered
@require_GET
def goto(request: HttpRequest) -> JsonResponse:
    """`?q=`: where one may want to go, as {"items": [{label, hint, url}]}: the very number first, then what holds it.

    The menu's own pages are in the browser already.
    """
    at, person, words = timezone.now(), request.user, _asked(request)
    items: list[dict[str, str]] = []
    if words:
        found = hits(words, MANY)
        ids = _numbered(words, found, person, at)
        for one in _types(found):
            ids += [pk for pk in _found(one.name, words, person, at, GOTO)[0] if pk not in ids]
        items = [_item(record) for record in shared(ids)]
        by_another_name = [one for one in called(words, person, at) if fold(words) not in fold(one["label"])]
        items += by_another_name[:GOTO]
        items += _customers(words, person, at, GOTO_CUSTOMERS)
    return JsonResponse({"items": items})


def _numbered(words: str, found: set[int] | None, person: Any, at: dt.datetime) -> list[int]:
    """The record of that very number, however it was typed; words found very often are looked up as they stand."""
    rows = visible(person, None, at=at)
    if found is None:
        rows = rows.filter(number__iexact=words)
    else:
        rows = rows.filter(pk__in=found, number__regex=f"^{alike(words)}$")
    return list(rows.values_list("pk", flat=True)[:1])


def _item(record: Record) -> dict[str, str]:
    return {"label": f"{record.number} {record.title}", "hint": str(record.customer or ""), "url": address(record)}


urlpatterns = [path("search", search, name="search"), path("goto", goto, name="goto")]
