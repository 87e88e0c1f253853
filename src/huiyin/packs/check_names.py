"""Names that must exist: roles, guards, effects, record types, clauses; and who may do anything at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from django.utils.translation import gettext as _

from huiyin.packs.findings import Findings
from huiyin.packs.shape import Raise, Step

ANYONE = "*"
RAISED = "raised"
"""The column in which a row keeps the record it became."""


def look_at_roles(found: Findings) -> None:
    """Every role named anywhere is one of the firm's; registering and each step have somebody who may do them."""
    procedure = found.procedure
    for word in ("opens", "readers", "correctors", "voiders", "rebasers", "extenders", "extension_approvers"):
        for role in getattr(procedure, word):
            if not (role == ANYONE and word in ("opens", "readers")):
                _role(found, f"procedure.{word}", role)
    if not procedure.opens:
        found.note("procedure.opens", _("is empty: nobody could register"))
    if procedure.owner:
        _role(found, "procedure.owner", procedure.owner)
    for key, step in found.steps():
        _roles_of_step(found, key, step)
    for name, said in procedure.fields.items():
        for role in said.writers:
            _role(found, f"fields.{name}.writers", role)
    for duty in procedure.duties:
        _role(found, f"duties.{duty.name}.role", duty.role)
    for code, role_said in procedure.roles.items():
        for kind in role_said.reads:
            if kind != ANYONE:
                found.known(
                    f"roles.{code}.reads", kind, found.vocabulary.types, _("no record type is called %(name)s%(hint)s")
                )


def _roles_of_step(found: Findings, key: str, step: Step) -> None:
    for name in (*step.needs, *step.asks):
        said = found.procedure.fields.get(name.partition(".")[0])
        strangers = [role for role in step.roles if said and said.writers and role not in said.writers]
        if strangers:
            word = _("%(name)s may only be filled in by its writers; %(roles)s is none of them")
            found.note(f"{key}.asks", word % {"name": name, "roles": ", ".join(strangers)})
    if key != "flow.opening":
        if not step.roles:
            found.note(f"{key}.roles", _("is empty: nobody could do this step"))
        for role in step.roles:
            if role != ANYONE:
                _role(found, f"{key}.roles", role)
    for at, sign in enumerate(step.signs, 1):
        for role in (*sign.any, *sign.all, *([sign.role] if sign.role else [])):
            _role(found, f"{key}.signs[{at}]", role)
    for due in step.starts:
        for role in ([due.role] if due.role else []) + [one.role for one in due.escalate]:
            _role(found, f"{key}.starts.{due.name}", role)
    for at, copy in enumerate(step.copies, 1):
        for role in copy.roles:
            _role(found, f"{key}.copies[{at}].roles", role)
        if not (copy.roles or copy.units_of):
            found.note(f"{key}.copies[{at}]", _("tells nobody: give roles or units_of"))


def _role(found: Findings, key: str, role: str) -> None:
    found.known(key, role, found.procedure.roles, _("no role is called %(name)s%(hint)s"))


def look_at_rules(found: Findings) -> None:
    """Guards, effects and raised types exist in code."""
    words = found.vocabulary
    for key, step in found.steps():
        opening = key == "flow.opening"
        for guard in step.guards:
            if opening and guard in words.guards:
                found.note(
                    f"{key}.guards",
                    _("%(name)s looks at a record that exists; registering can only ask checks") % {"name": guard},
                )
            else:
                found.known(
                    f"{key}.guards", guard, words.guards | words.checks, _("no guard is called %(name)s%(hint)s")
                )
        for effect in step.effects:
            found.known(f"{key}.effects", effect, words.effects, _("no effect is called %(name)s%(hint)s"))
        for rule in step.raises:
            found.known(f"{key}.raises", rule.type, words.types, _("no record type is called %(name)s%(hint)s"))
            if opening and rule.type == found.procedure.type and rule.rule == "always":
                found.note(f"{key}.raises", _("opens in a ring: %(ring)s") % {"ring": f"{rule.type} → {rule.type}"})
            if (rule.rule in ("per", "row")) != bool(rule.field and rule.codes):
                found.note(
                    f"{key}.raises", _("the rules per and row name a field and its codes; the other rules name neither")
                )
            _rows_that_raise(found, f"{key}.raises", rule)
    for duty in found.procedure.duties:
        found.known(f"duties.{duty.name}.type", duty.type, words.types, _("no record type is called %(name)s%(hint)s"))


def _rows_that_raise(found: Findings, key: str, rule: Raise) -> None:
    """The rule ``row`` goes through rows that keep what they became; only it does."""
    if (rule.rule == "row") != bool(rule.rows):
        found.note(key, _("the rule row names its rows; the other rules name none"))
    elif rule.rows and found.known(key, rule.rows, found.vocabulary.lines, _("no rows are called %(name)s%(hint)s")):
        columns = found.vocabulary.lines[rule.rows]
        if columns.get(RAISED) != "record":
            found.note(key, _("the rows %(name)s cannot keep what they became") % {"name": rule.rows})
        found.known(key, rule.field, columns, _("the rows have no column %(name)s%(hint)s"))


def look_at_clauses(found: Findings) -> None:
    """Each clause mentioned is written out under ``[clauses]``."""
    for key, clause in mentioned(found.procedure):
        found.known(key, clause, found.procedure.clauses, _("clause %(name)s is not written under [clauses]%(hint)s"))


def mentioned(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every clause id named in a procedure, with the key it stands under."""
    if is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            inner, word = getattr(value, one.name), one.name
            if word in ("clause", "proof_clause"):
                if inner:
                    yield f"{key}.{word}".strip("."), inner
            elif word != "clauses":
                yield from mentioned(inner, f"{key}.{word}".strip("."))
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from mentioned(inner, f"{key}.{name}".strip("."))
    elif isinstance(value, tuple):
        for at, inner in enumerate(value, 1):
            yield from mentioned(inner, f"{key}[{at}]")
