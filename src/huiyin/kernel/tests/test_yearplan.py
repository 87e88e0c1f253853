"""The year's duties as the plan shows them: done, due, late and to come, each on its day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.utils.translation import override

from huiyin.kernel import flow, occurring, yearplan
from huiyin.kernel.models import Occurrence, Record
from huiyin.kernel.tests.test_duties import by_hand, close, firm, local, looked
from huiyin.people.memory import remembering
from huiyin.people.models import Person
from tests.cast import AT, Cast


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


def drawn(person: Person, year: int, text: str) -> dict[str, list[str]]:
    """The plan of a year as somebody sees it at that time: customer to marks in words."""
    at = local(text)
    rows = yearplan.year_of(yearplan.seen_by(person, at=at), year, person, at=at)
    return {
        row.pair.customer.code if row.pair.customer else "": [f"{mark.day:%m-%d} {mark.state}" for mark in row.marks]
        for row in rows
    }


def test_exactly_four_times_a_year(cast: Cast) -> None:
    firm(cast, 'every = "3mo"\nahead = "10wd"\ncustomers = "key"\n')
    first = "2026-09-10T09:00"
    assert drawn(cast.wang, 2026, first) == {"C001": ["09-30 coming", "12-31 coming"]}
    occurring.plan(local(first))
    assert looked("2026-09-16T08:30") == ["HF2026-001"]
    assert drawn(cast.wang, 2026, "2026-09-17T09:00") == {"C001": ["09-30 due", "12-31 coming"]}
    assert drawn(cast.wang, 2026, "2026-10-09T09:00") == {"C001": ["09-30 late", "12-31 coming"]}
    assert drawn(cast.wang, 2027, "2026-10-09T09:00") == {
        "C001": ["03-31 coming", "06-30 coming", "09-30 coming", "12-31 coming"]
    }
    assert drawn(cast.wang, 2025, "2026-10-09T09:00") == {"C001": []}
    close(Record.objects.get(), cast, "2026-10-12T09:00")
    at = local("2026-10-12T10:00")
    row = yearplan.year_of(yearplan.seen_by(cast.wang, at=at), 2026, cast.wang, at=at)[0]
    mark = row.months()[8][0]
    assert (mark.state, mark.on, mark.kept, mark.record.number) == ("done", dt.date(2026, 10, 12), False, "HF2026-001")


def test_at_least_shows_what_was_done_by_hand_and_counts_on_from_it(cast: Cast) -> None:
    firm(cast, 'every = "4mo"\nat_least = true\nahead = "0d"\ncustomers = "key"\n', dt.date(2026, 3, 1))
    occurring.plan(local("2026-03-02T09:00"))
    record = by_hand(cast, "2026-05-11T09:00")
    close(record, cast, "2026-05-12T09:00")
    assert drawn(cast.wang, 2026, "2026-05-13T09:00") == {"C001": ["05-12 done", "09-11 coming"]}  # 12th: a Saturday
    assert looked("2026-09-11T09:00") == ["HF2026-002"]
    assert drawn(cast.wang, 2026, "2026-10-09T09:00") == {"C001": ["05-12 done", "09-11 late"]}
    assert drawn(cast.wang, 2027, "2026-10-09T09:00") == {"C001": ["01-11 coming", "05-11 coming", "09-10 coming"]}


def test_a_milestone_may_fulfil_a_duty_before_its_record_is_closed(cast: Cast) -> None:
    firm(cast, 'every = "1y"\nat_least = true\ndone = "received"\ncustomers = "key"\nahead = "0d"\n')
    looked("2026-12-31T09:00")
    assert Record.objects.get().phase == "open"
    assert drawn(cast.wang, 2026, "2027-02-01T09:00") == {"C001": ["12-31 done"]}
    assert drawn(cast.wang, 2027, "2027-02-01T09:00") == {"C001": ["12-31 coming"]}
    assert yearplan.late(yearplan.seen_by(cast.wang, at=AT), local("2027-02-01T09:00")) == []


def test_who_is_behind(cast: Cast) -> None:
    firm(cast, 'every = "1y"\ncustomers = "all"\nahead = "0d"\n')
    at = local("2027-01-05T09:00")
    looked("2026-12-31T09:00")
    close(Record.objects.get(customer=cast.customer), cast, "2026-12-31T10:00")
    behind = yearplan.late(yearplan.seen_by(cast.wang, at=at), at)
    assert [one.customer.code for one in behind if one.customer] == ["C003", "C002"]
    missed = Occurrence.objects.create(
        of="complaint", duty="call", customer=cast.customer, first_on=dt.date(2025, 1, 1), due_on=dt.date(2025, 12, 31),
        opens_at=AT, trouble="nobody",
    )  # fmt: skip
    behind = yearplan.late(yearplan.seen_by(cast.wang, at=at), at)
    assert [one.customer.code for one in behind if one.customer] == ["C003", "C002", "C001"]
    missed.delete()


def test_each_sees_the_customers_and_records_that_are_theirs(cast: Cast) -> None:
    firm(cast, 'every = "1y"\ncustomers = "all"\nahead = "0d"\n')
    looked("2026-12-31T09:00")
    late = "2027-01-05T09:00"
    assert list(drawn(cast.guo, 2026, late)) == ["C003"]  # his centre's own
    assert list(drawn(cast.wang, 2026, late)) == ["C003", "C002", "C001"]
    assert drawn(cast.zhao, 2026, late) == {}  # no role of his reads these records
    at = local(late)
    row = yearplan.year_of(yearplan.seen_by(cast.guo, at=at), 2026, cast.guo, at=at)[0]
    assert row.marks[0].seen


def test_a_year_costs_the_same_for_one_customer_and_for_all(cast: Cast, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    firm(cast, 'every = "1mo"\nat_least = true\ncustomers = "all"\nahead = "0d"\n')
    looked("2026-11-30T09:00")
    flow.open_record(
        "complaint", cast.wang, {"what_happened": "来电", "customer": "C002"}, at=local("2026-12-01T09:00")
    )
    at = local("2026-12-10T09:00")
    for size in (1, 2, 3):
        with remembering(), django_assert_num_queries(14):
            every = yearplan.seen_by(cast.wang, at=at)
            yearplan.year_of(every[:size], 2026, cast.wang, at=at)
    assert len(every) == 3
