"""What a keeper does with units: added, changed, moved, closed, opened again; none is ever removed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huiyin.calendars.models import WorkCalendar
from huiyin.people import keep
from huiyin.people.models import Unit
from huiyin.web.asking import Field, Form, Values, asked, choice, column, columns
from huiyin.web.keepers.finding import METHODS, for_keepers, unit_or_404, unit_url

NAMES = ("name", "name_en", "kind", "window", "region")


def _form(title: str, submit: str, unit: Unit) -> Form:
    back = unit_url(unit)
    return Form(title, submit, back, about=(unit.name, back))


def _calendar(unit: Unit | None) -> Field:
    pairs = [(one.code, f"{one.label} ({one.code})") for one in WorkCalendar.objects.all()]
    value = unit.calendar if unit else ""
    return choice("calendar", _("Working calendar"), pairs, value, placeholder=_("The firm's"))


@for_keepers
@require_http_methods(METHODS)
def unit_first(request: HttpRequest) -> HttpResponse:
    """The company itself."""
    at, form = timezone.now(), Form(_("Add the company"), _("Add it"), reverse("units"))
    form.fields = [column(Unit, "code"), *columns(Unit, ("name", "name_en")), _calendar(None)]
    form.done = _("The company is added.")

    def add(values: Values) -> str:
        return unit_url(keep.add_unit(request.user, values | {"kind": "company"}, at=at))  # type: ignore[arg-type]

    return asked(request, form, add)


@for_keepers
@require_http_methods(METHODS)
def unit_new(request: HttpRequest, code: str) -> HttpResponse:
    """A unit below this one."""
    at, parent = timezone.now(), unit_or_404(code)
    form = _form(_("New unit"), _("Add the unit"), parent)
    form.hint = _("It belongs to %(name)s.") % {"name": parent.name}
    code_field = column(Unit, "code", hint=_("Letters and digits, for example SC-WEST; it stays for ever."))
    form.fields = [code_field, *columns(Unit, NAMES), _calendar(None)]
    form.done = _("The unit is added.")

    def add(values: Values) -> str:
        return unit_url(keep.add_unit(request.user, values | {"parent": parent}, at=at))  # type: ignore[arg-type]

    return asked(request, form, add)


@for_keepers
@require_http_methods(METHODS)
def unit_change(request: HttpRequest, code: str) -> HttpResponse:
    """Another name, kind, region or calendar."""
    at, unit = timezone.now(), unit_or_404(code)
    form = _form(_("Change the unit"), _("Save"), unit)
    form.fields, form.done = [*columns(unit, NAMES), _calendar(unit)], _("The unit is changed.")

    def save(values: Values) -> None:
        keep.change_unit(request.user, unit, values, at=at)  # type: ignore[arg-type]

    return asked(request, form, save)


@for_keepers
@require_http_methods(METHODS)
def unit_move(request: HttpRequest, code: str) -> HttpResponse:
    """Put it, with everything below it, under another unit."""
    at, unit = timezone.now(), unit_or_404(code)
    form = _form(_("Move the unit"), _("Move it"), unit)
    form.hint = _("Everything below it moves along; who holds a role above it reaches it from now on.")
    form.fields, form.done = [column(unit, "parent", required=True)], _("The unit is moved.")

    def move(values: Values) -> None:
        keep.move_unit(request.user, unit, values.get("parent", ""), at=at)  # type: ignore[arg-type]

    return asked(request, form, move)


@for_keepers
@require_http_methods(METHODS)
def unit_standing(request: HttpRequest, code: str) -> HttpResponse:
    """Close it, or open it again. What speaks against closing is told with names."""
    at, unit = timezone.now(), unit_or_404(code)
    if unit.closed_on:
        form = _form(_("Open the unit again"), _("Open it again"), unit)
        form.done, deed = _("The unit is open again."), keep.reopen_unit
    else:
        form = _form(_("Close the unit"), _("Close it"), unit)
        form.hint = _("Nobody belongs to it any longer and nothing new is registered there; what it did stays.")
        form.done, deed = _("The unit is closed."), keep.close_unit

    def do(values: Values) -> None:
        deed(request.user, unit, at=at)  # type: ignore[arg-type]

    return asked(request, form, do)
