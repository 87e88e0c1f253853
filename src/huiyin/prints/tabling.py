"""Tables on paper: how wide each column must be, so that no word runs over its rule."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

LEAST, MOST = 2.0, 34.0
"""Bounds of what one column asks for, in Chinese characters: one very long text must not starve the others."""
KEPT_WHOLE = 4.5
PADDING = 1.2
_WORDS = re.compile(r"[A-Za-z0-9_.,:;/@%+#()\-]+|\S")

Row = Sequence[Any]


def breadth(text: str) -> float:
    """How wide a text is, in Chinese characters."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.58 for char in text)


def table(head: Sequence[str], rows: Iterable[Row], *, least: Sequence[float] = ()) -> dict[str, Any]:
    """A table as `rows-table` in `paper/frame.typ` takes it: cells as dicts, widths reckoned from what they hold."""
    made = [[one if isinstance(one, dict) else {"text": str(one)} for one in row] for row in rows]
    return {"head": list(head), "rows": made, "widths": widths(head, made, least)}


def widths(head: Sequence[str], rows: Iterable[Sequence[dict[str, Any]]], least: Sequence[float] = ()) -> list[float]:
    """Relative widths: room for the longest word of each column, then more for those that say more."""
    full = [row for row in rows if len(row) == len(head)]
    found = []
    for at, title in enumerate(head):
        texts = [row[at]["text"] for row in full]
        word = max((_word(text) for text in [title, *texts]), default=0.0)
        length = max((breadth(line) for text in texts for line in text.split("\n")), default=0.0)
        wanted = max(LEAST, word, min(breadth(title), 4.0), min(length, 60.0) * 0.55, *(least[at : at + 1]))
        found.append(round(min(wanted, MOST) + PADDING, 2))
    return found


def _word(text: str) -> float:
    """The widest piece that should not be broken: a word of letters, or a few Chinese characters that are one."""
    if "\n" not in text and breadth(text) <= KEPT_WHOLE:
        return breadth(text)
    return max((min(breadth(word), 11.0) for word in _WORDS.findall(text)), default=0.0)
