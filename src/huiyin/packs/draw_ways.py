"""The ways of a flow chart as points to go through."""

from __future__ import annotations

from huiyin.packs.draw_box import BOX
from huiyin.packs.draw_plan import FIRST_TRACK, INSET, PILL, SPINE, TRACK, Row, Way

Point = tuple[float, float]
ASIDE_BY = 8
"""How far beside the middle of a box or pill a second way leaves or arrives."""


def box_left(row: Row) -> float:
    """Where ways arrive at a step's box."""
    return row.lane.x + INSET if row.lane else SPINE / 2 - BOX / 2


def box_right(row: Row) -> float:
    """Where ways leave it."""
    return box_left(row) + BOX


def pill_right() -> float:
    """Where ways arrive at a state."""
    return SPINE / 2 + PILL / 2


def into_box(pill: Row, row: Row) -> list[Point]:
    """From the foot of a state down the spine and along the step's row."""
    spine = SPINE / 2
    return [(spine, pill.y + pill.height), (spine, row.middle), (box_left(row), row.middle)]


def points_out(way: Way) -> list[Point]:
    """From a box to the pill it leads to: straight down where that is free, else through the gutter beside it."""
    row, goal = way.row, way.goal
    if row.lane is None:
        return [(SPINE / 2, row.y + row.height), (SPINE / 2, goal.y)]
    if way.track < 0:
        middle = box_left(row) + BOX / 2
        return [(middle, row.y + row.height), (middle, goal.middle), (pill_right(), goal.middle)]
    gutter = box_right(row) + FIRST_TRACK + TRACK * way.track
    leave = row.middle + (-ASIDE_BY if way.back else ASIDE_BY)
    arrive = goal.middle + (ASIDE_BY if way.back else 0)
    return [(box_right(row), leave), (gutter, leave), (gutter, arrive), (pill_right(), arrive)]


def self_loop(row: Row) -> list[Point]:
    """Out of a box and back into it: the record stays where it is."""
    right = box_right(row)
    top, foot = row.middle - ASIDE_BY, row.middle + ASIDE_BY
    return [(right, top), (right + 9, top), (right + 9, foot), (right + 1, foot)]
