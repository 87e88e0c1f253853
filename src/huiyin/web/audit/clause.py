"""One clause: where it stands, the figures with the records behind each, a sample, and who took one before."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from huiyin.kernel.errors import Invalid
from huiyin.kernel.evidence import digests, numbers, sampling, words
from huiyin.kernel.evidence.cases import Found, cases
from huiyin.kernel.evidence.gather import NUMBERED, Entry, Evidence
from huiyin.kernel.evidence.scope import EXCEPTIONS, VERDICTS, Standing
from huiyin.kernel.keeping_words import TITLE
from huiyin.kernel.sign_words import document
from huiyin.web.answers import address, page
from huiyin.web.audit.asking import Asked, asked, crumbs, days, evidence_or_404
from huiyin.web.audit.figures import TONES, summed, verdicts

SIZE = 50
MOST_PAGES = 2_000


@page
@require_safe
def clause(request: HttpRequest, type_name: str, clause_id: str) -> HttpResponse:
    """The clause; with `?list=` (a demand) and `?verdict=` every record behind one figure, SIZE at a time."""
    asking = asked(request)
    found = evidence_or_404(asking, type_name, clause_id)
    entry = found.entry(clause_id)
    context = {
        "id": entry.clause,
        "text": entry.text or "",
        "before": [{"document": document(rule), "text": text} for rule, text in entry.before],
        "sum": summed(entry),
        "crumbs": crumbs(
            asking, (str(found.scope.record_type.plural), asking.url("audit_clauses", type_name)), (entry.clause, "")
        ),
        "days": days(asking, "audit_clause", type_name, clause_id),
        "whole": found.scope.sight.whole,
    }
    if request.GET.get("list"):
        context |= _listed(request, asking, found, entry)
    else:
        context |= _whole(request, asking, found, entry)
    return render(request, "web/audit/clause.html", context, status=422 if asking.fault else 200)


# --- the page ---------------------------------------------------------------------------------------------------------


def _whole(request: HttpRequest, asking: Asked, found: Evidence, entry: Entry) -> dict[str, Any]:
    record_type = found.scope.record_type
    return {
        "measured": [_measured(one, asking, found) for one in entry.measured],
        "declared": [_declared(one, found) for one in entry.declared],
        "register": _register(asking, record_type.name),
        "plural": record_type.plural,
        "sample": _sample(request, asking, found, entry),
        "taken": [
            {
                "at": one.at, "person": one.person, "first": one.first_on, "last": one.last_on,
                "numbers": one.numbers, "manifest": one.manifest,
            }
            for one in sampling.taken(record_type.name, entry.clause)
        ],
    }  # fmt: skip


def _measured(standing: Standing, asking: Asked, found: Evidence) -> dict[str, Any]:
    figures = standing.figures
    if figures is None:
        return {}
    tone, said = words.standing_words(figures)
    lists = standing.kind not in NUMBERED
    shown = [] if not figures.exceptions else cases(found.scope, standing, EXCEPTIONS, size=SIZE)
    return {
        "key": standing.key, "kind": words.kind(standing), "name": words.name(standing, found.scope),
        "tone": tone, "words": said, "counted": words.counted(standing), "governed": figures.governed,
        "verdicts": [
            one | {"url": _url(asking, found, standing, one["verdict"]) if lists else ""} for one in verdicts(figures)
        ],
        "cases": [_case(one) for one in shown],
        "more": _url(asking, found, standing, "exceptions") if figures.exceptions > SIZE and lists else "",
        "exceptions": figures.exceptions,
        "series": _series(found) if standing.kind in NUMBERED else [],
        "digests": _digests(found, standing) if standing.kind == "sign" and figures.governed else "",
        "list": {"url": reverse("keeping"), "label": TITLE} if standing.kind == "keep" else None,
    }  # fmt: skip


def _case(one: Found) -> dict[str, Any]:
    record = one.record
    customer = record.customer.name if record and record.customer else record.customer_unknown if record else ""
    return {
        "number": record.number if record else "",
        "url": address(record) if record else "",
        "customer": customer,
        "received": record.received_at if record else None,
        "tone": TONES.get(one.verdict, ""),
        "words": str(words.VERDICTS[one.verdict]),
        "reason": one.reason,
    }


def _url(asking: Asked, found: Evidence, standing: Standing, verdict: str, page: int = 1) -> str:
    more = {"list": standing.key, "verdict": verdict, "page": page if page > 1 else ""}
    return asking.url("audit_clause", found.scope.record_type.name, standing.clause, **more)


def _register(asking: Asked, type_name: str) -> str:
    """The register narrowed to the same days."""
    first, last = asking.period.first, asking.period.last
    return f"{reverse('register', args=[type_name])}?received_at.from={first}&received_at.to={last}"


def _series(found: Evidence) -> list[dict[str, Any]]:
    return [
        {"one": one, "absent": numbers.absent(one) if one.drawn > one.there else []}
        for one in numbers.series(found.scope)
    ]


def _digests(found: Evidence, standing: Standing) -> dict[str, Any]:
    """What came of recomputing the signatures, in a sentence; the records where one does not hold."""
    made = digests.recompute(found.scope, standing)
    said = ngettext(
        "%(n)d signature recomputed over what was signed.", "%(n)d signatures recomputed over what was signed.",
        made.looked_at,
    ) % {"n": made.looked_at}  # fmt: skip
    if made.more:
        said = words.joined(said, _("Older ones are left to `huiyin verify`."))
    if not made.broken and not made.others and made.looked_at:
        said = words.joined(said, _("All of them hold, each by a role that was asked."))
    return {"said": said, "broken": made.broken, "others": made.others}


def _declared(standing: Standing, found: Evidence) -> dict[str, Any]:
    """Where the clause is in force without a figure, and where that is shown."""
    type_name, version = found.scope.record_type.name, next(iter(standing.stands))
    url, link = reverse("procedure_version", args=[type_name, version]), _("Procedure")
    if standing.kind == "ledger":
        url, link = reverse("register", args=[type_name]), _("Register")
    if standing.kind == "keep":
        url, link = reverse("keeping"), str(TITLE)
    return {
        "kind": words.kind(standing), "name": words.name(standing, found.scope), "note": words.note(standing),
        "url": url, "link": link,
    }  # fmt: skip


def _sample(request: HttpRequest, asking: Asked, found: Evidence, entry: Entry) -> dict[str, Any]:
    """The records a sample of this size holds, and the form that takes it out."""
    fault, count = "", sampling.USUAL
    try:
        count = sampling.wanted(request.GET.get("count", str(sampling.USUAL)))
    except Invalid as no:
        fault = str(next(iter(no.errors.values())))
    chosen = sampling.choose(found, entry, count)
    return {
        "count": count, "most": sampling.MOST, "fault": fault, "rule": chosen.rule,
        "given": [*asking.period.asked().items()],
        "action": reverse("audit_sample", args=[found.scope.record_type.name, entry.clause]),
        "show": reverse("audit_clause", args=[found.scope.record_type.name, entry.clause]),
        "rows": [_record(one, one.pk in chosen.exceptions, found) for one in chosen.records],
    }  # fmt: skip


def _record(record: Any, exception: bool, found: Evidence) -> dict[str, Any]:
    procedure = found.scope.versions[record.procedure_id]
    received: dt.datetime = record.received_at
    return {
        "number": record.number, "url": address(record), "received": received,
        "customer": record.customer.name if record.customer else record.customer_unknown,
        "state": procedure.state(record.state).label, "phase": record.phase, "exception": exception,
    }  # fmt: skip


# --- one figure's records ---------------------------------------------------------------------------------------------


def _listed(request: HttpRequest, asking: Asked, found: Evidence, entry: Entry) -> dict[str, Any]:
    standing = next((one for one in entry.measured if one.key == request.GET["list"]), None)
    verdict, place = request.GET.get("verdict", ""), request.GET.get("page", "1")
    if standing is None or standing.figures is None or verdict not in (*VERDICTS, "exceptions"):
        raise Http404
    if not place.isascii() or not place.isdecimal() or not 1 <= int(place[:6]) <= MOST_PAGES:
        raise Http404
    wanted = EXCEPTIONS if verdict == "exceptions" else (verdict,)
    total, number = sum(standing.figures.counts.get(one, 0) for one in wanted), int(place)
    shown = cases(found.scope, standing, wanted, start=(number - 1) * SIZE, size=SIZE) if total else []
    said = pgettext("evidence", "Exceptions") if verdict == "exceptions" else str(words.VERDICTS[verdict])
    first = (number - 1) * SIZE
    return {
        "list": {
            "kind": words.kind(standing), "name": words.name(standing, found.scope), "words": said, "total": total,
            "cases": [_case(one) for one in shown],
            "back": asking.url("audit_clause", found.scope.record_type.name, entry.clause),
        },
        "pager": {
            "words": f"{first + 1}–{first + len(shown)} / {total}" if shown else "",
            "previous": _url(asking, found, standing, verdict, number - 1) if number > 1 else None,
            "next": _url(asking, found, standing, verdict, number + 1) if first + len(shown) < total else None,
        },
    }  # fmt: skip
