"""Pinyin initials of the short labels in a choice list (`尺寸超差` → `cccc`).

Customers' names use `base.pinyin`, whose list of words costs a process 60 MB. For a list one can also find in by its
words, the order of GB 2312 is enough: its first 3755 characters are sorted by their sound.
"""

from __future__ import annotations

from functools import lru_cache

from huiyin.base.script import simplified

STARTS = (
    ("a", 0xB0A1), ("b", 0xB0C5), ("c", 0xB2C1), ("d", 0xB4EE), ("e", 0xB6EA), ("f", 0xB7A2), ("g", 0xB8C1),
    ("h", 0xB9FE), ("j", 0xBBF7), ("k", 0xBFA6), ("l", 0xC0AC), ("m", 0xC2E8), ("n", 0xC4C3), ("o", 0xC5B6),
    ("p", 0xC5BE), ("q", 0xC6DA), ("r", 0xC8BB), ("s", 0xC8F6), ("t", 0xCBFA), ("w", 0xCDDA), ("x", 0xCEF4),
    ("y", 0xD1B9), ("z", 0xD4D1),
)  # fmt: skip
"""Where each initial begins in GB 2312; i, u and v begin no syllable."""
END = 0xD7F9


@lru_cache(maxsize=4096)
def initials(label: str) -> str:
    """The initials of `label` in either script, lower case; letters and digits stay, a rare character is left out.

    >>> initials("少装漏装 8D")
    'szlz8d'
    """
    return "".join(_initial(char) for char in simplified(label.lower()))


def _initial(char: str) -> str:
    if char.isascii():
        return char if char.isalnum() else ""
    code = int.from_bytes(char.encode("gb2312", "ignore"), "big")
    if not STARTS[0][1] <= code <= END:
        return ""
    return next(letter for letter, start in reversed(STARTS) if code >= start)
