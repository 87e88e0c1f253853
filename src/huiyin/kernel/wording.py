"""What the cells of a register say, asked once for all rows: each record by its own version of the procedure."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel.columns import Col, value
from huiyin.kernel.fields import fields_of
from huiyin.kernel.models import Due, Record, Turn
from huiyin.kernel.registry import RecordType
from huiyin.kernel.sight import adopted
from huiyin.kernel.turns import of_the_record
from huiyin.packs.shape import Choice, Procedure
from huiyin.people.holding import unit_codes

Named = dict[str, str]


class Promise(NamedTuple):
    """What a cell needs of a `Due`. A page of a register shows a hundred; whole rows of the model cost it a tenth."""

    record_id: int
    pk: int
    due_at: dt.datetime
    paused_at: dt.datetime | None
    told: list[str]
    look_at: dt.datetime | None


class _Turn(NamedTuple):
    """What a cell needs of a `Turn`, with the names of unit and person."""

    record_id: int
    kind: str
    role: str
    unit_id: int | None
    unit: str | None
    person: str | None


def versions_of(type_name: str) -> dict[int, Procedure]:
    """Every adopted version of a type by its row's id, the newest first."""
    return {pk: one for pk, one in adopted().items() if one.type == type_name}


def choices_of(col: Col, procedures: Iterable[Procedure], record_type: RecordType) -> dict[str, Choice]:
    """Every code a choice column may hold under any of the procedures; the first one's order and words lead."""
    found: dict[str, Choice] = {}
    for procedure in procedures:
        if col.kind == "state":
            more = {one.name: Choice(one.name, one.label) for one in procedure.flow.states.values()}
        else:
            spec = fields_of(procedure, record_type).get(col.name)
            more = {one.code: one for one in (spec.choices if spec else ())}
        found |= {code: one for code, one in more.items() if code not in found}
    return found


class Wording:
    """The words of many records of one type, in the reader's language; two queries at most, whatever their number."""

    def __init__(self, record_type: RecordType, records: Iterable[Record] = ()) -> None:
        self.record_type = record_type
        self.procedures = versions_of(record_type.name)
        self._choices: dict[tuple[int, str], Named] = {}
        self._turns: dict[int, list[_Turn]] = {}
        self._dues: dict[int, Promise] = {}
        self.look_at(records)

    def look_at(self, records: Iterable[Record]) -> None:
        """Ask whose turn it is on these records, and which promise is the nearest; one query each."""
        ids = [one.pk for one in records if one.phase not in ("done", "void") and not one.merged_into_id]
        self._turns, self._dues = defaultdict(list), {}
        if not ids:
            return
        turns = of_the_record(Turn.objects.filter(record_id__in=ids)).order_by("id")
        for row in turns.values_list(*_Turn._fields[:-2], "unit__name", "person__name"):
            self._turns[row[0]].append(_Turn(*row))
        rows = Due.objects.filter(record_id__in=ids, settled_at=None).order_by()
        dues = [Promise(*row) for row in rows.values_list(*Promise._fields)]
        for due in sorted(dues, key=lambda one: (one.paused_at is not None, one.due_at, one.pk)):
            self._dues.setdefault(due.record_id, due)

    def procedure(self, record: Record) -> Procedure:
        """The version this record lives under."""
        return self.procedures[record.procedure_id]

    def due(self, record: Record) -> Promise | None:
        """The nearest open promise; a running one before one that stands still."""
        return self._dues.get(record.pk)

    def state(self, record: Record) -> str:
        """The state's name; of a record nobody works at any more, why not: the state it stood in then says nothing."""
        if record.phase == "void":
            return _("Void")
        if record.merged_into_id:
            return _("Merged")
        return str(self.procedure(record).state(record.state).label)

    def turn(self, record: Record) -> str:
        """Who must act: persons by name, else the roles, with the department a role is asked of."""
        said = dict.fromkeys(self._turn(turn, record) for turn in self._turns.get(record.pk, ()))
        return "、".join(said)

    def _turn(self, turn: _Turn, record: Record) -> str:
        if turn.person:
            return turn.person
        role = self.procedure(record).roles.get(turn.role)
        words = str(role.label) if role else turn.role
        return f"{turn.unit} {words}" if turn.unit and turn.unit_id != record.unit_id else words

    def signs(self, record: Record) -> bool:
        """Whether it waits for a signature."""
        return any(turn.kind == "sign" for turn in self._turns.get(record.pk, ()))

    def words(self, col: Col, record: Any) -> str:
        """What the column's cell says; instants to the minute, in local time."""
        if col.kind == "state":
            return self.state(record)
        if col.kind == "turn":
            return self.turn(record)
        found = value(col, record)
        if found is None or found == "" or found == []:
            return ""
        return self._said(col, record, found)

    def _said(self, col: Col, record: Record, found: Any) -> str:
        if col.kind in ("choice", "choices"):
            names = self.names(col, record)
            return "、".join(names.get(one, str(one)) for one in (found if isinstance(found, list) else [found]))
        if col.kind in ("unit", "units") and not col.path.endswith("__name"):
            codes = unit_codes()
            return "、".join(
                codes[one].name if one in codes else str(one) for one in (found if isinstance(found, list) else [found])
            )
        if isinstance(found, bool):
            return _("Yes") if found else _("No")
        if isinstance(found, dt.datetime):
            return timezone.localtime(found).strftime("%Y-%m-%d %H:%M")
        if isinstance(found, Decimal):
            return format(found.normalize(), "f")
        return str(found)

    def names(self, col: Col, record: Record) -> Named:
        """The codes of a choice column under the record's own version, in words."""
        key = (record.procedure_id, col.name)
        if key not in self._choices:
            found = choices_of(col, [self.procedure(record)], self.record_type)
            self._choices[key] = {code: str(one.label) for code, one in found.items()}
        return self._choices[key]
