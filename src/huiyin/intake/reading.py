"""From a cell to the value of a field: codes by their labels, rows by their names, numbers and dates as written."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.base.text import fold
from huiyin.intake.cards import Cards
from huiyin.intake.dates import ORDERS, NotADate, is_date, read_date
from huiyin.intake.headings import in_every_language
from huiyin.intake.mapping import LEFT_OUT, REST
from huiyin.intake.sheets import Cell
from huiyin.intake.table import blank, words
from huiyin.kernel.cleaning import Bad
from huiyin.kernel.fields import FieldSpec
from huiyin.packs.shape import Procedure
from huiyin.people.holding import unit_codes
from huiyin.people.models import Person

YES = "yes|y|true|t|1|on|x|√|✓|✔|是|有|对|對|需要|已|真|要"
NO = "no|n|false|f|0|off|×|✗|否|无|無|不|不需要|未|假|不要|没有|沒有"
CLOSED = (
    "closed|done|completed|complete|resolved|finished|settled|yes|是|结案|已结案|关闭|已关闭|完成|已完成|完结|已完结|办结|"
    "已办结|已解决|已处理|已处理完毕|結案|已結案|關閉|已關閉|已完結|已解決|已處理"
)
OPEN = (
    "open|new|pending|ongoing|in progress|in-progress|processing|no|否|未结案|处理中|进行中|未完成|未关闭|待处理|"
    "跟踪中|受理中|未结|未處理|處理中|進行中|未結案|待處理|跟蹤中"
)
TIMES = ("date", "moment")
PARTS = re.compile(r"[、,，;；/／|\n]+")
NUMBER = re.compile(r"[-+]?\d[\d,\s]*(?:\.\d+)?|[-+]?\.\d+")
UNIT = re.compile(r"^([-+]?[\d,.]+)\s*([^\d\s.,%‰-]{1,8})$")


class Reader:
    """Reads cells for one file. ``orders`` say which of day and month comes first, by field."""

    def __init__(
        self, procedure: Procedure, specs: Mapping[str, FieldSpec], cards: Cards,
        values: Mapping[str, Mapping[str, str]], orders: Mapping[str, str],
    ) -> None:  # fmt: skip
        self.specs, self.cards, self.values, self.orders = specs, cards, values, orders
        self.phases = {fold(text): state.phase for state in procedure.flow.states.values()
                       for text in in_every_language(state.label)}  # fmt: skip
        self.codes = {name: _codes(spec) for name, spec in specs.items() if spec.choices}
        units = unit_codes().values()
        self.units = {fold(text): one.code for one in units for text in (one.name_en, one.name, one.code) if text}
        self.persons = _persons()
        self._kept: dict[tuple[Any, ...], Any] = {}

    def read(self, name: str, cell: Cell, row: Mapping[str, Any]) -> Any:
        """The value of field ``name``; None when the cell is empty or the mapping leaves it out. Raises Bad.

        ``row`` holds what was read of the row already: a contact is looked for at the row's customer.
        """
        if blank(cell):
            return None
        cell, said = self._translated(name, cell)
        if said == LEFT_OUT:
            return None
        kind = self.kind(name)
        if kind in ("text", "long"):
            return words(cell)
        key = (
            name,
            cell if isinstance(cell, str) else (type(cell), cell),
            row.get("customer") if kind == "contact" else None,
        )
        if key not in self._kept:
            self._kept[key] = self._once(kind, name, cell, row)
        kept = self._kept[key]
        if isinstance(kept, Bad):
            raise type(kept)(str(kept))
        return kept

    def kind(self, name: str) -> str:
        """The kind of a field, of what only a register's row says too."""
        return self.specs[name].kind if name in self.specs else {"state": "state", "number": "text"}.get(name, "moment")

    def fits(self, name: str, cell: Cell) -> bool:
        """Whether the field could hold this cell; in which order its dates stand is not asked yet."""
        cell, said = self._translated(name, cell)
        kind = self.kind(name)
        if said == LEFT_OUT or kind in ("text", "long", "customer", "contact"):
            return True
        if kind in TIMES:
            return any(is_date(cell, order) for order in ORDERS)
        if kind == "product" and self.cards.new_products:
            return True
        return not isinstance(self._once(kind, name, cell, {}), Bad)

    def _once(self, kind: str, name: str, cell: Cell, row: Mapping[str, Any]) -> Any:
        try:
            return getattr(self, f"_{kind}")(name, cell, row)
        except Bad as bad:
            return bad

    def _translated(self, name: str, cell: Cell) -> tuple[Cell, str]:
        """What the mapping says a cell stands for."""
        table = self.values.get(name)
        if not table:
            return cell, ""
        said = table.get(fold(words(cell)), table.get(REST))
        return (cell, "") if said is None else (said, said)

    # --- one method per kind; each takes the field's name, the cell, and the row as far as it is read -----------------
    def _choice(self, name: str, cell: Cell, row: Mapping[str, Any]) -> str:
        code = self.codes.get(name, {}).get(fold(words(cell)))
        if code is None:
            labels = "、".join(str(choice.label) for choice in self.specs[name].choices if not choice.retired)
            raise Bad(_("“%(value)s” is not on the list: %(list)s.") % {"value": words(cell)[:40], "list": labels})
        return code

    def _choices(self, name: str, cell: Cell, row: Mapping[str, Any]) -> list[str]:
        return [self._choice(name, part, row) for part in _parts(cell)]

    def _unit(self, name: str, cell: Cell, row: Mapping[str, Any]) -> str:
        code = self.units.get(fold(words(cell)))
        if code is None:
            raise Bad(_("There is no department “%(value)s”.") % {"value": words(cell)[:40]})
        return code

    def _units(self, name: str, cell: Cell, row: Mapping[str, Any]) -> list[str]:
        return [self._unit(name, part, row) for part in _parts(cell)]

    def _person(self, name: str, cell: Cell, row: Mapping[str, Any]) -> Any:
        found = self.persons.get(fold(words(cell)), [])
        if len(found) > 1:
            raise Bad(
                _("“%(value)s” is the name of several colleagues; write the sign-in name.") % {"value": words(cell)}
            )
        if not found:
            raise Bad(_("There is no colleague “%(value)s”.") % {"value": words(cell)[:40]})
        return found[0]

    def _customer(self, name: str, cell: Cell, row: Mapping[str, Any]) -> Any:
        return self.cards.customer(_line(cell))

    def _product(self, name: str, cell: Cell, row: Mapping[str, Any]) -> Any:
        return self.cards.product(_line(cell))

    def _contact(self, name: str, cell: Cell, row: Mapping[str, Any]) -> Any:
        return self.cards.contact(_line(cell), row.get("customer"))

    def _flag(self, name: str, cell: Cell, row: Mapping[str, Any]) -> bool:
        if isinstance(cell, bool):
            return cell
        word = fold(words(cell))
        if word in _YES or word in _NO:
            return word in _YES
        raise Bad(_("“%(value)s” is neither yes nor no.") % {"value": words(cell)[:40]})

    def _number(self, name: str, cell: Cell, row: Mapping[str, Any]) -> str:
        if isinstance(cell, bool):
            raise Bad(_("This must be a number."))
        text = unicodedata.normalize("NFKC", words(cell)).replace("，", ",").strip()
        if found := UNIT.match(text):
            text = found[1]
        share = text.endswith("%")
        digits = text.removesuffix("%").strip()
        if not NUMBER.fullmatch(digits):
            try:
                float(digits)
            except ValueError:
                raise Bad(_("“%(value)s” is not a number.") % {"value": words(cell)[:40]}) from None
        plain = digits.replace(",", "").replace(" ", "")
        return f"{float(plain) / 100:g}" if share else plain

    def _date(self, name: str, cell: Cell, row: Mapping[str, Any]) -> dt.date:
        moment = self._moment(name, cell, row)
        return timezone.localtime(moment).date()

    def _moment(self, name: str, cell: Cell, row: Mapping[str, Any]) -> dt.datetime:
        try:
            found = read_date(cell, self.orders.get(name, ""))
        except NotADate as no:
            raise Bad(str(no)) from None
        if not isinstance(found, dt.datetime):
            found = dt.datetime.combine(found, dt.time())
        return found if found.tzinfo else timezone.make_aware(found)

    def _state(self, name: str, cell: Cell, row: Mapping[str, Any]) -> str:
        word = fold(words(cell))
        phase = self.phases.get(word)
        if word in _CLOSED or phase == "done":
            return "closed"
        if word in _OPEN or phase:
            return "open"
        raise Bad(_("“%(value)s” says neither open nor closed.") % {"value": words(cell)[:40]})


def _listed(text: str) -> frozenset[str]:
    return frozenset(fold(word) for word in text.split("|"))


_YES, _NO, _CLOSED, _OPEN = (_listed(text) for text in (YES, NO, CLOSED, OPEN))


def _line(cell: Cell) -> str:
    return " ".join(words(cell).split())


def _parts(cell: Cell) -> list[str]:
    return [part.strip() for part in PARTS.split(words(cell)) if part.strip()]


def _codes(spec: FieldSpec) -> dict[str, str]:
    """Codes by what people call them; a code in use wins over a retired one, the code itself over any label."""
    found: dict[str, str] = {}
    for choice in sorted(spec.choices, key=lambda one: not one.retired):
        found.update({fold(text): choice.code for text in in_every_language(choice.label)})
    found.update({fold(choice.code): choice.code for choice in spec.choices})
    return found


def _persons() -> dict[str, list[Person]]:
    found: dict[str, list[Person]] = {}
    for person in Person.objects.filter(is_active=True):
        for text in {fold(person.username), fold(person.name)}:
            found.setdefault(text, []).append(person)
    return found
