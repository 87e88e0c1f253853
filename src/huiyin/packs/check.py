"""Every reason why a procedure may not be adopted, as sentences with file and key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from huiyin.packs.check_duties import look_at_duties
from huiyin.packs.check_fields import look_at_choices, look_at_fields, look_at_paper
from huiyin.packs.check_flow import look_at_clocks, look_at_graph, look_at_milestones
from huiyin.packs.check_names import look_at_clauses, look_at_roles, look_at_rules
from huiyin.packs.check_terms import look_at_amounts, look_at_forms, look_at_number, look_at_signs
from huiyin.packs.faults import PackFault, meant
from huiyin.packs.findings import Findings
from huiyin.packs.shape import Procedure
from huiyin.packs.vocabulary import Vocabulary

LOOKS = (
    look_at_graph, look_at_milestones, look_at_clocks, look_at_roles, look_at_fields, look_at_choices, look_at_rules,
    look_at_signs, look_at_amounts, look_at_number, look_at_duties, look_at_paper, look_at_forms,
    look_at_clauses,
)  # fmt: skip


def check(procedure: Procedure, vocabulary: Vocabulary) -> list[PackFault]:
    """Every fault of one procedure against what its record type offers; an empty list means it may be adopted."""
    found = Findings(procedure, vocabulary)
    if procedure.type != vocabulary.type:
        hint = meant(procedure.type, vocabulary.types)
        found.note(
            "procedure.type", _("no record type is called %(name)s%(hint)s") % {"name": procedure.type, "hint": hint}
        )
        return found.faults
    for look in LOOKS:
        look(found)
    return found.faults


def check_together(procedures: Sequence[Procedure]) -> list[PackFault]:
    """Faults that show only between the procedures of one pack: a form number twice, children raised in a ring."""
    return [*_forms_twice(procedures), *_rings(procedures)]


def _forms_twice(procedures: Iterable[Procedure]) -> list[PackFault]:
    used: dict[str, set[str]] = defaultdict(set)
    for procedure in procedures:
        for form in (procedure.form, procedure.ledger.form, *(one.form for one in procedure.prints.values())):
            if form:
                used[form].add(procedure.type)
    return [
        PackFault(
            f"{sorted(types)[-1]}.toml",
            "procedure.form",
            _("form number %(form)s is also used by %(others)s")
            % {"form": form, "others": ", ".join(sorted(types)[:-1])},
        )
        for form, types in used.items()
        if len(types) > 1
    ]


def _rings(procedures: Sequence[Procedure]) -> list[PackFault]:
    """Opening raises a child whose opening raises … the first again: no record could ever be opened."""
    raised = {one.type: [rule.type for rule in one.flow.opening.raises if rule.rule == "always"] for one in procedures}
    faults = []
    for start in raised:
        way = _way_back(start, raised)
        if way and start == min(way):
            ring = " → ".join([*way, start])
            faults.append(
                PackFault(f"{start}.toml", "flow.opening.raises", _("opens in a ring: %(ring)s") % {"ring": ring})
            )
    return faults


def _way_back(start: str, raised: dict[str, list[str]]) -> list[str]:
    """A chain of types from ``start`` back to itself, or nothing."""
    ways = [[start]]
    seen = {start}
    while ways:
        way = ways.pop()
        for child in raised.get(way[-1], ()):
            if child == start:
                return way
            if child not in seen:
                seen.add(child)
                ways.append([*way, child])
    return []
