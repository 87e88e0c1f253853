"""The rules only an agreement has, tried through the one door under the generic procedure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from huiyin.kernel import attachments, flow, links, registry
from huiyin.kernel.models import Due, Record
from huiyin.records.agreement.models import Fulfilment, Obligation
from tests.walker import Walker, adopt_pack

TERMS = {"warranty": "交付后 24 个月", "returns": "质量问题 30 天内可退换", "refunds": "验收后 10 个工作日内退款"}
TERM = {"valid_from": "2026-12-01", "valid_to": "2027-11-30"}
SIGNED = {"signed_on": "2026-11-20", "signed_by_us": "王建国", "signed_by_them": "周敏"}


@pytest.fixture
def story(cast: Any) -> Walker:
    adopt_pack("generic/1.0", ("service", "agreement", "capa"))
    return Walker(cast)


def fire(story: Walker, record: Any, step: str, who: str, **data: Any) -> Any:
    reason, decided = data.pop("reason", ""), data.pop("decided", None)
    return flow.fire(
        record, step, story.cast.persons[who], data, seen=record.version, at=story.tick(), reason=reason,
        decided=decided,
    )  # fmt: skip


def drafted(story: Walker) -> Any:
    data = {
        "customer": story.cast.customer.pk,
        "scope": "主轴轴承季度巡检与保养",
        "basis": "contract",
        "contract_ref": "HT-7",
    }
    record = flow.open_record("agreement", story.cast.lin, data, at=story.tick())
    attachments.attach(record, story.cast.lin, "协议.txt", "双方签字".encode(), at=story.tick())
    record.refresh_from_db()
    return record


def duties(story: Walker) -> list[dict[str, Any]]:
    return [
        {"what": "每季度上门保养一次", "unit": story.cast.units["TECH"].pk, "often": "每季度"},
        {"what": "培训客户操作工", "owner": story.cast.zhao.pk, "due_on": "2027-03-31"},
    ]


def in_force(story: Walker) -> Any:
    said = {**TERMS, **TERM, **SIGNED, "obligations": duties(story)}
    record = fire(story, drafted(story), "put_in_force", "lin", **said)
    return flow.sign(record, story.cast.hu, seen=record.version, at=story.tick(), method="password")


def kept(story: Walker) -> Any:
    done = [{"what": "第一季度保养", "done_on": "2026-11-20", "person": story.cast.zhao.pk, "evidence": "FW2026-0003"}]
    return fire(story, in_force(story), "record_fulfilment", "zhao", fulfilments=done)


@pytest.mark.clause("CS-2.5")
def test_warranty_returns_and_refunds_are_written_out(story: Walker, refused: Callable[..., Any]) -> None:
    record = drafted(story)
    with refused() as no:
        fire(story, record, "put_in_force", "lin", **TERM, **SIGNED, obligations=duties(story))
    assert set(no.errors) == {"warranty", "returns", "refunds"}
    record = in_force(story)
    assert [getattr(record, name) for name in TERMS] == list(TERMS.values())


@pytest.mark.clause("SM-5.5.3d")
def test_each_obligation_says_who_and_when(story: Walker, refused: Callable[..., Any]) -> None:
    record, said = drafted(story), {**TERMS, **TERM, **SIGNED}
    with refused() as no:
        fire(story, record, "put_in_force", "lin", **said, obligations=[{"what": "巡检"}])
    assert no.errors == {
        "obligations.owner": "“巡检” names neither a person nor a department.",
        "obligations.due_on": "“巡检” says neither how often nor by when.",
    }


def test_it_ends_after_it_begins_and_needs_managements_name(story: Walker, refused: Callable[..., Any]) -> None:
    record, said = drafted(story), {**TERMS, **SIGNED, "obligations": duties(story)}
    with refused() as no:
        fire(story, record, "put_in_force", "lin", **said, valid_from="2026-12-01", valid_to="2026-12-01")
    assert no.errors == {"valid_to": "It must end after it begins."}
    record = fire(story, record, "put_in_force", "lin", **said, **TERM)
    assert (record.state, record.awaiting) == ("draft", "put_in_force")


@pytest.mark.clause("SM-5.5.3d")
def test_clocks_watch_the_end_and_the_yearly_verification(story: Walker) -> None:
    record = in_force(story)
    dues = {
        due.name: due.due_at.astimezone().date() for due in Due.objects.filter(record_id=record.pk, settled_at=None)
    }
    assert set(dues) == {"ending", "verifying"}
    assert abs(dues["ending"] - dt.date(2027, 10, 31)).days <= 1
    assert abs(dues["verifying"] - dt.date(2027, 12, 1)).days <= 1


@pytest.mark.clause("SM-5.5.3d")
def test_what_was_never_fulfilled_cannot_be_verified_and_not_by_who_did_it(
    story: Walker, refused: Callable[..., Any]
) -> None:
    record = in_force(story)
    with refused() as no:
        fire(story, record, "verify", "chen", verification="四次保养均按期", verified_on="2026-11-20")
    assert no.why.endswith("Record what was fulfilled first.")
    record = kept(story)
    done = [{"what": "质量回访", "done_on": "2026-11-20", "person": story.cast.chen.pk}]
    mine = fire(story, record, "record_fulfilment", "lin", fulfilments=done)
    with refused():
        fire(story, mine, "verify", "chen", verification="有效", verified_on="2026-11-20")
    record = fire(story, mine, "verify", "ye", verification="停机次数由 6 次降到 1 次", verified_on="2026-11-20")
    assert (record.effective, record.verified_on) == ("yes", dt.date(2026, 11, 20))
    again = Due.objects.get(record_id=record.pk, name="verifying", settled_at=None)
    assert abs(again.due_at.date() - dt.date(2027, 11, 20)).days <= 1
    assert Due.objects.filter(record_id=record.pk, name="verifying", outcome="met").count() == 1


@pytest.mark.clause("SM-5.5.3d")
def test_an_ineffective_one_may_become_an_action_report(story: Walker, refused: Callable[..., Any]) -> None:
    said = {"verification": "响应仍超过 48 小时", "verified_on": "2026-11-20", "reason": "两次未按约到场"}
    record = fire(story, kept(story), "find_ineffective", "chen", **said, decided={"capa": {"open": True}})
    report = Record.objects.get(type="capa")
    assert (record.state, record.effective, report.customer) == ("failing", "no", story.cast.customer)
    with refused() as no:
        fire(story, record, "verify", "chen", verification="已改善", verified_on="2026-11-20")
    assert no.numbers == [report.number]
    done = [{"what": "补做巡检", "done_on": "2026-11-20", "person": story.cast.zhao.pk}]
    with refused():
        fire(story, record, "record_fulfilment", "zhao", fulfilments=done)
    assert fire(story, record, "record_mending", "zhao", fulfilments=done).state == "failing"


def test_a_renewal_needs_a_later_end(story: Walker, refused: Callable[..., Any]) -> None:
    record = in_force(story)
    for day in ("2027-11-30", "2027-06-30"):
        with refused() as no:
            fire(story, record, "renew", "lin", **SIGNED, valid_to=day)
        assert no.errors == {"valid_to": "A renewal needs a later end."}
    record = fire(story, record, "renew", "lin", **SIGNED, valid_to="2028-11-30")
    record = flow.sign(record, story.cast.ye, seen=record.version, at=story.tick(), method="password")
    assert (record.state, record.valid_to) == ("in_force", dt.date(2028, 11, 30))
    assert abs(Due.objects.get(name="ending", settled_at=None).due_at.date() - dt.date(2028, 10, 31)).days <= 1


@pytest.mark.clause("SM-5.5.3d")
def test_it_does_not_end_before_what_fell_due_was_kept(story: Walker, refused: Callable[..., Any]) -> None:
    record = kept(story)
    said = {"ended_on": "2026-11-20", "end_note": "客户产线关停"}
    with refused() as no:
        fire(story, record, "end", "wang", **said)
    assert set(no.errors) == {"obligations.fulfilled_on"}
    row = Obligation.objects.get(record_id=record.pk, what="培训客户操作工")
    rows = [{"id": row.pk, "fulfilled_on": "2026-11-20", "evidence": "签到表"}]
    record = fire(story, record, "end", "wang", **said, obligations=rows)
    assert (record.phase, Fulfilment.objects.get(record_id=record.pk).evidence) == ("done", "FW2026-0003")
    assert not Due.objects.filter(record_id=record.pk, settled_at=None).exists()


@pytest.mark.clause("SM-5.5.3d", "CS-2.6")
def test_a_service_arranged_under_it_names_it_and_shows_in_its_family(
    story: Walker, refused: Callable[..., Any]
) -> None:
    record = in_force(story)
    with refused() as no:
        fire(story, record, "call_service", "lin")
    assert no.why.endswith("The agreement is in force from 2026-12-01 to 2027-11-30 only.")
    story.at += dt.timedelta(days=12)
    record = fire(story, record, "call_service", "lin")
    service = registry.whole(Record.objects.get(type="service"))
    assert (service.service_agreement.number, service.customer) == (record.number, story.cast.customer)
    assert (service.request, service.received_at) == (record.scope, story.at)
    assert [kin.record.number for kin in links.family(record).below] == [service.number]
