"""From a register's columns to what its parts draw: cells, headings, filters, chips."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huiyin.kernel.columns import Col, value
from huiyin.kernel.wording import Wording
from huiyin.packs.shape import Choice
from huiyin.people.holding import units
from huiyin.web.answers import address
from huiyin.web.dues import calendar_of, standing
from huiyin.web.initials import initials

PLAIN = {
    "choice": "choice", "choices": "choice", "unit": "choice", "units": "choice", "flag": "choice", "person": "choice",
    "turn": "choice", "figure": "figure",
}  # fmt: skip
Lists = Callable[[Col], Mapping[str, Choice]]
"""The codes a choice column may hold."""


def heads(cols: Iterable[Col], order: str, link: Any, *, tight: bool = False) -> list[dict[str, Any]]:
    """The headings; `link(order)` gives the address that sorts so. A column no index walks cannot be sorted by.

    `tight` narrows the long columns, so that what people work with is in sight on a small screen.
    """
    made = []
    name, falling = order.removeprefix("-"), order.startswith("-")
    for col in cols:
        here = col.name == name
        other = col.name if here and falling else f"-{col.name}" if here or col.kind == "moment" else col.name
        made.append({
            "name": col.name, "label": str(col.label), "width": _width(col, tight=tight),
            "figure": col.kind == "figure", "lead": col.kind == "number",
            "sort": ("desc" if falling else "asc") if here else "", "url": link(other) if col.ordered else "",
        })  # fmt: skip
    return made


LEAST = {"number": 14, "due": 20, "state": 18, "moment": 16, "date": 16, "turn": 20}
TIGHT = {"text": 22, "long": 22, "customer": 20, "product": 16, "units": 14, "choices": 14}


def _width(col: Col, *, tight: bool) -> int:
    """Wide enough for what it holds: the paper's columns are sometimes narrower than a due date in words."""
    least = max(col.width, LEAST.get(col.kind, 8))
    return min(least, TIGHT.get(col.kind, least)) if tight else least


def row(record: Any, cols: Iterable[Col], wording: Wording, at: dt.datetime) -> dict[str, Any]:
    """One record as a row of parts/register.html."""
    tone = "void" if _gone(record) else ""
    return {"id": record.number, "tone": tone, "cells": [_cell(record, col, wording, at) for col in cols]}


def _gone(record: Any) -> bool:
    """Whether nobody works at it any more, though it never ended."""
    return record.phase == "void" or bool(record.merged_into_id)


def _cell(record: Any, col: Col, wording: Wording, at: dt.datetime) -> dict[str, Any]:
    label = str(col.label)
    if col.kind == "number":
        return {"kind": "link", "text": record.number, "url": address(record), "lead": True, "label": label}
    if col.kind == "state":
        tone = "void" if _gone(record) else record.phase
        return {"kind": "badge", "text": wording.state(record), "tone": tone, "label": label}
    if col.kind == "due":
        return {"kind": "due", "due": due_of(record, wording, at), "label": label}
    if col.kind in ("moment", "date"):
        found = value(col, record)
        return {"kind": "day", "at": found, "label": label}
    text = wording.words(col, record)
    if col.kind == "turn" and text and wording.signs(record):
        text = _("%(who)s, to sign") % {"who": text}
    return {"kind": PLAIN.get(col.kind, "text"), "text": text, "label": label}


def due_of(record: Any, wording: Wording, at: dt.datetime) -> dict[str, Any] | None:
    """The record's nearest promise; nothing where none runs, and then no light is shown at all."""
    due = wording.due(record)
    if due is None:
        return None
    return standing(due, calendar_of(record, wording.procedure(record)), at)


# --- filters --------------------------------------------------------------------------------------------------------


def filters(
    cols: Iterable[Col], faults: Mapping[str, str], given: Mapping[str, list[str]], lists: Lists
) -> list[dict[str, Any]]:  # fmt: skip
    """One control for each column that can be narrowed by; a range has two. What was typed stays in them.

    A list without codes under this firm's procedures is not offered.
    """
    made = [
        _control(col, name, given.get(name, []), lists) | {"error": faults.get(name, "")}
        for col in cols
        for name in _names(col)
    ]
    return [one for one in made if one.get("choices", True)]


def _names(col: Col) -> tuple[str, ...]:
    """The names an address narrows by a column with."""
    if col.filter == "range":
        return f"{col.name}.from", f"{col.name}.to"
    return (col.name,) if col.filter else ()


def _control(col: Col, name: str, words: list[str], lists: Lists) -> dict[str, Any]:
    one: dict[str, Any] = {"name": name, "label": _label(col, name), "value": words[0] if words else ""}
    one["id"] = f"filter-{name.replace('.', '-')}"
    if col.filter == "range":
        return one | ({"kind": "number", "step": "any"} if col.kind == "figure" else {"kind": "date"})
    if col.filter == "flag":
        choices = [{"value": "yes", "label": _("Yes")}, {"value": "no", "label": _("No")}]
        return one | {"kind": "choice", "look": "radio", "choices": choices}
    if col.filter == "choice":
        return one | {"kind": "choices", "value": words, "choices": options(col, lists)}
    return one | {"kind": "text", "limit": 200}


def _label(col: Col, name: str) -> str:
    if name.endswith(".from"):
        return pgettext("filter", "%(column)s from") % {"column": col.label}
    if name.endswith(".to"):
        return pgettext("filter", "%(column)s until") % {"column": col.label}
    return str(col.label)


def options(col: Col, lists: Lists) -> list[dict[str, Any]]:
    """The codes a choice column may hold, with what one types to find them."""
    if col.kind in ("unit", "units"):
        triples = [(unit.code, unit.name, unit.name) for unit in units().values()]
    else:
        triples = [(code, str(one.label), one.label.zh) for code, one in lists(col).items()]
    return [{"value": code, "label": label, "initials": initials(zh)} for code, label, zh in triples]


def chip(name: str, said: Any, cols: Mapping[str, Col], lists: Lists) -> str:
    """What a filter in force says: `状态：已登记、原因分析`."""
    col = cols[name] if name in cols else cols[name.rpartition(".")[0]]
    if isinstance(said, bool):
        said = _("Yes") if said else _("No")
    elif isinstance(said, list):
        words = {one["value"]: one["label"] for one in options(col, lists)}
        said = "、".join(str(words.get(one, one)) for one in said)
    return named(_label(col, name), said)


def named(label: str, words: Any) -> str:
    """A label with what it holds."""
    return pgettext("filter", "%(label)s: %(words)s") % {"label": label, "words": words}


def local_day(at: dt.datetime) -> dt.date:
    """The firm's date."""
    return timezone.localtime(at).date()
