"""What a field is, for every face: one specification made from the room's column and the procedure's words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, cast

from django.db import models
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.models import Record
from huiyin.kernel.registry import Lines, RecordType
from huiyin.packs.shape import Choice, Field, Procedure, Step

_FK_KINDS = {
    "customer": "customer", "contact": "contact", "product": "product", "person": "person", "unit": "unit",
    "record": "record",
}  # fmt: skip
_SHARED = ("title", "customer", "customer_unknown", "received_at", "holder", "unit")
LONG_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field as every face sees it.

    ``kind`` is one of packs.shape.FIELD_KINDS or ``customer``, ``contact``, ``product``, ``record``, ``lines``; ``of``
    is the record type a ``record`` must have, if not any. ``extra`` fields live in the record's JSON column.
    ``columns`` are a lines field's own specifications; ``only`` limits a step to some of them on rows that exist
    already (``needs = ["actions.done_on"]``).
    """

    name: str
    label: Any
    kind: str
    required: bool = False
    choices: tuple[Choice, ...] = ()
    under: str = ""
    limit: int = 0
    hint: Any = ""
    extra: bool = False
    personal: bool = False
    clause: str = ""
    lines: Lines | None = None
    columns: tuple[FieldSpec, ...] = ()
    only: tuple[str, ...] = ()
    decimals: bool = False
    of: str = ""


_MADE: dict[tuple[int, str], tuple[Procedure, dict[str, FieldSpec]]] = {}


def fields_of(procedure: Procedure, record_type: RecordType) -> dict[str, FieldSpec]:
    """Every field of the type as this procedure has it, by name: shared, own, extra, then lines."""
    key = (id(procedure), record_type.name)
    made = _MADE.get(key)
    if made is None or made[0] is not procedure:
        if len(_MADE) > 500:
            _MADE.clear()
        made = _MADE[key] = (procedure, _make(procedure, record_type))
    return made[1]


def _make(procedure: Procedure, record_type: RecordType) -> dict[str, FieldSpec]:
    model = record_type.model
    own = [field for field in model._meta.local_fields if field.name != "record_ptr"]
    columns = [field for field in Record._meta.concrete_fields if field.name in _SHARED] + own
    specs = {field.name: _own(field, procedure, record_type.kinds) for field in columns}
    for extra in procedure.extras():
        specs[extra.name] = _worded(FieldSpec(extra.name, extra.label, extra.kind, extra=True), extra, procedure)
    for lines in record_type.lines:
        specs[lines.name] = _lines(lines, procedure, record_type)
    return specs


def _own(column: models.Field[Any, Any], procedure: Procedure, kinds: Any, key: str = "") -> FieldSpec:
    name = key or column.name
    kind, _colon, of = (kinds.get(name) or _kind(column)).partition(":")
    limit = column.max_length or (LONG_LIMIT if kind == "long" else 0)
    spec = FieldSpec(
        column.name, column.verbose_name, kind, limit=limit, hint=column.help_text,
        decimals=isinstance(column, models.DecimalField), of=of,
    )  # fmt: skip
    return _worded(spec, procedure.fields.get(name), procedure, name)


def _worded(spec: FieldSpec, field: Field | None, procedure: Procedure, key: str = "") -> FieldSpec:
    choices = procedure.choices.get(key or spec.name) or procedure.choices.get(spec.name) or {}
    spec = replace(spec, choices=tuple(choices.values()))
    if field is None:
        return spec
    return replace(
        spec,
        label=field.label or spec.label,
        hint=field.hint or spec.hint,
        under=field.under,
        limit=field.limit or spec.limit,
        personal=field.personal,
        clause=field.clause,
    )


def _lines(lines: Lines, procedure: Procedure, record_type: RecordType) -> FieldSpec:
    columns = []
    for name in (*lines.fields, *lines.late):
        column = lines.model._meta.get_field(name)
        spec = _own(cast("models.Field[Any, Any]", column), procedure, record_type.kinds, f"{lines.name}.{name}")
        columns.append(replace(spec, required=name in lines.needs))
    said = procedure.fields.get(lines.name)
    label = said.label if said and said.label else lines.label
    personal = bool(said and said.personal)
    if personal:
        columns = [replace(one, personal=True) for one in columns]
    return FieldSpec(lines.name, label, "lines", lines=lines, columns=tuple(columns), personal=personal)


def _kind(column: models.Field[Any, Any]) -> str:
    if isinstance(column, models.ForeignKey):
        return _FK_KINDS[column.related_model._meta.model_name or ""]
    for kind, classes in _KINDS:
        if isinstance(column, classes):
            return kind
    raise TypeError(f"{column.name}: a room's column must say its kind")


_KINDS: tuple[tuple[str, Any], ...] = (
    ("flag", models.BooleanField),
    ("moment", models.DateTimeField),
    ("date", models.DateField),
    ("number", (models.IntegerField, models.DecimalField)),
    ("long", models.TextField),
    ("text", models.CharField),
    ("choices", models.JSONField),
)


def step_fields(procedure: Procedure, record_type: RecordType, step: Step) -> tuple[FieldSpec, ...]:
    """What a step asks, needed first: ``required`` set, lines narrowed to the columns named."""
    return asked(procedure, record_type, step.needs, step.asks)


def asked(
    procedure: Procedure, record_type: RecordType, needs: Iterable[str], asks: Iterable[str]
) -> tuple[FieldSpec, ...]:
    """The specifications behind two lists of names (``field`` or ``lines.column``), hidden fields left out."""
    specs = fields_of(procedure, record_type)
    out: dict[str, FieldSpec] = {}
    for names, required in ((needs, True), (asks, False)):
        for dotted in names:
            name, _dot, column = dotted.partition(".")
            spec = out.get(name) or replace(specs[name], required=required)
            if column:
                spec = replace(spec, only=(*spec.only, column), columns=_needing(spec.columns, column, required))
            if not _hidden(procedure, name):
                out[name] = spec
    return tuple(out.values())


def _needing(columns: tuple[FieldSpec, ...], name: str, required: bool) -> tuple[FieldSpec, ...]:
    return tuple(replace(one, required=required) if one.name == name else one for one in columns)


def _hidden(procedure: Procedure, name: str) -> bool:
    field = procedure.fields.get(name)
    return bool(field and field.hidden)


def value_of(spec: FieldSpec, record: Any) -> Any:
    """The present value of a (non-lines) field on a record or a line."""
    return record.extra.get(spec.name) if spec.extra else getattr(record, spec.name)


def empty(value: Any) -> bool:
    """Whether nothing was said: a number 0 or a flag ``False`` is something."""
    return value is None or value == "" or value == []


def must_hold(spec: FieldSpec, model: Any) -> bool:
    """Whether the column behind a field cannot be left without a value (when it was received, a yes or no)."""
    return not spec.extra and not model._meta.get_field(spec.name).null


UNKNOWN = _("unknown")
