"""The whole trail of a record, in words; and as lines of JSON that anyone can check without us."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from huiyin.kernel.models import Event
from huiyin.kernel.policy import procedure_of
from huiyin.kernel.sealing import utc
from huiyin.kernel.told import Told
from huiyin.kernel.trail import HASHED
from huiyin.web.answers import address, page, record_or_404

MOST = 400
"""Entries on the page; a longer trail is read in the export."""
HINT = (
    "Each line after this one is an event. hash = SHA-256 (hex) of: previous, a line feed, then row as JSON with "
    "sorted keys, no blanks, UTF-8 not escaped (Python: json.dumps(row, sort_keys=True, ensure_ascii=False, "
    "separators=(',', ':'))). previous is the hash of the line before; the first one's is empty."
)


@page
@require_GET
def trail(request: HttpRequest, type_name: str, number: str) -> HttpResponse:
    """Who did what, when, what it was before; the newest first."""
    record = record_or_404(request, type_name, number, at=timezone.now())
    procedure = procedure_of(record)
    events = Event.objects.filter(record_id=record.pk).select_related("actor", "on_behalf").order_by("-seq")
    shown = list(events[: MOST + 1])
    context = {
        "record": record,
        "crumbs": [
            {"label": str(procedure.ledger.title), "url": f"/{record.type}"},
            {"label": record.number, "url": address(record)},
            {"label": _("Trail")},
        ],
        "trail": Told(record, procedure).entries(shown[:MOST]),
        "more": len(shown) > MOST,
        "export": reverse("trail_lines", args=[record.type, record.number]),
        "back": address(record),
    }
    return render(request, "web/trail.html", context)


@page
@require_GET
def lines(request: HttpRequest, type_name: str, number: str) -> StreamingHttpResponse:
    """The trail as JSON lines, oldest first: the very text each hash was taken over."""
    record = record_or_404(request, type_name, number, at=timezone.now())
    name = content_disposition_header(True, f"{record.number}-trail.jsonl") or "attachment"
    return StreamingHttpResponse(
        _lines(record), content_type="application/jsonl; charset=utf-8", headers={"Content-Disposition": name}
    )


def _lines(record: Any) -> Iterator[str]:
    yield _line({"record": record.number, "check": HINT})
    for event in Event.objects.filter(record_id=record.pk).order_by("seq").iterator(chunk_size=500):
        row = {name: getattr(event, name) for name in HASHED}
        row |= {"at": utc(event.at), "happened_at": utc(event.happened_at)}
        yield _line({"row": row, "previous": event.previous, "hash": event.hash})


def _line(what: dict[str, Any]) -> str:
    return json.dumps(what, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


urlpatterns = [
    path("<slug:type_name>/<path:number>/trail", trail, name="trail"),
    path("<slug:type_name>/<path:number>/trail.jsonl", lines, name="trail_lines"),
]
