"""The service management procedure, clause by clause: off-site centres, and what engineering looks through."""

from __future__ import annotations

from typing import Any

import pytest

from huiyin.kernel import links, policy, registry
from huiyin.kernel.errors import Invalid, Refused
from huiyin.kernel.models import Notice
from tests.cast import Cast
from tests.procedures.window_story import FOUR, NO_CAPA, acting, closed, fire, heard, told
from tests.walker import Walker, adopt_pack

PAPERS = ("dfmea", "pfmea", "control_plan", "work_instruction")


@pytest.fixture
def story(cast: Cast) -> Walker:
    adopt_pack("service-management")
    return Walker(cast)


def from_the_west(story: Walker) -> Any:
    """Guo of the western centre takes it down."""
    return heard(story, by="guo", customer="C003", source="centre")


def arrived(story: Walker) -> Any:
    return fire(story, fire(story, from_the_west(story), "pass_on", "guo"), "receive", "lin")


@pytest.mark.clause("SM-5.6.1a")
def test_a_centre_records_what_its_region_says(story: Walker) -> None:
    record = from_the_west(story)
    assert (record.unit, record.unit.kind, record.opened_by) == (
        story.cast.units["SC-WEST"], "centre", story.cast.guo,
    )  # fmt: skip
    assert record.extra["source"] == "centre"
    assert policy.find(story.cast.guo, record.number, at=story.at) == record
    assert not policy.visible(story.cast.guo, "feedback", at=story.at).exclude(pk=record.pk).exists()


@pytest.mark.clause("SM-5.6.1b")
def test_it_is_passed_on_to_the_base_and_both_times_are_kept(story: Walker) -> None:
    record = from_the_west(story)
    verdict = policy.may(story.cast.lin, record, "take_up", at=story.at)
    assert (verdict.ok, verdict.blockers[0].clause) == (False, "SM-5.6.1b")
    record = fire(story, record, "pass_on", "guo")
    assert "wang" in told(record)
    with pytest.raises(Refused):
        fire(story, record, "receive", "guo")
    record = fire(story, story.again(record), "receive", "lin")
    passed, received = record.events.get(step="pass_on"), record.events.get(step="receive")
    assert (passed.actor, received.actor) == (story.cast.guo, story.cast.lin)
    assert passed.at < received.at
    assert record.dues.get(name="base").outcome == "met"
    assert fire(story, record, "take_up", "lin", category="quality", degree="general").state == "judged"


@pytest.mark.clause("SM-5.6.1c", "SM-5.6.1d")
def test_the_department_acts_the_section_follows_up_and_the_centre_hears_the_outcome(story: Walker) -> None:
    record = fire(story, arrived(story), "take_up", "lin", category="repair", degree="general")
    record = fire(story, record, "notify", "lin", departments=["PROD"], **FOUR)
    row = {"measure": "备件加装防护", "planned_on": "2026-11-27", "by": "dong"}
    record = fire(story, record, "counter", "dong", countermeasures=[row], cause="运输磕碰")
    record = fire(story, record, "decide", "lin", decided=NO_CAPA)
    assert policy.may(story.cast.dong, record, "complete", at=story.at).ok is False
    record = closed(story, record)
    assert record.events.get(step="complete").actor == story.cast.lin
    copied = [one["name"] for one in record.events.get(step="conclude").facts["copied"]]
    assert story.cast.guo.name in copied
    own = closed(story, acting(story))
    assert "copied" not in own.events.get(step="conclude").facts


def report(story: Walker) -> Any:
    record = acting(story, decided={"capa": {"open": True}})
    (capa,) = links.children(record, "capa")
    return registry.whole(capa)


@pytest.mark.clause("SM-5.5.1.1")
def test_engineering_is_told_and_decides_on_four_documents(story: Walker) -> None:
    capa = report(story)
    assert "zhao" in set(Notice.objects.filter(record_id=capa.pk).values_list("person__username", flat=True))
    capa = story.to(capa, "acting")
    capa = story.again(capa)
    assert capa.state == "acting"
    rules = policy.procedure_of(capa)
    assert tuple(rules.choices["documents.document"]) == PAPERS
    assert {choice.clause for choice in rules.choices["documents.document"].values()} == {"SM-5.5.1.1"}


@pytest.mark.clause("SM-5.5.1.1")
@pytest.mark.parametrize("missing", PAPERS)
def test_no_report_is_finished_with_a_document_undecided(story: Walker, missing: str) -> None:
    capa = story.to(report(story), "analysing")
    row = {"kind": "corrective", "what": "改进硫化工艺", "owner": "dong", "unit": "PROD", "due_on": "2026-11-27"}
    settled = [{"document": name, "needed": False, "reason": "不涉及"} for name in PAPERS if name != missing]
    capa = fire(
        story, capa, "analyse", "zhao", occurrence_cause="硫化温度漂移使密封圈硬度偏低", escape_cause="进货只抽外观",
        cause_method="five_why", actions=[row], documents=settled,
    )  # fmt: skip
    action = capa.events.get(step="analyse").changes["actions"]["added"][0]["id"]
    done = [{"id": action, "done_on": "2026-11-20"}]
    with pytest.raises(Invalid) as no:
        fire(story, capa, "finish", "zhao", actions=done)
    assert set(no.value.errors) == {"documents"}
    changed = {
        "document": missing, "needed": True, "number": "WJ-03", "old_revision": "A", "new_revision": "B",
        "changed_on": "2026-11-20",
    }  # fmt: skip
    capa = fire(story, story.again(capa), "finish", "zhao", actions=done, documents=[changed])
    assert capa.state == "verifying"


@pytest.mark.clause("SM-5.5.1f", "SM-5.6.1d")
def test_the_report_is_verified_by_the_sales_section(story: Walker) -> None:
    capa = story.to(report(story), "verifying")
    for who, may in (("lin", True), ("wang", True), ("chen", False), ("zhao", False)):
        assert policy.may(story.cast.persons[who], capa, "verify", at=story.at).ok is may
