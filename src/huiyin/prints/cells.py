"""A record's fields as the cells of its paper: labels and values in ruled rows, choices ticked, rows as tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel import drawing
from huiyin.kernel.fields import FieldSpec, empty, value_of
from huiyin.kernel.lines import rows_of
from huiyin.kernel.personal import left_out
from huiyin.kernel.showing import show, words
from huiyin.prints.tabling import breadth
from huiyin.prints.tabling import table as ruled

HALF = 24
"""So many Chinese characters fit beside a label in half the paper's width."""
SHORT = 80
"""A longer text fills the space by itself that a paper leaves for it."""
MOST_TICKS = 9
"""A longer list is said by what was chosen from it."""
LEAST = {"long": 8.0, "text": 4.0}
"""Room to write in by hand, in Chinese characters, where a column is still empty."""
BLANK_ROWS = 2
"""Rows left to write in by hand where nothing was entered yet."""

Cell = dict[str, Any]


def cell(spec: FieldSpec, record: Any, *, veiled: bool = False) -> Cell:
    """A field that holds no rows: its label and what was said, ticked where a paper has boxes.

    ``veiled`` leaves personal information out, with a mark in its place.
    """
    if veiled and spec.personal and not empty(value_of(spec, record)):
        return plain(str(spec.label), left_out())
    found: Cell = {"label": str(spec.label), "text": said(spec, record), "tall": spec.kind == "long", "wide": False}
    if spec.kind == "drawing":
        return found | pictured(value_of(spec, record))
    found["short"] = breadth(found["text"]) < SHORT and "\n" not in found["text"]
    options = ticks(spec, value_of(spec, record))
    if options:
        found["ticks"] = options
        found["wide"] = sum(breadth(one["label"]) + 2.2 for one in options) > HALF
    else:
        found["wide"] = spec.kind in ("long", "units", "choices") or breadth(found["text"]) > HALF
    return found


def pictured(text: str) -> Cell:
    """A drawing as a picture; while there is none, room to sign the paper by hand."""
    made = drawing.read(text) if text else None
    if made is None:
        return {"text": "", "short": True, "tall": True, "wide": True}
    return {"short": True, "wide": True, "svg": drawing.svg(made)}


def said(spec: FieldSpec, record: Any) -> str:
    """The value in words; a customer by the full name, as a paper that leaves the house needs it."""
    value = value_of(spec, record)
    return str(value.name) if spec.kind == "customer" and value is not None else show(spec, record)


def ticks(spec: FieldSpec, value: Any) -> list[dict[str, Any]]:
    """Every answer that could be given, the given ones ticked; none for what paper leaves to be written."""
    if spec.kind == "flag":
        answers = ((_("Yes"), value is True), (_("No"), value is False))
        return [{"label": label, "on": on} for label, on in answers]
    if spec.kind not in ("choice", "choices") or spec.under:
        return []
    held = value if isinstance(value, list) else [value]
    offered = [one for one in spec.choices if not one.retired or one.code in held]
    if not 1 < len(offered) <= MOST_TICKS or any(one not in {two.code for two in offered} for one in held if one):
        return []
    return [{"label": str(one.label), "on": one.code in held} for one in offered]


def packed(cells: Iterable[Cell]) -> list[list[Cell]]:
    """Cells in rows: a wide one alone, the others two by two; a lonely one takes its row."""
    rows: list[list[Cell]] = []
    for one in cells:
        room = rows and len(rows[-1]) == 1 and not rows[-1][0]["wide"]
        if room and not one["wide"]:
            rows[-1].append(one)
        else:
            rows.append([one])
    return rows


def plain(label: str, text: str) -> Cell:
    """A cell that is no field of the record."""
    return {"label": label, "text": text, "tall": False, "short": True, "wide": breadth(text) > HALF}


def table(spec: FieldSpec, record: Any, title: str = "", *, veiled: bool = False) -> dict[str, Any]:
    """A field's rows: numbered, with the round when there is more than one, blank rows where nothing stands yet.

    They go by the field's name, unless the section's ``title`` says it already.
    """
    rows, rounds = rows_of(record, spec.lines), record.round > 1
    head = [_("No."), *([_("Round")] if rounds else []), *(str(one.label) for one in spec.columns)]
    least = [0.0, *([0.0] if rounds else []), *(LEAST.get(one.kind, 0.0) for one in spec.columns)]
    made: list[list[Any]] = [
        [str(at), *([str(row.round)] if rounds else []), *(_in_row(one, row, veiled) for one in spec.columns)]
        for at, row in enumerate(rows, 1)
    ]
    name = "" if str(spec.label) == title else str(spec.label)
    return ruled(head, made or [[""] * len(head)] * BLANK_ROWS, least=least, counts=1 + rounds, name=name)


def _in_row(spec: FieldSpec, row: Any, veiled: bool) -> str:
    text = words(spec, value_of(spec, row))
    return left_out() if text and veiled and spec.personal else text


def parts(specs: Iterable[FieldSpec], record: Any, title: str = "", *, veiled: bool = False) -> list[dict[str, Any]]:
    """A section's fields in order: runs of cells, and a table where a field holds rows.

    Rows that nobody wrote and nobody will are said in a word.
    """
    found: list[dict[str, Any]] = []
    run: list[Cell] = []
    for spec in specs:
        if spec.kind != "lines":
            run.append(cell(spec, record, veiled=veiled))
            continue
        if record.phase in ("done", "void") and not rows_of(record, spec.lines):
            run.append(plain(str(spec.label), _("None")) | {"wide": True})
            continue
        if run:
            found.append({"cells": packed(run)})
        found.append({"table": table(spec, record, title, veiled=veiled)})
        run = []
    return [*found, {"cells": packed(run)}] if run else found
