"""A new version of a procedure: what it would do, what it leaves alone, and moving records to it by a deed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from huiyin.kernel import policy
from huiyin.kernel.errors import Invalid, Refused
from huiyin.kernel.models import Event
from huiyin.kernel.rebase import rebase
from huiyin.kernel.rehearse import rehearse
from huiyin.packs.adopt import adopt, load
from huiyin.packs.models import ProcedureVersion
from huiyin.packs.shape import Procedure
from tests.cast import AT, Cast
from tests.walker import Walker, adopt_pack, procedures


@pytest.fixture
def walker(cast: Cast) -> Walker:
    adopt_pack("complaint-handling")
    return Walker(cast)


def qp07() -> Procedure:
    return next(one for one in procedures("complaint-handling") if one.type == "complaint")


def revised() -> Procedure:
    """Revision B: the state “registered” is called “accepted”, and the reply to general handling is due in 2wd."""
    old = qp07()
    states = {("accepted" if name == "registered" else name): state for name, state in old.flow.states.items()}
    states["accepted"] = replace(states["accepted"], name="accepted")
    steps = {}
    for name, step in old.flow.steps.items():
        starts = tuple(replace(clock, per={"general": "2wd", "urgent": "24h"}) for clock in step.starts)
        sources = tuple("accepted" if one == "registered" else one for one in step.sources)
        to = "accepted" if step.to == "registered" else step.to
        steps[name] = replace(step, starts=starts, sources=sources, to=to)
    return replace(old, revision="B", flow=replace(old.flow, states=states, steps=steps))


def registered(walker: Walker) -> Any:
    return walker.to(walker.open("complaint"), "registered")


def in_force(procedure: Procedure) -> ProcedureVersion:
    return adopt(procedure, by=None, at=AT, effective_from=AT.date(), reason="B 版")


@pytest.mark.clause("FM-4b")
def test_a_record_lives_under_the_version_it_was_opened_with(walker: Walker) -> None:
    old = registered(walker)
    version = in_force(revised())
    new = registered_new(walker)
    assert (policy.procedure_of(old).revision, policy.procedure_of(new).revision) == ("A", "B")
    assert (old.state, new.state) == ("registered", "accepted")
    assert old.dues.get().amount == "5wd"
    assert new.dues.get().amount == "2wd"
    assert new.number == "KS2026-0002"
    assert load(version).fields == qp07().fields
    assert walker.to_done(walker.again(old)).phase == "done"


def registered_new(walker: Walker) -> Any:
    return walker.to(walker.open("complaint"), "accepted")


def test_rehearsing_says_what_would_move_and_writes_nothing(walker: Walker) -> None:
    record = registered(walker)
    events = Event.objects.count()
    told = "\n".join(rehearse(revised(), at=AT))
    assert "registered" in told
    assert record.number in told
    assert "回复客户" in told
    assert rehearse(qp07(), at=AT) == []
    assert Event.objects.count() == events


def test_rebase_is_a_deed_with_a_mapping_and_a_choice_for_each_clock(walker: Walker) -> None:
    record, version = registered(walker), in_force(revised())
    before = record.dues.get().due_at
    with pytest.raises(Refused):
        rebase([record], walker.cast.lin, version, "换版", at=walker.tick())
    with pytest.raises(Invalid):
        rebase([record], walker.cast.wang, version, " ", at=walker.tick())
    with pytest.raises(Refused) as no:
        rebase([record], walker.cast.wang, version, "换版", at=walker.tick())
    assert record.number in str(no.value.why)
    states = {"registered": "accepted"}
    dry = rebase(
        [record], walker.cast.wang, version, "换版", at=walker.tick(), states=states, dues="recompute", rehearse=True
    )
    assert walker.again(record).procedure_id != version.pk
    (wet,) = rebase([record], walker.cast.wang, version, "换版", at=walker.at, states=states, dues="recompute")
    assert (dry[0].state, dry[0].clocks) == (wet.state, wet.clocks)
    moved = walker.again(record)
    assert (moved.procedure_id, moved.state) == (version.pk, "accepted")
    due = moved.dues.get()
    assert due.due_at < before
    assert due.first_due_at == before
    event = moved.events.last()
    assert (event.kind, event.reason) == ("rebased", "换版")
    assert {event.facts["from"], event.facts["to"]} == set(
        ProcedureVersion.objects.filter(type="complaint").values_list("fingerprint", flat=True)
    )
    assert walker.to_done(moved).phase == "done"


def test_all_records_move_or_none(walker: Walker) -> None:
    first = walker.open("complaint")
    second = registered(walker)
    version = in_force(revised())
    with pytest.raises(Refused):
        rebase([first, second], walker.cast.wang, version, "换版", at=walker.tick())
    assert walker.again(first).procedure_id != version.pk
    assert not Event.objects.filter(kind="rebased").exists()


def test_a_version_is_chosen_by_unit_and_day(walker: Walker) -> None:
    west = replace(qp07(), revision="W")
    adopt(west, by=None, at=AT, effective_from=AT.date(), reason="西部", units=["SC-WEST"])
    adopt(
        replace(qp07(), revision="C"), by=None, at=AT, effective_from=AT.date() + dt.timedelta(days=30), reason="将来"
    )
    assert policy.procedure_of(walker.open("complaint", by=walker.cast.guo)).revision == "W"
    assert policy.procedure_of(walker.open("complaint", by=walker.cast.lin)).revision == "A"
