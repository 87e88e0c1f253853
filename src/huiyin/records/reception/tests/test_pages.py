"""The reception desk: what stands on it, for whom, and how a deed comes back to it."""

import datetime as dt

import pytest
from django.utils import timezone

from huiyin.kernel import flow, policy, registry
from huiyin.records.reception import pages
from tests.cast import SHANGHAI
from tests.pages import Read
from tests.walker import Walker, adopt_pack

MORNING = dt.datetime(2026, 11, 20, 8, 0, tzinfo=SHANGHAI)
DESK = "/reception/desk"


@pytest.fixture
def walker(cast):
    adopt_pack("generic/1.0")
    return Walker(cast, MORNING)


def booked(walker, at, visitor="周敏", **more):
    data = {
        "customer": "C001", "channel": "phone", "kind": "visit", "purpose": "轴承座审厂", "host": "zhao",
        "booked_for": at, "visitor": visitor,
    } | more  # fmt: skip
    return flow.open_record("reception", walker.cast.lin, data, at=min(walker.at, at), received_at=min(walker.at, at))


def step(walker, record, name, at, **data):
    return flow.fire(record, name, walker.cast.lin, data, seen=record.version, at=at)


def board(walker, person, at):
    rows = policy.visible(person, "reception", at=at)
    groups = pages.desk(rows, person, at)["groups"]
    return {group["name"]: [(row["record"].visitor, row["waited"], row["late"]) for row in group["rows"]]
            for group in groups}  # fmt: skip


@pytest.mark.clause("BS-4", "BS-1")
def test_visitors_stand_where_they_are_and_the_wait_is_counted(walker):
    ten = MORNING + dt.timedelta(hours=2)
    waiting, inside = booked(walker, ten), booked(walker, ten, "吴刚")
    booked(walker, ten + dt.timedelta(minutes=30), "陈工")
    booked(walker, ten + dt.timedelta(days=1), "明天来")
    came = ten - dt.timedelta(minutes=5)
    step(walker, waiting, "check_in", came)
    inside = step(walker, inside, "check_in", came)
    step(walker, inside, "begin", came + dt.timedelta(minutes=7), visitors=[{"name": "吴刚", "title": "采购部长"}])
    now = came + dt.timedelta(minutes=12, seconds=40)
    assert board(walker, walker.cast.lin, now) == {
        "waiting": [("周敏", 12, False)], "expected": [("陈工", None, False)], "served": [("吴刚", 7, False)],
    }  # fmt: skip
    later = came + dt.timedelta(minutes=31)
    assert board(walker, walker.cast.lin, later)["waiting"] == [("周敏", 31, True)]  # more than a quarter of an hour
    assert board(walker, walker.cast.lin, later)["expected"] == [("陈工", None, False)]


def test_who_may_not_check_in_reads_why_and_strangers_see_nobody(walker):
    at = MORNING + dt.timedelta(hours=2)
    booked(walker, at)
    rows = policy.visible(walker.cast.mei, "reception", at=at)
    row = pages.desk(rows, walker.cast.mei, at)["groups"][0]["rows"][0]
    assert (row["step"], row["why"][:4]) == (None, "Only")
    assert board(walker, walker.cast.guo, at) == {}


@pytest.mark.clause("ER-3", "BS-3")
def test_one_button_three_prefilled_fields_and_back_to_the_desk(walker, client):
    now = timezone.now().replace(second=0, microsecond=0)
    record = booked(walker, now)
    client.force_login(walker.cast.lin)
    page = Read(client.get(DESK).content.decode())
    url = next(link for link in page.links if "/steps/" in link)
    assert url == f"/reception/{record.number}/steps/check_in?back={DESK}"
    form = Read(client.get(url).content.decode()).form("/steps/check_in")
    asked = {name: form.fields[name] for name in ("visitor", "booked_for", "purpose")}
    assert asked == {
        "visitor": ["周敏"], "booked_for": [timezone.localtime(now).strftime("%Y-%m-%dT%H:%M")],
        "purpose": ["轴承座审厂"],
    }  # fmt: skip
    answer = client.post(form.action, form.filled())
    assert (answer.status_code, answer.headers["Location"]) == (303, DESK)
    record = walker.again(record)
    assert (record.state, record.arrived_at is not None) == ("arrived", True)
    assert "已等候 0 分钟" in Read(client.get(DESK).content.decode()).text


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_a_step_never_leads_out_of_the_house(walker, client, back):
    record = booked(walker, timezone.now())
    client.force_login(walker.cast.lin)
    form = Read(client.get(f"/reception/{record.number}/steps/check_in").content.decode()).form("/steps/check_in")
    answer = client.post(form.action, form.filled(back=back))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/reception/{record.number}")


def test_an_empty_desk_says_so_and_the_page_is_listed(walker, client):
    assert client.get(DESK).status_code == 302
    client.force_login(walker.cast.lin)
    page = Read(client.get(DESK).content.decode())
    assert "今天没有预约" in page.text
    assert DESK in page.links
    assert [one.name for one in registry.get("reception").pages] == ["desk"]
    assert client.post(DESK).status_code == 405
