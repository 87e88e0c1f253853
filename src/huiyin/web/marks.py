"""The small marks a page repeats by the hundred, written without templates: an include for each costs too much.

The tags of templatetags/parts.py and the cells of a register both draw with these.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from html import escape
from typing import Any

from django.templatetags.static import static
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from huiyin.base.dates import moment_words

TONES = {
    "draft": "circle-dashed",
    "open": "circle-dot",
    "wait": "hourglass",
    "done": "circle-check",
    "void": "circle-x",
    "late": "alert-triangle",
    "": "",
}
"""What a badge may mean, and the mark that says it without colour."""

PHASE_TONES = {"draft": "draft", "open": "open", "waiting": "wait", "done": "done", "void": "void"}
"""The five phases of a record's life, as tones."""

DUE_MARKS = {
    "late": "alert-triangle",
    "soon": "clock-exclamation",
    "calm": "clock",
    "met": "clock-check",
    "paused": "clock-pause",
    "none": "clock",
}
"""How a clock stands, and its mark."""


@lru_cache(maxsize=2048)
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """The drawing ``name`` of the sprite (web/icons.txt). With ``label`` it speaks; without, it is decoration."""
    look = f"icon {css}" if css else "icon"
    voice = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    place = escape(static("vendor/icons.svg"))
    return SafeString(f'<svg class="{escape(look)}" {voice}><use href="{place}#{escape(name)}"></use></svg>')


def badge(text: Any, tone: str = "", mark: str = "") -> SafeString:
    """A word with a mark, never colour alone. ``tone`` is a key of TONES or a phase; ``mark`` another icon."""
    tone = PHASE_TONES.get(tone, tone)
    drawn = icon(mark) if (mark := mark or TONES[tone]) else ""
    words = escape(str(text))
    look = f"badge is-{tone}" if tone else "badge"
    return SafeString(f'<span class="{look}" title="{words}">{drawn}<span class="badge-words">{words}</span></span>')


def due(clock: Mapping[str, Any] | None, why: bool = True) -> SafeString:
    """Time left in words; with ``why`` the reckoning one click away. Nothing where no clock runs.

    ``clock`` is {words: "还剩 1 个工作日 3 小时", tone: late|soon|calm|met|paused, due_at: aware instant or None, why:
    [sentences], id: the row (lets hy-remaining ask again), label, clause}.
    """
    if not clock:
        return SafeString("")
    tone, words = clock.get("tone") or "none", escape(str(clock["words"]))
    at = clock.get("due_at")
    title = f' title="{escape(moment_words(timezone.localtime(at)))}"' if at else ""
    inside = (
        f'<hy-remaining class="due-words" due="{clock["id"]}">{words}</hy-remaining>'
        if clock.get("id")
        else f'<span class="due-words">{words}</span>'
    )
    line = f'<span class="due-line"{title}>{icon(DUE_MARKS[tone])}{inside}</span>'
    if not (why and clock.get("why")):
        return SafeString(f'<span class="due due-{tone}">{line}</span>')
    ask = escape(_("why?"))
    return SafeString(
        f'<details class="due due-{tone}"><summary>{line} <span class="due-why-mark">{ask}</span></summary>'
        f'<div class="due-why">{_reasons(clock)}</div></details>'
    )


def _reasons(clock: Mapping[str, Any]) -> str:
    lines = [str(line) for line in clock["why"]]
    if clause := clock.get("clause"):
        lines.append(" ".join((_("Clause"), clause)))
    return "".join(f"<p>{escape(line)}</p>" for line in lines)
