"""Fields as JSON Schema (2020-12): what may be sent, and what comes back. Made from the declarations, nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from huiyin.kernel import drawing
from huiyin.kernel.columns import Col
from huiyin.kernel.fields import FieldSpec, fields_of
from huiyin.kernel.lines import MOST_ROWS
from huiyin.kernel.registry import RecordType
from huiyin.packs.shape import Procedure

Schema = dict[str, Any]
MOST_CHOSEN = 500
NULL: Schema = {"type": "null"}
TEXT: Schema = {"type": "string"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
DATE: Schema = {"type": "string", "format": "date"}
WHOLE: Schema = {"type": "integer"}
FLAG: Schema = {"type": "boolean"}
NAMED = {
    "customer": "Customer", "contact": "Contact", "product": "Product", "person": "Person", "unit": "Unit",
    "record": "RecordReference",
}  # fmt: skip
"""Kinds that come back as small objects, and what those are called."""


def ref(name: str) -> Schema:
    """A pointer to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def obj(properties: Schema, *, required: Iterable[str] | None = None, more: bool = False) -> Schema:
    """An object with these properties, all of them required unless told otherwise."""
    needed = sorted(properties if required is None else required)
    found: Schema = {"type": "object", "properties": properties, "additionalProperties": more}
    return found | ({"required": needed} if needed else {})


def listed(items: Schema) -> Schema:
    """A list."""
    return {"type": "array", "items": items}


def maybe(schema: Schema) -> Schema:
    """That, or nothing."""
    if isinstance(schema.get("type"), str) and "enum" not in schema:
        return schema | {"type": [schema["type"], "null"]}
    return {"anyOf": [schema, NULL]}


# --- what comes back -------------------------------------------------------------------------------------------------
def given(spec: FieldSpec) -> Schema:
    """A field of a record as the API gives it. Codes of an older procedure may stand where the present one has none."""
    return _worded(spec, _given(spec))


def _given(spec: FieldSpec) -> Schema:
    if spec.kind == "lines":
        columns = {one.name: given(one) for one in spec.columns}
        return listed(obj({"id": WHOLE, "round": WHOLE, **columns}))
    if spec.kind in NAMED and not spec.extra:
        return maybe(ref(NAMED[spec.kind]))
    if spec.kind in NAMED:
        return {"type": ["integer", "string", "null"]}
    if spec.kind in ("choices", "units"):
        return maybe(listed(TEXT))
    kinds: dict[str, Schema] = {
        "number": {"type": ["integer", "number", "string", "null"]}, "date": maybe(DATE), "moment": maybe(MOMENT),
        "flag": maybe(FLAG),
    }  # fmt: skip
    return kinds.get(spec.kind, maybe(TEXT))


def record_fields(procedure: Procedure, record_type: RecordType) -> Schema:
    """`fields` of a record under this procedure; one under an older version may lack some and have others."""
    specs = fields_of(procedure, record_type).values()
    return obj({spec.name: given(spec) for spec in specs if not _hidden(procedure, spec.name)}, required=(), more=True)


def _hidden(procedure: Procedure, name: str) -> bool:
    field = procedure.fields.get(name)
    return bool(field and field.hidden)


ROW: dict[str, Schema] = {
    "figure": {"type": ["number", "string", "null"]}, "date": maybe(DATE), "moment": maybe(MOMENT),
    "due": maybe(MOMENT), "flag": maybe(FLAG), "choices": maybe(listed(TEXT)),
    "number": {"type": ["number", "string", "null"]},
}  # fmt: skip


def column(col: Col) -> Schema:
    """A column of a register as the API gives it."""
    schema = ROW.get(col.kind, maybe(TEXT))
    if col.kind in ("unit", "units", "person", "customer", "contact", "product", "record"):
        schema = {"type": ["string", "integer", "array", "null"]}
    return {"title": str(col.label), **schema}


# --- what may be sent ------------------------------------------------------------------------------------------------
def sent(spec: FieldSpec) -> Schema:
    """A field as a deed takes it; empty text, an empty list or null empties it."""
    return _worded(spec, _sent(spec))


def _sent(spec: FieldSpec) -> Schema:
    if spec.kind == "lines":
        columns = [one for one in spec.columns if not spec.only or one.name in spec.only]
        row = {"id": maybe(WHOLE), "drop": FLAG, **{one.name: sent(one) for one in columns}}
        return listed(obj(row, required=())) | {"maxItems": MOST_ROWS}
    if spec.kind == "choice":
        return _codes(spec)
    if spec.kind == "choices":
        return listed(_codes(spec)) | {"maxItems": MOST_CHOSEN}
    if spec.kind == "units":
        return listed(TEXT) | {"maxItems": MOST_CHOSEN}
    if spec.kind in NAMED:
        return {"type": ["string", "integer", "null"]}
    if spec.kind == "drawing":
        return maybe(TEXT) | {"maxLength": drawing.MOST, "examples": ['{"w":600,"h":240,"s":[[10,20,30,40]]}']}
    kinds: dict[str, Schema] = {
        "number": {"type": ["number", "string", "null"]}, "date": maybe(DATE), "moment": maybe(MOMENT),
        "flag": {"type": ["boolean", "null"]},
    }  # fmt: skip
    limit = {"maxLength": spec.limit} if spec.limit else {}
    return kinds.get(spec.kind) or {"type": ["string", "null"], **limit}


def _codes(spec: FieldSpec) -> Schema:
    codes = [{"const": one.code, "title": str(one.label)} for one in spec.choices if not one.retired]
    return {"oneOf": [*codes, {"const": "", "title": ""}]}


def asked_fields(specs: Iterable[FieldSpec]) -> Schema:
    """`fields` of a deed: those it asks for and no others; `required` where it needs them."""
    specs = list(specs)
    return obj({one.name: sent(one) for one in specs}, required=[one.name for one in specs if one.required])


def _worded(spec: FieldSpec, schema: Schema) -> Schema:
    """The schema with the firm's own label, its hint and the clause that asks for it."""
    hint = " ".join(part for part in (str(spec.hint or ""), f"[{spec.clause}]" if spec.clause else "") if part)
    return {"title": str(spec.label), **({"description": hint} if hint else {}), **schema}
