"""The answer to an extension that was asked for (延期申请): granted or declined by whom the procedure names."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huiyin.base.dates import moment_words
from huiyin.kernel import extending
from huiyin.kernel.clocks import clock_named
from huiyin.kernel.errors import Refused
from huiyin.kernel.models import Extension
from huiyin.kernel.policy import procedure_of
from huiyin.people.models import Person
from huiyin.web.answers import page, record_or_404
from huiyin.web.deeds import Beside, carry
from huiyin.web.forms import Sent

ANSWERS = {"grant": True, "decline": False}


@page
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, type_name: str, number: str, pk: int, answer: str) -> HttpResponse:
    """Show who asks for which date and why; take the answer."""
    at = timezone.now()
    record = record_or_404(request, type_name, number, at=at)
    asked = Extension.objects.filter(pk=pk, due__record_id=record.pk).select_related("due", "asked_by").first()
    if asked is None or answer not in ANSWERS:
        raise Http404
    if why := extending.may_not_answer(asked, request.user, record, at):  # type: ignore[arg-type]
        raise Refused(why)

    def do(record: Any, actor: Person, came: Sent, *, seen: int, at: dt.datetime) -> Any:
        return extending.answer(asked, actor, ANSWERS[answer], came.reason, seen=seen, at=at)

    granted = ANSWERS[answer]
    title = _("Grant the extension") if granted else _("Decline the extension")
    hint = _("The first date stays on the record and counts for punctuality.")
    done = _("The extension was granted.") if granted else _("The extension was declined.")
    found = Beside("extend", title, hint, done, do, reason=not granted)
    url = reverse("extension", args=[record.type, record.number, asked.pk, answer])
    return carry(request, record, found, url, at=at, said=said(asked, record))


def said(asked: Extension, record: Any) -> list[dict[str, Any]]:
    """What is asked, as label and text."""
    clock = clock_named(procedure_of(record), asked.due.name)
    return [
        {"label": _("Deadline"), "text": str(clock.label) if clock else ""},
        {"label": _("Due now"), "text": moment_words(timezone.localtime(asked.due.due_at))},
        {"label": _("New deadline"), "text": moment_words(timezone.localtime(asked.until))},
        {"label": _("Asked for by"), "text": asked.asked_by.name},
        {"label": _("Reason"), "text": asked.reason},
    ]


urlpatterns = [
    path("<slug:type_name>/<path:number>/extension/<int:pk>/<slug:answer>", answer, name="extension"),
]
