"""The rules only a liaison sheet has, each tried through the one door under the firm's procedure without a text."""

import pytest

from huiyin.kernel import links
from huiyin.kernel.flow import fire, open_record, sign
from huiyin.kernel.models import Notice, Turn
from huiyin.kernel.policy import may
from huiyin.kernel.registry import get
from huiyin.records.liaison.models import Forward
from tests.walker import adopt_pack


@pytest.fixture
def firm(cast):
    """The procedures a liaison sheet needs."""
    adopt_pack("generic/1.0", ("liaison", "service", "training"))


@pytest.fixture
def liaison(cast, firm, at):
    """Lin asks for inspection records a customer wants."""
    return written(cast.lin, at, kind="papers")


def written(actor, at, **more):
    data = {"content": "长江汽车索取近三个月检验记录", "asked_for": "请提供记录复印件", "departments": ["PROD"]}
    return open_record("liaison", actor, data | {"reply_due_on": "2026-11-27"} | more, at=at)


def do(record, step, actor, at, **data):
    return fire(record, step, actor, data, seen=record.version, at=at, reason=data.pop("reason", ""))


def reply(record, actor, at, *others):
    rows = [*({"id": one} for one in others), {"what": "已备好", "agreed": True}]
    return do(record, "reply", actor, at, replies=rows)


@pytest.mark.clause("SM-5.3a")
def test_a_sheet_that_wants_approval_goes_out_when_it_was_given(cast, firm, at):
    record = written(cast.lin, at, kind="visitors", customer="C001", approval_wanted=True)
    record = do(record, "send", cast.lin, at)
    assert (record.state, record.awaiting) == ("written", "send")
    assert not Notice.objects.filter(record_id=record.pk, person=cast.fan).exists()
    record = sign(record, cast.ye, seen=record.version, at=at, method="password")
    assert (record.state, record.awaiting) == ("sent", "")
    told = record.events.get(kind="step", step="send").facts["copied"]
    assert {one["name"] for one in told} == {"范晴", "董伟"}


def test_one_that_wants_none_goes_out_at_once_and_has_its_date(cast, liaison, at):
    record = do(liaison, "send", cast.lin, at)
    assert record.state == "sent"
    assert str(record.dues.get(name="reply").due_at.astimezone(at.tzinfo).date()) == "2026-11-27"


def test_it_needs_units_and_a_day_to_come(cast, firm, at, refused):
    record = written(cast.lin, at, kind="other", departments=[], reply_due_on="2026-11-19")
    with refused() as no:
        do(record, "send", cast.lin, at)
    assert set(no.errors) == {"departments"}
    with refused() as no:
        do(record, "send", cast.lin, at, departments=["PROD"])
    assert no.errors == {"reply_due_on": "The day the reply is wanted by is past already."}


def test_it_says_which_customer_it_is_about(cast, firm, at, refused):
    with refused() as no:
        written(cast.lin, at, kind="on_site")
    assert no.errors == {"customer": "Choose the customer this is about."}


def test_whoever_writes_it_keeps_it_in_hand(cast, firm, at):
    record = written(cast.dong, at, kind="coordination", departments=["TECH"])
    assert list(Turn.objects.filter(record_id=record.pk).values_list("person__username", flat=True)) == ["dong"]
    record = reply(do(record, "send", cast.dong, at), cast.tang, at)
    assert Notice.objects.filter(record_id=record.pk, person=cast.dong).exists()
    assert do(record, "accept", cast.dong, at, verdict="按期处理").phase == "done"


@pytest.mark.clause("SM-5.5.3a")
def test_work_on_site_that_was_approved_opens_its_order(cast, firm, at):
    record = written(cast.lin, at, kind="on_site", customer="C001", product="MS-25", approval_wanted=True)
    record = do(record, "send", cast.lin, at)
    assert links.children(record) == []
    record = sign(record, cast.hu, seen=record.version, at=at, method="password")
    (order,) = links.children(record, "service")
    assert (order.service.request, order.customer, order.service.product) == (
        "请提供记录复印件", cast.customer, cast.product,
    )  # fmt: skip


@pytest.mark.clause("SM-5.6.2ta")
def test_training_that_was_approved_opens_its_record(cast, firm, at):
    record = do(written(cast.lin, at, kind="training_asked", customer="C001"), "send", cast.lin, at)
    (training,) = links.children(record, "training")
    assert (training.training.basis, training.training.basis_ref) == ("request", record.number)


def test_a_unit_passes_on_what_is_not_its_own(cast, liaison, at, refused):
    record = do(liaison, "send", cast.lin, at)
    with refused() as no:
        do(record, "forward", cast.dong, at, forwards=[{"to_unit": "PROD", "why": "不属本部门"}])
    assert no.errors == {"forwards.to_unit": "生产部 has this sheet already."}
    record = do(record, "forward", cast.dong, at, forwards=[{"to_unit": "QUALITY", "why": "检验记录由质控部保管"}])
    assert record.departments == ["QUALITY"]
    row = Forward.objects.get(record_id=record.pk)
    assert (row.unit, row.to_unit, row.passed_at) == (cast.units["PROD"], cast.units["QUALITY"], at)
    assert not may(cast.dong, record, "reply", at=at).ok
    assert may(cast.chen, record, "reply", at=at).ok


def test_it_is_closed_when_every_unit_has_answered(cast, firm, at):
    record = do(written(cast.lin, at, kind="papers", departments=["PROD", "TECH"]), "send", cast.lin, at)
    record = reply(record, cast.dong, at)
    verdict = may(cast.lin, record, "accept", at=at)
    assert [str(one.text) for one in verdict.blockers] == ["技术部 has not replied yet."]
    first = record.events.get(step="reply").changes["replies"]["added"][0]["id"]
    record = reply(record, cast.tang, at, first)
    record = do(record, "ask_again", cast.lin, at, reason="缺九月记录", departments=["PROD"])
    assert (record.round, record.departments) == (2, ["PROD"])
    assert not may(cast.lin, record, "accept", at=at).ok
    record = reply(record, cast.dong, at)
    assert do(record, "accept", cast.lin, at).phase == "done"


def test_anything_may_raise_one(cast):
    taken = get("liaison").accepts["*"](
        {"title": "漏油", "what": "请协助分析", "customer": 1, "lot": "", "departments": []}
    )
    assert taken == {"title": "漏油", "content": "请协助分析", "customer": 1}
