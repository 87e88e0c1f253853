"""Pages only one room has (registry.Page), mounted at ``/<type>/<name>`` before the record's own addresses."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from huiyin.kernel import registry
from huiyin.kernel.policy import may_open, visible
from huiyin.web.answers import page as answered
from huiyin.web.answers import record_type_or_404


@answered
@require_safe
def own_page(request: HttpRequest, type_name: str, page_name: str) -> HttpResponse:
    """The room's page over the records this person may see; ``may_open`` says whether she may register one."""
    at, person = timezone.now(), request.user
    found = next(one for one in record_type_or_404(type_name).pages if one.name == page_name)
    context: dict[str, Any] = {"title": found.label, "at": at, "type_name": type_name}
    context["may_open"] = may_open(person, type_name, at=at).ok  # type: ignore[arg-type]
    context |= found.show(visible(person, type_name, at=at), person, at)  # type: ignore[arg-type]
    return render(request, found.template, context)


urlpatterns = [
    path(
        f"{one.name}/{own.name}",
        own_page,
        {"type_name": one.name, "page_name": own.name},
        name=f"{one.name}-{own.name}",
    )
    for one in registry.types()
    for own in one.pages
]
