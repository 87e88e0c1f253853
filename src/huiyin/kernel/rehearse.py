"""What a new version of a procedure would do to the records under way, told before it is adopted (house 6.1).

Reads only. The same arithmetic as ``rebase`` and ``clocks``, so what is told is what would happen.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter as Tally
from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huiyin.calendars import days
from huiyin.kernel import clocks, promises, registry
from huiyin.kernel.fields import fields_of
from huiyin.kernel.models import Due, Record
from huiyin.packs.adopt import in_force
from huiyin.packs.shape import Procedure
from huiyin.people.holding import holders

AT_WORK = ("draft", "open", "waiting")


def rehearse(procedure: Procedure, *, at: dt.datetime) -> list[str]:
    """Sentences on what adopting ``procedure`` at ``at`` (aware) means: homeless states, moved clocks, lost fields,
    roles nobody holds, children that could not be opened. An empty list: nothing under way would notice.
    """
    return [
        *_homeless(procedure),
        *_clocks(procedure),
        *_lost(procedure),
        *_unheld(procedure, at),
        *_childless(procedure, at),
    ]


def _open_records(procedure: Procedure) -> Any:
    return registry.get(procedure.type).model._default_manager.filter(phase__in=AT_WORK, merged_into=None)


def _homeless(procedure: Procedure) -> Iterable[str]:
    states = Tally(_open_records(procedure).values_list("state", flat=True))
    for state, count in sorted(states.items()):
        if state not in procedure.flow.states:
            rows = _open_records(procedure).filter(state=state).order_by("id")
            yield ngettext(
                "%(count)d open record is at “%(state)s”, which the new version does not have: %(numbers)s.",
                "%(count)d open records are at “%(state)s”, which the new version does not have: %(numbers)s.",
                count,
            ) % {"count": count, "state": state, "numbers": _few(rows.values_list("number", flat=True))}


def _few(numbers: Iterable[str], most: int = 5) -> str:
    names = list(islice(numbers, most + 1))
    return ", ".join(names[:most]) + (" …" if len(names) > most else "")


def _clocks(procedure: Procedure) -> Iterable[str]:
    shorter: dict[str, list[str]] = {}
    longer: dict[str, list[str]] = {}
    gone: dict[str, list[str]] = {}
    open_dues = Due.objects.filter(settled_at=None, record__type=procedure.type, record__phase__in=AT_WORK)
    for due in open_dues.order_by("id").iterator(500):
        record = registry.get(procedure.type).model._default_manager.select_related("customer", "unit").get(
            pk=due.record_id
        )  # fmt: skip
        new = _again(record, due, procedure)
        if new is None:
            gone.setdefault(due.name, []).append(record.number)
        elif new != due.due_at:
            (shorter if new < due.due_at else longer).setdefault(due.name, []).append(record.number)
    for found, sentence in (
        (shorter, _("“%(clock)s” would be due earlier on %(count)d open records if they were moved: %(numbers)s.")),
        (longer, _("“%(clock)s” would be due later on %(count)d open records if they were moved: %(numbers)s.")),
        (gone, _("“%(clock)s” runs on %(count)d open records and the new version has no such clock: %(numbers)s.")),
    ):
        for name, numbers in sorted(found.items()):
            clock = clocks.clock_named(procedure, name)
            words = {"clock": clock.label if clock else name, "count": len(numbers), "numbers": _few(numbers)}
            yield sentence % words


def _again(record: Any, due: Due, procedure: Procedure) -> dt.datetime | None:
    clock = clocks.clock_named(procedure, due.name)
    if clock is None:
        return None
    calendar = days.load(clocks.calendar_code(record, procedure))
    promised = promises.promise(record, procedure, clock, due.started_at, calendar)
    return promised[1].due if promised else None


def _lost(procedure: Procedure) -> Iterable[str]:
    known = fields_of(procedure, registry.get(procedure.type))
    lost: Tally[str] = Tally()
    for extra in _open_records(procedure).exclude(extra={}).values_list("extra", flat=True).iterator(500):
        lost.update(name for name, value in extra.items() if value not in (None, "", []) and name not in known)
    for name, count in sorted(lost.items()):
        yield _("%(count)d open records say something in “%(field)s”, which the new version does not show.") % {
            "count": count, "field": name,
        }  # fmt: skip


def _unheld(procedure: Procedure, at: dt.datetime) -> Iterable[str]:
    for step in procedure.flow.steps.values():
        roles = [role for role in step.roles if role != "*"]
        if roles and not any(holders(role, None, at) for role in roles):
            names = "、".join(str(procedure.roles[role].label) for role in roles)
            yield _("Nobody holds %(roles)s today, so nobody could do “%(step)s”.") % {
                "roles": names, "step": step.label,
            }  # fmt: skip


def _childless(procedure: Procedure, at: dt.datetime) -> Iterable[str]:
    wanted = {rule.type for step in (procedure.flow.opening, *procedure.flow.steps.values()) for rule in step.raises}
    for name in sorted(wanted):
        if in_force(name, at.date()) is None:
            label = registry.get(name).label
            yield _("It opens “%(type)s”, but no procedure for that is in force.") % {"type": label}


def under_way(procedure: Procedure) -> int:
    """How many open records live under other versions of this type's procedure and stay there."""
    return Record.objects.filter(type=procedure.type, phase__in=AT_WORK).count()
