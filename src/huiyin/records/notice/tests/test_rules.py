"""The rules only a notice has, each tried through the one door under the firm's procedure without a text."""

import pytest

from huiyin.kernel.flow import fire, open_record, sign
from huiyin.kernel.policy import may
from huiyin.kernel.registry import get
from tests.walker import adopt_pack

HEADS = {"PROD": "dong", "TECH": "tang", "QUALITY": "chen"}


@pytest.fixture
def notice(cast, at):
    """Lin has learnt that an order must be delivered earlier."""
    adopt_pack("generic/1.0", ("notice",))
    data = {"customer": cast.customer.pk, "kind": "delivery_change", "content": "BJ-108 交期提前至 12 月 5 日"}
    return open_record("notice", cast.lin, data | {"complete_by": "2026-12-05"}, at=at)


def do(record, step, actor, at, **data):
    return fire(record, step, actor, data, seen=record.version, at=at, reason=data.pop("reason", ""))


def running(record, cast, at, *units):
    record = do(record, "review", cast.wang, at, departments=list(units))
    for unit in units:
        record = sign(record, cast.persons[HEADS[unit]], seen=record.version, at=at, method="password")
    return record


def completed(record, actor, at, done_on="2026-11-20"):
    return do(record, "complete", actor, at, completions=[{"what": "已调整排产", "done_on": done_on}])


@pytest.mark.clause("QF-7.3")
def test_who_submits_a_notice_does_not_review_it(cast, notice, at):
    own = open_record("notice", cast.wang, {"content": "库存线盘改制"}, at=at)
    verdict = may(cast.wang, own, "review", at=at)
    assert (verdict.stage, str(verdict.why)) == ("guard", "王建国 submitted this notice; someone else reviews it.")
    assert may(cast.wang, notice, "review", at=at).ok


@pytest.mark.clause("QF-5.2")
def test_a_notice_goes_to_somebody(cast, notice, at, refused):
    with refused() as no:
        do(notice, "review", cast.wang, at)
    assert set(no.errors) == {"departments"}
    assert do(notice, "review", cast.wang, at, departments=["PROD"]).awaiting == "review"


@pytest.mark.clause("QF-7.3")
def test_it_runs_when_every_department_has_signed(cast, notice, at):
    record = do(notice, "review", cast.wang, at, departments=["PROD", "TECH"])
    record = sign(record, cast.dong, seen=record.version, at=at, method="password")
    assert (record.state, record.awaiting) == ("submitted", "review")
    record = sign(record, cast.tang, seen=record.version, at=at, method="password")
    assert (record.state, record.awaiting) == ("running", "")
    signed = record.signatures.order_by("pk").values_list("person__username", "unit__code", "meaning")
    assert [(who, unit) for who, unit, _meaning in signed] == [("dong", "PROD"), ("tang", "TECH")]
    assert str(record.dues.get(name="complete").due_at.astimezone(at.tzinfo).date()) == "2026-12-05"


def test_a_department_that_refuses_sends_it_back_with_its_reason(cast, notice, at):
    record = do(notice, "review", cast.wang, at, departments=["PROD"])
    no = {"verdict": "refused", "reason": "模具 12 月 8 日才修好"}
    record = sign(record, cast.dong, seen=record.version, at=at, method="password", **no)
    assert (record.state, record.awaiting) == ("submitted", "")
    record = do(record, "send_back", cast.wang, at, reason="请与客户另定日期")
    record = do(record, "submit_again", cast.lin, at, complete_by="2026-12-10")
    assert (record.state, str(record.complete_by)) == ("submitted", "2026-12-10")


@pytest.mark.clause("QF-7.3")
def test_each_department_records_its_completion_before_it_is_closed(cast, notice, at, refused):
    record = completed(running(notice, cast, at, "PROD", "QUALITY"), cast.dong, at)
    verdict = may(cast.lin, record, "close", at=at)
    assert [(str(one.text), one.clause) for one in verdict.blockers] == [
        ("质控部 has not written its completion record yet.", "QF-7.3")
    ]
    with refused() as no:
        completed(record, cast.chen, at, done_on="2026-11-21")
    assert no.errors == {"completions.done_on": "A completion record lies ahead: the day is still to come."}
    production = record.events.get(step="complete").changes["completions"]["added"][0]["id"]
    rows = [{"id": production}, {"what": "首件已检", "done_on": "2026-11-20"}]
    record = do(record, "complete", cast.chen, at, completions=rows)
    assert do(record, "close", cast.lin, at).phase == "done"


def test_what_was_not_done_as_required_is_done_again(cast, notice, at):
    record = completed(running(notice, cast, at, "PROD"), cast.dong, at)
    record = do(record, "again", cast.wang, at, reason="只调整了一半")
    assert (record.state, record.round) == ("repeated", 2)
    assert not may(cast.lin, record, "close", at=at).ok
    record = completed(record, cast.dong, at)
    assert may(cast.lin, record, "close", at=at).ok


def test_another_record_may_ask_for_a_notice(cast):
    taken = get("notice").accepts["*"](
        {"title": "交期", "customer": 3, "what": "", "departments": ["PROD"], "lot": "L1"}
    )
    assert taken == {"title": "交期", "customer": 3, "content": "交期", "departments": ["PROD"]}
