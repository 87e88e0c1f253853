"""A list of the ground as an Excel workbook or as CSV: heading, columns and rows as the page shows them."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from tempfile import TemporaryFile
from typing import Any

import xlsxwriter
from django.http import FileResponse, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so is a formula to a spreadsheet; the workbook marks it as text, a plain list by a quote."""
CELL = 32_767
"""Characters an Excel cell holds."""
_FORBIDDEN = {ord(char): " " for char in "[]:*?/\\'"}

Columns = Sequence[tuple[str, int]]
"""Heading and width in characters of each column."""


def workbook(
    name: str,
    heading: Sequence[str],
    columns: Columns,
    rows: Iterable[Sequence[Any]],
    *,
    foot: tuple[str, str] = ("", ""),
) -> FileResponse:
    """The rows as `name`.xlsx, written row by row; `heading` are the lines above them, the title first.

    `foot` stands left and right of the page number on every printed page: the form number, controlled or not.
    """
    file = TemporaryFile()  # noqa: SIM115 the answer closes it
    book = xlsxwriter.Workbook(file, {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False,
    })  # fmt: skip
    sheet = book.add_worksheet(heading[0][:31].translate(_FORBIDDEN))
    look = _looks(book)
    for at, (_label, width) in enumerate(columns):
        sheet.set_column(at, at, width)
    for at, line in enumerate(heading):
        sheet.write_string(at, 0, line, look["note" if at else "title"])
    top = len(heading)
    for at, (label, _width) in enumerate(columns):
        sheet.write_string(top, at, label, look["head"])
    _page(sheet, top, foot)
    for at, row in enumerate(rows, top + 1):
        for place, found in enumerate(row):
            _put(sheet, at, place, found, look)
    book.close()
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=KIND)


def _page(sheet: Any, top: int, foot: tuple[str, str]) -> None:
    """A4 across, the heading row on every page, page n of N in the foot."""
    sheet.freeze_panes(top + 1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
    left, right = (part.replace("&", "&&") for part in foot)
    sheet.set_footer(f"&L{left}&C&P / &N&R{right}")


def _looks(book: Any) -> dict[str, Any]:
    ruled = {"border": 1, "valign": "top"}
    return {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "note": book.add_format({"font_color": "#555555"}),
        "head": book.add_format(ruled | {"bold": True, "bg_color": "#eeeeee", "text_wrap": True, "valign": "vcenter"}),
        "cell": book.add_format(ruled | {"text_wrap": True, "num_format": "@"}),
        "figure": book.add_format(ruled | {"num_format": "General"}),
        "date": book.add_format(ruled | {"num_format": "yyyy-mm-dd"}),
        "moment": book.add_format(ruled | {"num_format": "yyyy-mm-dd hh:mm"}),
    }


def _put(sheet: Any, at: int, place: int, found: Any, look: dict[str, Any]) -> None:
    if isinstance(found, dt.datetime):
        local = timezone.localtime(found).replace(tzinfo=None, microsecond=0)
        sheet.write_datetime(at, place, local, look["moment"])
    elif isinstance(found, dt.date):
        sheet.write_datetime(at, place, dt.datetime.combine(found, dt.time()), look["date"])
    elif isinstance(found, (int, float, Decimal)):
        sheet.write_number(at, place, float(found), look["figure"])
    elif found:
        sheet.write_string(at, place, str(found)[:CELL], look["cell"])
    else:
        sheet.write_blank(at, place, None, look["cell"])


def listed(name: str, columns: Columns, rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """The rows as `name`.csv, with a mark by which Excel knows UTF-8."""
    room = io.StringIO()
    writer = csv.writer(room)
    writer.writerow([label for label, _width in columns])
    for row in rows:
        writer.writerow([_safe(one) for one in row])
    answer = HttpResponse("\ufeff" + room.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.csv") or ""
    return answer


def _safe(found: Any) -> str:
    if isinstance(found, dt.datetime):
        return timezone.localtime(found).strftime("%Y-%m-%d %H:%M")
    text = "" if found is None else str(found)
    return f"'{text}" if isinstance(found, str) and text.startswith(FORMULA) else text
