"""The auditor's pages: what they say, what they cost, who finds them."""

from __future__ import annotations

from importlib import import_module
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huiyin.kernel import sealing
from huiyin.kernel.models import Sample
from huiyin.kernel.tests.audited import House, local
from tests.cast import Cast
from tests.pages import Read

pytestmark = pytest.mark.clause("C-18")
YEAR = "?from=2026-01-01&to=2026-12-31"


@pytest.fixture
def house(cast: Cast) -> House:
    return House(cast)


def read(client: Client, person: Any, url: str, status: int = 200, language: str = "en") -> Read:
    client.force_login(person)
    answer = client.get(url, headers={"accept-language": language})
    assert answer.status_code == status, (url, answer.status_code)
    return Read(answer.content.decode())


def pages(house: House) -> list[str]:
    clauses = [f"/audit/complaint/QP-{n}{YEAR}" for n in range(1, 12)]
    return [f"/audit{YEAR}", f"/audit{YEAR}&q=QP", "/audit/verify", f"/audit/complaint{YEAR}", *clauses]


def filled(house: House) -> None:
    """Kept, late, open, another way."""
    house.settled("2026-11-02T09:00", "2026-11-04T10:00")
    house.settled("2026-11-02T09:00", "2026-11-09T10:00")
    house.open("2026-11-19T09:00")
    house.fire(house.open("2026-11-02T09:00"), "dismiss", "2026-11-03T09:00", reason="不是我们的产品")


def test_every_page_is_there_empty_and_full_in_each_language(house: House, client: Client) -> None:
    for url in pages(house):
        read(client, house.cast.sun, url)
    assert "Nothing fell under it in this period." in read(client, house.cast.sun, f"/audit/complaint{YEAR}").text
    filled(house)
    for language in ("zh-hans", "zh-hant", "en"):
        for url in pages(house):
            read(client, house.cast.sun, url, language=language)


def test_the_list_shows_each_demand_with_its_figures(house: House, client: Client) -> None:
    filled(house)
    text = read(client, house.cast.sun, f"/audit/complaint{YEAR}").text
    assert "4 records received 2026-01-01 to 2026-12-31." in text
    # governed, kept, exceptions (late, dropped), not yet, apart
    figures = ("4 1 2 1 0", "4 1 3 0 0")  # one promise is in time until 24 November 2026, and late ever since
    assert any(f"Deadline Answer · 3 working days {one}" in text for one in figures)
    assert "Step Analyse 4 2 0 1 1" in text
    assert "Signature Answer the customer: General manager 2 2 0 0 0" in text
    assert "In force, nothing to count: Role “Service clerk”" in text
    assert "Clauses this procedure makes no demand of QP-11 Customers are respected" in text


def test_a_clause_lists_its_exceptions_with_reasons_and_opens_the_records(house: House, client: Client) -> None:
    filled(house)
    page = read(client, house.cast.sun, f"/audit/complaint/QP-2{YEAR}")
    assert "An answer within three working days" in page.text
    assert "KS2026-0002 2026-11-02 Mon" in page.text
    assert "1 working day 1 hour overdue" in page.text
    assert "Reason: 不是我们的产品" in page.text
    assert "/complaint/KS2026-0002" in page.links
    late = next(one for one in page.links if "verdict=late" in one)
    listed = read(client, house.cast.sun, late)
    assert "Met late 1" in listed.text
    assert "KS2026-0002" in listed.text
    assert "KS2026-0001" not in listed.text


def test_a_long_list_is_paged(house: House, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("huiyin.web.audit.clause"), "SIZE", 2)
    for _ in range(3):
        house.settled("2026-11-02T09:00", "2026-11-09T10:00")
    page = read(client, house.cast.sun, f"/audit/complaint/QP-2{YEAR}")
    assert "All 3 exceptions" in page.text
    first = read(client, house.cast.sun, next(one for one in page.links if "verdict=exceptions" in one))
    assert "1–2 / 3" in first.text
    second = read(client, house.cast.sun, next(one for one in first.links if "page=2" in one))
    assert "3–3 / 3" in second.text
    assert [one for one in ("KS2026-0001", "KS2026-0002", "KS2026-0003") if one in second.text] == ["KS2026-0001"]


def test_numbers_signatures_and_samples_are_shown(house: House, client: Client) -> None:
    filled(house)
    text = read(client, house.cast.sun, f"/audit/complaint/QP-6{YEAR}").text
    assert "KS2026-0001 – KS2026-0004 : 4 drawn, 4 there, of these 0 void." in text
    text = read(client, house.cast.sun, f"/audit/complaint/QP-7{YEAR}").text
    assert "2 signatures recomputed over what was signed. All of them hold, each by a role that was asked." in text
    client.post("/audit/complaint/QP-7/sample.zip", {"count": "5", "from": "2026-01-01", "to": "2026-12-31"})
    text = read(client, house.cast.sun, f"/audit/complaint/QP-7{YEAR}").text
    assert Sample.objects.get().manifest in text


def test_the_form_takes_out_what_the_page_shows(house: House, client: Client) -> None:
    filled(house)
    page = read(client, house.cast.sun, f"/audit/complaint/QP-3{YEAR}&count=2")
    form = page.form("/sample.zip")
    assert form.fields["count"] == ["2"]
    assert client.post(form.action, form.filled()).status_code == 200
    shown = [number for number in (f"KS2026-000{n}" for n in range(1, 5)) if number in page.text]
    assert Sample.objects.get().numbers == shown


@pytest.mark.parametrize(
    ("who", "status"), [("sun", 200), ("lin", 200), ("guo", 200), ("zhao", 404), ("bai", 404), ("dong", 404)]
)
def test_who_may_not_read_the_type_finds_nothing(house: House, client: Client, who: str, status: int) -> None:
    filled(house)
    for url in pages(house):
        read(client, house.cast.persons[who], url, status)
    menu = read(client, house.cast.persons[who], "/").links
    assert ("/audit" in menu) is (status == 200)


def test_who_reads_some_is_told_that_only_those_are_counted(house: House, client: Client) -> None:
    filled(house)
    text = read(client, house.cast.guo, f"/audit/complaint{YEAR}").text
    assert "0 records received" in text
    assert "Only records you may see are counted." in text
    assert "KS2026" not in read(client, house.cast.guo, f"/audit/complaint/QP-2{YEAR}").text


@pytest.mark.parametrize(
    "url",
    [
        "/audit/nothing",
        "/audit/complaint/QP-99",
        "/audit/complaint/QP-2?list=clock.nothing&verdict=late",
        "/audit/complaint/QP-2?list=clock.answer&verdict=what",
        "/audit/complaint/QP-2?list=clock.answer&verdict=late&page=0",
        "/audit/complaint/QP-2?list=clock.answer&verdict=late&page=x",
        f"/audit/complaint/{quote('QP-2<')}",
    ],
)
def test_what_is_not_there_is_404(house: House, client: Client, url: str) -> None:
    read(client, house.cast.sun, url, 404)


def test_a_period_that_is_none_is_told(house: House, client: Client) -> None:
    for url in ("/audit?from=2026-13-01", "/audit/complaint?period=decade", "/audit/complaint/QP-2?from=x&to=y"):
        page = read(client, house.cast.sun, url, 422)
        assert "Write it as 2026-11-20." in page.text or "There is no period “decade” to choose." in page.text
    assert "Choose from 1 to 50 records." in read(client, house.cast.sun, "/audit/complaint/QP-2?count=99").text


def test_the_last_period_is_kept_for_the_next_page(house: House, client: Client) -> None:
    read(client, house.cast.sun, "/audit/complaint?from=2025-03-01&to=2025-03-31")
    assert "2025-03-01 to 2025-03-31" in read(client, house.cast.sun, "/audit/complaint").text


def test_a_clause_is_looked_up_by_its_id_and_its_words(house: House, client: Client) -> None:
    page = read(client, house.cast.sun, f"/audit{YEAR}&q=qp-1")
    assert [one for one in ("QP-1", "QP-10", "QP-11") if one in page.text] == ["QP-1", "QP-10", "QP-11"]
    assert "three working days" not in page.text
    page = read(client, house.cast.sun, f"/audit{YEAR}&q=working+days")
    assert any("/audit/complaint/QP-2?" in one for one in page.links)
    assert "No clause begins so" in read(client, house.cast.sun, f"/audit{YEAR}&q=%00zz").text


def test_more_records_cost_no_more_queries(house: House, client: Client) -> None:
    urls = [f"/audit{YEAR}", f"/audit/complaint{YEAR}", f"/audit/complaint/QP-2{YEAR}", f"/audit/complaint/QP-7{YEAR}"]

    def asked(url: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            read(client, house.cast.sun, url)
        return len(queries)

    filled(house)
    for url in urls:
        read(client, house.cast.sun, url)  # signed in, the period kept
    before = [asked(url) for url in urls]
    for _ in range(3):
        filled(house)
    assert [asked(url) for url in urls] == before


@pytest.mark.clause("E-1")
def test_whether_the_trail_holds_is_said_to_who_may_read_it_all(house: House, client: Client) -> None:
    filled(house)
    newest = sealing.seal(local("2026-11-20T08:00"))
    assert newest is not None
    text = read(client, house.cast.sun, "/audit/verify").text
    assert newest.digest in text
    assert "All of them hold." in text
    text = read(client, house.cast.lin, "/audit/verify").text
    assert "All of them hold." not in text
    assert "Only who may read every record is shown the result here." in text
