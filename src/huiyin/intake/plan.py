"""The rows of a table as rows for the batch door, each with what was wrong in it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from huiyin.base.errors import Invalid
from huiyin.base.text import fold
from huiyin.intake.binding import Binding
from huiyin.intake.cards import New, Several
from huiyin.intake.dates import NotADate, read_date
from huiyin.intake.decode import LOST
from huiyin.intake.headings import OWN
from huiyin.intake.mapping import Mapping as Said
from huiyin.intake.reading import TIMES, UNIT, Reader
from huiyin.intake.sheets import Cell
from huiyin.intake.table import Line, Table, blank, words
from huiyin.kernel.batch import Row
from huiyin.kernel.cleaning import Bad

MOST_KEPT = 2_000
"""Characters kept word for word of a cell that no field takes."""
LONGEST_KEY = 110
BY_CONTENT = "row:"


@dataclass(slots=True)
class Planned:
    """One row on its way: what the door will get, or the sentences that keep it out, by field."""

    line: Line
    row: Row | None = None
    errors: dict[str, str] = field(default_factory=dict)
    same_as: int = 0


@dataclass(slots=True)
class Planner:
    """Turns lines into rows. ``constants`` are read already; ``unknown`` is why a row may lack a customer."""

    table: Table
    binding: Binding
    reader: Reader
    said: Said
    constants: Mapping[str, Any]
    file: str
    unknown: str = ""
    cut: int = 0
    twins: int = 0

    def plan(self) -> list[Planned]:
        """Every line of the table, in order. A key that comes again is the same row and adds nothing, or is refused."""
        planned = [self._one(line) for line in self.table.lines]
        first: dict[str, Planned] = {}
        times: Counter[str] = Counter()
        for one in planned:
            if one.row is None:
                continue
            key = one.row.source_key
            if not key.startswith(BY_CONTENT):
                known = first.setdefault(key, one)
                if known is not one:
                    self._again(one, known)
                continue
            times[key] += 1
            if times[key] > 1:  # without a key two rows that say the same are two complaints, for all we know
                self.twins += 1
                one.row = replace(one.row, source_key=f"{key}#{times[key]}")
        return planned

    @property
    def key(self) -> int | None:
        """The column that tells one row from another: the one named, else the record's own number."""
        return self.binding.key if self.binding.key is not None else self.binding.place_of("number")

    def _again(self, one: Planned, known: Planned) -> None:
        one.row, one.same_as = None, known.line.number
        if self._content(one.line) != self._content(known.line):
            place = self.key or 0
            name = self.binding.columns.get(place, self.table.names[place])
            one.errors[name] = _("Row %(row)s has the same key and says something else.") % {"row": known.line.number}

    def _one(self, line: Line) -> Planned:
        values, errors = self._values(line)
        opened = values.pop("opened_at", self.constants.get("opened_at"))
        closed = self._closed(values.pop("state", None), values.pop("closed_at", None), errors)
        received, number = values.pop("received_at", None), str(values.pop("number", None) or "")
        if not number and self.binding.key is not None and self.binding.key not in self.binding.columns:
            number = words(line.cells[self.binding.key])  # the old register's own number stays the record's
        if received is None and "received_at" not in errors:
            errors["received_at"] = _("When was it received? The row gives no date.")
        for name, spec in self.reader.specs.items():
            if spec.required and name not in values and name not in errors and name != "received_at":
                errors[name] = _("This is needed here.")
        if not errors:
            self._make_cards(values, errors)
        planned = Planned(line, errors=errors)
        if not errors and received is not None:
            planned.row = Row(
                values, received_at=received, number=number, opened_at=opened, closed_at=closed,
                source_key=self._key(line), note=_("Taken in from %(file)s") % {"file": self.file},
                facts={"register": self._kept(line)},
            )  # fmt: skip
        return planned

    def _values(self, line: Line) -> tuple[dict[str, Any], dict[str, str]]:
        """What the cells say, field by field, constants in the gaps."""
        values: dict[str, Any] = {}
        errors: dict[str, str] = {}
        # a contact is looked for at the customer, so the customer is read first
        for place, name in sorted(self.binding.columns.items(), key=lambda pair: pair[1] != "customer"):
            cell = line.cells[place]
            if isinstance(cell, str) and LOST in cell:
                errors[name] = _("Some characters here cannot be read. Is the encoding right?")
                continue
            try:
                value = self.reader.read(name, cell, values)
            except Bad as bad:
                if name == "customer" and self.unknown and not isinstance(bad, Several):
                    values["customer_unknown"] = f"{self.unknown}：{words(cell)}"[:200]
                else:
                    errors[name] = str(bad)
                continue
            if value is not None and value != "":
                values[name] = value
                self.cut += self.reader.kind(name) == "number" and bool(UNIT.match(words(cell)))
        for name, places in self.binding.joined.items():
            if joined := self._joined(name, [words(line.cells[place]) for place in places]):
                values[name] = joined
        for name, value in self.constants.items():
            if name not in values and name not in errors and name not in OWN:
                values[name] = value
        if self.unknown and "customer" not in values and "customer" not in errors:
            values.setdefault("customer_unknown", self.unknown)
        return values, errors

    def _make_cards(self, values: dict[str, Any], errors: dict[str, str]) -> None:
        """Open the cards a row needs, now that nothing else keeps it out."""
        for name, value in values.items():
            if isinstance(value, New):
                try:
                    values[name] = self.reader.cards.make(value, values.get("customer"))
                except Bad as bad:
                    errors[name] = str(bad)

    def _joined(self, name: str, parts: Iterable[str]) -> str:
        long = self.reader.kind(name) == "long"
        return ("\n" if long else " / ").join(part for part in parts if part)

    def _closed(self, state: str | None, closed: dt.datetime | None, errors: dict[str, str]) -> dt.datetime | None:
        """When the row was closed, if it was: by its date, by its state with the date given for all, or not at all."""
        if state == "open":
            if closed is not None:
                errors["state"] = _("It says it is still open, and yet it has a closing date.")
            return None
        every: dt.datetime | None = self.constants.get("closed_at")
        closed = closed or (every if state == "closed" or "state" not in self.binding.columns.values() else None)
        if closed is None and "closed" in (state, self.constants.get("state")) and "closed_at" not in errors:
            errors["closed_at"] = _("It says it is closed, but not when. Give the day for all such rows: closed_at.")
        return closed

    def _kept(self, line: Line) -> dict[str, Any]:
        """Where the row stood, and word for word what no field takes: nothing of the old register is lost."""
        names = self.table.names
        also = {
            names[place]: words(line.cells[place])[:MOST_KEPT]
            for place in self.binding.unused(self.table)
            if not blank(line.cells[place])
        }
        kept: dict[str, Any] = {"file": self.file, "row": line.number}
        if self.table.sheet.name:
            kept["sheet"] = self.table.sheet.name
        return {**kept, "also": also} if also else kept

    # --- what makes a row itself --------------------------------------------------------------------------------------
    def _key(self, line: Line) -> str:
        place = self.key
        text = fold(words(line.cells[place])) if place is not None else ""
        if place is not None and text:
            name = self.binding.columns.get(place) or fold(self.table.names[place])
            key = ":".join(part for part in (fold(self.said.source), name, text) if part)
            return key if len(key) <= LONGEST_KEY else f"{name[:20]}:{_hashed(key)}"
        return BY_CONTENT + _hashed(self._content(line))

    def _content(self, line: Line) -> str:
        """What a row says, whatever file it stands in: the same in CSV and Excel, without what merely counts rows."""
        parts = [
            f"{fold(name)}={self._same(place, line.cells[place])}"
            for place, name in enumerate(self.table.names)
            if name and place not in self.binding.ours | self.binding.counters and not blank(line.cells[place])
        ]  # fmt: skip
        return "\n".join(sorted(parts))

    def _same(self, place: int, cell: Cell) -> str:
        if self.binding.columns.get(place) and self.reader.kind(self.binding.columns[place]) in TIMES:
            try:
                found = read_date(cell, self.binding.order)
            except NotADate:
                return fold(words(cell))
            return found.isoformat()
        return fold(words(cell))


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def read_constants(constants: Mapping[str, Any], reader: Reader) -> dict[str, Any]:
    """Constants as values. Raises Invalid naming the one that cannot be read."""
    read: dict[str, Any] = {}
    for name, given in constants.items():
        try:
            read[name] = reader.read(name, given, read)
        except Bad as bad:
            sentence = _("The constant %(name)s: %(sentence)s") % {"name": name, "sentence": bad}
            raise Invalid({name: sentence}, why=sentence) from None
    return read
