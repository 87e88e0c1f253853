"""Evidence in the reader's words: what a clause stands at, what is counted there, what each verdict means."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from huiyin.kernel import registry
from huiyin.kernel.evidence.scope import Figures, Scope, Standing
from huiyin.kernel.fields import fields_of
from huiyin.packs.shape import Procedure
from huiyin.packs.standing import Stand
from huiyin.packs.words import choice_word, due_words, field_word, listed, role_word, sign_words, type_word

KINDS = {
    "opening": pgettext_lazy("evidence", "Registering"),
    "step": pgettext_lazy("evidence", "Step"),
    "clock": pgettext_lazy("evidence", "Deadline"),
    "sign": pgettext_lazy("evidence", "Signature"),
    "proof": pgettext_lazy("evidence", "Attachment demanded"),
    "copy": pgettext_lazy("evidence", "Copy sent"),
    "raise": pgettext_lazy("evidence", "Record raised"),
    "field": pgettext_lazy("evidence", "Field"),
    "ledger": pgettext_lazy("evidence", "Register and numbers"),
    "keep": pgettext_lazy("evidence", "Keeping"),
    "duty": pgettext_lazy("evidence", "Recurring duty"),
    "role": pgettext_lazy("evidence", "Role"),
    "choice": pgettext_lazy("evidence", "Choice"),
    "section": pgettext_lazy("evidence", "Part of the form"),
    "state": pgettext_lazy("evidence", "State"),
    "print": pgettext_lazy("evidence", "Printed form"),
}
VERDICTS = {
    "kept": pgettext_lazy("evidence", "Kept"),
    "unread": pgettext_lazy("evidence", "Sent, not yet read by all"),
    "reasoned": pgettext_lazy("evidence", "None opened, with a reason"),
    "late": pgettext_lazy("evidence", "Met late"),
    "overdue": pgettext_lazy("evidence", "Open and late"),
    "dropped": pgettext_lazy("evidence", "Ended without being met"),
    "declined": pgettext_lazy("evidence", "Declined"),
    "untold": pgettext_lazy("evidence", "Nobody was told"),
    "unraised": pgettext_lazy("evidence", "Not opened, no reason given"),
    "unproven": pgettext_lazy("evidence", "No papers there"),
    "empty": pgettext_lazy("evidence", "Empty"),
    "skipped": pgettext_lazy("evidence", "Ended without it"),
    "missing": pgettext_lazy("evidence", "Number missing"),
    "open": pgettext_lazy("evidence", "Not yet"),
    "extended": pgettext_lazy("evidence", "Met by a later date that was granted"),
    "again": pgettext_lazy("evidence", "Begun anew"),
    "another": pgettext_lazy("evidence", "Went another way the procedure allows"),
    "imported": pgettext_lazy("evidence", "Brought in from an older register"),
    "taken_back": pgettext_lazy("evidence", "Taken back"),
    "void": pgettext_lazy("evidence", "Void or merged"),
}
NOTES = {
    "declared": gettext_lazy("In force and shown; nothing to count."),
    "not_demanded": gettext_lazy("Asked where it applies, demanded by no step; nothing to count."),
    "not_all_seen": gettext_lazy("Only who may see every record of this type can count this."),
}


def joined(*sentences: str) -> str:
    """Sentences one behind the other, as the reader's language sets them."""
    said = ""
    for one in sentences:
        if said and one:
            said = pgettext("two sentences", "%(first)s %(second)s") % {"first": said, "second": one}
        else:
            said = said or one
    return said


def kind(standing: Standing) -> str:
    """What kind of demand it is."""
    return str(KINDS[standing.kind])


def note(standing: Standing) -> str:
    """Why there is nothing to count."""
    return str(NOTES[standing.note]) if standing.note else ""


def counted(standing: Standing) -> str:
    """What one is, in the figures of this kind of evidence."""
    match standing.kind:
        case "clock":
            return pgettext("what is counted", "promises (a record makes one for each time the clock was started)")
        case "sign":
            return pgettext("what is counted", "filings that asked for this signature")
        case "copy" | "raise" | "proof":
            return pgettext("what is counted", "times the step was taken")
        case "ledger" | "keep":
            return pgettext("what is counted", "numbers drawn in the years the period touches")
        case "duty":
            return pgettext("what is counted", "times it fell due")
        case _:
            return pgettext("what is counted", "records")


def name(standing: Standing, scope: Scope) -> str:
    """The demand, as the newest version that makes it has it."""
    procedure = scope.versions[next(iter(standing.stands))]
    return _NAMES[standing.kind](standing.newest, procedure)


def step_label(procedure: Procedure, step: str) -> str:
    """What a step is called; the empty one is the opening."""
    found = procedure.flow.steps.get(step)
    return str(found.label if found else procedure.flow.opening.label)


def field_label(procedure: Procedure, field: str) -> str:
    """What a field is called, a column of rows behind its rows."""
    specs = fields_of(procedure, registry.get(procedure.type))
    plain, _dot, column = field.partition(".")
    if plain not in specs:
        return field_word(procedure, field)
    words = [str(specs[plain].label)]
    words += [str(one.label) for one in specs[plain].columns if one.name == column]
    return pgettext("a field and its column", ": ").join(words)


def _at_step(stand: Stand, procedure: Procedure, what: str) -> str:
    return pgettext("evidence", "%(step)s: %(what)s") % {"step": step_label(procedure, stand.step), "what": what}


def _copy(stand: Stand, procedure: Procedure) -> str:
    said = stand.said
    whom = [role_word(procedure, role) for role in said.roles]
    whom += [field_label(procedure, said.units_of)] if said.units_of else []
    return _at_step(stand, procedure, joined(listed(whom), _class(said, procedure)))


def _class(said: Any, procedure: Procedure) -> str:
    """The class a demand is limited to."""
    if not said.field:
        return ""
    codes = listed(choice_word(procedure, said.field, code) for code in said.codes)
    return pgettext("limited to a class", "(only %(codes)s)") % {"codes": codes}


def _proof(stand: Stand, procedure: Procedure) -> str:
    step = stand.said
    if not step.proof_field:
        return step_label(procedure, stand.step)
    codes = listed(choice_word(procedure, step.proof_field, code) for code in step.proof_codes)
    return _at_step(stand, procedure, pgettext("limited to a class", "(only %(codes)s)") % {"codes": codes})


def _raise(stand: Stand, procedure: Procedure) -> str:
    said = stand.said
    child = type_word(procedure, said.type)
    if child == said.type:
        child = str(registry.get(said.type).label)
    return _at_step(stand, procedure, joined(child, _class(said, procedure) if said.rule == "per" else ""))


def _choice(stand: Stand, procedure: Procedure) -> str:
    field, _dot, code = stand.name.rpartition(".")
    return pgettext("evidence", "%(step)s: %(what)s") % {
        "step": field_label(procedure, field), "what": choice_word(procedure, field, code),
    }  # fmt: skip


def _keep(stand: Stand, procedure: Procedure) -> str:
    years = stand.said.years
    return ngettext("Kept %(n)d year", "Kept %(n)d years", years) % {"n": years}


_NAMES = {
    "opening": lambda stand, procedure: step_label(procedure, ""),
    "step": lambda stand, procedure: str(stand.said.label),
    "clock": lambda stand, procedure: f"{stand.said.label} · {due_words(stand.said, procedure)}",
    "sign": lambda stand, procedure: _at_step(
        stand, procedure, joined(sign_words(stand.said, procedure), _class(stand.said, procedure))
    ),
    "proof": _proof,
    "copy": _copy,
    "raise": _raise,
    "field": lambda stand, procedure: field_label(procedure, stand.name),
    "ledger": lambda stand, procedure: str(stand.said.title),
    "keep": _keep,
    "duty": lambda stand, procedure: str(stand.said.label),
    "role": lambda stand, procedure: str(stand.said.label),
    "choice": _choice,
    "section": lambda stand, procedure: str(stand.said.title),
    "state": lambda stand, procedure: str(stand.said.label),
    "print": lambda stand, procedure: str(stand.said.label),
}


def standing_words(figures: Figures | None) -> tuple[str, str]:
    """Tone and words of a figure as a whole. Nothing that was not seen to be kept is called so."""
    if figures is None or not figures.governed:
        return "", pgettext("evidence", "Nothing to judge")
    if figures.exceptions:
        said = ngettext("%(n)d exception", "%(n)d exceptions", figures.exceptions)
        return "late", said % {"n": figures.exceptions}
    if figures.not_yet:
        return "wait", pgettext("evidence", "Not all settled")
    if not figures.kept:
        return "", pgettext("evidence", "Only told apart")
    return "done", pgettext("evidence", "All kept")
