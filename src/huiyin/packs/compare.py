"""What a new version changes, in sentences a quality manager would write, and as two columns beside each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from huiyin.packs.compare_steps import clocks, phase_word, steps
from huiyin.packs.shape import Duty, Label, Procedure
from huiyin.packs.words import listed, role_word, sign_words, type_word

Sentences = list[str]


@dataclass(frozen=True, slots=True)
class Pair:
    """One row of the two columns: a state or step as it was and as it will be; an empty side was or is not there."""

    kind: str
    name: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        """Whether the two sides differ."""
        return self.before != self.after


def compare(old: Procedure, new: Procedure) -> Sentences:
    """Every difference between two procedures of one type, the weighty ones first; none: an empty list."""
    looks: Sequence[Callable[[Procedure, Procedure], Sentences]] = (
        head, states, steps, clocks, rights, choices, fields, paper, keeping, texts,
    )  # fmt: skip
    return [sentence for look in looks for sentence in look(old, new)]


def columns(old: Procedure, new: Procedure) -> list[Pair]:
    """States and steps side by side, in the new order, those that are gone last."""
    rows = []
    for kind, before, after, words in (
        ("state", old.flow.states, new.flow.states, _state_line),
        ("step", old.flow.steps, new.flow.steps, _step_line),
    ):
        for name in [*after, *(gone for gone in before if gone not in after)]:
            left = words(old, before[name]) if name in before else ""
            right = words(new, after[name]) if name in after else ""
            rows.append(Pair(kind, name, left, right))
    return rows


def _state_line(procedure: Procedure, state: Any) -> str:
    return f"{state.label} ({phase_word(state.phase)})"


def _step_line(procedure: Procedure, step: Any) -> str:
    parts = [str(step.label), listed(role_word(procedure, role) for role in step.roles)]
    parts += [sign_words(sign, procedure) for sign in step.signs]
    return " · ".join(part for part in parts if part)


def moved(what: str, before: object, after: object) -> Sentences:
    """One sentence when a plain value changed."""
    if before == after:
        return []
    nothing = _("nothing")
    said = {"what": what, "before": before or nothing, "after": after or nothing}
    return [_("%(what)s: %(before)s → %(after)s") % said]


def come_and_gone(
    before: Mapping[str, Any], after: Mapping[str, Any], word: Callable[[Any], str], came: str, went: str
) -> Sentences:
    """A sentence per item that is new, and per item that is gone."""
    said = [came % {"name": word(after[key])} for key in after if key not in before]
    return said + [went % {"name": word(before[key])} for key in before if key not in after]


def head(old: Procedure, new: Procedure) -> Sentences:
    """The controlled document and what stands at the top of the form."""
    return [
        *moved(_("Document"), f"{old.document} {old.revision}", f"{new.document} {new.revision}"),
        *moved(_("Title"), str(old.title), str(new.title)),
        *moved(_("Number pattern"), old.number, new.number),
        *moved(_("Form number"), old.form, new.form),
        *moved(_("Calendar"), old.calendar, new.calendar),
    ]


def states(old: Procedure, new: Procedure) -> Sentences:
    """States that come, go, are called otherwise, or count as another phase."""
    before, after = old.flow.states, new.flow.states
    said = come_and_gone(before, after, _label, _("New state: “%(name)s”"), _("State no longer there: “%(name)s”"))
    for name in (one for one in after if one in before):
        a, b = before[name], after[name]
        said += _renamed(_("State"), a.label, b.label)
        said += moved(_("State “%(name)s” counts as") % {"name": b.label}, phase_word(a.phase), phase_word(b.phase))
    if old.flow.initial != new.flow.initial:
        said += moved(_("A record begins at"), _initial(old), _initial(new))
    return said


def _initial(procedure: Procedure) -> str:
    return str(procedure.flow.states[procedure.flow.initial].label)


def _label(item: Any) -> str:
    return str(item.label)


def _renamed(what: str, before: Label, after: Label) -> Sentences:
    if str(before) == str(after):
        return []
    return [_("%(what)s “%(before)s” is now called “%(after)s”") % {"what": what, "before": before, "after": after}]


def rights(old: Procedure, new: Procedure) -> Sentences:
    """Who may register, read, correct, void, move records over, and put dates off; and the roles themselves."""
    words = {
        "opens": _("May register"), "readers": _("May read"), "correctors": _("May correct"), "voiders": _("May void"),
        "rebasers": _("May move records to this version"), "extenders": _("May put a date off"),
        "extension_approvers": _("Approve a later date"),
    }  # fmt: skip
    said = come_and_gone(old.roles, new.roles, _label, _("New role: “%(name)s”"), _("Role no longer there: “%(name)s”"))
    for code in (one for one in new.roles if one in old.roles):
        said += _renamed(_("Role"), old.roles[code].label, new.roles[code].label)
    for name, what in words.items():
        if getattr(old, name) != getattr(new, name):
            said += moved(what, _roles(old, getattr(old, name)), _roles(new, getattr(new, name)))
    return said


def _roles(procedure: Procedure, codes: Sequence[str]) -> str:
    return listed(role_word(procedure, code) for code in codes)


def choices(old: Procedure, new: Procedure) -> Sentences:
    """Codes that come, go, retire or are called otherwise, list by list."""
    said: Sentences = []
    for name in dict.fromkeys([*new.choices, *old.choices]):
        before, after = old.choices.get(name, {}), new.choices.get(name, {})
        place = {"list": _field_word(new if name in new.fields else old, name), "name": "%(name)s"}
        said += come_and_gone(
            before, after, _label,
            _("“%(list)s” can also be “%(name)s”") % place, _("“%(list)s” can no longer be “%(name)s”") % place,
        )  # fmt: skip
        for code in (one for one in after if one in before):
            said += _renamed(_("Choice of “%(list)s”:") % place, before[code].label, after[code].label)
            if after[code].retired and not before[code].retired:
                said.append(_("“%(list)s” is no longer offered as “%(name)s”") % (place | {"name": after[code].label}))
    return said


def _field_word(procedure: Procedure, name: str) -> str:
    said = procedure.fields.get(name)
    return str(said.label) if said and said.label else name


def fields(old: Procedure, new: Procedure) -> Sentences:
    """Extra fields that come and go; fields hidden, shown, or called otherwise."""
    before = {one.name: one for one in old.extras()}
    after = {one.name: one for one in new.extras()}
    said = come_and_gone(before, after, _label, _("New field: “%(name)s”"), _("Field no longer there: “%(name)s”"))
    for name in dict.fromkeys([*new.fields, *old.fields]):
        a, b = old.fields.get(name), new.fields.get(name)
        if a and b and a.label and b.label:
            said += _renamed(_("Field"), a.label, b.label)
        hidden = bool(a and a.hidden), bool(b and b.hidden)
        if hidden[0] != hidden[1]:
            word = _("Field “%(name)s” is hidden now") if hidden[1] else _("Field “%(name)s” is shown now")
            said.append(word % {"name": _field_word(new if b else old, name)})
    return said


def paper(old: Procedure, new: Procedure) -> Sentences:
    """The register's heading and columns, the sections of the sheet, the printed forms."""
    said = moved(_("Register"), _ledger(old), _ledger(new))
    said += moved(_("Columns of the register"), _columns(old), _columns(new))
    said += moved(_("Sections of the sheet"), _sections(old), _sections(new))
    said += come_and_gone(
        old.prints, new.prints, _label, _("New print: “%(name)s”"), _("Print no longer there: “%(name)s”")
    )
    for name in (one for one in new.prints if one in old.prints):
        what = _("Form number of “%(name)s”") % {"name": new.prints[name].label}
        said += moved(what, old.prints[name].form, new.prints[name].form)
    return said


def _ledger(procedure: Procedure) -> str:
    return f"{procedure.ledger.title} {procedure.ledger.form}".strip()


def _columns(procedure: Procedure) -> str:
    return listed(str(one.label) or one.name for one in procedure.ledger.columns)


def _sections(procedure: Procedure) -> str:
    return listed(str(one.title) for one in procedure.sections)


def keeping(old: Procedure, new: Procedure) -> Sentences:
    """Years, duties and targets."""
    said = moved(_("Years a record is kept"), str(old.keep.years), str(new.keep.years))
    before, after = ({one.name: one for one in each.duties} for each in (old, new))
    said += come_and_gone(before, after, _label, _("New duty: “%(name)s”"), _("Duty no longer there: “%(name)s”"))
    for name in (one for one in after if one in before):
        said += _duty(before[name], after[name])
    for name in dict.fromkeys([*new.targets, *old.targets]):
        what = _("Target %(name)s") % {"name": name}
        said += moved(what, _target(old.targets.get(name, {})), _target(new.targets.get(name, {})))
    return said


def _duty(old: Duty, new: Duty) -> Sentences:
    """What became different of one duty, in words."""
    words = {
        "every": _("Duty “%(name)s”: every"), "role": _("Duty “%(name)s”: whose"),
        "customers": _("Duty “%(name)s”: for which customers"), "ahead": _("Duty “%(name)s”: opened ahead by"),
        "anchor": _("Duty “%(name)s”: counted from"), "roll": _("Duty “%(name)s”: due on a day off"),
    }  # fmt: skip
    said: Sentences = []
    for key, word in words.items():
        held = (getattr(one, key) for one in (old, new))
        said += moved(
            word % {"name": new.label}, *(listed(one) if isinstance(one, tuple) else str(one) for one in held)
        )
    if old.at_least != new.at_least:
        sentence = (
            _("Duty “%(name)s”: sooner moves it on now")
            if new.at_least
            else _("Duty “%(name)s”: falls into fixed periods now")
        )
        said.append(sentence % {"name": new.label})
    return said


def _target(steps_of: Mapping[str, float]) -> str:
    return listed(f"{value:g} ({day})" for day, value in steps_of.items())


def texts(old: Procedure, new: Procedure) -> Sentences:
    """Clauses, and the firm's own words."""
    said: Sentences = []
    for clause in dict.fromkeys([*new.clauses, *old.clauses]):
        a, b = old.clauses.get(clause), new.clauses.get(clause)
        if (a and a.text) != (b and b.text):
            said += moved(_("Clause %(id)s") % {"id": clause}, str(a.text) if a else "", str(b.text) if b else "")
    for word in dict.fromkeys([*new.words, *old.words]):
        said += moved(
            _("The firm's word for %(word)s") % {"word": word},
            type_word(old, word) if word in old.words else "", type_word(new, word) if word in new.words else "",
        )  # fmt: skip
    return said
