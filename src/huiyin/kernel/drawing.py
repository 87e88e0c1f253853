"""A drawing made with a finger or a mouse: strokes as compact JSON text, checked before they are kept (decision 0022).

The text is ``{"w":600,"h":240,"s":[[x,y,x,y,…],…]}``: the size of the ground drawn on, and each stroke as a row of
whole numbers on it. It is kept, hashed and signed as it stands; what a face shows is made from it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

MOST = 16_000
"""Characters of a drawing's text: some two thousand points, several times what a name takes."""
SIDES = (40, 4_000)
STROKES = 300
EDGE = 8
"""Room left around the strokes, so that a pen's width is not cut off."""
KEYS = {"w", "h", "s"}


@dataclass(frozen=True, slots=True)
class Drawing:
    """Strokes on a ground so wide and so high; each stroke is x, y, x, y, …"""

    width: int
    height: int
    strokes: tuple[tuple[int, ...], ...]

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, width and height of what was drawn, with an edge."""
        across = [x for stroke in self.strokes for x in stroke[::2]]
        down = [y for stroke in self.strokes for y in stroke[1::2]]
        left, top = min(across) - EDGE, min(down) - EDGE
        return left, top, max(across) + EDGE - left, max(down) + EDGE - top

    @property
    def path(self) -> str:
        """The strokes as the path of an SVG; a mere dot is a stroke of hardly any length."""
        return "".join(_path(stroke) for stroke in self.strokes)

    @property
    def text(self) -> str:
        """The one way this drawing is written down."""
        said = {"w": self.width, "h": self.height, "s": self.strokes}
        return json.dumps(said, separators=(",", ":"))


def _path(stroke: tuple[int, ...]) -> str:
    first, *rest = zip(stroke[::2], stroke[1::2], strict=True)
    lines = "".join(f"L{x} {y}" for x, y in rest) or "h.1"
    return f"M{first[0]} {first[1]}{lines}"


@lru_cache(maxsize=64)
def read(text: str) -> Drawing | None:
    """The drawing behind a text; nothing when no stroke was drawn. Raises ValueError with a sentence."""
    if len(text) > MOST:
        said = {"have": len(text), "most": MOST}
        raise ValueError(_("The drawing takes %(have)d characters; at most %(most)d fit. Draw it again.") % said)
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError(_unread()) from None
    if not (isinstance(found, dict) and found.keys() == KEYS):
        raise ValueError(_unread())
    width, height, strokes = found["w"], found["h"], found["s"]
    if not (_side(width) and _side(height) and isinstance(strokes, list) and len(strokes) <= STROKES):
        raise ValueError(_unread())
    if not all(_fits(stroke, width, height) for stroke in strokes):
        raise ValueError(_unread())
    return Drawing(width, height, tuple(tuple(stroke) for stroke in strokes)) if strokes else None


def _unread() -> str:
    return _("This is no drawing the form can read. Draw it again, or leave it empty and type the name.")


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _side(value: Any) -> bool:
    return _whole(value) and SIDES[0] <= value <= SIDES[1]


def _fits(stroke: Any, width: int, height: int) -> bool:
    if not isinstance(stroke, list) or not stroke or len(stroke) % 2 or not all(map(_whole, stroke)):
        return False
    return all(0 <= x <= width for x in stroke[::2]) and all(0 <= y <= height for y in stroke[1::2])


def words(text: str) -> str:
    """What stands for a drawing where only words can stand: that it was drawn by hand, and which one it is."""
    return _("drawn by hand") + " · " + hashlib.sha256(text.encode()).hexdigest()[:8]


def svg(drawing: Drawing) -> str:
    """The drawing as a picture of its own, for paper: ink on nothing, no style and no script in it."""
    return "".join(_svg(drawing))


def _svg(drawing: Drawing) -> Iterator[str]:
    left, top, width, height = drawing.box
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} {top} {width} {height}" '
    yield f'width="{width}" height="{height}"><path d="{drawing.path}" fill="none" stroke="#1d2320" '
    yield 'stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/></svg>'
