"""A procedure on paper: its flow chart and, behind it, each step with who, by when and under which clause (SM-5.1)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from huiyin.packs.draw import draw
from huiyin.packs.models import ProcedureVersion
from huiyin.packs.shape import Procedure, Step
from huiyin.packs.words import due_words, listed, role_word, sign_words
from huiyin.people.holding import units
from huiyin.people.models import Person
from huiyin.prints.frame import firm, frame
from huiyin.prints.tabling import table

PAGE = 1.29
"""Height of a page's free space over its width: a taller chart is cut between its boxes."""
TINT = "#fffefb"
"""The screen's warm white; paper brings its own."""
SLACK = 1.12
"""A chart this little too tall is drawn smaller instead."""
_COLOUR = re.compile(r"var\(--[\w-]+,\s*([^()]*)\)")
_LAYERS = re.compile(r"@layer [\w, ]+;|@layer parts \{|@media [^{]+\{ :root \{[^}]*\} \}")
_BOX = re.compile(r'<rect x="[\d.-]+" y="([\d.-]+)" width="([\d.]+)" height="([\d.]+)"')


def chart(version: ProcedureVersion, procedure: Procedure, *, person: Person, at: dt.datetime) -> dict[str, Any]:
    """What `paper/procedure.typ` prints of an adopted version, in the language now spoken."""
    home = person.unit or next(iter(units().values()), None)
    title = _("%(procedure)s: flow and steps") % {"procedure": procedure.title}
    said = frame(
        procedure, title=title, number="", form="", firm=firm(home, procedure), person=person,
        at=at, more=" · " + _("Fingerprint %(print)s") % {"print": version.fingerprint[:16]},
    )  # fmt: skip
    steps = (procedure.flow.opening, *procedure.flow.steps.values())
    drawn = flat(draw(procedure, language=get_language() or "zh-hans", alone=True))
    width, height = size(drawn)
    return said | {
        "under": _("In force from %(day)s") % {"day": version.effective_from},
        "chart": {"svg": drawn, "width": width, "height": height, "cuts": cuts(drawn, width, height)},
        "steps_title": _("Steps"),
        "steps": table(_heads(), [_row(one, procedure) for one in steps]),
        "clauses_title": _("Clauses"),
        "clauses": table([_("Clause"), _("Text")], [[one.id, str(one.text)] for one in procedure.clauses.values()]),
    }  # fmt: skip


def flat(svg: str) -> str:
    """The chart's style less what only browsers know: layers, the dark theme, variables (their fallback stays)."""
    svg = svg.replace(TINT, "#ffffff")
    while _COLOUR.search(svg):
        svg = _COLOUR.sub(r"\1", svg)
    style = re.search(r"<style>(.*?)</style>", svg, re.DOTALL)
    if style is None:
        return svg
    css = _LAYERS.sub("", style.group(1)).rstrip()
    css = css.removesuffix("}") if css.count("}") > css.count("{") else css
    css = re.sub(r"font-family:[^;]+;", 'font-family: "Noto Sans SC";', css)
    return svg[: style.start(1)] + css + svg[style.end(1) :]


def size(svg: str) -> tuple[float, float]:
    """Width and height of a chart, in its own units."""
    _x, _y, width, height = (float(one) for one in re.findall(r'viewBox="([^"]+)"', svg)[0].split())
    return width, height


def cuts(svg: str, width: float, height: float) -> list[tuple[float, float]]:
    """Where the chart is cut into pages, from and to: between boxes, never through one."""
    page = width * PAGE
    if height <= page * SLACK:
        return [(0, height)]
    boxes = [(float(y), float(y) + float(high)) for y, wide, high in _BOX.findall(svg) if float(high) < page / 3]
    found, start = [], 0.0
    while height - start > page:
        end = _free(start + page, start + page / 2, boxes)
        found.append((start, end))
        start = end
    return [*found, (start, height)]


def _free(wanted: float, least: float, boxes: Iterable[tuple[float, float]]) -> float:
    """The lowest height not below ``wanted`` that runs through no box."""
    boxes = sorted(boxes, reverse=True)
    at = wanted
    moved = True
    while moved and at > least:
        moved = False
        for top, bottom in boxes:
            if top - 4 < at < bottom + 4:
                at, moved = top - 4, True
    return at if at > least else wanted


def _heads() -> list[str]:
    return [
        _("Step"),
        pgettext("step of a procedure", "From"),
        pgettext("step of a procedure", "To"),
        _("Who"),
        _("Deadlines"),
        _("Signatures"),
        _("Clause"),
    ]


def _row(step: Step, procedure: Procedure) -> list[str]:
    opening = step is procedure.flow.opening
    return [
        str(step.label),
        listed(str(procedure.state(one).label) for one in step.sources),
        str(procedure.state(procedure.flow.initial if opening else step.to).label),
        listed(role_word(procedure, one) for one in (procedure.opens if opening else step.roles)),
        "\n".join(f"{one.label}: {due_words(one, procedure)}" for one in step.starts),
        "\n".join(sign_words(one, procedure) for one in step.signs),
        step.clause,
    ]
