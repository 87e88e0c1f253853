"""What there is to do, or was done, about a customer: records, how many in which phase, open promises, families."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huiyin.kernel import registry
from huiyin.kernel.clocks import clock_named
from huiyin.kernel.links import families as kinship
from huiyin.kernel.models import Due, Record
from huiyin.kernel.narrowing import AT_WORK
from huiyin.kernel.paging import Asked, BadKey, Page, page
from huiyin.kernel.policy import visible
from huiyin.kernel.wording import versions_of
from huiyin.parties.models import Customer
from huiyin.people.models import Person
from huiyin.web.answers import address
from huiyin.web.beside import trees
from huiyin.web.dues import calendar_of, standing
from huiyin.web.opened import rows, shared

SIZE = 20
PROMISES = 8
FAMILIES = 6


@dataclass(slots=True)
class Records:
    """One page of a customer's records: the table, its neighbours, and the rows behind it."""

    shown: list[Record] = field(default_factory=list)
    table: dict[str, Any] = field(default_factory=dict)
    pager: dict[str, Any] | None = None
    fault: str = ""


def records(customer: Customer, person: Person, query: QueryDict, *, at: dt.datetime) -> Records:
    """Every type together, the newest first, by key."""
    asked = Asked(after=query.get("after", ""), before=query.get("before", ""), size=SIZE)
    made, here = Records(), Page()
    try:
        here = page([_of(customer, person, at)], asked)
    except BadKey:
        made.fault = _("This page does not exist. Begin again at the first page.")
    made.shown = shared(here.ids)
    made.table = rows(made.shown, at, typed=True, leave=("customer__name",)) | {
        "caption": _("Records about this customer"),
        "empty": {
            "title": _("No record yet"), "icon": "notebook",
            "words": _("What is registered about this customer, and you may see, appears here."),
        },
    }  # fmt: skip
    home = reverse("customer", args=[customer.code])
    made.pager = {
        "words": "",
        "previous": f"{home}?before={here.previous}#records" if here.previous else None,
        "next": f"{home}?after={here.next}#records" if here.next else None,
    }
    return made


def _of(customer: Customer, person: Person, at: dt.datetime) -> Any:
    return visible(person, None, at=at).filter(customer=customer)


def counts(customer: Customer, person: Person, *, at: dt.datetime) -> list[dict[str, Any]]:
    """Each type with how many stand in which phase, every number leading to its rows. One query."""
    found: dict[str, dict[str, int]] = {}
    late = Count("pk", filter=Q(phase__in=AT_WORK, due_at__lt=at))
    for row in _of(customer, person, at).order_by().values("type", "phase").annotate(n=Count("pk"), late=late):
        kept = found.setdefault(row["type"], {"open": 0, "late": 0, "done": 0, "void": 0, "all": 0})
        kept["open" if row["phase"] in AT_WORK else row["phase"]] += row["n"]
        kept["late"] += row["late"]
        kept["all"] += row["n"]
    return [_counted(one, found[one.name], customer) for one in registry.types() if one.name in found]


def _counted(one: registry.RecordType, kept: dict[str, int], customer: Customer) -> dict[str, Any]:
    home, who = reverse("register", args=[one.name]), {"customer": customer.pk}
    asks: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("open", pgettext("records", "Under way"), {"phase": list(AT_WORK)}),
        ("late", pgettext("records", "Late"), {"late": 1}),
        ("done", pgettext("records", "Closed"), {"phase": "done"}),
        ("void", pgettext("phase", "Void"), {"phase": "void"}),
        ("all", pgettext("records", "All"), {}),
    )
    cells = [
        {"label": label, "n": kept[name], "late": name == "late", "url": f"{home}?{urlencode(who | more, doseq=True)}"}
        for name, label, more in asks
    ]
    return {"label": str(one.plural), "cells": cells}


def promises(customer: Customer, person: Person, *, at: dt.datetime) -> dict[str, Any]:
    """What was promised this customer and is still open: the late ones apart, those that stand still last."""
    dues = Due.objects.filter(
        record__customer=customer, settled_at=None, record__in=_of(customer, person, at).values("pk")
    )
    dues = dues.select_related("record__customer", "record__unit").defer("basis", "extensions")
    found = list(dues.order_by("due_at", "pk")[: PROMISES + 1])
    made: dict[str, Any] = {"late": [], "open": [], "more": len(found) > PROMISES}
    for due in sorted(found[:PROMISES], key=lambda one: one.paused_at is not None):
        row = _promise(due, at)
        made["late" if row["due"]["tone"] == "late" else "open"].append(row)
    return made


def _promise(due: Due, at: dt.datetime) -> dict[str, Any]:
    record = due.record
    procedure = versions_of(record.type)[record.procedure_id]
    clock = clock_named(procedure, due.name)
    return {
        "number": record.number, "url": address(record), "title": record.title,
        "label": str(clock.label) if clock else due.name,
        "due": standing(due, calendar_of(record, procedure), at),
    }  # fmt: skip


def families(shown: list[Record], person: Person, *, at: dt.datetime) -> list[dict[str, Any]]:
    """What raised what among the records shown: the newest few trees."""
    if not shown:
        return []
    return trees(kinship(shown), person, at=at)[:FAMILIES]
