"""Children a step opens: always, when decided, by class, or row by row; prefilled with what the parent knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from huiyin.kernel import links, registry
from huiyin.kernel.deed import Deed, holds_code
from huiyin.kernel.errors import Invalid
from huiyin.kernel.lines import rows_of
from huiyin.kernel.models import Line
from huiyin.packs.shape import Raise

Open = Callable[..., Any]
ROW_FACTS = ("what", "owner", "due_on", "product", "lot", "quantity")
"""The columns of a row that mean the same in every room."""


def decide(deed: Deed, decided: Mapping[str, Any]) -> None:
    """Make sure every child that is to be decided was decided, with a reason when none is opened."""
    errors: dict[str, Any] = {}
    for rule in deed.step.raises:
        if rule.rule != "decided":
            continue
        answer = decided.get(rule.type)
        if not isinstance(answer, Mapping) or not isinstance(answer.get("open"), bool):
            errors[f"raise.{rule.type}"] = _("Decide whether one is opened.")
        elif not answer["open"] and not str(answer.get("reason", "")).strip():
            errors[f"raise.{rule.type}"] = _("Say why none is needed.")
    if errors:
        raise Invalid(errors)


def raise_children(deed: Deed, decided: Mapping[str, Any], opener: Open) -> None:
    """Open what the step raises and note it; what was decided against is noted with its reason."""
    for rule in deed.step.raises:
        if rule.rule == "row":
            _raise_rows(deed, rule, opener)
            continue
        answer = decided.get(rule.type) if rule.rule == "decided" else None
        if _wanted(deed, rule, answer):
            child = raise_child(deed, rule.type, opener)
            deed.facts.setdefault("raised", []).append({"type": rule.type, "number": child.number})
        elif answer is not None:
            deed.facts.setdefault("not_raised", []).append({"type": rule.type, "reason": str(answer["reason"])})


def _wanted(deed: Deed, rule: Raise, answer: Any) -> bool:
    if rule.rule == "always":
        return True
    if rule.rule == "decided":
        return bool(answer and answer["open"])
    return holds_code(deed.record, rule.field, rule.codes)


def _raise_rows(deed: Deed, rule: Raise, opener: Open) -> None:
    """One child for each row in force that asks for one and has none yet; the row keeps what it became."""
    lines = deed.record_type.line(rule.rows)
    for row in rows_of(deed.record, lines):
        if getattr(row, rule.field) in rule.codes and row.raised_id is None:
            child = raise_child(deed, rule.type, opener, row_facts(row))
            row.raised_id = child.pk
            row.save(update_fields=["raised"])
            raised = {"type": rule.type, "number": child.number, "row": row.position}
            deed.facts.setdefault("raised", []).append(raised)


def row_facts(row: Line) -> dict[str, Any]:
    """What a row says to the record it becomes: plain values, under the names parents use."""
    facts: dict[str, Any] = {}
    for column in (one for one in row._meta.concrete_fields if one.name in ROW_FACTS):
        value = getattr(row, column.attname)
        if value not in (None, ""):
            facts[column.name] = value
    if "what" in facts:
        facts["title"] = " ".join(str(facts["what"]).split())[:80]
    unit = getattr(row, "unit", None)
    return facts | ({"departments": [unit.code]} if unit else {})


def opens_with(*names: str, **others: str | tuple[str, ...]) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """What a record opens with when another raised it: of what the other tells, these ``names``, and ``others`` by the
    name they are told under (of several the first that holds something). What is empty is left out.
    """
    wanted = {name: (name,) for name in names} | {
        name: (told,) if isinstance(told, str) else told for name, told in others.items()
    }

    def opening(facts: Mapping[str, Any]) -> dict[str, Any]:
        found = {name: next(filter(None, map(facts.get, told)), None) for name, told in wanted.items()}
        return {name: value for name, value in found.items() if value}

    return opening


def raise_child(deed: Deed, type_name: str, opener: Open, row: Mapping[str, Any] | None = None) -> Any:
    """Open one child record through the door and tie it to its parent; ``row`` says more than the parent does.

    What grows out of a customer's word was received when that word was; anything else when the deed took place, unless
    the parent's facts say ``received_at`` (a finding was heard on the day of the visit).
    """
    parent, parent_type = deed.record, deed.record_type
    child_type = registry.get(type_name)
    known = {"number": parent.number, "title": parent.title}
    facts = {**parent_type.facts(parent), **known, **(row or {})}
    accept = child_type.accepts.get(parent_type.name) or child_type.accepts.get("*")
    data = accept(facts) if accept else {key: facts[key] for key in ("title", "customer") if key in facts}
    child = opener(
        type_name, deed.actor, data, at=deed.at, received_at=_received(deed, facts), unit=parent.unit, parent=parent,
    )  # fmt: skip
    links.relate(parent, child, "raised", by=deed.actor, at=deed.at)
    return child


def _received(deed: Deed, facts: Mapping[str, Any]) -> dt.datetime:
    """When what a child is about reached the firm: never after the deed that opens it."""
    heard: dt.datetime | None = facts.get("received_at")
    if heard is None:
        heard = deed.record.received_at if deed.record_type.family == "voice" else deed.happened_at
    return min(heard, deed.at)
