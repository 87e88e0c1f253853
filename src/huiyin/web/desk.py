"""The desk (我的待办): what I owe, late first; what waits for my name; what I opened; what I was told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huiyin.kernel import registry, row_turns
from huiyin.kernel.clock_words import reasons
from huiyin.kernel.clocks import clock_named
from huiyin.kernel.models import Due, Notice, Record, Turn
from huiyin.kernel.turns import mine
from huiyin.kernel.wording import versions_of
from huiyin.packs.shape import Procedure
from huiyin.web import notices
from huiyin.web.answers import address
from huiyin.web.answers import page as answered
from huiyin.web.dues import calendar_of, standing
from huiyin.web.families import ICONS, by_family
from huiyin.web.opened import opened
from huiyin.web.owed_rows import owed_row

MOST = 60
"""More than a screenful of work is read in the register, where it can be filtered."""


@answered
def desk(request: HttpRequest) -> HttpResponse:
    """`?show=sign|opened|copied|told` picks what is shown; what I owe without it, of all families or of `?family=`."""
    at, person = timezone.now(), request.user
    show = request.GET.get("show", "")
    show = show if show in SHOWS else ""
    family = request.GET.get("family", "")
    family = family if family in registry.FAMILIES and not show else ""
    turns = _turns(person, at)
    context = {"tabs": _tabs(person, turns, show), "show": show, "title": _titles()[show]}
    if not show:
        context["families"] = _families(person, family, at)
        turns = _turns(person, at, family) if family else turns
    context |= SHOWS[show](request, turns, at)
    return render(request, "web/desk.html", context)


def _turns(person: Any, at: dt.datetime, family: str = "") -> list[Turn]:
    """What is mine to do or sign, the most pressing first; a record asks once for each of the two, a row for itself."""
    order = (F("due_at").asc(nulls_last=True), "record_id", "pk")
    own = mine(person, at=at)
    if family:
        own = own.filter(record__type__in=[one.name for one in registry.types() if one.family == family])
    first: dict[tuple[int, bool, int], int] = {}
    for pk, *about, kind in own.order_by(*order).values_list("pk", "record_id", "line", "kind")[: MOST * 3]:
        first.setdefault((about[0], kind == "sign", about[1]), pk)
    rows = Turn.objects.filter(pk__in=first.values()).select_related("record__customer", "record__unit")
    return list(rows.order_by(*order))


def _families(person: Any, chosen: str, at: dt.datetime) -> list[dict[str, Any]]:
    """The families something of mine waits in, with how much; nothing when there is but one to choose."""
    rows = mine(person, at=at).exclude(kind="sign").order_by().values_list("record__type")
    inside = Q(kind=row_turns.KIND)
    said = rows.annotate(records=Count("record", distinct=True, filter=~inside), inside=Count("pk", filter=inside))
    counts = {name: of_records + of_rows for name, of_records, of_rows in said}
    home = reverse("desk")
    found = [
        {"label": str(registry.FAMILIES[family]), "icon": ICONS[family], "url": f"{home}?family={family}",
         "here": family == chosen, "count": _many(sum(counts.get(one.name, 0) for one in types))}
        for family, types in by_family(one for one in registry.types() if counts.get(one.name))
    ]  # fmt: skip
    if len(found) < 2:
        return []
    return [{"label": _("All"), "icon": "inbox", "url": home, "here": not chosen, "count": 0}, *found]


def _titles() -> dict[str, str]:
    return {
        "": _("My desk"), "sign": _("To be signed by me"), "opened": _("Opened by me"), "copied": _("Copied to me"),
        "told": _("Notices"),
    }  # fmt: skip


def _tabs(person: Any, turns: list[Turn], show: str) -> list[dict[str, Any]]:
    unread = dict(
        Notice.objects.filter(person=person, read_at=None).order_by().values_list("kind").annotate(Count("pk"))
    )
    copied = unread.pop("copy", 0)
    counts = {
        "": _many(sum(turn.kind != "sign" for turn in turns)),
        "sign": _many(sum(turn.kind == "sign" for turn in turns)),
        "copied": copied, "told": sum(unread.values()),
    }  # fmt: skip
    labels = _titles() | {"": pgettext("desk", "To do")}
    home = reverse("desk")
    return [
        {"label": label, "url": f"{home}?show={name}" if name else home, "here": name == show,
         "count": counts.get(name, 0)}
        for name, label in labels.items()
    ]  # fmt: skip


def _many(count: int) -> int | str:
    """A count as far as it was read."""
    return f"{MOST}+" if count > MOST else count


# --- what I owe -----------------------------------------------------------------------------------------------------


def _owed(request: HttpRequest, turns: list[Turn], at: dt.datetime) -> dict[str, Any]:
    shown = [turn for turn in turns if turn.kind != "sign"]
    return {"groups": groups(shown, at), "more": len(shown) > MOST}


def _to_sign(request: HttpRequest, turns: list[Turn], at: dt.datetime) -> dict[str, Any]:
    return {"groups": groups([turn for turn in turns if turn.kind == "sign"], at)}


def groups(turns: Iterable[Turn], at: dt.datetime) -> list[dict[str, Any]]:
    """Late, today, this week, later, and without a date; empty ones left out."""
    turns = list(turns)[:MOST]
    dues = _dues([turn.record_id for turn in turns])
    today = timezone.localtime(at).date()
    sunday = today + dt.timedelta(6 - today.weekday())
    sorts: dict[str, list[dict[str, Any]]] = {"late": [], "today": [], "week": [], "later": [], "none": []}
    for turn in turns:
        due = dues.get(turn.record_id)
        if turn.kind == row_turns.KIND:
            sorts[_when(turn.due_at, at, today, sunday)].append(owed_row(turn, at))
        else:
            sorts[_when(due.due_at if due else None, at, today, sunday)].append(_owe(turn, due, at))
    labels = {
        "late": pgettext("desk", "Late"), "today": _("Due today"), "week": _("This week"),
        "later": pgettext("desk", "Later"), "none": _("Without a deadline"),
    }  # fmt: skip
    return [{"title": labels[name], "late": name == "late", "rows": rows} for name, rows in sorts.items() if rows]


def _dues(ids: list[int]) -> dict[int, Due]:
    """The nearest running promise of each record, with its reasons."""
    found: dict[int, Due] = {}
    for due in Due.objects.filter(record_id__in=ids, settled_at=None, paused_at=None).order_by("due_at", "pk"):
        found.setdefault(due.record_id, due)
    return found


def _when(due_at: dt.datetime | None, at: dt.datetime, today: dt.date, sunday: dt.date) -> str:
    if due_at is None:
        return "none"
    if due_at < at:
        return "late"
    day = timezone.localtime(due_at).date()
    return "today" if day == today else "week" if day <= sunday else "later"


def _owe(turn: Turn, due: Due | None, at: dt.datetime) -> dict[str, Any]:
    record = turn.record
    procedure = versions_of(record.type)[record.procedure_id]
    step = procedure.step(turn.step)
    deed = "sign" if turn.kind == "sign" else "step"
    args = [record.type, record.number, *([turn.step] if deed == "step" else [])]
    label = str(step.label) if step else ""
    if turn.kind == "extend":
        deed, args, label = "sheet", args[:2], _("Answer: a later date is asked for")
    return _head(record) | {
        "state": str(procedure.state(record.state).label), "tone": record.phase,
        "due": _due(due, procedure, record, at) if due else None,
        "step": {"url": reverse(deed, args=args), "label": _("Sign “%(step)s”") % {"step": label}
                 if deed == "sign" else label, "asks": True},
    }  # fmt: skip


def _head(record: Record) -> dict[str, Any]:
    return {
        "number": record.number, "url": address(record), "title": record.title,
        "type": str(registry.get(record.type).label), "customer": _customer(record),
    }  # fmt: skip


def _customer(record: Record) -> str:
    return str(record.customer) if record.customer else record.customer_unknown


def _due(due: Due, procedure: Procedure, record: Record, at: dt.datetime) -> dict[str, Any]:
    clock = clock_named(procedure, due.name)
    return standing(due, calendar_of(record, procedure), at) | {
        "label": str(clock.label) if clock else "", "clause": clock.clause if clock else "",
        "why": reasons(due, procedure),
    }  # fmt: skip


# --- what I opened --------------------------------------------------------------------------------------------------


def _opened(request: HttpRequest, turns: list[Turn], at: dt.datetime) -> dict[str, Any]:
    return opened(request, at)


def _copied(request: HttpRequest, turns: list[Turn], at: dt.datetime) -> dict[str, Any]:
    return notices.told(request, at, copies=True)


def _told(request: HttpRequest, turns: list[Turn], at: dt.datetime) -> dict[str, Any]:
    return notices.told(request, at, copies=False)


SHOWS: dict[str, Callable[[HttpRequest, list[Turn], dt.datetime], dict[str, Any]]] = {
    "": _owed, "sign": _to_sign, "opened": _opened, "copied": _copied, "told": _told,
}  # fmt: skip

urlpatterns = [path("", desk, name="desk")]
