"""The one door: who gets through, what it leaves behind, and what it never does half."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from huiyin.kernel import amend, flow, links, passing, policy, turns
from huiyin.kernel.errors import Invalid, Refused, Stale
from huiyin.kernel.models import Counter, Event, Notice, Record
from tests.cast import AT, Cast
from tests.walker import Walker, adopt_pack

HOUR = dt.timedelta(hours=1)
CLASSIFIED = {"content_class": "quality", "channel": "phone", "mode": "immediate", "urgency": "general"}


@pytest.fixture
def walker(cast: Cast) -> Walker:
    """The complaint procedure QP07 in force."""
    adopt_pack("complaint-handling")
    return Walker(cast)


def register(walker: Walker, record: Any, **over: Any) -> Any:
    return flow.fire(
        record, "register", walker.cast.lin, CLASSIFIED | over, seen=record.version, at=walker.tick()
    )  # fmt: skip


@pytest.mark.clause("CH-5.2a", "CH-5.2b", "CH-6.1")
def test_any_department_passes_a_complaint_on_and_the_centre_registers_it(walker: Walker) -> None:
    record = walker.open("complaint", by=walker.cast.tang, received_at=AT - HOUR)
    assert (record.number, record.state, record.opened_by) == ("KS2026-0001", "received", walker.cast.tang)
    record = register(walker, record)
    assert record.state == "registered"
    first, second = record.events.all()
    assert (first.kind, first.actor, first.happened_at) == ("opened", walker.cast.tang, AT - HOUR)
    assert (second.step, second.actor, second.at) == ("register", walker.cast.lin, walker.at)
    assert Notice.objects.filter(record_id=record.pk, kind="copy", person=walker.cast.wang).exists()


@pytest.mark.clause("CH-5.2c")
def test_registering_issues_the_report_at_once_and_ties_it(walker: Walker) -> None:
    record = register(walker, walker.open("complaint", customer="C001", what_happened="内孔超差"))
    (child,) = links.children(record)
    assert (child.type, child.number, child.customer_id) == ("capa", "JZ2026-0001", record.customer_id)
    assert record.events.last().facts["raised"] == [{"type": "capa", "number": "JZ2026-0001"}]
    assert child.events.get().facts["raised_by"] == record.number
    assert links.family(child).record.number == record.number


def test_a_refused_opening_writes_nothing_and_draws_no_number(walker: Walker) -> None:
    with pytest.raises(Invalid) as no:
        flow.open_record("complaint", walker.cast.lin, {"customer": "C999"}, at=AT)
    assert set(no.value.errors) == {"customer", "what_happened", "reporting_unit"}
    assert (Record.objects.count(), Event.objects.count(), Counter.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("what_happened", "a\x00b", "NUL"),
        ("what_happened", "字" * 20_001, "20001"),
        ("found_on", "2026-13-01", "2026-11-20"),
        ("found_on", "0001-01-01", "1970"),
        ("quantity", "-3", "0"),
        ("quantity", "1e400", ""),
        ("quantity", True, ""),
        ("channel", "telepathy", "telepathy"),
        ("reporting_unit", "NOWHERE", "NOWHERE"),
        ("customer", ["C001"], ""),
        ("product", "9" * 40, ""),
        ("received_at", "2030-01-01T00:00", ""),
    ],
)
@pytest.mark.check(8)
def test_bad_values_get_a_sentence(walker: Walker, name: str, value: Any, sentence: str) -> None:
    data = {"customer": "C001", "what_happened": "内孔超差", "reporting_unit": "SALES"} | {name: value}
    with pytest.raises(Invalid) as no:
        flow.open_record("complaint", walker.cast.lin, data, at=AT)
    assert set(no.value.errors) == {name}
    assert sentence in str(no.value.errors[name])
    assert not Record.objects.exists()


def test_emoji_and_rare_characters_are_kept(walker: Walker) -> None:
    record = walker.open("complaint", what_happened="𠮷野：镕堃 😡\r\n第二行", customer="C001")
    assert walker.again(record).what_happened == "𠮷野：镕堃 😡\n第二行"


def test_a_step_is_refused_with_its_reason_and_nothing_is_written(walker: Walker) -> None:
    record = walker.open("complaint")
    with pytest.raises(Refused) as no:
        flow.fire(record, "register", walker.cast.zhao, CLASSIFIED, seen=1, at=walker.tick())
    assert (no.value.status, "客户服务中心" in str(no.value.why)) == (403, True)
    with pytest.raises(Refused) as no:
        flow.fire(record, "close", walker.cast.wang, {}, seen=1, at=walker.tick())
    assert no.value.status == 409
    with pytest.raises(Refused) as no:
        flow.fire(record, "no_such_step", walker.cast.wang, {}, seen=1, at=walker.tick())
    assert no.value.status == 404
    assert (walker.again(record).version, record.events.count()) == (1, 1)


@pytest.mark.check(2, 3)
def test_the_second_press_is_told_that_someone_was_faster(walker: Walker) -> None:
    record = walker.open("complaint")
    register(walker, record)
    with pytest.raises(Stale) as no:
        register(walker, record)
    assert (no.value.seen, no.value.present) == (1, 2)
    assert record.events.count() == 2


def test_what_a_step_does_not_ask_is_not_taken(walker: Walker) -> None:
    record = register(walker, walker.open("complaint"), cause="我说的", state="closed", number="X")
    assert (record.cause, record.state, record.number) == ("", "registered", "KS2026-0001")


@pytest.mark.clause("CH-5.3a", "CH-5.3b")
def test_each_department_asked_answers_once_and_sees_the_record(walker: Walker) -> None:
    record = register(walker, walker.open("complaint"))
    assert not policy.visible(walker.cast.dong, "complaint", at=walker.at).exists()
    record = flow.fire(
        record, "organise", walker.cast.lin, {"departments": ["PROD", "TECH"]}, seen=record.version, at=walker.tick()
    )
    assert policy.find(walker.cast.dong, record.number, at=walker.at) == record
    assert [turn.record_id for turn in turns.mine(walker.cast.dong, at=walker.at)] == [record.pk]
    rows = {"countermeasures": [{"what": "更换刀具", "owner": "dong", "due_on": "2026-11-25"}]}
    record = flow.fire(record, "propose", walker.cast.dong, rows, seen=record.version, at=walker.tick())
    assert record.events.last().facts["unit"] == "PROD"
    assert [(turn.kind, turn.words) for turn in turns.mine(walker.cast.dong, at=walker.at)] == [("row", "更换刀具")]
    with pytest.raises(Refused):
        flow.fire(record, "propose", walker.cast.dong, rows, seen=record.version, at=walker.tick())
    with pytest.raises(Refused):
        flow.fire(record, "propose", walker.cast.chen, rows, seen=record.version, at=walker.tick())


@pytest.mark.clause("CH-5.5c", "CH-5.1.4")
def test_ineffective_measures_start_a_numbered_second_round(walker: Walker) -> None:
    record = walker.to(register(walker, walker.open("complaint")), "carrying_out")
    record = walker.fire(record, policy.procedure_of(record).flow.steps["again"])
    assert (record.state, record.round, record.effective) == ("analysing", 2, "no")
    record = walker.to_done(walker.to(record, "verified"))
    assert (record.effective, record.round) == ("yes", 2)
    assert [event.round for event in record.events.filter(step="decide")] == [1, 2]


@pytest.mark.clause("CH-5.3d")
def test_the_customers_own_cause_is_answered_with_the_analysis(walker: Walker) -> None:
    record = walker.to(register(walker, walker.open("complaint")), "analysing")
    with pytest.raises(Invalid) as no:
        flow.fire(
            record, "explain", walker.cast.lin, {"cause": "客户装配方法有误", "justified": "no"},
            seen=record.version, at=walker.tick(),
        )  # fmt: skip
    assert set(no.value.errors) >= {"answer", "justified_reason"}
    record = flow.fire(
        record, "explain", walker.cast.lin,
        {"cause": "客户装配方法有误", "justified": "no", "justified_reason": "复验合格", "answer": "附分析报告"},
        seen=record.version, at=walker.tick(),
    )  # fmt: skip
    assert (record.state, record.customer_cause, bool(record.milestones["answered"])) == ("explained", True, True)


def test_handing_over_makes_it_the_other_ones_turn(walker: Walker) -> None:
    record = walker.open("complaint")
    with pytest.raises(Invalid):
        passing.hand_over(record, walker.cast.lin, walker.cast.wang, "", seen=1, at=walker.tick())
    with pytest.raises(Refused):
        passing.hand_over(record, walker.cast.chen, walker.cast.wang, "忙", seen=1, at=walker.tick())
    record = passing.hand_over(record, walker.cast.lin, walker.cast.zhao, "熟悉该产品", seen=1, at=walker.tick())
    assert (record.holder, record.version) == (walker.cast.zhao, 2)
    assert policy.may(walker.cast.zhao, record, "register", at=walker.at).ok
    assert [turn.record_id for turn in turns.mine(walker.cast.zhao, at=walker.at)] == [record.pk]
    event = record.events.last()
    assert (event.kind, event.reason, event.changes["holder"][1]["text"]) == ("handed", "熟悉该产品", "赵明")


def test_a_copy_by_hand_shows_the_record_and_is_receipted_once(walker: Walker) -> None:
    record = walker.open("complaint")
    with pytest.raises(LookupError):
        policy.find(walker.cast.guo, record.number, at=walker.at)
    passing.copy_to(record, walker.cast.lin, [walker.cast.guo], seen=1, at=walker.tick())
    assert policy.find(walker.cast.guo, record.number, at=walker.at) == record
    notice = Notice.objects.get(person=walker.cast.guo)
    with pytest.raises(Refused):
        passing.receipt(notice, walker.cast.lin, at=walker.at)
    for _again in range(2):
        passing.receipt(notice, walker.cast.guo, at=walker.tick())
        notice.refresh_from_db()
    assert record.events.filter(kind="read").count() == 1


@pytest.mark.check(7)
def test_a_correction_keeps_the_old_words_in_the_trail(walker: Walker) -> None:
    record = walker.open("complaint", what_happened="内孔超查")
    with pytest.raises(Refused):
        amend.correct(record, walker.cast.lin, {"what_happened": "内孔超差"}, "错字", seen=1, at=walker.tick())
    with pytest.raises(Invalid):
        amend.correct(record, walker.cast.wang, {"what_happened": "内孔超差"}, " ", seen=1, at=walker.tick())
    with pytest.raises(Invalid):
        amend.correct(record, walker.cast.wang, {"password": "x"}, "错字", seen=1, at=walker.tick())
    record = amend.correct(record, walker.cast.wang, {"what_happened": "内孔超差"}, "错字", seen=1, at=walker.tick())
    event = record.events.last()
    assert (event.kind, event.changes, event.reason) == (
        "corrected", {"what_happened": ["内孔超查", "内孔超差"]}, "错字",
    )  # fmt: skip


def test_doubles_are_merged_and_parted_again(walker: Walker) -> None:
    kept, double = walker.open("complaint"), walker.open("complaint")
    double = amend.merge(double, kept, walker.cast.wang, "同一批", seen=1, at=walker.tick())
    assert double.merged_into_id == kept.pk
    verdict = policy.may(walker.cast.lin, double, "register", at=walker.at)
    assert (verdict.ok, verdict.stage) == (False, "state")
    assert not turns.mine(walker.cast.lin, at=walker.at).filter(record_id=double.pk).exists()
    assert [kin.record.number for kin in links.family(kept).below] == [double.number]
    with pytest.raises(Refused):
        amend.merge(kept, double, walker.cast.wang, "反了", seen=2, at=walker.tick())
    double = amend.unmerge(double, walker.cast.wang, "其实不是", seen=double.version, at=walker.tick())
    assert double.merged_into_id is None
    assert policy.may(walker.cast.lin, double, "register", at=walker.at).ok
    assert [event.kind for event in double.events.all()] == ["opened", "merged", "parted"]
    assert [event.kind for event in kept.events.all()] == ["opened", "absorbed", "gave_back"]


def test_what_is_handed_over_is_the_handlers_part_and_no_more(walker: Walker) -> None:
    record = walker.open("complaint")
    record = passing.hand_over(record, walker.cast.lin, walker.cast.zhao, "熟悉该产品", seen=1, at=walker.tick())
    record = passing.hand_over(record, walker.cast.zhao, walker.cast.tang, "出差", seen=2, at=walker.tick())
    assert record.lent == [{"person": walker.cast.tang.pk, "roles": ["service_clerk"], "unit": ""}]
    assert not policy.may(walker.cast.zhao, record, "register", at=walker.at).ok
    record = flow.fire(record, "register", walker.cast.tang, CLASSIFIED, seen=3, at=walker.tick())
    assert record.holder == walker.cast.tang
    record = walker.to(record, "verified")
    assert policy.may(walker.cast.tang, record, "close", at=walker.at).stage == "role"
    assert policy.may(walker.cast.wang, record, "close", at=walker.at).ok
    record = flow.fire(record, "close", walker.cast.wang, {}, seen=record.version, at=walker.tick())
    assert record.lent == []


def test_a_head_hands_over_her_departments_part_only(walker: Walker) -> None:
    record = walker.to(register(walker, walker.open("complaint")), "analysing")
    record = passing.hand_over(
        record, walker.cast.dong, walker.cast.mei, "由她填写", seen=record.version, at=walker.tick()
    )
    assert record.holder is None
    verdict = policy.may(walker.cast.mei, record, "propose", at=walker.at)
    assert (verdict.ok, verdict.unit) == (True, walker.cast.units["PROD"])
    assert not policy.may(walker.cast.mei, record, "decide", at=walker.at).ok
    assert [turn.record_id for turn in turns.mine(walker.cast.mei, at=walker.at)] == [record.pk]
    assert not turns.mine(walker.cast.dong, at=walker.at).filter(record_id=record.pk).exists()


def test_what_cannot_be_empty_is_asked_for_again_and_nothing_is_written(walker: Walker) -> None:
    """A program may say null where no page would: when it was received, a yes or no."""
    cast = walker.cast
    data = {"what_happened": "漏油", "reporting_unit": "PROD", "customer": "C001", "received_at": None}
    record = flow.open_record("complaint", cast.lin, data, at=walker.tick())
    assert record.received_at == walker.at
    for name in ("received_at", "major", "unit"):
        with pytest.raises(Invalid) as no:
            amend.correct(record, cast.wang, {name: None}, "核对", seen=record.version, at=walker.tick())
        assert list(no.value.errors) == [name]
    assert [event.kind for event in record.events.all()] == ["opened"]


@pytest.mark.clause("QF-4.4")
def test_a_step_that_says_itself_that_papers_are_needed_needs_them(cast: Cast) -> None:
    adopt_pack("quality-feedback", ("complaint", "capa"))
    walker = Walker(cast)
    record = walker.open("complaint", channel="phone")
    step = policy.procedure_of(record).flow.steps["notify"]
    walker.prove = lambda one: None  # type: ignore[method-assign]
    with pytest.raises(Invalid) as no:
        walker.fire(record, step, channel="email")
    assert set(no.value.errors) == {"attachments"}
    assert (walker.again(record).state, walker.again(record).channel) == ("received", "phone")
    assert walker.fire(record, step, channel="phone").state == "notified"
