"""Registering a customer's word: one page, everything the procedure in force asks, papers dropped right there.

Each form carries a key of its own. Sent twice (a double click, an answer that got lost), it leads to the record it
made, whichever worker answers: the key is kept with the record.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huiyin.kernel import flow, registry
from huiyin.kernel.errors import Invalid, Refused
from huiyin.kernel.fields import FieldSpec, asked
from huiyin.kernel.policy import may_open
from huiyin.kernel.registry import RecordType
from huiyin.kernel.sign_words import document
from huiyin.packs.shape import Procedure
from huiyin.web.answers import address, gone_to, page, record_type_or_404
from huiyin.web.fields import fields
from huiyin.web.forms import Sent, decided_fields, files_field, local, sent
from huiyin.web.papers import give

KEY = re.compile(r"[\w-]{16,60}")
NARROW = ("customer", "customer_unknown")


@page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, type_name: str) -> HttpResponse:
    """GET: the empty form. POST: the record, once per form."""
    at = timezone.now()
    record_type = record_type_or_404(type_name)
    person: Any = request.user
    verdict = may_open(person, type_name, at=at)
    if not verdict.ok:
        raise Refused(verdict.why, verdict.blockers)
    _version, procedure = flow.procedure_for(type_name, person, at)
    specs = in_the_papers_order(procedure, record_type)
    if request.method != "POST":
        come = Sent(_usual(specs, person, at) | _carried(request, specs))
        return _form_page(request, record_type, procedure, specs, come, {}, at)
    come = sent(request, specs, procedure.flow.opening.raises, at=at)
    if come.more_rows:
        return _form_page(request, record_type, procedure, specs, come, {}, at)
    try:
        record = _open(request, type_name, come, at)
    except Invalid as invalid:
        return _form_page(request, record_type, procedure, specs, come, invalid.errors, at, wrong=invalid.why)
    except Refused as no:
        if no.status != 422:
            raise
        errors = {f"_{index}": one.text for index, one in enumerate(no.blockers)}
        return _form_page(request, record_type, procedure, specs, come, errors, at, wrong=no.why)
    return gone_to(request, address(record))


def in_the_papers_order(procedure: Procedure, record_type: RecordType) -> tuple[FieldSpec, ...]:
    """What registering asks, as it follows on the firm's form; what stands on no section comes last."""
    names = [name for section in procedure.sections or record_type.sheet for name in section.fields]
    place = {name: index for index, name in enumerate(names)}
    specs = asked(procedure, record_type, procedure.opens_needs, procedure.opens_asks)
    return tuple(sorted(specs, key=lambda spec: place.get(spec.name, len(place))))


def _usual(specs: tuple[FieldSpec, ...], person: Any, at: dt.datetime) -> dict[str, Any]:
    """What is nearly always so: it came just now, and to the department of whoever writes it down."""
    found = {"received_at": local(at)}
    if person.unit_id:
        found |= {spec.name: str(person.unit_id) for spec in specs if spec.kind == "unit" and not spec.extra}
    return found


def _carried(request: HttpRequest, specs: tuple[FieldSpec, ...]) -> dict[str, Any]:
    """What a link brings along (`?customer=7`), for fields the form has."""
    return {spec.name: request.GET[spec.name][:200] for spec in specs if spec.name in request.GET}


def _open(request: HttpRequest, type_name: str, come: Sent, at: dt.datetime) -> Any:
    """The record, made now or by the same form before; papers join a new one, and one not taken is told."""
    person: Any = request.user
    key = request.POST.get("key", "")
    source = f"page:{person.pk}:{key}" if KEY.fullmatch(key) else ""
    if source and (known := flow.once(type_name, source)):
        return known
    data = dict(come.data)
    if "received_at" in data:
        data["received_at"] = _received(data["received_at"], at)
    try:
        record = flow.open_record(type_name, person, data, at=at, decided=come.decided, source_key=source)
    except IntegrityError:
        known = flow.once(type_name, source)  # the twin of this request was a moment faster
        if known is None:
            raise
        return known
    give(request, record, request.FILES.getlist("files"))
    words = _("%(type)s %(number)s is registered.")
    messages.success(request, words % {"type": registry.get(type_name).label, "number": record.number})
    return record


def _received(text: Any, at: dt.datetime) -> Any:
    """The moment as typed; this very minute, or nothing, is now."""
    return at if not str(text).strip() or str(text) == local(at) else text


def _form_page(
    request: HttpRequest, record_type: RecordType, procedure: Procedure, specs: tuple[FieldSpec, ...], come: Sent,
    errors: dict[str, Any], at: dt.datetime, *, wrong: Any = "",
) -> HttpResponse:  # fmt: skip
    made = fields(specs, None, given=come.values, errors=errors, candidates=come.candidates)
    made += decided_fields(procedure.flow.opening.raises, come.values, errors)
    _known_or_not(made)
    if not errors:
        _cursor(made)
    shown = {one["name"] for one in made}
    key = request.POST.get("key", "")
    form = {
        "action": request.get_full_path(),
        "fields": made,
        "files": files_field(),
        "hidden": {"key": key if KEY.fullmatch(key) else secrets.token_urlsafe(18)},
        "submit": str(procedure.flow.opening.label) or _("Register it"),
        "cancel": f"/{record_type.name}",
        "draft": f"{record_type.name}/new?{request.GET.urlencode()}",  # what a link brought is another beginning
        "wrong": str(wrong),
        "blockers": [
            {"ok": False, "text": str(text)} for name, text in errors.items()
            if name.partition(".")[0] not in shown and not name.startswith("raise.")
        ],
    }  # fmt: skip
    context = {
        "record_type": record_type,
        "title": procedure.title,
        "form_number": procedure.form,
        "document": document(procedure),
        "hint": procedure.flow.opening.hint,
        "crumbs": [{"label": str(procedure.ledger.title), "url": f"/{record_type.name}"}, {"label": _("New")}],
        "form": form,
    }
    return render(request, "web/new.html", context, status=422 if wrong else 200)


def _cursor(made: list[dict[str, Any]]) -> None:
    """The first thing nobody has said yet takes the cursor."""
    for one in made:
        one.pop("autofocus", None)
    next((one for one in made if not one.get("value")), made[0])["autofocus"] = True


def _known_or_not(made: list[dict[str, Any]]) -> None:
    """Beside the customer stands what to do when she is not known: the reason, and then she may stay empty."""
    names = {one["name"]: one for one in made}
    if all(name in names for name in NARROW):
        names["customer_unknown"]["hint"] = _("One of the two is needed: the customer, or why she is not known.")
        made.remove(names["customer_unknown"])
        made.insert(made.index(names["customer"]) + 1, names["customer_unknown"])


urlpatterns = [path("<slug:type_name>/new", new, name="new")]
