"""Duties: what must happen again opens by itself, once for each period, in working time, in its role's name."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from huiyin.calendars import days
from huiyin.kernel import flow, occurring, policy, trail, watch
from huiyin.kernel.amend import void
from huiyin.kernel.models import Event, Occurrence, Record
from huiyin.kernel.told import Told
from huiyin.packs.adopt import adopt
from huiyin.packs.read import read_text
from huiyin.people.models import Holding
from tests.cast import AT, Cast

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRM = """
[company]
name = { zh = "回音机电有限公司", en = "Huiyin Machinery" }
[roles]
service_clerk = { label = { zh = "客服", en = "Service clerk" } }
service_head = { label = { zh = "经营部主任", en = "Head of service" } }
metrologist = { label = { zh = "计量员", en = "Metrologist" } }
"""
TEXT = """
[procedure]
type = "complaint"
title = { zh = "回访", en = "Call" }
document = "D1"
revision = "A"
document_title = { zh = "回访", en = "Calls" }
number = "HF{year}-{n:3}"
form = "F1"
opens = ["service_head"]
voiders = ["service_head"]
[[sections]]
title = { zh = "内容", en = "What" }
fields = ["title", "customer", "what_happened"]
[ledger]
title = { zh = "一览表", en = "Register" }
columns = [{ name = "number" }]
[flow]
initial = "received"
[flow.opening]
needs = ["what_happened"]
asks = ["title", "customer", "remedy_sought"]
marks = ["received"]
starts = [{ name = "call", label = { zh = "回访", en = "Call" }, within = "0d", role = "service_clerk" }]
[flow.states.received]
label = { zh = "待回访", en = "To be called" }
phase = "open"
[flow.states.closed]
label = { zh = "已回访", en = "Called" }
phase = "done"
[flow.steps.close]
label = { zh = "完成", en = "Done" }
from = ["received"]
to = "closed"
roles = ["service_clerk", "service_head"]
meets = ["call"]
marks = ["closed"]
primary = true
[keep]
years = 3
[[duties]]
name = "call"
label = { zh = "客户回访", en = "Customer call" }
type = "complaint"
role = "service_clerk"
"""


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


def local(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def firm(cast: Cast, duty: str, since: dt.date = dt.date(2026, 1, 1)) -> None:
    """The procedure with this duty, in force since then, with the State's calendar."""
    days.seed(at=AT)
    procedure = read_text(TEXT + duty, file="complaint.toml", company=FIRM, pack="kernel")
    adopt(procedure, by=cast.bai, at=AT, effective_from=since, reason="for the tests of duties")


def looked(text: str) -> list[str]:
    """The numbers opened by one look at that time."""
    done = occurring.look(local(text))
    assert done.failed == []
    return done.opened


def rows() -> list[tuple[str, str, str, bool]]:
    found = Occurrence.objects.order_by("customer__code", "first_on").select_related("customer")
    return [
        (row.customer.code if row.customer else "", str(row.first_on), str(row.due_on), row.record_id is not None)
        for row in found
    ]


# --- for whom --------------------------------------------------------------------------------------------------------


@pytest.mark.clause("SC-4.2.4a", "SS-5.3.1B")
@pytest.mark.parametrize(
    ("customers", "codes"),
    [
        ('"all"', ["C001", "C002", "C003"]),
        ('"key"', ["C001"]),
        ('["B"]', ["C002", "C003"]),
        ('["A", "B"]', ["C001", "C002", "C003"]),
        ('["Z"]', []),
    ],
)
def test_customers_by_class_and_importance(cast: Cast, customers: str, codes: list[str]) -> None:
    firm(cast, f'every = "1y"\nahead = "1mo"\ncustomers = {customers}\n')
    assert looked("2026-11-20T09:00") == []
    assert rows() == [(code, "2026-01-01", "2026-12-31", False) for code in codes]
    assert len(looked("2026-11-30T08:31")) == len(codes)
    opened = Record.objects.order_by("customer__code").values_list("customer__code", "unit__code")
    homes = {"C001": "SALES", "C002": "SALES", "C003": "SC-WEST"}
    assert list(opened) == [(code, homes[code]) for code in codes]


def test_once_for_the_firm(cast: Cast) -> None:
    firm(cast, 'every = "6mo"\nahead = "15wd"\n')
    assert looked("2026-11-20T09:00") == []
    assert rows() == [("", "2026-07-01", "2026-12-31", False)]
    assert looked("2026-12-10T08:30") == ["HF2026-001"]
    assert looked("2026-12-10T09:30") == []
    assert looked("2027-01-04T09:00") == []
    assert rows()[1:] == [("", "2027-01-01", "2027-06-30", False)]


def test_former_customers_and_those_no_longer_key_are_owed_nothing(cast: Cast) -> None:
    firm(cast, 'every = "1y"\ncustomers = "key"\n')
    looked("2026-11-20T09:00")
    assert len(rows()) == 1
    cast.customer.key = False
    cast.customer.save()
    assert looked("2026-12-01T09:00") == []
    assert rows() == []
    cast.customer.key, cast.customer.ended_on = True, dt.date(2026, 11, 25)
    cast.customer.save()
    assert (looked("2026-12-01T09:00"), rows()) == ([], [])


# --- when ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("duty", "first", "due"),
    [
        ('every = "1y"', "2026-01-01", "2026-12-31"),
        ('every = "1mo"', "2026-11-01", "2026-11-30"),
        ('every = "1y"\nanchor = "in_force"', "2026-03-16", "2027-03-15"),
        ('every = "1y"\nanchor = "since"', "2026-02-28", "2027-02-26"),
        ('every = "1y"\nanchor = "since"\nroll = "next"', "2026-02-28", "2027-03-01"),
        ('every = "1y"\nanchor = "since"\nroll = "keep"', "2026-02-28", "2027-02-27"),
    ],
)
def test_periods_are_counted_from_where_the_duty_says(cast: Cast, duty: str, first: str, due: str) -> None:
    cast.customer.since = dt.date(2024, 2, 29)
    cast.customer.save()
    firm(cast, f'{duty}\ncustomers = ["A"]\n', dt.date(2026, 3, 16))
    occurring.plan(AT)
    assert rows() == [("C001", first, due, False)]


def test_a_new_revision_does_not_begin_the_periods_anew(cast: Cast) -> None:
    firm(cast, 'every = "1y"\nanchor = "in_force"\n', dt.date(2026, 3, 16))
    firm(cast, 'every = "1y"\nanchor = "in_force"\nahead = "2mo"\n', dt.date(2026, 9, 1))
    occurring.plan(AT)
    assert rows() == [("", "2026-03-16", "2027-03-15", False)]


def test_nothing_opens_at_night_and_a_new_holiday_moves_what_is_not_opened(cast: Cast) -> None:
    firm(cast, 'every = "1y"\nahead = "0d"\n')
    occurring.plan(AT)
    assert Occurrence.objects.get().opens_at == local("2026-12-31T08:30")
    days.set_days("CN", {dt.date(2026, 12, 31): days.Day("rest", name="停电")}, at=AT)
    occurring.plan(AT)
    row = Occurrence.objects.get()
    assert (row.due_on, row.opens_at) == (dt.date(2026, 12, 30), local("2026-12-30T08:30"))
    done = occurring.look(local("2026-12-30T22:00"))
    assert (done.opened, done.waiting) == ([], 1)
    assert looked("2027-01-04T08:30") == ["HF2027-001"]
    assert Record.objects.get().due_at < local("2027-01-04T08:30")


def test_a_period_missed_while_nobody_watched_is_opened_late(cast: Cast) -> None:
    firm(cast, 'every = "1mo"\nahead = "0d"\n')
    occurring.plan(AT)
    assert looked("2027-02-10T09:00") == ["HF2027-001"]
    assert rows() == [("", "2026-11-01", "2026-11-30", True), ("", "2027-02-01", "2027-02-26", False)]


# --- the record ------------------------------------------------------------------------------------------------------


@pytest.mark.clause("SC-4.2.4a")
def test_the_record_opens_in_the_role_s_name_and_says_so(cast: Cast) -> None:
    firm(cast, 'every = "1y"\ncustomers = "key"\nsets = { remedy_sought = "电话回访" }\n')
    looked("2026-11-20T09:00")
    assert looked("2026-12-01T09:00") == ["HF2026-001"]
    record = Record.objects.get()
    assert (record.title, record.opened_by, record.customer) == ("客户回访 2026-12-31", cast.lin, cast.customer)
    assert (record.complaint.remedy_sought, record.complaint.what_happened) == ("电话回访", "客户回访")
    assert not policy.may_open(cast.lin, "complaint", at=AT).ok  # a duty needs no right of its own
    event = Event.objects.get(kind="opened")
    assert event.actor is None
    entry = Told(record, policy.procedure_of(record)).entry(event)
    assert entry["who"] == {"name": "The system"}
    assert entry["facts"] == [
        "Opened by the duty “Customer call”, due 2026-12-31, in the name of 林晓",
        "“Call” is due 2026-12-31 Thu 17:30",
    ]
    assert record.occurrence.due_on == dt.date(2026, 12, 31)
    assert list(record.turns.values_list("role", "unit__code")) == [
        ("service_clerk", "SALES"),
        ("service_head", "SALES"),
    ]


def test_clocks_count_from_the_day_the_duty_is_due(cast: Cast) -> None:
    firm(cast, 'every = "1y"\n')
    looked("2026-12-01T09:00")
    due = Record.objects.get().dues.get()
    assert (due.started_at, due.due_at) == (local("2026-12-31T00:00"), local("2026-12-31T17:30"))
    by_hand = flow.open_record("complaint", cast.wang, {"what_happened": "客户来电"}, at=local("2026-12-01T10:00"))
    assert by_hand.dues.get().due_at == local("2026-12-01T17:30")


def test_a_role_nobody_holds_is_said_and_tried_again(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    firm(cast, 'every = "1y"\ncustomers = "key"\n')
    held = Holding.objects.filter(role="service_clerk", person=cast.lin)
    held.update(until=dt.date(2026, 11, 30))
    with caplog.at_level(logging.CRITICAL, logger="huiyin"):
        done = occurring.look(local("2026-12-01T09:00"))
    said = "Nobody holds the role “Service clerk” for 经营部."
    assert (done.opened, len(done.failed), Record.objects.count()) == ([], 1, 0)
    assert Occurrence.objects.get().trouble == said
    held.update(until=None)
    assert looked("2026-12-01T09:10") == []
    assert looked("2026-12-01T09:31") == ["HF2026-001"]
    assert Occurrence.objects.get().trouble == ""


def test_a_poisoned_row_does_not_stop_the_others(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    firm(cast, 'every = "1y"\ncustomers = "all"\n')
    occurring.plan(AT)
    cast.customers["C002"].calendar = "GONE"
    cast.customers["C002"].save()
    with caplog.at_level(logging.CRITICAL, logger="huiyin"):
        done = watch.look(local("2026-12-01T09:00"))
    assert done.opened == 2
    assert len(done.failed) == 2  # it could not be planned anew, nor opened
    assert [(row[0], row[3]) for row in rows()] == [("C001", True), ("C002", False), ("C003", True)]
    assert "GONE" in Occurrence.objects.get(record=None).trouble
    faults: list[Any] = []
    trail.verify(faults.append)
    assert faults == []


# --- at least, and exactly -------------------------------------------------------------------------------------------


def close(record: Any, cast: Cast, text: str) -> None:
    flow.fire(record, "close", cast.wang, seen=record.version, at=local(text))


def by_hand(cast: Cast, text: str) -> Any:
    data = {"what_happened": "客户来电", "customer": "C001"}
    return flow.open_record("complaint", cast.wang, data, at=local(text))


def test_at_least_moves_on_with_what_was_done_sooner(cast: Cast) -> None:
    firm(cast, 'every = "3mo"\nat_least = true\ncustomers = "key"\nahead = "0d"\n')
    occurring.plan(AT)
    assert rows() == [("C001", "2026-10-01", "2026-12-31", False)]
    record = by_hand(cast, "2026-12-15T09:00")  # opened sooner
    occurring.plan(local("2026-12-15T10:00"))
    assert rows() == [("C001", "2026-12-15", "2027-03-15", False)]
    close(record, cast, "2026-12-20T09:00")  # closed later: counted from then
    assert looked("2027-03-15T09:00") == []
    assert rows() == [("C001", "2026-12-20", "2027-03-19", False)]  # the 20th is a Saturday
    assert looked("2027-03-19T09:00") == ["HF2027-001"]
    assert looked("2027-09-20T09:00") == []  # still at work: it is late, but no second one is opened
    close(Record.objects.get(number="HF2027-001"), cast, "2027-09-20T10:00")
    occurring.plan(local("2027-09-20T11:00"))
    assert rows()[1:] == [("C001", "2027-09-20", "2027-12-20", False)]


def test_a_row_kept_sooner_after_it_was_planned_is_not_opened(cast: Cast) -> None:
    firm(cast, 'every = "3mo"\nat_least = true\ncustomers = "key"\nahead = "0d"\n')
    occurring.plan(AT)
    by_hand(cast, "2026-12-31T08:40")
    done = occurring.look(local("2026-12-31T09:00"), planning=False)
    assert (done.opened, done.failed, rows()) == ([], [], [])


def test_exactly_opens_whatever_was_done_by_hand(cast: Cast) -> None:
    firm(cast, 'every = "3mo"\ncustomers = "key"\nahead = "0d"\n')
    close(by_hand(cast, "2026-12-15T09:00"), cast, "2026-12-15T10:00")
    assert looked("2026-12-31T09:00") == ["HF2026-002"]
    assert looked("2027-03-31T09:00") == ["HF2027-001"]
    assert [row[1] for row in rows()] == ["2026-10-01", "2027-01-01"]


@pytest.mark.parametrize(("at_least", "following"), [("true", "2027-12-31"), ("false", "2027-12-31")])
def test_a_voided_record_is_not_opened_again(cast: Cast, at_least: str, following: str) -> None:
    firm(cast, f'every = "1y"\nat_least = {at_least}\ncustomers = "key"\nahead = "0d"\n')
    looked("2026-12-31T09:00")
    record = Record.objects.get()
    void(record, cast.wang, "客户停业", seen=record.version, at=local("2026-12-31T10:00"))
    assert looked("2026-12-31T11:00") == []
    assert looked("2027-12-30T09:00") == []
    assert [row[2] for row in rows() if not row[3]] == [following]


def test_long_before_anyone_watched_nothing_was_missed(cast: Cast) -> None:
    firm(cast, 'every = "1mo"\nat_least = true\ncustomers = "key"\nahead = "0d"\n')
    by_hand(cast, "2026-02-02T09:00")
    occurring.plan(AT)
    assert rows() == [("C001", "2026-11-01", "2026-11-30", False)]


# --- once ------------------------------------------------------------------------------------------------------------


def test_what_was_lost_half_way_is_opened_once(cast: Cast) -> None:
    """A watcher killed between the record and its row leaves neither: both are written in one transaction."""
    firm(cast, 'every = "1y"\n')
    looked("2026-12-01T09:00")
    row, record = Occurrence.objects.get(), Record.objects.get()
    assert record.source_key == "duty:complaint.call:firm:2026-01-01"
    Occurrence.objects.filter(pk=row.pk).update(record=None, opens_at=local("2026-12-01T09:00"))
    assert looked("2026-12-01T10:00") == [record.number]  # the door knows the key: no second record
    assert Record.objects.count() == 1
