"""Roles granted with a first day and ended with a last one; stand-ins; the keys programs sign in with."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huiyin.base import typed
from huiyin.kernel.errors import Invalid
from huiyin.people import keep
from huiyin.people.holding import day_of, unit_codes
from huiyin.people.models import ApiToken, Holding, Person, StandIn
from huiyin.people.tokens import end_token, make_token
from huiyin.web.asking import Form, Values, asked, choice, column, columns, lookup
from huiyin.web.keepers.finding import METHODS, for_keepers, person_or_404, person_url
from huiyin.web.keepers.person_deeds import person_form
from huiyin.web.me import role_names


@for_keepers
@require_http_methods(METHODS)
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """A role in a unit and below, or in the whole firm, between two days."""
    at, person = timezone.now(), person_or_404(pk)
    form = person_form(_("Grant a role"), _("Grant it"), person)
    form.fields = [
        choice("role", _("Role"), role_names().items(), required=True),
        column(Holding, "unit", hint=_("In this unit and all below it; empty: in the whole firm.")),
        column(Holding, "since", value=day_of(at).isoformat()),
        column(Holding, "until", hint=_("Empty: without an end.")),
    ]  # fmt: skip
    form.done = _("The role is granted.")

    def do(values: Values) -> None:
        code = values.get("unit", "")
        unit = unit_codes().get(code)
        if code and unit is None:
            raise Invalid({"unit": _("There is no unit “%(value)s”.") % {"value": typed.shown(code)}})
        days = {"since": values.get("since", ""), "until": values.get("until", "")}
        keep.grant(request.user, person, values.get("role", ""), unit, **days, at=at)  # type: ignore[arg-type]

    return asked(request, form, do)


@for_keepers
@require_http_methods(METHODS)
def holding_end(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """The last day of a role."""
    at, person = timezone.now(), person_or_404(pk)
    held = Holding.objects.filter(pk=row, person=person).select_related("unit").first()
    if held is None:
        raise Http404
    form = person_form(_("End the role"), _("End it"), person)
    where = held.unit.name if held.unit else _("The whole firm")
    form.facts = [{"label": role_names().get(held.role, held.role), "text": where}]
    form.fields = [column(held, "until", label=_("Last day"), required=True, value=day_of(at).isoformat())]
    form.done = _("The role ends with that day.")

    def do(values: Values) -> None:
        keep.end_holding(request.user, held, until=values.get("until", ""), at=at)  # type: ignore[arg-type]

    return asked(request, form, do)


@for_keepers
@require_http_methods(METHODS)
def stand_in_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Someone acts for her between two days."""
    at, absent = timezone.now(), person_or_404(pk)
    form = person_form(_("Arrange a stand-in"), _("Arrange it"), absent)
    form.hint = _("She may do and sign what the absent one may; the trail names both.")
    form.fields = [
        lookup("person", _("Stand-in"), kind="person", required=True),
        column(StandIn, "since", value=day_of(at).isoformat()), *columns(StandIn, ("until", "reason")),
    ]  # fmt: skip
    form.done = _("The stand-in is arranged.")

    def do(values: Values) -> None:
        key = str(values.get("person", ""))
        person = Person.objects.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 16 else None
        if person is None:
            raise Invalid({"person": _("Choose a colleague.")})
        days = {name: values.get(name, "") for name in ("since", "until", "reason")}
        keep.stand_in(request.user, absent, person, **days, at=at)  # type: ignore[arg-type]

    return asked(request, form, do)


@for_keepers
@require_http_methods(METHODS)
def stand_in_end(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """The absent one is back."""
    at, person = timezone.now(), person_or_404(pk)
    found = StandIn.objects.filter(pk=row).select_related("absent", "person").first()
    if found is None or pk not in (found.absent_id, found.person_id):
        raise Http404
    form = person_form(_("End the stand-in"), _("End it"), person)
    words = _("%(person)s acts for %(absent)s") % {"person": found.person.name, "absent": found.absent.name}
    form.facts = [{"label": _("Stand-in"), "text": words}]
    form.done = _("The stand-in has ended.")

    def do(values: Values) -> None:
        keep.end_stand_in(request.user, found, at=at)  # type: ignore[arg-type]

    return asked(request, form, do)


@for_keepers
@require_http_methods(METHODS)
def token_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A key a program signs in with as this person; it is shown once and never again."""
    at, person = timezone.now(), person_or_404(pk)
    form = person_form(_("New key"), _("Make the key"), person)
    form.hint = _("A program that sends it may do what this person may. It is shown once.")
    form.fields = [
        column(ApiToken, "label", hint=_("Which program, for example ERP.")),
        {"name": "expires_at", "kind": "date", "label": _("Last day"), "value": "",
         "hint": _("Empty: until it is ended.")},
    ]  # fmt: skip

    def do(values: Values) -> HttpResponse:
        last = typed.fitted({"expires_at": typed.day}, {"expires_at": values.get("expires_at", "")})["expires_at"]
        until = timezone.make_aware(dt.datetime.combine(last + dt.timedelta(1), dt.time())) if last else None
        label = values.get("label", "")
        token, secret = make_token(request.user, person, label, at=at, expires_at=until)  # type: ignore[arg-type]
        shown = {"asked": form, "token": token, "secret": secret, "back": person_url(person)}
        answer = render(request, "web/keepers/secret.html", shown)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return asked(request, form, do)


@for_keepers
@require_http_methods(METHODS)
def token_end(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """From now on the key opens nothing."""
    at, person = timezone.now(), person_or_404(pk)
    token = ApiToken.objects.filter(pk=row, person=person).first()
    if token is None:
        raise Http404
    form: Form = person_form(_("End the key"), _("End it"), person)
    form.facts = [{"label": _("Key"), "text": token.label}]
    form.done = _("The key has ended.")

    def do(values: Values) -> None:
        end_token(request.user, token, at=at)  # type: ignore[arg-type]

    return asked(request, form, do)
