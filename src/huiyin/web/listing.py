"""What an address asks of a register: its columns, its filters, its order. The page and its workbook read it alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.kernel.columns import ALL, PAPER, WORK, Col, columns, every_column, fetched
from huiyin.kernel.narrowing import Narrowed, narrow
from huiyin.kernel.paging import ORDERS, USUAL
from huiyin.kernel.registry import RecordType
from huiyin.kernel.wording import choices_of, versions_of
from huiyin.packs.adopt import in_force
from huiyin.packs.shape import Procedure
from huiyin.people.models import Person
from huiyin.web.answers import record_type_or_404
from huiyin.web.tables import Lists, local_day

VIEWS = (WORK, PAPER, ALL)
PLACE = {"after", "before", "last"}
"""Names that say which page one is on."""
NOT_FILTERS = {"view", "sort", *PLACE}


@dataclass(slots=True)
class Listing:
    """One register as one address asks for it. ``procedure`` is the one in force for the reader's unit today."""

    record_type: RecordType
    person: Person
    at: dt.datetime
    given: dict[str, list[str]]
    procedure: Procedure | None
    procedures: list[Procedure]
    every: dict[str, Col]
    cols: tuple[Col, ...]
    view: str
    order: str
    narrowed: Narrowed

    @property
    def lists(self) -> Lists:
        """The codes a choice column may hold, under the procedure of today first."""
        return lambda col: choices_of(col, self.procedures, self.record_type)

    @property
    def title(self) -> str:
        """The firm's heading, or the room's own where no procedure is in force."""
        return str(self.procedure.ledger.title) if self.procedure else str(self.record_type.plural)

    @property
    def form(self) -> str:
        """The form number of the register."""
        return self.procedure.ledger.form if self.procedure else ""

    def link(self, name: str = "register", **change: Any) -> str:
        """The address of this register with some of it changed; `None` takes a part off. Pages start anew."""
        asked: dict[str, Any] = {**self.given}
        if self.view != WORK:
            asked["view"] = self.view
        if self.order != USUAL:
            asked["sort"] = self.order
        asked |= {key.replace("__", "."): one for key, one in change.items()}
        query = urlencode({key: one for key, one in asked.items() if one not in (None, "", [])}, doseq=True)
        url = reverse(name, args=[self.record_type.name])
        return f"{url}?{query}" if query else url

    def without(self, name: str) -> str:
        """The address without one filter."""
        return replace(self, given={key: one for key, one in self.given.items() if key != name}).link()

    def plain(self) -> Listing:
        """The whole register in its usual order, in the same view."""
        return replace(self, given={}, order=USUAL)

    def rows(self, ids: Iterable[int]) -> list[Any]:
        """The room's rows behind these ids, in their order, with all the columns need: one query."""
        ids = list(ids)
        rows = self.record_type.model._default_manager.filter(pk__in=ids)
        found = {one.pk: one for one in fetched(rows, self.cols)}
        return [found[pk] for pk in ids if pk in found]


def listing(request: HttpRequest, type_name: str, query: QueryDict, *, at: dt.datetime) -> Listing:
    """Read an address. Whatever cannot be used stands in `narrowed.faults`; an unknown type is a 404."""
    record_type = record_type_or_404(type_name)
    person: Any = request.user
    version = in_force(type_name, local_day(at), person.unit.code if person.unit else "")
    known = versions_of(type_name)
    procedure = known.get(version.pk) if version else None
    procedures = [*([procedure] if procedure else []), *(one for one in known.values() if one is not procedure)]
    every = every_column(record_type, procedure)
    view = query.get("view", WORK)
    order = query.get("sort", USUAL)
    given = {name: values for name, values in query.lists() if name not in NOT_FILTERS and any(values)}
    narrowed = narrow(
        record_type, every, given, person, at=at, order=order if order in ORDERS else USUAL,
        codes=lambda col: choices_of(col, procedures, record_type),
    )  # fmt: skip
    if view not in VIEWS:
        narrowed.faults["view"] = _("There is no such view of the columns.")
    if order not in ORDERS:
        narrowed.faults["sort"] = _("The register cannot be sorted by that.")
    view, order = view if view in VIEWS else WORK, order if order in ORDERS else USUAL
    cols = columns(record_type, procedure, view)
    return Listing(record_type, person, at, given, procedure, procedures, every, cols, view, order, narrowed)
