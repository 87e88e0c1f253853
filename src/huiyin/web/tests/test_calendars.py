"""The pages of the working calendars: why Saturday counted, which years are published, a keeper's deeds."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from huiyin.calendars import days
from huiyin.calendars.models import CalendarDay, CalendarEdit, PublishedYear, WorkCalendar
from huiyin.kernel.models import Due, Event
from huiyin.web.calendars.finding import month_of
from tests.cast import AT

pytestmark = pytest.mark.django_db
KEPT = (WorkCalendar, CalendarDay, CalendarEdit, PublishedYear, Due)
DAY = {"on": "2026-11-23", "until": "", "kind": "rest", "name": "厂庆", "windows": "", "source": "纪要 12"}
YEAR = """year = 2027
[[notice]]
title = "国务院办公厅关于2027年部分节假日安排的通知"
number = "国办发明电〔2026〕9号"
issued = 2026-11-10
[[notice.leave]]
name = "元旦"
rest = { from = 2027-01-01, to = 2027-01-03 }
"""
DEEDS = ("CN/day", "CN/drop", "CN/week", "CN/import")


@pytest.fixture
def as_(client, walker):
    """Sign in as someone of the cast."""

    def sign(name):
        client.force_login(getattr(walker.cast, name))
        return client

    return sign


def kept():
    return [list(model.objects.order_by("pk").values()) for model in KEPT]


def sure(answer, words):
    """The same words again with the yes to what was shown."""
    assert answer.status_code == 200, answer.context["form"]["wrong"]
    return words | answer.context["form"]["hidden"] | {"seen": answer.context["form"]["seen"]}


def cells(answer):
    return {(cell["words"], cell["inside"]): cell for week in answer.context["weeks"] for cell in week}


# --- looked at -------------------------------------------------------------------------------------------------------


def test_the_menu_leads_everyone_to_the_states_calendar(as_):
    answer = as_("mei").get("/calendars")
    assert answer["Location"] == "/calendars/CN"
    page = as_("mei").get("/calendars/CN")
    assert page.status_code == 200
    assert "/calendars/CN/day" not in page.content.decode()
    assert "/calendars/CN/day?on=" in as_("bai").get("/calendars/CN").content.decode()


@pytest.mark.check(8)
def test_a_month_says_why_saturday_counted(as_):
    page = as_("mei").get("/calendars/CN?month=2026-10")
    saturday = cells(page)["2026-10-10 周六", True]
    assert (saturday["kind"], saturday["mark"], saturday["name"]) == ("work", "班", "国庆节")
    assert saturday["windows"] == ["08:30-12:00", "13:00-17:30"]
    assert page.context["reasons"][1]["why"] == (
        "国庆节调休，上班。国务院办公厅关于2026年部分节假日安排的通知 国办发明电〔2025〕7号"
    )
    leave = page.context["reasons"][0]
    assert (leave["since"], leave["until"], leave["kind"]) == (dt.date(2026, 10, 1), dt.date(2026, 10, 7), "rest")
    assert page.context["totals"] == "18 个工作日，144 小时"


def test_a_year_that_is_not_published_says_so(as_):
    page = as_("mei").get("/calendars/CN?month=2027-10")
    assert [one["label"] for one in page.context["years"]] == ["2027 年未公布", "2026"]
    assert "2027 年未公布" in page.content.decode()
    assert not any(cell["known"] for cell in cells(page).values())
    year = as_("mei").get("/calendars/CN/2027")
    assert year.context["register"]["rows"] == []
    assert "2027 年的节假日及调休安排尚未公布" in year.content.decode()


def test_the_years_list_with_its_source(as_):
    page = as_("mei").get("/calendars/CN/2026")
    rows = page.context["register"]["rows"]
    assert len(rows) == 39
    texts = [[cell.get("text") for cell in row["cells"]] for row in rows if row["id"] == "2026-02-14"]
    assert texts == [["2026-02-14 周六", "工作日", "春节", "08:30-12:00 13:00-17:30",
                      "国务院办公厅关于2026年部分节假日安排的通知 国办发明电〔2025〕7号", "国家"]]  # fmt: skip
    assert page.context["here"]["on"] == dt.date(2025, 11, 4)
    assert page.context["worked"] == "全年 248 个工作日"


@pytest.mark.parametrize(
    "path", ["/calendars/NONE", "/calendars/CN/1492", "/calendars/NONE/2026", "/calendars/NONE/edits"]
)
def test_what_there_is_not(as_, path):
    assert as_("bai").get(path).status_code == 404


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-00", "9999-01", "a-b", "2026-1-1", "①-②", "\x00"])
def test_a_month_that_is_none_is_this_month(as_, text):
    today = dt.datetime.now(AT.tzinfo).date()
    assert month_of(text) == (today.year, today.month)
    assert as_("mei").get("/calendars/CN", {"month": text}).status_code == 200


@pytest.mark.parametrize("more", [1, 3])
def test_the_month_costs_the_same_for_one_day_and_three(as_, django_assert_num_queries, more):
    for at in range(more):
        days.set_days("CN", {dt.date(2026, 11, 23 + at): days.Day("rest", "厂庆", "纪要")}, at=AT)
    client = as_("mei")
    client.get("/calendars/CN?month=2026-11")
    with django_assert_num_queries(MONTH):
        client.get("/calendars/CN?month=2026-11")


MONTH = 14


# --- a keeper's deeds ------------------------------------------------------------------------------------------------


@pytest.mark.clause("CS-2.3")
@pytest.mark.parametrize("who", ["mei", "wang", "hu"])
def test_only_keepers_are_let_in(as_, who):
    client, before = as_(who), kept()
    paths = [*(f"/calendars/{deed}" for deed in DEEDS), "/new/calendar", "/recompute"]
    for path in paths:
        for answer in (client.get(path), client.post(path, DAY)):
            assert (answer.status_code, answer.context["why"]) == (403, "只有人员与部门管理员可以办理。")
    assert kept() == before


@pytest.mark.check(8)
def test_a_day_set_by_hand_shows_first_what_it_would_do(as_, walker):
    walker.to(walker.open("complaint", by=walker.cast.lin), "analysing")
    client, before = as_("bai"), kept()
    form = client.get("/calendars/CN/day?on=2026-11-23")
    assert {one["name"]: one["value"] for one in form.context["form"]["fields"]}["kind"] == "rest"
    first = client.post("/calendars/CN/day", DAY | {"seen": form.context["form"]["seen"]})
    assert kept() == before
    preview = first.context["preview"]
    moving = len(preview["rows"]) + preview["more"]
    assert preview["sentences"] == [
        "1 天的工作安排改变：2026-11-23 周一", "适用于：国家法定工作日历。",
        f"重算时将有 {moving} 项未了承诺变动；不重算则都不变。",
    ]  # fmt: skip
    assert moving == Due.objects.filter(settled_at=None, amount__regex="w[hd]$").count() > 0
    second = client.post("/calendars/CN/day", sure(first, DAY))
    assert second["Location"] == "/calendars/CN?month=2026-11"
    assert days.load("CN").windows_on(dt.date(2026, 11, 23)) == ()
    assert kept()[-1] == before[-1]  # no promise moved by itself


def test_other_words_than_those_shown_are_shown_again(as_):
    client = as_("bai")
    first = client.post("/calendars/CN/day", DAY | {"seen": 10})
    other = client.post("/calendars/CN/day", sure(first, DAY) | {"on": "2026-11-24"})
    assert (other.status_code, "preview" in other.context) == (200, True)
    assert CalendarDay.objects.filter(year=None).count() == 0


def test_a_day_that_cannot_be_comes_back_with_its_words(as_):
    before, client = kept(), as_("bai")
    answer = client.post("/calendars/CN/day", DAY | {"seen": 10, "name": "", "kind": "work", "windows": "8-12"})
    assert answer.status_code == 422
    fields = {one["name"]: one for one in answer.context["form"]["fields"]}
    assert fields["name"]["error"] == "此项必填。"
    assert (fields["windows"]["value"], fields["source"]["value"]) == ("8-12", "纪要 12")
    assert kept() == before


@pytest.mark.check(3)
def test_whoever_was_slower_is_told(as_):
    client = as_("bai")
    first = client.post("/calendars/CN/day", DAY | {"seen": 10})
    words = sure(first, DAY)
    days.set_days("CN", {dt.date(2026, 12, 1): days.Day("rest", "别的", "纪要")}, at=AT)
    before = kept()
    late = client.post("/calendars/CN/day", words)
    assert (late.status_code, late.context["form"]["wrong"]) == (409, "此日历刚被他人修改，请重新查看后再改。")
    assert kept() == before
    again = client.post("/calendars/CN/day", DAY | {"seen": late.context["form"]["seen"]})
    assert client.post("/calendars/CN/day", sure(again, DAY)).status_code == 303


def test_a_day_is_taken_out_again(as_):
    days.set_days("CN", {dt.date(2026, 11, 23): days.Day("rest", "厂庆", "纪要")}, at=AT)
    client = as_("bai")
    assert "/calendars/CN/drop?on=2026-11-23" in client.get("/calendars/CN/day?on=2026-11-23").content.decode()
    row = next(one for one in client.get("/calendars/CN/2026").context["register"]["rows"] if one["id"] == "2026-11-23")
    assert row["cells"][-1]["text"] == "自定：取消"
    url = row["cells"][-1]["url"]
    words = {"on": "2026-11-23"}
    first = client.post(url, words | {"seen": client.get(url).context["form"]["seen"]})
    assert client.post(url, sure(first, words))["Location"] == "/calendars/CN?month=2026-11"
    assert CalendarDay.objects.filter(year=None).count() == 0
    gone = client.post(url, words | {"seen": 12})
    assert (gone.status_code, gone.context["form"]["fields"][0]["error"]) == (422, "2026-11-23 在此日历中不是自定日。")


def test_a_calendar_of_its_own(as_):
    client = as_("bai")
    words = {"code": "FACTORY-2", "label": "二厂日历", "zone": "", "mon": "20:00-24:00"}
    assert client.post("/new/calendar", words)["Location"] == "/calendars/FACTORY-2"
    page = client.get("/calendars/FACTORY-2?month=2026-10")
    assert [one["label"] for one in page.context["tabs"]] == ["国家法定工作日历", "二厂日历"]
    assert cells(page)["2026-10-01 周四", True]["name"] == "国庆节"
    bad = client.post("/new/calendar", words | {"code": "二厂", "zone": "Moon/Base"})
    assert bad.status_code == 422
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "")
    first = client.post("/calendars/FACTORY-2/week", week | {"seen": 1})
    assert client.post("/calendars/FACTORY-2/week", sure(first, week)).status_code == 303
    assert WorkCalendar.objects.get(code="FACTORY-2").windows == {}


def test_edits_by_name_edition_by_edition(as_):
    client = as_("bai")
    client.post("/calendars/CN/day", sure(client.post("/calendars/CN/day", DAY | {"seen": 10}), DAY))
    trail = as_("mei").get("/calendars/CN/edits").context["trail"]
    assert (trail[0]["deed"], trail[0]["who"]["name"], trail[0]["facts"]) == ("设置自定日", "白洁 (bai)", ["第 11 版"])
    assert trail[0]["changes"] == [{"label": "2026-11-23", "old": "", "new": "休息日 厂庆 纪要 12"}]
    assert trail[-1]["deed"] == "建立日历"
    assert as_("mei").get("/calendars/CN/edits?after=x").status_code == 422


# --- a year from a file ----------------------------------------------------------------------------------------------


def chosen(text=YEAR, name="2027.toml"):
    return {"file": SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)}


def test_a_year_is_shown_first_and_then_taken_in(as_):
    client, before = as_("bai"), kept()
    first = client.post("/calendars/CN/import", chosen())
    assert kept() == before
    assert [one["text"] for one in first.context["found"]] == [
        "2027", "国务院办公厅关于2027年部分节假日安排的通知 国办发明电〔2026〕9号", "2026-11-10", "3", "0",
    ]  # fmt: skip
    assert first.context["preview"]["sentences"][0] == "1 天的工作安排改变：2027-01-01 周五"
    words = {name: first.context[name] for name in ("name", "content", "source")} | {"sure": "yes"}
    assert client.post("/calendars/CN/import", words)["Location"] == "/calendars/CN/2027"
    assert 2027 in days.load("CN").published
    again = client.post("/calendars/CN/import", chosen())
    assert "这一年已经导入" in again.content.decode()


@pytest.mark.parametrize(
    ("text", "name"),
    [("", "2027.toml"), ("year = ", "2027.toml"), (YEAR, "2027.docx"), (b"\xff\xfe\x00", "2027.toml"),
     ("x" * 1_000_001, "a.csv"),
     ("{}", "a.json"), ("date,kind\n", "a.csv"), (YEAR.replace("2027-01-03", "2027-03-03"), "2027.toml")],
)  # fmt: skip
def test_a_file_that_cannot_be_taken_is_refused_in_a_sentence(as_, text, name):
    client, before = as_("bai"), kept()
    answer = client.post("/calendars/CN/import", chosen(text, name))
    assert answer.status_code == 422
    assert answer.context["wrong"]
    assert kept() == before


def test_no_file_at_all(as_):
    answer = as_("bai").post("/calendars/CN/import", {"sure": "yes"})
    assert (answer.status_code, "请先选择文件" in answer.context["wrong"]) == (422, True)


# --- recomputed ------------------------------------------------------------------------------------------------------


@pytest.mark.check(8)
def test_recomputing_moves_them_one_event_each(as_, walker):
    walker.to(walker.open("complaint", by=walker.cast.lin), "analysing")
    client = as_("bai")
    assert client.get("/recompute").context["words"] == "所有未了承诺都与现行日历一致。"
    days.set_days("CN", {dt.date(2026, 11, 23): days.Day("rest", "厂庆", "纪要")}, at=AT)
    page = client.get("/recompute")
    numbers = page.context["numbers"]
    empty = client.post("/recompute", {"number": numbers, "reason": " "})
    assert (empty.status_code, empty.context["reason"]["error"]) == (422, "请说明重算日期的原因。")
    assert Event.objects.filter(kind="recomputed").count() == 0
    done = client.post("/recompute", {"number": numbers, "reason": "厂庆放假"}).context
    assert done["done"]["words"] == f"已重算 {len(numbers)} 份记录。"
    assert [len(one["moved"]) > 0 for one in done["done"]["rows"]] == [True] * len(numbers)
    assert (done["numbers"], done["words"]) == ([], "所有未了承诺都与现行日历一致。")
    assert Event.objects.filter(kind="recomputed", reason="厂庆放假").count() == len(numbers)


def test_a_keeper_sees_numbers_but_no_records(as_, walker):
    """Keeping calendars gives no right over any record: numbers and dates, no link, no subject."""
    record = walker.to(walker.open("complaint", by=walker.cast.lin, title="秘密"), "analysing")
    days.set_days("CN", {dt.date(2026, 11, 23): days.Day("rest", "厂庆", "纪要")}, at=AT)
    text = as_("bai").get("/recompute").content.decode()
    assert record.number in text
    assert ("秘密" in text, f"/complaint/{record.number}" in text) == (False, False)
