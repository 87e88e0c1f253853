"""A text as a regular expression that finds it however it was typed: in either script, any width, any case."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from functools import cache

from huiyin.base.text import sought

MARK = "\ue000"
PLANE = [code for code in range(0x21, 0x10000) if not 0xD800 <= code < 0xE000 and chr(code) != MARK]


def alike(text: str) -> str:
    """The pattern of `text`; Python and PostgreSQL read it alike, so both databases find the same (`__regex`).

    Blanks stand for any blanks. A combined letter is found in the form it was typed in or as one character.

    >>> import re
    >>> bool(re.search(alike("轴承 dn50"), "軸承　ＤＮ50"))
    True
    """
    return r"\s+".join("".join(map(_class, word)) for word in unicodedata.normalize("NFC", text).split())


def _class(char: str) -> str:
    """One character as a pattern: itself, all that are looked for alike, and the letters it is taken apart into."""
    apart = sought(char)
    if len(apart) == 1:
        found = _ways()[apart] | {char}
        return _plain(char) if len(found) == 1 else f"[{''.join(map(_plain, sorted(found)))}]"
    return f"(?:{_plain(char)}|{''.join(map(_class, apart))})" if apart.strip() else _plain(char)


def _plain(char: str) -> str:
    return f"\\{char}" if char.isascii() and not char.isalnum() else char


@cache
def _ways() -> dict[str, set[str]]:
    """By the character looked for, every one it may be written as."""
    found: dict[str, set[str]] = defaultdict(set)
    chars = list(map(chr, PLANE))
    for char, looked_for in zip(chars, sought(MARK.join(chars)).split(MARK), strict=True):  # at once: ten times as fast
        if len(looked_for.strip()) == 1:
            found[looked_for.strip()].add(char)
    return found
