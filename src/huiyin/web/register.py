"""The register (一览表) of one record type: the firm's columns, found, filtered, sorted and paged by key."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from huiyin.kernel.columns import ALL, PAPER, WORK
from huiyin.kernel.narrowing import AT_WORK
from huiyin.kernel.paging import COUNTED, Asked, BadKey, Page, counted, page
from huiyin.kernel.policy import may_open
from huiyin.kernel.wording import Wording
from huiyin.parties.models import Customer
from huiyin.web import tables
from huiyin.web.answers import page as answered
from huiyin.web.listing import Listing, listing

SIZE = 50


@answered
def register(request: HttpRequest, type_name: str) -> HttpResponse:
    """One page of the register. A filter that cannot be used is told (422) and never looks like an empty register."""
    at = timezone.now()
    found = listing(request, type_name, request.GET, at=at)
    asked = Asked(
        found.order, request.GET.get("after", ""), request.GET.get("before", ""), request.GET.get("last") == "1", SIZE
    )
    here, total = Page(), ""
    if not found.narrowed.faults:
        try:
            here = page(found.narrowed.branches, asked)
        except BadKey:
            found.narrowed.faults["after"] = _("This page does not exist. Begin again at the first page.")
        else:
            total = _total(found, here, asked)
    records = found.rows(here.ids)
    wording = Wording(found.record_type, records)
    rows = [tables.row(record, found.cols, wording, at) for record in records]
    context = {
        "title": found.title, "form": found.form, "bar": _bar(found), "faults": _faults(found),
        "clear": reverse("register", args=[type_name]), "create": _create(found),
        "register": {
            "caption": found.title, "columns": tables.heads(found.cols, found.order, lambda order: found.link(sort=order)),
            "rows": rows, "pick": "picked", "empty": _empty(found),
        },
        "pager": _pager(found, here, asked, total, len(rows)),
    }  # fmt: skip
    return render(request, "web/register.html", context, status=422 if found.narrowed.faults else 200)


def _total(found: Listing, here: Page, asked: Asked) -> str:
    """How many there are; a first page that is not full has counted them already."""
    if not (asked.after or asked.backwards or here.next):
        return str(len(here.ids))
    count = counted(found.narrowed.branches)
    return f"{COUNTED:,}+".replace(",", "\u2009") if count > COUNTED else f"{count:,}".replace(",", "\u2009")


def _pager(found: Listing, here: Page, asked: Asked, total: str, shown: int) -> dict[str, Any] | None:
    if not shown:
        return None
    first = not (asked.after or asked.backwards)
    words = pgettext("rows of a register", "1–%(shown)d of %(total)s") if first else _("of %(total)s in all")
    return {
        "words": words % {"shown": shown, "total": total},
        "first": None if first else found.link(),
        "previous": found.link(before=here.previous) if here.previous else None,
        "next": found.link(after=here.next) if here.next else None,
        "last": found.link(last=1) if here.next else None,
    }


def _faults(found: Listing) -> list[str]:
    """Each fault with the name of what it is about, when that stands nowhere on the page."""
    return [str(sentence) for sentence in found.narrowed.faults.values()]


# --- over the rows --------------------------------------------------------------------------------------------------


def _bar(found: Listing) -> dict[str, Any]:
    said = found.narrowed.said
    filters = tables.filters(
        _filtered(found), said, found.narrowed.faults, found.given, found.procedures, found.record_type
    )
    hidden = {name: values[0] for name, values in found.given.items() if name in ("late", "mine", "phase", "customer")}
    hidden |= {"view": found.view} if found.view != WORK else {}
    return {
        "action": reverse("register", args=[found.record_type.name]), "q": found.given.get("q", [""])[0],
        "placeholder": _("Number, customer, words"), "views": _views(found), "filters": filters, "set": _chips(found),
        "hidden": hidden, "clear": reverse("register", args=[found.record_type.name]), "deeds": _list_deeds(found),
    }  # fmt: skip


def _filtered(found: Listing) -> list[Any]:
    """The columns one can narrow by: those in sight first."""
    names = [col.name for col in found.cols]
    return [*found.cols, *(col for name, col in found.every.items() if name not in names)]


def _views(found: Listing) -> list[dict[str, Any]]:
    """The ways everyone looks at a register."""
    every: tuple[tuple[str, dict[str, Any]], ...] = (
        (pgettext("records", "All"), {}),
        (pgettext("records", "Under way"), {"phase": list(AT_WORK)}),
        (pgettext("records", "Late"), {"late": ["1"], "sort": "due_at"}),
        (pgettext("records", "My turn"), {"mine": ["1"]}),
        (pgettext("records", "Closed"), {"phase": ["done"]}),
    )
    made = []
    for label, query in every:
        filters = {name: one for name, one in query.items() if name != "sort"}
        clean = Listing(
            **{key: getattr(found, key) for key in found.__slots__} | {"given": {}, "order": "-received_at"}
        )
        made.append({"label": label, "url": clean.link(**query), "here": found.given == filters})
    return made


def _chips(found: Listing) -> list[dict[str, str]]:
    made = []
    for name, said in found.narrowed.said.items():
        label = _own_chip(name, said) or (
            "" if name in ("q", "late", "mine", "phase") else tables.chip(name, said, found.every, found.procedures, found.record_type)
        )  # fmt: skip
        if label:
            made.append({"label": label, "url": found.without(name)})
    return made


def _own_chip(name: str, said: Any) -> str:
    if name == "q":
        return _("Words: %(words)s") % {"words": said}
    if name == "late":
        return pgettext("records", "Late")
    if name == "mine":
        return pgettext("records", "My turn")
    if name == "phase":
        names = phases()
        return pgettext("filter", "%(label)s: %(words)s") % {
            "label": _("Phase"), "words": "、".join(names[one] for one in said)
        }  # fmt: skip
    if name == "customer":
        return str(Customer.objects.filter(pk=said).values_list("name", flat=True).first() or said)
    return ""


def phases() -> dict[str, str]:
    """The phases of a record's life in words."""
    return {
        "draft": pgettext("phase", "Draft"), "open": pgettext("phase", "Under way"),
        "waiting": pgettext("phase", "Waiting"), "done": pgettext("phase", "Closed"), "void": pgettext("phase", "Void"),
    }  # fmt: skip


def _list_deeds(found: Listing) -> list[dict[str, str]]:
    other = WORK if found.view == PAPER else PAPER
    toggle = _("Working view") if found.view == PAPER else _("Paper view")
    deeds = [{"label": toggle, "icon": "columns-3", "url": found.link(view=None if other == WORK else other)}]
    if found.view != ALL:
        deeds.append({"label": _("All columns"), "icon": "table", "url": found.link(view=ALL)})
    for name, label, icon in (("export", "Excel", "file-spreadsheet"), ("export_csv", "CSV", "download")):
        try:
            deeds.append({"label": label, "icon": icon, "url": found.link(name)})
        except NoReverseMatch:
            continue
    return deeds


def _create(found: Listing) -> dict[str, str] | None:
    if not may_open(found.person, found.record_type.name, at=found.at).ok:
        return None
    try:
        return {"label": _("New"), "url": reverse("new", args=[found.record_type.name])}
    except NoReverseMatch:
        return None


def _empty(found: Listing) -> dict[str, Any]:
    if found.narrowed.faults:
        return {
            "title": _("Nothing was looked for"),
            "icon": "alert-circle",
            "words": _("Mend the filter or clear it."),
        }
    if found.given:
        clear = {"label": _("Clear all"), "url": reverse("register", args=[found.record_type.name])}
        words = _("Nothing that you may see meets all of these filters.")
        return {"title": _("No record found"), "icon": "search", "words": words, "deed": clear}
    words = _("What is registered appears here; number and deadlines come by themselves.")
    return {"title": _("Nothing registered yet"), "icon": "notebook", "words": words, "deed": _create(found)}


def rows_words(count: int) -> str:
    """So many rows, in words."""
    return ngettext("%(n)d row", "%(n)d rows", count) % {"n": count}


urlpatterns = [path("<slug:type_name>", register, name="register")]
