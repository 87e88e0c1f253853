"""One page with everything about a customer (FM-2a): card, people, lots, every record the reader may see, promises."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from huiyin.kernel import registry
from huiyin.kernel.policy import may_open
from huiyin.parties import rights
from huiyin.parties.about import About, about
from huiyin.parties.models import Customer
from huiyin.people.models import Person
from huiyin.web.answers import page as answered
from huiyin.web.customers import work
from huiyin.web.customers.finding import crumbs, customer_or_404
from huiyin.web.customers.sheet import sheet
from huiyin.web.customers.trail import entries

CHANGES = 5
"""Changes of the card shown; all of them are one click away."""


@answered
@require_safe
def customer(request: HttpRequest, code: str) -> HttpResponse:
    """The page; `?after=` and `?before=` walk the records."""
    at = timezone.now()
    found = customer_or_404(request, code, at=at)
    person: Any = request.user
    known = about(found)
    why = rights.may_keep(person, known.window, at=at)
    records = work.records(found, person, request.GET, at=at)
    context = {
        "customer": found, "title": found.name, "known": known, "why": str(why),
        "sheet": sheet(known, timezone.localtime(at)),
        "facts": _facts(known), "deeds": _deeds(found, person, at), "crumbs": crumbs(found)[:1],
        "counts": work.counts(found, person, at=at), "promises": work.promises(found, person, at=at),
        "families": work.families(records.shown, person, at=at), "records": records,
        "changes": entries(known.changes[:CHANGES]), "more_changes": known.changed > CHANGES,
    }  # fmt: skip
    return render(request, "web/customers/customer.html", context, status=422 if records.fault else 200)


def _facts(known: About) -> list[dict[str, str]]:
    """What whoever takes the telephone must see at once, as badges."""
    customer, made = known.customer, []
    if customer.key:
        made.append({"text": str(_("Key customer")), "tone": "wait", "mark": "star-filled"})
    if customer.rank:
        made.append({"text": _("Class %(rank)s") % {"rank": customer.rank}, "tone": "", "mark": ""})
    if customer.ended_on:
        made.append({"text": _("Former customer"), "tone": "void", "mark": ""})
    if customer.clocks:
        n = len(customer.clocks)
        text = ngettext("%(n)d clock of its own", "%(n)d clocks of its own", n) % {"n": n}
        made.append({"text": text, "tone": "", "mark": "clock"})
    return made


def _deeds(customer: Customer, person: Person, at: dt.datetime) -> list[dict[str, str]]:
    """What she may register about this customer; dealings that ended do not stop a complaint."""
    types = [one for one in registry.types() if may_open(person, one.name, at=at).ok]
    return [
        {"label": str(one.label), "url": f"{reverse('new', args=[one.name])}?customer={customer.pk}"} for one in types
    ]
