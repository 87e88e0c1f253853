"""From a field's specification to what parts/field.html draws: the one bridge between the kernel and a form.

`given` is what was posted (web/posted.py) and wins over the record; `errors` are the door's own, by field name and
by `lines.row.column`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from huiyin.kernel import drawing
from huiyin.kernel.fields import FieldSpec, value_of
from huiyin.kernel.lines import rows_of
from huiyin.kernel.owing import Rows
from huiyin.kernel.showing import show, words
from huiyin.packs.shape import Choice
from huiyin.people.holding import units
from huiyin.web.initials import initials

LOOKUPS = ("customer", "contact", "product", "person", "record")
WITH = {"contact": "customer"}
"""A contact is looked for among the people of the customer chosen in the same form."""
RADIOS = 4
Spoken = Mapping[str, Any]


def fields(
    specs: Iterable[FieldSpec], record: Any = None, *, given: Spoken | None = None, errors: Spoken | None = None,
    candidates: Mapping[str, list[dict[str, Any]]] | None = None, unit: Any = None, own: Rows | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """A form's fields in order; the first wrong one, or else the first one, takes the cursor.

    `record` may be None for a new one. `unit` is the department that answers in a step done once per department:
    other departments' rows are then shown and not asked; so are all but her ``own`` where she may fill those alone.
    """
    given, errors = given or {}, errors or {}
    made = []
    for spec in specs:
        rows = None if own is None else own.get(spec.name, frozenset())
        table = spec.kind == "lines"
        one = lines(spec, record, given, errors, unit, rows) if table else field(spec, record, given=given)
        one["error"] = " ".join(_wrong_with(spec, errors))
        one["candidates"] = (candidates or {}).get(spec.name, ())
        made.append(one)
    cursor = next((one for one in made if one["error"]), made[0] if made else {})
    cursor["autofocus"] = True
    return made


def _wrong_with(spec: FieldSpec, errors: Spoken) -> list[str]:
    """What is wrong with a field; with a table also what is wrong with a whole column (`actions.owner`)."""
    columns = {f"{spec.name}.{one.name}" for one in spec.columns}
    return [str(text) for name, text in errors.items() if name == spec.name or name in columns]


def field(
    spec: FieldSpec, record: Any = None, *, given: Spoken, name: str = "", compact: bool = False
) -> dict[str, Any]:
    """One field; `name` when it is posted under another one (a cell of a row)."""
    value = value_of(spec, record) if record is not None else None
    if spec.name in given:
        value = given[spec.name]
    one: dict[str, Any] = {
        "name": name or spec.name, "kind": spec.kind, "label": str(spec.label), "value": plain(spec, value),
        "required": spec.required, "limit": spec.limit, "hint": str(spec.hint or ""), "clause": spec.clause,
        "compact": compact,
    }  # fmt: skip
    if spec.kind in LOOKUPS:
        shown = given.get(f"{spec.name}.words", "") if spec.name in given else str(value or "")
        source = reverse("lookup", args=[spec.kind]) + (f"?of={spec.of}" if spec.of else "")
        one |= {"source": source, "shown": shown, "with": WITH.get(spec.kind, "")}
    elif spec.kind in ("choice", "choices"):
        one |= {"choices": _choices(spec.choices, one["value"]), "under": spec.under}
        few = len(one["choices"]) <= RADIOS and not spec.under and not compact
        one["look"] = "radio" if few and spec.kind == "choice" else "select"
    elif spec.kind in ("unit", "units"):
        one["choices"] = _units(one["value"], by_id=spec.kind == "unit" and not spec.extra)
    elif spec.kind == "drawing":
        one |= {"most": drawing.MOST, "picture": picture(one["value"])}
    elif spec.kind == "number":
        one |= {"min": 0, "step": "any" if spec.decimals or spec.extra else "1"}
    return one


def picture(text: Any) -> drawing.Drawing | None:
    """What parts/drawing.html draws; nothing of what was posted and is no drawing."""
    try:
        return drawing.read(str(text)) if text else None
    except ValueError:
        return None


def plain(spec: FieldSpec, value: Any) -> Any:
    """A stored or posted value as a control carries it: ids, codes, `2026-11-20`, local `2026-11-20T16:40`."""
    if spec.kind == "flag":
        return value in (True, "yes")
    if spec.kind == "moment" and isinstance(value, str):
        return _stored_moment(value)
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, dt.datetime):
        return _local(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value


def _stored_moment(value: str) -> str:
    """An extra field keeps its moment as text; what someone typed that is no moment goes back as it came."""
    try:
        return _local(dt.datetime.fromisoformat(value))
    except ValueError:
        return value


def _local(value: dt.datetime) -> str:
    return (timezone.localtime(value) if timezone.is_aware(value) else value).strftime("%Y-%m-%dT%H:%M")


def _choices(choices: Iterable[Choice], value: Any) -> list[dict[str, Any]]:
    """The codes that may be chosen; a retired one only where it is chosen already."""
    kept = value if isinstance(value, list) else [value]
    return [
        {"value": one.code, "label": str(one.label), "initials": initials(one.label.zh), "under": one.under,
         "disabled": one.retired}
        for one in choices if not one.retired or one.code in kept
    ]  # fmt: skip


def _units(value: Any, *, by_id: bool) -> list[dict[str, Any]]:
    """The firm's tree; closed units only where they are chosen already. Posted by id where a row is pointed at."""
    kept = value if isinstance(value, list) else [value]
    found = []
    for pk, unit in units().items():
        key = str(pk) if by_id else unit.code
        if unit.closed_on is None or key in kept:
            depth = unit.path.count("/") - 2
            found.append({"value": key, "label": unit.name, "initials": initials(unit.name), "depth": max(depth, 0)})
    return found


def lines(
    spec: FieldSpec, record: Any, given: Spoken, errors: Spoken, unit: Any = None, own: frozenset[int] | None = None
) -> dict[str, Any]:
    """A table of rows: what is asked as fields, what was said already as words."""
    have = {row.pk: row for row in rows_of(record, spec.lines)} if record is not None and spec.lines else {}
    posted = given.get(spec.name)
    sent = posted if posted is not None else [{"id": pk} for pk in have]
    may_add = own is None and (not spec.only or set(spec.only) >= {one.name for one in spec.columns if one.required})
    rows = [_line(spec, index, have.get(_id(row)), row, errors, unit, own) for index, row in enumerate(sent)]
    columns = _columns(spec, any_row=bool(have))
    if not rows and may_add:
        rows = [_line(spec, 0, None, {}, errors, unit)]
    return {
        "name": spec.name, "kind": "lines", "label": str(spec.label), "required": spec.required, "clause": spec.clause,
        "columns": [{"label": str(one.label), "required": one.required} for one in columns], "rows": rows,
        "hint": str(spec.hint or ""), "may_add": may_add, "fresh": {"index": "__i__"},
        "blank": _cells(spec, "__i__", None, {}, {}, columns, locked=False, unit=unit),
    }  # fmt: skip


def _columns(spec: FieldSpec, *, any_row: bool) -> list[FieldSpec]:
    """Columns shown: all of them once there are rows; for first rows those a new row may fill."""
    late = spec.lines.late if spec.lines else ()
    return [one for one in spec.columns if any_row or (one.name in spec.only if spec.only else one.name not in late)]


def _id(row: Spoken) -> int:
    key = str(row.get("id") or "")
    return int(key) if key.isdecimal() and len(key) < 16 else 0


def _line(
    spec: FieldSpec, index: int, row: Any, sent: Spoken, errors: Spoken, unit: Any, own: frozenset[int] | None = None
) -> dict[str, Any]:
    by = spec.lines.unit_field if spec.lines else ""
    locked = bool(row is not None and by and unit and getattr(row, f"{by}_id") != unit.pk)
    locked = locked or bool(row is not None and own is not None and row.pk not in own)
    columns = _columns(spec, any_row=row is not None or index > 0)
    wrong = {name.rpartition(".")[2]: text for name, text in errors.items() if name.startswith(f"{spec.name}.{index}.")}
    return {
        "index": index, "no": index + 1, "id": row.pk if row is not None else "", "locked": locked or bool(spec.only),
        "dropped": sent.get("drop") == "yes", "error": str(errors.get(f"{spec.name}.{index}", "")),
        "cells": _cells(spec, index, row, sent, wrong, columns, locked=locked, unit=unit),
    }  # fmt: skip


def _cells(
    spec: FieldSpec, index: Any, row: Any, sent: Spoken, wrong: Spoken, columns: Iterable[FieldSpec], *, locked: bool,
    unit: Any = None,
) -> list[dict[str, Any]]:  # fmt: skip
    late = spec.lines.late if spec.lines else ()
    cells: list[dict[str, Any]] = []
    for one in columns:
        asked = one.name in spec.only if spec.only else row is not None or one.name not in late
        if unit and spec.lines and one.name == spec.lines.unit_field and not locked:
            cells.append({"label": str(one.label), "text": unit.name})  # it answers for itself, nobody asks who it is
        elif asked and not locked:
            made = field(one, row, given=sent, name=f"{spec.name}-{index}-{one.name}", compact=True)
            told = {"error": str(wrong.get(one.name, "")), "required": False, "must": one.required}
            cells.append({"field": made | told})
        else:
            cells.append({"label": str(one.label), "text": show(one, row) if row is not None else ""})
    return cells


def said(spec: FieldSpec, record: Any) -> dict[str, Any]:
    """A field as a cell of the sheet (parts/section.html): its label and what was said, in the reader's words."""
    if spec.kind == "lines":
        rows = [[{"text": show(one, row)} for one in spec.columns] for row in rows_of(record, spec.lines)]
        table: dict[str, Any] = {
            "columns": [{"label": str(one.label), "figure": one.kind == "number"} for one in spec.columns],
            "rows": rows,
        }
        return {"name": spec.name, "label": str(spec.label), "clause": spec.clause, "lines": table}
    text = words(spec, value_of(spec, record))
    long = spec.kind == "long"
    wide = 3 if long else 2 if spec.kind in ("customer", "units", "drawing") or len(text) > 28 else 1
    return {
        "name": spec.name,
        "label": str(spec.label),
        "clause": spec.clause,
        "text": text,
        "wide": wide,
        "tall": long,
        "picture": picture(value_of(spec, record)) if spec.kind == "drawing" else None,
    }
