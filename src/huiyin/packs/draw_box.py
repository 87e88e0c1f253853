"""What a step's box says, wrapped: its name, its deadline, who signs, what it opens, which clause asks for it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from huiyin.packs.draw_text import width, wrap
from huiyin.packs.shape import Due, Procedure, Step
from huiyin.packs.words import due_lines, listed, sign_words, type_word

BOX = 148
PAD = 10
NAME_SIZE, MORE_SIZE = 13, 11
NAME_LINE, MORE_LINE = 17, 15
GLYPH = 15


@dataclass(frozen=True, slots=True)
class More:
    """A smaller line group below the name: ``due``, ``sign``, ``raise`` or ``note``."""

    kind: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """One box, measured."""

    name: tuple[str, ...]
    more: tuple[More, ...]
    clause: str
    height: float


def box_of(procedure: Procedure, step: Step) -> Box:
    """The words of one step, in lines that fit."""
    name = tuple(wrap(str(step.label), NAME_SIZE, BOX - 2 * PAD))
    more = tuple(_more(kind, text) for kind, text in _said(procedure, step))
    lines = sum(len(one.lines) for one in more)
    foot = 12 if step.clause else 0
    return Box(
        name, more, step.clause, 2 * PAD - 4 + NAME_LINE * len(name) + MORE_LINE * lines + (4 if more else 0) + foot
    )


def _more(kind: str, text: str) -> More:
    limit = BOX - 2 * PAD - GLYPH
    parts = text.split("\n")
    if kind == "due":  # an amount and its class part rather at the dot than inside a word
        parts = [half for part in parts for half in ([part] if width(part, MORE_SIZE) <= limit else part.split(" · "))]
    return More(kind, tuple(line for part in parts for line in wrap(part, MORE_SIZE, limit)))


def _said(procedure: Procedure, step: Step) -> list[tuple[str, str]]:
    met = clocks_met(procedure, step)
    said = [("due", _due(due, procedure, named=len(met) > 1)) for due in met]
    said += [("sign", sign_words(sign, procedure)) for sign in step.signs]
    for rule in step.raises:
        word = type_word(procedure, rule.type)
        wording = {
            "always": _("opens: %(type)s"),
            "decided": _("decides on: %(type)s"),
            "per": _("by class opens: %(type)s"),
            "row": _("for each row opens: %(type)s"),
        }
        said.append(("raise", wording[rule.rule] % {"type": word}))
    notes = [
        _("with a reason") if step.reason else "",
        _("with proof attached") if step.proof or step.proof_field else "",
        _("new round") if step.new_round else "",
    ]
    if any(notes):
        said.append(("note", listed(note for note in notes if note)))
    return said


def _due(due: Due, procedure: Procedure, *, named: bool) -> str:
    """The lengths of one clock, a line each; with its name when a step keeps several promises."""
    lines = due_lines(due, procedure, short=True)
    return "\n".join([_("%(name)s:") % {"name": due.label}, *lines] if named else lines)


def clocks_met(procedure: Procedure, step: Step) -> list[Due]:
    """The promises a step keeps: its deadline is theirs. Of several with one name, the first written counts."""
    started: dict[str, Due] = {}
    for one in (procedure.flow.opening, *procedure.flow.steps.values()):
        for due in one.starts:
            started.setdefault(due.name, due)
    return [started[name] for name in step.meets if name in started]


def lines_of_pill(label: str, size: float, limit: float) -> list[str]:
    """A short label in at most three lines."""
    return wrap(label, size, limit, most=3)
