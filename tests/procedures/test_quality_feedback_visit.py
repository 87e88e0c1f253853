"""Visits under the quality feedback guide (4.8): reported within three working days, in three sections."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from huiyin.kernel import flow, links, policy
from huiyin.kernel.errors import Invalid
from huiyin.records.visit.models import Competitor, Finding
from tests.cast import SHANGHAI, Cast
from tests.walker import Walker, adopt_pack

SECTIONS = {"new_requirements": "无", "comparison": "独家供货", "satisfaction": "satisfied"}
RIVAL = {"name": "江东线缆", "share": "30%", "better": "交期短 5 天", "worse": "镀层附着力差"}


@pytest.fixture
def story(cast: Cast) -> Walker:
    adopt_pack("quality-feedback")
    return Walker(cast)


def made(story: Walker, visited_on: str = "2026-11-18", who: str = "lin", **over: Any) -> Any:
    data = {"customer": "C001", "purpose": "了解弹簧钢丝使用情况", "visited_on": visited_on, "visitors": "林晓",
            "met": "周敏"}  # fmt: skip
    return flow.open_record("visit", story.cast.persons[who], data | over, at=story.tick(), received_at=story.at)


def fire(story: Walker, record: Any, step: str, who: str, **data: Any) -> Any:
    return flow.fire(record, step, story.cast.persons[who], data, seen=record.version, at=story.tick())


@pytest.mark.clause("QF-4.8a")
@pytest.mark.parametrize(
    ("last_day", "due"),
    [
        pytest.param("2026-11-13", "2026-11-18T17:30", id="over a weekend"),
        pytest.param("2026-11-18", "2026-11-23T17:30", id="from the day after"),
        pytest.param("2026-09-30", "2026-10-10T17:30", id="over the national holiday, a make-up Saturday worked"),
    ],
)
def test_three_working_days_count_from_the_last_day_of_the_visit(story: Walker, last_day: str, due: str) -> None:
    clock = made(story, last_day).dues.get(name="report")
    assert clock.due_at.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M") == due
    assert not clock.soft


@pytest.mark.clause("QF-4.8a")
def test_none_of_the_three_sections_may_be_left_out(story: Walker) -> None:
    record = made(story)
    with pytest.raises(Invalid) as no:
        fire(story, record, "report", "lin")
    assert set(no.value.errors) == set(SECTIONS)
    assert story.again(record).state == "visited"
    record = fire(story, record, "report", "lin", **SECTIONS, competitors=[RIVAL])
    assert (record.state, record.dues.get(name="report").outcome) == ("reported", "met")
    rival = Competitor.objects.get(record_id=record.pk)
    assert (rival.better, rival.worse) == ("交期短 5 天", "镀层附着力差")


@pytest.mark.clause("QF-4.8a")
def test_a_report_that_comes_late_is_seen_to_be(story: Walker) -> None:
    record = made(story, "2026-11-12")
    late = record.dues.get(name="report").due_at
    record = fire(story, record, "report", "lin", **SECTIONS)
    assert record.dues.get(name="report").settled_at - late > dt.timedelta(days=0)
    assert record.events.get(step="report").facts["clocks_met"][0]["kept"] is False


@pytest.mark.clause("QF-4.8b")
def test_a_main_point_becomes_a_feedback_form_with_the_report(story: Walker) -> None:
    point = {"what": "线盘改用 250 kg", "weight": "main", "unit": "LOGI", "becomes": "action", "due_on": "2026-12-04"}
    record = made(story)
    with pytest.raises(Invalid) as no:
        fire(story, record, "report", "lin", **SECTIONS, findings=[point])
    assert set(no.value.errors) == {"findings.becomes"}
    assert links.children(record) == []
    record = fire(story, record, "report", "lin", **SECTIONS, findings=[point | {"becomes": "feedback"}])
    (form,) = links.children(record, "feedback")
    assert (form.feedback.content, form.feedback.channel, form.customer) == (
        "线盘改用 250 kg", "visit", story.cast.customer,
    )  # fmt: skip
    assert form.received_at == dt.datetime(2026, 11, 18, 23, 59, tzinfo=SHANGHAI)  # it was said on the visit's day
    assert Finding.objects.get(record_id=record.pk).raised == form
    record = fire(story, record, "pass_on", "lin", findings=[])
    assert links.children(record, "feedback") == [form]


@pytest.mark.clause("QF-1b")
def test_new_requirements_reach_the_heads_at_once(story: Walker) -> None:
    record = fire(story, made(story), "report", "lin", **SECTIONS | {"new_requirements": "外箱二维码"})
    told = {one["name"] for one in record.events.get(step="report").facts["copied"]}
    assert told == {"王建国", "陈静", "叶青"}


@pytest.mark.clause("QF-3.2")
def test_engineering_follows_sample_wire_on_trial(story: Walker) -> None:
    assert policy.may_open(story.cast.zhao, "visit", at=story.at).ok
    record = made(story, who="zhao", occasion="trial")
    with pytest.raises(Invalid) as no:
        fire(story, record, "report", "zhao", **SECTIONS)
    assert set(no.value.errors) == {"sample", "trial_result"}
    told = {"sample": "SWH 2.0 mm 样线 60 kg", "trial_result": "试卷 300 件，断线 1 次", "next_on": "2026-12-02"}
    record = fire(story, record, "report", "zhao", **SECTIONS, **told)
    assert (record.sample, record.next_on, record.customer) == (
        "SWH 2.0 mm 样线 60 kg", dt.date(2026, 12, 2), story.cast.customer,
    )  # fmt: skip
