"""Parts of a procedure in the reader's words: lengths of time, clocks, roles, lists."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huiyin.calendars.amount import Amount, BadAmount
from huiyin.packs.shape import Due, Procedure, Sign, Step


def amount_words(text: str) -> str:
    """``5wd`` as ``5 working days``; what cannot be read is given back as it is."""
    try:
        amount = Amount.parse(text)
    except BadAmount:
        return text
    n = amount.number
    match amount.unit:
        case "min":
            words = ngettext("%(n)d minute", "%(n)d minutes", abs(n))
        case "h":
            words = ngettext("%(n)d hour", "%(n)d hours", abs(n))
        case "wh":
            words = ngettext("%(n)d working hour", "%(n)d working hours", abs(n))
        case "d":
            words = ngettext("%(n)d day", "%(n)d days", abs(n))
        case "wd":
            words = ngettext("%(n)d working day", "%(n)d working days", abs(n))
        case "mo":
            words = ngettext("%(n)d month", "%(n)d months", abs(n))
        case "y":
            words = ngettext("%(n)d year", "%(n)d years", abs(n))
        case _:
            words = "%(n)d%%"
    return words % {"n": n}


def due_words(due: Due, procedure: Procedure) -> str:
    """How long a clock runs, in one line: ``48 hours · Urgent; 5 working days · General``."""
    return _("; ").join(due_lines(due, procedure))


def due_lines(due: Due, procedure: Procedure, *, short: bool = False) -> list[str]:
    """How long a clock runs: one amount, or one for each class that has its own.

    ``short`` says only the code of a class whose label begins with it (``A`` for ``A major``).
    """
    given = (
        [_("the date given in “%(field)s”") % {"field": field_word(procedure, due.by_field)}] if due.by_field else []
    )
    lengths: dict[str, list[str]] = {}
    for code, text in due.per.items():
        words = _("no limit") if text == "none" else amount_words(text)
        word = choice_word(procedure, due.field, code)
        begins = re.match(rf"{re.escape(code)}(?![A-Za-z0-9])", word) if short else None
        lengths.setdefault(words, []).append(code if begins else word)
    said = given + [f"{words} · {listed(codes)}" for words, codes in lengths.items()]
    if due.within:
        rest = _("otherwise")
        said.append(f"{amount_words(due.within)} · {rest}" if said else amount_words(due.within))
    return said


def choice_word(procedure: Procedure, field: str, code: str) -> str:
    """The label of one code of a field; the code itself when the list lacks it."""
    choices = procedure.choices.get(field) or procedure.choices.get(field.rpartition(".")[2]) or {}
    return str(choices[code].label) if code in choices else code


def field_word(procedure: Procedure, name: str) -> str:
    """What the procedure calls a field; its name where it does not say (the room's own label is not known here)."""
    said = procedure.fields.get(name)
    return str(said.label) if said and said.label else name


def step_words(procedure: Procedure, step: Step) -> str:
    """What a step is about in a sentence, for whoever does it: its hint, else what its clause says."""
    clause = procedure.clauses.get(step.clause)
    return str(step.hint or (clause.text if clause else ""))


def role_word(procedure: Procedure, code: str) -> str:
    """The title of a role; ``*`` is anyone."""
    if code == "*":
        return _("Anyone")
    return str(procedure.roles[code].label) if code in procedure.roles else code


def kept_words(procedure: Procedure) -> str:
    """How long its records are kept; nothing where it does not say."""
    years = procedure.keep.years
    return ngettext("Kept %(n)d year", "Kept %(n)d years", years) % {"n": years} if years else ""


def type_word(procedure: Procedure, name: str) -> str:
    """What the firm calls a record of that type."""
    return str(procedure.words[name]) if name in procedure.words else name


def sign_words(sign: Sign, procedure: Procedure) -> str:
    """Who signs, in words: one of two, both, or each department of a list."""
    if sign.each_of:
        each = {"field": field_word(procedure, sign.each_of), "role": role_word(procedure, sign.role)}
        return _("%(role)s of each: %(field)s") % each
    roles = [role_word(procedure, code) for code in sign.any or sign.all]
    return _(" or ").join(roles) if sign.any else listed(roles)


def listed(words: Iterable[str]) -> str:
    """Words in a row, as a list is written in the reader's language."""
    return _(", ").join(words)
