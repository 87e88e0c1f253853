"""What I was told: copies with their receipts, warnings, things handed to me; unread first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huiyin.kernel import registry
from huiyin.kernel.clocks import clock_named
from huiyin.kernel.models import Notice
from huiyin.kernel.passing import receipt
from huiyin.kernel.wording import versions_of
from huiyin.packs.shape import Procedure
from huiyin.web.answers import address
from huiyin.web.answers import page as answered

UNREAD, READ = 200, 50
MARKED = 500
"""So many are confirmed with one press; each copy's receipt is an event of its record."""
TONES = {"warned": "wait", "late": "late", "escalated": "late", "sign": "open", "declined": "wait", "handed": "open"}
MARKS = {
    "copy": "send", "warned": "clock-exclamation", "late": "alert-triangle", "escalated": "arrow-up",
    "sign": "signature", "declined": "arrow-back-up", "handed": "arrow-forward-up", "child_closed": "circle-check",
    "extend": "clock-question", "extension": "clock-check",
}  # fmt: skip


def told(request: HttpRequest, at: dt.datetime, *, copies: bool) -> dict[str, Any]:
    """The reader's notices of one sort as two lists: not read yet, and read lately. Two queries."""
    person: Any = request.user
    rows = Notice.objects.filter(person=person).select_related("record__customer")
    rows = rows.filter(kind="copy") if copies else rows.exclude(kind="copy")
    unread = rows.filter(read_at=None).order_by("-at", "-pk")[:UNREAD]
    read = rows.exclude(read_at=None).order_by("-at", "-pk")[:READ]
    words = _("Records that others copy to you stand here until you confirm that you read them.")
    if not copies:
        words = _("Deadlines that are near or past, and what others hand to you, are told here.")
    return {
        "unread": [_entry(one) for one in _once(unread)], "read": [_entry(one) for one in read], "copies": copies,
        "empty": {"title": _("Nothing was told to you"), "icon": "bell", "words": words},
        "back": f"{reverse('desk')}?show={'copied' if copies else 'told'}",
    }  # fmt: skip


def _once(rows: Iterable[Notice]) -> list[Notice]:
    """What was told twice about a record stands there once, as it was told last; both are confirmed together."""
    found: dict[tuple[Any, ...], Notice] = {}
    for one in rows:
        found.setdefault(_of(one), one)
    return list(found.values())


def _of(notice: Notice) -> tuple[Any, ...]:
    """What a notice is about: the record, or one row of it."""
    return notice.record_id, notice.kind, notice.facts.get("rows"), notice.facts.get("line")


def _entry(notice: Notice) -> dict[str, Any]:
    record = notice.record
    procedure = versions_of(record.type)[record.procedure_id]
    return {
        "id": notice.pk, "tone": TONES.get(notice.kind, ""), "mark": MARKS.get(notice.kind, "bell"),
        "words": sentence(notice, procedure), "reason": notice.facts.get("reason", ""), "at": notice.at,
        "read_at": notice.read_at, "number": record.number, "url": address(record), "title": record.title,
        "type": str(registry.get(record.type).label),
        "customer": str(record.customer) if record.customer else record.customer_unknown,
    }  # fmt: skip


def sentence(notice: Notice, procedure: Procedure) -> str:
    """What the notice says, in one sentence."""
    facts = notice.facts
    by = facts.get("by") or _("The procedure")
    clock = clock_named(procedure, facts.get("due", ""))
    what = facts.get("row") or (str(clock.label) if clock else _("the deadline"))
    values = {"by": by, "clock": what, "step": ""}
    step = procedure.step(facts.get("step", ""))
    values["step"] = str(step.label) if step else ""
    match notice.kind:
        case "copy":
            return _("%(by)s copied this to you") % values
        case "handed":
            return _("%(by)s handed this over to you") % values
        case "warned":
            return _("“%(clock)s” will soon be due") % values
        case "late":
            return _("“%(clock)s” is overdue") % values
        case "escalated":
            return _("“%(clock)s” is overdue and was passed up to you") % values
        case "sign":
            return _("“%(step)s” waits for your signature") % values
        case "declined":
            return _("“%(step)s” was sent back unsigned") % values
        case "extend":
            return _("%(by)s asks for a later date for “%(clock)s”") % values
        case "extension":
            granted, declined = _("The later date for “%(clock)s” was granted"), _("No later date for “%(clock)s”")
            return (granted if facts.get("granted") else declined) % values
        case "child_closed":
            return _("A record it raised was closed")
        case _:
            return _("Something happened on this record")


@answered
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Confirm one notice (`notice`) or all unread of a sort (`all=copied|told`), then go back to where one was."""
    at, person = timezone.now(), request.user
    mine: Any = Notice.objects.filter(person=person, read_at=None).select_related("record")  # type: ignore[misc]
    which = request.POST.get("all", "")
    if which in ("copied", "told"):
        mine = mine.filter(kind="copy") if which == "copied" else mine.exclude(kind="copy")
    else:
        asked = request.POST.get("notice", "")
        if not asked.isdecimal() or len(asked) > 15:
            raise Http404
        same = mine.filter(pk=int(asked)).first()
        mine = mine.filter(record_id=same.record_id, kind=same.kind) if same else mine.none()
        mine = mine.filter(pk__in=[one.pk for one in mine if same and _of(one) == _of(same)])
    for notice in mine.order_by("pk")[:MARKED]:
        receipt(notice, person, at=at)  # type: ignore[arg-type]
    show = request.POST.get("show", "")
    home = reverse("desk")
    return HttpResponseRedirect(f"{home}?show={show}" if show in ("copied", "told") else home, status=303)


urlpatterns = [path("notices/read", read, name="notices_read")]
