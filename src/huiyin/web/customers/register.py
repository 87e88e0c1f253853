"""The register of customers (顾客资料一览表): found, filtered, sorted, paged by key."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from huiyin.base import typed
from huiyin.kernel.paging import Asked, BadKey, Page, page
from huiyin.parties.models import Customer
from huiyin.parties.rights import may_keep, visible
from huiyin.people.holding import unit_codes, units
from huiyin.web.answers import page as answered
from huiyin.web.customers.columns import beside, columns, heads, row
from huiyin.web.customers.listing import FILTERS, ORDERS, PAPER, WORK, Listing, listing
from huiyin.web.initials import initials

SIZE = 50


@answered
@require_safe
def customers(request: HttpRequest) -> HttpResponse:
    """One page of the register. A filter that cannot be used is told (422) and never looks like an empty register."""
    at = timezone.now()
    found = listing(request.user, request.GET, at=at)  # type: ignore[arg-type]
    given = request.GET
    asked = Asked(found.order, given.get("after", ""), given.get("before", ""), given.get("last") == "1", SIZE)
    here = Page()
    if not found.faults:
        try:
            here = page([found.rows], asked, ORDERS)
        except BadKey:
            found.faults["after"] = _("This page does not exist. Begin again at the first page.")
    cols, rows = columns(found), fetched(here.ids)
    more = beside(rows, found.person, at)
    context = {
        "title": title(), "bar": _bar(found), "faults": list(found.faults.values()), "clear": reverse("customers"),
        "create": _create(found),
        "register": {
            "caption": title(), "columns": heads(found, cols), "rows": [row(one, cols, more) for one in rows],
            "empty": _empty(found),
        },
        "pager": _pager(found, here, asked, len(rows)),
    }  # fmt: skip
    return render(request, "web/register.html", context, status=422 if found.faults else 200)


def title() -> str:
    """What the firm calls the list (SM-5.2b)."""
    return _("Customer register")


def fetched(ids: tuple[int, ...]) -> list[Customer]:
    """The customers behind these ids, in their order."""
    rows = Customer.objects.defer("find", "terms", "note", "clocks").in_bulk(ids)
    return [rows[pk] for pk in ids if pk in rows]


def _pager(found: Listing, here: Page, asked: Asked, shown: int) -> dict[str, Any] | None:
    if not shown:
        return None
    first = not (asked.after or asked.backwards)
    total = shown if first and not here.next else found.rows.count()
    words = pgettext("rows of a register", "1–%(shown)d of %(total)s") if first else _("%(total)s in all")
    return {
        "words": words % {"shown": shown, "total": f"{total:,}".replace(",", "\u2009")},
        "first": None if first else found.link(),
        "previous": found.link(before=here.previous) if here.previous else None,
        "next": found.link(after=here.next) if here.next else None,
        "last": found.link(last=1) if here.next else None,
    }


# --- over the rows ---------------------------------------------------------------------------------------------------


def _bar(found: Listing) -> dict[str, Any]:
    apart = ("key", "ended", "open", "late")
    hidden = [(name, values[0]) for name, values in found.given.items() if name in apart]
    hidden += [("view", found.view)] if found.view != WORK else []
    other, toggle = (WORK, _("Working view")) if found.view == PAPER else (PAPER, _("Paper view"))
    return {
        "action": reverse("customers"), "q": found.given.get("q", [""])[0], "placeholder": _("Name, code, initials"),
        "views": _views(found), "filters": _filters(found), "set": chips(found), "hidden": hidden,
        "clear": reverse("customers"),
        "deeds": [
            {"label": toggle, "icon": "columns-3", "url": found.link(view=other)},
            {"label": "Excel", "icon": "file-spreadsheet", "url": found.link("customers_workbook")},
            {"label": "CSV", "icon": "download", "url": found.link("customers_list")},
        ],
    }  # fmt: skip


def _views(found: Listing) -> list[dict[str, Any]]:
    every: tuple[tuple[str, dict[str, str]], ...] = (
        (pgettext("customers", "All"), {}), (_("Key customers"), {"key": "yes"}),
        (_("Work under way"), {"open": "yes"}), (_("With late ones"), {"late": "yes"}),
        (_("Former customers"), {"ended": "yes"}),
    )  # fmt: skip
    home = reverse("customers")
    return [
        {"label": label, "url": f"{home}?{'&'.join(f'{name}={one}' for name, one in query.items())}" if query else home,
         "here": found.given == {name: [one] for name, one in query.items()}}
        for label, query in every
    ]  # fmt: skip


def _filters(found: Listing) -> list[dict[str, Any]]:
    ranks = visible(found.person, at=found.at).exclude(rank="").order_by("rank").values_list("rank", flat=True)
    made = [
        _choices("rank", _("Customer class"), [(one, one) for one in ranks.distinct()]),
        _choices("unit", _("Contact window"), [(one.code, one.name) for one in units().values() if one.window]),
        {"name": "region", "kind": "text", "label": _("Region or address"), "limit": 200},
        {"name": "product", "kind": "text", "label": _("Product received"), "limit": 200},
        {"name": "lot", "kind": "text", "label": _("Lot received"), "limit": 200},
    ]
    for one in made:
        words = found.given.get(one["name"], [])
        one |= {"value": words if one["kind"] == "choices" else "".join(words[:1]), "id": one["name"]}
        one["error"] = found.faults.get(one["name"], "")
    return made


def _choices(name: str, label: str, pairs: list[tuple[str, str]]) -> dict[str, Any]:
    choices = [{"value": code, "label": words, "initials": initials(words)} for code, words in pairs]
    return {"name": name, "kind": "choices", "label": label, "choices": choices}


def chips(found: Listing) -> list[dict[str, str]]:
    """What the register was narrowed to, in words, each with the address that takes it off."""
    labels = {
        "q": _("Words"), "rank": _("Customer class"), "unit": _("Contact window"), "region": _("Region or address"),
        "product": _("Product received"), "lot": _("Lot received"), "key": _("Key customers"),
        "ended": _("Former customers"), "open": _("Work under way"), "late": _("With late ones"),
    }  # fmt: skip
    made = []
    for name in (one for one in FILTERS if one in found.said):
        said = found.said[name]
        if name == "unit":
            said = [unit_codes()[one].name for one in said]
        elif name in ("key", "ended", "open", "late"):
            said = [_("Yes") if typed.flag(said[0]) else _("No")]
        words = pgettext("filter", "%(label)s: %(words)s") % {"label": labels[name], "words": "、".join(said)}
        rest = {key: values for key, values in found.given.items() if key != name}
        made.append({"label": words, "url": Listing(found.person, found.at, rest, found.view, found.order).link()})
    return made


def _create(found: Listing) -> dict[str, str] | None:
    if may_keep(found.person, None, at=found.at):
        return None
    return {"label": _("New customer"), "url": reverse("customer_new")}


def _empty(found: Listing) -> dict[str, Any]:
    if found.faults:
        words = _("Mend the filter or clear it.")
        return {"title": _("Nothing was looked for"), "icon": "alert-circle", "words": words}
    if found.given:
        clear = {"label": _("Clear all"), "url": reverse("customers")}
        words = _("No customer that you may see meets all of these filters.")
        return {"title": _("No customer found"), "icon": "search", "words": words, "deed": clear}
    words = _("A customer's card is made at the start of dealings; what you may see of them appears here.")
    return {"title": _("No customers yet"), "icon": "address-book", "words": words, "deed": _create(found)}
