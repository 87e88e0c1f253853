"""When somebody sent to a customer left, arrived, was done and came home: as agreed, unless the hours say otherwise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from huiyin.demo.scene import Scene
from huiyin.kernel.sight import visible

ON_THE_ROAD = dt.timedelta(hours=2, minutes=30)
A_MOMENT = dt.timedelta(minutes=10)
LATE = dt.timedelta(minutes=30)


def _left(scene: Scene) -> str:
    return _stamp(min(scene.at - A_MOMENT, scene.record.planned_at - ON_THE_ROAD))


def _arrived_at(scene: Scene) -> dt.datetime:
    """Ten minutes early when that lies between leaving and writing it down; otherwise just now."""
    agreed = scene.record.planned_at - A_MOMENT
    fits = scene.record.left_at < agreed <= scene.at
    return agreed if fits else max(scene.at - A_MOMENT, scene.record.left_at)


def _arrived(scene: Scene) -> str:
    return _stamp(_arrived_at(scene))


def _why_late(scene: Scene) -> str | None:
    late = _arrived_at(scene) > scene.record.planned_at + LATE
    return scene.rng.choice(scene.book.reasons["late_arrival"]) if late else None


def _finished(scene: Scene) -> str:
    return _stamp(max(filter(None, (scene.at - A_MOMENT, scene.record.arrived_at))))


def _back(scene: Scene) -> str:
    return _stamp(max(filter(None, (scene.at - A_MOMENT, scene.record.finished_at))))


def _agreement(scene: Scene) -> str | None:
    """The agreement in force with this customer on the day, if there is one that whoever fills it in knows of."""
    rows = visible(scene.actor, "agreement", at=scene.at).filter(
        state="in_force", customer=scene.telling.customer, valid_from__lte=scene.today, valid_to__gte=scene.today
    )
    number: str | None = rows.order_by("pk").values_list("number", flat=True).first()
    return number


def _stamp(at: dt.datetime) -> str:
    return at.replace(second=0, microsecond=0).isoformat()


TRAVEL: dict[tuple[str, str], Callable[[Scene], Any]] = {
    ("service", "left_at"): _left,
    ("service", "arrived_at"): _arrived,
    ("service", "deviation"): _why_late,
    ("service", "finished_at"): _finished,
    ("service", "returned_at"): _back,
    ("service", "service_agreement"): _agreement,
    ("agreement", "valid_to"): lambda scene: (scene.today + dt.timedelta(days=365)).isoformat(),
}
"""Fields of a service that hold a moment of the journey, or what the firm promised and for how long."""
