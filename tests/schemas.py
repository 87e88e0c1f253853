"""Holding a JSON value against the part of JSON Schema (2020-12) our API speaks; every fault is a sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

KNOWN = {
    "$ref", "type", "properties", "required", "additionalProperties", "items", "anyOf", "oneOf", "enum", "const",
    "format", "maxLength", "maxItems", "minimum", "maximum", "title", "description",
}  # fmt: skip
_TYPES: dict[str, Any] = {
    "null": lambda one: one is None,
    "boolean": lambda one: isinstance(one, bool),
    "integer": lambda one: isinstance(one, int) and not isinstance(one, bool),
    "number": lambda one: isinstance(one, (int, float)) and not isinstance(one, bool),
    "string": lambda one: isinstance(one, str),
    "array": lambda one: isinstance(one, list),
    "object": lambda one: isinstance(one, dict),
}


def faults(value: Any, schema: Mapping[str, Any], document: Mapping[str, Any], place: str = "$") -> list[str]:
    """What of ``value`` does not fit ``schema``; pointers lead into ``document``. Raises KeyError for a lost one."""
    unknown = set(schema) - KNOWN
    assert not unknown, f"this checker does not know {unknown}"
    if "$ref" in schema:
        found: Any = document
        for name in schema["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        return faults(value, found, document, place)
    return [
        *_of_type(value, schema, place), *_of_choice(value, schema, document, place), *_of_size(value, schema, place),
        *_of_parts(value, schema, document, place),
    ]  # fmt: skip


def _of_type(value: Any, schema: Mapping[str, Any], place: str) -> Iterator[str]:
    kinds = schema.get("type")
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(_TYPES[kind](value) for kind in kinds):
        yield f"{place}: {value!r} is no {' or '.join(kinds)}"
    if schema.get("format") == "date-time" and isinstance(value, str):
        assert dt.datetime.fromisoformat(value).tzinfo, place
    if schema.get("format") == "date" and isinstance(value, str):
        dt.date.fromisoformat(value)


def _of_choice(value: Any, schema: Mapping[str, Any], document: Mapping[str, Any], place: str) -> Iterator[str]:
    if "enum" in schema and value not in schema["enum"]:
        yield f"{place}: {value!r} is none of {schema['enum']}"
    if "const" in schema and value != schema["const"]:
        yield f"{place}: {value!r} is not {schema['const']!r}"
    for name in ("anyOf", "oneOf"):
        fitting = [one for one in schema.get(name, ()) if not faults(value, one, document, place)]
        if name in schema and (not fitting or (name == "oneOf" and len(fitting) > 1)):
            yield f"{place}: {value!r} fits {len(fitting)} of {name}"


def _of_size(value: Any, schema: Mapping[str, Any], place: str) -> Iterator[str]:
    if isinstance(value, (str, list)):
        most = schema.get("maxLength" if isinstance(value, str) else "maxItems")
        if most is not None and len(value) > most:
            yield f"{place}: longer than {most}"
    figure = isinstance(value, (int, float)) and not isinstance(value, bool)
    if figure and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield f"{place}: {value} is out of bounds"


def _of_parts(value: Any, schema: Mapping[str, Any], document: Mapping[str, Any], place: str) -> Iterator[str]:
    if isinstance(value, list) and "items" in schema:
        for at, one in enumerate(value):
            yield from faults(one, schema["items"], document, f"{place}[{at}]")
    if not isinstance(value, dict):
        return
    known, more = schema.get("properties", {}), schema.get("additionalProperties", True)
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{place}: {name} is missing"
    for name, one in value.items():
        if name in known:
            yield from faults(one, known[name], document, f"{place}.{name}")
        elif more is False:
            yield f"{place}: {name} is not in the schema"
        elif isinstance(more, dict):
            yield from faults(one, more, document, f"{place}.{name}")
