"""The units as the tree they are: who heads them, how many belong there, what they register; and each one's page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huiyin.base.dates import day_words
from huiyin.people.holding import HEAD, ancestors, day_of, on_day
from huiyin.people.models import Holding, PeopleChange, Person, Unit
from huiyin.web.keepers.finding import for_keepers, tabs, unit_or_404, unit_url
from huiyin.web.keepers.words import entries
from huiyin.web.me import role_names

LATEST = 8


@for_keepers
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """The whole tree; closed units at their place, grey."""
    day = day_of(timezone.now())
    every = sorted(Unit.objects.all(), key=lambda one: [int(pk) for pk in one.path.split("/") if pk])
    context = {
        "title": _("Persons and units"), "tabs": tabs("units"),
        "root": next((one for one in every if not one.parent_id), None),
        "register": {
            "caption": _("Units"), "columns": _heads(), "rows": _rows(every, day),
            "empty": {
                "title": _("No unit yet"), "icon": "sitemap", "words": _("Begin with the company itself."),
                "deed": {"label": _("Add the company"), "url": reverse("unit_first")},
            },
        },
    }  # fmt: skip
    return render(request, "web/keepers/units.html", context)


def _heads() -> list[dict[str, Any]]:
    wide = (
        (_("Unit"), 30, False), (_("Code"), 14, False), (_("Kind"), 14, False), (_("Head"), 18, False),
        (_("Persons"), 8, True), (_("Registers customers' words"), 16, False), (_("Region"), 14, False),
        (_("Working calendar"), 14, False),
    )  # fmt: skip
    return [
        {"label": label, "width": width, "figure": figure, "lead": at == 0}
        for at, (label, width, figure) in enumerate(wide)
    ]


def _rows(every: list[Unit], day: dt.date) -> list[dict[str, Any]]:
    """Rows of parts/register.html in the order of the tree, indented by their depth. Two queries."""
    heads: dict[int, list[str]] = {}
    held = Holding.objects.filter(on_day(day), role=HEAD, person__is_active=True, unit__isnull=False)
    for one in held.select_related("person").order_by("since", "pk"):
        heads.setdefault(one.unit_id or 0, []).append(one.person.name)
    active = Person.objects.filter(is_active=True, unit__isnull=False).order_by()
    counts = dict(active.values_list("unit").annotate(Count("pk")))
    made = []
    for unit in every:
        depth = max(unit.path.count("/") - 2, 0)
        n = counts.get(unit.pk, 0)
        cells: list[dict[str, Any]] = [
            {"kind": "link", "text": "\u3000" * depth + unit.name, "url": unit_url(unit), "lead": True},
            {"text": unit.code}, {"text": unit.get_kind_display()}, {"text": "、".join(heads.get(unit.pk, ()))},
            {"kind": "figure", "text": str(n) if n else ""}, {"text": _("Yes") if unit.window else ""},
            {"text": unit.region}, {"text": unit.calendar},
        ]  # fmt: skip
        for cell, head in zip(cells, _heads(), strict=True):
            cell["label"] = head["label"]
        made.append({"id": unit.code, "tone": "void" if unit.closed_on else "", "cells": cells})
    return made


@for_keepers
@require_safe
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """One unit: what it is, what stands below it, who belongs to it, who holds a role in it."""
    found, day = unit_or_404(code), day_of(timezone.now())
    names = role_names()
    held = Holding.objects.filter(on_day(day), unit=found).select_related("person").order_by("role", "person__name")
    changes = list(PeopleChange.objects.filter(subject=f"unit:{code}").select_related("by")[: LATEST + 1])
    children = found.children.order_by("pk")
    below = [{"label": one.name, "url": unit_url(one), "closed": one.closed_on} for one in children]
    context = {
        "unit": found, "title": found.name, "crumbs": _crumbs(found), "facts": _facts(found),
        "below": below,
        "persons": Person.objects.filter(unit=found, is_active=True),
        "held": [{"role": names.get(one.role, one.role), "person": one.person, "until": one.until} for one in held],
        "changes": entries(changes[:LATEST]), "more": len(changes) > LATEST,
        "changes_url": f"{reverse('people_changes')}?about=unit:{code}",
    }  # fmt: skip
    return render(request, "web/keepers/unit.html", context)


def _crumbs(found: Unit) -> list[dict[str, str]]:
    above = [{"label": one.name, "url": unit_url(one)} for one in reversed(ancestors(found))]
    return [{"label": _("Units"), "url": reverse("units")}, *above]


def _facts(found: Unit) -> list[dict[str, str]]:
    facts = [
        (_("Code"), found.code), (_("English name"), found.name_en), (_("Kind"), found.get_kind_display()),
        (_("Belongs to"), str(found.parent or "")),
        (_("Registers customers' words"), _("Yes") if found.window else _("No")),
        (_("Region"), found.region), (_("Working calendar"), found.calendar),
    ]  # fmt: skip
    if found.closed_on:
        facts.append((_("Closed on"), day_words(found.closed_on)))
    return [{"label": label, "text": text} for label, text in facts]
