"""What changes in steps and clocks between two versions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from huiyin.packs.shape import NO_LABEL, Due, Procedure, Step
from huiyin.packs.words import (
    amount_words,
    choice_word,
    due_words,
    field_word,
    listed,
    role_word,
    sign_words,
    type_word,
)

Sentences = list[str]


def phase_word(phase: str) -> str:
    """A phase of life in the reader's words."""
    match phase:
        case "draft":
            return _("being prepared")
        case "open":
            return _("in work")
        case "waiting":
            return _("waiting for others")
        case "done":
            return _("finished")
        case _:
            return _("void")


def steps(old: Procedure, new: Procedure) -> Sentences:
    """Steps that come, go, or are done otherwise."""
    before, after = old.flow.steps, new.flow.steps
    said = [_("New step: “%(name)s”") % {"name": step.label} for name, step in after.items() if name not in before]
    said += [
        _("Step no longer there: “%(name)s”") % {"name": step.label}
        for name, step in before.items()
        if name not in after
    ]
    for name, step in after.items():
        if name in before:
            said += _step(old, before[name], new, step)
    return said + _parts(old, old.flow.opening, new, new.flow.opening)


def _step(old: Procedure, a: Step, new: Procedure, b: Step) -> Sentences:
    said = []
    if str(a.label) != str(b.label):
        said.append(_("Step “%(before)s” is now called “%(after)s”") % {"before": a.label, "after": b.label})
    # Codes are compared and labels said: a role that is called otherwise has not changed who does the step.
    if a.sources != b.sources:
        said += _moved(b, _("starts from"), _states(old, a.sources), _states(new, b.sources))
    if a.to != b.to:
        said += _moved(b, _("leads to"), _states(old, [a.to]), _states(new, [b.to]))
    if a.roles != b.roles:
        said += _moved(b, _("is done by"), _roles(old, a.roles), _roles(new, b.roles))
    if _worded(a.signs) != _worded(b.signs):
        said += _moved(b, _("is signed by"), _signs(old, a), _signs(new, b))
    said += _parts(old, a, new, b)
    said += _moved(b, _("asks for a reason"), _yes(a.reason), _yes(b.reason))
    said += _moved(b, _("asks for proof"), _yes(a.proof or bool(a.proof_field)), _yes(b.proof or bool(b.proof_field)))
    said += _moved(b, _("lets the record go on while it waits to be signed"), _yes(a.beside), _yes(b.beside))
    return said + _moved(b, _("begins a new round"), _yes(a.new_round), _yes(b.new_round))


def _worded(parts: Iterable[Any]) -> list[Any]:
    """Demands without what only explains them."""
    return [replace(part, clause="", **({"meaning": NO_LABEL} if hasattr(part, "meaning") else {})) for part in parts]


def _parts(old: Procedure, a: Step, new: Procedure, b: Step) -> Sentences:
    """What a step and registering have in common."""
    said = []
    for what, before, after in (
        (_("needs"), a.needs, b.needs), (_("also asks"), a.asks, b.asks), (_("is guarded by"), a.guards, b.guards),
        (_("causes"), a.effects, b.effects), (_("marks"), a.marks, b.marks),
    ):  # fmt: skip
        came = [field_word(new, one) for one in after if one not in before]
        went = [field_word(old, one) for one in before if one not in after]
        if came:
            said.append(_("Step “%(step)s” %(what)s now: %(names)s") % _named(b, what, came))
        if went:
            said.append(_("Step “%(step)s” %(what)s no longer: %(names)s") % _named(b, what, went))
    if _worded(a.raises) != _worded(b.raises):
        said += _moved(b, _("opens"), _raised(old, a), _raised(new, b))
    if _worded(a.copies) != _worded(b.copies):
        said += _moved(b, _("is copied to"), _copied(old, a), _copied(new, b))
    return said


def _named(step: Step, what: str, names: list[str]) -> dict[str, str]:
    return {"step": str(step.label), "what": what, "names": listed(names)}


def _moved(step: Step, what: str, before: str, after: str) -> Sentences:
    if before == after:
        return []
    nobody = _("nobody or nothing")
    said = {"step": step.label, "what": what, "before": before or nobody, "after": after or nobody}
    return [_("Step “%(step)s” %(what)s: %(before)s → %(after)s") % said]


def _states(procedure: Procedure, names: Iterable[str]) -> str:
    states = procedure.flow.states
    return listed(str(states[name].label) if name in states else name for name in names)


def _roles(procedure: Procedure, codes: Iterable[str]) -> str:
    return listed(role_word(procedure, code) for code in codes)


def _signs(procedure: Procedure, step: Step) -> str:
    return _("; ").join(sign_words(sign, procedure) for sign in step.signs)


def _raised(procedure: Procedure, step: Step) -> str:
    rules = {"always": _("always"), "decided": _("when decided"), "per": _("by class"), "row": _("row by row")}
    said = []
    for one in step.raises:
        field = f"{one.rows}.{one.field}" if one.rows else one.field
        codes = listed(choice_word(procedure, field, code) for code in one.codes)
        said.append(f"{type_word(procedure, one.type)} ({rules[one.rule]}{': ' if codes else ''}{codes})")
    return listed(said)


def _copied(procedure: Procedure, step: Step) -> str:
    said = []
    for one in step.copies:
        whom = _roles(procedure, one.roles) or field_word(procedure, one.units_of)
        codes = listed(choice_word(procedure, one.field, code) for code in one.codes)
        said.append(f"{whom} ({codes})" if codes else whom)
    return listed(said)


def _yes(flag: bool) -> str:
    return _("yes") if flag else _("no")


def clocks(old: Procedure, new: Procedure) -> Sentences:
    """Clocks that come, go, or run otherwise; a change for some classes is said class by class."""
    before, after = _started(old), _started(new)
    said = []
    for name, due in after.items():
        if name not in before:
            length = due_words(due, new)
            said.append(_("New clock “%(name)s”: %(length)s") % {"name": due.label, "length": length})
        else:
            said += _clock(old, before[name], new, due)
    gone = [due for name, due in before.items() if name not in after]
    return said + [_("Clock no longer there: “%(name)s”") % {"name": due.label} for due in gone]


def _started(procedure: Procedure) -> dict[str, Due]:
    """Each clock by name; one that several steps start counts under each of them after the first."""
    found: dict[str, Due] = {}
    for step in (procedure.flow.opening, *procedure.flow.steps.values()):
        for due in step.starts:
            found[f"{due.name}@{step.name}" if due.name in found else due.name] = due
    return found


def _clock(old: Procedure, a: Due, new: Procedure, b: Due) -> Sentences:
    name = {"name": b.label}
    said = []
    if str(a.label) != str(b.label):
        said.append(_("Clock “%(before)s” is now called “%(name)s”") % (name | {"before": a.label}))
    said += _lengths(old, a, new, b)
    nobody = _("nobody or nothing")
    for same, what, left, right in (
        (a.since == b.since, _("counts from"), _since(old, a), _since(new, b)),
        (a.soft == b.soft, _("is a soft promise"), _yes(a.soft), _yes(b.soft)),
        (a.own == b.own, _("gives way to the customer's own"), _yes(a.own), _yes(b.own)),
        (a.warn == b.warn, _("warns before the date by"), _amounts(a.warn), _amounts(b.warn)),
        (a.escalate == b.escalate, _("is escalated"), _ladder(old, a), _ladder(new, b)),
        (a.roll == b.roll, _("on a day off"), _roll(a.roll), _roll(b.roll)),
    ):
        if not same:
            row = name | {"what": what, "before": left or nobody, "after": right or nobody}
            said.append(_("Clock “%(name)s” %(what)s: %(before)s → %(after)s") % row)
    return said


def _lengths(old: Procedure, a: Due, new: Procedure, b: Due) -> Sentences:
    """``5 working days → 48 hours for Urgent``, one sentence per class whose length changed."""
    if (a.within, dict(a.per), a.field, a.by_field) == (b.within, dict(b.per), b.field, b.by_field):
        return []
    if (a.field and b.field and a.field != b.field) or a.by_field != b.by_field:
        row = {"name": b.label, "before": due_words(a, old), "after": due_words(b, new)}
        return [_("Clock “%(name)s”: %(before)s → %(after)s") % row]
    said = []
    field = b.field or a.field
    for code in dict.fromkeys([*b.per, *a.per]):
        left, right = a.per.get(code, a.within), b.per.get(code, b.within)
        if left != right:
            holder = new if code in new.choices.get(field, {}) else old
            row = {
                "name": b.label,
                "before": _length(left),
                "after": _length(right),
                "code": choice_word(holder, field, code),
            }
            said.append(_("Clock “%(name)s” for “%(code)s”: %(before)s → %(after)s") % row)
    if a.within != b.within:
        row = {"name": b.label, "before": _length(a.within), "after": _length(b.within)}
        said.append(_("Clock “%(name)s”: %(before)s → %(after)s") % row)
    return said


def _length(text: str) -> str:
    return _("no limit") if text in ("", "none") else amount_words(text)


def _since(procedure: Procedure, due: Due) -> str:
    if due.since == "received":
        return _("receipt")
    if due.since == "now":
        return _("the step")
    return field_word(procedure, due.since.removeprefix("field:"))


def _amounts(texts: Iterable[str]) -> str:
    return listed(amount_words(text) for text in texts)


def _ladder(procedure: Procedure, due: Due) -> str:
    return listed(f"{amount_words(one.after)}: {role_word(procedure, one.role)}" for one in due.escalate)


def _roll(roll: str) -> str:
    match roll:
        case "next":
            return _("moves to the next working day")
        case "previous":
            return _("moves to the working day before")
        case _:
            return _("stays there")
