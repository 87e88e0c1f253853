"""Service management 5.6.2 under its own pack: trainings of a customer's people, shared tools; reception staff."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from huiyin.kernel import flow, links
from huiyin.kernel.errors import Invalid, Refused
from huiyin.packs.shape import Procedure
from tests.cast import Cast
from tests.procedures.window_story import fire, told
from tests.walker import Walker, adopt_pack, procedures


@pytest.fixture
def story(cast: Cast) -> Walker:
    adopt_pack("service-management")
    return Walker(cast)


def rules(pack: str, kind: str) -> Procedure:
    return next(one for one in procedures(pack) if one.type == kind)


def wanted(story: Walker, **over: Any) -> Any:
    data = {
        "audience": "customer", "customer": "C001", "product": "MS-25", "basis": "contract", "basis_ref": "CJ-2026-118",
        "content": "密封件更换与试漏", "topics": ["repair", "replacement"],
    } | over  # fmt: skip
    return flow.open_record("training", story.cast.lin, data, at=story.tick())


def planned(story: Walker, record: Any, by: str = "lin", **over: Any) -> Any:
    when = (story.at + dt.timedelta(days=3)).isoformat()
    data = {"planned_at": when, "place": "客户机修车间", "departments": ["TECH"], "outside_trainer": "专家"} | over
    return fire(story, record, "plan", by, **data)


@pytest.mark.clause("SM-5.6.2ta")
def test_a_training_is_approved_before_the_units_are_notified(story: Walker) -> None:
    (demand,) = rules("service-management", "training").flow.steps["plan"].signs
    assert (set(demand.any), demand.clause) == ({"management_representative", "general_manager"}, "SM-5.6.2ta")
    record = planned(story, wanted(story))
    assert (record.state, told(record)) == ("registered", set())
    with pytest.raises(Refused):
        flow.sign(record, story.cast.yu, seen=record.version, at=story.tick(), method="password")
    record = flow.sign(record, story.cast.hu, seen=record.version, at=story.tick(), method="password")
    assert (record.state, told(record)) == ("planned", {"tang"})
    with pytest.raises(Invalid) as no:
        wanted(story, basis="need")
    assert set(no.value.errors) == {"basis"}


@pytest.mark.clause("SM-5.6.2ta")
def test_what_a_contact_sheet_asks_for_opens_with_the_sheet_named(story: Walker) -> None:
    asked = {"customer": "C001", "kind": "training_asked", "content": "请求更换密封培训", "departments": ["TECH"]}
    sheet = flow.open_record("liaison", story.cast.lin, asked, at=story.tick())
    sheet = fire(story, sheet, "send", "lin")
    sheet = flow.sign(sheet, story.cast.ye, seen=sheet.version, at=story.tick(), method="password")
    (child,) = links.children(sheet, "training")
    training = child.training
    assert training.contact_sheet_id == sheet.pk
    assert (training.audience, training.basis, training.basis_ref) == ("customer", "request", sheet.number)


@pytest.mark.clause("SM-5.6.2tb", "SM-5.6.2tc")
def test_content_and_result_are_recorded_and_filed_where_they_are_found(story: Walker, client: Client) -> None:
    record = story.to(wanted(story), "recorded")
    assert [bool(said) for said in (record.content, record.result, record.attendees)] == [True] * 3
    record = fire(story, record, "file", "lin")
    client.force_login(story.cast.sun)
    places = (
        ("/training", {"view": "all", "customer__name": "长江"}),
        ("/training", {"view": "all", "product__name": "机械密封"}),
        ("/customers/C001", {}),
    )
    for address, query in places:
        assert record.number in client.get(address, query).content.decode(), address
    keep = rules("service-management", "training").keep
    assert (keep.years, keep.since, keep.custodian) == (5, "filed", "service_head")


@pytest.mark.clause("SM-5.6.2a", "SM-5.6.2b")
def test_a_shared_gauge_is_recorded_and_calibrated_before_it_leaves(story: Walker) -> None:
    cast = story.cast
    asked = {
        "customer": "C001", "tool_number": "JL-07", "tool_name": "试漏仪", "tool_kind": "tester", "purpose": "现场试漏",
    }  # fmt: skip
    record = flow.open_record("loan", cast.lin, asked, at=story.tick())
    opened = record.opened_at
    with pytest.raises(Invalid) as no:
        fire(story, record, "check", "qin", calibration="valid", calibrated_until="2026-11-19")
    assert set(no.value.errors) == {"calibrated_until"}
    record = fire(story, story.again(record), "check", "qin", calibration="valid", calibrated_until="2027-05-31")
    handing = {"handed_to": "周敏", "condition_out": "完好", "due_on": "2026-12-18"}
    with pytest.raises(Invalid) as no:
        fire(story, record, "lend_out", "lin", **handing, handed_at=opened - dt.timedelta(hours=1))
    assert set(no.value.errors) == {"handed_at"}
    record = fire(story, story.again(record), "lend_out", "lin", **handing, handed_at=story.at)
    assert (record.state, opened <= record.handed_at) == ("lent", True)


@pytest.mark.clause("RC-7b")
def test_reception_staff_are_trained_each_with_a_record(cast: Cast, client: Client) -> None:
    adopt_pack("reception")
    story = Walker(cast)
    guide = rules("reception", "training")
    assert (list(guide.choices["audience"]), guide.flow.steps["plan"].signs) == (["own"], ())
    record = flow.open_record(
        "training", cast.fan, {"audience": "own", "content": "前台接待礼仪", "topics": ["reception"]}, at=story.tick()
    )
    record = planned(story, record, "fan", departments=["SALES"], trainees=[{"person": "lin"}, {"person": "guo"}])
    assert (record.state, record.attendees) == ("planned", "林晓、郭强")
    client.force_login(cast.sun)
    assert record.number in client.get("/training", {"view": "all", "attendees": "郭强"}).content.decode()
