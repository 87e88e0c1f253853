"""The list of quality records (质量记录一览表): every form and register in force, who keeps it, how long, how much."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import NoReverseMatch, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from huiyin.base.dates import moment_words
from huiyin.base.text import clean
from huiyin.kernel import keeping, registry
from huiyin.kernel.evidence.words import joined
from huiyin.kernel.keeping_words import HEADS, TITLE, narrowed, said
from huiyin.kernel.snapshot import snapshot
from huiyin.web import workbook
from huiyin.web.answers import address
from huiyin.web.answers import page as answered
from huiyin.web.duties import whole_firm
from huiyin.web.families import by_family

LONGEST = 200
"""Characters one may look for."""


@answered
@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """The list; `?family=` narrows it to one family of record types, `?q=` to the lines that hold the words."""
    found, lines = _asked(request)
    family, words = _narrowing(request)
    context = {
        "title": TITLE, "heads": {name: label for name, (label, _width) in HEADS.items()},
        "crumbs": [{"label": _("Procedures"), "url": reverse("procedures")}, {"label": str(TITLE)}],
        "bar": _bar(found, family, words), "rows": [_row(one) for one in lines], "whole": found.whole,
        "several": any(one.units for one in found.lines), "lead": _lead(found, lines), "empty": _empty(found),
    }  # fmt: skip
    return render(request, "web/keeping.html", context)


def _narrowing(request: HttpRequest) -> tuple[str, str]:
    return request.GET.get("family", "")[:LONGEST], clean(request.GET.get("q", ""))[:LONGEST].strip()


def _asked(request: HttpRequest) -> tuple[keeping.Listed, list[keeping.Kept]]:
    person: Any = request.user
    found = keeping.listed(person, at=timezone.now())
    return found, narrowed(found, *_narrowing(request))


def _lead(found: keeping.Listed, lines: list[keeping.Kept]) -> str:
    """How much is kept and how much of it is past its term, in a sentence each."""
    records, passed = sum(one.records for one in lines), sum(one.passed for one in lines)
    return joined(
        ngettext("%(n)d record is kept.", "%(n)d records are kept.", records) % {"n": records},
        ngettext("%(n)d is past its term.", "%(n)d are past their term.", passed) % {"n": passed}
        if passed else _("None is past its term."),
        "" if found.whole else _("Only records you may see are counted."),
    )  # fmt: skip


def _row(line: keeping.Kept) -> dict[str, Any]:
    return said(line) | {
        "url": reverse("register", args=[line.record_type.name]),
        "rule": reverse("procedure_version", args=[line.record_type.name, line.versions[0]]),
        "oldest_url": address(line.oldest) if line.oldest else "",
    }


# --- over the list ----------------------------------------------------------------------------------------------------


def _bar(found: keeping.Listed, family: str, words: str) -> dict[str, Any]:
    types = list(dict.fromkeys(one.record_type.name for one in found.lines))
    ways = [("", pgettext("records", "All"))]
    ways += [(code, str(registry.FAMILIES[code])) for code, _types in by_family(registry.get(one) for one in types)]
    deeds = [("keeping_workbook", "Excel", "file-spreadsheet"), ("keeping_print", "PDF", "printer")]
    return {
        "views": [
            {"label": label, "url": _link("keeping", code, words), "here": code == family} for code, label in ways
        ],
        "action": reverse("keeping"), "q": words, "placeholder": _("Form, number, document"),
        "hidden": [("family", family)] if family else [],
        "set": [{"label": words, "url": _link("keeping", family, "")}] if words else [],
        "deeds": [
            {"label": label, "icon": icon, "url": url} for name, label, icon in deeds
            if (url := _link(name, family, words))
        ],
    }  # fmt: skip


def _link(name: str, family: str, words: str) -> str:
    """The address of the same list; nothing where there is no such page."""
    query = urlencode({key: value for key, value in (("family", family), ("q", words)) if value})
    try:
        url = reverse(name)
    except NoReverseMatch:
        return ""
    return f"{url}?{query}" if query else url


def _empty(found: keeping.Listed) -> dict[str, Any]:
    if found.lines:
        deed = {"label": _("Show all"), "url": reverse("keeping")}
        words = _("No form or register fits what you asked for.")
        return {"title": _("Nothing here"), "icon": "book", "words": words, "deed": deed}
    words = _("Forms, registers and terms of keeping stand in the procedures. None is in force yet.")
    return {"title": _("No quality records yet"), "icon": "book", "words": words}


# --- the workbook -----------------------------------------------------------------------------------------------------


@answered
@require_safe
def as_workbook(request: HttpRequest) -> HttpResponseBase:
    """The list of the address as an Excel workbook, under the firm's heading."""
    with snapshot():
        found, lines = _asked(request)
        who = {"name": found.person.name, "at": moment_words(timezone.localtime(found.at))}
        copy = _("Uncontrolled copy: valid on the day it was printed")
        heading = [str(TITLE), whole_firm(), copy, _("Printed by %(name)s, %(at)s") % who]
        if not found.whole:
            heading.append(_("Only records you may see are counted."))
        columns = [(_("No."), 6), *((str(label), width) for label, width in HEADS.values())]
        name = f"{TITLE} {timezone.localtime(found.at):%Y-%m-%d}"
        return workbook.workbook(name, [one for one in heading if one], columns, _values(lines), foot=("", copy))


def _values(lines: list[keeping.Kept]) -> Iterator[list[Any]]:
    for count, line in enumerate(lines, 1):
        told = said(line)
        told["document"] = " ".join(one for one in (told["document"], told["document_title"]) if one)
        told["where"] = "\n".join(one for one in (told["where"], told["standing"]) if one)
        yield [count, *(told[name] for name in HEADS)]


urlpatterns = [
    path("procedures/keeping", kept, name="keeping"),
    path("procedures/keeping.xlsx", as_workbook, name="keeping_workbook"),
]
