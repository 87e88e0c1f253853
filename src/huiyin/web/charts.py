"""The rules, to be looked at: procedures in force with their history, their flow charts, what a new one changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from huiyin.kernel import registry
from huiyin.kernel.keeping_words import TITLE, custodian
from huiyin.kernel.policy import procedure_of
from huiyin.kernel.sign_words import document
from huiyin.packs.adopt import in_force, load
from huiyin.packs.compare import compare
from huiyin.packs.draw import draw
from huiyin.packs.models import ProcedureVersion
from huiyin.packs.shape import Procedure, Step
from huiyin.packs.words import due_words, kept_words, listed, role_word, sign_words
from huiyin.people.holding import unit_codes
from huiyin.web.answers import address, page, record_or_404, record_type_or_404
from huiyin.web.called import also

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""A chart opened alone brings its own style inside, and nothing else."""


@page
@require_GET
def flow_svg(request: HttpRequest, type_name: str) -> HttpResponse:
    """The chart of the procedure in force, or of `?version=`."""
    record_type_or_404(type_name)
    asked = request.GET.get("version", "")
    version = (
        _version(type_name, int(asked)) if asked.isdecimal() and len(asked) < 16 else _in_force(request, type_name)
    )
    return _svg(draw(load(version), language=get_language() or "zh-hans", alone=True))


@page
@require_GET
def walked_svg(request: HttpRequest, type_name: str, number: str) -> HttpResponse:
    """The chart a record lives under, with the way it has gone drawn heavy."""
    return _svg(_walked(record_or_404(request, type_name, number, at=timezone.now()), alone=True))


@page
@require_GET
def walked(request: HttpRequest, type_name: str, number: str) -> HttpResponse:
    """The same as a page, or in the dialog."""
    record = record_or_404(request, type_name, number, at=timezone.now())
    context = {
        "record": record,
        "back": address(record),
        "chart": _walked(record),
        "image": reverse("walked_svg", args=[record.type, record.number]),
    }
    return render(request, "web/chart.html", context)


def _walked(record: Any, *, alone: bool = False) -> str:
    steps = record.events.filter(kind="step").order_by("seq").values_list("step", flat=True)
    language = get_language() or "zh-hans"
    return draw(procedure_of(record), language=language, walked=list(steps), here=record.state, alone=alone)


def _svg(chart: str) -> HttpResponse:
    return HttpResponse(chart, content_type="image/svg+xml", headers={"Content-Security-Policy": POLICY})


def _in_force(request: HttpRequest, type_name: str) -> ProcedureVersion:
    person: Any = request.user
    version = in_force(type_name, timezone.localdate(), person.unit.code if person.unit else "")
    if version is None:
        raise Http404
    return version


def _version(type_name: str, pk: int) -> ProcedureVersion:
    version = ProcedureVersion.objects.filter(type=type_name, pk=pk).select_related("adopted_by").defer("body").first()
    if version is None:
        raise Http404
    return version


# --- the list --------------------------------------------------------------------------------------------------------
@page
@require_GET
def procedures(request: HttpRequest) -> HttpResponse:
    """Which rule is in force for what, from when, under which document; and what was before."""
    today = timezone.localdate()
    rows = list(ProcedureVersion.objects.select_related("adopted_by").defer("body").order_by("-effective_from", "-pk"))
    kinds = []
    for one in registry.types():
        versions = [_line(row, rows, today) for row in rows if row.type == one.name]
        kinds.append({"label": one.label, "versions": versions})
    heads = {
        "document": _("Document"), "form": _("Form"), "from": _("In force from"), "where": _("Where"),
        "adopted": _("Adopted"), "fingerprint": _("Fingerprint"), "standing": _("Standing"),
    }  # fmt: skip
    return render(request, "web/procedures.html", {"kinds": kinds, "heads": heads, "kept": TITLE})


def _line(row: ProcedureVersion, rows: Iterable[ProcedureVersion], today: dt.date) -> dict[str, Any]:
    procedure = load(row)
    same = [one for one in rows if one.type == row.type and one.units == row.units and one.effective_from <= today]
    tone, words = "void", _("Replaced")
    if row.effective_from > today:
        tone, words = "waiting", _("Not in force yet")
    elif same and same[0].pk == row.pk:
        tone, words = "done", _("In force")
    return {
        "pk": row.pk,
        "title": procedure.title,
        "also": also(procedure),
        "document": document(procedure),
        "document_title": procedure.document_title,
        "form": procedure.form,
        "from": row.effective_from,
        "units": _units(row.units),
        "fingerprint": row.fingerprint[:12],
        "by": row.adopted_by,
        "at": row.adopted_at,
        "reason": row.reason,
        "tone": tone,
        "words": words,
        "url": reverse("procedure_version", args=[row.type, row.pk]),
    }


def _units(codes: Iterable[str]) -> str:
    known = unit_codes()
    return listed(known[code].name if code in known else code for code in codes)


# --- one procedure ---------------------------------------------------------------------------------------------------
@page
@require_GET
def procedure(request: HttpRequest, type_name: str, pk: int = 0) -> HttpResponse:
    """One rule: its chart, its steps with who, by when and which clause, and against `?with=` what it changed."""
    record_type = record_type_or_404(type_name)
    version = _version(type_name, pk) if pk else _in_force(request, type_name)
    rule = load(version)
    others = ProcedureVersion.objects.filter(type=type_name).exclude(pk=version.pk).defer("body")
    asked = request.GET.get("with", "")
    other = _version(type_name, int(asked)) if asked.isdecimal() and len(asked) < 16 else None
    context = {
        "crumbs": [{"label": _("Procedures"), "url": reverse("procedures")}, {"label": str(rule.title)}],
        "label": record_type.label,
        "rule": rule,
        "kept": " · ".join(one for one in (kept_words(rule), custodian(rule)) if one),
        "version": _line(version, [version, *others.order_by("-effective_from", "-pk")], timezone.localdate()),
        "fingerprint": version.fingerprint,
        "chart": draw(rule, language=get_language() or "zh-hans"),
        "image": f"{reverse('flow_svg', args=[type_name])}?version={version.pk}",
        "paper": reverse("procedure_version_print", args=[type_name, version.pk]),
        "steps": [_step(one, rule) for one in (rule.flow.opening, *rule.flow.steps.values())],
        "clauses": rule.clauses.values(),
        "others": [
            {"pk": one.pk, "label": f"{one} · {one.effective_from}", "here": other is not None and one.pk == other.pk}
            for one in others.order_by("-effective_from", "-pk")
        ],
        "differences": compare(load(other), rule) if other else None,
        "against": str(other) if other else "",
    }
    return render(request, "web/procedure.html", context)


def _step(step: Step, rule: Procedure) -> dict[str, Any]:
    opening = step is rule.flow.opening
    return {
        "label": step.label,
        "from": listed(str(rule.state(one).label) for one in step.sources),
        "to": str(rule.state(rule.flow.initial if opening else step.to).label),
        "roles": listed(role_word(rule, one) for one in (rule.opens if opening else step.roles)),
        "clocks": [f"{one.label}: {due_words(one, rule)}" for one in step.starts],
        "signs": [sign_words(one, rule) for one in step.signs],
        "clause": step.clause,
        "text": rule.clauses[step.clause].text if step.clause in rule.clauses else "",
        "hint": step.hint,
    }


urlpatterns = [
    path("procedures", procedures, name="procedures"),
    path("procedures/<slug:type_name>", procedure, name="procedure"),
    path("procedures/<slug:type_name>/<int:pk>", procedure, name="procedure_version"),
    path("<slug:type_name>/flow.svg", flow_svg, name="flow_svg"),
    path("<slug:type_name>/<path:number>/flow.svg", walked_svg, name="walked_svg"),
    path("<slug:type_name>/<path:number>/flow", walked, name="walked"),
]
