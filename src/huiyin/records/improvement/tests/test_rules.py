"""The rules only an improvement has, each tried through the one door under the generic procedure."""

import datetime as dt

import pytest

from huiyin.kernel import links, registry
from huiyin.kernel.flow import fire, open_record
from huiyin.kernel.models import Notice
from huiyin.kernel.policy import may, may_open, procedure_of
from tests.walker import adopt_pack

DAY = dt.timedelta(days=1)
NO_REPORT = {"capa": {"open": False, "reason": "不涉及不合格"}}


@pytest.fixture
def proposal(cast, at):
    """Dong of production proposes a pallet."""
    adopt_pack("generic/1.0", ("improvement", "capa"))
    return open_record("improvement", cast.dong, opening(proposer="董伟"), at=at)


def opening(**more):
    return {"kind": "suggestion", "origin": "staff", "content": "改用护角托盘，减少线盘磕碰"} | more


def do(record, step, actor, at, reason="", **data):
    return fire(record, step, actor, data, seen=record.version, at=at, reason=reason, decided=NO_REPORT)


def analysed(record, cast, at):
    return do(record, "analyse", cast.chen, at, key_points="运输磕碰占投诉三成", departments=["PROD", "LOGI"])


def adopted(record, cast, at, **more):
    said = {"plan": "换护角托盘 200 个", "owner": cast.chen.pk, "due_on": "2026-12-10"}
    return do(analysed(record, cast, at), "adopt", cast.wang, at, **(said | more))


def done(record, cast, at):
    return do(record, "carry_out", cast.chen, at, done_on="2026-12-08", done_note="已更换", changed_ref="BZ-03 C 版")


@pytest.mark.clause("FN-3a", "WR-12", "WR-13")
def test_everyone_who_works_may_propose(cast, proposal, at):
    assert proposal.opened_by == cast.dong
    assert [may_open(one, "improvement", at=at).ok for one in (cast.zhao, cast.qin, cast.sun, cast.mei)] == [
        True, True, False, False,
    ]  # fmt: skip


@pytest.mark.clause("WR-8", "SC-4.1.4a", "SS-5.3.1B")
def test_needs_come_from_customers_the_market_and_competitors(cast, proposal, at, refused):
    origins = procedure_of(proposal).choices["origin"]
    assert [code for code, one in origins.items() if one.clause == "WR-8"] == [
        "customer_feedback", "market_survey", "competitor_analysis",
    ]  # fmt: skip
    note = opening(kind="competitor", origin="competitor_analysis", content="同行推出 7 天交样")
    with refused() as no:
        open_record("improvement", cast.lin, note, at=at)
    assert no.errors == {"competitor": "Name the competitor."}
    record = open_record("improvement", cast.lin, note | {"competitor": "华东线缆"}, at=at)
    told = {one.person for one in Notice.objects.filter(record=record, kind="copy")}
    assert told == {cast.wang, cast.chen}


@pytest.mark.clause("WR-9")
def test_nothing_is_decided_before_it_was_analysed(cast, proposal, at, refused):
    assert not may(cast.wang, proposal, "adopt", at=at).ok
    with refused() as no:
        do(proposal, "analyse", cast.chen, at, key_points="")
    assert list(no.errors) == ["key_points"]
    assert analysed(proposal, cast, at).state == "analysed"


@pytest.mark.clause("WR-13", "GS-8.2")
def test_what_is_adopted_has_an_owner_and_a_date_that_is_watched(cast, proposal, at, refused):
    record = analysed(proposal, cast, at)
    with refused() as no:
        do(record, "adopt", cast.wang, at, plan="换托盘")
    assert set(no.errors) == {"owner", "due_on"}
    record = do(record, "adopt", cast.wang, at, plan="换托盘", owner=cast.chen.pk, due_on="2026-12-10")
    due = record.dues.get(name="carry_out")
    assert (record.decision, due.due_at.astimezone(at.tzinfo).date()) == ("adopted", dt.date(2026, 12, 10))


def test_what_is_declined_has_a_reason_and_the_proposer_an_answer(cast, proposal, at, refused):
    record = analysed(proposal, cast, at)
    with refused() as no:
        do(record, "decline", cast.wang, at, decision_note="费用过高")
    said = "Answer whoever proposed it: what came of it, or why nothing did."
    assert no.errors == {"proposer_answer": said}
    told = {"decision_note": "费用过高", "proposer_answer": "明年线盘更新时一并考虑", "answered_on": "2026-11-20"}
    record = do(record, "decline", cast.wang, at, **told)
    assert (record.phase, record.decision) == ("done", "declined")


@pytest.mark.clause("GS-8.2")
def test_who_carried_it_out_does_not_evaluate_it(cast, proposal, at):
    record = done(adopted(proposal, cast, at), cast, at + 18 * DAY)
    assert str(may(cast.chen, record, "evaluate", at=at).why) == "陈静 carried it out; someone else evaluates it."
    said = {
        "effect": "effective",
        "effect_note": "磕碰投诉为零",
        "evaluated_on": "2027-01-10",
        "proposer_answer": "已采纳",
    }
    record = do(record, "evaluate", cast.wang, at + 51 * DAY, **said)
    assert (record.state, record.effect) == ("closed", "effective")


@pytest.mark.clause("GS-8.2", "WR-13")
def test_what_did_not_help_is_analysed_again(cast, proposal, at):
    record = done(adopted(proposal, cast, at), cast, at + 18 * DAY)
    record = do(
        record, "again", cast.wang, at + 30 * DAY, "仍有磕碰", effect_note="护角脱落", evaluated_on="2026-12-20"
    )
    assert (record.state, record.round, record.effect) == ("received", 2, "ineffective")


@pytest.mark.clause("WR-10")
def test_a_need_is_tied_to_the_design_or_the_report_it_led_to(cast, proposal, at):
    record = analysed(proposal, cast, at)
    said = {"plan": "换托盘", "owner": cast.chen.pk, "due_on": "2026-12-10"}
    record = fire(
        record, "adopt", cast.wang, said, seen=record.version, at=at, decided={"capa": {"open": True}},
    )  # fmt: skip
    (report,) = links.children(record)
    assert (report.type, report.title) == ("capa", proposal.title)
    record = done(record, cast, at + 18 * DAY)
    assert record.changed_ref == "BZ-03 C 版"
    assert [one.number for one in may(cast.wang, record, "evaluate", at=at).blockers] == [report.number]


@pytest.mark.clause("SC-4.1.4a", "SS-5.3.3A")
def test_market_information_is_kept_and_passed_on(cast, proposal, at):
    record = do(
        analysed(proposal, cast, at), "note", cast.wang, at, decision_note="供明年计划参考", departments=["TECH"]
    )
    assert (record.phase, record.decision) == ("done", "noted")
    assert cast.tang in {one.person for one in Notice.objects.filter(record=record, kind="copy")}


@pytest.mark.clause("WR-10")
def test_it_opens_with_what_another_record_knows(cast, proposal):
    takes = registry.get("improvement").accepts["*"]
    given = {"title": "希望小盘", "what": "行车起重受限", "customer": 3, "lot": "L1", "owner": 5}
    assert takes(given) == {"title": "希望小盘", "content": "行车起重受限", "customer": 3, "owner": 5}
