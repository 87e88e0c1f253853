"""The sample of a clause, taken out as one file; who took what is written down first."""

from __future__ import annotations

import datetime as dt
import tempfile
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from huiyin.kernel import registry
from huiyin.kernel.errors import Refused
from huiyin.kernel.evidence import sampling
from huiyin.kernel.evidence.gather import gather
from huiyin.kernel.evidence.period import BadPeriod, Period, period
from huiyin.kernel.evidence.scope import auditable
from huiyin.kernel.snapshot import snapshot
from huiyin.people.models import Person
from huiyin.prints.frame import spoken
from huiyin.prints.sample import folder_of, pack


@login_required
@require_POST
def sample(request: HttpRequest, type_name: str, clause: str) -> HttpResponseBase:
    """The sample of a clause as a ZIP: `count`, `veiled`=1 without personal data, and the period as the page asks."""
    person: Any = request.user
    at = timezone.now().replace(microsecond=0)
    try:
        return _taken(person, type_name, clause, request, at)
    except LookupError:
        raise Http404 from None
    except Refused as no:
        return HttpResponse(str(no), status=no.status, content_type="text/plain; charset=utf-8")
    except BadPeriod as no:
        return HttpResponse(str(no), status=422, content_type="text/plain; charset=utf-8")


def _taken(person: Person, type_name: str, clause: str, request: HttpRequest, at: dt.datetime) -> FileResponse:
    record_type = registry.get(type_name)
    if record_type not in auditable(person, at=at):
        raise LookupError(type_name)
    count = sampling.wanted(request.POST.get("count", ""))
    wanted, veiled = _period(request, at), request.POST.get("veiled") == "1"
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the answer closes it when the last byte is sent
    with snapshot(), spoken(get_language() or ""):
        found = gather(record_type, wanted, person, at=at, only=clause)
        entry = found.entry(clause)
        chosen = sampling.choose(found, entry, count)
        chosen = sampling.veiled(chosen) if veiled else chosen
        manifest = pack(file, found, entry, chosen, person=person, at=at, veiled=veiled)
    sampling.log(found, clause, chosen, person, at=at, manifest=manifest, size=file.tell())
    file.seek(0)
    answer = FileResponse(file, as_attachment=True, filename=f"{folder_of(found, clause)}.zip")
    answer["Content-Type"] = "application/zip"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _period(request: HttpRequest, at: dt.datetime) -> Period:
    given = request.POST
    today = timezone.localtime(at).date()
    return period(given.get("period", ""), given.get("from", ""), given.get("to", ""), today=today)
