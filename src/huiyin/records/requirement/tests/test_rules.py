"""The rules only a legal or special requirement has, each tried through the one door under the generic procedure."""

import datetime as dt

import pytest

from huiyin.kernel.flow import fire, open_record
from huiyin.kernel.models import Notice, Record, Turn
from huiyin.kernel.policy import may
from huiyin.records.requirement.models import Change
from tests.walker import adopt_pack

DAY = dt.timedelta(days=1)


@pytest.fixture
def requirement(cast, at):
    """A new rule on marking, filed by Lin."""
    adopt_pack("generic/1.0", ("requirement", "improvement", "capa"))
    return open_record("requirement", cast.lin, opening(), at=at)


def opening(**more):
    return {
        "kind": "standard",
        "title": "滚动轴承 标志、包装",
        "issuer": "国家市场监督管理总局",
        "reference": "GB/T 8597",
        "edition": "2025",
        "valid_from": "2027-03-01",
        "content": "外包装须标明追溯码",
    } | more


def do(record, step, actor, at, reason="", **data):
    return fire(record, step, actor, data, seen=record.version, at=at, reason=reason)


def evaluated(record, cast, at, **more):
    said = {"evaluation": "包装标签须改版", "departments": ["PROD", "TECH"], "products": "全部轴承"}
    return do(record, "evaluate", cast.fan, at, **(said | more))


def change(what, person, **more):
    return {"what": what, "owner": person.pk, "due_on": "2026-12-20", "becomes": "nothing"} | more


def answered(record, cast, at, **more):
    record = do(record, "respond", cast.dong, at, changes=[change("打印程序改版", cast.dong, **more)])
    return do(record, "respond", cast.tang, at, changes=[change("标签图 B 版", cast.tang)])


def carried_out(record, cast, at):
    for person in (cast.dong, cast.tang):
        rows = Change.objects.filter(record_id=record.pk, unit=person.unit)
        record = do(record, "carry_out", person, at, changes=[{"id": row.pk, "done_on": "2026-12-18"} for row in rows])
    return record


def in_force(record, cast, at, **more):
    said = {"effective_on": "2026-12-18", "next_review_on": "2027-12-18", "internal_ref": "BZ-07 第 4 条"}
    return do(record, "put_in_force", cast.fan, at, **(said | more))


@pytest.mark.clause("SS-5.7", "SS-5.2.5")
def test_administration_hears_of_it_and_evaluates_it(cast, requirement, at):
    assert {one.person for one in Notice.objects.filter(record=requirement, kind="copy")} == {cast.fan}
    assert {turn.role for turn in Turn.objects.filter(record=requirement)} == {"admin_officer"}
    assert not may(cast.wang, requirement, "evaluate", at=at).ok
    assert may(cast.fan, requirement, "evaluate", at=at).ok


@pytest.mark.clause("SS-5.7")
def test_it_says_which_products_or_processes_it_touches(cast, requirement, at, refused):
    with refused() as no:
        evaluated(requirement, cast, at, products="")
    assert no.errors == {"products": "Say which products or which processes it concerns."}
    record = evaluated(requirement, cast, at, products="", processes="包装")
    assert (record.applies, record.state) == ("yes", "evaluated")


@pytest.mark.clause("SS-5.7")
def test_a_customers_special_requirement_names_the_customer(cast, requirement, at, refused):
    with refused() as no:
        open_record("requirement", cast.lin, opening(kind="customer_special"), at=at)
    assert no.errors == {"customer": "A customer's special requirement names the customer."}
    said = opening(kind="customer_special", customer=cast.customer.pk)
    assert open_record("requirement", cast.lin, said, at=at).customer == cast.customer


@pytest.mark.clause("SS-1")
def test_every_responsible_unit_says_what_changes(cast, requirement, at, refused):
    record = evaluated(requirement, cast, at)
    with refused() as no:
        do(record, "respond", cast.dong, at, changes=[{"what": "打印程序改版"}])
    assert no.errors == {"changes.due_on": "“打印程序改版” has no date to be done by."}
    record = do(record, "respond", cast.dong, at, changes=[change("打印程序改版", cast.dong)])
    said = [str(one.text) for one in may(cast.fan, record, "put_in_force", at=at).blockers]
    assert said == ["技术部 has not said yet what changes.", "“打印程序改版” has no completion date yet."]


@pytest.mark.clause("SS-1")
def test_what_applies_becomes_a_requirement_in_the_house(cast, requirement, at, refused):
    record = answered(evaluated(requirement, cast, at), cast, at)
    record = carried_out(record, cast, at + 28 * DAY)
    with refused() as no:
        in_force(record, cast, at + 28 * DAY, internal_ref="")
    said = "Write the internal requirement it became: document, clause, drawing or instruction."
    assert no.errors == {"internal_ref": said}
    assert in_force(record, cast, at + 28 * DAY).state == "in_force"


@pytest.mark.clause("SS-1")
def test_a_change_becomes_an_improvement_and_is_waited_for(cast, requirement, at):
    record = answered(evaluated(requirement, cast, at), cast, at, becomes="improvement")
    record = do(record, "pass_on", cast.fan, at)
    row = Change.objects.get(record_id=record.pk, becomes="improvement")
    child = Record.objects.get(pk=row.raised_id)
    assert (child.type, child.title, child.improvement.owner) == ("improvement", "打印程序改版", cast.dong)
    assert f"{child.number} is not closed yet." in [
        str(one.text) for one in may(cast.fan, record, "put_in_force", at=at).blockers
    ]
    record = do(record, "pass_on", cast.fan, at)
    assert Record.objects.filter(type="improvement").count() == 1


def test_the_next_review_is_a_promise_that_moves(cast, requirement, at, refused):
    record = carried_out(answered(evaluated(requirement, cast, at), cast, at), cast, at + 28 * DAY)
    record = in_force(record, cast, at + 28 * DAY)
    due = record.dues.get(name="review", settled_at=None)
    assert due.due_at.astimezone(at.tzinfo).date() == dt.date(2027, 12, 18)
    later = at + 390 * DAY
    with refused() as no:
        do(record, "review", cast.fan, later, reviewed_on="2027-12-15", review_note="有效", next_review_on="2027-12-10")
    assert no.errors == {"next_review_on": "The next review must be later than the last one."}
    record = do(
        record, "review", cast.fan, later, reviewed_on="2027-12-15", review_note="有效", next_review_on="2028-12-15"
    )
    first, second = record.dues.filter(name="review").order_by("pk")
    assert (first.outcome, second.settled_at) == ("met", None)
    assert second.due_at.astimezone(at.tzinfo).date() == dt.date(2028, 12, 15)


def test_what_was_revised_is_evaluated_again_in_a_new_round(cast, requirement, at):
    record = carried_out(answered(evaluated(requirement, cast, at), cast, at), cast, at + 28 * DAY)
    record = in_force(record, cast, at + 28 * DAY)
    record = do(record, "changed", cast.fan, at + 60 * DAY, "2026 版代替", edition="2026")
    assert (record.state, record.round, record.edition) == ("received", 2, "2026")
    assert {due.name for due in record.dues.filter(settled_at=None)} == {"evaluate"}


@pytest.mark.clause("SS-5.7")
def test_one_that_a_letter_became_says_kind_and_issuer_when_it_is_evaluated(cast, requirement, at, refused):
    raised = open_record("requirement", cast.lin, {"content": "来函所附法规"}, at=at, parent=requirement)
    with refused() as no:
        evaluated(raised, cast, at)
    assert set(no.errors) == {"kind", "issuer"}
    assert evaluated(raised, cast, at, kind="law", issuer="全国人大常委会").kind == "law"
