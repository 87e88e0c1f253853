"""Where everything on a flow chart goes: lanes, rows, boxes, and ways that cross no text.

States stand one below the other on a spine at the left. Each step has a row of its own under the state it leaves and
a box in the lane of the role that does it. So a row is free of other boxes, and ways run along rows and in the
gutters between lanes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from huiyin.packs.draw_box import BOX, Box, box_of, lines_of_pill
from huiyin.packs.draw_text import width
from huiyin.packs.shape import Procedure, State, Step
from huiyin.packs.words import role_word

SPINE = 162
PILL = 138
NARROW = 68
GUTTER = 22
TRACK = 7
FIRST_TRACK = 16
INSET = 8
TOP = 58
GAP = 14
SELF, BACK, ASIDE, ON = range(4)
"""What a step does to the flow: stays, goes back, goes elsewhere ahead, goes on to the next state."""


@dataclass(slots=True)
class Lane:
    """One role's column. A narrow lane holds no box, only marks: may do it too, signs."""

    role: str
    label: str
    wide: bool
    x: float = 0
    gutter: float = GUTTER

    @property
    def width(self) -> float:
        """From this lane's line to the next."""
        return INSET + BOX + self.gutter if self.wide else self.narrow

    @property
    def middle(self) -> float:
        """Where marks stand, and the centre of boxes."""
        return self.x + (INSET + BOX / 2 if self.wide else self.narrow / 2)

    @property
    def narrow(self) -> float:
        """Wide enough for the longest word of the heading, so that none is cut."""
        return max(NARROW, max(width(word, 12) for word in re.findall(r"[!-~]+|[^!-~\s]{1,6}", self.label)) + 14)


@dataclass(slots=True)
class Row:
    """A state's pill, or a step's box below it. A box without a lane stands on the spine: anyone may register."""

    y: float
    height: float
    state: State
    step: Step | None = None
    box: Box | None = None
    lane: Lane | None = None
    also: list[Lane] = field(default_factory=list)
    signers: list[Lane] = field(default_factory=list)
    kind: int = ON
    times: int = 0

    @property
    def middle(self) -> float:
        """The height ways run at."""
        return self.y + self.height / 2


@dataclass(slots=True)
class Way:
    """From a box to a pill, by the points to go through; ``track`` counts the lines side by side in a gutter."""

    row: Row
    goal: Row
    track: int = -1

    @property
    def back(self) -> bool:
        """Whether it runs upwards."""
        return self.goal.y < self.row.y


@dataclass(slots=True)
class Plan:
    """The whole chart, measured."""

    lanes: list[Lane]
    rows: list[Row]
    pills: dict[str, Row]
    ways: list[Way]
    head: float
    width: float
    height: float


def plan(procedure: Procedure) -> Plan:
    """Lay a procedure out."""
    lanes = _lanes(procedure)
    by_role = {lane.role: lane for lane in lanes}
    head = TOP + 22 + 15 * max(len(lines_of_pill(lane.label, 12, lane.width - 14)) for lane in lanes)
    rows = _rows(procedure, by_role, head + GAP)
    pills = {row.state.name: row for row in rows if row.step is None}
    ways = [Way(row, pills[row.step.to]) for row in rows if row.step and row.kind != SELF and row.step.to in pills]
    _tracks(ways, rows)
    x: float = SPINE
    for lane in lanes:
        lane.x, x = x, x + lane.width
    return Plan(lanes, rows, pills, ways, head, x, rows[-1].y + rows[-1].height + GAP)


def _lanes(procedure: Procedure) -> list[Lane]:
    """One lane per role that does, may do or signs anything, in the order the firm lists its roles."""
    steps = (procedure.flow.opening, *procedure.flow.steps.values())
    doing = {step.roles[0] for step in steps if step.roles}
    named = set(doing)
    for step in steps:
        named |= {*step.roles, *(role for sign in step.signs for role in (*sign.any, *sign.all))}
    # Registering by anyone needs no lane: it stands on the spine. A later step anyone may do has one.
    everyone = ["*"] if any("*" in step.roles for step in procedure.flow.steps.values()) else []
    order = [*everyone, *procedure.roles]
    found = sorted(named & set(order), key=order.index)
    return [Lane(role, role_word(procedure, role), role in doing) for role in found]


def _rows(procedure: Procedure, lanes: dict[str, Lane], y: float) -> list[Row]:
    """The opening, then each state with the steps that leave it; the step that goes on comes last."""
    flow = procedure.flow
    states = [state for state in flow.states.values() if state.phase != "void" or _entered(procedure, state)]
    order = {state.name: at for at, state in enumerate(states)}
    first = flow.states[flow.initial]
    rows = [_row(procedure, first, flow.opening, lanes, y)]
    if "*" in flow.opening.roles:
        rows[0].lane, rows[0].also = None, []
    y = rows[0].y + rows[0].height + GAP
    for state in states:
        height = 18 + 17 * len(lines_of_pill(str(state.label), 13, PILL - 20))
        rows.append(Row(y, height, state))
        y += height + GAP
        leaving = [(_kind(step, state, order), step) for step in flow.from_state(state.name)]
        for kind, step in sorted(leaving, key=lambda one: one[0]):
            row = _row(procedure, state, step, lanes, y)
            row.kind = kind
            rows.append(row)
            y += row.height + GAP
    return rows


def _entered(procedure: Procedure, state: State) -> bool:
    return any(step.to == state.name for step in procedure.flow.steps.values())


def _kind(step: Step, state: State, order: dict[str, int]) -> int:
    ahead = order.get(step.to, 0) - order[state.name]
    if ahead == 0:
        return SELF
    if ahead < 0:
        return BACK
    return ON if ahead == 1 else ASIDE


def _row(procedure: Procedure, state: State, step: Step, lanes: dict[str, Lane], y: float) -> Row:
    box = box_of(procedure, step)
    also = [lanes[role] for role in step.roles[1:] if role in lanes]
    signers = {role: lanes[role] for sign in step.signs for role in (*sign.any, *sign.all) if role in lanes}
    lane = lanes.get(step.roles[0]) if step.roles else None
    return Row(y, box.height, state, step, box, lane, also, list(signers.values()))


def _tracks(ways: list[Way], rows: list[Row]) -> None:
    """Ways that can drop straight into the next pill's row do; the others get a line of their own in the gutter."""
    by_lane: dict[str, list[Way]] = defaultdict(list)
    for way in ways:
        if way.row.lane is not None and not _drops(way, rows):
            by_lane[way.row.lane.role].append(way)
    for found in by_lane.values():
        tracks = _colour(found)
        for way in found:
            if way.row.lane is not None:
                way.row.lane.gutter = max(GUTTER, FIRST_TRACK + TRACK * tracks + 4)


def _drops(way: Way, rows: Iterable[Row]) -> bool:
    """Whether no box or mark stands between a box's foot and the row of the pill it leads to."""
    if way.back:
        return False
    between = [row for row in rows if row.step and way.row.y < row.y < way.goal.y]
    return not any(way.row.lane in (row.lane, *row.also, *row.signers) for row in between)


def _colour(ways: list[Way]) -> int:
    """Give each way the innermost free track; ways to the same pill may share one. Gives the number of tracks."""
    taken: list[list[tuple[float, float, str]]] = []
    for way in sorted(ways, key=lambda one: abs(one.goal.y - one.row.y)):
        low, high = sorted((way.row.middle, way.goal.middle))
        goal = way.goal.state.name + ("↑" if way.back else "↓")
        for at, spans in enumerate(taken):
            if all(high < a - 4 or b + 4 < low or name == goal for a, b, name in spans):
                way.track = at
                spans.append((low, high, goal))
                break
        else:
            way.track = len(taken)
            taken.append([(low, high, goal)])
    return len(taken)
