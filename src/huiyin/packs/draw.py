"""A procedure as a flow chart: SVG, one lane per role, one box per step. Drawn from the rule, so they cannot differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from html import escape
from itertools import pairwise
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import override

from huiyin.packs.draw_box import lines_of_pill
from huiyin.packs.draw_ink import box, glyph, halo, number, pill, texts, way
from huiyin.packs.draw_plan import BACK, PILL, SELF, SPINE, Plan, Row, plan
from huiyin.packs.draw_text import width
from huiyin.packs.draw_ways import box_left, box_right, into_box, points_out, self_loop
from huiyin.packs.shape import Procedure
from huiyin.packs.words import listed, role_word

STYLE = Path(__file__).parent / "static/packs/flow.css"
DARK = """
@media screen and (prefers-color-scheme: dark) { :root {
  --ground: #141716; --paper: #1b1f1e; --paper-2: #202524; --rule: #2c3331; --rule-2: #434b48; --edge: #7d8682;
  --ink: #e7e5df; --ink-2: #adb3ae; --ink-3: #929994; --accent: #73c7be; --accent-2: #97dbd3; --accent-tint: #1b3735;
  --on-accent: #0b201f; --late: #ff9175; --wait: #e8bb62; --wait-tint: #392c14; --done: #86c994; --done-tint: #1c3323;
  --void: #a3a89f; --void-tint: #2a2e2c } }
"""
LEGEND = 40


def draw(
    procedure: Procedure, *, language: str, walked: Sequence[str] = (), here: str = "", alone: bool = False
) -> str:
    """The chart in ``language`` (a Django language code), ready to be put into a page.

    ``walked`` names the steps a record has done, in order, ``here`` the state it is in: both are drawn heavy. A page
    brings its own colours (``packs/flow.css``); with ``alone`` the style is carried inside, for a file or a print.
    """
    with override(language):
        laid = plan(procedure)
        trace = _Trace(procedure, walked, here)
        wide, high = max(laid.width, _title_width(procedure)) + 1, laid.height + LEGEND
        title = _("Flow chart: %(title)s") % {"title": procedure.title}
        parts = [
            '<svg xmlns="http://www.w3.org/2000/svg" class="hy-flow" role="img" '
            f'viewBox="0 0 {number(wide)} {number(high)}" width="{number(wide)}" height="{number(high)}" '
            f'lang="{escape(language)}">',
            f"<title>{escape(title)}</title>",
            f"<desc>{escape(described(procedure))}</desc>",
            f"<style>{_style()}</style>" if alone else "",
            _ground(procedure, laid, wide, high),
            _ways(laid, trace),
            _marks(laid),
            _pills(laid, trace),
            _boxes(laid, trace),
            _legend(laid, bool(walked or here)),
            "</svg>",
        ]
        return "".join(parts)


class _Trace:
    """Which boxes, ways and pills a record has passed."""

    def __init__(self, procedure: Procedure, walked: Sequence[str], here: str) -> None:
        self.steps: Counter[tuple[str, str]] = Counter()
        self.states: set[str] = set()
        self.here = here
        if not (walked or here):
            return
        state = procedure.flow.initial
        self.steps["", "open"] = 1
        self.states.add(state)
        for name in walked:
            step = procedure.step(name)
            if step is None:  # a step of an earlier version, before the record was moved to this one
                continue
            source = state if state in step.sources else step.sources[0]
            self.steps[source, name] += 1
            self.states |= {source, step.to}
            state = step.to

    def times(self, row: Row) -> int:
        """How often the step of this row was done from its state; a row without a step is no deed."""
        if row.step is None:
            return 0
        return self.steps["" if row.step.name == "open" else row.state.name, row.step.name]


def described(procedure: Procedure) -> str:
    """The chart as sentences, for those who cannot see it."""
    flow = procedure.flow
    said = []
    for step in flow.steps.values():
        told = {
            "states": listed(str(flow.states[name].label) for name in step.sources if name in flow.states),
            "step": step.label,
            "roles": listed(role_word(procedure, role) for role in step.roles),
            "goal": flow.states[step.to].label if step.to in flow.states else step.to,
        }
        said.append(_("From “%(states)s”: “%(step)s” (%(roles)s) leads to “%(goal)s”.") % told)
    return " ".join(said)


@cache
def _style() -> str:
    return STYLE.read_text(encoding="utf-8") + DARK


def _under_title(procedure: Procedure) -> str:
    title = str(procedure.document_title)
    return f"{procedure.document} {procedure.revision}" + (f"　{title}" if title != procedure.document else "")


def _title_width(procedure: Procedure) -> float:
    return 24 + max(width(str(procedure.title), 17), width(_under_title(procedure), 12))


def _ground(procedure: Procedure, laid: Plan, wide: float, high: float) -> str:
    foot = laid.height
    parts = [
        f'<rect class="sheet" width="{number(wide)}" height="{number(high)}"/>',
        texts([str(procedure.title)], 12, 25, 0, "title"),
        texts([_under_title(procedure)], 12, 45, 0, "sub"),
        f'<rect class="head" x="0.5" y="58" width="{number(laid.width)}" height="{number(laid.head - 58)}"/>',
        _bands(laid),
    ]
    middle = 58 + (laid.head - 58) / 2
    parts.append(texts([_("State")], SPINE / 2, middle + 4, 0, "lane"))
    for lane in laid.lanes:
        lines = lines_of_pill(lane.label, 13 if lane.wide else 12, lane.width - 14)
        first = middle - 15 * (len(lines) - 1) / 2 + 4
        parts.append(texts(lines, lane.x + lane.width / 2, first, 15, "lane" if lane.wide else "lane narrow"))
        parts.append(f'<path class="rule" d="M{number(lane.x)},58V{number(foot)}"/>')
    edge = number(laid.width)
    parts.append(f'<path class="frame" d="M0.5,58H{edge}V{number(foot)}H0.5ZM0.5,{number(laid.head)}H{edge}"/>')
    return "".join(parts)


def _bands(laid: Plan) -> str:
    """Every second state's rows are shaded, so that the eye keeps them together."""
    tops = [row.y - 8 for row in laid.rows if row.step is None] + [laid.height]
    bands = list(pairwise(tops))[1::2]
    return "".join(
        f'<rect class="band" x="0.5" y="{number(top)}" width="{number(laid.width)}" height="{number(foot - top)}"/>'
        for top, foot in bands
    )


def _ways(laid: Plan, trace: _Trace) -> str:
    """Thin ways first, walked ones on top."""
    drawn: list[tuple[bool, str]] = []
    for row in laid.rows:
        if row.step is None:
            continue
        done = bool(trace.times(row))
        css = "flow" + (" back" if row.kind == BACK else "") + (" walked" if done else "")
        if row.step.name != "open":
            drawn.append((done, way(into_box(laid.pills[row.state.name], row), "flow walked" if done else "flow")))
        if row.kind == SELF and row.step.name != "open":
            drawn.append((done, way(self_loop(row), css)))
    for one in laid.ways:
        done = bool(trace.times(one.row))
        css = "flow" + (" back" if one.back else "") + (" walked" if done else "")
        drawn.append((done, way(points_out(one), css)))
    return "".join(svg for _done, svg in sorted(drawn, key=lambda pair: pair[0]))


def _marks(laid: Plan) -> str:
    """Who may do a step too, and who signs it: marks in their lanes, on the step's row."""
    parts = []
    for row in laid.rows:
        for kind, lanes in (("also", row.also), ("sign", row.signers)):
            for lane in lanes:
                if row.lane is None or lane is row.lane:
                    continue
                x, y = number(lane.middle), row.middle
                if lane.x > row.lane.x:
                    parts.append(f'<path class="also-way" d="M{number(box_right(row))},{number(y)}H{x}"/>')
                if kind == "also":
                    parts.append(f'<circle class="also" cx="{x}" cy="{number(y)}" r="4.5"/>')
                else:
                    parts.append(f'<circle class="also-ground" cx="{x}" cy="{number(y)}" r="9"/>')
                    parts.append(glyph("sign", lane.middle, y))
    return "".join(parts)


def _pills(laid: Plan, trace: _Trace) -> str:
    parts = []
    for row in laid.pills.values():
        name = row.state.name
        frame = (SPINE / 2 - PILL / 2, row.y, PILL, row.height)
        css = f"pill {row.state.phase}" + (" walked" if name in trace.states else "")
        if name == trace.here:
            css += " here"
            parts.append(halo(frame))
        parts.append(pill(lines_of_pill(str(row.state.label), 13, PILL - 20), frame, css, row.state.clause))
    return "".join(parts)


def _boxes(laid: Plan, trace: _Trace) -> str:
    parts = []
    for row in laid.rows:
        if row.step is None or row.box is None:
            continue
        times = trace.times(row)
        css = ["box"]
        css += ["start"] if row.step.name == "open" else ["primary"] if row.step.primary else []
        css += ["back"] if row.kind == BACK else []
        css += ["walked"] if times else []
        hint = str(row.step.hint) if row.step.hint else ""
        parts.append(box(row.box, box_left(row), row.y, " ".join(css), hint, times))
    return "".join(parts)


def _legend(laid: Plan, walked: bool) -> str:
    """What the marks mean, in one line at the foot."""
    y = laid.height + LEGEND / 2 + 2
    x = 14.0
    parts = ['<g class="legend">']
    kinds = ["due", "sign", "also", "back", *(["walked"] if walked else [])]
    words = {
        "due": _("deadline"), "sign": _("signs"), "also": _("may do it too"), "back": _("goes back"),
        "walked": _("way gone so far"),
    }  # fmt: skip
    for kind in kinds:
        if kind in ("due", "sign"):
            parts.append(glyph(kind, x + 5, y))
        elif kind == "also":
            parts.append(f'<circle class="also" cx="{number(x + 5)}" cy="{number(y)}" r="4.5"/>')
        else:
            parts.append(way([(x - 4, y), (x + 14, y)], f"flow {kind}"))
        parts.append(texts([words[kind]], x + 20, y + 4, 0, "word"))
        x += 20 + width(words[kind], 12) + 26
    return "".join([*parts, "</g>"])
