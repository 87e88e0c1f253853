"""How a card changed (SM-5.2c): who, when, from which source, the old value beside the new one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huiyin.parties.about import said
from huiyin.parties.models import CardChange
from huiyin.web.answers import page as answered
from huiyin.web.customers.finding import crumbs, customer_or_404
from huiyin.web.leaves import leaf, turned

SIZE = 50


def entries(changes: Iterable[CardChange]) -> list[dict[str, Any]]:
    """Changes as parts/trail.html takes them."""
    return [_entry(one) for one in changes]


def _entry(change: CardChange) -> dict[str, Any]:
    kept = [{"label": one.label, "old": one.old, "new": one.new} for one in said(change) if one.old or one.new]
    source = _("Source: %(source)s") % {"source": change.source} if change.source else ""
    return {"at": change.at, "who": change.by, "deed": _deed(change.changes), "reason": source, "changes": kept}


def _deed(changes: Mapping[str, Any]) -> str:
    """What was done, by what it changed: the card, someone at the customer's, a lot."""
    if "contact" in changes:
        before, name = changes["contact"]
        return (_("Contact changed: %(name)s") if before else _("New contact: %(name)s")) % {"name": name}
    if "supply" in changes:
        before, name = changes["supply"]
        return (_("Lot corrected: %(lot)s") if before else _("New lot: %(lot)s")) % {"lot": name}
    begun = "code" in changes and all(old in ("", None) for old, _new in changes.values())
    return _("Card made") if begun else _("Card changed")


@answered
@require_safe
def changes(request: HttpRequest, code: str) -> HttpResponse:
    """Every change of one card, the newest first, by key."""
    found = customer_or_404(request, code, at=timezone.now())
    here = leaf(request, CardChange.objects.filter(customer=found), "-at", SIZE)
    rows = CardChange.objects.select_related("by").in_bulk(here.ids)
    context = {
        "title": _("Changes of the card"), "customer": found, "crumbs": crumbs(found),
        "trail": entries(rows[pk] for pk in here.ids),
        "pager": turned(request, reverse("customer_changes", args=[found.code]), here),
    }  # fmt: skip
    return render(request, "web/customers/changes.html", context)
