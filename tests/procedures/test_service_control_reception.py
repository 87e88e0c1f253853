"""Service control 4.1, clause by clause: users who visit are heard, answered in two days, and led about with leave."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from huiyin.kernel import flow, links, policy
from huiyin.kernel.errors import Refused
from huiyin.kernel.models import Event, Notice
from huiyin.kernel.watch import look
from huiyin.packs.shape import Procedure
from huiyin.records.reception.models import Question
from tests.cast import AT, Cast
from tests.walker import Walker, adopt_pack, procedures


@pytest.fixture
def story(cast: Cast) -> Walker:
    adopt_pack("service-control")
    return Walker(cast)


@pytest.fixture
def guide() -> Procedure:
    return next(one for one in procedures("service-control") if one.type == "reception")


def fire(story: Walker, record: Any, step: str, who: str = "lin", **data: Any) -> Any:
    person = story.cast.persons[who]
    return flow.fire(record, step, person, data, seen=record.version, at=story.tick())


def received(story: Walker) -> Any:
    data = {
        "customer": "C001", "channel": "phone", "kind": "visit", "purpose": "了解轴承精度", "host": "lin",
        "booked_for": AT + dt.timedelta(minutes=10), "visitors": [{"name": "周敏", "title": "工程师"}],
    }  # fmt: skip
    record = flow.open_record("reception", story.cast.lin, data, at=story.tick())
    return fire(story, fire(story, record, "check_in"), "begin")


@pytest.mark.clause("SC-4.1.2-1", "SC-4.1.2-2")
def test_what_is_introduced(guide: Procedure) -> None:
    clauses = {code: one.clause for code, one in guide.choices["topics"].items()}
    first, second = "SC-4.1.2-1", "SC-4.1.2-2"
    assert clauses == {
        "staff": first, "technology": first, "equipment": first, "capacity": first,
        "models": second, "performance": second, "grades": second,
    }  # fmt: skip
    assert "topics_covered" in guide.flow.steps["see_off"].guards


@pytest.mark.clause("SC-4.1.2-3")
def test_the_shop_floor_opens_with_the_deputy_managers_signature(story: Walker) -> None:
    record = received(story)
    before = Event.objects.count()
    with pytest.raises(Refused):
        fire(story, record, "tour", tour_note="参观磨加工车间")
    assert Event.objects.count() == before
    record = fire(story, record, "ask_tour", tour_areas="磨加工车间")
    record = flow.sign(record, story.cast.yu, seen=record.version, at=story.tick(), method="password")
    assert fire(story, record, "tour", tour_note="参观磨加工车间").state == "served"


@pytest.mark.clause("SC-4.1.1b")
def test_each_opinion_is_a_row(story: Walker) -> None:
    record = fire(story, received(story), "take_down", questions=[{"what": "噪声偏大"}, {"what": "供货精度 P5"}])
    assert list(Question.objects.filter(record_id=record.pk).values_list("what", flat=True)) == [
        "噪声偏大",
        "供货精度 P5",
    ]


@pytest.mark.clause("SC-4.1.1b")
def test_what_a_user_says_becomes_only_what_this_firm_keeps(story: Walker, guide: Procedure) -> None:
    kept = {one.type for one in procedures("service-control")}
    assert {rule.type for rule in guide.flow.steps["place"].raises} <= kept
    offered = [code for code, one in guide.choices["questions.becomes"].items() if not one.retired]
    assert offered == ["action", "complaint", "inquiry", "answered"]
    record = fire(story, received(story), "take_down", questions=[{"what": "噪声偏大", "becomes": "complaint"}])
    record = fire(story, record, "see_off", farewell="致谢", topics=list(guide.choices["topics"]))
    record = fire(story, record, "place")
    assert [one.type for one in links.children(record)] == ["complaint"]


@pytest.mark.clause("SC-4.1.1c")
def test_two_days_and_whoever_is_late_is_told(story: Walker, guide: Procedure) -> None:
    record = fire(story, received(story), "see_off", farewell="致谢", topics=list(guide.choices["topics"]))
    due = record.dues.get(name="reply")
    assert timezone.localtime(due.due_at).date() == timezone.localtime(record.left_at).date() + dt.timedelta(days=2)
    look(AT + dt.timedelta(days=5))
    late = Notice.objects.filter(record_id=record.pk, kind__in=("late", "escalated"))
    assert set(late.values_list("person__username", flat=True)) == {"lin", "wang"}
    assert list(policy.procedure_of(record).choices["reply_channel"])[:2] == ["phone", "fax"]
