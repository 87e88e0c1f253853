"""Units come, change, move and close; none is ever removed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from huiyin.base import typed
from huiyin.base.errors import Invalid, Refused, taken
from huiyin.calendars.naming import calendar_code
from huiyin.people.holding import day_of, subtree
from huiyin.people.keep.act import apply, note, only_keepers, unit_named
from huiyin.people.models import Holding, Person, Unit

CODE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")


def _code(value: Any) -> str:
    code = typed.text(40, must=True)(value)
    if not CODE.fullmatch(code):
        raise typed.Unfit(
            _("A code is made of letters, digits, - and _, and begins with a letter: for example SC-WEST.")
        )
    return code


FIELDS: dict[str, typed.Fit] = {
    "code": _code,
    "name": typed.text(80, must=True),
    "name_en": typed.text(120),
    "kind": typed.choice(*(kind for kind, _label in Unit.KINDS)),
    "window": typed.flag,
    "region": typed.text(80),
    "calendar": calendar_code,
}


@transaction.atomic
def add_unit(by: Person | None, given: Mapping[str, Any], *, at: datetime) -> Unit:
    """A new unit from `code`, `name`, `parent` (a unit or its code; none for the company itself) and other FIELDS."""
    only_keepers(by)
    wanted = {"code": "", "name": "", **given}
    parent = _parent(wanted.pop("parent", None))
    good = typed.fitted(FIELDS, wanted)
    if Unit.objects.filter(code__iexact=good["code"]).exists():
        raise Invalid({"code": _("There is already a unit with the code %(code)s.") % {"code": good["code"]}})
    if parent is None and (root := Unit.objects.filter(parent=None).first()):
        raise Invalid({"parent": _("Say what the unit belongs to: only %(name)s stands at the top.") % {"name": root}})
    with taken("code"):
        unit = Unit.objects.create(parent=parent, **good)
    note("add_unit", _subject(unit), by, at, {name: ["", new] for name, new in {**good, "parent": parent}.items()})
    return unit


@transaction.atomic
def change_unit(by: Person | None, unit: Unit, given: Mapping[str, Any], *, at: datetime) -> Unit:
    """Another name, kind, region or calendar; registers customers' words or no longer. The code stays for ever."""
    only_keepers(by)
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    good = typed.fitted({name: fit for name, fit in FIELDS.items() if name != "code"}, given)
    if changes := apply(unit, good):
        note("change_unit", _subject(unit), by, at, changes)
    return unit


@transaction.atomic
def move_unit(by: Person | None, unit: Unit, parent: Unit | str, *, at: datetime) -> Unit:
    """Put a unit, with everything below it, under another one."""
    only_keepers(by)
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    target = _parent(parent)
    if target is None or unit.parent_id is None:
        raise Invalid({"parent": _("The company itself stays at the top, and nothing else goes there.")})
    if target.pk in subtree(unit):
        raise Invalid({"parent": _("%(name)s cannot be put below itself.") % {"name": unit}})
    if changes := apply(unit, {"parent": target}):
        note("move_unit", _subject(unit), by, at, changes)
    return unit


@transaction.atomic
def close_unit(by: Person | None, unit: Unit, *, at: datetime) -> Unit:
    """Close a unit from today on: nobody belongs to it, nothing new is registered there; what it did stays."""
    only_keepers(by)
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if unit.closed_on:
        raise Refused(_("%(name)s is closed already.") % {"name": unit}, status=409)
    if reasons := _still_alive(unit, at):
        raise Refused(
            _("%(name)s cannot be closed yet: %(reasons)s") % {"name": unit, "reasons": " ".join(reasons)},
            reasons,
            status=409,
        )
    note("close_unit", _subject(unit), by, at, apply(unit, {"closed_on": day_of(at)}))
    return unit


def _still_alive(unit: Unit, at: datetime) -> list[str]:
    """What speaks against closing, as sentences."""
    inside = subtree(unit)
    below = Unit.objects.filter(parent=unit, closed_on=None)
    persons = Person.objects.filter(is_active=True, unit__in=inside)
    held = Holding.objects.filter(Q(until=None) | Q(until__gte=day_of(at)), unit__in=inside).select_related("person")
    reasons = []
    if unit.parent_id is None:
        reasons.append(_("It is the company itself."))
    if below:
        reasons.append(_("These units below it are open: %(names)s.") % {"names": _listed(below)})
    if persons:
        reasons.append(_("These persons belong to it: %(names)s. Move them first.") % {"names": _listed(persons)})
    if held:
        names = _listed({row.person_id: row.person for row in held}.values())
        reasons.append(_("These persons hold a role in it: %(names)s. End the roles first.") % {"names": names})
    return reasons


@transaction.atomic
def reopen_unit(by: Person | None, unit: Unit, *, at: datetime) -> Unit:
    """Open a closed unit again."""
    only_keepers(by)
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    _parent(unit.parent)
    if changes := apply(unit, {"closed_on": None}):
        note("reopen_unit", _subject(unit), by, at, changes)
    return unit


def _parent(value: Any) -> Unit | None:
    try:
        parent = unit_named(value)
    except LookupError:
        raise Invalid({"parent": _("There is no unit “%(value)s”.") % {"value": typed.shown(value)}}) from None
    if parent and parent.closed_on:
        raise Invalid({"parent": _("%(name)s is closed.") % {"name": parent}})
    return parent


def _listed(rows: Any) -> str:
    """The first names of a list, and how many more there are."""
    names = [str(row) for row in rows]
    more = _(" and %(count)d more") % {"count": len(names) - 5} if len(names) > 5 else ""
    return _(", ").join(names[:5]) + more


def _subject(unit: Unit) -> str:
    return f"unit:{unit.code}"
