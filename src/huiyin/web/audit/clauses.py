"""The clauses of one procedure in their document's order, each with what the records of the period say of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from huiyin.kernel import registry
from huiyin.kernel.evidence import words
from huiyin.kernel.evidence.gather import Entry, Evidence
from huiyin.kernel.sign_words import document
from huiyin.web.answers import page
from huiyin.web.audit.asking import Asked, asked, crumbs, days, evidence_or_404
from huiyin.web.audit.figures import heads, row, summed


@page
@require_safe
def clauses(request: HttpRequest, type_name: str) -> HttpResponse:
    """The list; clauses no demand of this procedure names stand at its end."""
    asking = asked(request)
    found = evidence_or_404(asking, type_name)
    placed = [one for one in found.entries if one.standings]
    rule = found.used[found.current]
    context = {
        "title": str(rule.document_title) or str(rule.title),
        "crumbs": crumbs(asking, (str(found.scope.record_type.plural), "")),
        "days": days(asking, "audit_clauses", type_name),
        "records": found.records,
        "whole": found.scope.sight.whole,
        "versions": [
            {"label": document(one), "url": reverse("procedure_version", args=[type_name, pk])}
            for pk, one in found.used.items()
        ],
        "heads": heads(),
        "clauses": [_clause(one, found, asking) for one in placed],
        "nowhere": [_nowhere(one, asking) for one in found.entries if not one.standings],
    }
    return render(request, "web/audit/clauses.html", context, status=422 if asking.fault else 200)


def _clause(entry: Entry, found: Evidence, asking: Asked) -> dict[str, Any]:
    return {
        "id": entry.clause,
        "text": entry.text or "",
        "url": asking.url("audit_clause", found.scope.record_type.name, entry.clause),
        "sum": summed(entry),
        "rows": [row(one, found.scope) for one in entry.measured],
        "declared": [f"{words.kind(one)} “{words.name(one, found.scope)}”" for one in entry.declared],
    }


def _nowhere(entry: Entry, asking: Asked) -> dict[str, Any]:
    """A clause of the document this procedure makes no demand of; other types may."""
    places = [
        {"label": registry.get(one).plural, "url": asking.url("audit_clause", one, entry.clause)}
        for one in entry.elsewhere
    ]
    return {"id": entry.clause, "text": entry.text or "", "places": places}
