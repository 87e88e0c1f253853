"""What is typed into a form: for each field a step asks, what this story, this plot and this firm have to say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from huiyin.demo import rows
from huiyin.demo.scene import Scene
from huiyin.demo.travel import TRAVEL
from huiyin.kernel.fields import FieldSpec, empty, value_of
from huiyin.people.models import Person

MISSING = object()
WORDS = {
    "title": "title", "content": "what", "what_happened": "what", "problem": "what", "place": "place",
    "immediate_action": "immediate", "calming": "calming", "containment": "containment", "remedy_sought": "remedy",
    "cause": "cause", "occurrence_cause": "cause", "escape_cause": "escape", "answer": "answer",
    "verification": "verification", "result_note": "conclusion", "read_across": "read_across",
    "justified_reason": "justified_reason", "request": "what", "scope": "scope", "terms": "terms", "advice": "advice",
    "course": "course", "result": "result", "customer_word": "customer_word",
}  # fmt: skip
"""Fields that hold a text of the story, and which."""
WHEN = {"mode_at": ("mode", "appointment"), "mode_to": ("mode", "escalated")}
"""Fields that are filled in only when the form's field before them holds that code."""


def fill(specs: tuple[FieldSpec, ...], scene: Scene) -> dict[str, Any]:
    """The values for a form, as a page would send them. Raises LookupError for a required field nobody fills."""
    said: dict[str, Any] = {}
    for spec in specs:
        value = rows.fill(spec, scene) if spec.kind == "lines" else _value(spec, scene, said)
        if value is not MISSING and value is not None:
            said[spec.name] = value
        elif spec.required and _stands_empty(spec, scene):
            raise LookupError(f"nobody says {spec.name}")
    return said


def _is_said(spec: FieldSpec, scene: Scene) -> bool:
    """Whether a step merely asks for what the record says already: then nobody writes it again."""
    if spec.required or scene.record is None or spec.name in scene.move.give:
        return False
    return spec.kind != "flag" and not empty(value_of(spec, scene.record))


def _stands_empty(spec: FieldSpec, scene: Scene) -> bool:
    """Whether the record says nothing yet in a field; of rows the door itself says what lacks."""
    return spec.kind != "lines" and (scene.record is None or empty(value_of(spec, scene.record)))


def _value(spec: FieldSpec, scene: Scene, said: Mapping[str, Any]) -> Any:
    if _is_said(spec, scene):
        return MISSING
    above, code = WHEN.get(spec.name, ("", ""))
    if above and said.get(above) != code:
        return MISSING
    for source in (_given, _coded, _told, _known, _usual):
        value = source(spec, scene)
        if isinstance(value, list) and spec.kind == "choice":
            value = _allowed(spec, value, scene, said)
        if value is not MISSING:
            return value
    return MISSING


def _given(spec: FieldSpec, scene: Scene) -> Any:
    for place in (scene.move.give, scene.plot.give):
        if spec.name in place:
            return scene.made(place[spec.name])
    return MISSING


def _coded(spec: FieldSpec, scene: Scene) -> Any:
    if spec.name not in scene.telling.story.codes:
        return MISSING
    code = scene.telling.story.codes[spec.name]
    if spec.kind != "choice":
        return code
    code = scene.book.codes.get(spec.name, {}).get(code, code)
    return code if any(one.code == code for one in spec.choices) else MISSING


def _told(spec: FieldSpec, scene: Scene) -> Any:
    name = WORDS.get(spec.name)
    if name is None:
        return MISSING
    if scene.step is not None and scene.step.new_round and name == "verification":
        return scene.telling.put_in(scene.telling.story.again.get("found", "")) or MISSING
    return scene.telling.words(name, scene.rounds) or MISSING


def _known(spec: FieldSpec, scene: Scene) -> Any:
    source = TRAVEL.get((scene.plot.type, spec.name)) or FACTS.get(spec.name)
    return source(scene) if source else MISSING


def _usual(spec: FieldSpec, scene: Scene) -> Any:
    values = scene.book.values.get(spec.name)
    if not values or (not spec.required and spec.name == "remark" and scene.rng.random() > 0.3):
        return MISSING
    if spec.kind == "choice":
        return values
    return scene.made(scene.rng.choice(values))


def _allowed(spec: FieldSpec, values: list[Any], scene: Scene, said: Mapping[str, Any]) -> Any:
    """One of ``values`` that is on the list, and under the choice made above it."""
    above = said.get(spec.under, getattr(scene.record, spec.under, "")) if spec.under else ""
    fit = {one.code for one in spec.choices if not one.under or one.under == above}
    kept = [value for value in values if value in fit]
    return scene.rng.choice(kept) if kept else MISSING


def _day(scene: Scene, days: int = 0) -> str:
    return (scene.hours.day_after(scene.at, days) if days else scene.today).isoformat()


def _moment(scene: Scene, days: int, clock: str) -> str:
    return f"{_day(scene, days)}T{clock}"


def _team(scene: Scene, units: list[str]) -> str:
    working = Person.objects.exclude(holdings__role="auditor")
    persons = working.filter(unit__code__in=units).select_related("unit").order_by("unit__code", "pk")
    chosen = scene.rng.sample(list(persons), k=min(4, len(persons)))
    return "、".join(f"{one.name}（{one.unit.name}）" for one in chosen if one.unit)


def _found_on(scene: Scene) -> str:
    received = scene.record.received_at if scene.record is not None else scene.at
    return (received.astimezone(scene.hours.zone) - dt.timedelta(days=scene.rng.randint(0, 2))).date().isoformat()


def _contained_at(scene: Scene) -> str:
    """Shortly before it is written down, yet not before the customer's word came in."""
    at = scene.at - dt.timedelta(minutes=scene.rng.randint(10, 40))
    return max(at, scene.record.received_at).isoformat()


def _just_now(scene: Scene) -> str:
    """A moment before it is written down, yet not before the record was made."""
    at = scene.at - dt.timedelta(minutes=scene.rng.randint(5, 40))
    return max(at, scene.record.opened_at).isoformat()


FACTS: dict[str, Callable[[Scene], Any]] = {
    "customer": lambda scene: scene.telling.customer.code,
    "contact": lambda scene: scene.telling.contact.pk if scene.telling.contact else MISSING,
    "complainant": lambda scene: scene.telling.contact.name if scene.telling.contact else MISSING,
    "contact_phone": lambda scene: scene.telling.contact.phone if scene.telling.contact else MISSING,
    "product": lambda scene: scene.telling.supply.product.code,
    "lot": lambda scene: scene.telling.supply.lot,
    "order_ref": lambda scene: scene.telling.supply.order,
    "quantity": lambda scene: scene.telling.quantity,
    "defect_quantity": lambda scene: scene.telling.defects or MISSING,
    "reporting_unit": lambda scene: scene.actor.unit.code if scene.actor.unit else MISSING,
    "found_on": _found_on,
    "reply_wanted_on": lambda scene: _day(scene, 5) if scene.rng.random() < 0.4 else MISSING,
    "departments": lambda scene: list(scene.telling.story.departments),
    "copy_units": lambda scene: [code for code in ("QUALITY", "TECH") if code not in scene.telling.story.departments],
    "joint": lambda scene: len(scene.telling.story.departments) > 1,
    "justified": lambda scene: ["no"] if scene.telling.story.theirs else ["yes"],
    "customer_cause": lambda scene: scene.telling.story.theirs,
    "reply_needed": lambda scene: True,
    "leader": lambda scene: rows.owner(scene, scene.telling.story.departments[0]),
    "team": lambda scene: _team(scene, [*scene.telling.story.departments, "QUALITY"]),
    "team_note": lambda scene: _team(scene, list(scene.telling.story.departments)),
    "onsite_purpose": lambda scene: [scene.telling.story.onsite.get("purpose", "confirm")],
    "onsite_people": lambda scene: _team(scene, ["TECH", "QUALITY"]),
    "onsite_on": lambda scene: _day(scene),
    "onsite_result": lambda scene: scene.telling.put_in(scene.telling.story.onsite.get("result", "")) or MISSING,
    "contained_on": _day,
    "contained_at": _contained_at,
    "handed_at": _just_now,
    "held_at": _just_now,
    "recalibrated_on": _day,
    "replied_on": _day,
    "returned_at": _just_now,
    "verified_on": _day,
    "completed_on": _day,
    "mode_at": lambda scene: _moment(scene, 1, "10:00"),
}
"""Fields that hold a fact of the telling, the day or the people."""
