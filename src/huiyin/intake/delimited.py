"""Text into rows: which sign parts the cells, and whether quotation marks hold them together, is found by trying."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator

SIGNS = (",", "\t", ";", "|")
LOOKED_AT = 300_000
csv.field_size_limit(20_000_000)


def split(text: str) -> list[list[str]]:
    """The rows of a delimited text. A text without any delimiter is one column."""
    # NUL would end the text for some readers; the cleaning of each field refuses it with a sentence.
    ways = [(sign, quoted) for sign in SIGNS for quoted in (True, False)]
    sample = text[:LOOKED_AT]
    best = max(ways, key=lambda way: _fits(sample, *way))
    return list(_rows(text, *best))


def _rows(text: str, sign: str, quoted: bool) -> Iterator[list[str]]:
    lines = io.StringIO(text, newline="")
    try:
        yield from csv.reader(lines, delimiter=sign, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE)
    except csv.Error:  # a field longer than any cell: these were not the signs
        return


def _fits(sample: str, sign: str, quoted: bool) -> tuple[float, int, bool]:
    """How alike the rows come out: the share of rows of the usual width, then that width, then quoting as usual.

    Title lines and notes are narrower than the table and do not count against it.
    """
    rows = [row for row in _rows(sample, sign, quoted) if any(row)]
    if len(sample) == LOOKED_AT and len(rows) > 1:
        rows.pop()  # cut in the middle
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return (0.0, 1, quoted)
    width, usual = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
    wide = sum(widths.values())
    swallowed = sum(cell.count("\n") > 40 for row in rows for cell in row)  # a quotation mark that never closes
    stray = (
        0
        if quoted
        else sum(cell.startswith('"') and cell.endswith('"') and len(cell) > 1 for row in rows for cell in row)
    )
    covered = wide / len(rows)
    return (round((usual - 5 * swallowed - stray) / wide * min(1.0, covered + 0.3), 3), min(width, 60), quoted)
