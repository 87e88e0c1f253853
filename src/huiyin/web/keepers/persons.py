"""The persons: who belongs where, holds what today, may sign in; and everything about one of them."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from huiyin.base import typed
from huiyin.base.alike import alike
from huiyin.kernel.paging import Asked, BadKey, Order, Page, page
from huiyin.people.holding import day_of, on_day, subtree, unit_codes, units
from huiyin.people.models import Holding, Person, StandIn
from huiyin.web.initials import initials
from huiyin.web.keepers.finding import for_keepers, tabs
from huiyin.web.me import role_names

SIZE = 50
ORDERS: dict[str, Order] = {"name": (("name", False), ("id", False))}
VIEWS = ("", "gone", "keepers", "idle")


@for_keepers
@require_safe
def persons(request: HttpRequest) -> HttpResponse:
    """`?show=gone|keepers|idle`, `?q=`, `?unit=`, `?role=`."""
    at, given = timezone.now(), request.GET
    faults: list[str] = []
    rows = Person.objects.none()
    try:
        rows = _narrowed(given, day_of(at))
    except typed.Unfit as unfit:
        faults.append(str(unfit))
    here = Page()
    try:
        here = page([rows], Asked("name", given.get("after", ""), given.get("before", ""), size=SIZE), ORDERS)
    except BadKey:
        faults.append(_("This page does not exist. Begin again at the first page."))
    found = Person.objects.in_bulk(here.ids)
    shown = [found[pk] for pk in here.ids]
    context = {
        "title": _("Persons and units"), "tabs": tabs("persons"), "bar": _bar(given), "faults": faults,
        "clear": reverse("persons"),
        "register": {
            "caption": _("Persons"), "columns": _heads(), "rows": _rows(shown, day_of(at)),
            "empty": {"title": _("Nobody found"), "icon": "users", "words": _("Nobody meets all of these filters.")},
        },
        "pager": _pager(given, here, len(shown), rows),
    }  # fmt: skip
    return render(request, "web/keepers/persons.html", context, status=422 if faults else 200)


def _narrowed(given: QueryDict, day: dt.date) -> QuerySet[Person]:
    """The persons an address asks for. Raises typed.Unfit."""
    show = typed.choice(*VIEWS)(given.get("show", ""))
    rows = Person.objects.filter(is_active=show != "gone")
    if show == "keepers":
        rows = rows.filter(keeper=True)
    held = Holding.objects.filter(on_day(day))
    if show == "idle":
        rows = rows.exclude(pk__in=held.values("person"))
    if words := typed.text(200)(given.get("q", "")):
        pattern = alike(words)
        names = Q(name__regex=pattern) | Q(username__regex=pattern) | Q(title__regex=pattern)
        rows = rows.filter(names | Q(email__regex=pattern))
    if code := typed.text(40)(given.get("unit", "")):
        unit = unit_codes().get(code)
        if unit is None:
            raise typed.Unfit(_("There is no unit “%(value)s”.") % {"value": typed.shown(code)})
        rows = rows.filter(unit__in=subtree(unit))
    if role := typed.text(60)(given.get("role", "")):
        rows = rows.filter(pk__in=held.filter(role=role).values("person"))
    return rows


def _bar(given: QueryDict) -> dict[str, Any]:
    show, home = given.get("show", ""), reverse("persons")
    labels = {
        "": pgettext("persons", "Here"), "gone": _("Deactivated"), "keepers": _("Keepers"), "idle": _("Without a role"),
    }  # fmt: skip
    places = [(one.code, one.name) for one in units().values()]
    filters = [
        _filter("unit", _("Unit"), places, given),
        _filter("role", _("Role"), list(role_names().items()), given),
    ]
    return {
        "action": home, "q": given.get("q", ""), "placeholder": _("Name, sign-in name, position"),
        "views": [
            {"label": label, "url": f"{home}?show={name}" if name else home, "here": name == show}
            for name, label in labels.items()
        ],
        "filters": filters, "clear": home, "hidden": [("show", show)] if show else [], "deeds": [],
        "set": [
            {"label": f"{one['label']}：{dict(pairs).get(given.get(one['name'], ''), '')}",
             "url": f"{home}?{urlencode({key: value for key, value in given.items() if key != one['name']})}"}
            for one, pairs in zip(filters, (places, role_names().items()), strict=True) if given.get(one["name"])
        ],
    }  # fmt: skip


def _filter(name: str, label: str, pairs: list[tuple[str, str]], given: QueryDict) -> dict[str, Any]:
    choices = [{"value": code, "label": words, "initials": initials(words)} for code, words in pairs]
    return {
        "name": name, "id": name, "kind": "choice", "look": "select", "label": label, "choices": choices,
        "value": given.get(name, ""),
    }  # fmt: skip


def _heads() -> list[dict[str, Any]]:
    wide = (
        (pgettext("of a person", "Name"), 12), (_("Sign-in name"), 12), (_("Unit"), 18), (_("Position"), 14),
        (_("Roles today"), 38), (_("Stand-in today"), 14), (_("Last signed in"), 22), (_("Standing"), 14),
    )  # fmt: skip
    return [{"label": label, "width": width, "lead": at == 0} for at, (label, width) in enumerate(wide)]


def _rows(shown: list[Person], day: dt.date) -> list[dict[str, Any]]:
    """Rows of parts/register.html. Two queries whatever their number."""
    names, heads = role_names(), _heads()
    held: dict[int, list[str]] = {}
    for one in Holding.objects.filter(on_day(day), person__in=shown).select_related("unit").order_by("pk"):
        where = f" · {one.unit.name}" if one.unit else ""
        held.setdefault(one.person_id, []).append(names.get(one.role, one.role) + where)
    beside: dict[int, list[str]] = {}
    for row in StandIn.objects.filter(on_day(day), absent__in=shown).select_related("person").order_by("pk"):
        beside.setdefault(row.absent_id, []).append(row.person.name)
    made = []
    for person in shown:
        unit = units().get(person.unit_id or 0)
        standing = _standing(person)
        cells: list[dict[str, Any]] = [
            {"kind": "link", "text": person.name, "url": reverse("person", args=[person.pk]), "lead": True},
            {"text": person.username}, {"text": unit.name if unit else ""}, {"text": person.title},
            {"text": "、".join(held.get(person.pk, ()))}, {"text": "、".join(beside.get(person.pk, ()))},
            {"kind": "moment", "at": person.last_login}, {"kind": "badge", **standing},
        ]  # fmt: skip
        for cell, head in zip(cells, heads, strict=True):
            cell["label"] = head["label"]
        made.append({"id": person.username, "tone": "" if person.is_active else "void", "cells": cells})
    return made


def _standing(person: Person) -> dict[str, str]:
    if not person.is_active:
        return {"text": _("Deactivated"), "tone": "void"}
    if person.keeper:
        return {"text": _("Keeper"), "tone": "", "mark": "shield-check"}
    return {"text": _("May sign in"), "tone": "done"}


def _pager(given: QueryDict, here: Page, shown: int, rows: QuerySet[Person]) -> dict[str, Any] | None:
    if not (here.previous or here.next):
        return None
    rest = {key: value for key, value in given.items() if key not in ("after", "before")}
    home = reverse("persons")
    return {
        "words": _("%(total)s in all") % {"total": rows.count()},
        "previous": f"{home}?{urlencode(rest | {'before': here.previous})}" if here.previous else None,
        "next": f"{home}?{urlencode(rest | {'after': here.next})}" if here.next else None,
    }
