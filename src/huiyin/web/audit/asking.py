"""What an auditor's page is asked: whose records, which days; the last days asked for are kept for the next page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huiyin.kernel.evidence.gather import Evidence, gather
from huiyin.kernel.evidence.period import NAMED, USUAL, BadPeriod, Period, named, period
from huiyin.kernel.evidence.scope import auditable
from huiyin.kernel.registry import RecordType
from huiyin.people.models import Person
from huiyin.web.answers import record_type_or_404

KEPT = "audit"
"""The session's name for the last period asked for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One page as it was asked for. ``fault`` says why the period could not be used; then the usual one is shown."""

    person: Person
    at: dt.datetime
    period: Period
    given: dict[str, str]
    fault: str = ""

    def url(self, name: str, *args: str, **more: Any) -> str:
        """The address of another page about the same days."""
        query = urlencode({**self.period.asked(), **{key: one for key, one in more.items() if one}})
        return f"{reverse(name, args=args)}?{query}"


def asked(request: HttpRequest) -> Asked:
    """Read `?period=`, `?from=`, `?to=`; without them what was asked for last, else this year."""
    person: Any = request.user
    at = timezone.now()
    today = timezone.localtime(at).date()
    given = {name: request.GET[name].strip() for name in ("period", "from", "to") if request.GET.get(name, "").strip()}
    if not given:
        given = {str(name): str(one) for name, one in request.session.get(KEPT, {}).items()}
    try:
        found = period(given.get("period", ""), given.get("from", ""), given.get("to", ""), today=today)
    except BadPeriod as no:
        return Asked(person, at, named(USUAL, today), given, str(no))
    if request.session.get(KEPT) != found.asked():
        request.session[KEPT] = found.asked()
    return Asked(person, at, found, given)


def auditable_or_404(person: Person, type_name: str, at: dt.datetime) -> RecordType:
    """The type, when she may look at its clauses; what is hidden and what is not there look alike."""
    record_type = record_type_or_404(type_name)
    if record_type not in auditable(person, at=at):
        raise Http404
    return record_type


def evidence_or_404(asking: Asked, type_name: str, only: str = "") -> Evidence:
    """What the records say of a type's clauses. A type without a procedure has none."""
    record_type = auditable_or_404(asking.person, type_name, asking.at)
    try:
        return gather(record_type, asking.period, asking.person, at=asking.at, only=only)
    except LookupError:
        raise Http404 from None


def days(asking: Asked, name: str, *args: str) -> dict[str, Any]:
    """What templates/web/audit/days.html takes: the named periods, the two ends, what is wrong with them."""
    return {
        "action": reverse(name, args=args),
        "named": [
            {
                "label": _words(one),
                "url": f"{reverse(name, args=args)}?period={one}",
                "here": asking.period.name == one and not asking.fault,
            }
            for one in NAMED
        ],
        "first": asking.given.get("from", "") if asking.fault else asking.period.first.isoformat(),
        "last": asking.given.get("to", "") if asking.fault else asking.period.last.isoformat(),
        "fault": asking.fault,
        "words": asking.period,
    }


def _words(name: str) -> str:
    return {
        "year": pgettext("period", "This year"),
        "last-year": pgettext("period", "Last year"),
        "quarter": pgettext("period", "This quarter"),
        "last-quarter": pgettext("period", "Last quarter"),
        "half": pgettext("period", "This half-year"),
        "last-half": pgettext("period", "Last half-year"),
    }[name]


def crumbs(asking: Asked, *more: tuple[str, str]) -> list[dict[str, str]]:
    """Where a page lies: the audit's first page, then (label, address) pairs; the last may lack its address."""
    found = [{"label": _("Audit"), "url": reverse("audit")}]
    return found + [{"label": label, "url": url} for label, url in more]
