"""Tables on paper: how wide each column must be, so that no word runs over its rule."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

LEAST, MOST = 2.0, 60.0
"""Bounds of what one column asks for, in Chinese characters: one very long text must not starve the others."""
CROWDED = 7
"""With more columns than this the letters are smaller (`rows-table`)."""
UPRIGHT, SMALL, ACROSS = 58.0, 66.0, 90.0
"""Chinese characters side by side: on an upright page, there in small letters, on a page across."""
KEPT_WHOLE, HEADING = 4.5, 6.0
PADDING = 1.2
_WORDS = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d|[A-Za-z0-9_.,:;/@%+#()\-]+|\S")

Row = Sequence[Any]


def breadth(text: str) -> float:
    """How wide a text is, in Chinese characters."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.58 for char in text)


def table(
    head: Sequence[str], rows: Iterable[Row], *, least: Sequence[float] = (), room: float = 0, counts: int = 0,
    name: str = "",
) -> dict[str, Any]:  # fmt: skip
    """A table as `rows-table` in `paper/frame.typ` takes it: cells as dicts, widths reckoned from what they hold.

    ``room`` is how many Chinese characters stand side by side on the page (by default those of an upright one). The
    first ``counts`` columns hold running numbers and grow no wider; ``name`` stands above the heading on every page.
    """
    made = [[one if isinstance(one, dict) else {"text": str(one)} for one in row] for row in rows]
    room = room or (SMALL if len(head) > CROWDED else UPRIGHT)
    return {"name": name, "head": list(head), "rows": made, "widths": widths(head, made, least, room, counts)}


def widths(
    head: Sequence[str], rows: Iterable[Sequence[dict[str, Any]]], least: Sequence[float], room: float, counts: int = 0
) -> list[float]:
    """Relative widths: room for the longest word of each column first; what is left goes to those that say more.

    Where nobody has more to say, all but the ``counts`` first columns share it.
    """
    full = [row for row in rows if len(row) == len(head)]
    words, wishes = [], []
    for at, title in enumerate(head):
        texts = [row[at]["text"] for row in full]
        word = max([_word(text) for text in texts] + [_word(title, HEADING), LEAST, *least[at : at + 1]])
        length = max((breadth(line) for text in texts for line in text.split("\n")), default=0.0)
        words.append(word + PADDING)
        wishes.append(max(0.0, min(length, MOST) - word))
    if not any(wishes):
        wishes = [0.0 if at < counts else word for at, word in enumerate(words)]
    left = max(0.0, room - sum(words))
    share = left / sum(wishes) if sum(wishes) else 0.0
    return [round(word + share * wish, 2) for word, wish in zip(words, wishes, strict=True)]


def _word(text: str, kept_whole: float = KEPT_WHOLE) -> float:
    """The widest piece that should not be broken: a word of letters, or a few Chinese characters that are one."""
    if "\n" not in text and breadth(text) <= kept_whole:
        return breadth(text)
    return max((min(breadth(word), 11.0) for word in _WORDS.findall(text)), default=0.0)
