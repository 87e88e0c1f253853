"""Pages by key: every row once, in order, forwards and backwards, in each order a register knows."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.kernel import paging
from huiyin.kernel.models import Record
from huiyin.kernel.paging import ORDERS, Asked, BadKey, page
from huiyin.kernel.tests.bare import AT, record

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def rows():
    """Eleven records: equal instants, equal states, and some that are due at no time."""
    made = []
    for n in range(11):
        due = None if n % 3 == 0 else AT + HOUR * (n % 4)
        made.append(
            record(f"T-{n:02}", received_at=AT - HOUR * (n // 2), state=("new", "old")[n % 2], due_at=due)
        )  # fmt: skip
    return Record.objects.filter(type="thing")


def expected(order):
    """The ids as the order says, sorted in Python; what has no value in the first column comes last."""
    found = list(Record.objects.all())
    for name, falling in reversed(ORDERS[order]):
        found.sort(key=lambda one: (getattr(one, name) is not None, getattr(one, name) or AT), reverse=falling)
        if not falling:
            found.sort(key=lambda one: getattr(one, name) is None)
    return [one.pk for one in found]


def forwards(branches, order, size):
    pages, asked = [], Asked(order, size=size)
    while True:
        here = page(branches, asked)
        pages.append(here.ids)
        if not here.next:
            return pages
        asked = Asked(order, after=here.next, size=size)


def backwards(branches, order, size):
    pages, asked = [], Asked(order, last=True, size=size)
    while True:
        here = page(branches, asked)
        pages.append(here.ids)
        if not here.previous:
            return pages[::-1]
        asked = Asked(order, before=here.previous, size=size)


def flat(pages):
    return [pk for ids in pages for pk in ids]


@pytest.mark.parametrize("size", [1, 2, 3, 11, 50])
@pytest.mark.parametrize("order", ORDERS)
def test_every_row_once_in_order_from_either_end(rows, order, size):
    wanted = expected(order)
    assert flat(forwards([rows], order, size)) == wanted
    assert flat(backwards([rows], order, size)) == wanted


@pytest.mark.parametrize("order", ["-received_at", "received_at", "due_at", "-due_at"])
def test_parts_of_a_register_are_paged_as_one(rows, order):
    parts = [rows.filter(state="new"), rows.filter(state="old"), rows.filter(number__lt="T-04")]
    assert flat(forwards(parts, order, 3)) == expected(order)
    assert flat(backwards(parts, order, 3)) == expected(order)


def test_neighbours_are_offered_only_where_there_are_rows(rows):
    first = page([rows], Asked(size=5))
    assert (first.previous, bool(first.next)) == ("", True)
    middle = page([rows], Asked(after=first.next, size=5))
    assert (bool(middle.previous), bool(middle.next)) == (True, True)
    last = page([rows], Asked(after=middle.next, size=5))
    assert (len(last.ids), bool(last.previous), last.next) == (1, True, "")
    assert page([rows], Asked(before=middle.previous, size=5)) == paging.Page(first.ids, "", first.next)
    assert page([rows], Asked(last=True, size=50)) == paging.Page(tuple(expected("-received_at")))
    assert page([rows.none()], Asked()) == paging.Page(total=0)


def test_a_row_that_vanished_is_no_gap(rows):
    first = page([rows], Asked(size=4))
    left = rows.exclude(pk=first.ids[-1])
    assert page([left], Asked(after=first.next, size=50)).ids == tuple(expected("-received_at")[4:])


BAD = (
    "x", "W10", "WzFd", "bnVsbA", "W1siMjAyNi0xMS0yMCJdLCAxXQ", "é", "A" * 401, "W" * 400, "=", "%00", "\x00",
    paging.pack(("2026-11-20T01:00:00+00:00", -1, 0)), paging.pack(("2026-11-20T01:00:00", 1, 0)),
    paging.pack(("9999-11-20T01:00:00+00:00", 1, 0)), paging.pack((None, 1, 0)), paging.pack(("", 1, 0)),
    paging.pack(("2026-11-20T01:00:00+00:00", 2**63, 0)), paging.pack(("2026-11-20T01:00:00+00:00", True, 0)),
)  # fmt: skip


@pytest.mark.parametrize("key", BAD)
def test_a_key_no_page_wrote_is_refused(rows, key):
    with pytest.raises(BadKey):
        page([rows], Asked(after=key))
    with pytest.raises(BadKey):
        page([rows], Asked(before=key))


@pytest.mark.parametrize("order", ["number", "state"])
def test_a_key_that_hides_a_nul_is_refused(rows, order):
    values = ("\x00", *(["2026-11-20T01:00:00+00:00", 1] if order == "state" else []), 0)
    with pytest.raises(BadKey):
        page([rows], Asked(order, after=paging.pack(values)))


def test_totals_stop_where_nobody_reads_on(rows, monkeypatch):
    assert paging.counted([rows]) == 11
    monkeypatch.setattr(paging, "COUNTED", 4)
    assert paging.counted([rows]) == 5
    assert paging.counted([rows.filter(state="new"), rows.filter(state="old"), rows]) == 5
    monkeypatch.setattr(paging, "COUNTED_DEAR", 2)  # of words found one by one
    assert paging.counted([rows], dear=True) == 3
    assert page([rows], Asked(size=1), dear=True).total == 3


@pytest.mark.check(11)
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("asked", [{}, {"last": True}, {"after": True}], ids=["first", "last", "next"])
def test_each_page_walks_an_index(rows, order, asked):
    """No range is sorted and no table is walked from end to end."""
    if asked.get("after"):
        asked = {"after": page([rows], Asked(order, size=4)).next}
    with CaptureQueriesContext(connection) as ran:
        page([rows], Asked(order, size=4, **asked))
    assert [plan for query in ran.captured_queries if not walks(plan := plan_of(query["sql"]))] == []


def plan_of(sql):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for way in ("seqscan", "sort", "bitmapscan", "incremental_sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")  # eleven rows are one page: no planner would bother
            cursor.execute(f"EXPLAIN {sql}")
            return " / ".join(row[0] for row in cursor.fetchall())
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return " / ".join(row[3] for row in cursor.fetchall())


def walks(plan):
    sorts = ("TEMP B-TREE", "Sort Key", "Seq Scan", "SCAN kernel_record")
    return "record_type_" in plan and not any(sign in plan for sign in sorts)
