"""The rows that did not go in, as a workbook: the same columns, what is wrong marked where it stands.

Mended and saved, the workbook is taken in like the file it came from.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from huiyin.base.text import clean
from huiyin.intake.binding import label_of
from huiyin.intake.headings import FILLED_IN_BY_US
from huiyin.intake.plan import Planned
from huiyin.intake.register import Account
from huiyin.intake.sheets import Cell
from huiyin.intake.table import blank, words

LONGEST = 32_000
"""Characters a cell of Excel holds, with room to spare."""
WIDTHS = (8, 40)


def refused_workbook(account: Account) -> bytes:
    """An .xlsx of the refused rows: red cells with a comment, and all sentences of a row in its first column."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    _Writer(book, account).write()
    book.close()
    return out.getvalue()


class _Writer:
    """Writes one workbook. Our two columns stand first, where they are seen."""

    def __init__(self, book: xlsxwriter.Workbook, account: Account) -> None:
        self.account = account
        self.sheet = book.add_worksheet(_("Rows to mend"))
        self.heading = book.add_format({"bold": True, "bg_color": "#E8EBEF", "text_wrap": True, "valign": "top"})
        self.formats = {
            (wrong, form): book.add_format({
                "valign": "top", "num_format": form, **({"bg_color": "#F7C6C5", "border": 1} if wrong else {}),
            })
            for wrong in (True, False) for form in ("General", "yyyy-mm-dd", "yyyy-mm-dd hh:mm")
        }  # fmt: skip
        self.sentences = book.add_format({"text_wrap": True, "valign": "top", "font_color": "#A4262C"})
        table, ours = account.table, account.binding.ours
        self.places = [place for place, name in enumerate(table.names) if name and place not in ours]

    def write(self) -> None:
        names = [str(one) for one in FILLED_IN_BY_US] + [self.account.table.names[place] for place in self.places]
        for column, name in enumerate(names):
            self.sheet.write_string(0, column, name, self.heading)
        self.sheet.freeze_panes(1, 2)
        self.sheet.set_column(0, 0, 60)
        self.sheet.set_column(1, 1, 10)
        refused = self.account.refused
        for row, planned in enumerate(refused, 1):
            self._row(row, planned)
        for column, place in enumerate(self.places, len(FILLED_IN_BY_US)):
            longest = max((len(words(one.line.cells[place])) for one in refused[:200]), default=0)
            self.sheet.set_column(column, column, min(WIDTHS[1], max(WIDTHS[0], longest * 1.2)))
        self.sheet.autofilter(0, 0, max(1, len(refused)), len(names) - 1)

    def _row(self, row: int, planned: Planned) -> None:
        self.sheet.write_string(row, 0, "\n".join(self._sentences(planned)), self.sentences)
        self.sheet.write_number(row, 1, planned.line.number)
        wrong = self._wrong(planned)
        for column, place in enumerate(self.places, len(FILLED_IN_BY_US)):
            self._cell(row, column, planned.line.cells[place], place in wrong)
            if place in wrong:
                self.sheet.write_comment(row, column, wrong[place], {"x_scale": 2, "author": "Huiyin"})

    def _sentences(self, planned: Planned) -> Iterable[str]:
        for name, sentence in planned.errors.items():
            label = label_of(name, self.account.specs) if name else ""
            yield f"{label}：{sentence}" if label else str(sentence)

    def _wrong(self, planned: Planned) -> dict[int, str]:
        """The sentences of a row by the column they speak of."""
        places: dict[int, str] = {}
        for name, sentence in planned.errors.items():
            place = self.account.binding.place_of(name)
            if place is None and name in self.account.table.names:
                place = self.account.table.names.index(name)
            if place is not None:
                places[place] = "\n".join(filter(None, [places.get(place, ""), str(sentence)]))
        return places

    def _cell(self, row: int, column: int, cell: Cell, wrong: bool) -> None:
        plain: Any = self.formats[(wrong, "General")]
        if blank(cell):
            self.sheet.write_blank(row, column, None, plain)
        elif isinstance(cell, bool):
            self.sheet.write_boolean(row, column, cell, plain)
        elif isinstance(cell, (int, float)):
            self.sheet.write_number(row, column, cell, plain)
        elif isinstance(cell, dt.datetime):
            moment = cell.replace(tzinfo=None)
            self.sheet.write_datetime(row, column, moment, self.formats[(wrong, "yyyy-mm-dd hh:mm")])
        elif isinstance(cell, dt.date):
            self.sheet.write_datetime(row, column, cell, self.formats[(wrong, "yyyy-mm-dd")])
        else:
            self.sheet.write_string(row, column, clean(str(cell))[:LONGEST], plain)
