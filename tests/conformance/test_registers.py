"""What every register keeps under every shipped procedure; no type is named here (house 9.2)."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from huiyin.kernel.columns import Col, value
from huiyin.kernel.listing import Listing
from huiyin.kernel.models import Event, Record
from huiyin.kernel.paging import Asked
from huiyin.kernel.paging import page as one_page
from huiyin.kernel.personal import left_out
from huiyin.kernel.registry import get
from huiyin.kernel.wording import Wording
from huiyin.packs.shape import Procedure
from huiyin.people.memory import remembering
from tests.walker import Walker, adopt_for

# Who is there: session, person, her unit, roles, units; versions in force and adopted; what she sees and reads (4);
# ids, rows, turns, calendar; kept views; her own work, and whether any is late. One more where clocks run.
READER = 12


@pytest.fixture
def case(request: pytest.FixtureRequest, cast: Any) -> tuple[Procedure, Walker]:
    """One shipped procedure in force (with those of what it raises), and a walker."""
    return adopt_for(*request.param), Walker(cast)


def shown(client: Client, address: str) -> list[str]:
    """The numbers on a register's page."""
    answer = client.get(address)
    assert answer.status_code == 200
    return [row["id"] for row in answer.context["register"]["rows"]]


def test_a_register_of_three_costs_what_a_register_of_one_costs(case: tuple[Procedure, Walker], client: Client) -> None:
    procedure, walker = case
    client.force_login(walker.cast.sun)
    costs = []
    for more in (1, 2):
        for _ in range(more):
            walker.open(procedure.type)
        client.get(f"/{procedure.type}")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/{procedure.type}")
        costs.append(len(asked))
    assert costs in ([READER + 1] * 2, [READER + 2] * 2)


@pytest.mark.every_procedure
def test_the_papers_columns_stand_in_the_papers_order(case: tuple[Procedure, Walker], client: Client) -> None:
    procedure, walker = case
    client.force_login(walker.cast.sun)
    walker.open(procedure.type)
    page = client.get(f"/{procedure.type}?view=paper").context
    assert page["title"] == procedure.ledger.title.zh
    assert page["form"] == procedure.ledger.form
    assert [one["name"] for one in page["register"]["columns"]] == [one.name for one in procedure.ledger.columns]
    assert [one["label"] for one in page["register"]["columns"]] == [one.label.zh for one in procedure.ledger.columns]
    assert all(one["width"] >= 4 for one in page["register"]["columns"])


def test_a_stranger_sees_none_and_a_reader_does_nothing(case: tuple[Procedure, Walker], client: Client) -> None:
    procedure, walker = case
    record = walker.open(procedure.type)
    for stranger in (walker.cast.guo, walker.cast.bai):
        client.force_login(stranger)
        assert shown(client, f"/{procedure.type}") == []
        assert shown(client, f"/{procedure.type}?q={record.number}") == []
        assert client.get("/goto", {"q": record.number}).json() == {"items": []}
    client.force_login(walker.cast.sun)
    assert shown(client, f"/{procedure.type}") == [record.number]
    assert client.get(f"/{procedure.type}").context["create"] is None
    events = Event.objects.count()
    sent = {"picked": record.number, "deed": "copy", "sure": "1", "persons": walker.cast.hu.pk}
    answer = client.post(f"/{procedure.type}/picked", sent)
    assert [one["ok"] for one in answer.context["results"]] == [False]
    assert Event.objects.count() == events


@pytest.mark.every_procedure
def test_the_workbook_equals_the_register(case: tuple[Procedure, Walker], client: Client) -> None:
    procedure, walker = case
    client.force_login(walker.cast.sun)
    walker.to_done(walker.open(procedure.type, title="=1+1"))
    walker.open(procedure.type)
    for view in ("work", "paper", "all"):
        page = client.get(f"/{procedure.type}?view={view}").context["register"]
        answer = client.get(f"/{procedure.type}/export.xlsx?view={view}")
        book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
        rows = book.get_sheet_by_index(0).to_python()
        top = next(at for at, row in enumerate(rows) if row[0] == page["columns"][0]["label"])
        assert rows[top] == [one["label"] for one in page["columns"]], view
        assert rows[top + 1 :] == expected(procedure, walker, view), view
        assert [row[0] for row in rows[top + 1 :]] == [row["id"] for row in page["rows"]], view
        assert any(procedure.document in str(row[0]) for row in rows[:top]), view


def expected(procedure: Procedure, walker: Walker, view: str) -> list[list[Any]]:
    """The cells the register holds, as a workbook gives them back: instants in local time, numbers as floats."""
    listing = Listing.read(get(procedure.type), walker.cast.sun, {"view": [view]}, at=timezone.now())
    ids = Record.objects.filter(type=procedure.type).order_by("-received_at", "-id").values_list("pk", flat=True)
    records = listing.rows(ids)
    wording = Wording(listing.record_type, records)
    hidden = listing.withheld()
    return [
        [_given_back(*_shown(col, record, wording, veiled=col.name in hidden)) for col in listing.cols]
        for record in records
    ]


def _shown(col: Col, record: Any, wording: Wording, *, veiled: bool) -> tuple[Any, str]:
    """What a cell holds and says; personal data an auditor only reads stays at home."""
    words = wording.words(col, record)
    return (left_out() if words else "",) * 2 if veiled else (value(col, record), words)


def _given_back(found: Any, words: str) -> Any:
    if isinstance(found, dt.datetime):
        return timezone.localtime(found).replace(tzinfo=None, microsecond=0)
    if found is None or isinstance(found, (bool, str, list)):
        return words
    return found if isinstance(found, dt.date) else float(found)


HOSTILE = (
    "foo=1", "q=%00", "after=" + "A" * 9000, "before=W10", "sort=title", "view=x", "phase=x", "customer=x", "late=x",
    "title.from=2026-01-01", "received_at.from=x", "number=%00", "&".join(f"state=s{n}" for n in range(10_000)),
)  # fmt: skip


@pytest.mark.check(8)
def test_what_no_page_sends_is_answered_with_a_sentence(case: tuple[Procedure, Walker], client: Client) -> None:
    procedure, walker = case
    client.force_login(walker.cast.sun)
    walker.open(procedure.type)
    for query in HOSTILE:
        for path in ("", "/export.xlsx", "/export.csv"):
            answer = client.get(f"/{procedure.type}{path}?{query}")
            paged = path and query.split("=")[0] in ("after", "before")
            assert (query[:20], answer.status_code) in [
                (query[:20], code) for code in ((200,) if paged else (400, 422))
            ]


@pytest.mark.every_procedure
def test_every_filter_of_every_column_is_answered(case: tuple[Procedure, Walker], client: Client) -> None:
    procedure, walker = case
    client.force_login(walker.cast.sun)
    walker.open(procedure.type)
    page = client.get(f"/{procedure.type}/filters").context
    tried = {"text": "样", "date": "2026-11-20", "number": "1"}
    asked = {
        field["name"]: [one["value"] for one in field.get("choices", ())][:2] or [tried[field["kind"]]]
        for field in page["fields"]
    }
    assert asked
    with remembering():
        for name, values in asked.items():  # each by itself, as far as the database
            found = Listing.read(get(procedure.type), walker.cast.sun, {name: values}, at=timezone.now())
            assert (name, found.narrowed.faults) == (name, {})
            assert len(found.rows(one_page(found.narrowed.branches, Asked()).ids)) in (0, 1), name
    answer = client.get(f"/{procedure.type}", asked)  # and all together, as far as the page
    assert answer.status_code == 200
    assert len([one["label"] for one in answer.context["bar"]["set"] if one["label"]]) == len(asked)


def test_every_order_is_answered(case: tuple[Procedure, Walker], client: Client) -> None:
    procedure, walker = case
    client.force_login(walker.cast.sun)
    numbers = sorted(walker.open(procedure.type).number for _ in range(2))
    for column in client.get(f"/{procedure.type}?view=all").context["register"]["columns"]:
        if column["url"]:
            assert sorted(shown(client, column["url"])) == numbers
