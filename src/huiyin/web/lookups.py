"""What a typeahead asks: customers, contacts, products and colleagues by any part of a name; records by number."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from huiyin.base.alike import alike
from huiyin.base.text import clean, sought
from huiyin.kernel import policy, registry
from huiyin.kernel.finding import find
from huiyin.parties.find import find_customers
from huiyin.parties.models import Contact, Product
from huiyin.parties.rights import visible
from huiyin.people.models import Person
from huiyin.web.initials import initials

MOST = 20
Row = dict[str, Any]


@login_required
@require_GET
def lookup(request: HttpRequest, kind: str) -> JsonResponse:
    """`?q=` and what narrows it (contacts: `?customer=`, records: `?of=` a type): at most twenty rows as {"items":
    [{value, label, hint}]}."""
    if kind not in FINDERS:
        raise Http404
    beside = request.GET.get(BESIDE.get(kind, "customer"), "")
    rows = found(kind, request.GET.get("q", ""), request.user, beside=beside, at=timezone.now())  # type: ignore[arg-type]
    return JsonResponse({"items": rows})


def found(kind: str, words: str, person: Person, *, beside: str = "", at: dt.datetime) -> list[Row]:
    """The rows of `kind` that `words` may mean, as `person` may see them, the best first."""
    return FINDERS[kind](clean(words)[:200].strip(), person, beside, at)


def _customers(words: str, person: Person, beside: str, at: dt.datetime) -> list[Row]:
    rows = find_customers(words, MOST, among=visible(person, at=at))
    return [{"value": one.pk, "label": one.name, "hint": one.code} for one in rows]


def _contacts(words: str, person: Person, beside: str, at: dt.datetime) -> list[Row]:
    rows = Contact.objects.filter(customer__in=visible(person, at=at), ended_on=None, name__regex=alike(words))
    if beside.isdecimal() and len(beside) < 16:
        rows = rows.filter(customer_id=int(beside))
    return [{"value": one.pk, "label": one.name, "hint": one.title} for one in rows.order_by("name", "pk")[:MOST]]


def _products(words: str, person: Person, beside: str, at: dt.datetime) -> list[Row]:
    rows = Product.objects.all()
    for word in map(alike, words.split()[:6]):
        rows = rows.filter(Q(code__regex=word) | Q(name__regex=word) | Q(spec__regex=word))
    return [{"value": one.pk, "label": str(one), "hint": one.code} for one in rows.order_by("code")[:MOST]]


def _persons(words: str, person: Person, beside: str, at: dt.datetime) -> list[Row]:
    """Colleagues by name, sign-in name or initials. A firm has hundreds, so the initials are made while looking."""
    low = sought(words)
    rows = Person.objects.filter(is_active=True).select_related("unit").order_by("name", "pk")
    hits = [one for one in rows if low in sought(one.name) or low in one.username or initials(one.name).startswith(low)]
    return [{"value": one.pk, "label": one.name, "hint": one.unit.name if one.unit else ""} for one in hits[:MOST]]


def _records(words: str, person: Person, beside: str, at: dt.datetime) -> list[Row]:
    """Records she may see, by a part of their number or the start of their subject, the newest first."""
    of = beside if beside in {one.name for one in registry.types()} else None
    rows = policy.visible(person, of, at=at).exclude(phase="void")
    number = alike(words)
    rows = find(rows, words).filter(Q(number__regex=number) | Q(title__regex=f"^{number}")).order_by("-pk")[:MOST]
    return [{"value": one.pk, "label": one.number, "hint": one.title} for one in rows]


FINDERS = {
    "customer": _customers, "contact": _contacts, "product": _products, "person": _persons, "record": _records,
}  # fmt: skip
BESIDE = {"record": "of"}
"""What narrows a search, where it is not the customer."""
