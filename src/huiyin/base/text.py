"""Text made comparable, and cut into pairs so that Chinese can be searched without a word list."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_LETTERS = re.compile(r"([^\W_]+)([\W_]*)")


def fold(text: str) -> str:
    """`text` as it is compared: full-width forms made plain (NFKC), case folded, white space single and trimmed.

    >>> fold("　ＴＳ２０２６－０００１ Müller ")
    'ts2026-0001 müller'
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    # Folding case may take letters apart (İ); a second pass joins them, so that folding twice changes nothing.
    return " ".join(unicodedata.normalize("NFKC", plain).split())


def runs(text: str) -> Iterator[str]:
    """The unbroken runs of letters and digits in the folded `text`, Chinese and other writing alike."""
    run = ""
    for letters, between in _LETTERS.findall(fold(text)):
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


def pairs(run: str) -> list[str]:
    """The overlapping pairs of one run; the run itself when it is a single character.

    >>> pairs("漏油了")
    ['漏油', '油了']
    """
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def bigrams(text: str) -> str:
    """What the search index stores for `text`: the pairs of all its runs, in order, joined by blanks.

    Letters and digits are paired like Chinese, so a part of a number is found too. A query is cut the same way
    (`phrases`); a query of one character cannot be answered from pairs and needs a plain text search.

    >>> bigrams("阀门A型 26-08")
    '阀门 门a a型 26 08'
    """
    return " ".join(pair for run in runs(text) for pair in pairs(run))


def phrases(query: str) -> list[str]:
    """The phrases a stored text must hold, all of them, to be a candidate for `query`: one per run, as pairs.

    Pairs of neighbouring runs can imitate a longer run, so whoever needs certainty compares the folded text again.

    >>> phrases("阀门 TS26")
    ['阀门', 'ts s2 26']
    """
    return [" ".join(pairs(run)) for run in runs(query)]


def searchable(query: str) -> bool:
    """Whether the pair index can answer `query`: it holds runs, and none of them is a single character."""
    found = list(runs(query))
    return bool(found) and all(len(run) > 1 for run in found)


def clean(text: str) -> str:
    """`text` as it may be stored: line ends made one, and control characters dropped (NUL breaks PostgreSQL).

    Keeps line breaks and tabs. Does not trim or fold: what a customer wrote stays as written.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in lines if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs"))
