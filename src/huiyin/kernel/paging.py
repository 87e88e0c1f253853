"""Pages by key: any page costs what the first one costs, whatever the number of records, from either end.

An order is a chain of columns an index walks, ending in the id. After a key come the rows equal in all columns but
the last and beyond it there, then those beyond in the last but one, and so on: each is a plain range of the index.
What has no value in a column comes last in either direction.
"""

from __future__ import annotations

import base64
import datetime as dt
import heapq
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet

COUNTED, COUNTED_DEAR = 1000, 250
"""People read "more than a thousand" and do not wait for the rest; of words found one by one they wait for fewer."""
KEY_LIMIT = 400
NULLABLE = ("due_at",)
Order = tuple[tuple[str, bool], ...]
ORDERS: dict[str, Order] = {
    "-received_at": (("received_at", True), ("id", True)),
    "received_at": (("received_at", False), ("id", False)),
    "-number": (("number", True),),
    "number": (("number", False),),
    "due_at": (("due_at", False), ("id", True)),
    "-due_at": (("due_at", True), ("id", False)),
    "state": (("state", False), ("received_at", True), ("id", True)),
    "-state": (("state", True), ("received_at", False), ("id", False)),
}
"""By name, with ``-`` for falling: columns and whether they fall. Each is one of Record's indexes, led by the type."""
USUAL = "-received_at"
OPENED = (("opened_at", True), ("id", True))
"""What one person opened, the newest first: an index led by the person, so no order of a whole register."""


class BadKey(ValueError):
    """A page's key that no page of ours wrote."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which page: behind a key, before one, or at either end."""

    order: str = USUAL
    after: str = ""
    before: str = ""
    last: bool = False
    size: int = 50

    @property
    def backwards(self) -> bool:
        """Whether the rows are walked from the end."""
        return bool(self.before) or self.last


@dataclass(frozen=True, slots=True)
class Page:
    """The ids of a page in order, and the keys of its neighbours (empty: there is none); the total where known."""

    ids: tuple[int, ...] = ()
    previous: str = ""
    next: str = ""
    total: int | None = None


@dataclass(frozen=True, slots=True)
class _Walk:
    order: Order
    nulls_last: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _falling in self.order)

    def back(self) -> _Walk:
        """The same way from its other end."""
        return replace(self, order=tuple((name, not falling) for name, falling in self.order), nulls_last=False)

    def by(self) -> tuple[str, ...]:
        """The names as order_by takes them."""
        return tuple(f"-{name}" if falling else name for name, falling in self.order)

    def rank(self, row: Sequence[Any]) -> tuple[Any, ...]:
        """A row's place, comparable with any other's."""
        found = []
        for (_name, falling), value in zip(self.order, row, strict=True):
            found.append(((value is None) == self.nulls_last, _Place(value, falling)))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class _Place:
    value: Any
    falling: bool

    def __lt__(self, other: _Place) -> bool:
        if self.value is None or other.value is None:
            return False
        return bool(other.value < self.value if self.falling else self.value < other.value)


def page(
    branches: Sequence[QuerySet[Any]], asked: Asked, orders: Mapping[str, Order] = ORDERS, *, dear: bool = False
) -> Page:
    """One page of the records the querysets hold together. Raises BadKey.

    Two branches may hold the same record; it is shown once. Each costs a few ranges of an index. Rows of another
    table bring their own ``orders``. A first page that is not full has counted the records; where asking is ``dear``,
    it reads on for the total, so that nobody asks again.
    """
    walk = _Walk(orders.get(asked.order, OPENED))
    key = unpack(asked.before or asked.after, walk.names) if (asked.before or asked.after) else None
    way = walk.back() if asked.backwards else walk
    first = not (asked.after or asked.backwards)
    need = max(asked.size, COUNTED_DEAR if dear and first else 0) + 1
    rows = _merged(way, [_rows(branch, way, key, need) for branch in branches], need)
    total = len(rows) if first and (len(rows) < need or need > asked.size + 1) else None
    more, rows = len(rows) > asked.size, rows[: asked.size]
    if asked.backwards:
        rows.reverse()
    if not rows:
        return Page(total=total)
    ends = pack(rows[0]), pack(rows[-1])
    if asked.backwards:
        return Page(_ids(walk, rows), ends[0] if more else "", ends[1] if asked.before else "")
    return Page(_ids(walk, rows), ends[0] if asked.after else "", ends[1] if more else "", total)


def _ids(walk: _Walk, rows: list[tuple[Any, ...]]) -> tuple[int, ...]:
    return tuple(row[-1] for row in rows)


def _rows(branch: QuerySet[Any], way: _Walk, key: tuple[Any, ...] | None, need: int) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    for part in _ranges(way, key):
        rows = branch.filter(part).order_by(*way.by()).values_list(*way.names, "id")
        found += rows[: need - len(found)]
        if len(found) >= need:
            break
    return found


def _merged(way: _Walk, lists: list[list[tuple[Any, ...]]], need: int) -> list[tuple[Any, ...]]:
    if len(lists) == 1:
        return lists[0]
    found: dict[int, tuple[Any, ...]] = {}
    for row in heapq.merge(*lists, key=lambda row: way.rank(row[:-1])):
        found.setdefault(row[-1], row)
        if len(found) == need:
            break
    return list(found.values())


def _ranges(way: _Walk, key: tuple[Any, ...] | None) -> Iterator[Q]:
    """The ranges of the index that follow a key, in order; all of it without one."""
    if key is None:
        yield from _all(way)
        return
    for at in range(len(way.order) - 1, -1, -1):
        same = Q(**{name: value for name, value in zip(way.names[:at], key, strict=False) if value is not None})
        for name, value in zip(way.names[:at], key, strict=False):
            if value is None:
                same &= Q(**{f"{name}__isnull": True})
        name, falling = way.order[at]
        yield from (same & beyond for beyond in _beyond(way, name, falling, key[at]))


def _beyond(way: _Walk, name: str, falling: bool, value: Any) -> Iterator[Q]:
    if value is None:
        if not way.nulls_last:
            yield Q(**{f"{name}__isnull": False})
        return
    yield Q(**{f"{name}__{'lt' if falling else 'gt'}": value})
    if name in NULLABLE and way.nulls_last:
        yield Q(**{f"{name}__isnull": True})


def _all(way: _Walk) -> Iterator[Q]:
    name = way.order[0][0]
    if name not in NULLABLE:
        yield Q()
        return
    parts = [Q(**{f"{name}__isnull": False}), Q(**{f"{name}__isnull": True})]
    yield from parts if way.nulls_last else reversed(parts)


# --- keys -----------------------------------------------------------------------------------------------------------


def pack(row: Sequence[Any]) -> str:
    """A row's place in the order as an address carries it."""
    plain = [one.astimezone(dt.UTC).isoformat() if isinstance(one, dt.datetime) else one for one in row[:-1]]
    return base64.urlsafe_b64encode(json.dumps(plain, ensure_ascii=False).encode()).decode().rstrip("=")


def unpack(text: str, names: Sequence[str]) -> tuple[Any, ...]:
    """The place behind an address's key. Raises BadKey for anything no page wrote."""
    if len(text) > KEY_LIMIT:
        raise BadKey(text[:20])
    try:
        plain = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if not isinstance(plain, list) or len(plain) != len(names):
            raise BadKey(text)
        return tuple(_typed(name, one) for name, one in zip(names, plain, strict=True))
    except (ValueError, TypeError, RecursionError) as trouble:
        raise BadKey(text) from trouble


def _typed(name: str, one: Any) -> Any:
    if one is None and name in NULLABLE:
        return None
    if name == "id":
        if type(one) is int and 0 <= one < 2**63:
            return one
    elif isinstance(one, str) and "\x00" not in one:
        one.encode()  # half a character is a ValueError here, not in the database
        if name != "at" and not name.endswith("_at"):
            return one
        moment = dt.datetime.fromisoformat(one)
        if moment.tzinfo is not None and 1900 < moment.year < 2200:
            return moment
    raise BadKey(str(one)[:20])


# --- totals ---------------------------------------------------------------------------------------------------------


def counted(branches: Sequence[QuerySet[Any]], *, dear: bool = False) -> int:
    """How many records there are together, counted to one more than `most_counted` and no further."""
    most = most_counted(dear=dear)
    if len(branches) == 1:
        return branches[0].order_by().values("id")[: most + 1].count()
    ids: set[int] = set()
    for branch in branches:
        ids.update(branch.order_by().values_list("id", flat=True)[: most + 1])
    return min(len(ids), most + 1)


def most_counted(*, dear: bool) -> int:
    """How far totals are counted; ``dear`` as for `page`."""
    return COUNTED_DEAR if dear else COUNTED
