"""How wide a text will be and where it may break, without a font at hand: Chinese is square, Latin is estimated."""

from __future__ import annotations

import re
import unicodedata

NARROW = frozenset("iljtfrI.,:;|!'`()[] /")
WIDE = frozenset("mwMWABCDGHKNOQRUVXYZ@%&—")
# Closing marks never begin a line, opening ones never end it (GB/T 15834).
CLOSING = frozenset("，。；：！？、）》」』”’】…·,.;:!?)]}%")
OPENING = frozenset("（《「『“‘【([{")
PIECE = re.compile(r"[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+|\s+|.", re.DOTALL)


def width(text: str, size: float) -> float:
    """The estimated width of one line in pixels at font ``size``."""
    return size * sum(_share(char) for char in text)


def _share(char: str) -> float:
    if unicodedata.east_asian_width(char) in "WF" or char in "“”‘’—…·":
        return 1.0
    if char in NARROW:
        return 0.34
    return 0.72 if char in WIDE else 0.57


def wrap(text: str, size: float, limit: float, most: int = 6) -> list[str]:
    """``text`` in lines no wider than ``limit``; Chinese breaks between characters, Latin between words.

    A word wider than a line is cut. Beyond ``most`` lines the last one ends in an ellipsis.
    """
    lines = [""]
    for piece in _pieces(text, size, limit):
        line = lines[-1] + piece
        if not lines[-1] or width(line.rstrip(), size) <= limit:
            lines[-1] = line if lines[-1] or not piece.isspace() else ""
        elif not piece.isspace():
            lines[-1], carried = _carried(lines[-1], piece)
            lines.append(carried + piece)
    lines = [line.strip() for line in lines if line.strip()]
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][: max(1, len(lines[most - 1]) - 1)] + "…"]
    return lines


def _pieces(text: str, size: float, limit: float) -> list[str]:
    """Units that stay together: a Latin word, one Chinese character, with its closing marks."""
    found: list[str] = []
    for piece in PIECE.findall(text):
        if piece in CLOSING and found and not found[-1].isspace():
            found[-1] += piece
        elif width(piece, size) > limit and len(piece) > 1:
            found += _cut(piece, size, limit)
        else:
            found.append(piece)
    return found


def _cut(word: str, size: float, limit: float) -> list[str]:
    parts = [""]
    for char in word:
        if parts[-1] and width(parts[-1] + char, size) > limit:
            parts.append("")
        parts[-1] += char
    return parts


def _carried(line: str, piece: str) -> tuple[str, str]:
    """An opening bracket at the end of a line moves to the next one, with what it opens."""
    kept = line.rstrip("".join(OPENING))
    return (kept, line[len(kept) :]) if kept.strip() else (line, "")
