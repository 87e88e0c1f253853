"""An old register taken in on the page."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from huiyin.kernel.models import Event, Record
from huiyin.parties.models import Customer

ROWS = """投诉编号,投诉日期,客户名称,投诉内容,渠道,经办
A-1,2024/3/1,东海泵业,漏油,电话,老王
A-2,2024-03-02,新客户,破损,电话,
"""
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.HOME = tmp_path
    with translation.override("en"):
        yield


@pytest.fixture
def lin(walker, client):
    client.force_login(walker.cast.lin)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return walker.cast.lin


def send(client, body=ROWS, name="台账.csv", **fields):
    content = body.encode("gb18030") if isinstance(body, str) else body
    return client.post("/import", {"type": "complaint", "file": SimpleUploadedFile(name, content), **fields})


def looked(client, **more):
    """The address of the page that shows the file just sent, and the page."""
    address = send(client)["Location"]
    return address.partition("?")[0], client.get(address)


def test_a_file_is_shown_before_anything_is_written(client, lin):
    _address, page = looked(client)
    assert page.status_code == 200
    assert [(one["label"], one["value"]) for one in page.context["columns"]] == [
        ("投诉编号", "number"), ("投诉日期", "received_at"), ("客户名称", "customer"), ("投诉内容", "what_happened"),
        ("渠道", "channel"), ("经办", "-"),
    ]  # fmt: skip
    assert [bool(one["error"]) for one in page.context["columns"]] == [False, False, True, False, False, False]
    assert page.context["ready"] == 1
    assert not Record.objects.exists()
    assert not Event.objects.exists()


def test_what_is_chosen_on_the_page_decides_and_the_deed_is_done(client, lin):
    address, _page = looked(client)
    chosen = {"type": "complaint", "customers": "yes", "column-经办": "remark"}
    again = client.post(address, chosen)
    assert (again.status_code, again.context["ready"], Record.objects.count()) == (200, 2, 0)
    done = client.post(address, {**chosen, "sure": "yes"})
    assert (done.status_code, done["Location"]) == (303, "/complaint")
    assert [(one.number, one.complaint.remark) for one in Record.objects.order_by("number")] == [
        ("A-1", "老王"),
        ("A-2", ""),
    ]
    assert Customer.objects.filter(name="新客户").exists()
    assert Record.objects.first().opened_by == lin


def test_refused_rows_are_handed_back_as_a_workbook(client, lin):
    address, _page = looked(client)
    done = client.post(address, {"type": "complaint", "sure": "yes"})
    assert done.status_code == 200
    assert Record.objects.get().number == "A-1"
    workbook = client.get(done.context["refused"])
    sheet = openpyxl.load_workbook(io.BytesIO(workbook.content)).worksheets[0]
    assert [cell.value for cell in sheet[2]][1:4] == [3, "A-2", "2024-03-02"]


def test_a_file_is_hers_alone(client, lin, walker):
    address, _page = looked(client)
    client.force_login(walker.cast.wang)
    for path in (address + "?type=complaint", address + "/refused.xlsx", "/import/" + "0" * 32, "/import/nonsense"):
        assert client.get(path).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("name", ["mei", "sun", "bai"])
def test_who_may_not_register_is_refused(client, walker, name):
    client.force_login(walker.cast.persons[name])
    assert client.get("/import").status_code == 403
    assert send(client).status_code == 403


@pytest.mark.parametrize(
    ("body", "fields", "words"),
    [
        (b"", {}, "Choose a file first."),
        (ROWS, {"type": "lamp"}, "Choose what the rows are."),
    ],
)
def test_what_cannot_be_sent_is_told(client, lin, body, fields, words):
    sent = {"type": "complaint", **fields}
    if body:
        sent["file"] = SimpleUploadedFile("a.csv", body.encode())
    answer = client.post("/import", sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"%PDF-1.7", "page or a document"),
        ("日期,客户\n3/4/2024,C001\n5/6/2024,C001\n".encode(), "more than one way"),
        (b"a,b\n1,2\n", "None of these columns is known"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_and_can_be_mended_on_the_page(client, lin, body, words):
    address = send(client, body)["Location"]
    page = client.get(address)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert [one["name"] for one in page.context["options"]][:2] == ["dates", "customers"]


def test_nonsense_in_the_form_is_no_error_of_ours(client, lin):
    address, _page = looked(client)
    for given in ({"type": "lamp"}, {}, {"type": "complaint", "dates": "never"}):
        assert client.post(address, given).status_code == 404
    for given in (
        {"column-投诉日期": "lamp"},
        {"column-lamp": "lot"},
        {"constant-channel": "smoke"},
        {"encoding": "klingon"},
    ):
        assert client.post(address, {"type": "complaint", **given}).status_code == 422
    assert not Record.objects.exists()


def test_the_register_offers_it_to_whom_it_is_open(client, lin, walker):
    assert "/import?type=complaint" in client.get("/complaint").content.decode()
    client.force_login(walker.cast.mei)
    assert "/import?type=complaint" not in client.get("/complaint").content.decode()
