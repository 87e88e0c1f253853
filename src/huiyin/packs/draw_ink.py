"""Marks on paper: ways with round corners and tips, boxes, pills, glyphs. Classes only; the colours are a sheet's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from huiyin.packs.draw_box import BOX, GLYPH, MORE_LINE, NAME_LINE, PAD, Box

Point = tuple[float, float]
Frame = tuple[float, float, float, float]
"""Left, top, width, height."""
CORNER = 6
TIP = 7

GLYPHS = {
    "due": "M0,-4.5 a4.5,4.5 0 1,0 0.01,0 M0,-2.5 V0.2 H2.2",
    "sign": "M-4.5,4 H4.5 M-3,1.2 L2.2,-4 L4,-2.2 L-1.2,3 L-3.6,3.4 Z",
    "raise": "M-4.5,-3.5 H1 V3.5 H-4.5 Z M1,0 H4.5 M2.6,-2 L4.6,0 L2.6,2",
    "note": "M-4,-4 H4 V4 H-4 Z M-2,-1.2 H2 M-2,1.2 H2",
}


def number(value: float) -> str:
    """A coordinate without needless digits."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def texts(lines: Iterable[str], x: float, y: float, step: float, css: str) -> str:
    """Lines of text one below the other; ``y`` is the first baseline."""
    return "".join(
        f'<text class="{css}" x="{number(x)}" y="{number(y + step * at)}">{escape(line)}</text>'
        for at, line in enumerate(lines)
    )


def way(points: Sequence[Point], css: str, title: str = "") -> str:
    """A way with its tip."""
    hint = f"<title>{escape(title)}</title>" if title else ""
    return f'<g class="{css}">{hint}<path class="way" d="{rounded(points)}"/>{tip(points[-2], points[-1])}</g>'


def rounded(points: Sequence[Point]) -> str:
    """The path through the points, its corners rounded, ending where the tip begins."""
    *through, last = points
    before = through[-1]
    length = max(abs(last[0] - before[0]), abs(last[1] - before[1]), 0.001)
    share = min(TIP - 1, length) / length
    through.append((last[0] + (before[0] - last[0]) * share, last[1] + (before[1] - last[1]) * share))
    path = [f"M{number(through[0][0])},{number(through[0][1])}"]
    for at in range(1, len(through) - 1):
        a, b, c = through[at - 1], through[at], through[at + 1]
        near, far = _towards(b, a), _towards(b, c)
        path.append(f"L{_xy(near)}Q{_xy(b)} {_xy(far)}")
    path.append(f"L{_xy(through[-1])}")
    return "".join(path)


def _towards(corner: Point, other: Point) -> Point:
    dx, dy = other[0] - corner[0], other[1] - corner[1]
    length = max(abs(dx), abs(dy), 0.001)
    share = min(CORNER, length / 2) / length
    return corner[0] + dx * share, corner[1] + dy * share


def _xy(point: Point) -> str:
    return f"{number(point[0])},{number(point[1])}"


def tip(start: Point, end: Point) -> str:
    """The triangle at the end of a way."""
    (x0, y0), (x, y) = start, end
    length = max(abs(x - x0), abs(y - y0), 0.001)
    ux, uy = (x - x0) / length, (y - y0) / length
    a = (x - ux * TIP - uy * 3.6, y - uy * TIP + ux * 3.6)
    b = (x - ux * TIP + uy * 3.6, y - uy * TIP - ux * 3.6)
    return f'<path class="tip" d="M{_xy(end)}L{_xy(a)}L{_xy(b)}Z"/>'


def box(content: Box, x: float, y: float, css: str, hint: str, times: int) -> str:
    """A step's box with everything it says; ``times`` above one shows how often it was done."""
    title = f"<title>{escape(hint)}</title>" if hint else ""
    parts = [
        f'<g class="{css}">{title}',
        f'<rect x="{number(x)}" y="{number(y)}" width="{BOX}" height="{number(content.height)}" rx="5"/>',
    ]
    baseline = y + PAD + 9
    parts.append(texts(content.name, x + PAD, baseline, NAME_LINE, "name"))
    baseline += NAME_LINE * len(content.name) + 1
    for more in content.more:
        parts.append(glyph(more.kind, x + PAD + 5, baseline - 4))
        parts.append(texts(more.lines, x + PAD + GLYPH, baseline, MORE_LINE, f"more {more.kind}"))
        baseline += MORE_LINE * len(more.lines)
    if content.clause:
        parts.append(texts([content.clause], x + BOX - 7, y + content.height - 6, 0, "clause"))
    if times > 1:
        parts.append(f'<circle class="count" cx="{number(x + BOX)}" cy="{number(y)}" r="9"/>')
        parts.append(texts([f"×{times}"], x + BOX, y + 3.5, 0, "count-word"))
    return "".join([*parts, "</g>"])


def glyph(kind: str, x: float, y: float) -> str:
    """A small sign: clock, pen, leaf, paper."""
    return f'<path class="glyph {kind}" transform="translate({number(x)} {number(y)})" d="{GLYPHS[kind]}"/>'


def pill(lines: Sequence[str], frame: Frame, css: str, hint: str) -> str:
    """A state."""
    x, y, width, height = frame
    title = f"<title>{escape(hint)}</title>" if hint else ""
    first = y + height / 2 - 17 * (len(lines) - 1) / 2 + 4.5
    return f'<g class="{css}">{title}{_oval(frame)}{texts(lines, x + width / 2, first, 17, "word")}</g>'


def halo(frame: Frame) -> str:
    """The ring around the state a record is in now."""
    x, y, width, height = frame
    return _oval((x - 4, y - 4, width + 8, height + 8), "halo")


def _oval(frame: Frame, css: str = "") -> str:
    x, y, width, height = (number(value) for value in frame)
    radius = number(min(frame[3] / 2, 17 if not css else 21))
    named = f' class="{css}"' if css else ""
    return f'<rect{named} x="{x}" y="{y}" width="{width}" height="{height}" rx="{radius}"/>'
