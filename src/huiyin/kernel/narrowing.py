"""What a register is narrowed by: read from an address or a call, each bad value answered with a sentence.

Conditions are on Record, so that a page can be walked along its indexes; a room's own column is reached through it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.base.alike import alike
from huiyin.base.text import sought
from huiyin.kernel.cleaning import Bad, clean
from huiyin.kernel.columns import Col
from huiyin.kernel.fields import FieldSpec
from huiyin.kernel.models import Record
from huiyin.kernel.registry import RecordType
from huiyin.kernel.sight import sight
from huiyin.kernel.turns import mine
from huiyin.kernel.walking import MOST_BRANCHES, Wanted, walks
from huiyin.packs.shape import PHASES
from huiyin.parties.models import Customer
from huiyin.people.models import Person, Unit

AT_WORK = ("draft", "open", "waiting")
MOST_CHOSEN, MOST_TYPED = 60, 200
OWN = ("q", "late", "mine", "phase", "customer")
"""What every register can be narrowed by, beside its columns."""
SEARCHED = ("number", "title", "customer_unknown")
"""Shared columns whose words the search index holds for every type."""
Given = Mapping[str, Sequence[str]]


@dataclass(slots=True)
class Narrowed:
    """The records left over, and what was asked for.

    ``branches`` together hold the records, each walkable along an index. ``said`` maps what was asked to its clean
    form; ``faults`` maps what cannot be used to its sentence: then there are no branches, because an error must not
    look like an empty register. ``dear`` says that asking twice would cost twice (kernel.walking).
    """

    branches: list[QuerySet[Any]] = field(default_factory=list)
    said: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    dear: bool = False


@dataclass(slots=True)
class _Reader:
    """One reading of what was given."""

    record_type: RecordType
    cols: Mapping[str, Col]
    person: Person
    at: dt.datetime
    codes: Callable[[Col], Iterable[str]]
    wanted: Wanted
    said: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)


def narrow(
    record_type: RecordType, cols: Mapping[str, Col], given: Given, person: Person, *, at: dt.datetime,
    order: str = "-received_at", codes: Callable[[Col], Iterable[str]],
) -> Narrowed:  # fmt: skip
    """The records of a type ``person`` may see that meet what was ``given`` (lists of texts by name).

    Names are ``q``, ``late``, ``mine``, ``phase``, ``customer``, a column, or a column with ``.from``/``.to``. A name
    nobody knows is a fault, like a value that fits no column. ``codes`` gives the codes a choice column may hold.
    """
    wanted = Wanted(record_type.name, sight(person, [record_type.name], at=at), order)
    reader = _Reader(record_type, cols, person, at, codes, wanted)
    for name, values in given.items():
        try:
            _read(reader, name, list(values))
        except Bad as bad:
            reader.faults[name] = str(bad)
    if reader.faults:
        return Narrowed(said=reader.said, faults=reader.faults)
    found = walks(reader.wanted)
    return Narrowed(found.branches, reader.said, dear=found.dear)


def _read(reader: _Reader, name: str, values: list[str]) -> None:
    if len(values) > MOST_CHOSEN:
        raise Bad(_("At most %(most)d can be chosen here.") % {"most": MOST_CHOSEN})
    values = [_typed(one) for one in values]
    if not any(values):
        return
    if name in OWN:
        _OWN[name](reader, [one for one in values if one])
        return
    plain, dot, end = name.rpartition(".")
    col = reader.cols.get(plain if dot else name)
    kind = col.filter if col else ""
    if col is None or not kind or (kind == "range") != (end in ("from", "to") and bool(dot)):
        raise Bad(_("There is no filter “%(name)s” here.") % {"name": name[:40]})
    reader.said[name] = _FILTERS[kind](reader, col, [one for one in values if one], end)


def _typed(text: str) -> str:
    if "\x00" in text:
        raise Bad(_("The text holds a NUL character, which no form can carry. Paste it again as plain text."))
    if any("\ud800" <= one <= "\udfff" for one in text):
        raise Bad(_("The text holds half a character. Paste it again."))
    if len(text) > MOST_TYPED:
        have = {"have": len(text), "most": MOST_TYPED}
        raise Bad(_("This is %(have)d characters long; at most %(most)d can be looked for.") % have)
    return text.strip()


# --- what every register has ---------------------------------------------------------------------------------------


def _query(reader: _Reader, values: list[str]) -> None:
    reader.said["q"] = values[0]
    reader.wanted.words.append(values[0])


def _late(reader: _Reader, values: list[str]) -> None:
    if not clean(_FLAG, values[0]):
        return
    reader.said["late"] = True
    late = Q(due_at__lt=reader.at, phase__in=AT_WORK)
    if reader.wanted.order == "due_at":  # the very index that is walked
        reader.wanted.conditions.append(late)
    else:
        reader.wanted.sets.append(Record.objects.filter(late, type=reader.record_type.name).values("pk"))


def _mine(reader: _Reader, values: list[str]) -> None:
    if not clean(_FLAG, values[0]):
        return
    reader.said["mine"] = True
    reader.wanted.sets.append(mine(reader.person, at=reader.at).values("record_id"))


def _phase(reader: _Reader, values: list[str]) -> None:
    for one in values:
        if one not in PHASES:
            raise Bad(_("“%(value)s” is not on this list.") % {"value": one[:40]})
    reader.said["phase"] = list(dict.fromkeys(values))
    reader.wanted.splits.append(("phase", reader.said["phase"]))


def _customer(reader: _Reader, values: list[str]) -> None:
    if not values[0].isdecimal() or len(values[0]) > 15:
        raise Bad(_("There is no customer “%(value)s”.") % {"value": values[0][:40]})
    reader.said["customer"] = int(values[0])
    reader.wanted.conditions.append(Q(customer_id=int(values[0])))


_OWN: dict[str, Callable[[_Reader, list[str]], None]] = {
    "q": _query, "late": _late, "mine": _mine, "phase": _phase, "customer": _customer,
}  # fmt: skip
_FLAG = FieldSpec("flag", "", "flag")


# --- columns -------------------------------------------------------------------------------------------------------


def _look(reader: _Reader, col: Col, condition: Callable[[str], Q], path: str = "") -> None:
    """Ask for a condition on a column; one of the room's own table is asked of that table."""
    path = path or col.path
    if col.own:
        reader.wanted.rooms.append(reader.record_type.model._default_manager.filter(condition(path)))
    else:
        reader.wanted.conditions.append(condition(path))


def _contains(reader: _Reader, col: Col, values: list[str], end: str) -> str:
    text = values[0]
    pattern = alike(text)
    first = col.path.partition("__")[0]
    if first == "customer":
        _of_customers(reader, Customer.objects.filter(find__contains=sought(text)))
    elif first in ("holder", "opened_by"):
        persons = Person.objects.filter(name__regex=pattern).values("pk")
        reader.wanted.rooms.append(Record.objects.filter(**{f"{first}_id__in": persons}))
    elif col.name in SEARCHED or col.name in reader.record_type.search:
        reader.wanted.words.append(text)  # the index narrows first; what it finds is looked at again
        reader.wanted.conditions.append(Q(**{f"{_path(reader, col)}__regex": pattern}))
    else:
        _look(reader, col, lambda path: Q(**{f"{path}__regex": pattern}))
    return text


def _of_customers(reader: _Reader, customers: QuerySet[Customer]) -> None:
    """Records of these customers; of a few customers each in its own order of receipt, for which there is an index."""
    reader.wanted.rooms.append(Record.objects.filter(customer_id__in=customers.values("pk")))
    found = list(customers.order_by().values_list("pk", flat=True)[: MOST_BRANCHES + 1])
    if len(found) <= MOST_BRANCHES and reader.wanted.order.removeprefix("-") == "received_at":
        reader.wanted.splits.append(("customer_id", found))


def _path(reader: _Reader, col: Col) -> str:
    return f"{reader.record_type.model._meta.model_name}__{col.path}" if col.own else col.path


def _choice(reader: _Reader, col: Col, values: list[str], end: str) -> list[str]:
    known = set(Unit.objects.values_list("code", flat=True)) if _of_units(col) else set(reader.codes(col))
    for one in values:
        if one not in known:
            raise Bad(_("“%(value)s” is not on this list.") % {"value": one[:40]})
    values = list(dict.fromkeys(values))
    if col.kind == "state":
        reader.wanted.splits.append(("state", values))
    elif col.kind == "unit" and col.path.endswith("__name"):
        _look(reader, col, lambda path: Q(**{f"{path}__in": values}), f"{col.path.removesuffix('name')}code")
    elif col.kind in ("units", "choices"):
        _listed(reader, col, values)
    else:
        _look(reader, col, lambda path: Q(**{f"{path}__in": values}))
    return values


def _listed(reader: _Reader, col: Col, values: list[str]) -> None:
    """Any of ``values`` in a JSON list, looked at as text."""
    name = f"text_{col.path}".replace("__", "_")
    held = Q()
    for one in values:
        held |= Q(**{f"{name}__contains": f'"{one}"'})
    if col.own:
        rows = reader.record_type.model._default_manager.annotate(**{name: Cast(col.path, TextField())})
        reader.wanted.rooms.append(rows.filter(held))
    else:
        reader.wanted.texts[name] = col.path
        reader.wanted.conditions.append(held)


def _of_units(col: Col) -> bool:
    return col.kind in ("unit", "units")


def _flag(reader: _Reader, col: Col, values: list[str], end: str) -> bool:
    wanted = bool(clean(_FLAG, values[0]))
    _look(reader, col, lambda path: Q(**{path: wanted}))
    return wanted


def _range(reader: _Reader, col: Col, values: list[str], end: str) -> Any:
    """From or to, both ends belonging to it; a day stands for all of it."""
    number = col.kind == "figure"
    spec = FieldSpec(col.name, "", "number" if number else "date", decimals=True)
    value = bound = clean(spec, values[0])
    below = "lte"
    if col.kind not in ("figure", "date"):
        below, day = "lt", value if end == "from" else value + dt.timedelta(1)
        bound = timezone.make_aware(dt.datetime.combine(day, dt.time()))
    if not number and col.path.startswith("extra__"):
        bound = bound.isoformat()
    _look(reader, col, lambda path: Q(**{f"{path}__{'gte' if end == 'from' else below}": bound}))
    return value


_FILTERS: dict[str, Callable[[_Reader, Col, list[str], str], Any]] = {
    "contains": _contains, "choice": _choice, "flag": _flag, "range": _range,
}  # fmt: skip
