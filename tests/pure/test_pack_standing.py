"""Where clauses stand: each at its demand, none invented, in the document's order."""

from __future__ import annotations

import pytest

from huiyin.packs.shape import Procedure
from huiyin.packs.standing import DECLARED, KINDS, MEASURED, document_order, named_roles, stands
from tests.walker import every_case, procedures

CASES = every_case()


@pytest.fixture(params=CASES, ids=[f"{pack}-{name}" for pack, name in CASES])
def procedure(request: pytest.FixtureRequest) -> Procedure:
    pack, name = request.param
    return next(one for one in procedures(pack) if one.type == name)


def test_clauses_are_counted_as_their_document_counts() -> None:
    ids = ["QF-4.10", "CH-2", "QF-4.2b", "QF-4.2a", "CH-10", "QF-4.2", "CH-1"]
    assert document_order(ids) == ["QF-4.2", "QF-4.2a", "QF-4.2b", "QF-4.10", "CH-1", "CH-2", "CH-10"]


def test_every_demand_is_found_once_and_measured_ones_first(procedure: Procedure) -> None:
    found = stands(procedure)
    assert len({(one.kind, one.name, one.step, one.clause) for one in found}) == len(found)
    assert [KINDS.index(one.kind) for one in found] == sorted(KINDS.index(one.kind) for one in found)
    assert all(one.clause for one in found)
    steps = (procedure.flow.opening, *procedure.flow.steps.values())
    written = sum(bool(one.clause) for step in steps for one in (step, *step.starts, *step.signs, *step.raises))
    written += sum(bool(one.clause) for step in steps for one in step.copies) + sum(bool(s.proof_clause) for s in steps)
    kinds = ("opening", "step", "clock", "sign", "raise", "copy", "proof")
    assert sum(one.kind in kinds for one in found) == written


def test_only_roles_with_something_to_do_stand_there(procedure: Procedure) -> None:
    roles = {one.name for one in stands(procedure) if one.kind == "role"}
    assert roles <= named_roles(procedure)
    assert not set(MEASURED) & set(DECLARED)
