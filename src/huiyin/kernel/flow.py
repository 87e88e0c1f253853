"""The one door: a record is opened and moved here, by a page, an API call, a letter or a nightly job alike.

Lock, look, check, write, tell: always in this order, in one transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huiyin.kernel import bulk, clocks, finding, numbering, passing, raising, registry, signing, taking, trail, turns
from huiyin.kernel.deed import Deed, holds_code
from huiyin.kernel.door import deed as one_deed
from huiyin.kernel.door import lock
from huiyin.kernel.errors import Invalid, Refused
from huiyin.kernel.fields import FieldSpec, asked, empty, fields_of, step_fields, value_of
from huiyin.kernel.following import follow
from huiyin.kernel.models import Record
from huiyin.kernel.owing import narrowed
from huiyin.kernel.policy import blockers_in, in_the_way, may, may_open, procedure_of
from huiyin.kernel.registry import Blocker
from huiyin.packs.adopt import in_force, load
from huiyin.packs.models import ProcedureVersion
from huiyin.packs.shape import Procedure
from huiyin.people.holding import units, window_for
from huiyin.people.models import Person, Unit

MOVED = (
    "state", "phase", "round", "version", "awaiting", "due_at", "closed_at", "milestones", "holder", "title", "extra",
    "lent",
)  # fmt: skip


@one_deed
def open_record(
    type_name: str,
    actor: Person,
    data: Mapping[str, Any],
    *,
    at: dt.datetime,
    received_at: dt.datetime | None = None,
    unit: Unit | None = None,
    parent: Record | None = None,
    decided: Mapping[str, Any] | None = None,
    source_key: str = "",
    duty: Mapping[str, Any] | None = None,
) -> Any:
    """Register a customer's word: pin the procedure in force, draw the number, start the clocks.

    Takes plain values for the fields the procedure opens with; ``received_at`` is when the word reached the firm
    (default ``at``). Gives the room's record. Raises Refused, Invalid (a sentence per field) or Busy, having
    written nothing. A record raised by another (``parent``) needs no right of its own and opens with what the parent
    knows: what else its procedure wants at the opening is noted as missing, for whoever takes it up. A ``source_key``
    opens one record of the type, ever: sent again (a double click, a lost answer), it gives the record it opened.
    A record that falls due again (``duty``, what the trail shall say of it) opens likewise, in ``actor``'s name but by
    nobody's hand: the trail names no person who did it.
    """
    if parent is None and duty is None:
        verdict = may_open(actor, type_name, at=at)
        if not verdict.ok:
            raise Refused(verdict.why, verdict.blockers)
    if source_key and (known := once(type_name, source_key)):
        return known
    version, procedure = procedure_for(type_name, actor, at)
    deed = blank(type_name, version, procedure, actor, at=at, received_at=received_at or at, unit=unit)
    deed.facts["opened"] = True
    raised = parent is not None or duty is not None
    if duty is not None:
        deed.note("duty", dict(duty))
    _take_opening(deed, data, raised=raised)
    deed.record.number = numbering.next_number(procedure.number, type_name, timezone.localtime(at).date())
    deed.record.source_key = source_key
    bulk.add(deed.record)
    _take_opening_lines(deed, data, raised=raised)
    check(deed)
    if parent is not None:
        deed.note("raised_by", parent.number)
    raising.raise_children(deed, decided or {}, open_record)
    if duty is not None:
        deed.actor = None
    _carry_out(deed, fresh=True)
    return deed.record


def once(type_name: str, source_key: str) -> Any:
    """The record this key opened already, or nothing. Two at once meet at the unique index, and the loser fails."""
    model = registry.get(type_name).model
    return model._default_manager.filter(type=type_name, source_key=source_key).first()


def procedure_for(type_name: str, actor: Person, at: dt.datetime) -> tuple[ProcedureVersion, Procedure]:
    """The version in force for this person's unit on this day. Raises Refused when there is none."""
    home = units().get(actor.unit_id or 0)
    version = in_force(type_name, timezone.localtime(at).date(), home.code if home else "")
    if version is None:
        raise Refused(_("No procedure for this type of record is in force today."), status=409)
    return version, load(version)


def blank(
    type_name: str,
    version: ProcedureVersion,
    procedure: Procedure,
    actor: Person,
    *,
    at: dt.datetime,
    received_at: dt.datetime,
    unit: Unit | None,
) -> Deed:
    """A record not yet stored, at its first state, inside the deed that will open it."""
    record_type = registry.get(type_name)
    first = procedure.state(procedure.flow.initial)
    if received_at > at:
        raise Invalid({"received_at": _("It cannot have been received after it is registered.")})
    record = record_type.model(
        type=type_name, procedure=version, state=first.name, phase=first.phase, opened_at=at, opened_by=actor,
        received_at=received_at, unit=unit or registering_unit(actor), extra={}, milestones={},
    )  # fmt: skip
    step = procedure.flow.opening
    return Deed(record, record_type, procedure, step, actor, at, received_at, before=("", ""))


def registering_unit(actor: Person) -> Unit:
    """The window that registers what customers tell this person. Raises Refused when the firm has none."""
    unit = window_for(actor)
    if unit is None:
        raise Refused(_("No unit registers customers' words yet: let a keeper mark one as a window."), status=409)
    return unit


def _take_opening(deed: Deed, data: Mapping[str, Any], *, raised: bool) -> None:
    specs = [spec for spec in _opening_fields(deed, raised=raised) if spec.kind != "lines"]
    if raised:
        data = {spec.name: data[spec.name] for spec in specs if spec.name in data and known_to(spec, data[spec.name])}
    if empty(data.get("received_at")):  # not said: it came when it was registered
        data = {name: value for name, value in data.items() if name != "received_at"}
    taking.take(deed, specs, data)
    if deed.record.received_at > deed.at:
        raise Invalid({"received_at": _("It cannot have been received after it is registered.")})
    deed.happened_at = deed.record.received_at
    missing = [name for name in deed.procedure.opens_needs if name in lacking(deed, specs)] if raised else []
    if missing:
        deed.note("missing", missing)
    title_from(deed)


def lacking(deed: Deed, specs: Iterable[FieldSpec]) -> set[str]:
    """The fields among ``specs`` in which the deed's record holds nothing."""
    return {spec.name for spec in specs if empty(value_of(spec, deed.record))}


def known_to(spec: FieldSpec, value: Any) -> bool:
    """Whether a parent's code is on the child's own list; each procedure has lists of its own."""
    return spec.kind != "choice" or any(one.code == value and not one.retired for one in spec.choices)


def _take_opening_lines(deed: Deed, data: Mapping[str, Any], *, raised: bool) -> None:
    specs = [spec for spec in _opening_fields(deed, raised=raised) if spec.kind == "lines"]
    if specs:
        values = deed.data
        taking.take(deed, specs, data)
        deed.data = values


def _opening_fields(deed: Deed, *, raised: bool) -> tuple[FieldSpec, ...]:
    needs, asks = deed.procedure.opens_needs, deed.procedure.opens_asks
    return asked(deed.procedure, deed.record_type, *(((), (*needs, *asks)) if raised else (needs, asks)))


def title_from(deed: Deed) -> None:
    """Give a record without a subject the start of the field its type names."""
    record, name = deed.record, deed.record_type.title_from
    if not record.title and name:
        record.title = " ".join(str(getattr(record, name)).split())[:80]


@one_deed
def fire(
    record: Record,
    step_name: str,
    actor: Person,
    data: Mapping[str, Any] | None = None,
    *,
    seen: int,
    at: dt.datetime,
    happened_at: dt.datetime | None = None,
    reason: str = "",
    decided: Mapping[str, Any] | None = None,
) -> Any:
    """Do one step of a record's procedure. ``seen`` is the version the reader had before her.

    Who may take the step only because rows of it are hers fills those and nothing else. Gives the record; when the
    step asks for signatures it waits for them (``record.awaiting``) and the last one fires it. Raises Stale
    (someone was faster), Refused (with the sentence), Invalid or Busy; nothing is written.
    """
    record, record_type = lock(record, seen)
    procedure = procedure_of(record)
    step = procedure.step(step_name)
    if step is None:
        raise Refused(_("This record's procedure has no such step."), status=404)
    verdict = may(actor, record, step, at=at)
    if not verdict.ok:
        raise Refused(verdict.why, verdict.blockers, status=409 if verdict.stage in ("state", "waiting") else 403)
    deed = Deed(
        record, record_type, procedure, step, actor, at, happened_at or at, on_behalf=verdict.on_behalf,
        unit=verdict.unit, rows=verdict.rows, reason=reason.strip(), before=(record.state, record.phase),
    )  # fmt: skip
    _look(deed)
    taken = taking.take(deed, narrowed(step_fields(procedure, record_type, step), verdict.rows), data or {})
    if verdict.rows is not None and not taken.changes:
        raise Invalid({}, _("Nothing was changed."))
    fixed = taking.put_fixed(deed, fields_of(procedure, record_type), {**dict.fromkeys(step.clears), **step.sets})
    title_from(deed)
    _prove(deed)
    check(deed)
    raising.decide(deed, decided or {})
    _store(record, taken.columns | fixed.columns)
    if deed.changes:
        finding.index(record.pk, searchable(record, deed))
    if signing.wait(deed, decided or {}):
        return record
    return complete(deed, decided or {})


def _look(deed: Deed) -> None:
    """What can be refused before any value is read: a reason that lacks, a time that cannot be."""
    step, record = deed.step, deed.record
    taking.reasoned(deed.reason, _("Give the reason.") if step.reason else "")
    if "\x00" in deed.reason:
        raise Invalid({"reason": _("The text holds a NUL character, which no form can carry.")})
    if deed.happened_at > deed.at:
        raise Invalid({"happened_at": _("It cannot have happened in the future.")})
    if deed.happened_at < record.received_at:
        raise Invalid({"happened_at": _("It cannot have happened before the customer's word was received.")})


def _prove(deed: Deed) -> None:
    """Ask for the papers, now that the values are in place: this very step may say that they are needed."""
    step, record = deed.step, deed.record
    wants = step.proof or (step.proof_field and holds_code(record, step.proof_field, step.proof_codes))
    if wants and not record.attachments.filter(withdrawn_at=None).exists():
        raise Invalid({"attachments": _("Attach the papers first: this step needs them as proof.")})


def check(deed: Deed) -> None:
    """Ask the step's checks, with its values in place. Raises Invalid naming each field, or Refused."""
    blockers: list[Blocker] = []
    for name in deed.step.guards:
        check = deed.record_type.checks.get(name)
        blockers += blockers_in(check(deed.record, deed)) if check else []
    if not blockers:
        return
    if all(blocker.field for blocker in blockers):
        raise Invalid({blocker.field: blocker.text for blocker in reversed(blockers)})
    raise Refused(in_the_way(tuple(blockers)), blockers, status=422)


def complete(deed: Deed, decided: Mapping[str, Any]) -> Any:
    """Carry the step out: move, raise children, settle clocks and turns, write the event, tell."""
    move(deed)
    raising.raise_children(deed, decided, open_record)
    _carry_out(deed)
    return deed.record


def move(deed: Deed) -> None:
    """Take the record to the step's state (in memory); a new round begins when the step says so.

    What was asked beside the flow leaves the record where it is by now, and another step leaves it waiting.
    """
    record, step = deed.record, deed.step
    state = deed.procedure.state(record.state if step.beside else step.to)
    record.state, record.phase = state.name, state.phase
    record.awaiting = "" if record.awaiting == step.name else record.awaiting
    record.closed_at = deed.happened_at if state.phase in ("done", "void") else None
    if step.new_round:
        record.round += 1
    if state.phase in ("done", "void"):
        record.lent = []


def _carry_out(deed: Deed, *, fresh: bool = False) -> None:
    record, step = deed.record, deed.step
    for mark in step.marks:
        record.milestones = {**record.milestones, mark: deed.happened_at.isoformat()}
    if not fresh:
        record.version += 1
    if deed.unit is not None:
        deed.note("unit", deed.unit.code)
    clocks.settle(deed)
    if not fresh:
        follow(deed)
    for name in step.effects:
        deed.record_type.effects[name](record, deed)
    copied = passing.copies(deed)
    if step.marks:
        deed.note("marks", list(step.marks))
    event = trail.append(
        record, fresh=fresh, kind="opened" if fresh else "step", step=step.name, actor=deed.actor,
        on_behalf=deed.on_behalf, at=deed.at, happened_at=deed.happened_at, state_before=deed.before[0],
        state_after=record.state, changes=deed.changes, facts=deed.facts, reason=deed.reason,
    )  # fmt: skip
    _store(record, MOVED)
    turns.settle(deed, fresh=fresh)
    if fresh:
        finding.index(record.pk, searchable(record, deed))
    if copied:
        passing.tell(record, copied, "copy", {"by": deed.actor.name if deed.actor else ""}, deed.at, event)


def _store(record: Any, columns: Any) -> None:
    """Save named columns only: what this deed did not touch is not written back."""
    if columns:
        bulk.change(record, columns)


def searchable(record: Any, deed: Deed) -> str:
    """The words a record is found by: its number, subject, customer and the fields its type names."""
    return finding.wording(record, deed.record_type)


@one_deed
def sign(
    record: Record,
    actor: Person,
    *,
    seen: int,
    at: dt.datetime,
    method: str,
    verdict: str = "signed",
    reason: str = "",
) -> Any:
    """Sign (or decline: 退回) the step that waits. The window has proved who it is; ``method`` says how.

    The last signature asked for fires the step in the name of whoever filed it. Raises Stale, Refused, Invalid.
    """
    record, record_type = lock(record, seen)
    proposal = signing.open_proposal(record)
    procedure = procedure_of(record)
    step = procedure.flow.steps[proposal.step]
    demand, held = signing.right_to_sign(actor, record, step, proposal, at)
    reason = taking.reasoned(reason, "" if verdict == "signed" else _("Say why you send it back."))
    signing.sign_row(record, actor, proposal, demand, held, verdict=verdict, reason=reason, method=method, at=at)
    deed = Deed(record, record_type, procedure, step, actor, at, at, reason=reason, before=(record.state, record.phase))
    if verdict != "signed":
        signing.decline(deed, proposal)
        return record
    if signing.open_demands(record, step, proposal.signatures.filter(verdict="signed")):
        turns.settle(deed)
        return record
    signing.settle_proposal(proposal, "fired", at)
    return _fire_proposal(deed, proposal)


def _fire_proposal(deed: Deed, proposal: Any) -> Any:
    deed.actor, deed.on_behalf, deed.reason = proposal.by, proposal.on_behalf, proposal.reason
    code = proposal.choice.get("unit", "")
    deed.unit = Unit.objects.filter(code=code).first() if code else None
    check(deed)
    return complete(deed, proposal.choice.get("decided", {}))
