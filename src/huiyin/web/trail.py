"""The whole trail of a record, in words; and as lines of JSON that anyone can check without us."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from huiyin.kernel import exporting
from huiyin.kernel.models import Event
from huiyin.kernel.policy import procedure_of
from huiyin.kernel.told import Told
from huiyin.web.answers import address, page, record_or_404

MOST = 400
"""Entries on the page; a longer trail is read in the export."""


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
        (f"{line}\n" for line in exporting.record_lines(record)),
        content_type="application/jsonl; charset=utf-8",
        headers={"Content-Disposition": name},
    )


urlpatterns = [
    path("<slug:type_name>/<path:number>/trail", trail, name="trail"),
    path("<slug:type_name>/<path:number>/trail.jsonl", lines, name="trail_lines"),
]
