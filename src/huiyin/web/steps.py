"""One step of one record: its small form, and the deed itself. On a page, in the dialog, or sent from the sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huiyin.kernel import flow
from huiyin.kernel.attachments import attach
from huiyin.kernel.errors import Invalid, Refused, Stale
from huiyin.kernel.fields import FieldSpec, step_fields
from huiyin.kernel.policy import Verdict, may, procedure_of
from huiyin.kernel.registry import type_of
from huiyin.packs.shape import Procedure, Step
from huiyin.people.models import Person
from huiyin.web.answers import address, gone_to, is_piece, page, record_or_404, refusal, seen_by, way_back
from huiyin.web.forms import Sent, happened, sent, step_form
from huiyin.web.meanwhile import meanwhile
from huiyin.web.sheet import sheet_page


@page
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, type_name: str, number: str, step_name: str) -> HttpResponse:
    """GET: the step's form. POST: the step, on the version the reader saw."""
    at = timezone.now()
    record = record_or_404(request, type_name, number, at=at)
    procedure = procedure_of(record)
    found = procedure.step(step_name)
    if found is None:
        raise Http404
    if request.method == "POST":
        return _fire(request, record, procedure, found, at)
    verdict = may(request.user, record, found, at=at)  # type: ignore[arg-type]
    if not verdict.ok:
        status = 409 if verdict.stage in ("state", "waiting") else 403
        return refusal(request, Refused(verdict.why, verdict.blockers, status=status), record)
    form = step_form(record, procedure, found, verdict, seen=record.version)
    _only_hers(form, verdict)
    return step_page(request, record, found, form)


def _only_hers(form: Mapping[str, Any], verdict: Verdict) -> None:
    """Leave out the rows of others where she may report her own alone; the sheet beside has them all."""
    for one in form["fields"]:
        if verdict.rows is not None and one["kind"] == "lines":
            one["rows"] = [row for row in one["rows"] if row["id"] in verdict.rows[one["name"]]]


def step_page(request: HttpRequest, record: Any, found: Step, form: dict[str, Any], status: int = 200) -> HttpResponse:
    """The form on a page of its own, or as the piece of it the dialog shows."""
    sheet = address(record)
    back = way_back(request, sheet)
    form |= {"cancel": back, "fields": [*form["fields"], form["moment"]]}
    if back != sheet:
        form["hidden"] = {"back": back}
    return render(request, "web/step.html", {"record": record, "step": found, "form": form}, status=status)


def _fire(request: HttpRequest, record: Any, procedure: Procedure, found: Step, at: dt.datetime) -> HttpResponse:
    specs, person = step_fields(procedure, type_of(record), found), cast(Person, request.user)
    came = sent(request, specs, found.raises, at=at)
    seen = seen_by(request, record)
    try:
        if came.more_rows:
            return _again(request, record, procedure, found, came, {}, status=200, at=at)
        seen = _take_papers(request, record, found, seen, at)
        made = flow.fire(
            record, found.name, person, came.data, seen=seen, at=at, reason=came.reason, decided=came.decided,
            happened_at=happened(request.POST.get("happened_at", ""), earliest=record.received_at),
        )  # fmt: skip
    except Stale as stale:
        return _too_late(request, record, procedure, found, came, specs, stale, at)
    except Invalid as invalid:
        return _again(request, record, procedure, found, came, invalid.errors, wrong=invalid, at=at)
    except Refused as no:
        return _refused(request, record, procedure, found, came, no, at)
    messages.success(request, done_words(made, found))
    return gone_to(request, way_back(request, address(made)))


def _take_papers(request: HttpRequest, record: Any, found: Step, seen: int, at: dt.datetime) -> int:
    """Give the record the papers sent along, before the step that may ask for them as proof.

    They stay when the step is then refused: nobody must look for them twice. Answers the version the record has with
    them, counted on from what the page saw, so that a deed in between is still found out.
    """
    files = request.FILES.getlist("files")
    if not files or seen != record.version or not may(request.user, record, found, at=at).ok:  # type: ignore[arg-type]
        return seen
    for file in files:
        try:
            given = attach(record, request.user, file.name or "", file, at=at)  # type: ignore[arg-type]
        except Refused as no:
            raise Invalid({"attachments": no.why}) from no
        seen += given.added_at == at
    return seen


def done_words(record: Any, found: Step) -> str:
    """What is told after a deed."""
    if record.awaiting == found.name:
        return _("“%(step)s” was filed and waits for signatures.") % {"step": found.label}
    return _("Done: %(step)s.") % {"step": found.label}


def _again(
    request: HttpRequest, record: Any, procedure: Procedure, found: Step, came: Sent, errors: Mapping[str, Any],
    *, wrong: Any = None, status: int = 422, at: dt.datetime, stale: dict[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    """The form again with what was typed, each fault where it stands; on the sheet when it was sent from there."""
    record = record_or_404(request, record.type, record.number, at=at)  # papers may have moved it on
    verdict = may(request.user, record, found, at=at)  # type: ignore[arg-type]
    form = step_form(
        record, procedure, found, verdict if verdict.ok else Verdict(True), seen=record.version, given=came.values,
        errors=errors, candidates=came.candidates,
    )  # fmt: skip
    form |= {"wrong": str(wrong.why) if wrong else "", "stale": stale}
    if stale:  # first what others did, then the form
        for one in form["fields"]:
            one.pop("autofocus", None)
    if request.POST.get("place") == "sheet" and not is_piece(request):
        return sheet_page(request, record, at=at, refused_form=form, status=status)
    return step_page(request, record, found, form, status)


def _too_late(
    request: HttpRequest, record: Any, procedure: Procedure, found: Step, came: Sent, specs: tuple[FieldSpec, ...],
    stale: Stale, at: dt.datetime,
) -> HttpResponse:  # fmt: skip
    """409: what others did meanwhile, both values of every field they touched, and what was typed, kept."""
    record = record_or_404(request, record.type, record.number, at=at)
    news = meanwhile(record, procedure, specs, came.values, seen=stale.seen)
    verdict = may(request.user, record, found, at=at)  # type: ignore[arg-type]
    if verdict.ok:
        return _again(request, record, procedure, found, came, {}, wrong=stale, status=409, at=at, stale=news)
    context = {"record": record, "step": found, "why": stale.why, "now": verdict.why, "form": {"stale": news}}
    context |= {"kept": list(_kept(specs, came)), "back": address(record)}
    return render(request, "web/toolate.html", context, status=409)


def _kept(specs: tuple[FieldSpec, ...], came: Sent) -> Iterator[dict[str, str]]:
    """What was typed into a form that can no longer be sent, to be copied from."""
    for spec in specs:
        value = came.values.get(f"{spec.name}.words") or came.values.get(spec.name)
        if spec.kind in ("text", "long") and value:
            yield {"label": str(spec.label), "text": str(value)}
    if came.reason:
        yield {"label": _("Reason"), "text": came.reason}


def _refused(
    request: HttpRequest, record: Any, procedure: Procedure, found: Step, came: Sent, no: Refused, at: dt.datetime
) -> HttpResponse:
    """Refused by a rule: a check on the values comes back on the form, anything else explains itself."""
    if no.status != 422:
        return refusal(request, no, record)
    errors = {f"_{index}": one.text for index, one in enumerate(no.blockers)}
    return _again(request, record, procedure, found, came, errors, wrong=no, at=at)


urlpatterns = [path("<slug:type_name>/<path:number>/steps/<slug:step_name>", step, name="step")]
