"""The register as a workbook or a plain list: the rows, columns and order of the page, under the firm's heading."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from decimal import Decimal
from tempfile import TemporaryFile
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.base.dates import moment_words
from huiyin.kernel.columns import value
from huiyin.kernel.errors import Refused
from huiyin.kernel.snapshot import snapshot
from huiyin.kernel.wording import Wording
from huiyin.web.answers import page as answered
from huiyin.web.listing import Listing, listing

MOST = 10_000
"""So many rows fit into a workbook a person opens; more are asked for year by year."""
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so is a formula to a spreadsheet; the workbook marks it as text, a plain list by a quote."""


def told(request: HttpRequest, type_name: str) -> Listing:
    """What the address asks for, or a refusal when something in it cannot be used."""
    found = listing(request, type_name, request.GET, at=timezone.now())
    if found.narrowed.faults:
        raise Refused(" ".join(str(one) for one in found.narrowed.faults.values()), status=422)
    return found


@answered
def workbook(request: HttpRequest, type_name: str) -> HttpResponse:
    """The rows as an Excel workbook, written row by row."""
    return as_workbook(told(request, type_name))


def as_workbook(found: Listing) -> FileResponse:
    """The rows of a listing as an Excel workbook to be kept."""
    file = TemporaryFile()  # noqa: SIM115  # the answer closes it when it was sent
    with snapshot():
        _write(file, found)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=_filename(found, "xlsx"), content_type=KIND)


def _write(file: Any, found: Listing) -> None:
    book = xlsxwriter.Workbook(file, {
        "constant_memory": True, "remove_timezone": True, "strings_to_formulas": False, "strings_to_numbers": False,
        "strings_to_urls": False,
    })  # fmt: skip
    sheet = book.add_worksheet(found.title[:31].translate(_FORBIDDEN))
    look = _looks(book)
    for at, col in enumerate(found.cols):
        sheet.set_column(at, at, max(col.width, 8), look["text"])
    top = _heading(sheet, found, look)
    for at, col in enumerate(found.cols):
        sheet.write_string(top, at, str(col.label), look["head"])
    sheet.freeze_panes(top + 1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
    sheet.set_footer(f"&L{_plain(found.form)}&C&P / &N&R{_plain(_controlled(found))}")
    line = top
    for records, wording in found.chunks(MOST):
        for record in records:
            line += 1
            for at, col in enumerate(found.cols):
                _put(sheet, line, at, cell(record, col, wording), look)
    book.close()


_FORBIDDEN = {ord(char): " " for char in "[]:*?/\\'"}


def _plain(text: str) -> str:
    return text.replace("&", "&&")


def _looks(book: Any) -> dict[str, Any]:
    ruled = {"border": 1, "valign": "top"}
    return {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "note": book.add_format({"font_color": "#555555"}),
        "head": book.add_format(ruled | {"bold": True, "bg_color": "#eeeeee", "text_wrap": True, "valign": "vcenter"}),
        "text": book.add_format({"valign": "top"}),
        "cell": book.add_format(ruled | {"text_wrap": True, "num_format": "@"}),
        "figure": book.add_format(ruled | {"num_format": "General"}),
        "date": book.add_format(ruled | {"num_format": "yyyy-mm-dd"}),
        "moment": book.add_format(ruled | {"num_format": "yyyy-mm-dd hh:mm"}),
    }


def heading(found: Listing) -> list[str]:
    """What stands over the rows: title, form, document and revision, period, who printed it when, controlled or not."""
    procedure = found.procedure
    document = f"{procedure.document} {procedure.revision}".strip() if procedure else ""
    lines = [found.title, _("Form %(form)s") % {"form": found.form} if found.form else "", document]
    lines += [period(found), _controlled(found)]
    who = {"name": found.person.name, "at": moment_words(timezone.localtime(found.at))}
    lines.append(_("Printed by %(name)s, %(at)s") % who)
    return [line for line in lines if line]


def period(found: Listing) -> str:
    """The days the register was narrowed to, in words."""
    said = found.narrowed.said
    since, until = said.get("received_at.from"), said.get("received_at.to")
    if not since and not until:
        return ""
    return _("Period: %(since)s to %(until)s") % {"since": since or "…", "until": until or "…"}


def _controlled(found: Listing) -> str:
    """A list taken out of the system is a copy that nobody keeps up to date."""
    return _("Uncontrolled copy: valid on the day it was printed")


def _heading(sheet: Any, found: Listing, look: dict[str, Any]) -> int:
    for at, line in enumerate(heading(found)):
        sheet.write_string(at, 0, line, look["note" if at else "title"])
    return len(heading(found))


def cell(record: Any, col: Any, wording: Wording) -> Any:
    """What a cell of the workbook holds: a date, a local moment, a number, or text."""
    found = value(col, record)
    if col.kind in ("moment", "due") and isinstance(found, dt.datetime):
        return timezone.localtime(found).replace(tzinfo=None, microsecond=0)
    if isinstance(found, dt.date) and not isinstance(found, dt.datetime):
        return found
    if isinstance(found, (int, float, Decimal)) and not isinstance(found, bool):
        return found
    return wording.words(col, record)


def _put(sheet: Any, line: int, at: int, found: Any, look: dict[str, Any]) -> None:
    if isinstance(found, dt.datetime):
        sheet.write_datetime(line, at, found, look["moment"])
    elif isinstance(found, dt.date):
        sheet.write_datetime(line, at, dt.datetime.combine(found, dt.time()), look["date"])
    elif isinstance(found, (int, float, Decimal)):
        sheet.write_number(line, at, float(found), look["figure"])
    else:
        sheet.write_string(line, at, found[:32_767], look["cell"])


@answered
def plain(request: HttpRequest, type_name: str) -> HttpResponse:
    """The rows as CSV with a mark by which Excel knows UTF-8."""
    found = told(request, type_name)
    with snapshot():
        rows = list(found.chunks(MOST))
    answer = StreamingHttpResponse(_lines(found, rows), content_type="text/csv; charset=utf-8")
    name = _filename(found, "csv")
    answer["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(name)}"
    return answer


def _lines(found: Listing, rows: list[tuple[list[Any], Wording]]) -> Iterator[str]:
    room = io.StringIO()
    writer = csv.writer(room)
    writer.writerow([str(col.label) for col in found.cols])
    yield "\ufeff"
    for records, wording in rows:
        for record in records:
            writer.writerow([_safe(cell(record, col, wording)) for col in found.cols])
        yield room.getvalue()
        room.seek(0)
        room.truncate()
    yield room.getvalue()


def _safe(found: Any) -> str:
    if isinstance(found, dt.datetime):
        return found.strftime("%Y-%m-%d %H:%M")
    text = str(found)
    return f"'{text}" if isinstance(found, str) and text.startswith(FORMULA) else text


def _filename(found: Listing, ending: str) -> str:
    return f"{found.title} {timezone.localtime(found.at):%Y-%m-%d}.{ending}"


urlpatterns = [
    path("<slug:type_name>/export.xlsx", workbook, name="export"),
    path("<slug:type_name>/export.csv", plain, name="export_csv"),
]
