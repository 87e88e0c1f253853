"""What somebody asks of a register: columns, filters, order. Page, workbook, print and API read it alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel.columns import ALL, PAPER, WORK, Col, columns, every_column, fetched
from huiyin.kernel.errors import Refused
from huiyin.kernel.narrowing import Narrowed, narrow
from huiyin.kernel.paging import ORDERS, USUAL, Asked, page
from huiyin.kernel.personal import withheld
from huiyin.kernel.registry import RecordType
from huiyin.kernel.wording import Wording, choices_of, versions_of
from huiyin.packs.adopt import in_force
from huiyin.packs.shape import Choice, Procedure
from huiyin.people.models import Person

VIEWS = (WORK, PAPER, ALL)
PLACE = {"after", "before", "last"}
"""Names that say which page one is on."""
NOT_FILTERS = {"view", "sort", *PLACE}
CHUNK = 500


@dataclass(slots=True)
class Listing:
    """One register as it was asked for. ``procedure`` is the one in force for the reader's unit today."""

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

    @classmethod
    def read(
        cls, record_type: RecordType, person: Person, query: Mapping[str, Sequence[str]], *, at: dt.datetime
    ) -> Self:
        """Read what was asked (lists of texts by name). Whatever cannot be used stands in ``narrowed.faults``."""
        code = person.unit.code if person.unit else ""
        version = in_force(record_type.name, timezone.localtime(at).date(), code)
        known = versions_of(record_type.name)
        procedure = known.get(version.pk) if version else None
        procedures = [*([procedure] if procedure else []), *(one for one in known.values() if one is not procedure)]
        every = every_column(record_type, procedure)
        view, order = _last(query, "view", WORK), _last(query, "sort", USUAL)
        given = {name: list(values) for name, values in query.items() if name not in NOT_FILTERS and any(values)}
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
        return cls(record_type, person, at, given, procedure, procedures, every, cols, view, order, narrowed)

    def lists(self, col: Col) -> dict[str, Choice]:
        """The codes a choice column may hold, under the procedure of today first."""
        return choices_of(col, self.procedures, self.record_type)

    @property
    def title(self) -> str:
        """The firm's heading, or the room's own where no procedure is in force."""
        return str(self.procedure.ledger.title) if self.procedure else str(self.record_type.plural)

    @property
    def form(self) -> str:
        """The form number of the register."""
        return self.procedure.ledger.form if self.procedure else ""

    def withheld(self) -> frozenset[str]:
        """The columns whose values do not leave the house with this person: personal, where she only reads."""
        return withheld(self.cols, self.person, self.procedure, self.at)

    def rows(self, ids: Iterable[int]) -> list[Any]:
        """The room's rows behind these ids, in their order, with all the columns need: one query."""
        ids = list(ids)
        rows = self.record_type.model._default_manager.filter(pk__in=ids)
        found = {one.pk: one for one in fetched(rows, self.cols)}
        return [found[pk] for pk in ids if pk in found]

    def chunks(self, most: int) -> Iterator[tuple[list[Any], Wording]]:
        """All rows, some at a time, each with what its cells say. Raises Refused when there are more than ``most``."""
        if self.narrowed.faults:
            raise Refused(" ".join(str(one) for one in self.narrowed.faults.values()), status=422)
        asked, count = Asked(self.order, size=CHUNK), 0
        while True:
            here = page(self.narrowed.branches, asked)
            count += len(here.ids)
            if count > most or (count == most and here.next):
                raise Refused(
                    _("More than %(most)d records meet these filters. Narrow them, for instance to one year.")
                    % {"most": most}, status=422,
                )  # fmt: skip
            records = self.rows(here.ids)
            yield records, Wording(self.record_type, records)
            if not here.next:
                return
            asked = Asked(self.order, after=here.next, size=CHUNK)


def _last(query: Mapping[str, Sequence[str]], name: str, otherwise: str) -> str:
    values = query.get(name) or (otherwise,)
    return values[-1] or otherwise
