"""The register (一览表) of one record type: the firm's columns, found, filtered, sorted and paged by key."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huiyin.kernel.columns import WORK
from huiyin.kernel.paging import Asked, BadKey, Page, counted, most_counted, page
from huiyin.kernel.policy import may_open
from huiyin.kernel.wording import Wording
from huiyin.web import tables
from huiyin.web.answers import page as answered
from huiyin.web.listing import Listing, listing
from huiyin.web.picked import offered
from huiyin.web.toolbar import bar

SIZE = 50


@answered
def register(request: HttpRequest, type_name: str) -> HttpResponse:
    """One page of the register. A filter that cannot be used is told (422) and never looks like an empty register."""
    at = timezone.now()
    found = listing(request, type_name, request.GET, at=at)
    if any("" in values for _name, values in request.GET.lists()):
        return redirect(
            found.link()
        )  # a form sends its empty fields too; an address is kept and passed on without them
    asked = Asked(
        found.order, request.GET.get("after", ""), request.GET.get("before", ""), request.GET.get("last") == "1", SIZE
    )
    here, total = _page(found, asked)
    records = found.rows(here.ids)
    wording = Wording(found.record_type, records)
    shown = {
        "caption": found.title,
        "columns": tables.heads(
            found.cols, found.order, lambda order: found.link(sort=order), tight=found.view == WORK
        ),
        "rows": [tables.row(record, found.cols, wording, at) for record in records],
        "pick": "picked",
        "empty": _empty(found),
    }
    context = {
        "title": found.title,
        "form": found.form,
        "bar": bar(found),
        "faults": list(found.narrowed.faults.values()),
        "clear": reverse("register", args=[type_name]),
        "create": _create(found),
        "register": shown,
        "pager": _pager(found, here, asked, total),
        "picked": {"action": found.link("picked"), "deeds": offered()},
    }
    return render(request, "web/register.html", context, status=422 if found.narrowed.faults else 200)


def _page(found: Listing, asked: Asked) -> tuple[Page, str]:
    """The rows asked for and how many there are in all; nothing when something in the address cannot be used."""
    if found.narrowed.faults:
        return Page(), ""
    dear = found.narrowed.dear
    try:
        here = page(found.narrowed.branches, asked, dear=dear)
    except BadKey:
        found.narrowed.faults["after"] = _("This page does not exist. Begin again at the first page.")
        return Page(), ""
    count = counted(found.narrowed.branches, dear=dear) if here.total is None else here.total
    most = most_counted(dear=dear)
    return here, f"{min(count, most):,}".replace(",", "\u2009") + ("+" if count > most else "")


def _pager(found: Listing, here: Page, asked: Asked, total: str) -> dict[str, Any] | None:
    if not here.ids:
        return None
    first = not (asked.after or asked.backwards)
    words = pgettext("rows of a register", "1–%(shown)d of %(total)s") if first else _("%(total)s in all")
    return {
        "words": words % {"shown": len(here.ids), "total": total},
        "first": None if first else found.link(),
        "previous": found.link(before=here.previous) if here.previous else None,
        "next": found.link(after=here.next) if here.next else None,
        "last": found.link(last=1) if here.next else None,
    }


def _create(found: Listing) -> dict[str, str] | None:
    if not may_open(found.person, found.record_type.name, at=found.at).ok:
        return None
    return {"label": _("New"), "url": reverse("new", args=[found.record_type.name])}


def _empty(found: Listing) -> dict[str, Any]:
    if found.narrowed.faults:
        words = _("Mend the filter or clear it.")
        return {"title": _("Nothing was looked for"), "icon": "alert-circle", "words": words}
    if found.given:
        clear = {"label": _("Clear all"), "url": reverse("register", args=[found.record_type.name])}
        words = _("Nothing that you may see meets all of these filters.")
        return {"title": _("No record found"), "icon": "search", "words": words, "deed": clear}
    words = _("What is registered appears here; number and deadlines come by themselves.")
    return {"title": _("Nothing registered yet"), "icon": "notebook", "words": words, "deed": _create(found)}


urlpatterns = [path("<slug:type_name>", register, name="register")]
