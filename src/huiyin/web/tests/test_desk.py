"""The desk: what one owes, in the order of its dates, what one was told, and what to do when there is nothing."""

import datetime as dt

import pytest
from django.utils import timezone

from huiyin.kernel import passing, registry, watch
from huiyin.kernel.models import Due, Event, Notice, Record, Turn
from huiyin.kernel.policy import procedure_of

pytestmark = pytest.mark.django_db
DESK = 14


def owed(client, query=""):
    answer = client.get(f"/?{query}")
    assert answer.status_code == 200
    return {group["title"]: [row["number"] for row in group["rows"]] for group in answer.context["groups"]}


def due(record, at):
    """Let the record's promises be due at `at`, as the door keeps them."""
    Due.objects.filter(record=record, settled_at=None).update(due_at=at)
    Record.objects.filter(pk=record.pk).update(due_at=at)
    Turn.objects.filter(record=record).update(due_at=at)


def test_what_i_owe_stands_in_the_order_of_its_dates(walker, client, lin):
    now = timezone.now()
    local = timezone.localtime(now)
    late, today, later = (walker.open("complaint", by=lin) for _ in range(3))
    due(late, now - dt.timedelta(days=3))
    due(today, local.replace(hour=23, minute=59))
    due(later, now + dt.timedelta(days=15))
    assert owed(client) == {"逾期": [late.number], "今天到期": [today.number], "以后": [later.number]}


def test_a_row_says_who_what_when_and_why_and_carries_the_deed(walker, client, lin):
    record = walker.open("complaint", by=lin, title="机械密封漏油")
    due(record, timezone.now() - dt.timedelta(days=3))
    row = client.get("/").context["groups"][0]["rows"][0]
    step = record.turns.order_by("pk").first().step
    assert (row["customer"], row["title"], row["number"]) == ("长江汽车", "机械密封漏油", record.number)
    assert row["step"]["url"] == f"/complaint/{record.number}/steps/{step}"
    assert row["due"]["tone"] == "late"
    assert "逾期" in row["due"]["words"]
    assert row["due"]["why"]
    assert row["due"]["label"]


def test_a_record_asks_once_though_it_speaks_to_two_of_my_roles(walker, client):
    record = walker.open("complaint", by=walker.cast.lin)
    Turn.objects.create(record=record, kind="act", step="other", person=walker.cast.wang, since=walker.at)
    client.force_login(walker.cast.wang)
    assert list(owed(client).values()) == [[record.number]]
    assert client.get("/").context["tabs"][0]["count"] == 1


def test_what_waits_for_my_name_stands_apart(walker, client):
    record = walker.open("complaint", by=walker.cast.lin)
    Turn.objects.filter(record=record).delete()
    Turn.objects.create(
        record=record,
        kind="sign",
        step=next(iter(procedure_of(record).flow.steps)),
        person=walker.cast.hu,
        since=walker.at,
    )
    client.force_login(walker.cast.hu)
    assert owed(client) == {}
    group = client.get("/?show=sign").context["groups"][0]
    assert group["rows"][0]["step"]["url"] == f"/complaint/{record.number}/sign"


def test_a_newcomer_is_told_what_to_do(walker, client, lin):
    page = client.get("/").content.decode()
    assert "目前没有待办" in page
    assert 'href="/complaint/new"' in page
    client.force_login(walker.cast.sun)
    assert 'href="/complaint/new"' not in client.get("/").content.decode()


@pytest.mark.check(4)
def test_every_register_one_reads_is_one_click_away(walker, client, lin):
    page = client.get("/").content.decode()
    assert 'href="/complaint"' in page
    assert 'href="/feedback"' in page


def test_what_i_opened(walker, client, lin):
    records = [walker.open("complaint", by=lin) for _ in range(3)]
    walker.open("complaint", by=walker.cast.guo)
    rows = client.get("/?show=opened").context["register"]["rows"]
    assert [row["id"] for row in rows] == [one.number for one in reversed(records)]
    assert client.get("/?show=opened&after=nonsense").context["faults"] == ["没有这一页，请从第一页重新开始。"]


# --- what I was told ------------------------------------------------------------------------------------------------


@pytest.fixture
def copied(walker, lin):
    """A complaint copied to Mei by hand, twice."""
    record = walker.open("complaint", by=lin)
    Notice.objects.all().delete()
    for _ in range(2):
        passing.copy_to(record, lin, [walker.cast.mei], seen=record.version, at=walker.tick())
        record = walker.again(record)
    return record


def test_a_copy_stands_unread_until_its_reader_confirms(walker, client, copied):
    client.force_login(walker.cast.mei)
    page = client.get("/?show=copied").context
    assert [(one["number"], one["words"]) for one in page["unread"]] == [(copied.number, "林晓 抄送给您")]
    assert next(tab["count"] for tab in page["tabs"] if tab["here"]) == 2
    answer = client.post("/notices/read", {"notice": page["unread"][0]["id"], "show": "copied"})
    assert (answer.status_code, answer.url) == (303, "/?show=copied")
    page = client.get("/?show=copied").context
    assert (page["unread"], len(page["read"])) == ([], 2)
    assert Event.objects.filter(record=copied, kind="read", actor=walker.cast.mei).count() == 2


def test_nobody_confirms_for_another(walker, client, copied):
    client.force_login(walker.cast.wang)
    pk = Notice.objects.first().pk
    assert client.post("/notices/read", {"notice": pk}).status_code == 303
    assert client.post("/notices/read", {"all": "copied"}).status_code == 303
    assert not Notice.objects.filter(person=walker.cast.mei).exclude(read_at=None).exists()
    assert not Event.objects.filter(kind="read").exists()


@pytest.mark.parametrize("pk", ["", "x", "-1", "9" * 30, "\x00"])
def test_a_notice_that_is_none_is_not_found(client, lin, pk):
    assert client.post("/notices/read", {"notice": pk}).status_code == 404


def test_all_are_confirmed_at_once(walker, client, copied, lin):
    Notice.objects.create(person=walker.cast.mei, record=copied, kind="late", facts={"due": "x"}, at=walker.at)
    client.force_login(walker.cast.mei)
    client.post("/notices/read", {"all": "copied", "show": "copied"})
    assert list(Notice.objects.filter(read_at=None).values_list("kind", flat=True)) == ["late"]
    client.post("/notices/read", {"all": "told"})
    assert not Notice.objects.filter(read_at=None).exists()


def test_each_kind_of_notice_says_what_happened(walker, client, copied):
    mei = walker.cast.mei
    Notice.objects.all().delete()
    kinds = {
        "handed": {"by": "林晓", "reason": "出差"}, "warned": {"due": "reply"}, "late": {"due": "reply"},
        "escalated": {"due": "nothing"}, "sign": {"step": "close"}, "declined": {"step": "close"}, "child_closed": {},
        "something new": {},
    }  # fmt: skip
    for kind, facts in kinds.items():
        Notice.objects.create(person=mei, record=copied, kind=kind, facts=facts, at=walker.at)
    client.force_login(mei)
    said = [one["words"] for one in client.get("/?show=told").context["unread"]]
    assert len(set(said)) == len(kinds)
    assert all("“”" not in one and "{" not in one for one in said)


# --- search and palette ---------------------------------------------------------------------------------------------


def test_search_finds_records_of_every_type_and_customers(walker, client, lin):
    complaint = walker.open("complaint", by=lin, title="机械密封漏油")
    feedback = walker.open("feedback", by=lin, title="密封漏油，客户要求换货")
    page = client.get("/search?q=漏油").context
    assert sorted(row["id"] for one in page["sections"] for row in one["register"]["rows"]) == sorted(
        [complaint.number, feedback.number]
    )
    assert [one["label"] for one in client.get("/search?q=长江").context["customers"]] == ["重庆长江汽车股份有限公司"]
    assert client.get("/search?q=").context["sections"] == []
    assert "没有找到" in client.get("/search?q=无此字").content.decode()


@pytest.mark.parametrize("words", ["%00", "%ED%A0%80", "x" * 5000, "' OR 1=1", "“”", "%25"])
def test_absurd_searches_are_answered(client, lin, words):
    assert client.get(f"/search?q={words}").status_code == 200
    assert client.get(f"/goto?q={words}").status_code == 200


def test_the_palette_goes_to_the_very_number_first(walker, client, lin):
    first, second = (walker.open("complaint", by=lin) for _ in range(2))
    items = client.get(f"/goto?q={first.number.lower()}").json()["items"]
    assert items[0]["url"] == f"/complaint/{first.number}"
    items = client.get("/goto?q=TS2026").json()["items"]
    assert [one["url"] for one in items] == [f"/complaint/{one.number}" for one in (second, first)]
    client.force_login(walker.cast.bai)
    assert client.get(f"/goto?q={first.number}").json() == {"items": []}


def test_the_clocks_are_told_anew_to_whoever_sees_them(walker, client, lin):
    record = walker.open("complaint", by=lin)
    clock = Due.objects.filter(record=record).first()
    assert clock is not None
    answer = client.get(f"/remaining?ids={clock.pk},x,{'9' * 30}").json()
    assert list(answer) == [str(clock.pk)]
    client.force_login(walker.cast.bai)
    assert client.get(f"/remaining?ids={clock.pk}").json() == {}


def offered(client):
    return [one for family in client.get("/new").context["families"] for one in family["choices"]]


def test_my_work_of_one_family_and_the_families_it_stands_in(walker, client, lin):
    walker.open("complaint", by=lin)
    assert client.get("/").context["families"] == []
    walker.to(walker.open("feedback", by=lin), "received")
    desk = client.get("/").context
    assert desk["families"] == []  # both are customers' words
    capa = walker.open("capa")
    client.force_login(walker.cast.chen)
    assert shown_numbers(client, "/?family=action") == [capa.number]
    assert shown_numbers(client, "/?family=voice") == []


def shown_numbers(client, address):
    return [row["number"] for group in client.get(address).context["groups"] for row in group["rows"]]


def test_choosing_what_to_register(walker, client, lin):
    choices = {one["label"]: one["url"] for one in offered(client)}
    assert choices["客户投诉"] == "/complaint/new"
    client.force_login(walker.cast.mei)
    closed = [one for one in offered(client) if not one["url"]]
    assert all(one["why"] for one in closed)
    assert len(closed) == len(registry.types())


# --- rows inside a record that are mine -----------------------------------------------------------------------------


@pytest.fixture
def acting(walker):
    """Makes reports whose actions were decided, with the rows given."""

    def make(*rows):
        record = walker.to(walker.open("capa", title="内孔超差"), "analysing")
        actions = [{"kind": "corrective", "what": what, "owner": who, "due_on": day} for what, who, day in rows]
        step = procedure_of(record).flow.steps["analyse"]
        return walker.fire(record, step, actions=actions)

    return make


def entries(client, query=""):
    return [row for group in client.get(f"/?{query}").context["groups"] for row in group["rows"]]


@pytest.mark.check(6)
def test_a_row_i_own_stands_on_my_desk_with_its_words_its_day_and_its_deed(walker, client, acting):
    record = acting(("更换刀具", "qin", "2026-01-05"), ("补充首件检验", "dong", "2099-01-05"))
    client.force_login(walker.cast.qin)
    desk = client.get("/").context
    assert [(group["title"], len(group["rows"])) for group in desk["groups"]] == [("逾期", 1)]
    row = desk["groups"][0]["rows"][0]
    assert (row["title"], row["of"], row["number"]) == ("更换刀具", "内孔超差", record.number)
    assert row["url"] == f"/capa/{record.number}#at-actions"
    assert row["step"] == {"url": f"/capa/{record.number}/steps/carry_out", "label": "填写完成情况", "asks": True}
    assert (row["due"]["tone"], timezone.localtime(row["due"]["due_at"]).isoformat()[:16]) == (
        "late", "2026-01-05T17:30",
    )  # fmt: skip
    assert [tab["count"] for tab in desk["tabs"] if tab["here"]] == [1]
    assert (desk["frame"]["groups"][0]["items"][0]["count"], desk["frame"]["groups"][0]["items"][0]["late"]) == (
        1,
        True,
    )
    page = client.get(f"/capa/{record.number}").content.decode()
    assert 'id="at-actions"' in page


def test_the_rows_of_one_record_are_counted_each(walker, client, acting):
    acting(("更换刀具", "dong", "2099-01-05"), ("补充首件检验", "dong", "2099-01-06"))
    client.force_login(walker.cast.dong)
    desk = client.get("/").context
    assert [row["title"] for row in entries(client)] == ["内孔超差", "更换刀具", "补充首件检验"]
    assert [tab["count"] for tab in desk["tabs"] if tab["here"]] == [3]
    assert desk["frame"]["groups"][0]["items"][0]["count"] == 3


def test_the_owner_reports_her_row_from_her_desk(walker, client, acting):
    record = acting(("补充首件检验", "dong", "2099-01-05"), ("更换刀具", "qin", "2099-01-05"))
    client.force_login(walker.cast.qin)
    address = entries(client)[0]["step"]["url"]
    form = client.get(address).context["form"]
    table = next(one for one in form["fields"] if one["kind"] == "lines")
    asked = [[cell["field"]["name"] for cell in row["cells"] if "field" in cell] for row in table["rows"]]
    assert asked == [["actions-1-done_on", "actions-1-evidence"]]
    assert not table["may_add"]
    whole = client.get(f"/capa/{record.number}").context["form"]["fields"][0]
    assert [[cell["field"]["name"] for cell in row["cells"] if "field" in cell] for row in whole["rows"]] == [
        [],
        *asked,
    ]
    own, theirs = table["rows"][0]["id"], whole["rows"][0]["id"]
    sent = {"actions-1-id": own, "actions-1-done_on": "2026-11-20", "seen": form["seen"]}
    again = client.post(address, sent | {"actions-1-done_on": "", "actions-1-evidence": "领料单"})
    assert again.status_code == 422
    assert "此项必填。" in again.content.decode()
    others = sent | {"actions-0-id": theirs, "actions-0-done_on": "2026-11-20"}
    assert "这一行不由您负责。" in client.post(address, others).content.decode()
    assert not Event.objects.filter(record=record, step="carry_out").exists()
    assert client.post(address, sent).status_code == 303
    assert entries(client) == []
    event = Event.objects.filter(record=record).last()
    assert (event.step, event.actor, list(event.changes)) == ("carry_out", walker.cast.qin, ["actions"])


def test_where_the_procedure_asks_for_it_later_the_row_says_so(walker, client):
    record = walker.to(walker.open("capa"), "analysing")
    client.force_login(walker.cast.qin)
    row = {"kind": "corrective", "what": "更换刀具", "owner": "qin", "due_on": "2099-01-05"}
    walker.fire(record, procedure_of(record).flow.steps["propose"], actions=[row])
    entry = entries(client)[0]
    assert entry["with"] == "到后面的步骤再填写完成情况"
    assert entry["step"] == {"url": f"/capa/{record.number}#at-actions", "label": "查看该行", "asks": False}


def test_the_desk_costs_the_same_for_one_row_and_for_many(walker, client, acting, django_assert_num_queries):
    acting(("更换刀具", "qin", "2099-01-05"))
    client.force_login(walker.cast.qin)
    client.get("/")
    with django_assert_num_queries(DESK):
        client.get("/")
    for _ in range(2):
        acting(*((f"措施{number}", "qin", f"2099-01-0{number}") for number in range(1, 6)))
    with django_assert_num_queries(DESK):
        assert len(entries(client)) == 11


def test_late_rows_of_one_record_are_told_and_confirmed_each(walker, client, acting):
    record = acting(("更换刀具", "qin", "2026-11-21"), ("补充首件检验", "qin", "2026-11-21"))
    watch.look(dt.datetime.fromisoformat("2026-11-23T10:00+08:00"))
    client.force_login(walker.cast.qin)
    unread = client.get("/?show=told").context["unread"]
    assert sorted(one["words"] for one in unread) == ["“更换刀具”已逾期", "“补充首件检验”已逾期"]
    client.post("/notices/read", {"notice": unread[0]["id"], "show": "told"})
    left = client.get("/?show=told").context["unread"]
    assert [one["words"] for one in left] == [unread[1]["words"]]
    trail = client.get(f"/capa/{record.number}").content.decode()
    assert "更换刀具" in trail
