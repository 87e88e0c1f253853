"""Deeds on picked rows, each record by itself; the register as a workbook and as CSV; one's own page."""

import csv
import datetime as dt
import io

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from huiyin.kernel import passing
from huiyin.kernel.models import Event, Notice, Record
from huiyin.people.models import PeopleChange, StandIn
from huiyin.web import export

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(walker, lin):
    return [walker.open("complaint", by=lin, title=title) for title in ("漏油", "锈蚀")]


def picked(client, records, **more):
    return client.post("/complaint/picked", {"picked": [one.number for one in records], **more})


def sure(records, **more):
    return {"sure": "1", **{f"seen.{one.pk}": one.version for one in records}, **more}


# --- picked rows ----------------------------------------------------------------------------------------------------


def test_it_asks_first_and_writes_nothing(client, two):
    answer = picked(client, two, deed="copy")
    assert answer.status_code == 200
    assert [one["number"] for one in answer.context["records"]] == [one.number for one in two]
    assert not Event.objects.filter(kind="copied").exists()


def test_copies_go_record_by_record(client, two, walker):
    Notice.objects.all().delete()
    answer = picked(client, two, deed="copy", persons=[walker.cast.mei.pk, walker.cast.hu.pk], **sure(two))
    assert [one["ok"] for one in answer.context["results"]] == [True, True]
    assert answer.context["words"] == "已办理 2 条记录。"
    assert Event.objects.filter(kind="copied").count() == 2
    assert Notice.objects.filter(kind="copy").count() == 4


def test_one_refusal_stops_no_other(client, two, walker, lin):
    passing.copy_to(two[0], lin, [walker.cast.mei], seen=two[0].version, at=walker.tick())
    answer = picked(client, two, deed="hand-over", persons=[walker.cast.wang.pk], reason="出差", **sure(two))
    assert [one["ok"] for one in answer.context["results"]] == [False, True]
    assert "已有人改动本记录" in answer.context["results"][0]["why"]
    assert answer.context["words"] == "已办理 1 条记录。 1 条未能办理。"
    assert list(Event.objects.filter(kind="handed").values_list("record_id", flat=True)) == [two[1].pk]


@pytest.mark.parametrize(
    ("more", "field"),
    [({"deed": "copy"}, "persons"), ({"deed": "hand-over", "persons": "wang"}, "reason"),
     ({"deed": "copy", "persons": ["x", "-1", "9" * 40]}, "persons")],
)  # fmt: skip
def test_what_is_missing_is_asked_again(client, two, walker, more, field):
    if more.get("persons") == "wang":
        more = more | {"persons": walker.cast.wang.pk}
    answer = picked(client, two, **more, **sure(two))
    assert answer.status_code == 422
    assert {one["name"] for one in answer.context["fields"] if one["error"]} == {field}
    assert not Event.objects.filter(kind__in=["copied", "handed"]).exists()


@pytest.mark.parametrize(
    "sent",
    [{}, {"picked": ["NONE-1"], "deed": "copy"}, {"picked": ["\x00"], "deed": "copy"}, {"deed": "burn"},
     {"picked": [f"X-{n}" for n in range(300)], "deed": "copy"}],
)  # fmt: skip
def test_nothing_picked_is_said(client, two, sent):
    sent = {"picked": [two[0].number]} | sent if sent.get("deed") == "burn" else sent
    answer = client.post("/complaint/picked", sent)
    assert answer.status_code == 422
    assert not Event.objects.filter(kind__in=["copied", "handed"]).exists()


def test_a_stranger_and_a_reader_do_nothing(client, two, walker):
    client.force_login(walker.cast.bai)
    assert picked(client, two, deed="copy", persons=[walker.cast.hu.pk], **sure(two)).status_code == 422
    client.force_login(walker.cast.sun)
    answer = picked(client, two, deed="copy", persons=[walker.cast.hu.pk], **sure(two))
    assert [one["ok"] for one in answer.context["results"]] == [False, False]
    assert not Event.objects.filter(kind="copied").exists()


def test_picked_rows_are_exported(client, two, walker, lin):
    walker.open("complaint", by=lin)
    rows = sheet(picked(client, two, deed="export"))
    assert [row[0] for row in rows] == [two[1].number, two[0].number]


# --- workbook and CSV -----------------------------------------------------------------------------------------------


def sheet(answer, *, heads=False):
    """The rows of the workbook below its heading."""
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    rows = [list(row) for row in book.active.iter_rows(values_only=True)]
    top = next(at for at, row in enumerate(rows) if all(row))
    return rows[top:] if heads else rows[top + 1 :]


def test_the_workbook_bears_the_firms_heading(client, two, walker):
    answer = client.get("/complaint/export.xlsx?received_at.from=2026-11-01")
    rows = list(load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.iter_rows(values_only=True))
    head = [row[0] for row in rows[:6]]
    procedure = two[0].procedure
    assert head[0] == client.get("/complaint").context["title"]
    assert f"{procedure.document} {procedure.revision}" in head
    assert "期间：2026-11-01 至 …" in head
    assert any("林晓" in one for one in head if one)
    assert any("非受控" in one for one in head if one)


def test_dates_and_numbers_are_real_and_formulas_are_text(client, walker, lin):
    walker.open("complaint", by=lin, title="=SUM(A1:A9)", what_happened="@cmd", remark=None, defect_quantity=3)
    heads, row = sheet(client.get("/complaint/export.xlsx?view=all"), heads=True)
    said = dict(zip(heads, row, strict=True))
    local = timezone.localtime(Record.objects.get().received_at).replace(tzinfo=None, microsecond=0)
    assert said["日期"] == local if "日期" in said else local in row
    assert said["不良数量"] == 3
    assert "=SUM(A1:A9)" in row
    book = load_workbook(io.BytesIO(b"".join(client.get("/complaint/export.xlsx").streaming_content)))
    assert {cell.data_type for line in book.active.iter_rows() for cell in line} <= {"s", "n", "d"}


def test_a_plain_list_disarms_formulas(client, walker, lin):
    for title in ("=1+1", "+86", "-1", "@x", "\t=1", "漏油"):
        walker.open("complaint", by=lin, title=title)
    text = client.get("/complaint/export.csv").content.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]
    assert {"'=1+1", "'+86", "'-1", "'@x", "漏油"} <= set(cells)


def test_too_many_rows_are_told_in_a_sentence(client, two, monkeypatch):
    monkeypatch.setattr(export, "MOST", 1)
    for name in ("xlsx", "csv"):
        answer = client.get(f"/complaint/export.{name}")
        assert answer.status_code == 422
        assert "超过 1 条" in answer.content.decode()


def test_a_filter_that_cannot_be_used_exports_nothing(client, two):
    assert client.get("/complaint/export.xlsx?foo=1").status_code == 422
    assert client.get("/complaint/export.csv?q=%00").status_code == 422


# --- one's own page -------------------------------------------------------------------------------------------------


def test_my_roles_are_said_in_words(client, lin, walker):
    roles = client.get("/me").context["roles"]
    assert [(one["where"], one["for"]) for one in roles] == [("经营部", "")]
    assert "service_clerk" not in client.get("/me").content.decode()


def test_a_stand_in_is_arranged_and_ended(client, lin, walker):
    today = timezone.localdate()
    sent = {"person": walker.cast.wang.pk, "since": today, "until": today + dt.timedelta(days=3), "reason": "休假"}
    assert client.post("/me", sent).status_code == 303
    row = StandIn.objects.get()
    assert (row.absent, row.person, row.reason) == (lin, walker.cast.wang, "休假")
    client.force_login(walker.cast.wang)
    assert [one["for"] for one in client.get("/me").context["roles"]][-1] == "林晓"
    assert client.post(f"/me/stand-ins/{row.pk}/end").status_code == 404
    client.force_login(lin)
    assert client.post(f"/me/stand-ins/{row.pk}/end").status_code == 303
    assert list(PeopleChange.objects.values_list("deed", flat=True)) == ["end_stand_in", "stand_in"]


@pytest.mark.parametrize(
    ("sent", "field"),
    [({}, "person"), ({"person": "x"}, "person"), ({"person": "self"}, "person"), ({"until": ""}, "until"),
     ({"until": "2020-01-01"}, "until"), ({"since": "\x00"}, "since"), ({"reason": "长" * 300}, "reason")],
)  # fmt: skip
def test_what_cannot_be_arranged_says_why(client, lin, walker, sent, field):
    today = timezone.localdate()
    good = {"person": walker.cast.wang.pk, "since": today, "until": today + dt.timedelta(days=3)} if sent else {}
    sent = {**good, **sent} | ({"person": lin.pk} if sent.get("person") == "self" else {})
    answer = client.post("/me", sent)
    assert answer.status_code == 422
    assert [one["name"] for one in answer.context["form"]["fields"] if one["error"]] == [field]
    assert not StandIn.objects.exists()
