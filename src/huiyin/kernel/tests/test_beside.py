"""A step asked beside the flow: while it waits to be signed the visit goes on (SC-4.1.2-3, the shop-floor tour)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.utils.translation import override

from huiyin.kernel import amend, flow, policy, registry, turns
from huiyin.kernel.errors import Refused, Stale
from huiyin.kernel.lines import rows_of
from huiyin.kernel.models import Event
from huiyin.kernel.sign_words import signatures
from huiyin.kernel.told import Told
from huiyin.kernel.vocabulary import vocabulary_for
from huiyin.packs.adopt import adopt
from huiyin.packs.check import check
from huiyin.packs.compare import compare
from huiyin.packs.shape import Procedure, Sign
from tests.cast import AT, Cast
from tests.walker import adopt_pack, procedures

pytestmark = pytest.mark.clause("SC-4.1.2-3")
BOOKED = AT + dt.timedelta(days=3, hours=1)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


def received(cast: Cast) -> Any:
    """A visitor who is being talked to."""
    data = {
        "customer": cast.customer.pk, "channel": "phone", "kind": "visit", "purpose": "确认轴承座整改",
        "booked_for": BOOKED, "host": "zhao", "visitors": [{"name": "周敏", "title": "质量工程师"}],
    }  # fmt: skip
    record = flow.open_record("reception", cast.lin, data, at=AT)
    record = do(record, cast, "announce", AT + MINUTE, announcement="1 人来访")
    record = flow.sign(record, cast.ye, seen=record.version, at=AT + MINUTE, method="password")
    lines = next(one for one in registry.get("reception").lines if one.name == "preparations")
    rows = [{"id": row.pk, "ready": True} for row in rows_of(record, lines)]
    record = do(record, cast, "prepare", AT + 2 * MINUTE, preparations=rows)
    record = do(record, cast, "check_in", BOOKED - 5 * MINUTE)
    return do(record, cast, "begin", BOOKED)


def do(record: Any, cast: Cast, step: str, at: dt.datetime = BOOKED + 5 * MINUTE, who: str = "lin", **data: Any) -> Any:
    return flow.fire(record, step, cast.persons[who], data, seen=record.version, at=at)


@pytest.fixture
def asked(cast: Cast) -> Any:
    """The tour was asked for; Yu has not answered."""
    adopt_pack("generic/1.0")
    return do(received(cast), cast, "ask_tour", BOOKED + 2 * MINUTE, tour_areas="装配线")


def leave(record: Any, cast: Cast, at: dt.datetime = BOOKED + 60 * MINUTE) -> Any:
    topics = ["profile", "history", "production", "business", "sales", "quality", "people"]
    return do(record, cast, "see_off", at, farewell="送至大门", topics=topics)


def test_the_visit_goes_on_and_the_permission_comes_in_between(cast: Cast, asked: Any) -> None:
    record = do(asked, cast, "take_down", questions=[{"what": "轴承座何时换新模具"}])
    assert (record.state, record.awaiting) == ("served", "ask_tour")
    assert record.proposals.get(settled_at=None).step == "ask_tour"
    record = flow.sign(record, cast.yu, seen=record.version, at=BOOKED + 8 * MINUTE, method="password")
    assert (record.state, record.awaiting, record.tour_permitted_at) == ("served", "", BOOKED + 8 * MINUTE)
    assert do(record, cast, "tour", BOOKED + 9 * MINUTE, tour_note="参观装配线").tour_note == "参观装配线"


def test_the_permission_leaves_the_record_where_it_is_by_then(cast: Cast, asked: Any) -> None:
    record = leave(asked, cast)
    assert (record.state, record.awaiting) == ("left", "ask_tour")
    record = flow.sign(record, cast.yu, seen=record.version, at=BOOKED + 61 * MINUTE, method="password")
    assert (record.state, record.awaiting) == ("left", "")
    event = record.events.order_by("seq").last()
    assert (event.step, event.state_before, event.state_after) == ("ask_tour", "left", "left")


def test_whoever_signs_and_whoever_goes_on_both_have_it_on_their_desks(cast: Cast, asked: Any) -> None:
    def desk(who: str, record: Any) -> set[tuple[str, str]]:
        rows = turns.mine(cast.persons[who], at=BOOKED + 30 * MINUTE).filter(record_id=record.pk)
        return set(rows.values_list("kind", "step"))

    since = asked.turns.get(kind="sign").since
    assert (desk("yu", asked), desk("zhao", asked)) == ({("sign", "ask_tour")}, {("act", "see_off")})
    record = do(asked, cast, "introduce", topics_note="重点介绍热处理")
    assert (desk("yu", record), record.turns.get(kind="sign").since) == ({("sign", "ask_tour")}, since)
    record = leave(record, cast)
    assert ("sign", "ask_tour") in desk("yu", record)
    assert ("act", "see_off") not in desk("zhao", record)
    record = flow.sign(record, cast.yu, seen=record.version, at=BOOKED + 61 * MINUTE, method="password")
    assert not record.turns.filter(kind="sign").exists()


def test_no_second_signed_step_and_no_end_while_it_waits(cast: Cast, asked: Any) -> None:
    why = "“Ask for a shop-floor tour” is waiting for signatures."
    flow_of = policy.procedure_of(asked).flow
    ends = next(step for step in flow_of.steps.values() if step.to == "filed")
    count = Event.objects.count()
    with pytest.raises(Refused) as no:
        do(asked, cast, "ask_tour", tour_areas="热处理")
    assert (str(no.value.why), no.value.status, Event.objects.count()) == (why, 409, count)
    assert not policy.goes_on(flow_of.steps["ask_tour"], ends, policy.procedure_of(asked))
    assert not policy.goes_on(flow_of.steps["ask_tour"], flow_of.steps["announce"], policy.procedure_of(asked))
    assert policy.goes_on(flow_of.steps["ask_tour"], flow_of.steps["see_off"], policy.procedure_of(asked))


def test_another_waiting_step_still_stops_everything(cast: Cast) -> None:
    adopt_pack("generic/1.0")
    data = {
        "customer": cast.customer.pk, "channel": "phone", "kind": "visit", "purpose": "来访", "booked_for": BOOKED,
        "host": "zhao",
    }  # fmt: skip
    record = do(
        flow.open_record("reception", cast.lin, data, at=AT), cast, "announce", AT + MINUTE, announcement="1 人"
    )
    verdict = policy.may(cast.lin, record, "check_in", at=AT + MINUTE)
    assert (verdict.ok, verdict.stage) == (False, "waiting")


def test_it_can_be_declined_and_taken_back_after_the_visit_moved_on(cast: Cast, asked: Any) -> None:
    record = leave(asked, cast)
    back = flow.sign(
        record,
        cast.yu,
        seen=record.version,
        at=BOOKED + 61 * MINUTE,
        method="password",
        verdict="refused",
        reason="保密",
    )
    assert (back.state, back.awaiting, back.tour_permitted_at) == ("left", "", None)
    again = do(received(cast), cast, "ask_tour", BOOKED + 2 * MINUTE, tour_areas="装配线")
    again = do(again, cast, "introduce", topics_note="质量")
    again = amend.take_back(again, cast.lin, "客户不看了", seen=again.version, at=BOOKED + 9 * MINUTE)
    assert (again.state, again.awaiting) == ("served", "")


def test_the_signer_signs_what_she_read_and_not_what_came_after(cast: Cast, asked: Any) -> None:
    seen = asked.version
    record = do(asked, cast, "introduce", topics_note="重点介绍热处理")
    with pytest.raises(Stale):
        flow.sign(asked, cast.yu, seen=seen, at=BOOKED + 8 * MINUTE, method="password")
    record = flow.sign(record, cast.yu, seen=record.version, at=BOOKED + 9 * MINUTE, method="password")
    assert record.signatures.get(step="ask_tour").content["topics_note"] == "重点介绍热处理"


def test_what_the_first_of_two_signed_shows_as_broken_when_it_was_changed_meanwhile(cast: Cast) -> None:
    adopt_pack("generic/1.0", ("complaint", "feedback", "capa", "improvement", "requirement", "training"))
    adopt(signed_by_two(), by=None, at=AT - dt.timedelta(days=1), effective_from=AT.date(), reason="two")
    record = do(received(cast), cast, "ask_tour", BOOKED + 2 * MINUTE, tour_areas="装配线")
    record = flow.sign(record, cast.yu, seen=record.version, at=BOOKED + 3 * MINUTE, method="password")
    assert record.awaiting == "ask_tour"
    record = amend.correct(
        record, cast.wang, {"tour_areas": "热处理车间"}, "写错", seen=record.version, at=BOOKED + 4 * MINUTE
    )
    procedure = policy.procedure_of(record)
    rows = [
        one
        for one in signatures(record, procedure, Told(record, procedure))
        if one["step"] == "Ask for a shop-floor tour"
    ]
    assert [(bool(one["verdict"]), one.get("broken", [])) for one in rows] == [
        (True, ["Places to be seen"]),
        (False, []),
    ]


def generic() -> Procedure:
    return next(one for one in procedures("generic/1.0") if one.type == "reception")


def with_step(procedure: Procedure, name: str, **over: Any) -> Procedure:
    step = replace(procedure.flow.steps[name], **over)
    return replace(procedure, flow=replace(procedure.flow, steps={**procedure.flow.steps, name: step}))


def signed_by_two() -> Procedure:
    return with_step(generic(), "ask_tour", signs=(Sign(all=("deputy_manager", "general_manager")),))


@pytest.mark.parametrize(
    ("name", "over", "said"),
    [
        ("introduce", {"beside": True},
         "reception.toml, flow.steps.introduce.beside: has no meaning here: the step waits for no signature"),
        ("announce", {"beside": True},
         "reception.toml, flow.steps.announce.beside: stands only where the record stays: from and to name the same"
         " state"),
    ],
)  # fmt: skip
def test_the_checker_refuses_it_elsewhere(name: str, over: dict[str, Any], said: str) -> None:
    faults = check(with_step(generic(), name, **over), vocabulary_for("reception"))
    assert [str(fault) for fault in faults] == [said]


def test_a_comparison_says_it() -> None:
    said = compare(with_step(generic(), "ask_tour", beside=False), generic())
    assert any("lets the record go on while it waits to be signed" in str(one) for one in said)
