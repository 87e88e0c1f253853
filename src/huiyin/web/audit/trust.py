"""Whether the trail can be trusted: its newest seal, and a verification where that is quickly done."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huiyin.kernel import registry, signed, trail
from huiyin.kernel.evidence.scope import auditable
from huiyin.kernel.models import Event, Seal
from huiyin.kernel.sealing import Fault
from huiyin.kernel.sight import sight
from huiyin.web.answers import page
from huiyin.web.audit.asking import asked, crumbs

CHEAP = 20_000
"""So many events are recomputed while a reader waits; more are left to the command."""
MOST = 50


@page
@require_safe
def trust(request: HttpRequest) -> HttpResponse:
    """The newest seal; and what `huiyin verify` says, for whoever may read everything it could name."""
    asking = asked(request)
    if not auditable(asking.person, at=asking.at):
        raise Http404
    newest = Seal.objects.order_by("-pk").first()
    events = Event.objects.count()
    whole = sight(asking.person, [one.name for one in registry.types()], at=asking.at).whole
    context = {
        "crumbs": crumbs(asking, (_("Can the trail be trusted?"), "")),
        "seal": newest,
        "seals": Seal.objects.count(),
        "events": events,
        "open": Event.objects.filter(pk__gt=newest.last if newest else 0).count(),
        "result": _verified() if whole and events <= CHEAP else None,
        "many": events > CHEAP,
        "cheap": CHEAP,
        "whole": whole,
        "at": timezone.localtime(asking.at),
    }
    return render(request, "web/audit/trust.html", context)


def _verified() -> dict[str, Any]:
    faults: list[Fault] = []
    found = trail.verify(faults.append)
    signatures = signed.check(faults.append)
    return {
        "events": found.events, "records": found.records, "seals": found.seals, "signatures": signatures,
        "faults": [str(one) for one in faults[:MOST]], "more": max(0, len(faults) - MOST), "sound": not faults,
    }  # fmt: skip
