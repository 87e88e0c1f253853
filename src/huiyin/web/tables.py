"""From a register's columns to what its parts draw: cells, headings, filters, chips."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huiyin.kernel.columns import Col, value
from huiyin.kernel.registry import RecordType
from huiyin.kernel.wording import Wording, choices_of
from huiyin.packs.shape import Procedure
from huiyin.people.holding import units
from huiyin.web.answers import address
from huiyin.web.dues import calendar_of, standing
from huiyin.web.initials import initials

PLAIN = {
    "choice": "choice", "choices": "choice", "unit": "choice", "units": "choice", "flag": "choice",
    "figure": "figure",
}  # fmt: skip
CONTROLS = {"contains": "text", "range": "date", "flag": "choice", "choice": "choices"}
WANT = 4
"""So many filters stand open without being asked for more."""


def heads(cols: Iterable[Col], order: str, link: Any) -> list[dict[str, Any]]:
    """The headings; `link(order)` gives the address that sorts so. A column no index walks cannot be sorted by."""
    made = []
    name, falling = order.removeprefix("-"), order.startswith("-")
    for col in cols:
        here = col.name == name
        other = col.name if here and falling else f"-{col.name}" if here or col.kind == "moment" else col.name
        made.append({
            "name": col.name, "label": str(col.label), "width": _width(col), "figure": col.kind == "figure",
            "lead": col.kind == "number", "sort": ("desc" if falling else "asc") if here else "",
            "url": link(other) if col.ordered else "",
        })  # fmt: skip
    return made


def _width(col: Col) -> int:
    """Wide enough for what it holds: the paper's columns are sometimes narrower than a due date in words."""
    least = {"number": 16, "due": 20, "state": 16, "moment": 16, "date": 14, "turn": 14}.get(col.kind, 8)
    return max(col.width, least)


def row(record: Any, cols: Iterable[Col], wording: Wording, at: dt.datetime) -> dict[str, Any]:
    """One record as a row of parts/register.html."""
    tone = "void" if record.phase == "void" else ""
    return {"id": record.number, "tone": tone, "cells": [_cell(record, col, wording, at) for col in cols]}


def _cell(record: Any, col: Col, wording: Wording, at: dt.datetime) -> dict[str, Any]:
    label = str(col.label)
    if col.kind == "number":
        return {"kind": "link", "text": record.number, "url": address(record), "lead": True, "label": label}
    if col.kind == "state":
        return {"kind": "badge", "text": wording.state(record), "tone": record.phase, "label": label}
    if col.kind == "due":
        return {"kind": "due", "due": due_of(record, wording, at), "label": label}
    if col.kind in ("moment", "date"):
        found = value(col, record)
        return {"kind": "day", "at": found, "label": label}
    text = wording.words(col, record)
    if col.kind in ("turn", "person"):
        who = _("%(who)s, to sign") % {"who": text} if col.kind == "turn" and wording.signs(record) else text
        return {"kind": "person", "who": {"name": who} if who else None, "label": label}
    return {"kind": PLAIN.get(col.kind, "text"), "text": text, "label": label}


def due_of(record: Any, wording: Wording, at: dt.datetime) -> dict[str, Any] | None:
    """The record's nearest promise; nothing where none runs, and then no light is shown at all."""
    due = wording.due(record)
    if due is None:
        return None
    return standing(due, calendar_of(record, wording.procedure(record)), at)


# --- filters --------------------------------------------------------------------------------------------------------


def filters(
    cols: Iterable[Col], said: Mapping[str, Any], faults: Mapping[str, str], given: Mapping[str, list[str]],
    procedures: list[Procedure], record_type: RecordType,
) -> list[dict[str, Any]]:  # fmt: skip
    """One control for each column that can be narrowed by; a range has two. What was typed stays in them."""
    made = []
    for col in cols:
        names = (f"{col.name}.from", f"{col.name}.to") if col.filter == "range" else (col.name,)
        for name in names if col.filter else ():
            words = given.get(name, [])
            one = _control(col, name, words, procedures, record_type)
            one["error"] = faults.get(name, "")
            made.append(one)
    return made


def _control(
    col: Col, name: str, words: list[str], procedures: list[Procedure], record_type: RecordType
) -> dict[str, Any]:
    one: dict[str, Any] = {"name": name, "label": _label(col, name), "value": words[0] if words else "", "id": name}
    if col.filter == "range" and col.kind == "figure":
        return one | {"kind": "number", "step": "any"}
    if col.filter == "flag":
        pairs = (("yes", _("Yes")), ("no", _("No")))
        choices = [{"value": code, "label": label} for code, label in pairs]
        return one | {"kind": "choice", "look": "radio", "choices": choices}
    if col.filter == "choice":
        return one | {"kind": "choices", "value": words, "choices": options(col, procedures, record_type)}
    return one | {"kind": CONTROLS[col.filter], "limit": 200}


def _label(col: Col, name: str) -> str:
    if name.endswith(".from"):
        return pgettext("filter", "%(column)s from") % {"column": col.label}
    if name.endswith(".to"):
        return pgettext("filter", "%(column)s until") % {"column": col.label}
    return str(col.label)


def options(col: Col, procedures: list[Procedure], record_type: RecordType) -> list[dict[str, Any]]:
    """The codes a choice column may hold, with what one types to find them."""
    if col.kind in ("unit", "units"):
        pairs = [(unit.code, unit.name, unit.name) for unit in units().values()]
    else:
        found = choices_of(col, procedures, record_type)
        pairs = [(code, str(one.label), one.label.zh) for code, one in found.items()]
    return [{"value": code, "label": label, "initials": initials(zh)} for code, label, zh in pairs]


def chip(
    name: str, said: Any, cols: Mapping[str, Col], procedures: list[Procedure], record_type: RecordType
) -> str:  # fmt: skip
    """What a filter in force says: `状态：已登记、原因分析`."""
    plain, dot, _end = name.rpartition(".")
    col = cols[plain if dot else name]
    if isinstance(said, bool):
        said = _("Yes") if said else _("No")
    elif isinstance(said, list):
        words = {one["value"]: one["label"] for one in options(col, procedures, record_type)}
        said = "、".join(words.get(one, one) for one in said)
    return pgettext("filter", "%(label)s: %(words)s") % {"label": _label(col, name), "words": said}


def local_day(at: dt.datetime) -> dt.date:
    """The firm's date."""
    return timezone.localtime(at).date()
