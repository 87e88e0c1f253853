"""The papers of a record: shown where a browser may, given by dropping or pasting, withdrawn with a reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huiyin.kernel import attachments
from huiyin.kernel.errors import Invalid, Refused
from huiyin.kernel.models import Attachment
from huiyin.web.answers import address, allowed, gone_to, page, record_or_404
from huiyin.web.forms import reason_field


@page
@require_GET
def paper(request: HttpRequest, type_name: str, number: str, pk: int, name: str) -> FileResponse:
    """The file itself, to whoever may see its record; a withdrawn one too, since the trail speaks of it."""
    record = record_or_404(request, type_name, number, at=timezone.now())
    where, headers = attachments.serve(_of(record, pk))
    answer = FileResponse(where.open("rb"))
    for name, value in headers.items():  # after it guessed from the name on the disk, which is a digest
        answer.headers[name] = value
    return answer


@page
@require_POST
def attach(request: HttpRequest, type_name: str, number: str) -> HttpResponse:
    """Give the record the files sent; one that is not taken is told by name, the others stay."""
    record, _at = allowed(request, type_name, number, "attach")
    files = request.FILES.getlist("files")
    if not files:
        messages.warning(request, _("No file was chosen."))
    elif taken := give(request, record, files):
        words = ngettext("%(n)d file attached.", "%(n)d files attached.", taken) % {"n": taken}
        messages.success(request, words)
    return gone_to(request, f"{address(record)}#papers")


def give(request: HttpRequest, record: Any, files: list[Any]) -> int:
    """Attach what can be taken; each file that cannot is told with its reason. Answers how many were taken."""
    taken, at = 0, timezone.now()
    for file in files:
        try:
            attachments.attach(record, request.user, file.name or "", file, at=at)  # type: ignore[arg-type]
            taken += 1
        except Refused as no:
            messages.error(request, _("“%(name)s” was not attached: %(why)s") % {"name": file.name, "why": no.why})
    return taken


@page
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, type_name: str, number: str, pk: int) -> HttpResponse:
    """Take a file off its record, with a reason; its bytes and its place in the trail stay."""
    record, at = allowed(request, type_name, number, "attach")
    found, errors = _of(record, pk), {}
    if request.method == "POST":
        try:
            attachments.withdraw(found, request.user, request.POST.get("reason", ""), at=at)  # type: ignore[arg-type]
            messages.success(request, _("“%(name)s” was withdrawn.") % {"name": found.name})
            return gone_to(request, f"{address(record)}#papers")
        except Invalid as invalid:
            errors = invalid.errors
    form = {
        "action": reverse("withdraw", args=[record.type, record.number, pk]),
        "reason": reason_field(request.POST, errors),
        "submit": _("Withdraw"),
        "cancel": address(record),
    }
    title = _("Withdraw “%(name)s”") % {"name": found.name}
    context = {
        "record": record,
        "title": title,
        "form": form,
        "hint": _("The file stays in the trail; it is not destroyed."),
    }
    return render(request, "web/deed.html", context, status=422 if errors else 200)


def _of(record: Any, pk: int) -> Attachment:
    found = Attachment.objects.filter(record_id=record.pk, pk=pk).first()
    if found is None:
        raise Http404
    return found


urlpatterns = [
    path("<slug:type_name>/<path:number>/papers", attach, name="attach"),
    path("<slug:type_name>/<path:number>/papers/<int:pk>/withdraw", withdraw, name="withdraw"),
    path("<slug:type_name>/<path:number>/papers/<int:pk>/<str:name>", paper, name="paper"),
]
