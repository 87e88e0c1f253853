"""Rows inside a record: what each department does, by whom, by when, and when it was done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from huiyin.demo.scene import Scene
from huiyin.kernel.fields import FieldSpec, empty
from huiyin.kernel.lines import rows_of
from huiyin.people.models import Person

DONE_AT_ONCE = 3
"""An action of at most so many working days is written down as done already, where the form asks both at once."""


def fill(spec: FieldSpec, scene: Scene) -> list[dict[str, Any]] | None:
    """The rows to send for a lines field, nothing when there are none to add or to complete."""
    if spec.lines is None:
        return None
    every = rows_of(scene.record, spec.lines) if scene.record is not None else []
    said = scene.move.give.get(spec.name, scene.plot.give.get(spec.name, scene.book.values.get(spec.name)))
    if said:
        return _said(said, [row for row in every if row.round == scene.rounds], spec, scene)
    if any(column.name == "document" for column in spec.columns):
        return _revised(every, scene) if every else _documents(spec, scene)
    have = [row for row in every if row.round == scene.rounds]
    if scene.unit is not None and spec.lines.unit_field:
        have = [row for row in have if getattr(row, f"{spec.lines.unit_field}_id") == scene.unit.pk]
    if spec.only:
        return [made for row in have if (made := _completed(row, spec, scene))] or None
    if have or not (spec.required or _must_have(scene)):
        return None
    units = [scene.unit.code] if scene.unit is not None else list(scene.telling.story.departments)
    return [_row(spec, scene, code, action) for code in units for action in _actions(scene, code)] or None


def _must_have(scene: Scene) -> bool:
    """Whether the step is refused as long as nobody has a measure to carry out."""
    return scene.step is not None and "has_countermeasures" in scene.step.guards


def _said(said: list[Mapping[str, Any]], have: list[Any], spec: FieldSpec, scene: Scene) -> list[dict[str, Any]] | None:
    """The rows a move, a plot or the book says; on rows that stand already (in their order), what was empty there.

    A move that says more rows than stand adds them. A department that does its part writes its own rows only.
    """
    asked = {column.name for column in spec.columns if not spec.only or column.name in spec.only}
    late = spec.lines.late if spec.lines else ()
    if scene.unit is not None and spec.lines and spec.lines.unit_field:
        whose, code = spec.lines.unit_field, scene.unit.code
        said = [row for row in said if row.get(whose, code) == code]
        have = [row for row in have if getattr(row, f"{whose}_id") == scene.unit.pk]
    more_than_stand = said[len(have) :] if not have or (spec.name in scene.move.give and not spec.only) else []
    rows = [{name: scene.made(value) for name, value in row.items()} for row in more_than_stand]
    found = [{name: value for name, value in row.items() if name in asked - set(late)} for row in rows]
    if not have:
        return found
    for row, more in zip(have, said, strict=False):
        open_columns = {name for name in asked & more.keys() if empty(getattr(row, name) or None)}
        found.append({"id": row.pk} | {name: scene.made(more[name]) for name in sorted(open_columns)})
    return [row for row in found if row.keys() - {"id"}] or None


def _actions(scene: Scene, unit: str) -> list[Mapping[str, Any]]:
    """A department's own actions; one that has none of its own in the story supports the others."""
    support: dict[str, Any] = {"unit": unit, "who": "", "kind": "corrective", "days": 3, **scene.book.support}
    return scene.telling.actions(unit, scene.rounds) or [support]


def _row(spec: FieldSpec, scene: Scene, unit: str, action: Mapping[str, Any]) -> dict[str, Any]:
    what = scene.telling.put_in(action["what"])
    day = scene.hours.day_after(scene.at, int(action["days"]))
    person = action["who"] or owner(scene, unit)
    said = {
        "what": what, "measure": what, "kind": action["kind"], "unit": unit, "owner": person, "by": person,
        "due_on": day.isoformat(), "planned_on": day.isoformat(), "told_customer": scene.rng.random() < 0.7,
    }  # fmt: skip
    if action["days"] <= DONE_AT_ONCE:
        said["done_on"] = scene.today.isoformat()
    late = spec.lines.late if spec.lines else ()
    asked = {column.name for column in spec.columns} - set(late)
    return {name: value for name, value in said.items() if name in asked}


def _completed(row: Any, spec: FieldSpec, scene: Scene) -> dict[str, Any]:
    """The columns a step adds to a row that stands: done when, with what evidence and result."""
    action = _action_of(row, scene)
    said = {
        "done_on": scene.today.isoformat(),
        "evidence": action.get("evidence", ""), "result": action.get("result", ""),
    }  # fmt: skip
    open_columns = {name: said[name] for name in spec.only if empty(getattr(row, name)) and said.get(name)}
    return {"id": row.pk} | open_columns if open_columns else {}


def _action_of(row: Any, scene: Scene) -> Mapping[str, Any]:
    rows = [*scene.telling.story.actions, *scene.telling.story.again.get("actions", ())]
    said = getattr(row, "what", "") or getattr(row, "measure", "")
    return next((one for one in rows if scene.telling.put_in(one["what"]) == said), scene.book.support)


def _documents(spec: FieldSpec, scene: Scene) -> list[dict[str, Any]] | None:
    """Every document on the procedure's list: to be revised as the story says, or why it does not apply."""
    listed = next(column for column in spec.columns if column.name == "document")
    found: list[dict[str, Any]] = []
    for choice in listed.choices:
        if choice.code in scene.telling.story.documents:
            number, old, _new = scene.telling.story.documents[choice.code]
            found.append({"document": choice.code, "needed": True, "number": number, "old_revision": old})
        else:
            reason = scene.rng.choice(scene.book.reasons["document"])
            found.append({"document": choice.code, "needed": False, "reason": reason})
    return found or None


def _revised(every: list[Any], scene: Scene) -> list[dict[str, Any]] | None:
    """The documents that had to change, with their new revision."""
    papers = scene.telling.story.documents
    return [
        {"id": row.pk, "new_revision": papers[row.document][2], "changed_on": scene.today.isoformat()}
        for row in every
        if row.needed and not row.new_revision
    ] or None


def owner(scene: Scene, unit: str) -> str:
    """The sign-in name of someone of that department who may carry a thing out: not its head, if it has others."""
    persons = list(Person.objects.filter(unit__code=unit, is_active=True).order_by("pk"))
    return scene.rng.choice(persons[1:] or persons).username
