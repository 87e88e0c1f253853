"""Records of every type in one table: what I opened, what a search found."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huiyin.kernel import registry
from huiyin.kernel.columns import TURN, Col
from huiyin.kernel.models import Record
from huiyin.kernel.paging import Asked, BadKey, Page, page
from huiyin.kernel.wording import Wording
from huiyin.web import tables

SIZE = 50


def cols(*, typed: bool) -> tuple[Col, ...]:
    """The columns every record has; with its type where types are mixed."""
    kind = (Col("type", _("Kind"), "type", path="type", width=16),) if typed else ()
    return (
        Col("number", _("Number"), "number", path="number", width=16), *kind,
        Col("received_at", _("Received"), "moment", path="received_at", width=16),
        Col("customer__name", _("Customer"), "customer", path="customer__name", width=20),
        Col("title", _("Subject"), "text", path="title", width=32),
        Col("state", _("State"), "state", path="state", width=16),
        Col("due_at", _("Due"), "due", path="due_at", width=20),
        Col("turn", TURN, "turn", width=14),
    )  # fmt: skip


def rows(
    records: Iterable[Record], at: dt.datetime, *, typed: bool, leave: tuple[str, ...] = ()
) -> dict[str, Any]:  # fmt: skip
    """Records as parts/register.html draws them, without the columns to `leave`; each type's words cost two queries."""
    records = list(records)
    by_type: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_type[record.type].append(record)
    wordings = {name: Wording(registry.get(name), some) for name, some in by_type.items()}
    every = [col for col in cols(typed=typed) if col.name not in leave]
    made = [tables.row(record, every, wordings[record.type], at) for record in records]
    for record, row in zip(records, made, strict=True):
        if typed:
            row["cells"][1]["text"] = str(registry.get(record.type).label)
    return {"columns": tables.heads(every, "", lambda order: ""), "rows": made}


def shared(ids: Iterable[int]) -> list[Record]:
    """The shared rows behind these ids, in their order, with what the table needs."""
    ids = list(ids)
    found = Record.objects.filter(pk__in=ids).select_related("customer", "unit", "holder").in_bulk()
    return [found[pk] for pk in ids if pk in found]


def opened(request: HttpRequest, at: dt.datetime) -> dict[str, Any]:
    """What the reader opened herself, the newest first, by key."""
    person: Any = request.user
    asked = Asked("-opened_at", request.GET.get("after", ""), request.GET.get("before", ""), size=SIZE)
    here, faults = Page(), []
    try:
        here = page([Record.objects.filter(opened_by=person)], asked)
    except BadKey:
        faults = [_("This page does not exist. Begin again at the first page.")]
    table = rows(shared(here.ids), at, typed=True)
    home = f"{reverse('desk')}?show=opened"
    table |= {"caption": _("Opened by me"), "empty": {
        "title": _("You have not registered anything yet"), "icon": "notebook",
        "words": _("What you register stands here, with its state and whose turn it is."),
    }}  # fmt: skip
    pager = {
        "words": pgettext("rows of a register", "%(shown)d shown") % {"shown": len(here.ids)},
        "previous": f"{home}&before={here.previous}" if here.previous else None,
        "next": f"{home}&after={here.next}" if here.next else None,
    }
    return {"register": table, "pager": pager if here.ids else None, "faults": faults}
