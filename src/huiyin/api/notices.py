"""What the caller was told: copies, warnings, things handed to her; and her receipts."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from ninja import Router

from huiyin.api import asked, values
from huiyin.api.answers import answer
from huiyin.kernel import passing
from huiyin.kernel.errors import Invalid
from huiyin.kernel.models import Notice

router = Router()


@router.get("/notices", url_name="notices")
def notices(request: Any) -> HttpResponse:
    """Her notices, the newest first: those not read yet, or with `read=1` all; `after` is the last `id` she has."""
    faults: dict[str, Any] = {}
    limit = asked.limit(request, faults)
    after = asked.whole(request, "after", faults)
    if faults:
        raise Invalid(faults)
    rows = Notice.objects.filter(person=request.auth).select_related("record")
    if request.GET.get("read") != "1":
        rows = rows.filter(read_at=None)
    if kind := request.GET.get("kind", "").replace("\x00", ""):
        rows = rows.filter(kind=kind)
    if after:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-pk")[: limit + 1])
    said = [values.notice(one) for one in found[:limit]]
    return answer({"notices": said, "next": said[-1]["id"] if len(found) > limit else None})


@router.post("/notices/{int:pk}/receipt", url_name="receipt")
def receipt(request: Any, pk: int) -> HttpResponse:
    """Confirm that she read it. A copy's receipt stands in the record's trail; sent again it writes nothing."""
    rows = Notice.objects.select_related("record")
    found = rows.filter(pk=pk, person=request.auth).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    asked.body(request, ())
    passing.receipt(found, request.auth, at=timezone.now())
    return answer(values.notice(rows.get(pk=pk)))
