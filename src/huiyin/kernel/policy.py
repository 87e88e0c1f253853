"""May this person do this, may she see it: one answer each, with its reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from huiyin.kernel import owing, registry
from huiyin.kernel.deed import Deed, unit_codes
from huiyin.kernel.models import Event, Record, Turn
from huiyin.kernel.registry import Answer, Blocker, RecordType
from huiyin.kernel.sight import ANYONE, acting_roles, reading_roles, visible
from huiyin.packs.adopt import in_force, load
from huiyin.packs.models import ProcedureVersion
from huiyin.packs.shape import Procedure, Step
from huiyin.people.holding import Held, holdings, units
from huiyin.people.memory import remember
from huiyin.people.models import Person, Unit

__all__ = [
    "ANYONE", "Verdict", "acting_roles", "answered", "blockers_in", "covers", "doers", "find", "guarded", "in_the_way",
    "may", "may_import", "may_open", "only_for", "only_looks_on", "only_reads", "procedure_of", "reading_roles",
    "record_type_of", "visible",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether, and if not why. ``stage`` is ``state``, ``waiting``, ``role`` or ``guard`` when refused.

    ``rows`` are all she may fill who may do it only because she owns them.
    """

    ok: bool
    why: Any = ""
    blockers: tuple[Blocker, ...] = ()
    stage: str = ""
    on_behalf: Person | None = None
    unit: Unit | None = None
    rows: owing.Rows | None = None


def procedure_of(record: Record) -> Procedure:
    """The rulebook this record lives under: the version it was opened with."""
    if "procedure" in record._state.fields_cache:
        return load(record.procedure)
    pk = record.procedure_id
    return remember(("procedure", pk), lambda: load(ProcedureVersion.objects.defer("body").get(pk=pk)))


def may(
    person: Person, record: Any, step: Step | str, *, at: dt.datetime, held: tuple[Held, ...] | None = None
) -> Verdict:
    """Whether ``person`` may fire ``step`` on ``record`` now: state, signatures pending, role, then guards."""
    procedure = procedure_of(record)
    found = procedure.step(step) if isinstance(step, str) else step
    if found is None:
        return Verdict(False, _("This record's procedure has no such step."), stage="state")
    stop = _stands(record, found, procedure)
    if stop:
        return stop
    held = holdings(person, at) if held is None else held
    right = _role(person, record, found, procedure, held)
    if not right.ok:
        right = _for_her_rows(person, record, found, procedure, held) or right
    if not right.ok:
        return right
    blockers = guarded(record, found, procedure, person, at, right.on_behalf)
    if blockers:
        return Verdict(False, in_the_way(blockers), blockers, "guard")
    return right


def _stands(record: Any, step: Step, procedure: Procedure) -> Verdict | None:
    if record.phase == "void":
        return Verdict(False, _("This record was voided."), stage="state")
    if record.merged_into_id:
        return Verdict(False, _("This record was merged into another; work goes on there."), stage="state")
    if record.state not in step.sources:
        state = procedure.state(record.state).label
        return Verdict(False, _("Not now: the record is at “%(state)s”.") % {"state": state}, stage="state")
    if record.awaiting and not goes_on(procedure.flow.steps[record.awaiting], step, procedure):
        waiting = procedure.flow.steps[record.awaiting].label
        return Verdict(False, _("“%(step)s” is waiting for signatures.") % {"step": waiting}, stage="waiting")
    return None


def goes_on(waiting: Step, step: Step, procedure: Procedure) -> bool:
    """Whether ``step`` may be taken while ``waiting`` waits for its signatures.

    Only beside a step that is asked so; never a second one to be signed, nor one that ends the record.
    """
    return waiting.beside and not step.signs and procedure.state(step.to).phase not in ("done", "void")


def _role(person: Person, record: Any, step: Step, procedure: Procedure, held: tuple[Held, ...]) -> Verdict:
    if step.of:
        return _for_unit(person, record, step, procedure, held)
    if ANYONE in step.roles and not _reads_only(held, procedure):
        return Verdict(True)
    for one in held:
        if one.role in step.roles and covers(one, record.unit):
            return Verdict(True, on_behalf=one.on_behalf)
    if lent_to(record, step) == person.pk:
        return Verdict(True)
    return Verdict(False, only_for(step.roles, procedure), stage="role")


def _for_her_rows(
    person: Person, record: Any, step: Step, procedure: Procedure, held: tuple[Held, ...]
) -> Verdict | None:
    """Whoever owns an open row may report it done, whoever else the step is for; no other row, and nothing beside.

    Also one who else only reads: whoever wrote her name into the row gave her this to do. Not an auditor: she changes
    nothing, whoever names her.
    """
    rows, absent = owing.rows_of_hers(person, record, registry.type_of(record), procedure, step, held)
    if not rows or _audits(held, procedure):
        return None
    return Verdict(True, on_behalf=absent, rows=rows)


def _for_unit(person: Person, record: Any, step: Step, procedure: Procedure, held: tuple[Held, ...]) -> Verdict:
    asked = unit_codes(record, step.of)
    done = answered(record, step)
    known = {unit.pk: unit for unit in Unit.objects.filter(code__in=asked)}
    late = False
    for unit in known.values():
        if lent_to(record, step, unit.code) == person.pk and unit.code not in done:
            return Verdict(True, unit=unit)
    for one in held:
        its = known.get(one.unit_id or 0)
        if one.role in step.roles and its:
            if its.code not in done:
                return Verdict(True, on_behalf=one.on_behalf, unit=its)
            late = True
    if late:
        return Verdict(False, _("Your department has answered already."), stage="role")
    names = "、".join(unit.name for unit in known.values())
    if not names:
        return Verdict(False, _("No department has been asked yet."), stage="guard")
    return Verdict(False, _("Only the departments asked may do this: %(units)s.") % {"units": names}, stage="role")


def lent_to(record: Any, step: Step, unit: str = "") -> int | None:
    """Who was handed what a role of this step may do here (转办), for the department ``unit`` in a step with ``of``."""
    for one in record.lent:
        if one["unit"] == unit and set(one["roles"]) & set(step.roles):
            return int(one["person"])
    return None


def answered(record: Any, step: Step) -> set[str]:
    """Codes of the units that did this ``of`` step in the present round."""
    rows = Event.objects.filter(record_id=record.pk, step=step.name, kind="step", round=record.round)
    return {facts.get("unit", "") for facts in rows.values_list("facts", flat=True)}


def covers(held: Held, unit: Unit) -> bool:
    """Whether a holding reaches a unit: the whole firm, the unit itself, or one above it."""
    return held.covers(unit)


def only_for(roles: Iterable[str], procedure: Procedure) -> Any:
    """The sentence that names who may."""
    names = "、".join(str(procedure.roles[role].label) if role in procedure.roles else role for role in roles)
    return _("Only %(roles)s may do this.") % {"roles": names}


def guarded(
    record: Any, step: Step, procedure: Procedure, person: Person | None, at: dt.datetime,
    on_behalf: Person | None = None,
) -> tuple[Blocker, ...]:  # fmt: skip
    """What the step's guards say against it."""
    record_type = registry.type_of(record)
    deed = Deed(record, record_type, procedure, step, person, at, at, on_behalf=on_behalf)
    names = [name for name in step.guards if name in record_type.guards]
    return tuple(blocker for name in names for blocker in blockers_in(record_type.guards[name](record, deed)))


def blockers_in(answer: Answer) -> tuple[Blocker, ...]:
    """A guard's answer as a list."""
    if not answer:
        return ()
    if isinstance(answer, Blocker):
        return (answer,)
    if isinstance(answer, (list, tuple)):
        return tuple(answer)
    return (Blocker(answer),)


def in_the_way(blockers: tuple[Blocker, ...]) -> Any:
    """One sentence for the button: the only blocker's own words, or how many there are."""
    if len(blockers) == 1:
        return blockers[0].text
    return ngettext_lazy(
        "%(first)s (and %(more)d more)", "%(first)s (and %(more)d more)", len(blockers) - 1
    ) % {"first": blockers[0].text, "more": len(blockers) - 1}  # fmt: skip


def may_open(person: Person, type_name: str, *, at: dt.datetime) -> Verdict:
    """Whether ``person`` may register a record of this type today."""
    home = units().get(person.unit_id or 0)
    version = in_force(type_name, timezone.localtime(at).date(), home.code if home else "")
    if version is None:
        return Verdict(False, _("No procedure for this type of record is in force today."), stage="state")
    procedure = load(version)
    if ANYONE in procedure.opens and not only_reads(person, procedure, at):
        return Verdict(True)
    if any(one.role in procedure.opens for one in holdings(person, at)):
        return Verdict(True)
    return Verdict(False, only_for(procedure.opens, procedure), stage="role")


def may_import(person: Person, type_name: str, *, at: dt.datetime) -> Verdict:
    """Whether ``person`` may bring in a whole register of this type: who may open one and works with them."""
    verdict = may_open(person, type_name, at=at)
    if not verdict.ok:
        return verdict
    version = in_force(type_name, timezone.localtime(at).date(), person.unit.code if person.unit else "")
    procedure = load(version) if version else None
    if procedure and any(one.role in acting_roles(procedure) for one in holdings(person, at)):
        return verdict
    return Verdict(False, _("Only whoever works with these records may bring in a register of them."), stage="role")


def only_reads(person: Person, procedure: Procedure, at: dt.datetime) -> bool:
    """Whether she was let in to read and nothing else (an auditor, a reader): such a person writes nothing here."""
    return _reads_only(holdings(person, at), procedure)


def only_looks_on(person: Person, record: Any, at: dt.datetime) -> bool:
    """The same of one record: an open row in it that is hers makes her more than a reader of it, unless she audits."""
    held, procedure = holdings(person, at), procedure_of(record)
    owned = Turn.objects.filter(record_id=record.pk, kind=owing.KIND, person=person)
    return _reads_only(held, procedure) and (_audits(held, procedure) or not owned.exists())


def doers(procedure: Procedure) -> set[str]:
    """The roles that do something on the type's records; who was let in to read is none of them."""
    doing = acting_roles(procedure) - set(procedure.readers)
    return doing | {role for step in procedure.flow.steps.values() for role in step.roles}


def _reads_only(held: tuple[Held, ...], procedure: Procedure) -> bool:
    doing = doers(procedure)
    return (
        bool(held) and not any(one.role in doing for one in held) and any(_reader(one.role, procedure) for one in held)
    )


def _audits(held: tuple[Held, ...], procedure: Procedure) -> bool:
    """Whether she was let in to read whatever there is, and does nothing on these records."""
    everything = any(ANYONE in procedure.roles[one.role].reads for one in held if one.role in procedure.roles)
    return everything and _reads_only(held, procedure)


def _reader(role: str, procedure: Procedure) -> bool:
    return role in procedure.readers or bool(role in procedure.roles and procedure.roles[role].reads)


def find(person: Person, number: str, *, at: dt.datetime, type_name: str | None = None) -> Any:
    """The room's own row behind a number ``person`` may see. Raises LookupError alike when absent or hidden."""
    if "\x00" in number:
        raise LookupError(number)
    record = visible(person, type_name, at=at).filter(number=number).first()
    if record is None:
        raise LookupError(number)
    return registry.whole(record)


def record_type_of(record: Record) -> RecordType:
    """The declaration behind a record."""
    return registry.type_of(record)
