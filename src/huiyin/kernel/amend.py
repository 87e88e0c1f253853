"""The rare deeds: correct what was written, void what should not be, merge doubles, move to a newer procedure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from huiyin.kernel import finding, flow, following, links, row_turns, signing, taking, trail, turns
from huiyin.kernel.deed import Deed
from huiyin.kernel.door import deed as one_deed
from huiyin.kernel.door import lock
from huiyin.kernel.errors import Invalid, Refused
from huiyin.kernel.fields import asked, fields_of
from huiyin.kernel.models import Due, Link, Record
from huiyin.kernel.policy import covers, only_for, procedure_of
from huiyin.packs.shape import Procedure, Step
from huiyin.people.holding import holdings
from huiyin.people.models import Person

NO_STEP = Step("", label=None, sources=(), to="", roles=())  # type: ignore[arg-type]  # a deed beside the flow


def _allowed(person: Person, roles: tuple[str, ...], record: Any, procedure: Procedure, at: dt.datetime) -> None:
    if not any(one.role in roles and covers(one, record.unit) for one in holdings(person, at)):
        raise Refused(only_for(roles, procedure) if roles else _("This procedure lets nobody do that."))


def _deed(record: Any, record_type: Any, actor: Person, at: dt.datetime, reason: str) -> Deed:
    procedure, reason = procedure_of(record), taking.reasoned(reason, _("Give the reason."))
    return Deed(
        record, record_type, procedure, NO_STEP, actor, at, at, reason=reason,
        before=(record.state, record.phase),
    )  # fmt: skip


def _write(deed: Deed, kind: str, columns: Iterable[str]) -> None:
    record = deed.record
    record.version += 1
    record.save(update_fields=sorted({*columns, "version"}))
    trail.append(
        record, kind=kind, actor=deed.actor, at=deed.at, happened_at=deed.at, state_before=deed.before[0],
        state_after=record.state, changes=deed.changes, facts=deed.facts, reason=deed.reason,
    )  # fmt: skip


@one_deed
def correct(
    record: Record, actor: Person, changes: Mapping[str, Any], reason: str, *, seen: int, at: dt.datetime
) -> Any:
    """Mend values that were written wrong; old and new stay in the trail, signatures over them show as broken.

    Raises Refused unless the procedure lets one of her roles correct, Invalid on a bad or unknown value.
    """
    record, record_type = lock(record, seen)
    deed = _deed(record, record_type, actor, at, reason)
    _allowed(actor, deed.procedure.correctors, record, deed.procedure, at)
    specs = fields_of(deed.procedure, record_type)
    strangers = {name: _("There is no such field.") for name in changes if name not in specs}
    if strangers:
        raise Invalid(strangers)
    _only_writers(actor, deed, changes)
    taken = taking.take(deed, asked(deed.procedure, record_type, (), changes), changes)
    if not taken.changes:
        raise Invalid({}, _("Nothing was changed."))
    following.follow(deed)
    _write(deed, "corrected", {*taken.columns, "due_at"})
    turns.of_the_record(record.turns.all()).update(due_at=record.due_at)
    turns.take_part(deed)
    row_turns.settle(deed)
    finding.index(record.pk, flow.searchable(record, deed))
    return record


def _only_writers(actor: Person, deed: Deed, changes: Mapping[str, Any]) -> None:
    """A field with writers of its own (re-inspection: the inspectors') is mended by them alone."""
    held = {one.role for one in holdings(actor, deed.at) if covers(one, deed.record.unit)}
    errors = {
        name: only_for(said.writers, deed.procedure)
        for name in changes
        if (said := deed.procedure.fields.get(name)) and said.writers and not held & set(said.writers)
    }
    if errors:
        raise Invalid(errors)


@one_deed
def void(record: Record, actor: Person, reason: str, *, seen: int, at: dt.datetime) -> Any:
    """Strike a record out; its number and words stay visible for ever (QF-5.1a)."""
    record, record_type = lock(record, seen)
    deed = _deed(record, record_type, actor, at, reason)
    _allowed(actor, deed.procedure.voiders, record, deed.procedure, at)
    if record.phase == "void":
        raise Refused(_("This record was voided."), status=409)
    for proposal in record.proposals.filter(settled_at=None):
        signing.settle_proposal(proposal, "dropped", at)
    record.phase, record.awaiting, record.due_at, record.closed_at = "void", "", None, at
    Due.objects.filter(record_id=record.pk, settled_at=None).update(settled_at=at, outcome="dropped", look_at=None)
    _write(deed, "voided", ("phase", "awaiting", "due_at", "closed_at"))
    turns.settle(deed)
    return record


@one_deed
def take_back(record: Record, actor: Person, reason: str, *, seen: int, at: dt.datetime) -> Any:
    """Whoever filed a step that waits for signatures takes it back before the last one is given."""
    record, record_type = lock(record, seen)
    proposal = signing.open_proposal(record)
    if actor.pk not in (proposal.by_id, proposal.on_behalf_id):
        raise Refused(_("Only whoever filed this step may take it back."))
    deed = _deed(record, record_type, actor, at, reason)
    signing.settle_proposal(proposal, "dropped", at)
    record.awaiting = ""
    deed.note("step", proposal.step)
    _write(deed, "taken_back", ("awaiting",))
    turns.settle(deed, again=proposal.step)
    return record


@one_deed
def merge(duplicate: Record, kept: Record, actor: Person, reason: str, *, seen: int, at: dt.datetime) -> Any:
    """Say that two records tell of the same thing: work goes on in ``kept``, the duplicate's number stays visible."""
    first, second = sorted((duplicate, kept), key=lambda one: one.pk)
    rows = {first.pk: lock(first, None)[0], second.pk: lock(second, None)[0]}  # one order for all: no deadlock
    target = rows[kept.pk]
    record, record_type = lock(duplicate, seen)
    deed = _deed(record, record_type, actor, at, reason)
    _allowed(actor, deed.procedure.correctors, record, deed.procedure, at)
    why = links.refuse_ring(record, target)
    if why:
        raise Refused(why, status=409)
    links.relate(record, target, "merged", by=actor, at=at, reason=deed.reason[:200])
    Due.objects.filter(record_id=record.pk, settled_at=None, paused_at=None).update(paused_at=at, look_at=None)
    record.merged_into, record.due_at = target, None
    deed.note("into", target.number)
    _write(deed, "merged", ("merged_into", "due_at"))
    turns.settle(deed)
    other = _deed(target, record_type, actor, at, reason)
    other.note("from", record.number)
    _write(other, "absorbed", ())
    return record


@one_deed
def unmerge(record: Record, actor: Person, reason: str, *, seen: int, at: dt.datetime) -> Any:
    """Part two records that were merged by mistake; the clocks run on from where they truly were."""
    record, record_type = lock(record, seen)
    deed = _deed(record, record_type, actor, at, reason)
    _allowed(actor, deed.procedure.correctors, record, deed.procedure, at)
    if record.merged_into_id is None:
        raise Refused(_("This record is not merged into another."), status=409)
    target, _target_type = lock(Record.objects.get(pk=record.merged_into_id), None)
    Link.objects.filter(source=record, kind="merged", ended_at=None).update(ended_at=at)
    Due.objects.filter(record_id=record.pk, settled_at=None).update(paused_at=None, look_at=at)
    record.merged_into = None
    record.due_at = min(record.dues.filter(settled_at=None).values_list("due_at", flat=True), default=None)
    deed.note("from", target.number)
    _write(deed, "parted", ("merged_into", "due_at"))
    turns.settle(deed)
    other = _deed(target, record_type, actor, at, reason)
    other.note("record", record.number)
    _write(other, "gave_back", ())
    return record
