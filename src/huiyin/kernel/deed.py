"""One deed while it is being done: who, when, on what, and what it leaves in the trail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from huiyin.calendars import days
from huiyin.calendars.worktime import Calendar
from huiyin.kernel.models import Record
from huiyin.kernel.registry import RecordType
from huiyin.packs.shape import Procedure, Step
from huiyin.people.models import Person, Unit


@dataclass(slots=True)
class Deed:
    """What guards, checks and effects are handed.

    ``data`` holds the cleaned values (empty while a button is only being judged). ``happened_at`` is when it took
    place, ``at`` when it was entered. ``unit`` is the department acted for in a step with ``of``. ``rows`` are all she
    may fill who takes the step only because she owns them.
    """

    record: Any
    record_type: RecordType
    procedure: Procedure
    step: Step
    actor: Person | None
    at: dt.datetime
    happened_at: dt.datetime
    on_behalf: Person | None = None
    unit: Unit | None = None
    rows: Mapping[str, frozenset[int]] | None = None
    reason: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    told: set[int] = field(default_factory=set)
    before: tuple[str, str] = ("", "")
    calendars: dict[str, Calendar] = field(default_factory=dict)

    def calendar(self, code: str) -> Calendar:
        """The calendar of that code, looked up once for the deed."""
        if code not in self.calendars:
            self.calendars[code] = days.load(code)
        return self.calendars[code]

    def note(self, key: str, value: Any) -> None:
        """Leave a fact in this deed's event."""
        self.facts[key] = value


def holds_code(record: Record, name: str, codes: tuple[str, ...]) -> bool:
    """Whether the record's field ``name`` holds one of ``codes``; true when no field is named."""
    if not name:
        return True
    value = record.extra.get(name) if name in record.extra else getattr(record, name, None)
    if isinstance(value, bool):
        value = "yes" if value else "no"
    held = value if isinstance(value, list) else [value]
    return any(one in codes for one in held)


def unit_codes(record: Record, name: str) -> list[str]:
    """The unit codes a ``units`` (or ``unit``) field holds."""
    value = record.extra.get(name) if name in record.extra else getattr(record, name, None)
    if isinstance(value, Unit):
        return [value.code]
    return list(value) if isinstance(value, list) else [value] if value else []
