"""The register as a workbook or a plain list: the rows, columns and order of the page, under the firm's heading."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.base.dates import moment_words
from huiyin.kernel.columns import Col, value
from huiyin.kernel.personal import left_out
from huiyin.kernel.snapshot import snapshot
from huiyin.kernel.wording import Wording
from huiyin.web import workbook as books
from huiyin.web.answers import page as answered
from huiyin.web.listing import Listing, listing

MOST = 10_000
"""So many rows fit into a workbook a person opens; more are asked for year by year."""


@answered
def workbook(request: HttpRequest, type_name: str) -> HttpResponseBase:
    """The rows an address asks for as an Excel workbook. Raises Refused for filters that cannot be used."""
    return as_workbook(listing(request, type_name, request.GET, at=timezone.now()))


@answered
def plain(request: HttpRequest, type_name: str) -> HttpResponseBase:
    """The same rows as CSV, without the heading: for another program."""
    found = listing(request, type_name, request.GET, at=timezone.now())
    with snapshot():
        return books.listed(_name(found), _columns(found), _rows(found))


def as_workbook(found: Listing) -> HttpResponseBase:
    """The rows of a listing as they are at one instant."""
    with snapshot():
        foot = (found.form, _controlled())
        return books.workbook(_name(found), heading(found), _columns(found), _rows(found), foot=foot)


def _name(found: Listing) -> str:
    return f"{found.title} {timezone.localtime(found.at):%Y-%m-%d}"


def _columns(found: Listing) -> list[tuple[str, int]]:
    return [(str(col.label), max(col.width, 8)) for col in found.cols]


def _rows(found: Listing) -> Iterator[list[Any]]:
    """Row by row, read from the database some at a time. Raises Refused when there are too many."""
    hidden = found.withheld()
    for records, wording in found.chunks(MOST):
        for record in records:
            yield [cell(record, col, wording, veiled=col.name in hidden) for col in found.cols]


def cell(record: Any, col: Col, wording: Wording, *, veiled: bool = False) -> Any:
    """What a cell holds: a date, an instant, a number, or the text the page shows; ``veiled``: that it is left out."""
    found = value(col, record)
    if veiled:
        return left_out() if wording.words(col, record) else ""
    plainly = isinstance(found, (dt.date, int, float, Decimal)) and not isinstance(found, bool)
    return found if plainly else wording.words(col, record)


def heading(found: Listing) -> list[str]:
    """What stands over the rows: title, form, document and revision, period, who printed it when, controlled or not."""
    procedure = found.procedure
    document = f"{procedure.document} {procedure.revision}".strip() if procedure else ""
    form = _("Form %(form)s") % {"form": found.form} if found.form else ""
    who = {"name": found.person.name, "at": moment_words(timezone.localtime(found.at))}
    printed = _("Printed by %(name)s, %(at)s") % who
    veiled = _("Personal data is left out: %(name)s reads these records and does nothing on them.")
    hidden = veiled % {"name": found.person.name} if found.withheld() else ""
    return [line for line in (found.title, form, document, period(found), _controlled(), printed, hidden) if line]


def period(found: Listing) -> str:
    """The days the register was narrowed to, in words."""
    said = found.narrowed.said
    since, until = said.get("received_at.from"), said.get("received_at.to")
    return (
        _("Period: %(since)s to %(until)s") % {"since": since or "…", "until": until or "…"} if since or until else ""
    )


def _controlled() -> str:
    """A list taken out of the system is a copy that nobody keeps up to date."""
    return _("Uncontrolled copy: valid on the day it was printed")


urlpatterns = [
    path("<slug:type_name>/export.xlsx", workbook, name="export"),
    path("<slug:type_name>/export.csv", plain, name="export_csv"),
]
