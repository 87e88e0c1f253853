"""Service management 5.3, clause by clause: a visit is announced by contact sheet and followed to the file."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from huiyin.kernel import flow, policy
from huiyin.kernel.errors import Refused
from huiyin.kernel.models import Event, Notice
from huiyin.packs.shape import Procedure
from huiyin.records.reception.models import Question
from tests.cast import AT, Cast
from tests.walker import Walker, adopt_pack, procedures

TOPICS = ["profile", "history", "production", "business", "sales", "quality", "people"]


@pytest.fixture
def story(cast: Cast) -> Walker:
    adopt_pack("service-management")
    return Walker(cast)


@pytest.fixture
def guide() -> Procedure:
    return next(one for one in procedures("service-management") if one.type == "reception")


def announced(story: Walker) -> Any:
    data = {
        "customer": "C001", "channel": "phone", "kind": "visit", "purpose": "年度供货洽谈", "host": "lin",
        "booked_for": AT + dt.timedelta(hours=4), "visitors": [{"name": "周敏", "title": "采购经理"}],
    }  # fmt: skip
    record = flow.open_record("reception", story.cast.lin, data, at=story.tick())
    return fire(story, record, "announce", "lin", announcement="3 人来访，需住宿一晚", travel_request="住宿 1 晚，接站")


def fire(story: Walker, record: Any, step: str, who: str, **data: Any) -> Any:
    person = story.cast.persons[who]
    return flow.fire(record, step, person, data, seen=record.version, at=story.tick())


def sign(story: Walker, record: Any, who: str) -> Any:
    return flow.sign(record, story.cast.persons[who], seen=record.version, at=story.tick(), method="password")


def left(story: Walker, **more: Any) -> Any:
    record = fire(story, sign(story, announced(story), "hu"), "check_in", "lin")
    rows = story.sample_rows(next(one for one in specs(record) if one.name == "preparations"), record)
    record = fire(story, record, "begin", "lin", preparations=rows)
    return fire(story, record, "see_off", "lin", farewell="送至门口", topics=TOPICS, **more)


def specs(record: Any) -> Any:
    return flow.fields_of(policy.procedure_of(record), policy.record_type_of(record)).values()


@pytest.mark.clause("SM-5.3a")
def test_no_visitor_is_received_and_administration_not_told_before_one_of_two_approved(story: Walker) -> None:
    record = announced(story)
    before = Event.objects.count()
    for who in ("lin", "wang"):
        with pytest.raises(Refused):
            fire(story, record, "check_in", who)
    for who in ("chen", "wang", "yu"):
        with pytest.raises(Refused):
            sign(story, record, who)
    assert Event.objects.count() == before
    assert not Notice.objects.filter(kind="copy").exists()
    approved = sign(story, record, "ye")
    assert [one.person for one in Notice.objects.filter(kind="copy")] == [story.cast.fan]
    assert approved.events.latest("seq").facts["copied"] == [{"id": story.cast.fan.pk, "name": "范晴"}]
    assert sign(story, announced(story), "hu").state == "approved"


@pytest.mark.clause("SM-4.1", "SM-5.3b")
def test_lodging_and_travel_are_for_administration_alone(story: Walker, guide: Procedure) -> None:
    for name in ("arrange", "carry_out"):
        assert guide.flow.steps[name].roles == ("admin_officer",)
    assert {"reception", "lodging", "travel"} <= set(guide.choices["tasks.kind"])
    record = sign(story, announced(story), "ye")
    assert record.travel_request == "住宿 1 晚，接站"
    record = fire(story, record, "arrange", "fan", tasks=[{"kind": "lodging", "what": "宾馆 3 间 1 晚"}])
    assert record.events.latest("seq").actor == story.cast.fan


@pytest.mark.clause("SM-5.3c")
def test_seven_topics(guide: Procedure, story: Walker) -> None:
    assert list(guide.choices["topics"]) == TOPICS
    assert left(story).topics == TOPICS


@pytest.mark.clause("SM-5.3d", "SM-5.3e", "SM-5.3f")
def test_questions_are_followed_until_the_record_is_filed(story: Walker) -> None:
    record = left(story, questions=[{"what": "交期能否缩短", "becomes": "action"}])
    row = Question.objects.get(record_id=record.pk)
    placed = {"id": row.pk, "owner": "dong", "due_on": "2026-12-01"}
    record = fire(story, record, "place", "lin", questions=[placed])
    record = fire(story, record, "reply", "lin", reply="生产部 12 月 1 日前回复", reply_channel="phone")
    scores = dict.fromkeys(("attitude", "knowledge", "appearance", "etiquette"), "5")
    record = fire(story, record, "evaluate", "wang", **scores)
    with pytest.raises(Refused) as no:
        fire(story, record, "file", "wang", custodian="SALES")
    assert [str(one.text) for one in no.value.blockers] == ["“交期能否缩短”既未完成，也未注明不再办理。"]
    assert Notice.objects.filter(record_id=record.pk, person=story.cast.dong, kind="copy").exists()
    with pytest.raises(Refused):
        fire(story, record, "act", "tang", questions=[{"id": row.pk, "status": "done"}])
    done = {"id": row.pk, "status": "done", "result": "交期由 20 天缩至 15 天"}
    record = fire(story, record, "act", "dong", questions=[done])
    record = fire(story, record, "file", "wang", custodian="SALES")
    assert (record.phase, record.custodian.code, record.kept_until) == ("done", "SALES", dt.date(2031, 11, 20))
