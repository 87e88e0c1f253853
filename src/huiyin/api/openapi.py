"""The OpenAPI 3.1 document: each record type's register, records and steps as the procedure in force has them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

import huiyin
from huiyin.api import schema as s
from huiyin.api.shared import COMPONENTS
from huiyin.kernel import registry
from huiyin.kernel.columns import WORK, columns
from huiyin.kernel.fields import asked, fields_of, step_fields
from huiyin.kernel.registry import RecordType
from huiyin.packs.adopt import in_force, load
from huiyin.packs.shape import Procedure, Step
from huiyin.people.models import Person

Json = dict[str, Any]
PREFIX = "/api"
FAULTS = {
    400: "What was sent cannot be read", 401: "No key that counts", 403: "Not allowed: `why` says why",
    404: "Absent or hidden", 405: "Not by this method", 409: "Not now, or someone was faster",
    413: "Too large", 415: "Not JSON", 422: "A value does not fit: `errors` says which", 429: "Too many calls",
    503: "The database cannot take it now",
}  # fmt: skip
NUMBER = {"name": "number", "in": "path", "required": True, "schema": s.TEXT}
PAPER = {"name": "id", "in": "path", "required": True, "schema": s.WHOLE}


def document(person: Person, *, at: dt.datetime) -> Json:
    """Everything the API takes and gives, under the procedures in force today for this person's unit."""
    paths = {f"{PREFIX}/": {"get": _call("index", _("What there is"), {200: s.ref("Index")})}} | _notices()
    components = dict(COMPONENTS)
    code = person.unit.code if person.unit else ""
    for record_type in registry.types():
        version = in_force(record_type.name, timezone.localtime(at).date(), code)
        if version is not None:
            procedure = load(version)
            components |= _schemas(record_type, procedure)
            paths |= _paths(record_type, procedure)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Huiyin", "version": huiyin.__version__ if hasattr(huiyin, "__version__") else "1"},
        "security": [{"key": []}, {"session": []}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
            },
        },
    }  # fmt: skip


# --- schemas of one type ---------------------------------------------------------------------------------------------
def _schemas(record_type: RecordType, procedure: Procedure) -> Json:
    name = record_type.name
    opening = asked(procedure, record_type, procedure.opens_needs, procedure.opens_asks)
    found = {
        f"{name}.fields": s.record_fields(procedure, record_type),
        f"{name}.record": _record(name),
        f"{name}.row": _row(record_type, procedure),
        f"{name}.page": _page(name),
        f"{name}.open": s.obj({"fields": s.asked_fields(opening), "decided": s.ref("Decided")}, required=("fields",)),
        f"{name}.correct": _correction(record_type, procedure),
    }
    for step in procedure.flow.steps.values():
        found[f"{name}.step.{step.name}"] = _step(record_type, procedure, step)
    return found


def _record(name: str) -> Json:
    record: Json = dict(COMPONENTS["Record"])
    record["properties"] = {**record["properties"], "fields": s.ref(f"{name}.fields"), "type": {"const": name}}
    return record


def _row(record_type: RecordType, procedure: Procedure) -> Json:
    cols = columns(record_type, procedure, WORK)
    values = s.obj({col.name: s.column(col) for col in cols}, required=(), more=True)
    words = s.obj({}, more=True) | {"additionalProperties": s.TEXT}
    row = {"number": s.TEXT, "phase": s.ref("Phase"), "version": s.WHOLE, "values": values, "words": words}
    return s.obj(row, required=("number", "phase", "version", "values"))


def _page(name: str) -> Json:
    found = {"rows": s.listed(s.ref(f"{name}.row")), "next": s.maybe(s.TEXT), "previous": s.maybe(s.TEXT)}
    return s.obj({**found, "count": s.WHOLE, "more": s.FLAG}, required=("rows", "next", "previous"))


def _correction(record_type: RecordType, procedure: Procedure) -> Json:
    every = list(fields_of(procedure, record_type).values())
    return s.obj({"seen": s.ref("Seen"), "reason": s.ref("Reason"), "fields": s.asked_fields(every)})


def _step(record_type: RecordType, procedure: Procedure, step: Step) -> Json:
    specs = step_fields(procedure, record_type, step)
    said = {
        "seen": s.ref("Seen"), "fields": s.asked_fields(specs), "reason": s.ref("Reason"),
        "happened_at": s.maybe(s.MOMENT), "decided": s.ref("Decided"),
    }  # fmt: skip
    return s.obj(said, required=("seen", "reason") if step.reason else ("seen",))


# --- addresses of one type -------------------------------------------------------------------------------------------
def _paths(record_type: RecordType, procedure: Procedure) -> Json:
    name, title = record_type.name, str(procedure.title)
    home, one = f"{PREFIX}/{name}", f"{PREFIX}/{name}/{{number}}"
    record, listed = s.ref(f"{name}.record"), s.ref(f"{name}.page")
    queries, trail = _queries(record_type, procedure), [NUMBER, *_pages("after")]
    found: Json = {
        home: {
            "get": _call(f"{name}.list", str(procedure.ledger.title), {200: listed}, queries),
            "post": _call(
                f"{name}.open", str(procedure.flow.opening.label) or title, {201: record, 200: record},
                [{"name": "Idempotency-Key", "in": "header", "schema": s.TEXT | {"maxLength": 80}}],
                body=s.ref(f"{name}.open"),
            ),
        },
        one: {"get": _call(f"{name}.get", title, {200: record}, [NUMBER])},
        f"{one}/events": {"get": _call(f"{name}.events", _("Trail"), {200: s.ref("Events")}, trail)},
        f"{one}/corrections": _deed(f"{name}.correct", _("Correct"), record, s.ref(f"{name}.correct")),
        f"{one}/void": _deed(f"{name}.void", _("Void"), record, s.ref("Reasoned")),
        **_beside(name, one, record),
        f"{one}/attachments": {
            "get": _call(f"{name}.papers", _("Attachments"), {200: s.ref("Attachments")}, [NUMBER]),
            "post": _call(f"{name}.attach", _("Attach"), {201: s.ref("Attachment")}, [NUMBER], files=True),
        },
        f"{one}/attachments/{{id}}": {
            "get": _call(f"{name}.paper", _("The file itself"), {200: None}, [NUMBER, PAPER])
        },
        f"{one}/attachments/{{id}}/withdrawal": {
            "post": _call(
                f"{name}.withdraw", _("Withdraw"), {200: s.ref("Attachment")}, [NUMBER, PAPER], body=s.ref("Withdrawal")
            )
        },
    }  # fmt: skip
    for step in procedure.flow.steps.values():
        schema = s.ref(f"{name}.step.{step.name}")
        found[f"{one}/steps/{step.name}"] = _deed(f"{name}.step.{step.name}", str(step.label), record, schema)
    return found


def _beside(name: str, one: str, record: Json) -> Json:
    """The deeds beside the flow (signing is none of them: it asks for a password)."""
    deeds = (
        ("hand-over", _("Hand over"), "HandOver"), ("copies", _("Copy"), "Copies"),
        ("extensions", _("Extend"), "Extension"), ("take-back", _("Take back"), "Reasoned"),
        ("merge", _("Merge into another"), "Merge"), ("unmerge", _("Part again"), "Reasoned"),
    )  # fmt: skip
    found = {f"{one}/{at}": _deed(f"{name}.{at}", words, record, s.ref(body)) for at, words, body in deeds}
    answer = _call(
        f"{name}.extensions.answer",
        _("Answer an extension"),
        {200: record},
        [NUMBER, PAPER],
        body=s.ref("ExtensionAnswer"),
    )
    return found | {f"{one}/extensions/{{id}}/answer": {"post": answer}}


def _notices() -> Json:
    """What the caller was told, and her receipt."""
    home, queries = f"{PREFIX}/notices", [{"name": name, "in": "query", "schema": s.TEXT} for name in ("read", "kind")]
    receipt = _call("notices.receipt", _("Confirm that it was read"), {200: s.ref("Notice")}, [PAPER], body=s.obj({}))
    return {
        home: {"get": _call("notices", _("What I was told"), {200: s.ref("Notices")}, [*queries, *_pages("after")])},
        f"{home}/{{id}}/receipt": {"post": receipt},
    }


def _deed(name: str, summary: str, record: Json, body: Json) -> Json:
    return {"post": _call(name, summary, {200: record}, [NUMBER], body=body)}


def _queries(record_type: RecordType, procedure: Procedure) -> list[Json]:
    """What a register can be narrowed by: the filters of its page, and how to go through its pages."""
    found = [
        {"name": name, "in": "query", "schema": s.TEXT}
        for name in ("q", "late", "mine", "phase", "customer", "sort", "view", "before", "last", "words", "count")
    ]
    for col in columns(record_type, procedure, WORK):
        ends = (".from", ".to") if col.filter == "range" else ("",) if col.filter else ()
        query: Json = {"in": "query", "schema": s.TEXT, "description": str(col.label)}
        found += [{"name": f"{col.name}{end}", **query} for end in ends]
    return found + _pages("after")


def _pages(name: str) -> list[Json]:
    limit = {"type": "integer", "minimum": 1, "maximum": 200}
    return [{"name": name, "in": "query", "schema": s.TEXT}, {"name": "limit", "in": "query", "schema": limit}]


def _call(
    name: str, summary: str, gives: dict[int, Json | None], parameters: list[Json] | None = None, *,
    body: Json | None = None, files: bool = False,
) -> Json:  # fmt: skip
    """One operation, with every refusal it may answer."""
    answers: Json = {str(status): _gives(schema) for status, schema in gives.items()}
    answers |= {str(status): {"description": words, **_json(s.ref("Fault"))} for status, words in FAULTS.items()}
    call: Json = {"operationId": name, "summary": summary, "parameters": parameters or [], "responses": answers}
    if body is not None:
        call["requestBody"] = {"required": True, **_json(body)}
    if files:
        form = s.obj({"file": {"type": "string", "format": "binary"}, "line": s.TEXT}, required=("file",))
        call["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": form}}}
    return call


def _gives(schema: Json | None) -> Json:
    if schema is None:
        return {"description": "The bytes", "content": {"application/octet-stream": {}}}
    return {"description": "Done", **_json(schema)}


def _json(schema: Json) -> Json:
    return {"content": {"application/json": {"schema": schema}}}
