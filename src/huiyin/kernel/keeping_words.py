"""The list of quality records in the reader's words: one set of columns for the page, the workbook and the print."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from huiyin.base.text import sought
from huiyin.kernel.keeping import COMING, REPLACED, Kept, Listed
from huiyin.kernel.sign_words import document
from huiyin.packs.shape import Procedure
from huiyin.packs.words import listed, role_word
from huiyin.people.holding import unit_codes

TITLE = gettext_lazy("List of quality records")
HEADS: dict[str, tuple[Any, int]] = {
    "type": (gettext_lazy("Records"), 18),
    "form": (gettext_lazy("Form"), 24),
    "form_number": (gettext_lazy("Form number"), 14),
    "register": (gettext_lazy("Register"), 24),
    "register_number": (gettext_lazy("Register number"), 14),
    "document": (gettext_lazy("Procedure document"), 26),
    "where": (gettext_lazy("Where"), 14),
    "custodian": (gettext_lazy("Custodian"), 14),
    "department": (gettext_lazy("Department"), 16),
    "term": (gettext_lazy("Term of keeping"), 10),
    "since": (gettext_lazy("Counted from"), 16),
    "medium": (gettext_lazy("Medium"), 16),
    "records": (gettext_lazy("Number of records"), 10),
    "oldest": (gettext_lazy("Oldest record"), 18),
    "passed": (gettext_lazy("Past their term"), 10),
}
"""What each column is called, and its width in characters in the workbook."""
UNSAID = "—"


def said(line: Kept) -> dict[str, Any]:
    """One line in words, by the names of HEADS; ``forms`` are (name, number), the figures stay figures.

    ``passed`` is nothing where no term is laid down: then nothing can be past it.
    """
    rule = line.procedure
    paper = forms(rule)
    oldest = f"{timezone.localtime(line.oldest.received_at):%Y-%m-%d}" if line.oldest else ""
    return {
        "type": str(line.record_type.plural),
        "forms": paper,
        "form": "\n".join(name for name, _number in paper),
        "form_number": "\n".join(number or UNSAID for _name, number in paper) if any(n for _m, n in paper) else "",
        "register": str(rule.ledger.title),
        "register_number": rule.ledger.form,
        "document": document(rule),
        "document_title": "" if str(rule.document_title) == rule.document else str(rule.document_title),
        "where": _units(line.units) or _("The whole firm"),
        "standing": {REPLACED: _("Replaced"), COMING: _("Not in force yet")}.get(line.standing, ""),
        "custodian": custodian(rule),
        "department": listed(line.departments),
        "term": _years(rule.keep.years),
        "since": _since(rule) if rule.keep.years else "",
        "medium": _medium(line.papers),
        "records": line.records,
        "oldest": "\n".join([line.oldest.number, oldest]) if line.oldest else "",
        "oldest_number": line.oldest.number if line.oldest else "",
        "oldest_day": oldest,
        "passed": line.passed if rule.keep.years else None,
    }


def forms(rule: Procedure) -> list[tuple[str, str]]:
    """The forms a procedure prints with their numbers; its own one where it names none."""
    own = {"sheet": rule.form}
    found = [(str(one.label), one.form or own.get(one.template, "")) for one in rule.prints.values()]
    return found or [(str(rule.title), rule.form)]


def custodian(rule: Procedure) -> str:
    """Who keeps the records: the custodian, a role or a unit, else the role that owns the procedure."""
    code = rule.keep.custodian or rule.owner
    return role_word(rule, code) if code in rule.roles else _units((code,) if code else ())


def narrowed(found: Listed, family: str, words: str) -> list[Kept]:
    """The lines of one family of types (none: all) whose names, numbers or other names hold the words."""
    wanted = sought(words)
    return [
        one for one in found.lines
        if family in ("", one.record_type.family)
        and (not wanted or any(wanted in sought(name) for name in _names(one)))
    ]  # fmt: skip


def _names(line: Kept) -> list[str]:
    told = said(line)
    named = ("type", "form", "form_number", "register", "register_number", "document", "document_title", "custodian")
    return [*(told[one] for one in named), str(line.procedure.title), *(str(one) for one in line.procedure.aliases)]


def _years(years: int) -> str:
    if not years:
        return _("Not laid down")
    return ngettext("%(n)d year", "%(n)d years", years) % {"n": years}


def _since(rule: Procedure) -> str:
    """Where the term begins: the states a record enters when it reaches the milestone, by the procedure's own words."""
    steps = [one for one in rule.flow.steps.values() if rule.keep.since in one.marks]
    names = dict.fromkeys(str(rule.state(one.to).label) for one in steps) or {str(rule.flow.opening.label): None}
    quoted = [pgettext("name of a state", "“%(state)s”") % {"state": one} for one in names]
    return pgettext("where a term begins", "from %(states)s") % {"states": _(" or ").join(quoted)}


def _medium(papers: int) -> str:
    if not papers:
        return _("Electronic")
    return ngettext("Electronic, %(n)d paper attached", "Electronic, %(n)d papers attached", papers) % {"n": papers}


def _units(codes: tuple[str, ...]) -> str:
    known = unit_codes()
    return listed(known[code].name if code in known else code for code in codes)
