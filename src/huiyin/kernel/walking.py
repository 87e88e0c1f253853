"""How a narrowed register is walked: the few records it can be about by their ids, or along an index in order.

A planner without figures about our rows guesses, and its guess costs seconds among a million of them. We can know: a
condition that leaves few records is asked for them first, and then they are fetched and sorted; one that leaves many
is only looked at while the index is walked, because a page is soon full. What is in between, the units a person reads,
has an index of its own each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BooleanField, CharField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast
from django.db.models.lookups import Exact

from huiyin.kernel import finding
from huiyin.kernel.models import Part, Record
from huiyin.kernel.sight import Sight
from huiyin.people.memory import remember

FEW = 2_000
"""So many records are fetched and sorted as fast as a page is gathered from an index among a million."""
MOST_BRANCHES = 12
Few = Sequence["set[int] | None"]
"""For each condition the ids it leaves, or nothing when they are many."""
PARTED = ("received_at", "due_at")
"""Orders whose values Python sorts as the database does, so that several walks can be joined."""


@dataclass(slots=True)
class Wanted:
    """What is asked of the records of one type.

    ``sets`` are querysets of record ids of which each must hold a record; ``rooms`` are querysets of the room's own
    rows of which each must hold it; ``splits`` are columns with the values asked for, each value led by an index;
    ``texts`` are JSON columns looked at as text, by the name they are looked at under.
    """

    type_name: str
    sight: Sight
    order: str
    conditions: list[Q] = field(default_factory=list)
    sets: list[QuerySet[Any]] = field(default_factory=list)
    rooms: list[QuerySet[Any]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    splits: list[tuple[str, Sequence[Any]]] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Walks:
    """The querysets that hold the records together; ``dear`` when each costs much however little is taken of it."""

    branches: list[QuerySet[Any]]
    dear: bool = False


class Plain(Func):
    """A text column as no index knows it: whoever compares it must have found the row another way."""

    output_field = CharField()
    template = "(%(expressions)s || '')"


class Among(Func):
    """Whether a record is among the ids of a subquery, asked while walking; a computed key cannot be looked up."""

    output_field = BooleanField()
    template = "(%(expressions)s)"
    arg_joiner = " + 0 IN "


def walks(wanted: Wanted) -> Walks:
    """The cheapest way to the records that are wanted; what it asks first costs a few limited looks into indexes."""
    sets = [few(one) for one in wanted.sets]
    rooms = [few(one.values("pk")) for one in wanted.rooms]
    hits = [finding.hits(words, FEW) for words in wanted.words]
    own, mine, units = _seen(wanted)
    known = [one for one in (*sets, *rooms, *hits, own) if one is not None]
    if known:
        ids = set.intersection(*known)
        rows = Record.objects.filter(Exact(Plain(F("type")), wanted.type_name), pk__in=sorted(ids))
        rows = rows if own is not None else rows.filter(wanted.sight.q())
        rows = _narrowed(rows, wanted, sets, rooms, hits)
        return Walks([rows.filter(**{f"{name}__in": values for name, values in wanted.splits})])
    rows = Record.objects.filter(type=wanted.type_name)
    branches = [rows.filter(one) for one in _sights(wanted, mine, units)]
    branches = [_narrowed(one, wanted, sets, rooms, hits) for one in branches]
    return Walks(_parted(branches, wanted), dear=bool(wanted.words or wanted.sets))


def few(rows: QuerySet[Any]) -> set[int] | None:
    """The ids a queryset of one column holds, if they are few."""
    (name,) = rows.query.values_select
    found = list(rows.order_by().values_list(name, flat=True)[: FEW + 1])
    return set(found) if len(found) <= FEW else None


def _narrowed(rows: QuerySet[Any], wanted: Wanted, sets: Few, rooms: Few, hits: Few) -> QuerySet[Any]:
    """The conditions that are looked at row by row."""
    if wanted.texts:
        rows = rows.annotate(**{name: Cast(path, TextField()) for name, path in sorted(wanted.texts.items())})
    for condition in wanted.conditions:
        rows = rows.filter(condition)
    for many, known in zip(wanted.sets, sets, strict=True):
        if known is None:
            rows = rows.filter(Among(F("pk"), Subquery(many)))
    for room, known in zip(wanted.rooms, rooms, strict=True):
        if known is None:
            rows = rows.filter(Exists(room.filter(pk=OuterRef("pk"))))  # one look at its key for each record walked
    for words, known in zip(wanted.words, hits, strict=True):
        if known is None:
            rows = finding.walked(rows, words)
    return rows


def _parted(branches: list[QuerySet[Any]], wanted: Wanted) -> list[QuerySet[Any]]:
    """Each value of a state or phase in a walk of its own: else rows of a rare one are sought among all others."""
    for name, values in wanted.splits:
        apart = _joinable(wanted) and len(branches) * len(values) <= MOST_BRANCHES
        parts: Iterable[Q] = [Q(**{name: one}) for one in values] if apart else [Q(**{f"{name}__in": values})]
        branches = [branch.filter(part) for branch in branches for part in parts]
    return branches


def _joinable(wanted: Wanted) -> bool:
    return wanted.order.removeprefix("-") in PARTED


# --- what a person sees ---------------------------------------------------------------------------------------------


def _seen(wanted: Wanted) -> tuple[set[int] | None, set[int] | None, tuple[int, ...]]:
    """All ids she sees, if few; those she has to do with herself, if few; the units whose records she reads."""
    sight = wanted.sight
    if sight.whole:
        return None, None, ()
    units = sight.units.get(wanted.type_name, ())
    mine = remember(("mine", sight.person.pk), lambda: _mine(sight))
    if mine is None:
        return None, None, units
    read = few(Record.objects.filter(type=wanted.type_name, unit_id__in=units).values("pk")) if units else set()
    return (mine | read if read is not None else None), mine, units


def _mine(sight: Sight) -> set[int] | None:
    """The records she has to do with herself, if few: of any type, so that a search over all types asks once."""
    found: set[int] = set()
    opened, held = (Record.objects.filter(one).values("pk") for one in sight.own())
    for rows in (opened, held, Part.objects.filter(sight.parts()).values("record_id")):
        some = few(rows)
        if some is None:
            return None
        found |= some
    return found


def _sights(wanted: Wanted, mine: set[int] | None, units: tuple[int, ...]) -> list[Q]:
    """Each unit she reads has an index of its own in the order of receipt; beside it, the few she has to do with."""
    if wanted.sight.whole or mine is None or not _joinable(wanted) or len(units) >= MOST_BRANCHES:
        return [wanted.sight.q()]
    return [*(Q(unit_id=one) for one in units), Q(pk__in=sorted(mine))] if mine else [Q(unit_id=one) for one in units]
