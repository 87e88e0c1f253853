"""A mapping file: what one firm's old register calls things, said once and used for every file of the same make.

key = "Complaint ID"            # the column that tells one row from another
dates = "mdy"                   # ymd, mdy or dmy, where 3/4/15 could be either
encoding = "gb18030"            # only when it is guessed wrong
source = "web shop"             # so that number 17 of this source is not number 17 of another

[columns]                       # heading (or the column's number) = field; "-" leaves a column out
"Date received" = "received_at"

[values.channel]                # what stands in the file = code or label; "*" is anything else
"Web" = "email"

[constants]                     # for every row whose column is empty or missing
reporting_unit = "SALES"

[join]                          # several columns into one field
what_happened = ["Issue", "Sub-issue"]
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping as Table
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from huiyin.base.errors import Invalid
from huiyin.base.text import fold
from huiyin.intake.dates import ORDERS

LEFT_OUT = "-"
REST = "*"
TEXTS = ("key", "dates", "encoding", "sheet", "source")
TABLES = ("columns", "values", "constants", "join")


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping as read. ``columns`` go by heading or number, ``values`` by field, then by folded text."""

    columns: Table[str, str] = field(default_factory=dict)
    values: Table[str, Table[str, str]] = field(default_factory=dict)
    constants: Table[str, Any] = field(default_factory=dict)
    join: Table[str, tuple[str, ...]] = field(default_factory=dict)
    key: str = ""
    dates: str = ""
    encoding: str = ""
    sheet: str = ""
    source: str = ""
    no_header: bool = False

    def with_constants(self, more: Table[str, Any]) -> Mapping:
        """The same with further constants, which win over those of the file."""
        return replace(self, constants={**self.constants, **more})

    def named(self) -> set[str]:
        """Every heading the mapping speaks of, as people wrote it."""
        joined = {heading for headings in self.join.values() for heading in headings}
        return {*self.columns, *joined, *([self.key] if self.key else ())}


def read_mapping(text: str) -> Mapping:
    """The mapping a TOML text holds. Raises Invalid naming the key that is wrong."""
    try:
        given = tomllib.loads(text.lstrip("\ufeff"))
    except tomllib.TOMLDecodeError as wrong:
        raise _fault("mapping", _("This is not TOML: %(wrong)s.") % {"wrong": wrong}) from None
    for name in given:
        if name not in (*TEXTS, *TABLES, "no_header"):
            known = ", ".join((*TEXTS, "no_header", *TABLES))
            raise _fault(
                name, _("A mapping has no key “%(name)s”; it has: %(known)s.") % {"name": name, "known": known}
            )
    said = {name: _text(name, given[name]) for name in TEXTS if name in given}
    if said.get("dates", "ymd") not in ORDERS:
        raise _fault("dates", _("Write ymd, mdy or dmy."))
    if not isinstance(given.get("no_header", False), bool):
        raise _fault("no_header", _("Write true or false."))
    return Mapping(
        columns={name: _text(f"columns.{name}", value) for name, value in _table(given, "columns").items()},
        values={name: _values(name, table) for name, table in _table(given, "values").items()},
        constants=dict(_table(given, "constants")),
        join={name: _headings(name, value) for name, value in _table(given, "join").items()},
        no_header=given.get("no_header", False),
        **said,
    )


def _table(given: Table[str, Any], name: str) -> Table[str, Any]:
    value = given.get(name, {})
    if not isinstance(value, dict):
        raise _fault(name, _("This must be a table."))
    return value


def _text(name: str, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise _fault(name, _("This must be text."))
    return str(value).strip()


def _values(name: str, table: Any) -> dict[str, str]:
    if not isinstance(table, dict):
        raise _fault(f"values.{name}", _("This must be a table."))
    return {fold(str(said)): _text(f"values.{name}.{said}", value) for said, value in table.items()}


def _headings(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise _fault(f"join.{name}", _("This must be a list of headings."))
    return tuple(_text(f"join.{name}", one) for one in value)


def _fault(key: str, sentence: str) -> Invalid:
    return Invalid(
        {key: sentence},
        why=_("The mapping file cannot be used. %(key)s: %(sentence)s") % {"key": key, "sentence": sentence},
    )
