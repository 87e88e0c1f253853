"""What the guidance texts (CS, FM, FN, WR, GS, ES) ask of any firm, shown on the generic procedures."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from huiyin.kernel import flow, policy, registry
from huiyin.kernel.errors import Refused
from tests.cast import Cast
from tests.walker import Walker, adopt_pack, procedures

PACK = "generic/1.0"


@pytest.fixture
def story(cast: Cast) -> Walker:
    adopt_pack(PACK)
    return Walker(cast)


def fire(story: Walker, record: Any, step: str, by: Any, reason: str = "", **data: Any) -> Any:
    record = story.again(record)
    return flow.fire(record, step, by, data, seen=record.version, at=story.tick(), reason=reason)


@pytest.mark.clause("FN-1c")
def test_reception_problems_complaints_and_tracking_are_each_a_process_of_its_own() -> None:
    shipped = {one.type: one for one in procedures(PACK)}
    assert shipped.keys() == {one.name for one in registry.types()}
    documents = {shipped[name].document for name in ("reception", "feedback", "complaint", "correspondence")}
    assert len(documents) == 4


@pytest.mark.clause("FM-1b")
def test_every_step_has_a_role_and_every_promise_a_length_somebody_answers_for() -> None:
    for one in procedures(PACK):
        for step in one.flow.steps.values():
            assert step.roles, (one.type, step.name)
        for clock in (due for step in (one.flow.opening, *one.flow.steps.values()) for due in step.starts):
            assert clock.within or clock.per or clock.by_field, (one.type, clock.name)
            assert clock.role in one.roles, (one.type, clock.name)


@pytest.mark.clause("FN-2a")
def test_no_step_is_skipped_and_a_step_back_says_why(story: Walker) -> None:
    record = story.open("complaint")
    before = record.events.count()
    for step in ("answer", "verify", "close"):
        with pytest.raises(Refused) as no:
            fire(story, record, step, story.cast.wang)
        assert no.value.status == 409
    assert record.events.count() == before
    for one in procedures(PACK):
        for step in one.flow.steps.values():
            if step.new_round:
                assert step.reason, (one.type, step.name)


@pytest.mark.clause("FN-2d", "ES-1", "WR-7")
def test_a_complaint_is_followed_to_the_customers_own_verdict(story: Walker) -> None:
    record = story.to_done(story.open("complaint"))
    kept = [event.facts["clocks_met"] for event in record.events.all() if "clocks_met" in event.facts]
    met = {clock["name"]: clock["kept"] for some in kept for clock in some}
    assert met["answer"] is True
    received, answered = (dt.datetime.fromisoformat(record.milestones[name]) for name in ("received", "answered"))
    assert dt.timedelta(0) < answered - received < dt.timedelta(days=1)
    record = fire(story, record, "reopen", story.cast.wang, "客户称问题再次出现")
    assert (record.state, record.round, record.phase) == ("analysing", 2, "open")
    assert record.events.last().reason == "客户称问题再次出现"
    assert record.dues.filter(name="answer", settled_at=None).exists()


@pytest.mark.clause("FM-3a", "GS-9")
def test_states_forms_lists_and_limits_are_what_the_firm_wrote(story: Walker) -> None:
    generic = {one.type: one for one in procedures(PACK)}["complaint"]
    firm = {one.type: one for one in procedures("complaint-handling")}["complaint"]
    assert set(generic.flow.states) != set(firm.flow.states)
    assert set(generic.choices["content_class"]) != set(firm.choices["content_class"])
    assert [part.title.zh for part in generic.sections] != [part.title.zh for part in firm.sections]
    assert {due.name for due in generic.flow.opening.starts} != {due.name for due in firm.flow.opening.starts}
    record = story.open("complaint")
    assert policy.procedure_of(record).document == generic.document
