"""The deeds beside the flow, as JSON: hand over, copy, put off a deadline, take back, merge and part.

Signatures stay out: a person gives hers on a page, with her password or passkey asked for again.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router

from huiyin.api import asked
from huiyin.api.records import record_of, whole, with_reason
from huiyin.kernel import amend, extending, passing
from huiyin.kernel.errors import Invalid
from huiyin.kernel.models import Extension
from huiyin.kernel.policy import find

router = Router()


@router.post("/{slug:type_name}/{path:number}/hand-over", url_name="hand-over")
def hand_over(request: Any, type_name: str, number: str) -> HttpResponse:
    """Pass on what the caller has in hand here: `to` acts in the same roles, and is told at once."""
    record = record_of(request, type_name, number)
    said = asked.body(request, ("seen", "to", "reason"))
    to, reason, seen = asked.person(said, "to"), asked.text(said, "reason"), asked.seen(said)
    return whole(request, passing.hand_over(record, request.auth, to, reason, seen=seen, at=timezone.now()))


@router.post("/{slug:type_name}/{path:number}/copies", url_name="copy")
def copy(request: Any, type_name: str, number: str) -> HttpResponse:
    """Tell `persons`; from now on they may see the record, and confirm that they read it."""
    record = record_of(request, type_name, number)
    said = asked.body(request, ("seen", "persons"))
    persons, seen = asked.persons(said, "persons"), asked.seen(said)
    return whole(request, passing.copy_to(record, request.auth, persons, seen=seen, at=timezone.now()))


@router.post("/{slug:type_name}/{path:number}/extensions", url_name="extend")
def extend(request: Any, type_name: str, number: str) -> HttpResponse:
    """Put off the deadline `due` to `until`, or ask for it where the procedure wants somebody else to grant it."""
    record = record_of(request, type_name, number)
    said = asked.body(request, ("seen", "due", "until", "reason"))
    due, until, seen = asked.needed(said, "due"), _until(said), asked.seen(said)
    reason, at = asked.text(said, "reason"), timezone.now()
    return whole(request, extending.extend(record, due, request.auth, until=until, reason=reason, seen=seen, at=at))


def _until(said: Any) -> dt.datetime:
    found = asked.moment(said, "until")
    if found is None:
        raise Invalid({"until": asked.REQUIRED})
    return found


@router.post("/{slug:type_name}/{path:number}/extensions/{int:pk}/answer", url_name="extension")
def answer_extension(request: Any, type_name: str, number: str, pk: int) -> HttpResponse:
    """Grant or decline what another asked for; declining needs a reason."""
    record = record_of(request, type_name, number)
    found = Extension.objects.filter(pk=pk, due__record_id=record.pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    said = asked.body(request, ("seen", "granted", "reason"))
    granted, reason, seen = asked.flag(said, "granted"), asked.text(said, "reason"), asked.seen(said)
    return whole(request, extending.answer(found, request.auth, granted, reason, seen=seen, at=timezone.now()))


@router.post("/{slug:type_name}/{path:number}/take-back", url_name="take-back")
def take_back(request: Any, type_name: str, number: str) -> HttpResponse:
    """Take back a step that waits for signatures; what was written stays, signatures given so far no longer count."""
    return with_reason(request, type_name, number, amend.take_back)


@router.post("/{slug:type_name}/{path:number}/merge", url_name="merge")
def merge(request: Any, type_name: str, number: str) -> HttpResponse:
    """Say that this record tells of the same thing as the one numbered `into`, where work goes on."""
    record, at = record_of(request, type_name, number), timezone.now()
    said = asked.body(request, ("seen", "into", "reason"))
    into, reason, seen = asked.needed(said, "into"), asked.text(said, "reason"), asked.seen(said)
    try:
        kept = find(request.auth, into.strip(), at=at)
    except LookupError:
        raise Invalid({"into": _("There is no such record, or you may not see it.")}) from None
    return whole(request, amend.merge(record, kept, request.auth, reason, seen=seen, at=at))


@router.post("/{slug:type_name}/{path:number}/unmerge", url_name="unmerge")
def unmerge(request: Any, type_name: str, number: str) -> HttpResponse:
    """Part the record again from the one it was merged into by mistake."""
    return with_reason(request, type_name, number, amend.unmerge)
