"""The sheet of a record: the firm's own form, with its life, deeds, clocks, people, family, papers and trail beside it.

One set of queries, whatever the length of its life: the latest events, its rows, its clocks, each read once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from huiyin.kernel import passing
from huiyin.kernel.models import Event
from huiyin.kernel.policy import procedure_of
from huiyin.kernel.rights import may_beside
from huiyin.kernel.sign_words import signatures
from huiyin.kernel.told import Told
from huiyin.parties import rights
from huiyin.web import beside, clocks_view, life_view, sheet_view
from huiyin.web.answers import address, gone_to, page, record_or_404
from huiyin.web.forms import files_field, step_form

LATEST = 6
"""Entries of the trail shown beside the sheet; the whole of it is one click away."""
LIFE = 120
"""Steps read for the life line; it draws the last ones and counts the others."""


@page
@require_GET
def sheet(request: HttpRequest, type_name: str, number: str) -> HttpResponse:
    """One record as its form."""
    at = timezone.now()
    return sheet_page(request, record_or_404(request, type_name, number, at=at), at=at)


def sheet_page(
    request: HttpRequest,
    record: Any,
    *,
    at: dt.datetime,
    refused_form: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; `refused_form` is a step's form that was sent from here and came back with its words kept."""
    person: Any = request.user
    procedure = procedure_of(record)
    told = Told(record, procedure)
    said = beside.verdicts(record, procedure, person, at=at)
    step = beside.in_hand(procedure, said)
    form = refused_form
    if form is None and step is not None:
        form = step_form(record, procedure, step, said[step.name], seen=record.version)
        for one in form["fields"]:
            one.pop("autofocus", None)  # who opens a record wants to read it first
    context = {
        "record": record,
        "crumbs": _crumbs(record),
        "stamp": sheet_view.stamp(record, procedure),
        "form": form,
        "step": step,
        "deeds": beside.deeds(record, procedure, said, person, open_step=step),
        **_beside(record, procedure, told, person, at),
    }
    signs = sheet_view.boxes(context["signs"], record)
    context["sheet"] = sheet_view.sheet(record, procedure, form=form, signs=signs, card=_card(record, person, at))
    return render(request, "web/sheet.html", context, status=status)


def _beside(record: Any, procedure: Any, told: Told, person: Any, at: dt.datetime) -> dict[str, Any]:
    clocks = clocks_view.clocks_of(record, procedure, at=at, may_extend=may_beside(person, record, "extend", at=at).ok)
    events = Event.objects.filter(record_id=record.pk).select_related("actor", "on_behalf")
    latest = list(events.order_by("-seq")[:LATEST])
    steps = list(events.filter(kind__in=("opened", "imported", "step")).order_by("-seq")[:LIFE])[::-1]
    notices = list(record.notices.select_related("person"))
    attach = may_beside(person, record, "attach", at=at)
    place = [record.type, record.number]
    return {
        "clocks": clocks,
        "life": life_view.life(record, procedure, told, steps, due=clocks_view.nearest(clocks), at=at),
        "trail": told.entries(latest),
        "trail_url": reverse("trail", args=place),
        "chart_url": reverse("walked", args=place),
        "prints": [
            {"label": one.label, "url": f"{reverse('print', args=place)}?form={name}"}
            for name, one in procedure.prints.items()
        ],
        "read_url": reverse("read", args=place),
        "signs": signatures(record, procedure, told),
        "sign": _signing(record, person, at),
        "people": beside.people(record),
        "copied": beside.copied(notices),
        "told_me": beside.told_me(notices, person, procedure),
        "family": beside.kin(record, person, at=at),
        "papers": beside.papers(
            record, record.attachments.filter(withdrawn_at=None).select_related("added_by"), may_withdraw=attach.ok
        ),
        "attach": {"url": reverse("attach", args=place), "field": files_field()} if attach.ok else None,
        "attach_why": attach.why,
        "panels": beside.panels(record, person, at=at),
        "menu": beside.menu(record, person, at=at),
    }


def _signing(record: Any, person: Any, at: dt.datetime) -> dict[str, Any] | None:
    """What the reader may do with the step that waits for signatures: sign it, send it back, take it back."""
    if not record.awaiting:
        return None
    may_sign = may_beside(person, record, "sign", at=at)
    place = [record.type, record.number]
    return {
        "ok": may_sign.ok,
        "why": may_sign.why,
        "url": reverse("sign", args=place),
        "back": reverse("deed", args=[*place, "take-back"])
        if may_beside(person, record, "take_back", at=at).ok
        else "",
    }


def _card(record: Any, person: Any, at: dt.datetime) -> str:
    """Where everything about the customer stands; nothing for who may not see her card."""
    if record.customer_id and rights.visible(person, at=at).filter(pk=record.customer_id).exists():
        return reverse("customer", args=[record.customer.code])
    return ""


def _crumbs(record: Any) -> list[dict[str, str]]:
    return [{"label": str(procedure_of(record).ledger.title), "url": f"/{record.type}"}, {"label": record.number}]


@page
@require_POST
def read(request: HttpRequest, type_name: str, number: str) -> HttpResponse:
    """已阅: the reader confirms what was told to her about this record. Asked of her, because a receipt is evidence:
    a page that opened by a wrong click has not been read.
    """
    at = timezone.now()
    record = record_or_404(request, type_name, number, at=at)
    person: Any = request.user
    for notice in record.notices.filter(person=person, read_at=None):
        passing.receipt(notice, person, at=at)
    return gone_to(request, address(record))


urlpatterns = [
    path("<slug:type_name>/<path:number>/read", read, name="read"),
    path("<slug:type_name>/<path:number>", sheet, name="sheet"),
]
