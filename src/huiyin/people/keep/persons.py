"""Persons come, change and leave; none is ever removed, because the trail names them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from huiyin.base import typed
from huiyin.base.errors import Invalid, Refused, taken
from huiyin.people.keep.act import apply, note, only_keepers, unit_named
from huiyin.people.keep.roles import end_everything
from huiyin.people.models import ApiToken, Person

USERNAME = re.compile(r"\w[\w.@-]{0,59}")
OWN = {"email", "phone", "language", "theme"}
"""What a person may change about herself."""


def _username(value: Any) -> str:
    name = unicodedata.normalize("NFKC", typed.text(60, must=True)(value)).casefold()
    if not USERNAME.fullmatch(name):
        raise typed.Unfit(_("A sign-in name is one word of letters, digits, and . @ - _ signs, 60 at most."))
    return name


def _language(value: Any) -> str:
    return typed.choice("", *(code for code, _label in settings.LANGUAGES))(value)


FIELDS: dict[str, typed.Fit] = {
    "username": _username,
    "name": typed.text(60, must=True),
    "email": typed.mail,
    "phone": typed.text(40),
    "title": typed.text(60),
    "language": _language,
    "theme": typed.choice("", "auto", "light", "dark"),
    "keeper": typed.flag,
}


@transaction.atomic
def add_person(by: Person | None, given: Mapping[str, Any], *, at: datetime, password: str = "") -> Person:
    """A new person from `username`, `name`, `unit` (a unit or its code) and other FIELDS.

    The password is lent: she is asked to choose her own when she first signs in. Without one she cannot sign in
    until a keeper lends her one.
    """
    only_keepers(by)
    wanted = {"username": "", "name": "", **given}
    unit = _unit(wanted.pop("unit", None))
    good = typed.fitted(FIELDS, wanted)
    if Person.objects.filter(username__iexact=good["username"]).exists():
        raise Invalid({"username": _("The sign-in name %(name)s is taken.") % {"name": good["username"]}})
    person = Person(unit=unit, password_lent=bool(password), **good)
    if password:
        check_password(password, person)
    person.set_password(password or None)
    with taken("username"):
        person.save()
    note("add_person", _subject(person), by, at, {name: ["", new] for name, new in {**good, "unit": unit}.items()})
    return person


@transaction.atomic
def change_person(by: Person | None, person: Person, given: Mapping[str, Any], *, at: datetime) -> Person:
    """Another name, unit, position …; she herself may change what is in OWN. The sign-in name stays for ever."""
    if by is None or by.pk != person.pk or set(given) - OWN:
        only_keepers(by)
    person = Person.objects.select_for_update().get(pk=person.pk)
    wanted = dict(given)
    unit = {"unit": _unit(wanted.pop("unit"))} if "unit" in wanted else {}
    good = typed.fitted({name: fit for name, fit in FIELDS.items() if name != "username"}, wanted)
    if person.keeper and good.get("keeper") is False:
        _not_the_last_keeper(person)
    if changes := apply(person, {**good, **unit}):
        note("change_person", _subject(person), by, at, changes)
    return person


@transaction.atomic
def deactivate(by: Person | None, person: Person, *, at: datetime) -> Person:
    """She has left: from now on she cannot sign in, and her roles, stand-ins and keys have ended."""
    only_keepers(by)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        raise Refused(_("%(name)s is deactivated already.") % {"name": person}, status=409)
    _not_the_last_keeper(person)
    ended = end_everything(by, person, at=at)
    ended["keys"] = ApiToken.objects.filter(person=person, ended_at=None).update(ended_at=at)
    changes = {name: ["", count] for name, count in ended.items() if count}
    note("deactivate", _subject(person), by, at, {**apply(person, {"is_active": False}), **changes})
    return person


@transaction.atomic
def activate(by: Person | None, person: Person, *, at: datetime) -> Person:
    """She is back. Her roles are not: each is granted anew."""
    only_keepers(by)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if changes := apply(person, {"is_active": True}):
        note("activate", _subject(person), by, at, changes)
    return person


@transaction.atomic
def reset_password(by: Person | None, person: Person, password: str, *, at: datetime) -> Person:
    """Lend her a new password. Every browser she is signed in with must sign in anew."""
    only_keepers(by)
    person = Person.objects.select_for_update().get(pk=person.pk)
    check_password(password, person)
    person.set_password(password)
    person.password_lent = True
    person.save()
    note("reset_password", _subject(person), by, at)
    return person


def check_password(password: str, person: Person | None = None) -> None:
    """Raises Invalid when a password is too short, too common, only digits, or cannot be typed."""
    if not isinstance(password, str) or any(unicodedata.category(char) in ("Cc", "Cs") for char in password):
        raise Invalid({"password": _("The password holds a character nobody can type.")})
    if len(password) > 128:
        raise Invalid({"password": _("A password of more than 128 characters is not taken.")})
    try:
        validate_password(password, person)
    except ValidationError as wrong:
        raise Invalid({"password": " ".join(wrong.messages)}) from None


def _not_the_last_keeper(person: Person) -> None:
    keepers = Person.objects.select_for_update().filter(keeper=True, is_active=True)
    if [one.pk for one in keepers] == [person.pk]:
        raise Refused(
            _("%(name)s is the last keeper of persons and units. Make someone else a keeper first.") % {"name": person},
            status=409,
        )


def _unit(value: Any) -> Any:
    try:
        unit = unit_named(value)
    except LookupError:
        raise Invalid({"unit": _("There is no unit “%(value)s”.") % {"value": typed.shown(value)}}) from None
    if unit and unit.closed_on:
        raise Invalid({"unit": _("%(name)s is closed.") % {"name": unit}})
    return unit


def _subject(person: Person) -> str:
    return f"person:{person.username}"
