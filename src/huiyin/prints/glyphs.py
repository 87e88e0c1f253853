"""Which characters our fonts can draw: a form must never show an empty box where a name stood.

What they lack is printed by its code, `〔U+20BB7〕`, and the foot of the page says so. No other font steps in: two
machines must print the same page.
"""

from __future__ import annotations

import struct
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
NAMES = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")
LOOKALIKES = str.maketrans({"☐": "□", "☑": "✓", "☒": "×", "✔": "✓", "✗": "×", "✘": "×", "⌀": "Ø", "ẞ": "SS", "❶": "①"})
"""Signs of the same meaning and nearly the same shape that our fonts do have."""
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")
"""What has no shape of its own, or turns the writing round: nothing of it belongs on paper."""


def fonts() -> list[Path]:
    """The font files. Raises FileNotFoundError with what to do when one is missing."""
    files = [FONTS / name for name in NAMES]
    for file in files:
        if not file.is_file():
            raise FileNotFoundError(f"The font {file.name} is missing. Run: python build_assets.py")
    return files


@cache
def _covered() -> tuple[tuple[int, ...], tuple[int, ...]]:
    """First and last code points of the ranges every one of our fonts can draw, in order."""
    starts, ends = [], []
    for first, last in _common([list(_ranges(file.read_bytes())) for file in fonts()]):
        starts.append(first)
        ends.append(last)
    return tuple(starts), tuple(ends)


def _common(every: list[list[tuple[int, int]]]) -> Iterator[tuple[int, int]]:
    """What lies in all lists of ranges, each in order."""
    found = every[0]
    for other in every[1:]:
        met, at = [], 0
        for first, last in found:
            while at < len(other) and other[at][1] < first:
                at += 1
            ahead = at
            while ahead < len(other) and other[ahead][0] <= last:
                met.append((max(first, other[ahead][0]), min(last, other[ahead][1])))
                ahead += 1
        found = met
    yield from found


def _ranges(font: bytes) -> Iterator[tuple[int, int]]:
    """The ranges of a TrueType font's full character map (`cmap` table, format 12). Raises ValueError without one."""
    count = struct.unpack_from(">H", font, 4)[0]
    tables = {font[12 + 16 * at : 16 + 16 * at]: struct.unpack_from(">I", font, 20 + 16 * at)[0] for at in range(count)}
    cmap = tables[b"cmap"]
    for at in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        here = cmap + struct.unpack_from(">I", font, cmap + 8 + 8 * at)[0]
        if struct.unpack_from(">H", font, here)[0] == 12:
            for group in range(struct.unpack_from(">I", font, here + 12)[0]):
                first, last, _glyph = struct.unpack_from(">III", font, here + 16 + 12 * group)
                yield first, last
            return
    raise ValueError("the font has no character map of format 12")


def drawn(char: str) -> bool:
    """Whether our fonts have a shape for `char`."""
    starts, ends = _covered()
    at = bisect_right(starts, ord(char)) - 1
    return at >= 0 and ord(char) <= ends[at]


def shown(text: str, missing: set[str]) -> str:
    """`text` as it can be printed; what cannot be drawn is named by its code and added to `missing`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(char, missing) for char in unicodedata.normalize("NFC", text).translate(LOOKALIKES))


def _shown(char: str, missing: set[str]) -> str:
    if char in "\n\t" or drawn(char):
        return char
    if unicodedata.category(char) in _UNSEEN or "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef":
        return ""
    missing.add(char)
    return f"〔U+{ord(char):04X}〕"
