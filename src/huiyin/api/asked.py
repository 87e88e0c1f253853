"""What a call says: its JSON read, measured and named; a name nobody asked for is refused with a sentence."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from huiyin.api.answers import Unreadable
from huiyin.kernel.cleaning import Bad, clean
from huiyin.kernel.errors import Invalid
from huiyin.kernel.fields import FieldSpec
from huiyin.kernel.taking import REQUIRED
from huiyin.people.models import Person

DEEPEST = 12
MOMENT = FieldSpec("happened_at", "", "moment")
PERSON = FieldSpec("person", "", "person")
MOST_PERSONS = 50
SIZE, MOST = 50, 200
"""Rows of a page: when nobody says, and at most."""
ROW_NAMES = {"id", "drop"}
KEY = "Idempotency-Key"
KEY_LENGTH = 80


def body(request: HttpRequest, names: Iterable[str]) -> dict[str, Any]:
    """The JSON object of a call, holding no other names than these.

    Raises Unreadable (400, 415) for what is no such object, Invalid for a stray name or a text no form can carry.
    """
    if request.content_type != "application/json":
        raise Unreadable(_("Send JSON, with “Content-Type: application/json”."), status=415)
    try:
        said = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        raise Unreadable(_("This is not JSON.")) from None
    if not isinstance(said, dict):
        raise Unreadable(_("Send a JSON object: {…}."))
    _measure(said, "", 0)
    names = set(names)
    if strays := sorted(name for name in said if name not in names):
        sentence = _("This is not asked for here. Known: %(names)s.") % {"names": ", ".join(sorted(names))}
        raise Invalid({name[:60]: sentence for name in strays})
    return said


def _measure(said: Any, place: str, depth: int) -> None:
    """Look at every text and how deep it lies: no database takes a NUL or half a character."""
    if depth > DEEPEST:
        raise Unreadable(_("This JSON is nested too deeply."))
    if isinstance(said, str):
        if "\x00" in said:
            text = _("The text holds a NUL character, which no form can carry. Paste it again as plain text.")
            raise Invalid({place or "?": text})
        if any("\ud800" <= char <= "\udfff" for char in said):
            raise Invalid({place or "?": _("The text holds half a character. Paste it again.")})
    elif isinstance(said, dict):
        for name, inner in said.items():
            _measure(name, place, depth)
            _measure(inner, f"{place}.{name}".strip(".")[:80], depth + 1)
    elif isinstance(said, list):
        for at, inner in enumerate(said):
            _measure(inner, f"{place}.{at}".strip("."), depth + 1)


def fields(said: Mapping[str, Any], specs: Iterable[FieldSpec]) -> dict[str, Any]:
    """The `fields` of a call, if the deed asks for each of them. Raises Invalid naming every stray one."""
    given = said.get("fields", {})
    if not isinstance(given, dict):
        raise Invalid({"fields": _("This must be an object: {…}.")})
    known = {spec.name: spec for spec in specs}
    errors: dict[str, Any] = {}
    for name, value in given.items():
        if name not in known:
            errors[name[:60]] = _("This field is not asked for here.")
        elif known[name].kind == "lines":
            errors |= _stray_columns(known[name], value)
    if errors:
        raise Invalid(errors)
    return given


def _stray_columns(spec: FieldSpec, rows: Any) -> dict[str, Any]:
    columns = ROW_NAMES | {one.name for one in spec.columns if not spec.only or one.name in spec.only}
    found = {}
    for at, row in enumerate(rows if isinstance(rows, list) else ()):
        for name in row if isinstance(row, dict) else ():
            if name not in columns:
                found[f"{spec.name}.{at}.{name[:60]}"] = _("This field is not asked for here.")
    return found


def seen(said: Mapping[str, Any]) -> int:
    """The version the caller looked at before. Raises Invalid when it does not say."""
    found = said.get("seen")
    if found is None:
        raise Invalid({"seen": REQUIRED})
    if type(found) is not int or not 0 <= found < 2**31:
        raise Invalid({"seen": _("This must be a whole number.")})
    return found


def text(said: Mapping[str, Any], name: str) -> str:
    """A plain text of a call; empty when it is not there."""
    found = said.get(name, "")
    if not isinstance(found, str):
        raise Invalid({name: _("This must be text.")})
    return found


def needed(said: Mapping[str, Any], name: str) -> str:
    """A text the deed cannot do without. Raises Invalid."""
    found = text(said, name)
    if not found.strip():
        raise Invalid({name: REQUIRED})
    return found


def flag(said: Mapping[str, Any], name: str) -> bool:
    """True or false, and nothing that resembles it. Raises Invalid."""
    found = said.get(name)
    if not isinstance(found, bool):
        raise Invalid({name: REQUIRED if found is None else _("Answer yes or no.")})
    return found


def person(said: Mapping[str, Any], name: str) -> Person:
    """A colleague who works here, by sign-in name or id. Raises Invalid."""
    found = said.get(name)
    if found in (None, ""):
        raise Invalid({name: REQUIRED})
    return _person(name, found)


def _person(name: str, given: Any) -> Person:
    try:
        found: Person = clean(PERSON, given)
    except Bad as bad:
        raise Invalid({name: str(bad)}) from None
    return found


def persons(said: Mapping[str, Any], name: str) -> list[Person]:
    """Colleagues, in the order they are named. Raises Invalid."""
    given = said.get(name)
    if not isinstance(given, list) or len(given) > MOST_PERSONS or any(one in (None, "") for one in given):
        sentence = _("Write it as a list of at most %(most)d sign-in names or ids.") % {"most": MOST_PERSONS}
        raise Invalid({name: REQUIRED if given is None else sentence})
    return [_person(f"{name}.{at}", one) for at, one in enumerate(given)]


def moment(said: Mapping[str, Any], name: str) -> dt.datetime | None:
    """An instant of a call (local time when it names no zone), or nothing."""
    try:
        found: dt.datetime | None = clean(MOMENT, said.get(name))
    except Bad as bad:
        raise Invalid({name: str(bad)}) from None
    return found


def decided(said: Mapping[str, Any]) -> dict[str, Any]:
    """What the doer decides about children: `{type: {"open": bool, "reason": text}}`."""
    given = said.get("decided", {})
    wrong = Invalid({"decided": _("Write it as {“type”: {“open”: true or false, “reason”: “…”}}.")})
    if not isinstance(given, dict):
        raise wrong
    for one in given.values():
        if not isinstance(one, dict) or set(one) - {"open", "reason"} or not isinstance(one.get("open"), bool):
            raise wrong
        if not isinstance(one.get("reason", ""), str):
            raise wrong
    return {name: {"open": one["open"], "reason": one.get("reason", "")} for name, one in given.items()}


def key(request: HttpRequest, person: Any) -> str:
    """The source key of a call that may be repeated: each person's own. Empty when she sends none. Raises Invalid."""
    given = request.headers.get(KEY, "")
    if not given:
        return ""
    if len(given) > KEY_LENGTH or not given.isascii() or not given.isprintable():
        raise Invalid({KEY: _("At most %(most)d plain letters, digits and signs.") % {"most": KEY_LENGTH}})
    return f"api:{person.pk}:{given}"


def limit(request: HttpRequest, faults: dict[str, Any]) -> int:
    """How many rows of a page are wanted; a number that is none is put among the faults."""
    given = request.GET.get("limit", str(SIZE))
    if given.isascii() and given.isdecimal() and len(given) < 5 and 0 < int(given) <= MOST:
        return int(given)
    faults["limit"] = _("A whole number from 1 to %(most)d.") % {"most": MOST}
    return SIZE


def whole(request: HttpRequest, name: str, faults: dict[str, Any]) -> int:
    """A whole number of an address, nought when it is not there; what is none is put among the faults."""
    given = request.GET.get(name, "0")
    if given.isascii() and given.isdecimal() and len(given) < 10:
        return int(given)
    faults[name] = _("This must be a whole number.")
    return 0
