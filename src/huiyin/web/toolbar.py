"""What stands over a register: ways to look at it, search, filters, those in force, deeds on the whole list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huiyin.kernel.columns import ALL, PAPER, WORK
from huiyin.kernel.narrowing import AT_WORK, OWN
from huiyin.kernel.paging import USUAL
from huiyin.kernel.policy import may_import
from huiyin.parties.models import Customer
from huiyin.web import tables, views
from huiyin.web.answers import page as answered
from huiyin.web.listing import Listing, listing


def bar(found: Listing) -> dict[str, Any]:
    """The toolbar for parts/toolbar.html. One query, for the kept views; one more where a customer is named."""
    name = found.record_type.name
    home, query = reverse("register", args=[name]), found.link().partition("?")[2]
    return {
        "action": home,
        "q": found.given.get("q", [""])[0],
        "placeholder": _("Number, customer, words"),
        "views": [*usual(found), *views.tabs(found.person, name, query)],
        "filter_page": found.link("filters"),
        "set": _chips(found),
        "hidden": kept(found, found.given.keys() - {"q"}),
        "clear": home,
        "deeds": _deeds(found),
        "save": found.link("view_keep") if query else None,
    }


def kept(found: Listing, names: Iterable[str]) -> list[tuple[str, str]]:
    """What a form of the register carries along, though none of its controls holds it."""
    pairs = [(name, one) for name, values in found.given.items() if name in set(names) for one in values]
    pairs += [("view", found.view)] if found.view != WORK else []
    return [*pairs, ("sort", found.order)] if found.order != USUAL else pairs


@answered
def filters(request: HttpRequest, type_name: str) -> HttpResponse:
    """Everything one can narrow by, the columns in sight first; it sends one back to the register."""
    found = listing(request, type_name, request.GET, at=timezone.now())
    shown = {col.name for col in found.cols}
    cols = [*found.cols, *(col for name, col in found.every.items() if name not in shown)]
    home = reverse("register", args=[type_name])
    context = {
        "title": _("Filter"),
        "fields": tables.filters(cols, found.narrowed.faults, found.given, found.lists),
        "hidden": kept(found, OWN),
        "action": home,
        "caption": found.title,
    }
    return render(request, "web/filters.html", context)


def usual(found: Listing) -> list[dict[str, Any]]:
    """The ways everyone looks at a register."""
    ways: tuple[tuple[str, dict[str, Any], str], ...] = (
        (pgettext("records", "All"), {}, ""),
        (pgettext("records", "Under way"), {"phase": list(AT_WORK)}, ""),
        (pgettext("records", "Late"), {"late": ["1"]}, "due_at"),
        (pgettext("records", "My turn"), {"mine": ["1"]}, ""),
        (pgettext("records", "Closed"), {"phase": ["done"]}, ""),
    )
    plain = found.plain()
    return [
        {"label": label, "url": plain.link(sort=order, **query), "here": found.given == query}
        for label, query, order in ways
    ]


def _chips(found: Listing) -> list[dict[str, str]]:
    """The filters in force, each with the address that takes it off."""
    made = []
    for name, said in found.narrowed.said.items():
        label = _own(name, said) if name in OWN else tables.chip(name, said, found.every, found.lists)
        made.append({"label": label, "url": found.without(name)})
    return made


def _own(name: str, said: Any) -> str:
    if name == "late":
        return pgettext("records", "Late")
    if name == "mine":
        return pgettext("records", "My turn")
    if name == "customer":
        return str(Customer.objects.filter(pk=said).values_list("name", flat=True).first() or said)
    if name == "phase":
        names = phases()
        return tables.named(_("Phase"), "、".join(names[one] for one in said))
    return tables.named(_("Words"), said)


def phases() -> dict[str, str]:
    """The phases of a record's life in words."""
    return {
        "draft": pgettext("phase", "Draft"), "open": pgettext("phase", "Under way"),
        "waiting": pgettext("phase", "Waiting"), "done": pgettext("phase", "Closed"), "void": pgettext("phase", "Void"),
    }  # fmt: skip


def _deeds(found: Listing) -> list[dict[str, str]]:
    deeds = []
    if found.view != WORK:
        deeds.append({"label": _("Working view"), "icon": "columns-3", "url": found.link(view=None)})
    if found.view != PAPER:
        deeds.append({"label": _("As on paper"), "icon": "file-text", "url": found.link(view=PAPER)})
    if found.view != ALL:
        deeds.append({"label": _("All columns"), "icon": "table", "url": found.link(view=ALL)})
    deeds.append({"label": "Excel", "icon": "file-spreadsheet", "url": found.link("export")})
    deeds.append({"label": "PDF", "icon": "printer", "url": found.link("register_print")})
    deeds.append({"label": "CSV", "icon": "download", "url": found.link("export_csv")})
    if may_import(found.person, found.record_type.name, at=found.at).ok:
        url = f"{reverse('import')}?type={found.record_type.name}"
        deeds.append({"label": _("Take in"), "icon": "upload", "url": url})
    return deeds


urlpatterns = [path("<slug:type_name>/filters", filters, name="filters")]
