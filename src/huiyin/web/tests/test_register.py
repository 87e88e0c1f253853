"""The register of any type: what it shows, what it is narrowed by, what it refuses."""

import datetime as dt

import pytest

from huiyin.kernel import amend, batch, passing
from huiyin.kernel.models import Record
from huiyin.people.models import Person
from huiyin.web import register as pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(walker, lin):
    """Three complaints a day apart, the newest last: a leak, rust, and sand holes, the last one closed long since."""
    made = []
    for title, customer in (("机械密封漏油", "C001"), ("表面锈蚀", "C002")):
        made.append(walker.open("complaint", by=lin, title=title, customer=walker.cast.customers[customer]))
        walker.at += dt.timedelta(days=1)
    made.append(closed(walker, lin, "轴承座砂眼"))
    return made


def closed(walker, by, title):
    """A complaint that comes from an old register, closed there."""
    data = {"title": title, "what_happened": title, "customer": walker.cast.customer.pk, "safety": True,
            "channel": "phone", "reporting_unit": "PROD", "defect_quantity": "3",
            "departments": ["PROD", "TECH"]}  # fmt: skip
    row = batch.Row(data, received_at=walker.at, closed_at=walker.at)
    outcome = batch.open_many("complaint", [row], by, at=walker.tick())
    assert outcome.refused == {}
    return outcome.records[0]


def shown(client, query="", path="/complaint"):
    answer = client.get(f"{path}?{query}")
    assert answer.status_code == 200, answer.context["faults"]
    return [row["id"] for row in answer.context["register"]["rows"]]


def labels(client, query=""):
    return [one["label"] for one in client.get(f"/complaint?{query}").context["register"]["columns"]]


# --- what it shows --------------------------------------------------------------------------------------------------


@pytest.mark.check(4)
def test_one_list_of_all_complaints_newest_first(client, three):
    assert shown(client) == [one.number for one in reversed(three)]


def test_the_papers_columns_with_what_people_work_with_beside_them(client, walker, three):
    paper = labels(client, "view=paper")
    work = labels(client)
    working = {"状态", "期限", "轮到谁"}
    assert [one for one in work if one not in working] == [one for one in paper if one not in working]
    assert set(work) == set(paper) | working
    at = work.index("投诉内容") + 1
    assert work[at : at + 3] == ["状态", "期限", "轮到谁"]
    assert set(labels(client, "view=all")) > set(work)


@pytest.mark.check(4)
def test_a_row_says_state_deadline_and_whose_turn(client, walker, lin):
    walker.open("complaint", by=lin)
    row = client.get("/complaint").context["register"]["rows"][0]
    cells = {cell["label"]: cell for cell in row["cells"]}
    assert cells["状态"]["tone"] == "open"
    assert cells["轮到谁"]["text"]


@pytest.mark.check(4)
def test_no_light_where_nothing_is_reckoned(client, three):
    """A closed record shows no deadline at all: neither green nor anything else."""
    row = client.get("/complaint?phase=done").context["register"]["rows"][0]
    due = next(cell for cell in row["cells"] if cell["kind"] == "due")
    assert due["due"] is None


def test_what_nobody_works_at_any_more_says_so(client, walker, three):
    leak, rust, _sand = three
    head, at = walker.cast.wang, walker.tick()
    amend.void(leak, head, "重复录入", seen=leak.version, at=at)
    other = walker.open("complaint", title="漏油又一次")
    amend.merge(rust, other, head, "同一件事", seen=rust.version, at=walker.tick())
    rows = {row["id"]: row for row in client.get("/complaint").context["register"]["rows"]}
    for number, words in ((leak.number, "作废"), (rust.number, "已并入他单")):
        cells = {cell["kind"]: cell for cell in rows[number]["cells"]}
        assert (rows[number]["tone"], cells["badge"]["text"], cells["badge"]["tone"]) == ("void", words, "void")
        assert cells["due"]["due"] is None
    assert rows[other.number]["tone"] == ""


def test_an_empty_register_says_what_to_do(client, lin):
    answer = client.get("/complaint")
    assert answer.context["register"]["empty"]["deed"]["url"] == "/complaint/new"
    assert "还没有登记" in answer.content.decode()


def test_a_type_nobody_knows_is_not_found(client, lin):
    assert client.get("/nonsense").status_code == 404


def test_whoever_has_not_signed_in_is_sent_to_the_door(client, walker):
    answer = client.get("/complaint")
    assert (answer.status_code, answer.url) == (302, "/accounts/login/?next=/complaint")


# --- who sees what --------------------------------------------------------------------------------------------------


def test_a_stranger_sees_none(client, three, walker):
    for name in ("guo", "bai"):
        client.force_login(walker.cast.persons[name])
        assert shown(client) == []


def test_a_department_asked_sees_only_what_it_was_asked(client, walker, lin):
    own = walker.open("complaint", by=lin, departments=["PROD"])
    walker.open("complaint", by=lin, departments=["TECH"])
    client.force_login(walker.cast.dong)
    assert shown(client) == [own.number]


# --- narrowing ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=漏油", [0]),
        ("q=锈", [1]),
        ("q=轴承座砂", [2]),
        ("q=无此字", []),
        ("title=密封", [0]),
        ("title=封漏", [0]),
        ("title=%25", []),
        ("q=機械密封", [0]),
        ("q=軸承座", [2]),
        ("title=機械", [0]),
        ("title=表面鏽", [1]),
        ("product__name=機械密封", [1, 0]),
        ("title=[密封]", []),
        ("customer__name=東海", [1]),
        ("customer__name=長江汽車", [2, 0]),
        ("number=ｔｓ", [2, 1, 0]),
        ("customer__name=长江", [2, 0]),
        ("customer__name=donghai", [1]),
        ("phase=done", [2]),
        ("phase=open&phase=waiting&phase=draft", [1, 0]),
        ("received_at.from=2026-11-21", [2, 1]),
        ("received_at.from=2026-11-21&received_at.to=2026-11-21", [1]),
        ("received_at.to=2026-11-20", [0]),
        ("safety=yes", [2]),
        ("safety=no", [1, 0]),
        ("late=0", [2, 1, 0]),
        ("opened_by__name=林", [2, 1, 0]),
        ("opened_by__name=王", []),
        ("defect_quantity.from=3&defect_quantity.to=3", [2, 1, 0]),
        ("defect_quantity.from=4", []),
        ("reporting_unit__name=PROD", [2, 1, 0]),
        ("reporting_unit__name=TECH", []),
        ("number=0002", [1]),
        ("q=漏油&phase=done", []),
        ("sort=number", [0, 1, 2]),
        ("sort=-number", [2, 1, 0]),
        ("sort=received_at", [0, 1, 2]),
    ],
)
def test_a_filter_leaves_exactly(client, three, query, found):
    assert shown(client, query) == [three[index].number for index in found]


def test_a_state_and_departments(client, three, walker):
    assert shown(client, f"state={three[0].state}") == [three[1].number, three[0].number]
    assert shown(client, f"state={three[0].state}&state={three[2].state}") == [one.number for one in three[::-1]]
    assert shown(client, "departments=TECH") == [one.number for one in three[::-1]]
    assert shown(client, "departments=LOGI") == []
    assert shown(client, "departments=LOGI&departments=PROD") == [one.number for one in three[::-1]]


def test_a_customer_by_card(client, three, walker):
    answer = client.get(f"/complaint?customer={walker.cast.customer.pk}")
    assert [row["id"] for row in answer.context["register"]["rows"]] == [three[2].number, three[0].number]
    assert [one["label"] for one in answer.context["bar"]["set"]] == ["重庆长江汽车股份有限公司"]


@pytest.mark.check(4)
def test_late_and_mine(client, three, walker):
    Record.objects.filter(pk=three[0].pk).update(due_at=dt.datetime(2026, 1, 5, tzinfo=dt.UTC))
    Record.objects.filter(pk=three[1].pk).update(due_at=dt.datetime(2099, 1, 5, tzinfo=dt.UTC))
    Record.objects.filter(pk=three[2].pk).update(due_at=dt.datetime(2026, 1, 5, tzinfo=dt.UTC))
    assert shown(client, "late=1") == [three[0].number]
    turn = three[1].turns.exclude(role="").first()
    holder = next(one for one in walker.everyone() if one.holdings.filter(role=turn.role).exists())
    lent = passing.hand_over(three[1], holder, walker.cast.tang, "出差", seen=three[1].version, at=walker.tick())
    client.force_login(walker.cast.tang)
    assert shown(client, "mine=1") == [lent.number]


def test_words_are_looked_for_beside_the_other_filters(client, three):
    answer = client.get("/complaint?q=漏油&title=密封&phase=open")
    assert [one["label"] for one in answer.context["bar"]["set"]] == ["词语：漏油", "投诉内容：密封", "阶段：在办"]
    off = {one["label"]: one["url"] for one in answer.context["bar"]["set"]}
    assert off["词语：漏油"] == "/complaint?title=%E5%AF%86%E5%B0%81&phase=open"


# --- pages ----------------------------------------------------------------------------------------------------------


def test_pages_lead_to_each_other(client, three, monkeypatch):
    monkeypatch.setattr(pages, "SIZE", 2)
    first = client.get("/complaint").context
    assert (first["pager"]["words"], first["pager"]["previous"]) == ("1–2 行，共 3 行", None)
    second = client.get(first["pager"]["next"]).context
    assert [row["id"] for row in second["register"]["rows"]] == [three[0].number]
    back = client.get(second["pager"]["previous"]).context
    assert back["register"]["rows"][0]["id"] == three[2].number
    last = client.get(first["pager"]["last"]).context
    assert [row["id"] for row in last["register"]["rows"]] == [three[1].number, three[0].number]
    assert client.get(last["pager"]["first"]).context["register"]["rows"][0]["id"] == three[2].number


# --- what it refuses ------------------------------------------------------------------------------------------------

BAD = (
    "foo=1", "title.from=2026-01-01", "received_at=2026-01-01", "received_at.from=x", "received_at.from=0001-01-01",
    "received_at.to=99999-01-01", "received_at.since=2026-01-01", "severity=zz", "phase=zz", "phase=open&phase=zz",
    "customer=x", "customer=" + "9" * 40, "late=maybe", "safety=perhaps", "defect_quantity.from=-1",
    "defect_quantity.to=1e400", "defect_quantity.to=NaN", "q=%00", "title=%00", "title=" + "长" * 201, "sort=title",
    "sort=-id", "view=nonsense", "after=zzz", "before=%00", "after=" + "A" * 5000, "reporting_unit__name=NOWHERE",
    "departments=%22", "__class__=1", "pk=1", "id=1", "procedure__body=x", "opened_by__password=a", "title__regex=a",
    "what_happened.from=1", "&".join(f"severity=c{n}" for n in range(900)),
)  # fmt: skip


@pytest.mark.check(8)
@pytest.mark.check(5)
@pytest.mark.parametrize("query", BAD)
def test_what_cannot_be_used_is_told_and_never_looks_empty(client, walker, lin, query):
    walker.open("complaint", by=lin)
    answer = client.get(f"/complaint?{query}")
    assert answer.status_code == 422
    assert len(answer.context["faults"]) == 1
    assert answer.context["register"]["rows"] == []
    assert "未进行查找" in answer.content.decode()
    assert answer.content.decode().count("note-late") == 2  # this one, and the one waiting for a failed request


def test_what_a_form_left_empty_does_not_stay_in_the_address(client, lin):
    answer = client.get("/complaint?title=&severity=&q=%E6%BC%8F&phase=open")
    assert (answer.status_code, answer.url) == (302, "/complaint?q=%E6%BC%8F&phase=open")


def test_ten_thousand_choices_are_no_strain(client, lin):
    query = "&".join(f"state=s{n}" for n in range(10_000))
    assert client.get(f"/complaint?{query}").status_code in (400, 422)


def test_bytes_that_are_no_text_find_nothing(client, lin):
    assert client.get("/complaint?q=%ED%A0%80").status_code == 200


def test_the_filters_keep_what_is_asked_and_say_what_is_wrong(client, lin):
    answer = client.get(
        "/complaint/filters?title=%E6%BC%8F&received_at.from=x&late=1&view=paper&sort=number&q=%E6%B2%B9"
    )
    fields = {one["name"]: one for one in answer.context["fields"]}
    assert fields["title"]["value"] == "漏"
    assert (fields["received_at.from"]["value"], bool(fields["received_at.from"]["error"])) == ("x", True)
    assert answer.context["hidden"] == [("late", "1"), ("q", "油"), ("view", "paper"), ("sort", "number")]


# --- views ----------------------------------------------------------------------------------------------------------


def test_a_view_is_kept_shared_and_dropped(client, three, walker):
    answer = client.post("/complaint/views/keep?phase=done&sort=number", {"name": "本月 结案", "shared": "yes"})
    assert (answer.status_code, answer.url) == (303, "/complaint?phase=done&sort=number")
    tab = client.get(answer.url).context["bar"]["views"][-1]
    assert (tab["label"], tab["url"], tab["here"]) == ("本月 结案", "/complaint?phase=done&sort=number", True)
    client.force_login(walker.cast.wang)
    assert client.get("/complaint").context["bar"]["views"][-1]["label"] == "本月 结案"
    pk = walker.cast.lin.views.get().pk
    assert client.post(f"/complaint/views/{pk}/drop").status_code == 404
    client.force_login(walker.cast.lin)
    assert client.post(f"/complaint/views/{pk}/drop").status_code == 303
    assert walker.cast.lin.views.count() == 0


@pytest.mark.parametrize(
    ("query", "name"), [("phase=done", ""), ("phase=done", "长" * 61), ("q=" + "a" * 1200, "x"), ("", "\x00")]
)
def test_a_view_that_cannot_be_kept_says_why(client, lin, query, name):
    answer = client.post(f"/complaint/views/keep?{query}", {"name": name})
    assert answer.status_code == 422
    assert answer.context["form"]["fields"][0]["error"]
    assert not lin.views.exists()


def test_an_unshared_view_is_ones_own(client, lin, walker):
    client.post("/complaint/views/keep?late=1", {"name": "逾期的", "shared": "no"})
    client.force_login(walker.cast.wang)
    assert "逾期的" not in [one["label"] for one in client.get("/complaint").context["bar"]["views"]]
    assert Person.objects.get(username="lin").views.get().query == "late=1"
