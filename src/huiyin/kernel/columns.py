"""The columns of a register: one list feeds the page, the workbook and the API.

A column is made from the room's declaration and the procedure's words: the firm's heading and order first, then what
people work with (state, due, whose turn). What a cell says is asked of the record's own version of the procedure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Field, ForeignKey, Model, QuerySet
from django.utils.translation import gettext_lazy

from huiyin.kernel.fields import FieldSpec, fields_of
from huiyin.kernel.models import Record
from huiyin.kernel.registry import Column, RecordType
from huiyin.packs.shape import Procedure

PAPER, WORK, ALL = "paper", "work", "all"
"""The firm's columns alone; with what people work with beside them; every column there is."""
SHARED_KINDS = {"number": "number", "state": "state", "phase": "phase", "due_at": "due", "round": "figure"}
ORDERED = {"number": "number", "received_at": "received_at", "due_at": "due_at", "state": "state"}
"""Columns an index walks in order, whatever the number of records; nothing else may be sorted by."""
FILTERS = {
    "text": "contains", "long": "contains", "number": "contains", "customer": "contains", "product": "contains",
    "contact": "contains", "record": "contains", "person": "contains", "choice": "choice", "choices": "choice",
    "unit": "choice", "units": "choice", "state": "choice", "date": "range", "moment": "range", "due": "range",
    "figure": "range",
    "flag": "flag",
}  # fmt: skip
WIDTHS = {"title": 32, "state": 14, "due_at": 20, "turn": 14}
BEHIND = ("what_happened", "content", "problem", "title")
WORKING = ("state", "due_at", "turn")


@dataclass(frozen=True, slots=True)
class Col:
    """One column as a procedure shows it.

    ``kind`` is ``number`` (the record's, a link), ``state``, ``phase``, ``due``, ``turn``, ``figure``, or a kind of
    packs.shape.FIELD_KINDS, ``customer``, ``contact``, ``product``. ``path`` leads to its value through the room's
    model (``customer__name``); it is empty for what is computed. ``own`` says the room's table holds it,
    ``personal`` that the procedure marks the field it shows.
    """

    name: str
    label: Any
    kind: str
    filter: str = ""
    path: str = ""
    width: int = 14
    spec: FieldSpec | None = None
    compute: Callable[[Any], Any] | None = None
    own: bool = False
    personal: bool = False

    @property
    def ordered(self) -> bool:
        """Whether a register may be sorted by it."""
        return self.name in ORDERED


def columns(record_type: RecordType, procedure: Procedure | None, which: str = WORK) -> tuple[Col, ...]:
    """The columns of the view ``which``; without a procedure in force, the room's own."""
    every = every_column(record_type, procedure)
    if procedure is None:
        return tuple(every[one.name] for one in record_type.register if one.always or which == ALL)
    paper = [every[one.name] for one in procedure.ledger.columns]
    if which == PAPER:
        return tuple(paper)
    found = _with([one for one in paper if one.name not in WORKING], [every[name] for name in WORKING])
    if which == ALL:
        found += [one for name, one in every.items() if one not in found]
    return tuple(found)


def _with(paper: list[Col], work: list[Col]) -> list[Col]:
    """What people work with stands behind what the customer said, in sight on a small screen; the paper's order is
    kept for the rest, and whole in the view of the paper."""
    names = [one.name for one in paper]
    at = next((names.index(name) + 1 for name in BEHIND if name in names), len(paper))
    return [*paper[:at], *work, *paper[at:]]


def every_column(record_type: RecordType, procedure: Procedure | None) -> dict[str, Col]:
    """Every column by name: the firm's own first and under its words, then the room's, then the computed ones."""
    specs = fields_of(procedure, record_type) if procedure else {}
    declared = {one.name: one for one in record_type.register}
    found: dict[str, Col] = {}
    for one in procedure.ledger.columns if procedure else ():
        found[one.name] = _col(record_type, specs, declared.get(one.name), one.name, one.label, one.width)
    for column in record_type.register:
        if column.name not in found:
            found[column.name] = _col(record_type, specs, column, column.name, column.label, column.width)
    for name in WORKING:
        if name not in found:
            found[name] = _col(record_type, specs, declared.get(name), name, TURN if name == "turn" else "", 0)
    marked = {name for name, spec in specs.items() if spec.personal}
    return {name: replace(col, personal=name.partition("__")[0] in marked) for name, col in found.items()}


TURN = gettext_lazy("Whose turn")


def _col(
    record_type: RecordType, specs: dict[str, FieldSpec], declared: Column | None, name: str, label: Any, width: int
) -> Col:
    spec = specs.get(name)
    width = _even(width or WIDTHS.get(name, 0) or (declared.width if declared else 14))
    label = label or (declared.label if declared else "")
    if name == "turn":
        return Col(name, label, "turn", width=width)
    if spec is not None and spec.extra:
        kind = _of_spec(spec)
        return Col(name, label or spec.label, kind, FILTERS.get(kind, ""), f"extra__{name}", width, spec)
    if declared is not None and declared.value is not None:
        return Col(name, label, "text", width=width, compute=declared.value)
    field, kind, own = _field(record_type, name)
    kind = SHARED_KINDS.get(name) or (_of_spec(spec) if spec else kind)
    kept = declared.filter if declared else FILTERS.get(kind, "")
    words = label or (spec.label if spec else getattr(field, "verbose_name", name))
    path = f"{name}__name" if isinstance(field, ForeignKey) and "__" not in name else name
    return Col(name, words, kind, FILTERS.get(kind, "") if kept else "", path, width, spec, own=own)


def _of_spec(spec: FieldSpec) -> str:
    """A field's kind as a column's; ``number`` is what the record is called."""
    return "figure" if spec.kind == "number" else spec.kind


def _field(record_type: RecordType, name: str) -> tuple[Any, str, bool]:
    """The model field a column's path begins with, the kind of what it leads to, and whether it is the room's own."""
    first = name.partition("__")[0]
    field: Any = record_type.model._meta.get_field(first)
    own = first not in {one.name for one in Record._meta.get_fields() if isinstance(one, Field)}
    if isinstance(field, ForeignKey):
        return field, field.related_model._meta.model_name or "", own
    return field, _kind_of(field), own


def _kind_of(field: Any) -> str:
    kinds = {"DateTimeField": "moment", "DateField": "date", "BooleanField": "flag", "TextField": "long"}
    numbers = ("DecimalField", "IntegerField", "PositiveIntegerField", "PositiveSmallIntegerField")
    name = field.get_internal_type()
    return "figure" if name in numbers else kinds.get(name, "text")


def _even(width: int) -> int:
    return min(40, max(4, width + width % 2))


# --- rows -----------------------------------------------------------------------------------------------------------


def fetched(rows: QuerySet[Any], cols: Iterable[Col]) -> QuerySet[Any]:
    """``rows`` of the room's model with what the columns need and the working columns ask: one query, no long texts."""
    names = {"number", "type", "state", "phase", "due_at", "version", "awaiting", "closed_at", "title"}
    joined = {"customer", "unit", "holder"}
    names |= {"procedure_id", "customer__calendar", "customer__name", "customer__short_name", "unit__calendar"}
    names |= {"holder__name", "unit__name", "unit__code", "merged_into_id"}
    for col in cols:
        first, dot, _rest = col.path.partition("__")
        if col.path.startswith("extra__"):
            names.add("extra")
        elif dot:
            joined.add(first)
            names.add(col.path)
        elif col.path:
            names.add(col.path)
    computed = any(col.compute for col in cols)
    found = rows.select_related(*sorted(joined))
    return found if computed else found.only(*sorted(names))


def value(col: Col, record: Any) -> Any:
    """What the column holds of a record: text, a number, a date, an aware instant, a flag, a code or a list of them."""
    if col.compute is not None:
        return col.compute(record)
    if not col.path:
        return None
    if col.path.startswith("extra__"):
        return _extra(col.kind, record.extra.get(col.name))
    found: Any = record
    for name in col.path.split("__"):
        found = getattr(found, name, None)
    return found.pk if isinstance(found, Model) else found


def _extra(kind: str, found: Any) -> Any:
    """An extra field keeps its days and instants as text."""
    if isinstance(found, str) and found and kind == "moment":
        return dt.datetime.fromisoformat(found)
    if isinstance(found, str) and found and kind == "date":
        return dt.date.fromisoformat(found[:10])
    return found
