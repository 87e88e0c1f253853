"""Who holds which role, where, on a day: the one place that answers it, stand-ins included."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from huiyin.people.memory import remember
from huiyin.people.models import Holding, Person, StandIn, Unit

HEAD = "department_head"
"""The role code every pack uses for 部门负责人, held per unit."""


@dataclass(frozen=True, slots=True)
class Held:
    """A role held on a day: in the unit at `path` and below, or in the whole firm when `path` is None.

    `on_behalf` is the absent person when the role is only stood in for; the trail then names both.
    """

    role: str
    path: str | None = None
    unit_id: int | None = None
    on_behalf: Person | None = None

    def covers(self, unit: Unit | None) -> bool:
        """Whether the holding reaches `unit`; a question without a unit is answered by any holding."""
        return unit is None or self.path is None or unit.path.startswith(self.path)


def day_of(at: datetime) -> date:
    """The day `at` (aware) falls on where the firm is: roles begin and end with the firm's days."""
    return at.astimezone(timezone.get_default_timezone()).date()


def on_day(day: date) -> Q:
    """The condition of rows with `since` and `until` that hold on `day`, first and last day included."""
    return Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gte=day))


def holdings(person: Person, at: datetime) -> tuple[Held, ...]:
    """Every role `person` may act in at `at` (aware), her own first, then those she stands in for.

    One query, asked once per request. Nobody who was deactivated holds anything. Standing in does not pass on:
    who stands in for a stand-in acts for that person only.
    """
    day = day_of(at)
    return remember(("holdings", person.pk, day), lambda: _held(person, day))


def _held(person: Person, day: date) -> tuple[Held, ...]:
    if not person.is_active:
        return ()
    absent = StandIn.objects.filter(on_day(day), person=person).values("absent")
    rows = (
        Holding.objects.filter(on_day(day))
        .filter(Q(person=person) | Q(person__in=absent, person__is_active=True))
        .select_related("unit", "person")
    )
    found = [
        Held(
            row.role,
            row.unit.path if row.unit else None,
            row.unit_id,
            None if row.person_id == person.pk else row.person,
        )
        for row in rows.order_by("pk")
    ]
    return tuple(sorted(found, key=lambda one: one.on_behalf is not None))


def holds(person: Person, role: str, unit: Unit | None, at: datetime) -> Held | None:
    """The holding through which `person` has `role` for `unit` at `at`, or nothing.

    Without a unit, a holding anywhere will do. Her own right comes before one she only stands in for.
    """
    return next((one for one in holdings(person, at) if one.role == role and one.covers(unit)), None)


def holders(role: str, unit: Unit | None, at: datetime) -> tuple[Person, ...]:
    """Everyone to tell when `role` is meant for `unit`: nearest unit first, the whole firm's last.

    Each is followed by whoever stands in for her. Without a unit, everyone who holds the role anywhere, the whole
    firm's first. Nobody twice, nobody deactivated. Asked once per request for each role and unit.
    """
    key = ("holders", role, unit.path if unit else None, day_of(at))
    return remember(key, lambda: _with_stand_ins(_rows(role, unit, at), day_of(at)))


def nearest(role: str, unit: Unit, at: datetime) -> tuple[Person, ...]:
    """Those of `holders` who hold the role in the nearest unit that has a holder at all."""
    rows = _rows(role, unit, at)
    return _with_stand_ins([row for row in rows if row.unit_id == rows[0].unit_id], day_of(at))


def heads(unit: Unit, at: datetime) -> tuple[Person, ...]:
    """Who answers for `unit`: the heads of it, or of the nearest unit above it that has one."""
    return nearest(HEAD, unit, at)


def _rows(role: str, unit: Unit | None, at: datetime) -> list[Holding]:
    """Holdings of `role` that cover `unit`, nearest first; without a unit all of them, widest first."""
    rows = Holding.objects.filter(on_day(day_of(at)), role=role, person__is_active=True)
    if unit is not None:
        rows = rows.filter(Q(unit__isnull=True) | Q(unit__in=_ids_in(unit.path)))
    turn = 1 if unit is None else -1
    return sorted(
        rows.select_related("person", "unit").order_by("since", "pk"),
        key=lambda row: turn * row.unit.path.count("/") if row.unit else 0,
    )


def _with_stand_ins(rows: Iterable[Holding], day: date) -> tuple[Person, ...]:
    persons = [row.person for row in rows]
    stand_ins = StandIn.objects.filter(on_day(day), absent__in=persons, person__is_active=True)
    beside: dict[int, list[Person]] = {}
    for row in stand_ins.select_related("person").order_by("since", "pk"):
        beside.setdefault(row.absent_id, []).append(row.person)
    found = [one for person in persons for one in (person, *beside.get(person.pk, ()))]
    return tuple({person.pk: person for person in found}.values())


# --- units ---------------------------------------------------------------------------------------------------------


def units() -> dict[int, Unit]:
    """Every unit by id, closed ones too, in the order of the tree. One query, asked once per request."""
    return remember(("units",), lambda: {unit.pk: unit for unit in Unit.objects.order_by("path")})


def unit_codes() -> dict[str, Unit]:
    """Every unit by code, closed ones too."""
    return remember(("codes",), lambda: {unit.code: unit for unit in units().values()})


def subtree(unit: Unit | int) -> tuple[int, ...]:
    """The ids of a unit and everything below it; none when there is no such unit."""
    every = units()
    root = every.get(unit if isinstance(unit, int) else unit.pk)
    return tuple(pk for pk, one in every.items() if root and one.path.startswith(root.path))


def ancestors(unit: Unit) -> tuple[Unit, ...]:
    """The units above `unit`, the nearest first, then up to the root."""
    every = units()
    return tuple(every[pk] for pk in reversed(_ids_in(unit.path)[:-1]))


def _ids_in(path: str) -> list[int]:
    return [int(pk) for pk in path.split("/") if pk]


def window_for(person: Person) -> Unit | None:
    """The unit that registers what customers tell `person` (SM-4.2): hers or the nearest above that is a window.

    Otherwise the firm's own window, the open one highest in the tree. Nothing when the firm has none yet.
    """
    home = units().get(person.unit_id or 0)
    for unit in (home, *ancestors(home)) if home else ():
        if unit.window and unit.closed_on is None:
            return unit
    return default_window()


def default_window() -> Unit | None:
    """The firm's own window: of the open ones the highest in the tree."""
    return min(windows(), key=lambda unit: (unit.path.count("/"), unit.pk), default=None)


def windows() -> list[Unit]:
    """The open units that register customers' words, in the order of the tree."""
    return [unit for unit in units().values() if unit.window and unit.closed_on is None]
