"""Pick what to register: the types this person may open today, each with the procedure it follows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone

from huiyin.kernel import registry
from huiyin.kernel.policy import may_open
from huiyin.kernel.wording import versions_of
from huiyin.packs.adopt import in_force
from huiyin.packs.shape import Procedure
from huiyin.web.answers import page as answered
from huiyin.web.families import by_family, icon_of
from huiyin.web.tables import local_day


@answered
def choose(request: HttpRequest) -> HttpResponse:
    """What may be registered; what may not is shown with its reason."""
    at, person = timezone.now(), request.user
    families = [
        {"title": str(registry.FAMILIES[family]), "choices": [_choice(one, person, at) for one in types]}
        for family, types in by_family(registry.types())
    ]
    return render(request, "web/choose.html", {"families": families})


def _choice(one: registry.RecordType, person: Any, at: Any) -> dict[str, Any]:
    verdict = may_open(person, one.name, at=at)
    version = in_force(one.name, local_day(at), person.unit.code if person.unit else "")
    procedure = versions_of(one.name).get(version.pk) if version else None
    return {
        "label": str(one.label), "icon": icon_of(one),
        "url": reverse("new", args=[one.name]) if verdict.ok else "", "why": "" if verdict.ok else str(verdict.why),
        "title": str(procedure.title) if procedure else "",
        "document": _document(procedure) if procedure else "",
    }  # fmt: skip


def _document(procedure: Procedure) -> str:
    """The controlled document it follows; some have no number but their name."""
    title = str(procedure.document_title)
    return title if title == procedure.document else f"{procedure.document} {title}".strip()


urlpatterns = [path("new", choose, name="choose")]
