"""What a keeper does with persons: added, changed, lent a password, deactivated when they leave."""

from __future__ import annotations

import secrets

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huiyin.people import keep
from huiyin.people.models import Person
from huiyin.web.asking import Field, Form, Values, asked, columns
from huiyin.web.keepers.finding import METHODS, for_keepers, person_or_404, person_url

NAMES = ("name", "unit", "title", "email", "phone", "keeper")


@for_keepers
@require_http_methods(METHODS)
def person_new(request: HttpRequest) -> HttpResponse:
    """A new person with a lent password; her roles are granted on her page."""
    at, form = timezone.now(), Form(_("New person"), _("Add the person"), reverse("persons"))
    username = columns(
        Person, ("username",), username={"hint": _("One word of letters and digits; it stays for ever.")}
    )
    form.fields = [*username, *columns(Person, NAMES), _password(required=False)]
    form.done = _("The person is added. Now grant her roles.")

    def add(values: Values) -> str:
        password = values.pop("password", "")
        return person_url(keep.add_person(request.user, values, at=at, password=password))  # type: ignore[arg-type]

    return asked(request, form, add)


def _password(*, required: bool = True) -> Field:
    return {
        "name": "password", "kind": "text", "label": _("Lent password"), "limit": 128, "required": required,
        "value": secrets.token_urlsafe(9), "hint": _("Tell it to her; she is asked for one of her own at once."),
    }  # fmt: skip


def person_form(title: str, submit: str, person: Person) -> Form:
    """An empty form about a person."""
    back = person_url(person)
    return Form(title, submit, back, about=(person.name, back))


@for_keepers
@require_http_methods(METHODS)
def person_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name, unit, position; keeper or no longer."""
    at, person = timezone.now(), person_or_404(pk)
    form = person_form(_("Change the person"), _("Save"), person)
    form.fields, form.done = columns(person, NAMES), _("The person is changed.")

    def save(values: Values) -> None:
        keep.change_person(request.user, person, values, at=at)  # type: ignore[arg-type]

    return asked(request, form, save)


@for_keepers
@require_http_methods(METHODS)
def person_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Lend her a new password."""
    at, person = timezone.now(), person_or_404(pk)
    form = person_form(_("Lend a password"), _("Lend it"), person)
    form.hint = _("Every browser she is signed in with must sign in anew.")
    form.fields, form.done = [_password()], _("The password is lent.")

    def lend(values: Values) -> None:
        keep.reset_password(request.user, person, values.get("password", ""), at=at)  # type: ignore[arg-type]

    return asked(request, form, lend)


@for_keepers
@require_http_methods(METHODS)
def person_standing(request: HttpRequest, pk: int) -> HttpResponse:
    """She has left, or is back."""
    at, person = timezone.now(), person_or_404(pk)
    if person.is_active:
        form = person_form(_("Deactivate"), _("Deactivate"), person)
        form.hint = _(
            "From now on she cannot sign in; her roles, stand-ins and keys end today. Her name stays in every record."
        )
        form.done, deed = _("The person is deactivated."), keep.deactivate
    else:
        form = person_form(_("Activate again"), _("Activate again"), person)
        form.hint = _("She may sign in again. Her roles are not back: each is granted anew.")
        form.done, deed = _("The person is activated again."), keep.activate

    def do(values: Values) -> None:
        deed(request.user, person, at=at)  # type: ignore[arg-type]

    return asked(request, form, do)
