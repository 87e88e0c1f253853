"""What every record type keeps under every course a shipped procedure takes; no type is named here (house 9.2)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from huiyin.kernel import amend, flow, policy, registry, trail
from huiyin.kernel.errors import Refused, Stale
from huiyin.kernel.models import Event, Record, Turn
from huiyin.packs.shape import Procedure
from tests.cast import Cast
from tests.walker import Walker, adopt_for

pytestmark = pytest.mark.every_course


@pytest.fixture
def case(request: pytest.FixtureRequest, cast: Cast) -> tuple[Procedure, Walker]:
    """One shipped procedure in force (with those of what it raises), and a walker."""
    return adopt_for(*request.param), Walker(cast)


@pytest.mark.every_procedure
def test_every_state_is_reached_and_every_step_taken(case: tuple[Procedure, Walker]) -> None:
    procedure, walker = case
    reached, taken = set(), set()
    for record in walker.tour(procedure.type):
        reached.add(record.state)
        for step in procedure.flow.from_state(record.state):
            if step.name not in taken:
                with walker.aside():
                    assert walker.do(walker.again(record), step).state == step.to
                    taken.add(step.name)
    assert taken == set(procedure.flow.steps)
    assert reached >= {name for name, state in procedure.flow.states.items() if state.phase != "void"}


def test_milestones_are_all_marked_on_some_way(case: tuple[Procedure, Walker]) -> None:
    procedure, _walker = case
    marked = {mark for step in procedure.flow.steps.values() for mark in step.marks} | set(procedure.flow.opening.marks)
    assert marked >= set(registry.get(procedure.type).milestones)


@pytest.mark.every_procedure
def test_a_stranger_finds_nothing(case: tuple[Procedure, Walker]) -> None:
    procedure, walker = case
    record = walker.open(procedure.type)
    with pytest.raises(LookupError):
        policy.find(walker.cast.guo, record.number, at=walker.at)
    assert not policy.visible(walker.cast.guo, procedure.type, at=walker.at).exists()
    assert not policy.visible(walker.cast.bai, None, at=walker.at).exists()


@pytest.mark.every_procedure
def test_who_only_reads_changes_nothing(case: tuple[Procedure, Walker]) -> None:
    procedure, walker = case
    record = walker.open(procedure.type)
    for reader in (walker.cast.sun, walker.cast.mei):
        assert not policy.may_open(reader, procedure.type, at=walker.at).ok
        for step in procedure.flow.steps.values():
            verdict = policy.may(reader, record, step, at=walker.at)
            assert not verdict.ok
            assert str(verdict.why)
        first = procedure.flow.from_state(record.state)[0]
        with pytest.raises(Refused):
            flow.fire(record, first.name, reader, {}, seen=record.version, at=walker.tick())
        for deed in (amend.void, _correct):
            with pytest.raises(Refused):
                deed(record, reader, "理由", seen=record.version, at=walker.tick())
    assert [event.kind for event in record.events.all()] == ["opened"]
    assert policy.find(walker.cast.sun, record.number, at=walker.at) == record


def _correct(record: Any, person: Any, reason: str, *, seen: int, at: dt.datetime) -> Any:
    return amend.correct(record, person, {"title": "改"}, reason, seen=seen, at=at)


@pytest.mark.check(2)
def test_a_stale_page_changes_nothing(case: tuple[Procedure, Walker]) -> None:
    procedure, walker = case
    record = walker.open(procedure.type)
    step = procedure.flow.from_state(record.state)[0]
    stale = record.version
    moved = walker.do(record, step)
    before = Event.objects.filter(record_id=record.pk).count()
    with pytest.raises(Stale) as no:
        flow.fire(record, step.name, walker.cast.lin, {}, seen=stale, at=walker.tick())
    assert no.value.status == 409
    assert (no.value.seen, no.value.present) == (stale, moved.version)
    assert Event.objects.filter(record_id=record.pk).count() == before


def test_only_asked_fields_are_taken(case: tuple[Procedure, Walker]) -> None:
    procedure, walker = case
    record = walker.open(procedure.type, number="X-1", state="closed", version=99, opened_by=walker.cast.guo.pk)
    assert record.state == procedure.flow.initial
    assert record.version == 1
    assert record.number != "X-1"


def test_the_trail_has_no_gap_and_ends_where_the_record_stands(case: tuple[Procedure, Walker]) -> None:
    procedure, walker = case
    record = walker.to_done(walker.open(procedure.type))
    events = list(record.events.order_by("seq"))
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    state = events[0].state_after
    for event in events[1:]:
        assert event.state_before == state
        state = event.state_after
    assert state == record.state
    assert events[-1].version == record.version
    faults: list[Any] = []
    assert trail.verify(faults.append).faults == 0
    assert faults == []


def test_a_closed_record_is_on_nobodys_desk(case: tuple[Procedure, Walker]) -> None:
    procedure, walker = case
    record = walker.to_done(walker.open(procedure.type))
    assert record.closed_at == record.events.order_by("-seq").first().happened_at
    assert not Turn.objects.filter(record_id=record.pk).exists()
    assert not record.dues.filter(settled_at=None).exists()


def test_every_open_state_is_someones_turn(case: tuple[Procedure, Walker]) -> None:
    procedure, walker = case
    for record in walker.tour(procedure.type):
        if record.phase in ("open", "waiting"):
            assert Turn.objects.filter(record_id=record.pk).exclude(kind="row").exists(), record.state


def test_a_voided_record_keeps_its_number_and_words(case: tuple[Procedure, Walker]) -> None:
    procedure, walker = case
    record = walker.open(procedure.type)
    voider = next(
        one for one in walker.everyone()
        if any(held.role in procedure.voiders for held in policy.holdings(one, walker.at))
    )  # fmt: skip
    amend.void(record, voider, "重复登记", seen=record.version, at=walker.tick())
    kept = Record.objects.get(number=record.number)
    assert (kept.phase, kept.title) == ("void", record.title)
    for step in procedure.flow.steps.values():
        assert not policy.may(voider, kept, step, at=walker.at).ok
    assert [event.kind for event in kept.events.all()] == ["opened", "voided"]
