"""Where the clauses of a procedure stand: at which demand, and what kind of evidence that demand leaves.

Nothing is declared twice: the clause written beside a step, a clock or a signature is the whole of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from huiyin.packs.shape import Procedure, Step

MEASURED = ("opening", "step", "clock", "sign", "proof", "copy", "raise", "field", "ledger", "keep", "duty")
"""Kinds of demand that leave something to count; the others are in force and shown."""
DECLARED = ("role", "choice", "section", "state", "print")
KINDS = (*MEASURED, *DECLARED)
_PARTS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Stand:
    """One clause at one demand of one procedure.

    ``name`` is the demand's own name (of a field, a clock, a child's type …), ``step`` the step it hangs on (empty for
    the opening and for what hangs on none), ``said`` the demand itself as the procedure has it.
    """

    clause: str
    kind: str
    name: str
    step: str = ""
    said: Any = None

    @property
    def key(self) -> str:
        """The same in every version: ``sign.0.answer``. A clock is one clock whichever step starts it."""
        return ".".join((self.kind, self.name, "" if self.kind == "clock" else self.step)).rstrip(".")


def stands(procedure: Procedure) -> tuple[Stand, ...]:
    """Every place a clause is named at, measured kinds first, each in the procedure's own order."""
    found = [one for one in _every(procedure) if one.clause]
    return tuple(sorted(found, key=lambda one: KINDS.index(one.kind)))


def _every(procedure: Procedure) -> Iterator[Stand]:
    flow = procedure.flow
    for role in procedure.roles.values():
        if role.code in named_roles(procedure):
            yield Stand(role.clause, "role", role.code, said=role)
    for name, choices in procedure.choices.items():
        for choice in choices.values():
            yield Stand(choice.clause, "choice", f"{name}.{choice.code}", said=choice)
    for field in procedure.fields.values():
        yield Stand(field.clause, "field", field.name, said=field)
    for number, section in enumerate(procedure.sections):
        yield Stand(section.clause, "section", str(number), said=section)
    for state in flow.states.values():
        yield Stand(state.clause, "state", state.name, said=state)
    yield Stand(flow.opening.clause, "opening", "", said=flow.opening)
    yield from _at(flow.opening, "")
    for step in flow.steps.values():
        yield Stand(step.clause, "step", step.name, step.name, step)
        yield from _at(step, step.name)
    for form in procedure.prints.values():
        yield Stand(form.clause, "print", form.name, said=form)
    yield Stand(procedure.ledger.clause, "ledger", "", said=procedure.ledger)
    yield Stand(procedure.keep.clause, "keep", "", said=procedure.keep)
    for duty in procedure.duties:
        yield Stand(duty.clause, "duty", duty.name, said=duty)


def named_roles(procedure: Procedure) -> set[str]:
    """The roles this procedure gives something to do; the firm has others for other procedures."""
    named = {*procedure.opens, *procedure.correctors, *procedure.voiders, *procedure.extenders}
    named |= {*procedure.extension_approvers, procedure.owner, procedure.keep.custodian}
    for step in (procedure.flow.opening, *procedure.flow.steps.values()):
        named |= {*step.roles, *(role for copy in step.copies for role in copy.roles)}
        named |= {role for sign in step.signs for role in (*sign.any, *sign.all, sign.role)}
    return named


def _at(step: Step, name: str) -> Iterator[Stand]:
    """What hangs on one step."""
    for clock in step.starts:
        yield Stand(clock.clause, "clock", clock.name, name, clock)
    for number, sign in enumerate(step.signs):
        yield Stand(sign.clause, "sign", str(number), name, sign)
    yield Stand(step.proof_clause, "proof", "", name, step)
    for number, copy in enumerate(step.copies):
        yield Stand(copy.clause, "copy", str(number), name, copy)
    for number, rule in enumerate(step.raises):
        yield Stand(rule.clause, "raise", f"{number}.{rule.type}", name, rule)


def document_order(clauses: Iterable[str]) -> list[str]:
    """Clause ids as their document counts them: ``QF-4.2`` before ``QF-4.10``; documents in order of appearance."""
    ids = list(clauses)
    documents = list(dict.fromkeys(one.partition("-")[0] for one in ids))
    return sorted(ids, key=lambda one: (documents.index(one.partition("-")[0]), _counted(one)))


def _counted(clause: str) -> list[tuple[int, int, str]]:
    parts = _PARTS.split(clause.partition("-")[2])
    return [(1, int(part), "") if part.isdigit() else (0, 0, part) for part in parts if part]
