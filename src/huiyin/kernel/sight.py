"""Who sees which records: by the roles that read a type, by the unit that registered it, by having to do with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from huiyin.kernel import registry
from huiyin.kernel.models import Part, Record
from huiyin.packs.adopt import prints, thawed
from huiyin.packs.shape import Procedure
from huiyin.people.holding import holdings, subtree
from huiyin.people.memory import remember
from huiyin.people.models import Person

ANYONE = "*"


@dataclass(frozen=True, slots=True)
class Sight:
    """What one person sees: types everywhere, types in some units only, and records she has to do with herself."""

    person: Person
    names: tuple[str, ...]
    everywhere: tuple[str, ...]
    units: dict[str, tuple[int, ...]]
    own_units: tuple[int, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing of these types is hidden."""
        return len(self.everywhere) == len(self.names)

    def parts(self) -> Q:
        """Rows of Part that speak to her or to one of her units."""
        return Q(person=self.person) | Q(unit_id__in=self.own_units)

    def own(self) -> tuple[Q, Q]:
        """Records she opened, records in her hand."""
        return Q(opened_by=self.person), Q(holder=self.person)

    def q(self) -> Q:
        """The condition on records of the types asked for."""
        if self.whole:
            return Q()
        taking_part = Exists(Part.objects.filter(self.parts(), record_id=OuterRef("pk")))
        opened, held = self.own()
        seen = opened | held | Q(taking_part)
        for name, ids in self.units.items():
            seen |= Q(type=name, unit_id__in=ids)
        return seen | (Q(type__in=self.everywhere) if self.everywhere else Q())


def sight(person: Person, names: Iterable[str], *, at: dt.datetime) -> Sight:
    """What ``person`` may see of the types ``names`` at ``at``."""
    names = tuple(names)
    held = holdings(person, at)
    readers = reading_roles(names)
    everywhere, units = [], {}
    for name in names:
        scopes = [one for one in held if one.role in readers[name]]
        if any(one.path is None for one in scopes):
            everywhere.append(name)
        elif scopes:
            units[name] = tuple(sorted({pk for one in scopes if one.unit_id for pk in subtree(one.unit_id)}))
    own = {one.unit_id for one in held if one.unit_id} | ({person.unit_id} if person.unit_id else set())
    return Sight(person, names, tuple(everywhere), units, tuple(sorted(own)))


def visible(person: Person, type_name: str | None, *, at: dt.datetime) -> QuerySet[Any]:
    """Records ``person`` may see: the room's own rows, or the shared ones of every type when no type is named."""
    if type_name is not None:
        model = registry.get(type_name).model
        return model._default_manager.filter(sight(person, [type_name], at=at).q(), type=type_name)
    return Record.objects.filter(sight(person, [one.name for one in registry.types()], at=at).q())


def reading_roles(names: Iterable[str]) -> dict[str, set[str]]:
    """Which roles may read each type: those that act in any adopted version of it, its readers, and ``reads``."""
    everyone = remember(("readers",), lambda: _readers(tuple(_prints().items())))
    return {name: everyone.get(name, set()) for name in names}


def adopted() -> dict[int, Procedure]:
    """Every version ever adopted, of all types, by its row's id, the newest first. One query per request."""
    return remember(("adopted",), lambda: thawed(_prints()))


def _prints() -> dict[int, str]:
    return remember(("prints",), prints)


@lru_cache(maxsize=16)
def _readers(prints: tuple[tuple[int, str], ...]) -> dict[str, set[str]]:
    """The answer for one set of adopted versions: these never change, and every page asks."""
    roles: dict[str, set[str]] = {one.name: set() for one in registry.types()}
    for procedure in thawed(dict(prints)).values():
        for name in roles:
            roles[name] |= {
                code for code, role in procedure.roles.items() if ANYONE in role.reads or name in role.reads
            }
        if procedure.type in roles:
            roles[procedure.type] |= acting_roles(procedure)
    return roles


def acting_roles(procedure: Procedure) -> set[str]:
    """Every role the procedure names in a step, a signature, its opening or its readers."""
    named = {*procedure.opens, *procedure.readers, *procedure.correctors, *procedure.voiders}
    for step in procedure.flow.steps.values():
        if not step.of:
            named |= set(step.roles)
        for sign in step.signs:
            named |= {*sign.any, *sign.all}
    return named - {ANYONE}
