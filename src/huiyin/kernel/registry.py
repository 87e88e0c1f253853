"""The list of record types: filled by rooms at start, read by every face. It knows no room by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.models import Line, Record

Words = Any
"""A gettext_lazy string or a Label: something ``str()`` turns into the reader's language."""


FAMILIES: Mapping[str, Words] = {
    "voice": _("Customers' words"),
    "visit": _("Visits"),
    "goods": _("Returns and service"),
    "inside": _("Between departments"),
    "action": _("Action and improvement"),
    "upkeep": _("Upkeep"),
}
"""The families of record types, in the order every menu has them."""


@dataclass(frozen=True, slots=True)
class Blocker:
    """One reason why not, in the reader's words; ``field`` is where to mend it, ``number`` the record in the way."""

    text: Words
    field: str = ""
    number: str = ""
    clause: str = ""


Answer = str | Blocker | Sequence[Blocker] | None
"""What a guard says: nothing, or why it refuses."""


@dataclass(frozen=True, slots=True)
class Column:
    """One register column: table cell, filter, Excel column and API field at once.

    ``name`` is a field of the record, a path (``customer__name``) or a name only ``value`` knows. ``filter`` is
    ``""``, ``contains``, ``choice``, ``range``, ``flag`` or ``exact``. ``value`` computes what no column holds;
    what it needs must be in ``RecordType.related`` or it would cost a query a row.
    """

    name: str
    label: Words = ""
    filter: str = ""
    sort: bool = False
    value: Callable[[Any], Any] | None = None
    width: int = 14
    always: bool = True


@dataclass(frozen=True, slots=True)
class Section:
    """A block of the sheet: its title and the fields in it, lines included."""

    title: Words
    fields: tuple[str, ...]

    def __init__(self, title: Words, *fields: str) -> None:
        object.__setattr__(self, "title", title)
        object.__setattr__(self, "fields", fields)


@dataclass(frozen=True, slots=True)
class Owes:
    """What makes a row somebody's work: the columns that say what, who, by when, and that it was done.

    ``owner`` is a person; where none is named the row is owed by the head of the department in ``unit``. Either may
    be ``""``, and so may ``due``. A row is owed while ``done`` is empty; ``where`` says what else must hold.
    """

    what: str = "what"
    owner: str = "owner"
    unit: str = ""
    due: str = "due_on"
    done: str = "done_on"
    where: Q = field(default_factory=Q)


@dataclass(frozen=True, slots=True)
class Lines:
    """Rows inside a record: a name steps may ask for, its table, the columns of it people fill.

    ``needs`` are columns every row must have. With ``unit_field`` a step that has ``of`` lets each unit write its
    own rows only. ``late`` are columns filled by later steps: a step asks for them as ``name.column``. With ``owes``
    each open row is work on its owner's desk.
    """

    name: str
    label: Words
    model: type[Line]
    fields: tuple[str, ...]
    needs: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    unit_field: str = ""
    owes: Owes | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page only this room has, at ``/<type>/<name>``: the window mounts it and draws the room's ``template``.

    ``show(rows, person, at)`` gives the template its context; ``rows`` are the room's records this person may see.
    A page reads and nothing else: its deeds are links to the steps' own pages, which come back to it (``?back=``).
    """

    name: str
    label: Words
    template: str
    show: Callable[[Any, Any, Any], dict[str, Any]]
    icon: str = "list-details"


@dataclass(frozen=True, slots=True)
class Panel:
    """What a room shows beside its sheet and keeps nowhere: read from where it stands, each time it is shown.

    ``rows`` are pairs of a head (or nothing) and a text; ``empty`` is said when there are none. ``page`` leads to
    where more stands: the name of an address and what it takes, with ``link`` as its words.
    """

    title: Words
    rows: tuple[tuple[Words, Words], ...] = ()
    empty: Words = ""
    page: tuple[str, ...] = ()
    link: Words = ""


@dataclass(frozen=True, slots=True)
class RecordType:
    """One room, declared once.

    ``kinds`` says what a model field cannot say of itself (``choice``, ``choices``, ``units``, ``record:<type>``).
    ``guards`` look at the record before a deed, ``checks`` after its data was taken, ``effects`` write rows or letters.
    ``facts(record)`` is what other rooms may know; ``accepts[type](facts)`` turns a parent's facts into the data
    this room opens with (``accepts["*"]`` those of any other parent). ``search`` names the fields whose words
    are found. ``pages`` are what only this room has besides register and sheet; ``beside(record, person, at)``
    gives panels for whoever reads the sheet.
    """

    name: str
    label: Words
    plural: Words
    model: type[Record]
    opens_with: tuple[str, ...]
    register: tuple[Column, ...]
    sheet: tuple[Section, ...]
    milestones: tuple[str, ...]
    family: str = "voice"
    order: int = 50
    kinds: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[Lines, ...] = ()
    guards: Mapping[str, Callable[..., Answer]] = field(default_factory=dict)
    checks: Mapping[str, Callable[..., Answer]] = field(default_factory=dict)
    effects: Mapping[str, Callable[..., None]] = field(default_factory=dict)
    facts: Callable[[Any], dict[str, Any]] = lambda record: {}
    accepts: Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]] = field(default_factory=dict)
    search: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    pages: tuple[Page, ...] = ()
    beside: Callable[[Any, Any, Any], Sequence[Panel]] | None = None
    title_from: str = ""
    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def line(self, name: str) -> Lines | None:
        """The rows of that name, or nothing."""
        return next((one for one in self.lines if one.name == name), None)


_TYPES: dict[str, RecordType] = {}


def add(record_type: RecordType) -> RecordType:
    """Take a room's declaration. Raises ValueError when another room has the name, or the family is none of ours."""
    known = _TYPES.get(record_type.name)
    if known is not None and known.model is not record_type.model:
        raise ValueError(f"two rooms are called {record_type.name!r}")
    if record_type.family not in FAMILIES:
        raise ValueError(f"{record_type.name!r} is of no family: there is no {record_type.family!r}")
    _TYPES[record_type.name] = record_type
    types.cache_clear()
    return record_type


@cache
def types() -> tuple[RecordType, ...]:
    """Every record type, by family and order."""
    rank = list(FAMILIES)
    return tuple(sorted(_TYPES.values(), key=lambda one: (rank.index(one.family), one.order, one.name)))


def get(name: str) -> RecordType:
    """The type of that name. Raises LookupError: callers that take a name from outside answer 404."""
    try:
        return _TYPES[name]
    except KeyError:
        raise LookupError(name) from None


def type_of(record: Record) -> RecordType:
    """The declaration behind a record."""
    return _TYPES[record.type]


def whole(record: Record) -> Record:
    """The room's own row behind a record (itself when it already is one)."""
    model = _TYPES[record.type].model
    return record if isinstance(record, model) else model._default_manager.get(pk=record.pk)
