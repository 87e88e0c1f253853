"""Where an audit begins: choose a procedure and a period, or look a clause up in all of them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from huiyin.base.text import sought
from huiyin.kernel.evidence.gather import entries
from huiyin.kernel.evidence.scope import auditable
from huiyin.kernel.policy import visible
from huiyin.kernel.registry import RecordType
from huiyin.kernel.sign_words import document
from huiyin.kernel.wording import versions_of
from huiyin.packs.adopt import in_force
from huiyin.packs.shape import Procedure
from huiyin.packs.standing import document_order, stands
from huiyin.web.answers import page
from huiyin.web.audit.asking import Asked, asked, days

MOST_FOUND = 60


@page
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The procedures she may look at with their clauses and records, and `?q=`: clauses by id or words."""
    asking = asked(request)
    types = auditable(asking.person, at=asking.at)
    if not types:
        raise Http404
    rules = [(one, rule) for one in types if (rule := _rule(one, asking))]
    words = request.GET.get("q", "").strip()[:80].replace("\x00", "")
    context = {
        "days": days(asking, "audit"),
        "q": words,
        "found": _found(words, rules, asking) if words else None,
        "rows": _rows(rules, asking),
        "verify": reverse("audit_verify"),
    }
    return render(request, "web/audit/start.html", context, status=422 if asking.fault else 200)


def _rule(record_type: RecordType, asking: Asked) -> Procedure | None:
    """The procedure in force for the reader today, else the newest that was adopted."""
    unit = asking.person.unit.code if asking.person.unit else ""
    version = in_force(record_type.name, timezone.localtime(asking.at).date(), unit)
    known = versions_of(record_type.name)
    return known.get(version.pk) if version else next(iter(known.values()), None)


def _rows(rules: list[tuple[RecordType, Procedure]], asking: Asked) -> list[dict[str, Any]]:
    """One line for each procedure. One query for all records of the period."""
    period = asking.period
    rows = visible(asking.person, None, at=asking.at)
    rows = rows.filter(received_at__gte=period.since, received_at__lt=period.until)
    counted = dict(rows.order_by().values_list("type").annotate(n=Count("pk")))
    return [
        {
            "label": record_type.plural,
            "url": asking.url("audit_clauses", record_type.name),
            "document": document(rule),
            "title": rule.document_title,
            "clauses": len({one.clause for one in stands(rule)}),
            "records": counted.get(record_type.name, 0),
        }
        for record_type, rule in rules
    ]


def _found(words: str, rules: list[tuple[RecordType, Procedure]], asking: Asked) -> list[dict[str, Any]]:
    """Clauses whose id begins with the words, or whose text holds them; each with the procedures it stands in."""
    wanted = sought(words)
    found: dict[str, dict[str, Any]] = {}
    for record_type, rule in rules:
        standing = {one.clause for one in stands(rule)}
        for entry in entries({0: rule}):
            texts = [sought(one) for one in (entry.text.zh, entry.text.en, entry.text.hant)] if entry.text else []
            if not sought(entry.clause).startswith(wanted) and not any(wanted in one for one in texts):
                continue
            one = found.setdefault(entry.clause, {"clause": entry.clause, "text": entry.text, "places": []})
            if entry.clause in standing:
                url = asking.url("audit_clause", record_type.name, entry.clause)
                one["places"].append({"label": record_type.plural, "url": url})
    return [found[one] for one in document_order(found)][:MOST_FOUND]
