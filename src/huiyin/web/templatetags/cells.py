"""The rows of a register, written without templates: five hundred cells a page, and each include would cost one.

A row is {id, tone: void|quiet|"", cells}. A cell is {kind, text, label (its column, for phones), and by kind:
link: url · badge: tone, mark · due: due (see marks.due) · person: who · moment: at · day: at · figure · choice
(one short word) · text; lead (heads the slip on a phone), quiet, minor (left out on a phone)}.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from huiyin.web import marks
from huiyin.web.templatetags.parts import day, moment

register = template.Library()
Cell = Mapping[str, Any]


@register.simple_tag
def register_rows(rows: list[dict[str, Any]], pick: str = "") -> SafeString:
    """All rows of a register as `<tr>`s, with a box to pick each when `pick` names its field."""
    words = _("Pick %(row)s")
    return SafeString("".join(_row(row, pick, words) for row in rows))


@register.simple_tag
def register_cells(cells: list[dict[str, Any]]) -> SafeString:
    """The cells of one row, such as a line of totals."""
    return SafeString("".join(map(_cell, cells)))


@register.simple_tag
def ruled_rows(ruled: Mapping[str, Any]) -> SafeString:
    """The rows of parts/ruled.html; each cell carries its heading, for on a phone a row is a slip."""
    columns = ruled["columns"]
    return SafeString("".join(f"<tr>{_ruled_row(columns, row)}</tr>" for row in ruled["rows"]))


def _ruled_row(columns: list[dict[str, Any]], row: list[Cell]) -> str:
    return "".join(_ruled_cell(column, cell) for column, cell in zip(columns, row, strict=True))


def _ruled_cell(column: Mapping[str, Any], cell: Cell) -> str:
    text = str(cell.get("text") or "")
    names = [name for name, on in (
        ("number", len(text) < 12), ("is-short", len(text) < 6 or _STAMP.fullmatch(text)), ("is-blank", not text),
        ("is-long", len(text) > 24),
        ("is-figure", column.get("figure")),
    ) if on]  # fmt: skip
    inside = escape(text)
    if cell.get("url"):
        inside = f'<a href="{escape(cell["url"])}">{inside}</a>'
    elif cell.get("tone"):
        inside = _badge(cell)
    return f'<td class="{" ".join(names)}" data-label="{escape(str(column["label"]))}">{inside}</td>'


_STAMP = re.compile(r"[\d:. -]{1,16}")
"""A date, an hour or a figure: never broken over two lines."""


def _row(row: Mapping[str, Any], pick: str, words: str) -> str:
    tone = f' class="is-{row["tone"]}"' if row.get("tone") else ""
    box = ""
    if pick:
        key = escape(str(row["id"]))
        label = escape(words % {"row": row["id"]})
        box = (
            f'<td class="is-pick"><input type="checkbox" name="{pick}" value="{key}" form="picked"'
            f' aria-label="{label}"></td>'
        )
    return f"<tr{tone} data-row>{box}{''.join(map(_cell, row['cells']))}</tr>\n"


def _cell(cell: Cell) -> str:
    kind = cell.get("kind") or "text"
    flags = " is-figure" if kind == "figure" else ""
    flags += "".join(f" is-{name}" for name in ("lead", "minor", "quiet") if cell.get(name))
    if not (cell.get("text") or cell.get("at") or cell.get("due") or cell.get("who")):
        return f'<td class="cell-{kind}{flags} is-blank" data-label="{escape(cell.get("label", ""))}"></td>'
    inside = _INSIDE.get(kind, _text)(cell)
    return f'<td class="cell-{kind}{flags}" data-label="{escape(cell.get("label", ""))}">{inside}</td>'


def _text(cell: Cell) -> str:
    text = escape(str(cell["text"]))
    return f'<span title="{text}">{text}</span>'


def _link(cell: Cell) -> str:
    return f'<a class="register-link" href="{escape(cell["url"])}" data-open>{escape(str(cell["text"]))}</a>'


def _badge(cell: Cell) -> str:
    return marks.badge(cell["text"], str(cell.get("tone", "")), cell.get("mark") or "")


def _due(cell: Cell) -> str:
    return marks.due(cell["due"], why=False)


def _person(cell: Cell) -> str:
    who = cell["who"]
    return f'<span class="person">{escape(str(who["name"] if isinstance(who, Mapping) else who.name))}</span>'


def _number(words: str) -> str:
    return f'<span class="number">{escape(words)}</span>'


_INSIDE: dict[str, Callable[[Cell], str]] = {
    "link": _link, "badge": _badge, "due": _due, "person": _person,
    "moment": lambda cell: _number(moment(cell["at"])), "day": lambda cell: _number(day(cell["at"])),
    "figure": lambda cell: _number(str(cell["text"])),
}  # fmt: skip
