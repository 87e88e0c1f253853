"""Figures as templates/web/audit/figures.html draws them: numbers with words beside them, never a bare colour."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huiyin.kernel.evidence import words
from huiyin.kernel.evidence.gather import Entry
from huiyin.kernel.evidence.scope import APART, EXCEPTIONS, KEPT, NOT_YET, Figures, Scope, Standing

TONES = {**dict.fromkeys(KEPT, "done"), **dict.fromkeys(EXCEPTIONS, "late"), **dict.fromkeys(NOT_YET, "wait")}
MARKS = {"late": "alert-triangle", "wait": "clock", "done": "circle-check", "": ""}


def heads() -> list[str]:
    """The columns."""
    return [
        pgettext("evidence", "Governed"),
        pgettext("evidence", "Kept"),
        pgettext("evidence", "Exceptions"),
        pgettext("evidence", "Not yet"),
        pgettext("evidence", "Apart"),
    ]


def numbers(figures: Figures) -> list[dict[str, Any]]:
    """The five numbers of one demand."""
    values = (figures.governed, figures.kept, figures.exceptions, figures.not_yet, figures.apart)
    return [
        {"label": label, "n": value, "late": place == 2 and value}
        for place, (label, value) in enumerate(zip(heads(), values, strict=True))
    ]


def summed(entry: Entry) -> dict[str, str]:
    """The whole clause in one badge: tone, mark, words."""
    total = Figures()
    for standing in entry.measured:
        for verdict, n in standing.figures.counts.items() if standing.figures else ():
            total.add(verdict, n)
    if not entry.standings:
        return {}
    tone, said = words.standing_words(total if entry.measured else None)
    return {"tone": tone, "words": said, "mark": MARKS[tone]}


def row(standing: Standing, scope: Scope) -> dict[str, Any]:
    """One demand as a line: kind, name, numbers or why there are none."""
    figures = standing.figures
    return {
        "key": standing.key, "kind": words.kind(standing), "name": words.name(standing, scope),
        "numbers": numbers(figures) if figures is not None and figures.governed else [],
        "none": _("Nothing fell under it in this period.") if figures is not None and not figures.governed else "",
        "note": words.note(standing),
    }  # fmt: skip


def verdicts(figures: Figures) -> list[dict[str, Any]]:
    """Every verdict there is, with its number and tone."""
    order = (*KEPT, *EXCEPTIONS, *NOT_YET, *APART)
    return [
        {"verdict": one, "words": str(words.VERDICTS[one]), "n": figures.counts[one], "tone": TONES.get(one, "")}
        for one in order if figures.counts.get(one)
    ]  # fmt: skip
