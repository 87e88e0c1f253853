"""The service management procedure on site: the liaison sheet, who and what goes along, the agreements behind it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from huiyin.kernel import flow
from huiyin.kernel.errors import Invalid, Refused
from huiyin.kernel.models import Due, Notice, Record
from tests.cast import Cast
from tests.walker import Walker, adopt_pack

AGREED = {
    "work_types": ["replace", "adjust"], "basis": "contract", "contract_ref": "HT-18", "scope": "更换密封并调整间隙",
    "terms": "停机两小时", "confirmed_by": "周敏", "confirmed_on": "2026-11-20",
}  # fmt: skip


@pytest.fixture
def story(cast: Cast) -> Walker:
    adopt_pack("service-management")
    return Walker(cast)


def fire(story: Walker, record: Any, step: str, who: str, **data: Any) -> Any:
    reason, decided = data.pop("reason", ""), data.pop("decided", None)
    return flow.fire(
        record, step, story.cast.persons[who], data, seen=record.version, at=story.tick(), reason=reason,
        decided=decided,
    )  # fmt: skip


def applied(story: Walker, **over: Any) -> Any:
    data = {"customer": "C001", "channel": "phone", "request": "密封渗漏，请派人更换"}
    record = flow.open_record("service", story.cast.lin, data, at=story.tick(), received_at=story.at)
    record = fire(story, record, "agree", "lin", **{**AGREED, **over})
    return fire(
        story, record, "apply", "lin", site="总装车间", planned_at=story.at + dt.timedelta(hours=6),
        crew=[{"person": story.cast.zhao.pk, "task": "更换"}], departments=["PROD", "TECH"],
    )  # fmt: skip


@pytest.mark.clause("SM-5.5.3a")
@pytest.mark.parametrize("signer", ["hu", "ye"])
def test_the_liaison_sheet_is_approved_before_anybody_leaves(story: Walker, signer: str) -> None:
    record = applied(story)
    assert record.awaiting == "apply"
    with pytest.raises(Refused):
        fire(story, record, "dispatch", "zhao", left_at=story.at)
    for who in ("wang", "lin"):
        with pytest.raises(Refused):
            flow.sign(record, story.cast.persons[who], seen=record.version, at=story.tick(), method="password")
    person = story.cast.persons[signer]
    record = flow.sign(record, person, seen=record.version, at=story.tick(), method="password")
    assert (record.state, record.awaiting) == ("approved", "")


@pytest.mark.clause("SM-5.5.3b")
def test_the_departments_responsible_go_along_with_parts_and_tools(story: Walker) -> None:
    record = applied(story)
    assert not Notice.objects.filter(record_id=record.pk, person=story.cast.dong).exists()
    record = flow.sign(record, story.cast.hu, seen=record.version, at=story.tick(), method="password")
    assert set(Notice.objects.filter(record_id=record.pk, kind="copy").values_list("person__username", flat=True)) >= {
        "dong", "tang", "zhao",
    }  # fmt: skip
    with pytest.raises(Invalid) as no:
        fire(story, record, "dispatch", "zhao", left_at=story.at)
    assert set(no.value.errors) == {"parts"}
    parts = [{"part_number": "MS-25", "name": "机械密封", "quantity": 1, "taken": 1}]
    tools = [{"name": "扭矩扳手", "tool_number": "T-11"}]
    record = fire(story, record, "dispatch", "zhao", left_at=story.at, parts=parts, tools=tools)
    assert (record.state, record.extra["departments"]) == ("under_way", ["PROD", "TECH"])


@pytest.mark.clause("SM-5.5.3c", "SM-5.6.1c", "SM-5.6.1d")
def test_course_and_result_are_signed_and_measures_followed_to_their_end(story: Walker) -> None:
    record = story.to(story.open("service"), "served")
    assert record.course
    assert record.result
    said = {"signer": "周敏", "signed_on": "2026-11-20"}
    with pytest.raises(Invalid) as no:
        fire(story, record, "confirm", "zhao", **said)
    assert set(no.value.errors) == {"raise.capa"}
    record = fire(story, record, "confirm", "zhao", **said, decided={"capa": {"open": True}})
    report = Record.objects.get(type="capa")
    record = story.to(record, "followed_up")
    with pytest.raises(Refused) as refusal:
        fire(story, record, "close", "wang")
    assert [one.number for one in refusal.value.blockers] == [report.number]


@pytest.mark.clause("SM-5.5.3d")
def test_an_agreement_is_fulfilled_and_its_effect_verified_every_year(story: Walker) -> None:
    record = story.to(story.open("agreement"), "in_force")
    assert Due.objects.filter(record_id=record.pk, name="verifying", settled_at=None).count() == 1
    said = {"verification": "响应时间由 9 小时降到 3 小时", "verified_on": "2026-11-20"}
    with pytest.raises(Refused):
        fire(story, record, "verify", "chen", **said)
    done = [{"what": "季度巡检", "done_on": "2026-11-20", "person": story.cast.zhao.pk}]
    record = fire(story, record, "record_fulfilment", "lin", fulfilments=done)
    record = fire(story, record, "verify", "chen", **said)
    assert (record.effective, record.milestones["verified"]) == ("yes", story.at.isoformat())
    assert Due.objects.filter(record_id=record.pk, name="verifying", settled_at=None).count() == 1
