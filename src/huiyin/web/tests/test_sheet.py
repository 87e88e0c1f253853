"""The sheet: what it shows to whom, what it says beside, and what it costs."""

import datetime as dt

import pytest
from django.utils import timezone

from huiyin.kernel import amend, flow, links, passing, policy
from huiyin.kernel.models import Event
from tests.pages import Read
from tests.walker import Walker


@pytest.fixture
def fresh(walker):
    """A walker whose clock stands two hours ago: pages read the true one."""
    walker.at = timezone.now() - dt.timedelta(hours=2)
    return walker


def sheet(client, person, record):
    """The sheet as this person gets it."""
    client.force_login(person)
    answer = client.get(f"/{record.type}/{record.number}")
    assert answer.status_code == 200
    return Read(answer.content.decode())


def test_the_paper_says_what_was_registered_in_its_order(client, fresh):
    record = fresh.open("complaint")
    page = sheet(client, fresh.cast.mei, record)
    text = page.text
    procedure = flow.procedure_for("complaint", fresh.cast.lin, fresh.at)[1]
    place = text.index(f"编号 {record.number}")
    for section in procedure.sections:  # each title after the one before
        place = text.index(str(section.title), place)
    for words in (record.number, "重庆长江汽车股份有限公司", str(procedure.title), procedure.document):
        assert words in text


def test_what_the_step_in_hand_asks_is_open_on_the_paper(client, fresh):
    record = fresh.open("complaint")
    page = sheet(client, fresh.cast.lin, record)
    step = next(one for one in policy.procedure_of(record).flow.from_state(record.state) if one.primary)
    form = page.form(f"/steps/{step.name}")
    assert form.fields["seen"] == [str(record.version)]
    asked = {name.partition(".")[0] for name in (*step.needs, *step.asks)}
    assert {name.partition("-")[0].partition(".")[0] for name in form.fields} >= asked - {"countermeasures", "actions"}


@pytest.mark.clause("CS-2.3")
def test_a_stranger_finds_no_such_record(client, fresh):
    record = fresh.open("complaint")
    for name in ("guo", "bai"):
        client.force_login(getattr(fresh.cast, name))
        hidden = client.get(f"/complaint/{record.number}")
        absent = client.get("/complaint/KS1999-0001")
        assert (hidden.status_code, absent.status_code) == (404, 404)
        assert Read(hidden.content.decode()).text == Read(absent.content.decode()).text


def test_nobody_sees_a_sheet_without_signing_in(client, fresh):
    record = fresh.open("complaint")
    answer = client.get(f"/complaint/{record.number}")
    assert answer.status_code == 302
    assert answer.url == f"/accounts/login/?next=/complaint/{record.number}"


def test_a_dialog_whose_session_ended_leads_to_the_door_and_back(client, fresh):
    record = fresh.open("complaint")
    here = f"http://testserver/complaint/{record.number}"
    answer = client.get(f"/complaint/{record.number}/steps/x", headers={"HX-Request": "true", "HX-Current-URL": here})
    assert answer.headers["HX-Redirect"] == f"/accounts/login/?next=/complaint/{record.number}"


@pytest.mark.parametrize("number", ["..", "KS%002026", "x" * 400, "a/b/c"])
def test_a_number_that_cannot_be_is_not_found(client, fresh, number):
    client.force_login(fresh.cast.lin)
    assert client.get(f"/complaint/{number}").status_code == 404
    assert client.get(f"/nothing/{number}").status_code == 404


def test_a_void_record_says_so_and_offers_nothing(client, fresh):
    record = fresh.open("complaint")
    amend.void(record, fresh.cast.wang, "重复登记", seen=record.version, at=fresh.tick())
    page = sheet(client, fresh.cast.wang, record)
    assert "本记录已作废：编号和内容保留，不再办理。" in page.text
    assert not [form for form in page.forms if "/steps/" in form.action]


def test_a_merged_record_leads_to_the_one_that_is_kept(client, fresh):
    first, second = fresh.open("complaint"), fresh.open("complaint")
    amend.merge(second, first, fresh.cast.wang, "同一件事", seen=second.version, at=fresh.tick())
    page = sheet(client, fresh.cast.wang, second)
    assert f"/complaint/{first.number}" in page.links
    assert f"已并入 {first.number}" in page.text


def test_clocks_say_the_working_time_left_and_why(client, fresh):
    record = fresh.to(fresh.open("complaint"), "analysing")
    page = sheet(client, fresh.cast.lin, record)
    due = record.dues.filter(settled_at=None).first()
    assert due is not None
    assert "期限依据" in page.text
    assert timezone.localtime(due.due_at).strftime("%H:%M") in page.text


def test_the_trail_speaks_in_words(client, fresh):
    record = fresh.open("complaint")
    amend.correct(record, fresh.cast.wang, {"lot": "B2611-07"}, "批号写错", seen=record.version, at=fresh.tick())
    text = sheet(client, fresh.cast.lin, record).text
    for words in ("更正", "王建国", "批号写错", "样例 → B2611-07"):
        assert words in text


def test_a_copy_is_confirmed_by_its_reader_and_by_nobody_else(client, fresh):
    record = fresh.open("complaint")
    passing.copy_to(record, fresh.cast.lin, [fresh.cast.tang], seen=record.version, at=fresh.tick())
    assert sheet(client, fresh.cast.lin, record).text.count("未阅") >= 1
    assert "林晓" in sheet(client, fresh.cast.tang, record).text
    client.force_login(fresh.cast.lin)
    client.post(f"/complaint/{record.number}/read")
    assert not Event.objects.filter(record_id=record.pk, kind="read").exists()
    client.force_login(fresh.cast.tang)
    for _again in range(2):
        answer = client.post(f"/complaint/{record.number}/read")
        assert (answer.status_code, answer.url) == (303, f"/complaint/{record.number}")
    receipts = Event.objects.filter(record_id=record.pk, kind="read")
    assert [one.actor for one in receipts] == [fresh.cast.tang]
    assert not [form for form in sheet(client, fresh.cast.tang, record).forms if form.action.endswith("/read")]


def test_opening_a_sheet_confirms_nothing(client, fresh):
    record = fresh.open("complaint")
    passing.copy_to(record, fresh.cast.lin, [fresh.cast.tang], seen=record.version, at=fresh.tick())
    sheet(client, fresh.cast.tang, record)
    assert record.notices.filter(person=fresh.cast.tang, read_at=None).count() == 1


def test_the_family_shows_only_the_number_of_what_one_may_not_see(client, fresh):
    record = fresh.to(fresh.open("complaint"), "analysing")
    child = flow.open_record("capa", fresh.cast.chen, {"problem": "密封面划伤"}, at=fresh.tick(), parent=record)
    links.relate(record, child, "raised", by=fresh.cast.chen, at=fresh.at)
    assert f"/capa/{child.number}" in sheet(client, fresh.cast.chen, record).links


def test_the_sheet_costs_the_same_whatever_its_life(client, fresh, django_assert_num_queries):
    short, long = fresh.open("complaint"), fresh.open("complaint")
    for turn in range(9):
        long = amend.correct(
            long, fresh.cast.wang, {"remark": f"第 {turn} 次"}, "更正备注", seen=long.version, at=fresh.tick()
        )
        passing.copy_to(long, fresh.cast.lin, [fresh.cast.dong], seen=long.version, at=fresh.tick())
        long = Walker.again(fresh, long)
    client.force_login(fresh.cast.lin)
    for record in (short, long):
        client.get(f"/complaint/{record.number}")
        with django_assert_num_queries(26):
            client.get(f"/complaint/{record.number}")
