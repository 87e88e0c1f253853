"""Telling and handing over: 抄送 by rule and by hand, read receipts, 转办."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from huiyin.kernel import bulk, links, trail, turns
from huiyin.kernel.deed import Deed, holds_code, unit_codes
from huiyin.kernel.door import deed as one_deed
from huiyin.kernel.door import lock
from huiyin.kernel.errors import Invalid, Refused
from huiyin.kernel.models import Event, Notice, Part, Record
from huiyin.kernel.policy import only_reads, procedure_of, visible
from huiyin.kernel.taking import reasoned
from huiyin.packs.shape import Procedure, Step
from huiyin.people.holding import holders, holdings
from huiyin.people.models import Person, Unit


def copies(deed: Deed) -> list[Person]:
    """Who the step's copy rules name for this record, without doubles; noted in the deed."""
    persons: dict[int, Person] = {}
    for copy in deed.step.copies:
        if not holds_code(deed.record, copy.field, copy.codes):
            continue
        for role in copy.roles:
            persons |= {one.pk: one for one in holders(role, deed.record.unit, deed.at)}
        if copy.units_of:
            for unit in Unit.objects.filter(code__in=unit_codes(deed.record, copy.units_of)):
                persons |= {one.pk: one for one in holders("department_head", unit, deed.at)}
    if persons:
        deed.note("copied", [{"id": one.pk, "name": one.name} for one in persons.values()])
    return list(persons.values())


def tell(
    record: Record, persons: Iterable[Person], kind: str, facts: dict[str, Any], at: dt.datetime,
    event: Event | None = None,
) -> None:  # fmt: skip
    """Put a notice on each person's desk and let each see the record."""
    persons = list(persons)
    told = (Notice(person=one, record_id=record.pk, kind=kind, facts=facts, at=at, event=event) for one in persons)
    bulk.insert_whole(Notice, told)
    bulk.insert_whole(Part, (Part(record_id=record.pk, person=one, why=kind) for one in persons), known_is_fine=True)


def tell_parent(record: Any, deed: Deed) -> None:
    """An effect: whoever has in hand what raised this record learns how it ended (QF-4.5b, QF-4.5c, SM-5.5.1f)."""
    parents = links.parents(record)
    for parent in parents:
        facts = {"number": record.number, "title": record.title}
        tell(parent, [parent.holder or parent.opened_by], "child_closed", facts, deed.at)
    deed.note("told_parent", [parent.number for parent in parents])


@one_deed
def copy_to(record: Record, actor: Person, persons: list[Person], *, seen: int, at: dt.datetime) -> Any:
    """Copy a record to persons by hand, not to oneself; they may see it from now on.

    Raises Stale, Invalid when nobody is left to be told, Refused for one who only reads.
    """
    record, _type = lock(record, seen)
    _must_see(actor, record, at)
    persons = list({one.pk: one for one in persons if one.pk != actor.pk}.values())
    if not persons:
        raise Invalid({"persons": _("Choose at least one person.")})
    event = _event(record, "copied", actor, at, facts={"copied": [{"id": one.pk, "name": one.name} for one in persons]})
    tell(record, persons, "copy", {"by": actor.name}, at, event)
    return record


@one_deed
def hand_over(record: Record, actor: Person, to: Person, reason: str, *, seen: int, at: dt.datetime) -> Any:
    """转办: what ``actor`` has in hand here becomes ``to``'s to do, in the same roles and no others.

    Only someone whose turn it is may pass it on. A department's head passes on her department's part, the handler
    the record itself. Raises Stale, Refused, or Invalid without a reason.
    """
    record, record_type = lock(record, seen)
    _must_see(actor, record, at)
    if record.phase in ("done", "void"):
        raise Refused(_("This record is closed; there is nothing to hand over."), status=409)
    mine = list(turns.mine(actor, at=at).filter(record_id=record.pk, kind="act").select_related("unit"))
    if not mine:
        raise Refused(_("Only whoever has this record in hand may pass it on."))
    reason = reasoned(reason, _("Say why you hand it over."))
    if not to.is_active or to.pk == record.holder_id:
        raise Invalid({"to": _("Choose someone else who works here.")})
    procedure = procedure_of(record)
    changes = {"holder": [{"id": actor.pk, "text": actor.name}, {"id": to.pk, "text": to.name}]}
    facts = _lend(record, procedure, actor, to, mine, at)
    deed = Deed(record, record_type, procedure, Step("", procedure.title, (), "", ()), actor, at, at, reason=reason)
    turns.settle(deed)
    event = _event(record, "handed", actor, at, changes=changes, facts=facts, reason=reason)
    tell(record, [to], "handed", {"by": actor.name, "reason": reason}, at, event)
    return record


def _lend(
    record: Any, procedure: Procedure, actor: Person, to: Person, mine: list[Any], at: dt.datetime
) -> dict[str, Any]:
    """Note in whose stead ``to`` acts from now on: what was lent to the actor, and the roles of her own turns."""
    own = {held.role for held in holdings(actor, at)}
    entries = {one["unit"]: one for one in record.lent}
    passed = []
    for turn in mine:
        step = procedure.flow.steps[turn.step]
        unit = turn.unit.code if step.of and turn.unit else ""
        before = entries.get(unit)
        if before and before["person"] == actor.pk:
            roles = set(before["roles"])
        else:
            roles = {role for one in procedure.flow.steps.values() if bool(one.of) == bool(unit) for role in one.roles}
            roles &= own
        entries[unit] = {"person": to.pk, "roles": sorted(roles), "unit": unit}
        passed.append(unit)
    record.lent = list(entries.values())
    if "" in passed:
        record.holder = to
    return {"lent": [entries[unit] for unit in dict.fromkeys(passed)]}


@one_deed
def receipt(notice: Notice, actor: Person, *, at: dt.datetime) -> None:
    """The reader has seen it. A copy's receipt is an event of the record; reading twice writes nothing."""
    if notice.person_id != actor.pk:
        raise Refused(_("This was told to someone else."), status=404)
    if not Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=at):
        return
    if notice.kind == "copy":
        record, _type = lock(notice.record, None)
        trail.append(
            record, kind="read", actor=actor, at=at, happened_at=at, state_before=record.state,
            state_after=record.state, changes={}, facts={"copied": notice.at.isoformat()},
        )  # fmt: skip


def _must_see(actor: Person, record: Any, at: dt.datetime) -> None:
    if not visible(actor, record.type, at=at).filter(pk=record.pk).exists():
        raise Refused(_("There is no such record."), status=404)
    if only_reads(actor, procedure_of(record), at):
        raise Refused(_("You may read this record, not change it."))


def _event(
    record: Any, kind: str, actor: Person, at: dt.datetime, *, changes: dict[str, Any] | None = None,
    facts: dict[str, Any] | None = None, reason: str = "",
) -> Event:  # fmt: skip
    record.version += 1
    record.save(update_fields=["version", "holder", "lent"])
    return trail.append(
        record, kind=kind, actor=actor, at=at, happened_at=at, state_before=record.state, state_after=record.state,
        changes=changes or {}, facts=facts or {}, reason=reason,
    )  # fmt: skip
