"""Registering on one page: what it asks, what it keeps when refused, and that a form makes one record."""

import datetime as dt
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from huiyin.kernel.models import Attachment, Event, Record
from tests.pages import Read
from tests.walker import adopt_pack

WORDS = "11 月 17 日产线装配后试压，3 台整机密封端面渗漏。"


@pytest.fixture
def desk(client, cast):
    """QP07 in force, Lin signed in."""
    adopt_pack("complaint-handling")
    client.force_login(cast.lin)
    return client


def form(client, query=""):
    """The empty form as a browser has it."""
    answer = client.get(f"/complaint/new{query}")
    assert answer.status_code == 200
    return Read(answer.content.decode()).form("/complaint/new")


def told(cast):
    """What a caller tells, typed by hand: the customer by her short name only."""
    return {
        "what_happened": WORDS, "reporting_unit": str(cast.units["SALES"].pk), "customer": "", "customer.words": "长江",
    }  # fmt: skip


@pytest.mark.check(1)
def test_a_word_is_registered_with_a_number_and_a_customer_found_by_part_of_her_name(desk, cast):
    empty = form(desk)
    answer = desk.post("/complaint/new", empty.filled() | told(cast))
    record = Record.objects.get()
    assert (answer.status_code, answer.url) == (303, f"/complaint/{record.number}")
    assert (record.customer, record.number[:2], record.title) == (cast.customer, "KS", WORDS)
    assert record.opened_by == cast.lin
    assert abs(record.received_at - timezone.now()) < dt.timedelta(minutes=1)
    assert "已登记" in Read(desk.get(answer.url).content.decode()).text


@pytest.mark.check(1)
def test_three_clicks_lead_from_the_first_page_to_the_record(desk):
    first = Read(desk.get("/").content.decode())
    assert "/complaint/new" in first.links  # one: the form; two: the button; and the record is there
    assert reverse("new", args=["complaint"]) == "/complaint/new"


@pytest.mark.check(1)
def test_a_refused_form_keeps_everything_that_was_typed(desk, cast):
    empty = form(desk)
    typed = told(cast) | {"reporting_unit": "", "lot": "B2611-07", "quantity": "many"}
    typed |= {"received_at": "2026-01-05T08:30"}
    answer = desk.post("/complaint/new", empty.filled() | typed)
    assert answer.status_code == 422
    page = Read(answer.content.decode())
    again = page.form("/complaint/new")
    for name in ("what_happened", "lot", "received_at", "customer.words"):
        assert again.fields[name] == [typed[name]], name
    assert again.fields["key"] == empty.fields["key"]
    assert page.said_in("wrong-reporting_unit") == "此项必填。"
    assert page.said_in("wrong-quantity") != ""
    assert not Record.objects.exists()
    mended = again.filled(reporting_unit=str(cast.units["PROD"].pk), quantity="3")
    assert desk.post("/complaint/new", mended).status_code == 303


@pytest.mark.clause("SM-2")
def test_an_unknown_customer_is_registered_with_the_reason(desk, cast):
    empty = form(desk)
    typed = told(cast) | {"customer.words": ""}
    assert desk.post("/complaint/new", empty.filled() | typed).status_code == 422
    answer = desk.post("/complaint/new", empty.filled() | typed | {"customer_unknown": "匿名来电，未留姓名"})
    assert answer.status_code == 303
    assert Record.objects.get().customer_unknown == "匿名来电，未留姓名"


def test_a_name_that_may_mean_several_offers_them(desk, cast):
    empty = form(desk)
    answer = desk.post("/complaint/new", empty.filled() | told(cast) | {"customer.words": "有限公司"})
    assert answer.status_code == 422
    assert "重庆长江汽车股份有限公司" in Read(answer.content.decode()).text
    assert not Record.objects.exists()


@pytest.mark.check(2)
def test_the_same_form_twice_makes_one_record(desk, cast):
    sent = form(desk).filled() | told(cast)
    first, second = desk.post("/complaint/new", sent), desk.post("/complaint/new", sent)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.url == second.url
    assert Record.objects.filter(type="complaint").count() == 1
    other = form(desk).filled() | told(cast)
    assert desk.post("/complaint/new", other).url != first.url


def test_anothers_key_opens_nothing_of_hers(desk, cast):
    sent = form(desk).filled() | told(cast)
    first = desk.post("/complaint/new", sent)
    desk.force_login(cast.wang)
    assert desk.post("/complaint/new", sent).url != first.url


@pytest.mark.check(2)
@pytest.mark.django_db(transaction=True)
def test_a_double_click_before_two_workers_makes_one_record(transactional_db, cast):
    adopt_pack("complaint-handling")
    clients = [Client(), Client()]
    for one in clients:
        one.force_login(cast.lin)
    sent = form(clients[0]).filled() | told(cast)
    gate, urls = threading.Barrier(2), []

    def press(client):
        gate.wait()
        try:
            urls.append(client.post("/complaint/new", sent).url)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(one,)) for one in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(urls) == 2
    assert len(set(urls)) == 1
    assert Record.objects.filter(type="complaint").count() == 1
    assert Event.objects.filter(kind="opened", record__type="complaint").count() == 1


def test_papers_dropped_at_registering_hang_on_the_record(desk, cast):
    sent = form(desk).filled() | told(cast)
    good = SimpleUploadedFile("来电记录.txt", "记录".encode(), "text/plain")
    bad = SimpleUploadedFile("程序.exe", b"MZ\x90\x00", "application/octet-stream")
    answer = desk.post("/complaint/new", sent | {"files": [good, bad]})
    assert answer.status_code == 303
    assert [one.name for one in Attachment.objects.all()] == ["来电记录.txt"]
    assert "程序.exe" in Read(desk.get(answer.url).content.decode()).text


def test_what_a_link_brings_along_is_filled_in(desk, cast):
    assert form(desk, f"?customer={cast.customer.pk}&lot=B1").fields["lot"] == ["B1"]


def test_it_cannot_have_been_received_tomorrow(desk, cast):
    tomorrow = timezone.localtime() + dt.timedelta(days=1)
    sent = form(desk).filled() | told(cast) | {"received_at": tomorrow.strftime("%Y-%m-%dT%H:%M")}
    answer = desk.post("/complaint/new", sent)
    assert answer.status_code == 422
    assert Read(answer.content.decode()).said_in("wrong-received_at") != ""


def test_who_may_not_register_is_told_who_may(desk, cast):
    adopt_pack("quality-feedback", types=("feedback",))
    desk.force_login(cast.mei)
    answer = desk.get("/feedback/new")
    assert answer.status_code == 403
    assert "经手人" in Read(answer.content.decode()).text
    assert desk.post("/feedback/new", {}).status_code == 403
    assert desk.get("/nothing/new").status_code == 404


@pytest.mark.check(8)
@pytest.mark.parametrize("text", ["\x00", "很" * 30_000, "-1", "9" * 40])
def test_absurd_values_are_answered_with_a_sentence(desk, cast, text):
    sent = form(desk).filled() | told(cast) | {"quantity": text, "lot": text, "received_at": text}
    answer = desk.post("/complaint/new", sent)
    assert answer.status_code == 422
    assert not Record.objects.exists()
