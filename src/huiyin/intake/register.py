"""An old register comes in: one file, one transaction, and an account of what came of every row."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from huiyin.base.errors import Invalid, Refused
from huiyin.intake.binding import Binding, bind, refuse_unknown_fields, settle_dates
from huiyin.intake.cards import Cards
from huiyin.intake.headings import Names
from huiyin.intake.mapping import Mapping
from huiyin.intake.plan import Planned, Planner, read_constants
from huiyin.intake.reading import Reader
from huiyin.intake.sheets import Sheet, read_sheets
from huiyin.intake.table import Line, Table, find_table, set_notes_apart
from huiyin.kernel import batch, flow, registry
from huiyin.kernel.door import deed
from huiyin.kernel.fields import FieldSpec
from huiyin.kernel.policy import may_import
from huiyin.kernel.registry import RecordType
from huiyin.packs.shape import Procedure
from huiyin.people.models import Person

MORE = ("new_customers", "new_products")


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be taken in, and how.

    ``unknown`` is the reason why a row may come without a customer's card. With ``dry`` everything is done and taken
    back, so that the account is the true one. ``most`` rows are taken at once, where somebody waits for the answer.
    """

    type_name: str
    content: bytes
    file: str
    mapping: Mapping = field(default_factory=Mapping)
    sheet: str = ""
    dates: str = ""
    encoding: str = ""
    unknown: str = ""
    new_customers: bool = False
    new_products: bool = False
    dry: bool = False
    most: int = 0


@dataclass(slots=True)
class Account:
    """What came of a file: ``planned`` holds every row; the records made stand in ``records``."""

    order: Order
    record_type: RecordType
    specs: dict[str, FieldSpec]
    table: Table
    binding: Binding
    planned: list[Planned]
    other_sheets: list[str]
    records: list[Any] = field(default_factory=list)
    known: int = 0
    made: dict[str, int] = field(default_factory=dict)
    twins: int = 0
    cut: int = 0

    @property
    def refused(self) -> list[Planned]:
        """The rows that did not go in, each with its sentences by field."""
        return [one for one in self.planned if one.errors]

    @property
    def repeated(self) -> int:
        """Rows that say once more what a row above says."""
        return sum(bool(one.same_as and not one.errors) for one in self.planned)


def take_in(order: Order, actor: Person, *, at: dt.datetime) -> Account:
    """Register what a file holds; rows that are there already add nothing, rows that cannot be read are accounted for.

    Raises Refused when the actor may not register this type, Invalid when the file as a whole cannot be read, Busy
    when the database cannot take it. Then nothing is written.
    """
    verdict = may_import(actor, order.type_name, at=at)
    if not verdict.ok:
        raise Refused(verdict.why)
    _version, procedure = flow.procedure_for(order.type_name, actor, at)
    record_type = registry.get(order.type_name)
    specs = batch.importable(procedure, record_type)
    names = Names(procedure, record_type, specs)
    sheets = read_sheets(order.content, encoding=order.encoding or order.mapping.encoding)
    table = _table(sheets, order, names)
    if order.most and len(table.lines) > order.most:
        why = _("More than %(most)d rows at once are taken in by the command: huiyin import.") % {"most": order.most}
        raise Invalid({"file": why}, why=why)
    others = [sheet.name for sheet in sheets if sheet is not table.sheet and not sheet.hidden]
    return _register(order, actor, at, procedure, record_type, specs, names, table, others)


@deed
def _register(
    order: Order, actor: Person, at: dt.datetime, procedure: Procedure, record_type: RecordType,
    specs: dict[str, FieldSpec], names: Names, table: Table, others: list[str],
) -> Account:  # fmt: skip
    cards = Cards(actor, at, order.file, **{name: getattr(order, name) for name in MORE})
    orders: dict[str, str] = {}
    reader = Reader(procedure, specs, cards, order.mapping.values, orders)
    refuse_unknown_fields(order.mapping, specs)
    constants = read_constants(order.mapping.constants, reader)
    binding = bind(table, names, order.mapping, specs, reader)
    if not binding.columns and not binding.joined:
        there = "、".join(name for name in table.names if name)
        why = _("None of these columns is known: %(there)s. Say in a mapping file which field each is.") % {
            "there": there
        }
        raise Invalid({"file": why}, why=why)
    settle_dates(table, binding, specs, order.dates or order.mapping.dates)
    orders.update(dict.fromkeys(binding.columns.values(), binding.order))
    set_notes_apart(table, lambda line: _is_row(line, binding, reader))
    planner = Planner(table, binding, reader, order.mapping, constants, order.file, order.unknown)
    account = Account(order, record_type, specs, table, binding, planner.plan(), others)
    _open(account, actor, at)
    account.made, account.twins, account.cut = cards.made, planner.twins, planner.cut
    if order.dry:
        transaction.set_rollback(True)
    return account


def _open(account: Account, actor: Person, at: dt.datetime) -> None:
    ready = [one for one in account.planned if one.row is not None]
    outcome = batch.open_many(account.order.type_name, [one.row for one in ready if one.row], actor, at=at)
    for index, errors in outcome.refused.items():
        ready[index].errors = {name: str(sentence) for name, sentence in errors.items()}
    account.records, account.known = outcome.records, outcome.known


def _is_row(line: Line, binding: Binding, reader: Reader) -> bool:
    """Whether a line has a date of receipt, as a row of a register has and a note below it has not."""
    place = binding.place_of("received_at")
    return place is not None and reader.fits("received_at", line.cells[place]) and line.cells[place] is not None


def _table(sheets: list[Sheet], order: Order, names: Names) -> Table:
    """The table of the sheet named, or of the first one whose headings we know best."""
    said = order.mapping
    wanted = order.sheet or said.sheet
    named = {heading.casefold() for heading in said.named()}
    if wanted:
        sheets = [sheet for sheet in sheets if sheet.name == wanted]
        if not sheets:
            why = _("There is no sheet “%(name)s” in this file.") % {"name": wanted}
            raise Invalid({"sheet": why}, why=why)

    def knows(text: str) -> bool:
        return text.casefold() in named or names.knows(text)

    tables, trouble = [], None
    for sheet in sorted(sheets, key=lambda one: one.hidden):
        try:
            tables.append(find_table(sheet, knows, no_header=said.no_header))
        except Invalid as no:
            trouble = trouble or no
    if not tables and trouble:
        raise trouble
    return max(tables, key=lambda table: (not table.sheet.hidden, sum(knows(name) for name in table.names if name)))
