"""The customer card (顾客资料卡) as the firm's form: what parts/section.html draws, in the paper's order."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from huiyin.base.dates import day_words, moment_words
from huiyin.calendars.models import WorkCalendar
from huiyin.parties.about import About
from huiyin.people.holding import units
from huiyin.web.customers.clocks import agreed, own_clocks
from huiyin.web.customers.columns import languages
from huiyin.web.sheet_view import filled

ABOUT = ("code", "name", "short_name", "name_en", "rank", "key", "relation", "region", "address", "unit", "language",
         "since", "ended_on")  # fmt: skip
WIDE = {"name": 2, "name_en": 2, "address": 2}


def sheet(known: About, at: dt.datetime) -> dict[str, Any]:
    """The card for parts/sheet.html; its contacts and lots are tables of their own."""
    customer = known.customer
    about = [_cell(known, name) for name in ABOUT if name != "ended_on" or customer.ended_on]
    terms = [_calendar(known), *_clocks(known, at), *(_cell(known, name, tall=True) for name in ("terms", "note"))]
    changed = known.changes[0] if known.changes else None
    foot = [_("Edition %(version)d of the card") % {"version": customer.version}]
    if changed:
        said = {"at": moment_words(changed.at.astimezone(at.tzinfo)), "name": changed.by.name}
        foot.append(_("last changed %(at)s by %(name)s") % said)
    firm = next((unit.name for unit in units().values() if unit.parent_id is None), "")
    return {
        "title": _("Customer card"), "firm": firm, "number": customer.code, "form": "", "document": "",
        "controlled": _("Not controlled when printed"), "signs": [], "foot": foot,
        "sections": [
            {"title": _("About the customer"), "cells": filled(about)},
            {"title": _("What was agreed"), "cells": filled(terms)},
        ],
    }  # fmt: skip


def _cell(known: About, name: str, *, tall: bool = False) -> dict[str, Any]:
    customer = known.customer
    label = str(customer._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    text = _text(known, name)
    wide = 3 if tall else max(WIDE.get(name, 1), 2 if len(text) > 28 else 1)
    return {"name": name, "label": label, "text": text, "wide": wide, "tall": tall and bool(text)}


def _text(known: About, name: str) -> str:
    found = getattr(known.customer, name)
    if name == "key":
        return _("Yes") if found else _("No")
    if name == "language":
        return languages().get(found, found)
    if name == "unit":
        if known.customer.unit is None and known.window is not None:
            return _("%(unit)s (the firm's own window)") % {"unit": known.window}
        return str(found or "")
    return day_words(found) if isinstance(found, dt.date) else str(found or "")


def _calendar(known: About) -> dict[str, Any]:
    code = known.customer.calendar
    label = WorkCalendar.objects.filter(code=code).values_list("label", flat=True).first() if code else ""
    text = f"{label} ({code})" if label else code or _("The firm's")
    return {"name": "calendar", "label": _("Working calendar"), "text": text, "wide": 1}


def _clocks(known: About, at: dt.datetime) -> list[dict[str, Any]]:
    """The customer's own times beside the usual ones; one quiet cell when there are none."""
    clocks = known.customer.clocks
    if not clocks:
        return [{"name": "clocks", "label": _("Own clocks"), "text": _("None: the procedures' times hold"), "wide": 2}]
    columns = [{"label": _("Clock")}, {"label": _("Agreed with this customer")}, {"label": _("Otherwise")}]
    rows = agreed(clocks, own_clocks(known.window, at.date()))
    return [{"name": "clocks", "label": _("Own clocks"), "lines": {"columns": columns, "rows": rows}}]
