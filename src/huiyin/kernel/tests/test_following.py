"""A promise by the customer's own date, else by a length: it follows its field, and the first date stays beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from huiyin.kernel import amend, extending, rebase, registry
from huiyin.kernel.clock_words import first_date, reasons
from huiyin.kernel.evidence.gather import gather
from huiyin.kernel.evidence.period import Period
from huiyin.kernel.flow import fire, open_record, sign
from huiyin.kernel.lines import rows_of
from huiyin.kernel.models import Due
from huiyin.kernel.policy import procedure_of
from huiyin.kernel.told import Told
from huiyin.packs.adopt import adopt
from huiyin.packs.shape import Sign
from tests.cast import AT, Cast
from tests.walker import adopt_pack, procedures

SHANGHAI = ZoneInfo("Asia/Shanghai")
SOON, OWN, LATER = dt.date(2026, 11, 22), dt.date(2026, 11, 25), dt.date(2026, 11, 30)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def asked(cast: Cast) -> Any:
    """A question that came without a date: two days."""
    adopt_pack("generic/1.0", ("inquiry",))
    return opened(cast)


def opened(cast: Cast, **more: Any) -> Any:
    data = {"customer": cast.customer.pk, "channel": "email", "content": "索取 MS-25 规格书"}
    return open_record("inquiry", cast.lin, data | more, at=AT)


def correct(record: Any, cast: Cast, at: dt.datetime = AT + HOUR, **changes: Any) -> Any:
    return amend.correct(record, cast.wang, changes, "客户来电说定", seen=record.version, at=at)


def analysed(record: Any, cast: Cast) -> Any:
    items = [{"kind": "product_data", "what": "规格书", "contributor": "TECH"}]
    return do(record, cast, "analyse", items=items, departments=["TECH"])


def do(record: Any, cast: Cast, step: str, at: dt.datetime = AT + HOUR, **data: Any) -> Any:
    return fire(record, step, cast.lin, data, seen=record.version, at=at)


def running(record: Any) -> Due:
    return record.dues.get(name="reply", settled_at=None)


def day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(SHANGHAI).date()


@pytest.mark.clause("SC-4.1.1c")
def test_without_a_date_two_days_hold_and_say_that_one_would_take_their_place(asked: Any) -> None:
    due = running(asked)
    assert (due.amount, due.started_at, day(due.due_at), first_date(due)) == ("2d", AT, SOON, None)
    with override("en"):
        assert reasons(due, procedure_of(asked))[-1] == (
            "“Customer wants the papers by” is empty; a date filled in there takes its place."
        )
    with override("zh-hans"):
        assert reasons(due, procedure_of(asked))[-1] == "“客户要求提供日期”未填；填了日期即以该日期为准。"


@pytest.mark.clause("SC-4.1.1c", "SM-5.4.1")
def test_with_a_date_the_customers_own_holds_and_says_so(cast: Cast, asked: Any) -> None:
    due = running(opened(cast, wanted_on="2026-11-25"))
    assert (due.amount, due.started_at, day(due.due_at)) == ("0h", AT, OWN)
    with override("en"):
        assert reasons(due, procedure_of(asked))[-1] == ("It is the date given in “Customer wants the papers by”.")
    with override("zh-hans"):
        assert reasons(due, procedure_of(asked))[-1] == "这是“客户要求提供日期”中填的日期。"


@pytest.mark.clause("SC-4.1.1c", "SM-5.4.1")
def test_a_date_filled_in_changed_and_emptied_moves_the_promise_and_keeps_the_first(cast: Cast, asked: Any) -> None:
    first = running(asked).due_at
    record, said = asked, []
    for value, wanted in (("2026-11-25", OWN), ("2026-11-30", LATER), ("", SOON)):
        before = running(record).due_at
        record = correct(record, cast, wanted_on=value)
        due = running(record)
        assert (day(due.due_at), due.first_due_at, record.due_at) == (wanted, first, due.due_at)
        assert set(record.turns.values_list("due_at", flat=True)) == {due.due_at}
        event = record.events.order_by("seq").last()
        moved = [dt.datetime.fromisoformat(one) for one in event.changes["due.reply"]]
        assert (event.kind, moved) == ("corrected", [before, due.due_at])
        said.append([one["label"] for one in Told(record, procedure_of(record)).entry(event)["changes"]])
        assert first_date(due) == (first if wanted != SOON else None)
    assert [sorted(one) for one in said] == [["Answer to the customer", "Customer wants the papers by"]] * 3
    assert running(record).amount == "2d"


def test_another_field_moves_nothing(cast: Cast, asked: Any) -> None:
    before = running(asked)
    record = correct(asked, cast, remark="来电")
    assert (running(record).due_at, record.events.order_by("seq").last().changes.keys()) == (
        before.due_at, {"remark"},
    )  # fmt: skip


@pytest.mark.clause("SM-5.4.1")
def test_an_answer_keeps_it_and_the_customers_date_runs_on_until_all_is_supplied(cast: Cast, asked: Any) -> None:
    record = analysed(asked, cast)
    record = do(record, cast, "reply", reply="周三前寄出", reply_channel="phone", wanted_on="2026-11-25")
    answered, goes_on = record.dues.filter(name="reply").order_by("pk")
    assert (answered.outcome, day(answered.due_at)) == ("met", SOON)
    assert (goes_on.outcome, day(goes_on.due_at), day(record.due_at)) == ("", OWN, OWN)
    (row,) = rows_of(record, registry.get("inquiry").lines[0])
    rows = [{"id": row.pk, "supplied": "B/2", "supplied_on": "2026-11-21"}]
    record = fire(record, "contribute", cast.tang, {"items": rows}, seen=record.version, at=AT + 2 * HOUR)
    record = do(record, cast, "supply", AT + 3 * HOUR, supplied_on="2026-11-20")
    assert set(record.dues.values_list("name", "outcome")) == {("reply", "met")}


def test_an_answer_without_a_date_ends_it(cast: Cast, asked: Any) -> None:
    record = do(analysed(asked, cast), cast, "reply", reply="已电话答复", reply_channel="phone")
    assert (list(record.dues.values_list("name", "outcome")), record.due_at) == ([("reply", "met")], None)


def test_what_the_customer_says_comes_before_a_later_date_the_firm_gave_itself(cast: Cast, asked: Any) -> None:
    until = dt.datetime(2026, 11, 27, 17, tzinfo=SHANGHAI)
    record = extending.extend(asked, "reply", cast.ye, until=until, reason="等试验", seen=1, at=AT + HOUR)
    assert running(record).due_at == until
    record = correct(record, cast, wanted_on="2026-11-25")
    due = running(record)
    assert (day(due.due_at), day(due.first_due_at), len(due.extensions)) == (OWN, SOON, 1)


def test_a_later_date_asked_for_is_moot_when_the_customer_gave_one_later_still(cast: Cast, asked: Any) -> None:
    until = dt.datetime(2026, 11, 24, 17, tzinfo=SHANGHAI)
    record = extending.extend(asked, "reply", cast.wang, until=until, reason="等试验", seen=1, at=AT + HOUR)
    assert [one.until for one in extending.waiting(record)] == [until]
    record = correct(record, cast, wanted_on="2026-11-25")
    assert (extending.waiting(record), record.turns.filter(kind="extend").exists()) == ([], False)


def test_a_customers_own_amount_takes_the_place_of_the_two_days_and_not_of_her_date(cast: Cast, asked: Any) -> None:
    cast.customer.clocks = {"inquiry.reply": "1d"}
    cast.customer.save()
    assert (running(opened(cast)).amount, day(running(opened(cast, wanted_on="2026-11-25")).due_at)) == ("1d", OWN)


@pytest.mark.clause("SC-4.1.3a")
def test_judging_gives_the_length_by_class_or_lets_the_customers_date_run_on(cast: Cast) -> None:
    adopt_pack("generic/1.0", ("correspondence", "inquiry", "complaint", "feedback"))
    data = {"customer": cast.customer.pk, "channel": "email", "content": "何时到货"}
    judged = {"category": "contact", "becomes": "nothing", "importance": "ordinary"}
    codes = procedures("generic/1.0")
    choices = next(one for one in codes if one.type == "correspondence").choices
    judged["becomes"] = next(code for code in choices["becomes"] if code not in (
        "inquiry", "feedback", "complaint", "service", "requirement", "improvement"))  # fmt: skip
    plain = open_record("correspondence", cast.lin, data, at=AT)
    assert not plain.dues.filter(name="answer").exists()
    plain = do(plain, cast, "judge", **judged)
    assert plain.dues.get(name="answer").amount == "2wd"
    dated = open_record("correspondence", cast.lin, data | {"reply_wanted_on": "2026-11-25"}, at=AT)
    dated = do(dated, cast, "judge", **judged)
    due = dated.dues.get(name="answer")
    assert (due.amount, day(due.due_at)) == ("0h", OWN)
    assert "clocks_dropped" not in dated.events.order_by("seq").last().facts


def test_a_step_that_waits_for_its_signature_moves_the_promise_when_it_is_filed(cast: Cast) -> None:
    adopt_pack("generic/1.0", ("training",))  # for the calendar
    adopt(with_signature(), by=None, at=AT, effective_from=AT.date(), reason="in force")
    record = do(
        analysed(opened(cast), cast), cast, "reply", reply="周三", reply_channel="phone", wanted_on="2026-11-25"
    )
    assert (record.awaiting, day(running(record).due_at), day(record.due_at)) == ("reply", OWN, OWN)
    event = record.events.order_by("seq").last()
    assert (event.kind, "due.reply" in event.changes) == ("filed", True)
    record.refresh_from_db()
    assert day(record.due_at) == OWN
    record = sign(record, cast.wang, seen=record.version, at=AT + 2 * HOUR, method="password")
    assert list(record.dues.order_by("pk").values_list("name", "outcome")) == [("reply", "met"), ("reply", "")]


def with_signature() -> Any:
    procedure = next(one for one in procedures("generic/1.0") if one.type == "inquiry")
    step = replace(procedure.flow.steps["reply"], signs=(Sign(any=("service_head",)),))
    return replace(procedure, flow=replace(procedure.flow, steps={**procedure.flow.steps, "reply": step}))


def test_a_promise_from_before_the_field_was_kept_with_it_follows_too(cast: Cast) -> None:
    adopt_pack("service-management", ("inquiry",))
    record = opened(cast, wanted_on="2026-11-25")
    due = record.dues.get(name="supply")
    due.basis.pop("field")
    due.save()
    record = correct(record, cast, wanted_on="2026-11-30")
    due.refresh_from_db()
    assert (day(due.due_at), due.basis["field"]) == (LATER, "wanted_on")


def test_a_clock_with_nothing_but_a_date_keeps_its_last_one_when_the_field_is_emptied(cast: Cast) -> None:
    adopt_pack("service-management", ("inquiry",))
    record = correct(opened(cast, wanted_on="2026-11-25"), cast, wanted_on="")
    assert [day(due.due_at) for due in record.dues.filter(settled_at=None)] == [OWN]


def test_moving_to_another_version_reckons_the_date_in_the_field(cast: Cast, asked: Any) -> None:
    record = correct(asked, cast, wanted_on="2026-11-25")
    version = adopt(with_signature(), by=None, at=AT, effective_from=AT.date(), reason="in force")
    (told,) = rebase.rebase([record], cast.wang, version, "新版", at=AT + 2 * HOUR, dues="recompute")
    due = running(record)
    assert (told.why_not, day(due.due_at), due.basis["field"]) == ("", OWN, "wanted_on")


@pytest.mark.parametrize(
    ("wanted", "replied", "verdict"),
    [("2026-11-25", "2026-11-24T10:00", "kept"), ("2026-11-21", "2026-11-22T10:00", "late")],
    ids=["later than two days, kept by it", "sooner than two days, missed"],
)
def test_an_auditor_holds_the_answer_against_the_customers_own_date(
    cast: Cast, asked: Any, wanted: str, replied: str, verdict: str
) -> None:
    record = correct(analysed(asked, cast), cast, wanted_on=wanted)
    moment = dt.datetime.fromisoformat(replied).replace(tzinfo=SHANGHAI)
    do(record, cast, "reply", moment, reply="寄出", reply_channel="phone")
    year = Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    found = gather(registry.get("inquiry"), year, cast.sun, at=moment + HOUR, only="SC-4.1.1c").entry("SC-4.1.1c")
    (clock,) = [one for one in found.measured if one.kind == "clock"]
    assert clock.figures.counts[verdict] == 1
    assert sum(clock.figures.counts.get(one, 0) for one in ("kept", "late", "extended")) == 1


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield
