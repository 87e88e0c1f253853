"""Who does it: of all who may, the one in charge of this record, and nobody who is away that day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from random import Random
from typing import Any, TypeVar

from huiyin.kernel.errors import Refused
from huiyin.people.holding import HEAD, day_of, holders
from huiyin.people.memory import carry, remember
from huiyin.people.models import Holding, Person, StandIn, Unit

T = TypeVar("T")
ANYONE = "*"
READING = ("reader", "auditor")
"""Roles that write nothing."""
FORBIDDEN = 403


class Desk:
    """The people around one record: whoever took a role on it once keeps to it."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._regulars: dict[str, int] = {}

    def opener(self, roles: Iterable[str], unit: Unit | None, at: dt.datetime) -> Person:
        """Someone who may register, from ``unit`` when one of it may. Raises LookupError when nobody may."""
        if ANYONE in roles:
            writing = Holding.objects.exclude(role__in=READING)
            found = list(Person.objects.filter(unit=unit, is_active=True, pk__in=writing.values("person")))
        else:
            every = [_present(holders(role, unit, at), at) for role in roles]
            at_home = [[one for one in pool if unit is None or one.unit_id == unit.pk] for pool in every]
            found = next(filter(None, (*at_home, *every)), [])
            twice = {one.pk for one, times in Counter(one for pool in every for one in pool).items() if times > 1}
            # Whoever heads the others reviews what they register, as long as there is somebody else to register it.
            found = [one for one in found if one.pk not in twice] or found
        if not found:
            raise LookupError(f"nobody in {unit} may register")
        return self._rng.choice(found)

    def order(self, record: Any, roles: Iterable[str], at: dt.datetime, unit: Unit | None = None) -> list[Person]:
        """Who may come into question for a step of ``record``, in the order they are asked."""
        if unit is not None:
            return _present(holders(HEAD, unit, at), at)
        every: list[Person] = []
        for role in roles:
            pool = list(_present(holders(role, record.unit, at), at))
            self._rng.shuffle(pool)
            regular = self._regulars.get(role)
            every += [one for one in pool if one.pk == regular]
            every += sorted(pool, key=lambda one: one.pk != record.opened_by_id)
        first = [record.holder] if record.holder_id else []
        return list({one.pk: one for one in (*first, *every)}.values())

    def elsewhere(self, role: str, here: list[Person], at: dt.datetime) -> list[Person]:
        """Those ``here`` who hold the role, then whoever else holds it in the firm."""
        return list(dict.fromkeys([*here, *_present(holders(role, None, at), at)]))

    def do(self, candidates: Iterable[Person], act: Callable[[Person], T], role: str = "") -> T:
        """Let the first who may do it. Raises a refusal when nobody may, LookupError when there is nobody.

        A guard may refuse one person and not another (who submitted does not review), so everybody is asked; what the
        door says of the record itself tells more than that somebody has no such right.
        """
        refusal: Exception = LookupError(f"nobody holds {role}")
        for person in candidates:
            try:
                done = act(person)
            except Refused as refused:
                if refused.status != FORBIDDEN or not isinstance(refusal, Refused):
                    refusal = refused
            else:
                self._regulars.setdefault(role, person.pk)
                return done
        raise refusal


class Calm:
    """Days on which nobody takes a role, gives one up, leaves or comes back: who may do what is read once for all."""

    def __init__(self) -> None:
        rows = [*Holding.objects.values_list("since", "until"), *StandIn.objects.values_list("since", "until")]
        self._changes = {since for since, _until in rows}
        self._changes |= {until + dt.timedelta(days=1) for _since, until in rows if until}
        self._day: dt.date | None = None

    def goes_on_to(self, at: dt.datetime) -> None:
        """It is ``at`` now: what was remembered of the day before still holds, when nothing changed in between."""
        day = day_of(at)
        if self._day is not None and self._day != day and not any(self._day < one <= day for one in self._changes):
            carry(self._day, day)
        self._day = day


def _present(persons: Iterable[Person], at: dt.datetime) -> list[Person]:
    """Those who are not away that day; whoever stands in for them is among ``holders`` already."""
    day = day_of(at)
    rows = StandIn.objects.filter(since__lte=day, until__gte=day)
    away = remember(("away", day), lambda: set(rows.values_list("absent_id", flat=True)))
    return [one for one in persons if one.pk not in away]


def window_of(customer: Any) -> Unit | None:
    """The unit that hears of a customer first."""
    unit: Unit | None = customer.unit
    return unit if unit is not None and unit.window else None
