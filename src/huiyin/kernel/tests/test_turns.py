"""Whose turn it is: what is awaited, not all that is allowed."""

from __future__ import annotations

import pytest

from huiyin.kernel import policy, turns
from tests.cast import Cast
from tests.walker import Walker, adopt_pack

pytestmark = pytest.mark.django_db


@pytest.fixture
def walker(cast: Cast) -> Walker:
    adopt_pack("quality-feedback")
    return Walker(cast)


def test_what_one_may_do_besides_is_nobodys_debt(walker: Walker) -> None:
    record = walker.to(walker.open("complaint"), "investigating")
    procedure = policy.procedure_of(record)
    assert policy.may(walker.cast.lin, record, procedure.flow.steps["go_on_site"], at=walker.at).ok
    assert not turns.mine(walker.cast.lin, at=walker.at).filter(record_id=record.pk).exists()
    assert [turn.step for turn in turns.mine(walker.cast.dong, at=walker.at)] == ["propose"]
    assert {turn.step for turn in turns.mine(walker.cast.chen, at=walker.at)} == {"conclude"}


def test_where_no_way_on_is_marked_whatever_may_be_done_is_awaited(walker: Walker) -> None:
    procedure = policy.procedure_of(walker.open("complaint"))
    besides = [procedure.flow.steps[name] for name in ("go_on_site", "investigate_again", "again")]
    assert [step.name for step in turns.owed(besides)] == ["go_on_site", "investigate_again", "again"]
    assert [step.name for step in turns.owed([*besides, procedure.flow.steps["conclude"]])] == ["conclude"]
    assert [step.name for step in turns.owed([*besides, procedure.flow.steps["conclude"]], "again")] == [
        "conclude", "again",
    ]  # fmt: skip
