"""A file as sheets of cells, whatever it is: CSV of any make, or an Excel or OpenDocument workbook."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from huiyin.base.errors import Invalid
from huiyin.intake.decode import read_text
from huiyin.intake.delimited import split

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | None
Merge = tuple[tuple[int, int], tuple[int, int]]
MOST_BYTES = 60 * 1024 * 1024
MOST_UNPACKED = 600 * 1024 * 1024
MOST_ROWS = 200_000


@dataclass(slots=True)
class Sheet:
    """One sheet: rows of cells from its very first row on, and the ranges that were merged (row, column; from 0)."""

    name: str
    rows: list[list[Cell]]
    merges: list[Merge] = field(default_factory=list)
    hidden: bool = False
    encoding: str = ""
    lost: int = 0


def read_sheets(content: bytes, *, encoding: str = "") -> list[Sheet]:
    """The sheets of a file that hold anything. Raises Invalid with a sentence when it is none we can read."""
    if not content.strip(b"\0\r\n\t "):
        raise _unreadable(_("The file is empty."))
    if len(content) > MOST_BYTES:
        raise _unreadable(_("The file is larger than %(most)d MB. Split it.") % {"most": MOST_BYTES >> 20})
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        sheets = _workbook(content)
    elif content[:2_000].lstrip().lower().startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"%pdf", b"{\\rtf")):
        raise _unreadable(_("This is a page or a document, not a table. Open it and save it as .xlsx or .csv."))
    else:
        sheets = [_delimited(content, encoding)]
    sheets = [sheet for sheet in sheets if sheet.rows]
    if not sheets:
        raise _unreadable(_("There is no table in this file."))
    if any(len(sheet.rows) > MOST_ROWS for sheet in sheets):
        raise _unreadable(_("There are more than %(most)d rows. Split the file.") % {"most": MOST_ROWS})
    return sheets


def _unreadable(sentence: str) -> Invalid:
    return Invalid({"file": sentence}, why=sentence)


def _delimited(content: bytes, encoding: str) -> Sheet:
    found = read_text(content, encoding)
    if found.text[:5_000].count("\0") > 20:
        raise _unreadable(_("This is neither text nor a workbook. Save it as .xlsx or .csv."))
    rows: list[list[Cell]] = [list(row) for row in split(found.text)]
    return Sheet("", rows, encoding=found.encoding, lost=found.lost)


def _workbook(content: bytes) -> list[Sheet]:
    _refuse_bomb(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        metadata = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
        return [_sheet(book, one.name, one.visible != SheetVisibleEnum.Visible) for one in metadata]
    except PasswordError:
        raise _unreadable(_("This workbook is locked with a password. Save it without one.")) from None
    except (CalamineError, OSError, ValueError, zipfile.BadZipFile) as trouble:
        raise _unreadable(
            _("This workbook cannot be read (%(trouble)s). Open it and save it anew as .xlsx.")
            % {"trouble": str(trouble)[:120]}
        ) from trouble


def _refuse_bomb(content: bytes) -> None:
    """A few kilobytes can unpack to gigabytes; the directory of the archive tells before anything is unpacked."""
    if content.startswith(b"PK"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                unpacked = sum(entry.file_size for entry in archive.infolist())
        except zipfile.BadZipFile:
            raise _unreadable(_("The workbook is damaged. Open it and save it anew.")) from None
        if unpacked > MOST_UNPACKED:
            raise _unreadable(_("Unpacked, this workbook is far too large. Keep only the register in it."))


def _sheet(book: Any, name: str, hidden: bool) -> Sheet:
    found = book.get_sheet_by_name(name)
    rows: list[list[Cell]] = [[_cell(one) for one in row] for row in found.to_python(skip_empty_area=False)]
    while rows and all(one is None for one in rows[-1]):
        rows.pop()
    return Sheet(name, rows, list(found.merged_cell_ranges or ()), hidden)


def _cell(value: Any) -> Cell:
    if isinstance(value, dt.timedelta):  # a duration format on a time of day
        return str(value)
    return None if value == "" else value
