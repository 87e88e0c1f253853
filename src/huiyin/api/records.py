"""The deeds of the one door as JSON, for every record type alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router

from huiyin.api import asked, values
from huiyin.api.answers import answer
from huiyin.kernel import amend, fields, flow, registry
from huiyin.kernel.errors import Invalid, Refused
from huiyin.kernel.listing import Listing
from huiyin.kernel.models import Event
from huiyin.kernel.paging import COUNTED, Asked, BadKey, counted, page
from huiyin.kernel.policy import find, may_open, procedure_of
from huiyin.kernel.told import Told
from huiyin.kernel.wording import Wording

router = Router()
OWN = ("limit", "words", "count")
"""Names of a register's address that are no filters."""


def record_type_of(type_name: str) -> registry.RecordType:
    """The type of that name. Raises Http404."""
    try:
        return registry.get(type_name)
    except LookupError:
        raise Http404 from None


def record_of(request: Any, type_name: str, number: str) -> Any:
    """The record behind a number the caller may see. Raises Http404 alike when it is absent or hidden."""
    record_type_of(type_name)
    try:
        return find(request.auth, number, at=timezone.now(), type_name=type_name)
    except LookupError:
        raise Http404 from None


def whole(request: Any, record: Any, status: int = 200) -> HttpResponse:
    """A record after a deed, fresh from the database."""
    fresh = registry.get(record.type).model._default_manager.get(pk=record.pk)
    return answer(values.whole(fresh, request.auth, at=timezone.now()), status)


def with_reason(request: Any, type_name: str, number: str, deed: Callable[..., Any]) -> HttpResponse:
    """Do a deed that asks for nothing but its reason."""
    record = record_of(request, type_name, number)
    said = asked.body(request, ("seen", "reason"))
    reason, seen = asked.text(said, "reason"), asked.seen(said)
    return whole(request, deed(record, request.auth, reason, seen=seen, at=timezone.now()))


# --- reading ---------------------------------------------------------------------------------------------------------
@router.get("/{slug:type_name}", url_name="register")
def register(request: Any, type_name: str) -> HttpResponse:
    """One page of a register, with the filters of its page; `after` or `before` take a key of another page."""
    given = {name: found for name, found in request.GET.lists() if name not in OWN}
    found = Listing.read(record_type_of(type_name), request.auth, given, at=timezone.now())
    limit = asked.limit(request, found.narrowed.faults)
    if found.narrowed.faults:
        raise Invalid(found.narrowed.faults)
    last = request.GET.get("last") == "1"
    where = Asked(found.order, request.GET.get("after", ""), request.GET.get("before", ""), last, limit)
    try:
        here = page(found.narrowed.branches, where)
    except BadKey:
        raise Invalid({"after": _("This page does not exist. Begin again at the first page.")}) from None
    records = found.rows(here.ids)
    wording = Wording(found.record_type, records)
    words = request.GET.get("words") == "1"
    said: dict[str, Any] = {
        "rows": [values.line(one, found.cols, wording, words=words) for one in records],
        "next": here.next or None,
        "previous": here.previous or None,
    }
    if request.GET.get("count") == "1":
        count = counted(found.narrowed.branches)
        said["count"], said["more"] = min(count, COUNTED), count > COUNTED
    return answer(said)


@router.get("/{slug:type_name}/{path:number}/events", url_name="events")
def events(request: Any, type_name: str, number: str) -> HttpResponse:
    """The trail of a record, oldest first; `after` is the last `seq` already known."""
    record = record_of(request, type_name, number)
    faults: dict[str, str] = {}
    limit = asked.limit(request, faults)
    after = asked.whole(request, "after", faults)
    if faults:
        raise Invalid(faults)
    told = Told(record, procedure_of(record))
    rows = Event.objects.filter(record_id=record.pk, seq__gt=after).select_related("actor", "on_behalf")
    found = list(rows.order_by("seq")[: limit + 1])
    said = [values.event(one, told) for one in found[:limit]]
    return answer({"events": said, "next": said[-1]["seq"] if len(found) > limit else None})


# --- writing ---------------------------------------------------------------------------------------------------------
@router.post("/{slug:type_name}", url_name="open")
def open_record(request: Any, type_name: str) -> HttpResponse:
    """Register a record. With an Idempotency-Key the same call may be sent again and opens nothing twice."""
    record_type = record_type_of(type_name)
    at = timezone.now()
    verdict = may_open(request.auth, type_name, at=at)
    if not verdict.ok:
        raise Refused(verdict.why, verdict.blockers, status=409 if verdict.stage == "state" else 403)
    said = asked.body(request, ("fields", "decided"))
    key = asked.key(request, request.auth)
    if key and (known := flow.once(type_name, key)):
        return _known(request, known)
    _version, procedure = flow.procedure_for(type_name, request.auth, at)
    specs = fields.asked(procedure, record_type, procedure.opens_needs, procedure.opens_asks)
    given = asked.fields(said, specs)
    try:
        record = flow.open_record(type_name, request.auth, given, at=at, decided=asked.decided(said), source_key=key)
    except IntegrityError:  # the same key came twice at once; whoever was first opened it
        known = flow.once(type_name, key) if key else None
        if known is None:
            raise
        return _known(request, known)
    if key and record.opened_at != at:  # another call with this key was a moment faster
        return _known(request, record)
    response = whole(request, record, 201)
    response["Location"] = reverse("api:record", args=[type_name, record.number])
    return response


def _known(request: Any, record: Any) -> HttpResponse:
    response = whole(request, record)
    response["Idempotent-Replayed"] = "true"
    return response


@router.post("/{slug:type_name}/{path:number}/steps/{slug:step_name}", url_name="step")
def step(request: Any, type_name: str, number: str, step_name: str) -> HttpResponse:
    """Do one step. `seen` is the version the caller looked at; a step that needs signatures then waits for them."""
    record = record_of(request, type_name, number)
    procedure = procedure_of(record)
    found = procedure.step(step_name)
    if found is None:
        raise Refused(_("This record's procedure has no such step."), status=404)
    said = asked.body(request, ("seen", "fields", "reason", "happened_at", "decided"))
    given = asked.fields(said, fields.step_fields(procedure, registry.type_of(record), found))
    done = flow.fire(
        record, step_name, request.auth, given, seen=asked.seen(said), at=timezone.now(),
        happened_at=asked.moment(said, "happened_at"), reason=asked.text(said, "reason"), decided=asked.decided(said),
    )  # fmt: skip
    return whole(request, done)


@router.post("/{slug:type_name}/{path:number}/corrections", url_name="correct")
def correct(request: Any, type_name: str, number: str) -> HttpResponse:
    """Mend what was written wrong, with a reason; old and new stay in the trail."""
    record = record_of(request, type_name, number)
    said = asked.body(request, ("seen", "fields", "reason"))
    every = fields.fields_of(procedure_of(record), registry.type_of(record))
    given = asked.fields(said, every.values())
    reason, seen = asked.text(said, "reason"), asked.seen(said)
    return whole(request, amend.correct(record, request.auth, given, reason, seen=seen, at=timezone.now()))


@router.post("/{slug:type_name}/{path:number}/void", url_name="void")
def void(request: Any, type_name: str, number: str) -> HttpResponse:
    """Strike a record out, with a reason; its number and words stay visible."""
    return with_reason(request, type_name, number, amend.void)


# Asked last: a number may hold a slash, and would swallow what stands behind it.
last = Router()


@last.get("/{slug:type_name}/{path:number}", url_name="record")
def record(request: Any, type_name: str, number: str) -> HttpResponse:
    """One record: its fields, where it stands, what may be done with it now and why not."""
    return whole(request, record_of(request, type_name, number))
