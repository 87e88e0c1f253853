"""What the page of parts shows: contexts of every shape, short and overlong, in the reader's language.

The words stand in samples.json as {"zh", "en"}; `"@dues.2"` there means another entry, `{"@": …}` one changed.
They are made up and belong in no catalogue.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

FILE = Path(__file__).with_name("samples.json")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d\+08:00")
HEADS = (
    ("编号", "Number", 16), ("收到", "Received", 16), ("客户", "Customer", 22), ("投诉内容", "What happened", 26),
    ("严重度", "Severity", 10), ("状态", "State", 16), ("经办人", "Handler", 8), ("答复期限", "Due", 22),
    ("数量", "Quantity", 8),
)  # fmt: skip


@lru_cache(maxsize=1)
def _written() -> dict[str, Any]:
    return json.loads(FILE.read_text(encoding="utf-8"))


def everything(rows: int) -> dict[str, Any]:
    """Contexts by part, as the template of the page asks for them; the register has `rows` rows."""
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    made = {name: _read(entry, language) for name, entry in _written().items()}
    return {**made, "clocks": made["dues"][:4], "register": _register(rows, made, language)}


def _read(entry: Any, language: str) -> Any:
    """An entry with its references followed, its moments made instants and its words in one language."""
    if isinstance(entry, list):
        return [_read(one, language) for one in entry]
    if isinstance(entry, dict):
        if entry.keys() == {"zh", "en"}:
            return entry[language]
        base = _read(entry["@"], language) if "@" in entry else {}
        return {**base, **{key: _read(one, language) for key, one in entry.items() if key != "@"}}
    if isinstance(entry, str) and entry.startswith("@"):
        found: Any = _written()
        for key in entry[1:].split("."):
            found = found[int(key) if key.isdecimal() else key]
        return _read(found, language)
    return dt.datetime.fromisoformat(entry) if isinstance(entry, str) and MOMENT.fullmatch(entry) else entry


def _register(rows: int, made: dict[str, Any], language: str) -> dict[str, Any]:
    labels = [zh if language == "zh" else en for zh, en, _width in HEADS]
    columns = [
        {
            "label": label,
            "width": head[2],
            "url": "#",
            "lead": at == 0,
            "sort": "desc" if at == 1 else "",
            "figure": at == 8,
        }
        for at, (label, head) in enumerate(zip(labels, HEADS, strict=True))
    ]
    return {
        "caption": made["sheet"]["title"],
        "columns": columns,
        "pick": "picked",
        "empty": made["none"],
        "rows": [_row(number, made, labels) for number in range(rows, 0, -1)],
    }


def _row(number: int, made: dict[str, Any], labels: list[str]) -> dict[str, Any]:
    void = number % 9 == 4
    state = made["badges"][4 if void else number % 3 + 1]
    cells = [
        {"kind": "link", "text": f"KS2026-{number:04}", "url": "#", "lead": True},
        {"kind": "day", "at": made["trail"][0]["at"] - dt.timedelta(days=number)},
        {"kind": "text", "text": made["names"][number % 4]},
        {"kind": "text", "text": made["stories"][number % 3]},
        {"kind": "choice", "text": made["badges"][6]["text"] if number % 3 else ""},
        {"kind": "badge", **state},
        {"kind": "person", "who": made["people"][0]["who"]},
        {"kind": "due", "due": None if void else made["dues"][number % 5]},
        {"kind": "figure", "text": str(number * 37)},
    ]
    named = [{**cell, "label": label} for cell, label in zip(cells, labels, strict=True)]
    return {"id": f"KS2026-{number:04}", "tone": "void" if void else "", "cells": named}
