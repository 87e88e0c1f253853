"""The customer register as an Excel workbook or a plain list: the rows, columns and order of the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huiyin.base.dates import moment_words
from huiyin.kernel.errors import Refused
from huiyin.kernel.paging import Asked, page
from huiyin.kernel.snapshot import snapshot
from huiyin.people.holding import units
from huiyin.web import workbook
from huiyin.web.answers import page as answered
from huiyin.web.customers import register
from huiyin.web.customers.columns import beside, columns
from huiyin.web.customers.listing import ORDERS, Listing, listing

CHUNK = 500


@answered
@require_safe
def as_workbook(request: HttpRequest) -> HttpResponseBase:
    """The rows of the address as an Excel workbook under the firm's heading."""
    found = _told(request)
    with snapshot():
        return workbook.workbook(_file(found), _heading(found), _widths(found), _values(found))


@answered
@require_safe
def as_list(request: HttpRequest) -> HttpResponseBase:
    """The rows of the address as CSV."""
    found = _told(request)
    with snapshot():
        return workbook.listed(_file(found), _widths(found), _values(found))


def _told(request: HttpRequest) -> Listing:
    found = listing(request.user, request.GET, at=timezone.now())  # type: ignore[arg-type]
    if found.faults:
        raise Refused(" ".join(found.faults.values()), status=422)
    return found


def _widths(found: Listing) -> list[tuple[str, int]]:
    return [(col.label, col.width) for col in columns(found)]


def _values(found: Listing) -> Iterator[list[Any]]:
    cols, asked = columns(found), Asked(found.order, size=CHUNK)
    while True:
        here = page([found.rows], asked, ORDERS)
        rows = register.fetched(here.ids)
        more = beside(rows, found.person, found.at)
        yield from ([col.value(one, more) for col in cols] for one in rows)
        if not here.next:
            return
        asked = Asked(found.order, after=here.next, size=CHUNK)


def _heading(found: Listing) -> list[str]:
    """Title, firm, what it was narrowed to, that nobody keeps this copy up to date, who took it out and when."""
    firm = next((unit.name for unit in units().values() if unit.parent_id is None), "")
    who = {"name": found.person.name, "at": moment_words(timezone.localtime(found.at))}
    lines = [register.title(), firm, *(one["label"] for one in register.chips(found))]
    lines += [_("Uncontrolled copy: valid on the day it was printed"), _("Printed by %(name)s, %(at)s") % who]
    return [line for line in lines if line]


def _file(found: Listing) -> str:
    return f"{register.title()} {timezone.localtime(found.at):%Y-%m-%d}"
