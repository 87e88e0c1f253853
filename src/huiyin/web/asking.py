"""A small form over a row of the ground: a customer's card, a person, a day of a calendar.

The fields are made from the row's own columns, so that a label or a length is said once. The deed itself is a door of
people, parties or calendars; what it refuses comes back with the words that were typed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from huiyin.kernel.errors import Invalid, Refused
from huiyin.kernel.fields import FieldSpec
from huiyin.people.holding import units
from huiyin.people.models import Unit
from huiyin.web.answers import gone_to
from huiyin.web.fields import LOOKUPS
from huiyin.web.initials import initials
from huiyin.web.posted import posted

Field = dict[str, Any]
Values = dict[str, Any]
KINDS = {
    "TextField": "long", "BooleanField": "flag", "DateField": "date", "DateTimeField": "moment",
    "PositiveIntegerField": "number",
}  # fmt: skip
RADIOS = 4


@dataclass(slots=True)
class Form:
    """What one deed asks. `seen` is the version or edition the page shows; `about` leads back to what it is about.

    `facts` are told above the fields, `[{label, text}]`; `hidden` goes along unseen.
    """

    title: str
    submit: str
    back: str
    fields: list[Field] = field(default_factory=list)
    hint: str = ""
    done: str = ""
    about: tuple[str, str] = ("", "")
    seen: int | None = None
    facts: list[dict[str, Any]] = field(default_factory=list)
    hidden: dict[str, Any] = field(default_factory=dict)
    template: str = "web/asked.html"
    more: dict[str, Any] = field(default_factory=dict)


Do = Callable[[Values], str | HttpResponse | None]
"""Does the deed with what was said, as plain text by field name; gives the address to go to, none for `back`, or an
answer of its own where something is shown only once."""
Compare = Callable[[Refused], dict[str, Any]]
"""What parts/trail.html and the table of both values show when someone was faster."""


class Again(Exception):
    """The deed tells first what it would do: `more` goes to the template, `hidden` along with the second answer."""

    def __init__(self, submit: str, hidden: dict[str, Any], more: dict[str, Any]) -> None:
        super().__init__(submit)
        self.submit, self.hidden, self.more = submit, hidden, more


def asked(request: HttpRequest, form: Form, do: Do, *, compare: Compare | None = None) -> HttpResponse:
    """Show the form, or do the deed: on when it is done; back with the words, and why, when it is not."""
    errors: Mapping[str, Any] = {}
    given: Values = {}
    candidates: Mapping[str, Any] = {}
    wrong, stale, status = "", None, 200
    if request.method == "POST":
        specs = [FieldSpec(one["name"], one["label"], one["kind"]) for one in form.fields]
        come = posted(request.POST, specs, request.user, at=timezone.now())  # type: ignore[arg-type]
        given, candidates = come.values, come.candidates
        try:
            to = do(come.data)
        except Again as again:
            form.submit, form.hidden, form.more = again.submit, form.hidden | again.hidden, form.more | again.more
        except Invalid as invalid:
            errors, wrong, status = invalid.errors, str(invalid.why), 422
        except Refused as no:
            if no.status != 409:
                raise
            wrong, status = str(no.why), 409
            stale = compare(no) if compare else None
        else:
            if isinstance(to, HttpResponse):
                return to
            if form.done:
                messages.success(request, form.done)
            return gone_to(request, to or form.back)
    context: dict[str, Any] = {"asked": form, "form": drawn(request, form, given, errors, candidates)}
    context["form"] |= {"wrong": wrong, "stale": stale}
    return render(request, form.template, context | form.more, status=status)


def drawn(
    request: HttpRequest, form: Form, given: Values, errors: Mapping[str, Any], candidates: Mapping[str, Any]
) -> dict[str, Any]:
    """The form as parts/form.html takes it; an error that belongs to no field shown is said above all."""
    made = [_with(one, given, errors, candidates) for one in form.fields]
    cursor = next((one for one in made if one["error"]), made[0] if made else {})
    cursor["autofocus"] = True
    names = {one["name"] for one in made}
    lost = [{"ok": False, "text": str(text)} for name, text in errors.items() if name not in names]
    return {
        "action": request.get_full_path(), "fields": made, "submit": form.submit, "cancel": form.back,
        "seen": form.seen, "hidden": form.hidden, "blockers": lost,
    }  # fmt: skip


def _with(one: Field, given: Values, errors: Mapping[str, Any], candidates: Mapping[str, Any]) -> Field:
    name = one["name"]
    made = {**one, "error": str(errors.get(name, "")), "candidates": candidates.get(name, ())}
    if name in given:
        made["value"] = given[name] == "yes" if one["kind"] == "flag" else given[name]
        if one["kind"] in LOOKUPS:
            made["shown"] = given.get(f"{name}.words", "")
    return made


def seen(request: HttpRequest) -> int:
    """The version or edition the form was filled on; a form without one has seen nothing."""
    text = request.POST.get("seen", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


# --- fields ----------------------------------------------------------------------------------------------------------


def columns(row: Model | type[Model], names: Iterable[str], **more: Mapping[str, Any]) -> list[Field]:
    """A field for each column of a row, with what it holds; `more` adds to a field by its name."""
    return [column(row, name, **more.get(name, {})) for name in names]


def column(row: Model | type[Model], name: str, **more: Any) -> Field:
    """One column as parts/field.html takes it; of a class there is no value yet but the column's own default."""
    model_field: Any = row._meta.get_field(name)
    kind = "unit" if model_field.related_model is Unit else KINDS.get(model_field.get_internal_type(), "text")
    default = model_field.get_default() if model_field.has_default() else ""
    one: Field = {
        "name": name, "kind": kind, "label": str(model_field.verbose_name),
        "required": kind != "flag" and not model_field.blank, "limit": model_field.max_length or 0,
        "value": plain(getattr(row, name)) if isinstance(row, Model) else default,
    }  # fmt: skip
    if kind == "unit":
        one["choices"] = unit_choices(one["value"])
    elif kind == "number":
        one["min"] = 0
    elif model_field.choices:
        one |= {
            "kind": "choice",
            "choices": [{"value": code, "label": str(label)} for code, label in model_field.choices],
        }
        one["look"] = "radio" if len(one["choices"]) <= RADIOS else "select"
    return one | more


def lookup(name: str, label: str, chosen: Model | None = None, *, kind: str, **more: Any) -> Field:
    """A row found by typing: a product, a person. Posts its id."""
    return {
        "name": name, "kind": kind, "label": label, "source": reverse("lookup", args=[kind]),
        "value": str(chosen.pk) if chosen else "", "shown": str(chosen) if chosen else "",
    } | more  # fmt: skip


def choice(name: str, label: str, pairs: Iterable[tuple[str, str]], value: str = "", **more: Any) -> Field:
    """One code of a list, found by typing its words or initials."""
    choices = [{"value": code, "label": words, "initials": initials(words)} for code, words in pairs]
    return {"name": name, "kind": "choice", "look": "select", "label": label, "choices": choices, "value": value} | more


def plain(value: Any) -> Any:
    """A stored value as a control carries it: a unit's code, another row's id, `2026-11-20`."""
    if isinstance(value, Unit):
        return value.code
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else value


def unit_choices(kept: str = "") -> list[dict[str, Any]]:
    """The firm's tree by code; a closed unit only where it is chosen already."""
    found = []
    for unit in units().values():
        if unit.closed_on is None or unit.code == kept:
            depth = max(unit.path.count("/") - 2, 0)
            found.append({"value": unit.code, "label": unit.name, "initials": initials(unit.name), "depth": depth})
    return found
