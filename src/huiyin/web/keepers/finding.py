"""Whom or what a keeper's page is about; and the pages beside each other. Nobody else is let in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.people.keep.act import only_keepers
from huiyin.people.models import Person, Unit
from huiyin.web.answers import page

METHODS = ["GET", "HEAD", "POST"]


def for_keepers(view: Callable[..., HttpResponse]) -> Callable[..., Any]:
    """A page for whoever keeps persons and units; others are refused with the reason, before anything is looked at."""

    @page
    @wraps(view)
    def let_in(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        only_keepers(request.user)  # type: ignore[arg-type]
        return view(request, *args, **kwargs)

    return let_in


def person_or_404(pk: int) -> Person:
    """The person behind an address."""
    found = Person.objects.select_related("unit").filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


def unit_or_404(code: str) -> Unit:
    """The unit behind an address."""
    found = Unit.objects.select_related("parent").filter(code=code).first()
    if found is None:
        raise Http404
    return found


def tabs(here: str) -> list[dict[str, Any]]:
    """The keepers' pages, this one marked."""
    every = (
        ("persons", _("Persons")), ("units", _("Units")), ("people_changes", _("What was changed")),
        ("sign_ins", _("Sign-ins")),
    )  # fmt: skip
    return [{"label": label, "url": reverse(name), "here": name == here} for name, label in every]


def person_url(person: Person) -> str:
    """A person's page."""
    return reverse("person", args=[person.pk])


def unit_url(unit: Unit) -> str:
    """A unit's page."""
    return reverse("unit", args=[unit.code])
