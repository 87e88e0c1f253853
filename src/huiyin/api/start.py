"""Where a program begins: what there is for it, and the whole API as an OpenAPI document."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Router

from huiyin.api.answers import answer
from huiyin.api.openapi import document
from huiyin.api.values import plain
from huiyin.kernel import registry
from huiyin.kernel.policy import may_open

router = Router()


@router.get("/", url_name="index")
def index(request: Any) -> HttpResponse:
    """Who calls, and which registers there are."""
    at = timezone.now()
    kinds = []
    for one in registry.types():
        verdict = may_open(request.auth, one.name, at=at)
        kinds.append({
            "name": one.name, "label": str(one.label), "register": reverse("api:register", args=[one.name]),
            "may_open": verdict.ok, "why": str(verdict.why),
        })  # fmt: skip
    return answer({"person": plain(request.auth), "openapi": reverse("api:openapi"), "types": kinds})


@router.get("/openapi.json", url_name="openapi")
def openapi(request: HttpRequest) -> HttpResponse:
    """The document, under the procedures in force for the caller."""
    person: Any = request.auth  # type: ignore[attr-defined]
    return answer(document(person, at=timezone.now()))
