"""Visits under the service control procedure (4.2.4): key users yearly, three headings, results put right."""

from __future__ import annotations

from typing import Any

import pytest

from huiyin.kernel import flow, links, policy
from huiyin.kernel.errors import Invalid
from huiyin.packs.shape import Procedure
from huiyin.records.visit.models import Finding
from tests.cast import Cast
from tests.walker import Walker, adopt_pack, procedures

HEADINGS = {
    "quality_wanted": "振动值再降 2 dB", "quality_lacking": "一批锈蚀", "delivery_wanted": "每周两次",
    "delivery_lacking": "无", "service_wanted": "24 小时到场", "service_lacking": "无",
}  # fmt: skip


@pytest.fixture
def story(cast: Cast) -> Walker:
    adopt_pack("service-control")
    return Walker(cast)


@pytest.fixture
def law() -> Procedure:
    return next(one for one in procedures("service-control") if one.type == "visit")


def fire(story: Walker, record: Any, step: str, who: str, **data: Any) -> Any:
    return flow.fire(record, step, story.cast.persons[who], data, seen=record.version, at=story.tick())


def visited(story: Walker, **over: Any) -> Any:
    data = {"customer": "C001", "purpose": "年度走访", "occasion": "yearly", "planned_on": "2026-11-18"} | over
    record = flow.open_record("visit", story.cast.wang, data, at=story.tick(), received_at=story.at)
    return fire(story, record, "record", "lin", visited_on="2026-11-18", visitors="王建国、林晓", met="周敏")


@pytest.mark.clause("SC-4.2.4a")
def test_the_head_of_sales_plans_a_visit_to_each_key_user_every_year(story: Walker, law: Procedure) -> None:
    (duty,) = law.duties
    assert (duty.every, duty.customers, duty.role, duty.type) == ("1y", ("key",), "service_head", "visit")
    record = visited(story)
    assert (record.key_customer, record.occasion, record.opened_by) == (True, "yearly", story.cast.wang)
    assert record.dues.get(name="visit").outcome == "met"


@pytest.mark.clause("SC-4.2.4b")
@pytest.mark.parametrize("name", list(HEADINGS))
def test_wishes_and_shortcomings_are_recorded_under_each_heading(story: Walker, name: str) -> None:
    record = visited(story)
    with pytest.raises(Invalid) as no:
        fire(story, record, "report", "lin", **HEADINGS | {name: ""})
    assert set(no.value.errors) == {name}
    record = fire(story, record, "report", "lin", **HEADINGS)
    assert (record.state, getattr(record, name)) == ("reported", HEADINGS[name])


@pytest.mark.clause("SC-4.2.4c")
def test_the_office_sorts_and_the_departments_put_right(story: Walker) -> None:
    record = fire(story, visited(story), "report", "lin", **HEADINGS)
    row = {"what": "改用气相防锈袋", "source": "quality", "unit": "PROD", "due_on": "2026-12-04", "becomes": "action"}
    record = fire(story, record, "sort", "lin", findings=[row])
    assert record.departments == ["PROD"]
    assert not policy.may(story.cast.wang, record, "close", at=story.at).ok
    found = Finding.objects.get(record_id=record.pk)
    done = {"id": found.pk, "done_on": "2026-11-18", "result": "已更换包装"}
    record = fire(story, record, "carry_out", "dong", findings=[done])
    assert policy.may(story.cast.wang, record, "close", at=story.at).ok


@pytest.mark.clause("SC-4.2.1-1")
def test_what_is_heard_on_a_visit_enters_the_pool_as_heard_there(story: Walker) -> None:
    record = fire(story, visited(story), "report", "lin", **HEADINGS)
    row = {"what": "一批锈蚀要求更换", "unit": "PROD", "becomes": "complaint"}
    record = fire(story, record, "sort", "lin", findings=[row])
    (complaint,) = links.children(record, "complaint")
    assert (complaint.complaint.channel, complaint.complaint.what_happened) == ("visit", "一批锈蚀要求更换")
