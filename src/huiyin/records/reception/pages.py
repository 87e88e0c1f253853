"""The reception desk: today's bookings, who waits and how long, one button each (ER-3, BS-3, BS-4)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel.models import Due
from huiyin.kernel.policy import may, procedure_of
from huiyin.packs.shape import Step
from huiyin.people.models import Person
from huiyin.records.reception.models import Reception

NEXT = {"expected": "arrived", "waiting": "served", "served": "left", "left": ""}
"""The milestone a visitor comes to next: whatever a procedure calls its steps, these they mark."""
MINUTE = dt.timedelta(minutes=1)


def desk(rows: Any, person: Person, at: dt.datetime) -> dict[str, Any]:
    """The context of reception/desk.html: who is expected, waits, is being received, and left today."""
    found = _today(rows, at)
    limits = dict(
        Due.objects.filter(record__in=[one.pk for one in found], name="wait", settled_at=None)
        .values_list("record_id", "due_at")
    )  # fmt: skip
    groups: dict[str, list[dict[str, Any]]] = {"waiting": [], "expected": [], "served": [], "left": []}
    for one in found:
        groups[_stage(one)].append(_row(one, person, at, limits.get(one.pk)))
    titles = {
        "waiting": _("Waiting now"), "expected": _("Expected today"), "served": _("Being received"),
        "left": _("Left today"),
    }  # fmt: skip
    shown = [{"name": name, "title": titles[name], "rows": ones} for name, ones in groups.items() if ones]
    return {"groups": shown, "today": timezone.localtime(at).date()}


def _today(rows: Any, at: dt.datetime) -> list[Reception]:
    """Whoever is booked for today, and whoever came on another day and has not left."""
    begin = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    today = rows.filter(booked_for__gte=begin, booked_for__lt=begin + dt.timedelta(days=1))
    inside = rows.filter(arrived_at__isnull=False, left_at=None, phase="open")
    kept = (today | inside).exclude(phase="void").filter(merged_into=None)
    found = kept.select_related("customer", "host", "unit").order_by("booked_for", "pk")
    return [one for one in found if one.arrived_at or one.phase != "done"]


def _stage(one: Reception) -> str:
    if one.arrived_at is None:
        return "expected"
    if one.began_at is None:
        return "waiting"
    return "served" if one.left_at is None else "left"


def _row(one: Reception, person: Person, at: dt.datetime, limit: dt.datetime | None) -> dict[str, Any]:
    step = _next_step(one)
    verdict = may(person, one, step, at=at) if step else None
    waited = (at - one.arrived_at) // MINUTE if one.arrived_at and one.began_at is None else one.waited
    return {
        "record": one,
        "step": step if verdict and verdict.ok else None,
        "why": "" if verdict is None or verdict.ok else str(verdict.why),
        "waited": waited,
        "late": bool(limit and limit < at) or (one.arrived_at is None and bool(one.booked_for and one.booked_for < at)),
    }


def _next_step(one: Reception) -> Step | None:
    """The step that takes the visitors on from here, by the milestone it marks."""
    mark = NEXT[_stage(one)]
    return next((step for step in procedure_of(one).flow.from_state(one.state) if mark in step.marks), None)
