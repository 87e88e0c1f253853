"""Who changed what about persons and units, and who came in or tried to: both kept for ever, walked by key."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from huiyin.base import typed
from huiyin.kernel.errors import Refused
from huiyin.people.models import PeopleChange, Person, SignIn
from huiyin.web.keepers.finding import for_keepers, person_url, tabs
from huiyin.web.keepers.words import entries
from huiyin.web.leaves import leaf, turned

CHANGES, TRIES = 30, 100
SHOWS = ("failed", "locked", "in", "all")


def _typed(request: HttpRequest, name: str) -> str:
    try:
        return str(typed.text(200)(request.GET.get(name, "")))
    except typed.Unfit as unfit:
        raise Refused(str(unfit), status=422) from None


@for_keepers
@require_safe
def people_changes(request: HttpRequest) -> HttpResponse:
    """`?about=person:lin` or `unit:SALES`: every act of the keepers, the newest first."""
    about = _typed(request, "about")
    rows = PeopleChange.objects.filter(subject=about) if about else PeopleChange.objects.all()
    here = leaf(request, rows, "-id", CHANGES)
    found = PeopleChange.objects.select_related("by").in_bulk(here.ids)
    context = {
        "title": _("Persons and units"), "tabs": tabs("people_changes"), "about": about,
        "trail": entries((found[pk] for pk in here.ids), subject=True),
        "pager": turned(request, reverse("people_changes"), here),
    }  # fmt: skip
    return render(request, "web/keepers/changes.html", context)


@for_keepers
@require_safe
def sign_ins(request: HttpRequest) -> HttpResponse:
    """`?show=failed|locked|in|all`, `?q=` a sign-in name or an address: who came in, who tried to, from where."""
    show, words = request.GET.get("show") or "failed", _typed(request, "q")
    if show not in SHOWS:
        raise Refused(_("There is no such view of the list."), status=422)
    rows = SignIn.objects.all()
    if show == "failed":
        rows = rows.filter(ok=False)
    elif show != "all":
        rows = rows.filter(outcome=show)
    if words:
        rows = rows.filter(username__istartswith=words) | rows.filter(address__istartswith=words)
    here = leaf(request, rows, "-at", TRIES)
    found = SignIn.objects.in_bulk(here.ids)
    shown = [found[pk] for pk in here.ids]
    context = {
        "title": _("Persons and units"), "tabs": tabs("sign_ins"), "bar": _bar(show, words),
        "register": {"caption": _("Sign-ins"), "columns": _heads(), "rows": _rows(shown), "empty": _empty(words)},
        "pager": turned(request, reverse("sign_ins"), here),
    }  # fmt: skip
    return render(request, "web/keepers/sign_ins.html", context)


def _bar(show: str, words: str) -> dict[str, Any]:
    labels = {
        "failed": pgettext("sign-ins", "Failed"), "locked": _("Shut out"), "in": pgettext("sign-ins", "Came in"),
        "all": pgettext("sign-ins", "All"),
    }  # fmt: skip
    home = reverse("sign_ins")
    return {
        "action": home, "q": words, "placeholder": _("Sign-in name or address"), "hidden": [("show", show)],
        "views": [
            {"label": label, "url": f"{home}?show={name}", "here": name == show} for name, label in labels.items()
        ],
        "deeds": [], "set": [], "filters": [],
    }  # fmt: skip


def _heads() -> list[dict[str, Any]]:
    wide = ((_("When"), 22), (_("Sign-in name"), 20), (_("Person"), 14), (_("What happened"), 26), (_("From"), 24))
    return [{"label": label, "width": width, "lead": at == 1} for at, (label, width) in enumerate(wide)]


def _rows(shown: list[SignIn]) -> list[dict[str, Any]]:
    """Rows of parts/register.html; a name somebody has leads to her. One query."""
    people = {one.username: one for one in Person.objects.filter(username__in={row.username for row in shown})}
    made = []
    for one in shown:
        person, words = people.get(one.username), str(SignIn.OUTCOMES.get(one.outcome, one.outcome))
        who: dict[str, Any] = {"text": ""}
        if person:
            who = {"kind": "link", "text": person.name, "url": person_url(person)}
        cells: list[dict[str, Any]] = [
            {"kind": "moment", "at": one.at}, {"text": one.username, "lead": True}, who,
            {"kind": "badge", "text": words, "tone": "done" if one.ok else "late"}, {"text": one.address},
        ]  # fmt: skip
        for cell, head in zip(cells, _heads(), strict=True):
            cell["label"] = head["label"]
        made.append({"id": str(one.pk), "tone": "", "cells": cells})
    return made


def _empty(words: str) -> dict[str, Any]:
    found = _("No try meets this.") if words else _("What happens at the door appears here.")
    return {"title": _("Nothing here"), "icon": "login", "words": found}
