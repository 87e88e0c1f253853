"""The table in a sheet: its heading, its columns, its rows; what stands above and below is set apart, never lost."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from string import ascii_uppercase

from django.utils.translation import gettext as _

from huiyin.base.errors import Invalid
from huiyin.base.text import fold
from huiyin.intake.sheets import Cell, Sheet

DEEPEST = 40
"""A heading stands within the first rows, or there is none."""
SUMS = re.compile(r"^(合\s*计|总\s*计|小\s*计|總\s*計|小\s*計|合\s*計|累\s*计|total|sum|subtotal)\b", re.IGNORECASE)


@dataclass(slots=True)
class Line:
    """One row of the table: its number in the file as people count (from 1), and its cells by column."""

    number: int
    cells: list[Cell]


@dataclass(slots=True)
class Table:
    """What a sheet holds.

    ``names`` are the columns' headings, each its own, ``""`` for a spacer without content; ``named`` says which of
    them the file gave.
    """

    sheet: Sheet
    names: list[str]
    lines: list[Line]
    above: list[str] = field(default_factory=list)
    below: list[Line] = field(default_factory=list)
    repeated: int = 0
    named: list[bool] = field(default_factory=list)

    def column(self, place: int) -> list[Cell]:
        """Every cell of one column."""
        return [line.cells[place] for line in self.lines]


def find_table(sheet: Sheet, knows: Callable[[str], bool], *, no_header: bool = False) -> Table:
    """The table in ``sheet``; ``knows`` says whether a text is a heading we have heard of.

    With ``no_header`` every row counts and the columns are called 1, 2, 3 … Raises Invalid when there is none.
    """
    rows = _filled_down(sheet)
    width = max(len(row) for row in rows)
    rows = [row + [None] * (width - len(row)) for row in rows]
    if no_header:
        table = Table(sheet, [str(place + 1) for place in range(width)], _lines(rows, 0))
    else:
        first, last = _heading(sheet, rows, knows)
        names = _names(sheet, rows, first, last)
        above = [words(cell) for row in rows[:first] for cell in row if not blank(cell)]
        table = Table(sheet, names, _lines(rows, last + 1), above)
        _drop_repeated(table, [[words(cell) for cell in row] for row in rows[first : last + 1]])
    if not table.lines:
        sentence = _("There is a heading, but no row below it.")
        raise Invalid({"file": sentence}, why=sentence)
    _unname_spacers(table)
    return table


def blank(cell: Cell) -> bool:
    """Whether a cell says nothing."""
    return cell is None or (isinstance(cell, str) and not cell.strip(" \t\r\n\xa0\u3000\ufeff"))


def words(cell: Cell) -> str:
    """A cell as text: whole numbers without a point, dates as 2026-11-20."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ", "minutes" if not cell.second else "seconds")
    if isinstance(cell, (dt.date, dt.time)):
        return cell.isoformat()
    return str(cell).strip(" \t\r\n\xa0\u3000\ufeff")


def _lines(rows: list[list[Cell]], start: int) -> list[Line]:
    return [
        Line(place + 1, row)
        for place, row in enumerate(rows)
        if place >= start and not all(blank(cell) for cell in row)
    ]


def _filled_down(sheet: Sheet) -> list[list[Cell]]:
    """The rows with every cell of a merged range saying what the range says, as long as it is one column wide."""
    rows = [list(row) for row in sheet.rows]
    for (top, left), (bottom, right) in sheet.merges:
        if left == right and top < len(rows) and left < len(rows[top]):
            for row in rows[top + 1 : bottom + 1]:
                if left < len(row):
                    row[left] = rows[top][left]
    return rows


def _heading(sheet: Sheet, rows: list[list[Cell]], knows: Callable[[str], bool]) -> tuple[int, int]:
    """First and last row of the heading. Merged cells may make it two or three rows high."""
    top = rows[:DEEPEST]
    known = [len({fold(words(cell)) for cell in row if not blank(cell) and knows(words(cell))}) for row in top]
    if max(known) > 0:
        found = known.index(max(known))
    else:
        found = _most_like_a_heading(top)
    first = last = found
    for (begin, left), (end, right) in sheet.merges:
        if left == right and begin <= found <= end and end - begin in (1, 2):
            first, last = min(first, begin), max(last, end)
    return first, last


def _most_like_a_heading(rows: list[list[Cell]]) -> int:
    """Without a word we know: the first row of texts, none of them twice, about as wide as the rows after it."""
    widths = [sum(not blank(cell) for cell in row) for row in rows]
    for place, row in enumerate(rows):
        texts = [words(cell) for cell in row if not blank(cell)]
        after = [width for width in widths[place + 1 :] if width] or [len(texts)]
        usual = sorted(after)[len(after) // 2]
        plain = all(isinstance(cell, str) for cell in row if not blank(cell))
        if texts and plain and len(texts) >= 0.9 * usual and max(Counter(texts).values()) == 1:
            return place
    sentence = _(
        "No row looks like the heading of a table. Name the columns in its first row, or say no_header in the mapping."
    )
    raise Invalid({"file": sentence}, why=sentence)


def _names(sheet: Sheet, rows: list[list[Cell]], first: int, last: int) -> list[str]:
    """One name for each column: its heading, the group over it, a number when the same name comes again."""
    levels = [[words(cell) for cell in row] for row in rows[first : last + 1]]
    for (top, left), (bottom, right) in sheet.merges:
        if first <= top <= last and right > left and top < last:  # a group over several columns
            for level in levels[top - first : bottom - first + 1]:
                level[left : right + 1] = [levels[top - first][left]] * (right - left + 1)
    seen: Counter[str] = Counter()
    names = []
    for parts in zip(*levels, strict=True):
        name = " / ".join(dict.fromkeys(" ".join(part.split()) for part in parts if part))
        seen[fold(name)] += 1
        names.append(f"{name} ({seen[fold(name)]})" if name and seen[fold(name)] > 1 else name)
    return names


def _drop_repeated(table: Table, heading: list[list[str]]) -> None:
    """A register printed page by page repeats its heading; those rows are no records."""
    kept = [line for line in table.lines if [words(cell) for cell in line.cells] not in heading]
    table.repeated, table.lines = len(table.lines) - len(kept), kept


def _unname_spacers(table: Table) -> None:
    """A column without a name that holds something is called by its letter; one that holds nothing is a spacer."""
    table.named = [bool(name) for name in table.names]
    for place, name in enumerate(table.names):
        if not name and not all(blank(line.cells[place]) for line in table.lines):
            table.names[place] = _("Column %(letter)s") % {"letter": letter(place)}


def letter(place: int) -> str:
    """The letter a spreadsheet shows over a column: A for 0, AA for 26."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = ascii_uppercase[rest] + name
    return name


def set_notes_apart(table: Table, is_row: Callable[[Line], bool]) -> None:
    """Move sums and what is written below the table out of its rows; ``is_row`` knows a row of the register."""
    sums = [line for line in table.lines if _is_sum(line)]
    lines = [line for line in table.lines if line not in sums] if sums else table.lines
    usual = sorted(_filled(line) for line in lines)[len(lines) // 2] if lines else 0
    end = len(lines)
    while end and not is_row(lines[end - 1]) and _filled(lines[end - 1]) <= usual / 2:
        end -= 1
    if end:  # when no row at all is one, they are refused one by one, each with its reason
        table.lines, table.below = lines[:end], sorted([*sums, *lines[end:]], key=lambda line: line.number)


def _is_sum(line: Line) -> bool:
    first = next((words(cell) for cell in line.cells if not blank(cell)), "")
    return bool(SUMS.match(first)) and len(first) <= 12


def _filled(line: Line) -> int:
    return sum(not blank(cell) for cell in line.cells)
