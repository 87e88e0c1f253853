"""The papers of a record: given as multipart, fetched as they are, withdrawn with a reason."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router

from huiyin.api import asked, values
from huiyin.api.answers import answer
from huiyin.api.records import record_of
from huiyin.kernel import attachments
from huiyin.kernel.errors import Invalid
from huiyin.kernel.models import Attachment

router = Router()


@router.get("/{slug:type_name}/{path:number}/attachments", url_name="papers")
def papers(request: Any, type_name: str, number: str) -> HttpResponse:
    """The papers of a record, withdrawn ones included: the trail speaks of them."""
    record = record_of(request, type_name, number)
    return answer({"attachments": [values.paper(one) for one in record.attachments.select_related("added_by")]})


@router.post("/{slug:type_name}/{path:number}/attachments", url_name="attach")
def attach(request: Any, type_name: str, number: str) -> HttpResponse:
    """Give a record one file (`file`), for a row when `line` names one. The same file again is no second one."""
    record = record_of(request, type_name, number)
    if set(request.FILES) != {"file"} or len(request.FILES.getlist("file")) != 1:
        raise Invalid({"file": _("Send one file, as “file” of a multipart/form-data call.")})
    line = request.POST.get("line", "")
    if len(line) > 60 or "\x00" in line:
        raise Invalid({"line": _("At most %(most)d characters fit here.") % {"most": 60}})
    file = request.FILES["file"]
    made = attachments.attach(record, request.auth, file.name or "", file, at=timezone.now(), line=line)
    return answer(values.paper(made), 201)


@router.get("/{slug:type_name}/{path:number}/attachments/{int:pk}", url_name="paper")
def paper(request: Any, type_name: str, number: str, pk: int) -> Any:
    """The bytes of a file, with the headers it is safe to show it with."""
    where, headers = attachments.serve(_paper(request, type_name, number, pk))
    response = FileResponse(where.open("rb"))
    for name, value in headers.items():
        response.headers[name] = value
    return response


@router.post("/{slug:type_name}/{path:number}/attachments/{int:pk}/withdrawal", url_name="withdraw")
def withdraw(request: Any, type_name: str, number: str, pk: int) -> HttpResponse:
    """Take a file off its record, with a reason; its bytes and its place in the trail stay."""
    found = _paper(request, type_name, number, pk)
    said = asked.body(request, ("reason",))
    gone = attachments.withdraw(found, request.auth, asked.text(said, "reason"), at=timezone.now())
    return answer(values.paper(gone))


def _paper(request: Any, type_name: str, number: str, pk: int) -> Attachment:
    record = record_of(request, type_name, number)
    found = Attachment.objects.filter(record_id=record.pk, pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found
