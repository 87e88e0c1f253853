"""A keeper's acts in words: what was done to whom, what it was before and is now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from huiyin.people.holding import unit_codes
from huiyin.people.models import ApiToken, Holding, PeopleChange, Person, StandIn, Unit
from huiyin.web.me import role_names

MODELS = {"unit": (Unit,), "person": (Person, Holding, StandIn), "token": (ApiToken,)}
"""Where a change's columns are named, by what the act was about."""


def deeds() -> dict[str, str]:
    """Every act by its code."""
    return {
        "add_unit": _("Unit added"), "change_unit": _("Unit changed"), "move_unit": _("Unit moved"),
        "close_unit": _("Unit closed"), "reopen_unit": _("Unit opened again"), "add_person": _("Person added"),
        "change_person": _("Person changed"), "deactivate": _("Person deactivated"),
        "activate": _("Person activated again"), "reset_password": _("Password lent"), "grant": _("Role granted"),
        "end_holding": _("Role ended"), "stand_in": _("Stand-in arranged"), "end_stand_in": _("Stand-in ended"),
        "make_token": _("Key made"), "end_token": _("Key ended"),
    }  # fmt: skip


def entries(changes: Iterable[PeopleChange], *, subject: bool = False) -> list[dict[str, Any]]:
    """Acts as parts/trail.html takes them; with `subject` each says whom it was about."""
    rows = list(changes)
    words, roles = deeds(), role_names() if rows else {}
    names = _names(rows) if subject else {}
    return [_entry(one, words, roles, names) for one in rows]


def _names(rows: list[PeopleChange]) -> dict[str, str]:
    """The subjects in words: persons, units and keys by their names. Three queries."""
    kinds: dict[str, set[str]] = {"person": set(), "unit": set(), "token": set()}
    for row in rows:
        kind, _colon, key = row.subject.partition(":")
        kinds.setdefault(kind, set()).add(key)
    found = {f"person:{one.username}": f"{one.name} ({one.username})"
             for one in Person.objects.filter(username__in=kinds["person"])}  # fmt: skip
    found |= {f"unit:{one.code}": f"{one.name} ({one.code})" for one in unit_codes().values()}
    keys = ApiToken.objects.filter(pk__in=[key for key in kinds["token"] if key.isdecimal()]).select_related("person")
    return found | {f"token:{one.pk}": f"{one.label} · {one.person.name}" for one in keys}


def _entry(
    one: PeopleChange, words: Mapping[str, str], roles: Mapping[str, str], names: Mapping[str, str]
) -> dict[str, Any]:  # fmt: skip
    kind = one.subject.partition(":")[0]
    changes = [
        {"label": _label(kind, name), "old": _said(name, old, roles), "new": _said(name, new, roles)}
        for name, (old, new) in one.changes.items()
        if not (old == "" and new == "")
    ]
    facts = [names.get(one.subject, one.subject)] if names else []
    who = one.by or {"name": _("the machine's own command line")}
    return {"at": one.at, "who": who, "deed": words.get(one.deed, one.deed), "facts": facts, "changes": changes}


def _label(kind: str, name: str) -> str:
    own = {"label": _("Name"), "roles": _("Roles ended"), "stand_ins": _("Stand-ins ended"), "keys": _("Keys ended")}
    if name in own:
        return own[name]
    for model in MODELS.get(kind, ()):
        known = {field.name: field for field in model._meta.get_fields()}
        if name in known:
            return str(getattr(known[name], "verbose_name", name))
    return name


def _said(name: str, value: Any, roles: Mapping[str, str]) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name == "role":
        return roles.get(str(value), str(value))
    if name in ("unit", "parent"):
        return str(unit_codes().get(value, value))
    if name == "kind":
        return str(dict(Unit.KINDS).get(value, value))
    if name == "language":
        return str(dict(settings.LANGUAGES).get(value, value))
    return str(value)
