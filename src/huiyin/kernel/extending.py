"""延期: a later date for a promise, with its reason, by whoever the procedure lets, approved where it asks for that.

The first date stays for the punctuality figure. Where the procedure names approvers, an extension by anyone else is
asked for (延期申请) and stands on their desk; nothing moves until one of them grants it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from huiyin.calendars import days
from huiyin.kernel import clocks, passing, trail
from huiyin.kernel.door import deed as one_deed
from huiyin.kernel.door import lock
from huiyin.kernel.errors import Invalid, Refused
from huiyin.kernel.models import Due, Extension, Record, Turn
from huiyin.kernel.policy import covers, only_for, procedure_of
from huiyin.kernel.taking import reasoned
from huiyin.packs.shape import Procedure
from huiyin.people.holding import holders, holdings
from huiyin.people.models import Person

TURN = "extend"
"""The kind of a desk row that asks for an answer to an extension."""


@one_deed
def extend(
    record: Record, due_name: str, actor: Person, *, until: dt.datetime, reason: str, seen: int, at: dt.datetime
) -> Any:
    """Move a promise to ``until`` (aware), or ask for it when the procedure wants an approver and she is none.

    Raises Stale, Refused when she may not or no such clock runs, Invalid when the reason is empty, the date no later,
    or an answer to the same question is still awaited.
    """
    record, _type = lock(record, seen)
    procedure = procedure_of(record)
    if not _holds(actor, (*procedure.extenders, *procedure.extension_approvers), record, at):
        raise Refused(only_for(procedure.extenders, procedure))
    due = running(record, due_name)
    reason = reasoned(reason, _("Say why the date must move."))
    if until <= due.due_at:
        raise Invalid({"until": _("The new date must be later than the present one.")})
    if due.asked.filter(settled_at=None).exists():
        raise Invalid({"until": _("An extension was asked for already and waits for its answer.")})
    asked = Extension(due=due, until=until, reason=reason, asked_by=actor, asked_at=at)
    approvers = procedure.extension_approvers
    if approvers and not _holds(actor, approvers, record, at):
        return _ask(record, asked, procedure, at)
    return _grant(record, asked, actor, at)


@one_deed
def answer(asked: Extension, actor: Person, granted: bool, reason: str, *, seen: int, at: dt.datetime) -> Any:
    """Grant or decline an extension that was asked for. Raises Stale, Refused, or Invalid (declined without reason)."""
    record, _type = lock(asked.due.record, seen)
    asked = Extension.objects.select_related("due", "asked_by").get(pk=asked.pk)
    if asked.settled_at is not None:
        raise Refused(_("This was answered already."), status=409)
    why = may_not_answer(asked, actor, record, at)
    if why:
        raise Refused(why)
    asked.answer = reasoned(reason, "" if granted else _("Say why the date must stay."))
    if granted:
        running(record, asked.due.name)
        record = _grant(record, asked, actor, at)
    else:
        _settle(asked, actor, "declined", at)
        _event(record, "extension_declined", actor, at, asked, asked.answer)
    told = {"by": actor.name, "due": asked.due.name, "granted": granted, "reason": asked.answer}
    passing.tell(record, [asked.asked_by], "extension", told, at)
    return record


def may_not_answer(asked: Extension, person: Person, record: Any, at: dt.datetime) -> Any:
    """Why this person may not answer; nothing when she may."""
    procedure = procedure_of(record)
    if asked.asked_by_id == person.pk:
        return _("Whoever asked for an extension cannot grant it.")
    if not _holds(person, procedure.extension_approvers, record, at):
        return only_for(procedure.extension_approvers, procedure)
    return ""


def running(record: Any, due_name: str) -> Due:
    """The open promise of that name. Raises Refused when none runs."""
    due: Due | None = record.dues.filter(name=due_name, settled_at=None).first()
    if due is None:
        raise Refused(_("No such clock is running on this record."), status=409)
    return due


def waiting(record: Any) -> list[Extension]:
    """Extensions asked for on this record and not answered yet."""
    return list(Extension.objects.filter(due__record_id=record.pk, settled_at=None).select_related("due", "asked_by"))


def _holds(person: Person, roles: tuple[str, ...], record: Any, at: dt.datetime) -> bool:
    return any(one.role in roles and covers(one, record.unit) for one in holdings(person, at))


def _ask(record: Any, asked: Extension, procedure: Procedure, at: dt.datetime) -> Any:
    asked.save(force_insert=True)
    roles = procedure.extension_approvers
    Turn.objects.bulk_create(
        Turn(
            record_id=record.pk,
            kind=TURN,
            step=asked.due.name,
            role=role,
            unit_id=record.unit_id,
            since=at,
            due_at=record.due_at,
        )
        for role in roles
    )
    event = _event(record, "extension_asked", asked.asked_by, at, asked, asked.reason)
    persons = {one.pk: one for role in roles for one in holders(role, record.unit, at)}
    persons.pop(asked.asked_by_id, None)
    passing.tell(record, persons.values(), "extend", {"by": asked.asked_by.name, "due": asked.due.name}, at, event)
    return record


def _grant(record: Any, asked: Extension, actor: Person, at: dt.datetime) -> Any:
    due, procedure = asked.due, procedure_of(record)
    old, due.due_at = due.due_at, asked.until
    due.extensions = [*due.extensions, {
        "from": old.isoformat(), "to": asked.until.isoformat(), "reason": asked.reason, "by": asked.asked_by.pk,
        "name": asked.asked_by.name, "at": at.isoformat(), "granted_by": actor.name,
    }]  # fmt: skip
    due.told = [level for level in due.told if level.startswith("warn")]
    calendar = days.load(clocks.calendar_code(record, procedure))
    due.look_at = clocks.next_look(due, clocks.clock_named(procedure, due.name), calendar, at)
    due.save()
    _settle(asked, actor, "granted", at)
    changes = {f"due.{due.name}": [old.isoformat(), asked.until.isoformat()]}
    return clocks.note_date(record, "extended", actor, at, changes, asked.reason)


def _settle(asked: Extension, actor: Person, outcome: str, at: dt.datetime) -> None:
    asked.answered_by, asked.settled_at, asked.outcome = actor, at, outcome
    asked.save()
    Turn.objects.filter(record_id=asked.due.record_id, kind=TURN, step=asked.due.name).delete()


def _event(record: Any, kind: str, actor: Person, at: dt.datetime, asked: Extension, reason: str) -> Any:
    record.version += 1
    record.save(update_fields=["version"])
    return trail.append(
        record, kind=kind, actor=actor, at=at, happened_at=at, state_before=record.state, state_after=record.state,
        facts={"due": asked.due.name, "until": asked.until.isoformat()}, reason=reason,
    )  # fmt: skip
