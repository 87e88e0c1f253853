"""The rules only an inquiry has, each tried through the one door under the generic procedure."""

import datetime as dt

import pytest

from huiyin.kernel import amend, registry
from huiyin.kernel.errors import Refused
from huiyin.kernel.flow import fire, open_record
from huiyin.kernel.policy import may, procedure_of
from huiyin.records.inquiry.models import Item, Sample
from huiyin.records.inquiry.rules import facts, on_time
from tests.walker import adopt_pack

DAY = dt.timedelta(days=1)
NEED = {"performance": "径向游隙 C3，噪声 Z2", "quantity": "5000", "delivery_on": "2027-01-15"}


@pytest.fixture
def inquiry(cast, at):
    """Changjiang asks for a price and new-product data by the 25th."""
    adopt_pack("generic/1.0", ("inquiry",))
    return open_record("inquiry", cast.lin, opening(cast), at=at)


def opening(cast, **more):
    return {
        "customer": cast.customer.pk,
        "channel": "email",
        "content": "MS-25 年度询价，并索取新品资料",
        "product": cast.product.pk,
        "wanted_on": "2026-11-25",
    } | more


def do(record, step, actor, at, **data):
    return fire(record, step, actor, data, seen=record.version, at=at)


def analysed(record, cast, at, *items, **more):
    rows = [{"kind": kind, "what": what, "contributor": unit} for kind, what, unit in items]
    units = sorted({unit for _kind, _what, unit in items})
    return do(record, "analyse", cast.lin, at, items=rows, departments=units, **(NEED | more))


def row_ids(record):
    return list(Item.objects.filter(record_id=record.pk).order_by("position").values_list("pk", flat=True))


def supplied_row(record, cast, at, by="tang", supplied="MS-25 规格书 B/2"):
    (row,) = row_ids(record)
    rows = [{"id": row, "supplied": supplied, "supplied_on": "2026-11-23"}]
    return do(record, "contribute", getattr(cast, by), at, items=rows)


@pytest.fixture
def supplied(cast, inquiry, at):
    """The data sheet was supplied on Monday, two days before the customer's date."""
    record = analysed(inquiry, cast, at, ("product_data", "规格书", "TECH"))
    record = supplied_row(record, cast, at + 3 * DAY)
    return do(record, "supply", cast.lin, at + 3 * DAY, supplied_on="2026-11-23")


@pytest.mark.clause("CS-1.1", "CS-1.2")
def test_a_price_needs_performance_quantity_and_delivery_time(cast, inquiry, at, refused):
    with refused() as no:
        analysed(inquiry, cast, at, ("quotation", "MS-25 单价", "TECH"), performance="", quantity="", delivery_on="")
    assert no.errors == {
        "performance": "Write the performance required.",
        "quantity": "Write the quantity.",
        "delivery_on": "Write by when delivery is wanted.",
    }
    assert analysed(inquiry, cast, at, ("quotation", "MS-25 单价", "TECH")).state == "working"
    assert inquiry.channel == "email"


@pytest.mark.clause("SM-5.4.1", "SM-4.4", "SM-4.5")
def test_each_item_names_a_department_that_was_asked_and_that_one_supplies_it(cast, inquiry, at, refused):
    rows = [
        {"kind": "inspection_record", "what": "出厂检验记录", "contributor": "QUALITY"},
        {"kind": "sample", "what": "样品"},
    ]
    with refused() as no:
        do(inquiry, "analyse", cast.lin, at, items=rows, departments=["TECH"], **NEED)
    assert no.errors == {"items": "“出厂检验记录”: its department is not among those that contribute."}
    items = (("inspection_record", "出厂检验记录", "QUALITY"), ("product_data", "规格书", "TECH"))
    record = analysed(inquiry, cast, at, *items)
    assert not may(cast.dong, record, "contribute", at=at).ok
    theirs, ours = row_ids(record)
    with refused():
        do(record, "contribute", cast.tang, at, items=[{"id": theirs, "supplied": "x", "supplied_on": "2026-11-20"}])
    record = do(
        record, "contribute", cast.tang, at, items=[{"id": ours, "supplied": "B/2", "supplied_on": "2026-11-20"}]
    )
    verdict = may(cast.lin, record, "supply", at=at)
    assert [str(one.text) for one in verdict.blockers] == ["“出厂检验记录” has no completion date yet."]


@pytest.mark.clause("SM-5.4.1.1", "SM-5.4.1.2", "SM-5.4.1.3", "SM-5.4.1.4", "SM-5.4.1.5", "SC-3.2", "SC-3.3")
def test_all_kinds_of_items_are_on_the_list(inquiry):
    kinds = {code: choice.clause for code, choice in procedure_of(inquiry).choices["items.kind"].items()}
    assert kinds == {
        "product_data": "SM-5.4.1.1", "sample": "SM-5.4.1.1", "test_result": "SM-5.4.1.2",
        "new_product": "SM-5.4.1.3", "inspection_record": "SM-5.4.1.4", "quotation": "SM-4.5",
        "consultation": "SC-3.2", "test_method": "SC-3.3", "other": "SM-5.4.1.5",
    }  # fmt: skip


@pytest.mark.clause("SM-5.4.1.1")
def test_what_was_supplied_has_a_version_or_a_sample_id(cast, inquiry, at, refused):
    record = analysed(inquiry, cast, at, ("product_data", "规格书", "TECH"))
    with refused() as no:
        supplied_row(record, cast, at, supplied="")
    assert no.errors == {"items.0.supplied": "This is needed here."}


@pytest.mark.clause("SM-5.4.1.3")
def test_new_product_data_is_released_before_it_is_supplied(cast, inquiry, at, refused):
    record = analysed(inquiry, cast, at, ("new_product", "MS-60 试制数据", "TECH"))
    with refused() as no:
        supplied_row(record, cast, at)
    said = "“MS-60 试制数据” is new-product data: it must be released before it is supplied."
    assert no.errors == {"items.supplied_on": said}
    assert not may(cast.tang, record, "release", at=at).ok
    released = [{"id": row_ids(record)[0], "cleared_by": cast.ye.pk, "cleared_on": "2026-11-21"}]
    record = do(record, "release", cast.ye, at + DAY, items=released)
    assert supplied_row(record, cast, at + 3 * DAY).state == "working"


@pytest.mark.clause("SM-5.4.1")
def test_on_time_is_measured_against_the_customers_own_date(cast, inquiry, supplied, at):
    due = supplied.dues.get(name="reply")
    assert (due.due_at.astimezone(at.tzinfo).date(), due.outcome) == (dt.date(2026, 11, 25), "met")
    assert on_time(supplied) is True
    late = open_record("inquiry", cast.lin, opening(cast, wanted_on="2026-11-21"), at=at)
    late = analysed(late, cast, at, ("product_data", "规格书", "TECH"))
    late = do(supplied_row(late, cast, at + 3 * DAY), "supply", cast.lin, at + 3 * DAY, supplied_on="2026-11-23")
    assert on_time(late) is False
    assert on_time(inquiry) is None


@pytest.mark.clause("SC-4.1.1c", "CS-1.2")
def test_without_a_date_the_answer_is_due_in_two_days(cast, inquiry, at):
    record = open_record("inquiry", cast.lin, opening(cast, wanted_on=""), at=at)
    due = record.dues.get(name="reply")
    assert (due.amount, due.started_at, due.due_at.astimezone(at.tzinfo).date()) == ("2d", at, dt.date(2026, 11, 22))
    record = analysed(record, cast, at, ("product_data", "规格书", "TECH"))
    record = do(record, "reply", cast.lin, at + DAY, reply="资料下周一寄出", reply_channel="phone")
    assert (record.dues.get(name="reply").outcome, record.milestones["answered"][:10]) == ("met", "2026-11-21")


@pytest.mark.clause("CS-1.3")
def test_a_recommendation_has_features_advantages_and_price(cast, inquiry, at, refused):
    record = analysed(inquiry, cast, at, ("product_data", "规格书", "TECH"))
    with refused() as no:
        do(record, "recommend", cast.lin, at, offered="MS-25 C3")
    assert set(no.errors) == {"features", "advantages", "price_note"}
    with refused() as no:
        do(record, "quote", cast.lin, at, quote_ref="BJ-1", amount="42.50", currency="CNY", valid_until="2026-11-19")
    assert no.errors == {"valid_until": "The quotation would be out of date already."}
    quoted = do(
        record, "quote", cast.lin, at, quote_ref="BJ-1", amount="42.50", currency="CNY", valid_until="2026-12-31"
    )
    assert str(quoted.amount) == "42.50"


@pytest.mark.clause("SC-3.2", "SC-3.3")
def test_only_engineering_advises_and_only_metrology_gives_the_method(cast, inquiry, at):
    record = analysed(inquiry, cast, at, ("consultation", "选型", "TECH"))
    record = do(record, "consult", cast.zhao, at, advice="建议选 C3 游隙")
    record = do(record, "give_test_method", cast.qin, at, test_method="三点法测量圆度", test_equipment="圆度仪 YD-200")
    assert not may(cast.lin, record, "consult", at=at).ok
    assert not may(cast.zhao, record, "give_test_method", at=at).ok
    for field in ("advice", "test_method"):
        with pytest.raises(Refused):
            amend.correct(record, cast.wang, {field: "改"}, "笔误", seen=record.version, at=at)


@pytest.mark.clause("QF-3.2")
def test_a_sample_on_trial_is_followed_before_the_inquiry_closes(cast, inquiry, at, refused):
    record = analysed(inquiry, cast, at, ("product_data", "规格书", "TECH"))
    with refused() as no:
        do(record, "send_samples", cast.lin, at, samples=[{"sample": "YP-01", "quantity": "20"}])
    assert no.errors == {"samples": "Sample “YP-01” needs the day it was sent and an engineer."}
    sample = {"sample": "YP-01", "quantity": "20", "sent_on": "2026-11-20", "engineer": cast.zhao.pk}
    record = do(record, "send_samples", cast.lin, at, samples=[sample])
    assert record.dues.get(name="trial").soft
    record = supplied_row(record, cast, at + 3 * DAY)
    record = do(record, "supply", cast.lin, at + 3 * DAY, supplied_on="2026-11-23")
    verdict = may(cast.lin, record, "close", at=at + 3 * DAY)
    assert [str(one.text) for one in verdict.blockers] == ["“YP-01” has no completion date yet."]
    found = [{"id": Sample.objects.get(record_id=record.pk).pk, "result": "passed", "followed_on": "2026-11-24"}]
    record = do(record, "follow_trial", cast.zhao, at + 4 * DAY, samples=found)
    assert record.dues.get(name="trial").outcome == "met"
    assert do(record, "close", cast.lin, at + 5 * DAY, outcome="supplied").phase == "done"


ORDER = {
    "order_ref": "PO-7788", "order_model": "MS-25 C3", "order_quantity": "5000", "delivery_address": "重庆江北港",
    "payment_terms": "月结 60 天", "confirmed_by": "周采购", "confirmed_on": "2026-11-23", "confirmed_how": "邮件",
    "promised_on": "2027-01-10",
}  # fmt: skip


@pytest.mark.clause("CS-1.4", "SM-5.4.2a")
def test_an_order_is_confirmed_in_four_points_with_the_customers_word(cast, supplied, at, refused):
    with refused() as no:
        do(supplied, "order", cast.lin, at + 4 * DAY, order_ref="PO-7788")
    assert set(no.errors) == set(ORDER) - {"order_ref"}
    record = do(supplied, "order", cast.lin, at + 4 * DAY, **ORDER)
    due = record.dues.get(name="delivery")
    assert due.due_at.astimezone(at.tzinfo).date() == dt.date(2027, 1, 10)
    event = record.events.get(step="order")
    assert cast.yu.pk in {one["id"] for one in event.facts["copied"]}


@pytest.mark.clause("SM-5.4.2b")
def test_a_delay_is_told_at_once_and_needs_the_customers_consent(cast, supplied, at, refused):
    record = do(supplied, "order", cast.lin, at + 4 * DAY, **ORDER)
    record = do(record, "delay", cast.yu, at + 5 * DAY, delay_reason="炉子大修", delayed_to="2027-01-20")
    tell = record.dues.get(name="tell_customer")
    assert (tell.amount, tell.soft, tell.settled_at) == ("4wh", True, None)
    with refused() as no:
        do(record, "agree_delay", cast.lin, at + 5 * DAY, told_at="2026-11-25T09:30")
    assert set(no.errors) == {"agreed_by", "agreed_on", "agreed_how"}
    given = {"told_at": "2026-11-25T09:30", "agreed_by": "周采购", "agreed_on": "2026-11-25", "agreed_how": "邮件"}
    record = do(record, "agree_delay", cast.lin, at + 5 * DAY, **given)
    (open_due,) = record.dues.filter(settled_at=None)
    assert open_due.due_at.astimezone(at.tzinfo).date() == dt.date(2027, 1, 20)
    assert record.dues.get(name="tell_customer").outcome == "met"


def test_an_inquiry_that_came_to_nothing_says_why(cast, supplied, at, refused):
    with refused() as no:
        do(supplied, "close", cast.lin, at + 5 * DAY, outcome="lost")
    assert no.errors == {"outcome_note": "Write why it came to nothing."}


@pytest.mark.clause("SS-5.4")
def test_an_inquiry_takes_over_what_a_letter_knows(cast, inquiry):
    takes = registry.get("inquiry").accepts["*"]
    assert takes({"title": "询价", "what": "求报价", "customer": 7, "lot": "x"}) == {
        "title": "询价", "content": "求报价", "customer": 7,
    }  # fmt: skip
    assert facts(inquiry)["what"] == "MS-25 年度询价，并索取新品资料"
