"""The rules only a visit has, each tried through the one door under the firm's procedure without a text."""

import pytest

from huiyin.kernel import links
from huiyin.kernel.flow import fire, open_record
from huiyin.kernel.policy import may
from huiyin.records.visit.models import Finding
from tests.walker import adopt_pack

REPORT = {
    "new_requirements": "外箱标签增加二维码", "comparison": "某厂价格低 3%，交期长 5 天", "satisfaction": "fair",
    "satisfaction_score": 86, "quality_wanted": "内孔尺寸 Cpk 不低于 1.33", "delivery_lacking": "上月晚到一次",
    "service_wanted": "无",
}  # fmt: skip
NO_NEXT = {"visit": {"open": False, "reason": "下半年另行安排"}}


@pytest.fixture
def visit(cast, at):
    """Lin plans to go to Changjiang."""
    adopt_pack("generic/1.0", ("visit", "feedback", "complaint", "capa"))
    return open_record("visit", cast.lin, opening(cast), at=at)


def opening(cast, **more):
    return {"customer": cast.customer.pk, "purpose": "了解轴承座使用情况", "planned_on": "2026-11-20"} | more


def do(record, step, actor, at, **data):
    reason, decided = data.pop("reason", ""), data.pop("decided", None)
    return fire(record, step, actor, data, seen=record.version, at=at, reason=reason, decided=decided)


def visited(record, cast, at, **more):
    said = {"visited_on": "2026-11-20", "visitors": "林晓、赵明", "met": "周敏"} | more
    return do(record, "record", cast.lin, at, **said)


def reported(record, cast, at, *findings, **more):
    return do(visited(record, cast, at), "report", cast.lin, at, **REPORT | {"findings": list(findings)} | more)


def finding(what="外圈油污", becomes="action", **more):
    return {"what": what, "becomes": becomes, "unit": "PROD", "due_on": "2026-12-04"} | more


def sorted_out(record, cast, at, *findings):
    return do(reported(record, cast, at), "sort", cast.lin, at, findings=list(findings))


@pytest.mark.clause("SC-4.2.4a")
def test_a_visit_notes_whether_the_customer_is_a_key_customer(cast, visit, at):
    assert visit.key_customer
    other = open_record("visit", cast.lin, opening(cast, customer="C002"), at=at)
    assert not other.key_customer


def test_a_visit_that_was_not_made_yet_is_not_recorded(cast, visit, at, refused):
    with refused() as no:
        visited(visit, cast, at, visited_on="2026-11-21")
    assert no.errors == {"visited_on": "The visit has not been made yet."}
    with refused() as no:
        visited(visit, cast, at, visited_on="2026-11-19", visited_from="2026-11-20")
    assert no.errors == {"visited_from": "The visit ends before it begins."}


@pytest.mark.clause("SC-4.2.4b")
def test_quality_delivery_and_service_are_each_spoken_of(cast, visit, at, refused):
    record = visited(visit, cast, at)
    with refused() as no:
        do(record, "report", cast.lin, at, **REPORT | {"delivery_lacking": "", "service_wanted": " "})
    assert set(no.errors) == {"delivery_wanted", "service_wanted"}
    record = do(record, "report", cast.lin, at, **REPORT)
    assert (record.state, record.delivery_lacking) == ("reported", "上月晚到一次")


def test_satisfaction_is_scored_out_of_a_hundred(cast, visit, at, refused):
    record = visited(visit, cast, at)
    with refused() as no:
        do(record, "report", cast.lin, at, **REPORT | {"satisfaction_score": 101})
    assert no.errors == {"satisfaction_score": "The satisfaction score is a number from 0 to 100."}
    assert do(record, "report", cast.lin, at, **REPORT | {"satisfaction_score": 100}).satisfaction_score == 100


@pytest.mark.clause("SS-5.3.1B", "WR-8")
def test_competitors_and_where_a_finding_was_heard_are_kept(cast, visit, at):
    rival = {"name": "江东轴承", "product": "轴承座", "share": "30%", "better": "价格低 3%", "worse": "交期长 5 天"}
    heard = [finding(source=source) for source in ("from_customer", "from_market", "from_competitor")]
    record = reported(visit, cast, at, *heard, competitors=[rival])
    added = record.events.get(step="report").changes["competitors"]["added"][0]
    assert {name: added[name] for name in rival} == rival
    rows = Finding.objects.filter(record_id=record.pk)
    assert list(rows.values_list("source", flat=True)) == ["from_customer", "from_market", "from_competitor"]
    assert cast.customer.rank == "A"


@pytest.mark.clause("SC-4.2.4c")
def test_sorted_findings_go_to_the_departments_with_a_date(cast, visit, at, refused):
    record = reported(visit, cast, at)
    with refused() as no:
        do(record, "sort", cast.lin, at, findings=[finding(unit="", due_on="")])
    assert no.errors == {
        "findings.unit": "“外圈油污” goes to no department yet.",
        "findings.due_on": "“外圈油污” has no date to be put right by.",
    }
    record = do(record, "sort", cast.lin, at, findings=[finding(), finding("标签脱落", unit="TECH")])
    assert record.departments == ["PROD", "TECH"]
    assert record.events.get(step="sort").changes["departments"] == [[], ["PROD", "TECH"]]
    assert {one["name"] for one in record.events.get(step="sort").facts["copied"]} == {"董伟", "唐宁"}


@pytest.mark.clause("SC-4.2.4c")
def test_a_visit_is_filed_when_its_findings_are_put_right(cast, visit, at, refused):
    record = sorted_out(visit, cast, at, finding(), finding("要求退换", "feedback"))
    (raised,) = links.children(record, "feedback")
    with refused() as no:
        do(record, "carry_out", cast.dong, at)
    assert no.errors == {"findings.done_on": "“外圈油污” has not been put right yet."}
    why = [str(one.text) for one in may(cast.wang, record, "close", at=at).blockers]
    assert why == ["“外圈油污” has not been put right yet.", f"{raised.number} is not closed yet."]
    row = Finding.objects.get(record_id=record.pk, becomes="action")
    done = {"id": row.pk, "done_on": "2026-11-20", "result": "清洗"}
    record = do(record, "carry_out", cast.dong, at, findings=[done])
    assert may(cast.wang, record, "close", at=at).blockers[0].number == raised.number


@pytest.mark.clause("SC-4.2.4c")
def test_the_owner_of_a_finding_reports_it_and_the_department_still_answers_for_all(cast, visit, at):
    record = sorted_out(visit, cast, at, finding(owner=cast.qin.pk), finding("标签脱落", owner=cast.qin.pk))
    row = Finding.objects.filter(record_id=record.pk).first()
    record = do(record, "carry_out", cast.qin, at, findings=[{"id": row.pk, "done_on": "2026-11-20"}])
    assert not may(cast.qin, record, "close", at=at).ok
    assert [turn.words for turn in record.turns.filter(kind="row")] == ["标签脱落"]
    assert may(cast.dong, record, "carry_out", at=at).unit == cast.units["PROD"]


@pytest.mark.clause("QF-4.8b")
def test_a_main_point_goes_on_a_form(cast, visit, at, refused):
    record = reported(visit, cast, at)
    with refused() as no:
        do(record, "sort", cast.lin, at, findings=[finding(weight="main")])
    assert no.errors == {"findings.becomes": "“外圈油污” is a main point: let it become a feedback or a complaint."}
    record = do(record, "sort", cast.lin, at, findings=[finding(weight="main", becomes="feedback", product="BJ-108")])
    (raised,) = links.children(record, "feedback")
    whole = type(raised).objects.get(pk=raised.pk).feedback
    assert (whole.content, whole.customer, whole.channel, whole.product.code) == (
        "外圈油污", cast.customer, "visit", "BJ-108",
    )  # fmt: skip
    assert Finding.objects.get(record_id=record.pk).raised == raised


@pytest.mark.clause("CS-1.7", "FN-2e")
def test_a_visit_with_nothing_to_put_right_is_filed_and_the_next_planned(cast, visit, at, refused):
    record = reported(visit, cast, at, finding())
    verdict = may(cast.wang, record, "file", at=at)
    assert str(verdict.why) == "“外圈油污” is to be put right: sort the findings first."
    other = reported(open_record("visit", cast.lin, opening(cast), at=at), cast, at, finding(becomes="none"))
    said = {"conclusion": "客户满意，保持联系", "next_on": "2027-05-20"}
    other = do(other, "file", cast.wang, at, decided={"visit": {"open": True}}, **said)
    (following,) = links.children(other, "visit")
    assert (other.phase, str(following.visit.planned_on)) == ("done", "2027-05-20")
    assert following.customer == cast.customer


def test_what_was_not_put_right_is_sorted_again(cast, visit, at):
    record = sorted_out(visit, cast, at, finding(), finding("漏油", "complaint"))
    record = do(record, "again", cast.wang, at, reason="仍有油污")
    assert (record.state, record.round) == ("reported", 2)
    record = do(record, "sort", cast.lin, at, findings=[finding("加装防护罩", unit="TECH")])
    assert record.departments == ["TECH"]
    assert len(links.children(record, "complaint")) == 1
