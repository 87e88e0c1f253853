"""What stands over a register: ways to look at it, search, filters, those in force, deeds on the whole list."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huiyin.kernel.columns import ALL, PAPER, WORK, Col
from huiyin.kernel.narrowing import AT_WORK, OWN
from huiyin.parties.models import Customer
from huiyin.web import tables, views
from huiyin.web.listing import Listing


def bar(found: Listing) -> dict[str, Any]:
    """The toolbar for parts/toolbar.html. One query, for the kept views; one more where a customer is named."""
    name = found.record_type.name
    home, query = reverse("register", args=[name]), found.link().partition("?")[2]
    hidden = {one: values for one, values in found.given.items() if one in OWN and one != "q"}
    return {
        "action": home,
        "q": found.given.get("q", [""])[0],
        "placeholder": _("Number, customer, words"),
        "views": [*usual(found), *views.tabs(found.person, name, query)],
        "filters": tables.filters(_narrowable(found), found.narrowed.faults, found.given, found.lists),
        "set": _chips(found),
        "hidden": _hidden(found, hidden),
        "clear": home,
        "deeds": _deeds(found),
        "save": found.link("view_keep") if query else None,
    }


def _hidden(found: Listing, kept: dict[str, list[str]]) -> list[tuple[str, str]]:
    """What a search keeps though no control of the form holds it."""
    pairs = [(name, one) for name, values in kept.items() for one in values]
    return [*pairs, ("view", found.view)] if found.view != WORK else pairs


def _narrowable(found: Listing) -> list[Col]:
    """The columns one can narrow by: those in sight first."""
    shown = {col.name for col in found.cols}
    return [*found.cols, *(col for name, col in found.every.items() if name not in shown)]


def usual(found: Listing) -> list[dict[str, Any]]:
    """The ways everyone looks at a register."""
    ways: tuple[tuple[str, dict[str, list[str]], str], ...] = (
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
    deeds.append({"label": "CSV", "icon": "download", "url": found.link("export_csv")})
    return deeds
