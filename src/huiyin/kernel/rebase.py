"""Moving records to a newer version of their procedure: a deed with a dry run by the same code (house 6.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huiyin.calendars import days
from huiyin.kernel import clocks, promises, trail, turns
from huiyin.kernel.deed import Deed
from huiyin.kernel.door import deed as one_deed
from huiyin.kernel.door import lock
from huiyin.kernel.errors import Invalid, Refused
from huiyin.kernel.fields import fields_of
from huiyin.kernel.models import Due, Record
from huiyin.kernel.policy import covers, only_for
from huiyin.kernel.taking import reasoned
from huiyin.packs.adopt import load
from huiyin.packs.models import ProcedureVersion
from huiyin.packs.shape import Procedure, Step
from huiyin.people.holding import holdings
from huiyin.people.models import Person

DUES = ("keep", "recompute", "end")


@dataclass(slots=True)
class Rebased:
    """What happened (or would happen) to one record: its states, its clocks, or why it has nowhere to land."""

    number: str
    state: tuple[str, str] = ("", "")
    clocks: dict[str, tuple[str, str]] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    why_not: Any = ""


@one_deed
def rebase(
    records: Iterable[Record], actor: Person, version: ProcedureVersion, reason: str, *, at: dt.datetime,
    states: Mapping[str, str] | None = None, dues: str | Mapping[str, str] = "keep", rehearse: bool = False,
) -> list[Rebased]:  # fmt: skip
    """Carry records over to ``version``. ``states`` maps old names to new; ``dues`` is keep, recompute or end.

    Raises Refused when she may not, or when any record has nowhere to land (all or none move). With ``rehearse``
    nothing is kept and what would refuse is told in the answers.
    """
    reason = reasoned(reason, _("Give the reason."))
    procedure = load(version)
    with transaction.atomic():
        told = [_one(record, actor, version, procedure, reason, at, states or {}, dues) for record in records]
        stuck = [one for one in told if one.why_not]
        if stuck and not rehearse:
            raise Refused(_("%(number)s: %(why)s") % {"number": stuck[0].number, "why": stuck[0].why_not}, status=409)
        if rehearse:
            transaction.set_rollback(True)
    return told


def _one(
    record: Record, actor: Person, version: ProcedureVersion, procedure: Procedure, reason: str, at: dt.datetime,
    states: Mapping[str, str], dues: str | Mapping[str, str],
) -> Rebased:  # fmt: skip
    row, record_type = lock(record, None)
    told = Rebased(row.number)
    told.why_not = _obstacle(row, actor, version, procedure, at, states)
    if told.why_not:
        return told
    old_version, before = row.procedure, row.state
    told.lost = _lost(row, procedure, record_type)
    row.procedure, row.state = version, states.get(before, before)
    row.phase = procedure.state(row.state).phase
    told.state = (before, row.state)
    step = Step("", procedure.title, (), row.state, ())
    deed = Deed(row, record_type, procedure, step, actor, at, at, reason=reason, before=(before, row.phase))
    _carry_dues(deed, dues, told)
    row.version += 1
    row.save(update_fields=["procedure", "state", "phase", "version", "due_at"])
    trail.append(
        row, kind="rebased", actor=actor, at=at, happened_at=at, state_before=before, state_after=row.state,
        changes={"procedure": [str(old_version), str(version)]}, reason=reason,
        facts={"from": old_version.fingerprint, "to": version.fingerprint,
               "clocks": {name: list(pair) for name, pair in told.clocks.items()}},
    )  # fmt: skip
    turns.settle(deed)
    return told


def _obstacle(
    row: Any, actor: Person, version: ProcedureVersion, procedure: Procedure, at: dt.datetime, states: Mapping[str, str]
) -> Any:
    if not any(one.role in procedure.rebasers and covers(one, row.unit) for one in holdings(actor, at)):
        return only_for(procedure.rebasers, procedure)
    if version.type != row.type:
        return _("That version rules another type of record.")
    if row.procedure_id == version.pk:
        return _("It is under that version already.")
    if row.awaiting:
        return _("A step is waiting for signatures; finish or take it back first.")
    if states.get(row.state, row.state) not in procedure.flow.states:
        return _("The new version has no state “%(state)s”; say where it lands.") % {"state": row.state}
    return ""


def _lost(row: Any, procedure: Procedure, record_type: Any) -> list[str]:
    """Extra fields the new version does not have: their values stay stored and in the trail, but are not shown."""
    known = fields_of(procedure, record_type)
    return [name for name, value in row.extra.items() if value not in (None, "", []) and name not in known]


def _carry_dues(deed: Deed, dues: str | Mapping[str, str], told: Rebased) -> None:
    open_dues = list(deed.record.dues.filter(settled_at=None))
    for due in open_dues:
        choice = dues if isinstance(dues, str) else dues.get(due.name, "keep")
        if choice not in DUES:
            raise Invalid({"dues": _("For each clock choose keep, recompute or end.")})
        old = due.due_at.isoformat()
        if choice == "end":
            due.settled_at, due.outcome, due.look_at = deed.at, "dropped", None
            told.clocks[due.name] = (old, "")
        elif choice == "recompute":
            _recompute(deed, due)
            told.clocks[due.name] = (old, due.due_at.isoformat())
        due.save()
    clocks.set_nearest(deed.record, [due for due in open_dues if due.settled_at is None])


def _recompute(deed: Deed, due: Due) -> None:
    clock = clocks.clock_named(deed.procedure, due.name)
    calendar = days.load(clocks.calendar_code(deed.record, deed.procedure))
    promised = promises.promise(deed.record, deed.procedure, clock, due.started_at, calendar) if clock else None
    if clock is None or promised is None:
        due.settled_at, due.outcome, due.look_at = deed.at, "dropped", None
        return
    amount, found = promised
    due.due_at, due.amount, due.calendar = found.due, str(amount), calendar.name
    due.basis = promises.basis_of(found, clock.by_field)
    due.look_at = clocks.next_look(due, clock, calendar, deed.at)
