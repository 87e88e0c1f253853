"""Pick what to register: the types this person may open today, each with the procedure it follows."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.base.text import clean
from huiyin.kernel import registry
from huiyin.kernel.narrowing import MOST_TYPED
from huiyin.kernel.policy import may_open
from huiyin.packs.shape import Procedure
from huiyin.web.answers import page as answered
from huiyin.web.called import also, is_called, procedure_for
from huiyin.web.families import by_family, icon_of


@answered
def choose(request: HttpRequest) -> HttpResponse:
    """What may be registered, with `?q=` only what is called so; what may not be is shown with its reason."""
    at, person, words = timezone.now(), request.user, clean(request.GET.get("q", ""))[:MOST_TYPED].strip()
    rules = {one.name: procedure_for(one, person, at) for one in registry.types()}
    types = [one for one in registry.types() if not words or is_called(one, rules[one.name], words)]
    families = [
        {
            "title": str(registry.FAMILIES[family]),
            "choices": [_choice(one, rules[one.name], person, at) for one in some],
        }
        for family, some in by_family(types)
    ]
    empty = {
        "title": _("Nothing is called so"), "icon": "search",
        "words": _("Try a part of the name, or the name the form had before."),
    }  # fmt: skip
    return render(request, "web/choose.html", {"families": families, "q": words, "empty": empty})


def _choice(one: registry.RecordType, procedure: Procedure | None, person: Any, at: dt.datetime) -> dict[str, Any]:
    verdict = may_open(person, one.name, at=at)
    return {
        "label": str(one.label), "icon": icon_of(one),
        "url": reverse("new", args=[one.name]) if verdict.ok else "", "why": "" if verdict.ok else str(verdict.why),
        "title": str(procedure.title) if procedure else "",
        "document": _document(procedure) if procedure else "", "also": also(procedure),
    }  # fmt: skip


def _document(procedure: Procedure) -> str:
    """The controlled document it follows; some have no number but their name."""
    title = str(procedure.document_title)
    return title if title == procedure.document else f"{procedure.document} {title}".strip()


urlpatterns = [path("new", choose, name="choose")]
