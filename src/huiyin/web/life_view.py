"""The life of one record: steps done, where it stands and with whom, steps to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huiyin.kernel.deed import unit_codes
from huiyin.kernel.models import Event, Turn
from huiyin.kernel.policy import answered
from huiyin.kernel.showing import unit_names
from huiyin.kernel.told import Told
from huiyin.kernel.turns import of_the_record
from huiyin.packs.shape import Procedure, Step

DONE_SHOWN = 8
"""Steps done that are drawn one by one; of a longer life the first ones are told in one line."""
FAR = 12
"""No procedure we know has more steps from its opening to its end."""


def life(
    record: Any,
    procedure: Procedure,
    told: Told,
    events: Sequence[Event],
    *,
    due: dict[str, Any] | None,
    at: dt.datetime,
) -> list[dict[str, Any]]:
    """The life line for parts/lifeline.html. `events` are its openings and steps, oldest first."""
    done = [_done(event, told) for event in events]
    if len(done) > DONE_SHOWN + 1:
        more = len(done) - DONE_SHOWN
        done = [{"label": _("%(n)d earlier steps") % {"n": more}, "how": "done"}, *done[more:]]
    if record.phase in ("done", "void"):
        return [*done, _end(record, procedure)]
    return [*done, _now(record, procedure, due, at), *_to_come(record, procedure)]


def _done(event: Event, told: Told) -> dict[str, Any]:
    unit = event.facts.get("unit", "")
    note = unit_names().get(unit, "") if unit else ""
    if event.round > 1:
        note = _join([note, _("round %(n)d") % {"n": event.round}])
    return {
        "label": told.deed(event),
        "how": "done",
        "at": event.happened_at,
        "by": event.actor,
        "on_behalf": event.on_behalf,
        "note": note,
    }


def _end(record: Any, procedure: Procedure) -> dict[str, Any]:
    if record.phase == "void":
        return {"label": _("Void"), "how": "void", "at": record.closed_at}
    return {"label": str(procedure.state(record.state).label), "how": "done", "at": record.closed_at}


def _now(record: Any, procedure: Procedure, due: dict[str, Any] | None, at: dt.datetime) -> dict[str, Any]:
    entry: dict[str, Any] = {"label": str(procedure.state(record.state).label), "how": "now", "due": due}
    entry["note"] = _join([*_departments(record, procedure), *_hands(record, procedure)])
    waiting = procedure.flow.steps[record.awaiting] if record.awaiting else None
    said = _("“%(step)s” waits for signatures") % {"step": waiting.label} if waiting else ""
    if waiting and waiting.beside:
        entry["note"] = _join([said, entry["note"]])
    if waiting and not waiting.beside:
        entry |= {"label": said, "how": "wait"}
    elif due and due["tone"] == "late":
        entry["how"] = "late"
    return entry


def _departments(record: Any, procedure: Procedure) -> Iterator[str]:
    """How many of the departments asked have answered, where each answers for itself."""
    for step in procedure.flow.from_state(record.state):
        if not step.of:
            continue
        asked = unit_codes(record, step.of)
        done = answered(record, step) & set(asked)
        names = unit_names()
        waiting = [str(names.get(code, code)) for code in asked if code not in done]
        if waiting:
            values = {"step": step.label, "done": len(done), "all": len(asked), "names": _names(waiting)}
            yield _("%(step)s: %(done)d of %(all)d, missing %(names)s") % values


def _hands(record: Any, procedure: Procedure) -> Iterator[str]:
    """With whom it lies: whoever it was handed to, or the roles whose turn it is; departments are told beside."""
    turns = of_the_record(Turn.objects.filter(record_id=record.pk)).select_related("person").order_by("pk")
    alone = [one for one in turns if one.person or record.awaiting or one.unit_id in (None, record.unit_id)]
    names = [one.person.name if one.person else _role(procedure, one.role) for one in alone]
    if names:
        yield _("With %(names)s") % {"names": _names(dict.fromkeys(names))}


def _role(procedure: Procedure, code: str) -> str:
    return str(procedure.roles[code].label) if code in procedure.roles else ""


def _to_come(record: Any, procedure: Procedure) -> Iterator[dict[str, Any]]:
    """The usual way on from here: at each state the step that leads forward."""
    state, seen = record.state, {record.state}
    if record.awaiting and not procedure.flow.steps[record.awaiting].beside:
        state = procedure.flow.steps[record.awaiting].to
        seen.add(state)
    for _far in range(FAR):
        step = forward(procedure, state, seen)
        if step is None:
            return
        yield {"label": str(step.label), "how": "next"}
        state = step.to
        seen.add(state)
        if procedure.state(state).phase in ("done", "void"):
            return


def forward(procedure: Procedure, state: str, seen: Iterable[str]) -> Step | None:
    """The step that leads on from a state: the primary one first, never back to where it was."""
    ways = [step for step in procedure.flow.from_state(state) if step.to not in seen and not step.back]
    ways = [step for step in ways if procedure.state(step.to).phase != "void"]
    return min(ways, key=lambda step: not step.primary, default=None)


def _join(parts: Iterable[str]) -> str:
    return pgettext("between sentences", "; ").join(part for part in parts if part)


def _names(names: Iterable[str]) -> str:
    return pgettext("between names", ", ").join(names)
