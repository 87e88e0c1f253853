"""A record as the firm's own form: sections in the paper's order, what the next step asks open for writing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel import registry
from huiyin.kernel.fields import FieldSpec, fields_of
from huiyin.kernel.sign_words import document
from huiyin.packs.shape import Procedure
from huiyin.packs.words import kept_words
from huiyin.web.fields import said

UNASKED = ("customer_unknown",)
"""Shown only when something was said: why a customer is not known is no question once she is."""
ROOMY = ("customer", "contact", "product", "person", "record", "choice", "unit", "moment", "date", "drawing")
"""Kinds whose control needs more than a third of the paper's width."""
SHORT = 60
"""Characters a third of the paper's width is enough for: a lot, an order number."""
ACROSS = 3


def sheet(
    record: Any, procedure: Procedure, *, form: Mapping[str, Any] | None = None, signs: list[dict[str, Any]],
    card: str = "",
) -> dict[str, Any]:  # fmt: skip
    """The record for parts/sheet.html. `form` is the step's form whose fields are open in their cells, `card` where
    everything about the customer stands, for who may see it.
    """
    record_type = registry.type_of(record)
    specs = fields_of(procedure, record_type)
    open_fields = {one["name"]: one for one in (form["fields"] if form else ())}
    paper = procedure.sections or record_type.sheet
    sections = [_section(part, specs, procedure, record, open_fields) for part in paper]
    if open_fields:  # asked now, but on no section of the paper
        cells = [_open(one, one["name"]) for one in open_fields.values()]
        sections.append({"title": form["submit"] if form else "", "cells": filled(cells)})
    for cell in (cell for section in sections for cell in section["cells"]):
        if cell.get("name") == "customer" and cell.get("text"):
            cell["url"] = card
    return {
        "title": procedure.title,
        "firm": procedure.company,
        "number": record.number,
        "form": procedure.form,
        "document": document(procedure),
        "controlled": _("Not controlled when printed"),
        "sections": [one for one in sections if one["cells"]],
        "signs": signs,
        "foot": _foot(procedure, record),
    }


def _foot(procedure: Procedure, record: Any) -> list[str]:
    return [_("Under %(document)s") % {"document": document(procedure)}, kept_words(procedure)]


def _section(
    part: Any, specs: Mapping[str, FieldSpec], procedure: Procedure, record: Any, open_fields: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    cells = []
    for name in part.fields:
        spec, said_of = specs.get(name), procedure.fields.get(name)
        if spec is None or (said_of and said_of.hidden):
            continue
        if name in open_fields:
            cells.append(_open(open_fields.pop(name), name))
            continue
        cell = said(spec, record)
        if spec.kind == "customer" and cell["text"]:  # the paper names her in full, whatever we call her among us
            cell["text"] = getattr(record, name).name
        cell["tall"] = bool(cell.get("tall") and cell["text"])  # an empty box need not be a tall one
        if cell.get("text") or cell.get("lines") or name not in UNASKED:
            cells.append(cell)
    return {"title": part.title, "clause": getattr(part, "clause", ""), "cells": filled(cells)}


def filled(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """No ragged rows: the last cell before one that does not fit takes the room that is left of three columns."""
    row: list[dict[str, Any]] = []
    left = ACROSS
    for cell in cells:
        wide = ACROSS if cell.get("lines") or cell.get("field", {}).get("kind") == "lines" else cell.get("wide", 1)
        if wide > left:
            row[-1]["wide"] = row[-1].get("wide", 1) + left
            left = ACROSS
        row.append(cell)
        left = left - wide or ACROSS
    if row and left < ACROSS:
        row[-1]["wide"] = row[-1].get("wide", 1) + left
    return cells


def _open(field: dict[str, Any], name: str) -> dict[str, Any]:
    """A cell open for writing, as wide as its control needs."""
    kind = field["kind"]
    roomy = kind in ROOMY or (kind == "text" and field.get("limit", 0) > SHORT)
    wide = 3 if kind in ("long", "lines", "units", "choices") else 2 if roomy else 1
    own = {**field, "clause": ""}
    if kind == "flag":
        own["words"] = _("Yes")  # the cell's label asks already
    return {"label": field["label"], "clause": field.get("clause", ""), "wide": wide, "field": own}


def boxes(signs: Iterable[dict[str, Any]], record: Any) -> list[dict[str, Any]]:
    """The boxes at the foot of the paper: the present round's, as on the form that is passed round."""
    return [one for one in signs if one.get("round", record.round) == record.round]


def stamp(record: Any, procedure: Procedure) -> dict[str, Any]:
    """The mark over the head: the state's own name in the colour of its phase."""
    label = str(procedure.state(record.state).label)
    if record.phase == "void":
        label = _("Void")
    elif record.merged_into_id:
        return {"label": _("Merged into %(number)s") % {"number": record.merged_into.number}, "tone": "void"}
    return {"label": label, "tone": record.phase}
