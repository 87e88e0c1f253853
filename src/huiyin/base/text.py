"""Text made comparable: as it is kept apart, and as it is looked for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from huiyin.base.script import simplified

_LETTERS = re.compile(r"([^\W_]+)([\W_]*)")


def fold(text: str) -> str:
    """`text` as it is compared: full-width forms made plain (NFKC), case folded, white space single and trimmed.

    >>> fold("　ＴＳ２０２６－０００１ Müller ")
    'ts2026-0001 müller'
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    # Folding case may take letters apart (İ); a second pass joins them, so that folding twice changes nothing.
    return " ".join(unicodedata.normalize("NFKC", plain).split())


def sought(text: str) -> str:
    """`text` as it is looked for: folded, and in simplified script. Nothing is told apart or stored by it.

    >>> sought("軸承異響　ＤＮ50")
    '轴承异响 dn50'
    """
    return simplified(fold(text))


def runs(text: str) -> Iterator[str]:
    """The unbroken runs of letters and digits in `text` as it is looked for, Chinese and other writing alike.

    >>> list(runs("軸承，Ａ型"))
    ['轴承', 'a型']
    """
    run = ""
    for letters, between in _LETTERS.findall(sought(text)):
        run += letters
        # A combining mark belongs to its letter; alone it is no letter for Python.
        marks = 0 if between.isascii() else len(between) - len(between.lstrip(_marks_in(between)))
        if run and marks:
            run += between[:marks]
        if run and marks < len(between):
            yield run
            run = ""
    if run:
        yield run


def _marks_in(text: str) -> str:
    return "".join(char for char in text if unicodedata.category(char).startswith("M"))


def clean(text: str) -> str:
    """`text` as it may be stored: line ends made one, and control characters dropped (NUL breaks PostgreSQL).

    Keeps line breaks and tabs. Does not trim or fold: what a customer wrote stays as written.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in lines if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs"))
