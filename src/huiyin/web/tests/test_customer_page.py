"""Everything about a customer on one page (FM-2a): what it shows to whom, and what it costs."""

import datetime as dt

import pytest

from huiyin.kernel.models import Record
from huiyin.parties.card import change_card
from huiyin.parties.contacts import add_contact, change_contact
from huiyin.parties.models import Contact, Customer
from huiyin.parties.supplies import add_supply
from tests.cast import AT

pytestmark = pytest.mark.django_db
LONG_AGO = AT - dt.timedelta(days=90)


@pytest.fixture
def as_(client, walker):
    """Sign in as someone of the cast."""

    def sign(name):
        client.force_login(getattr(walker.cast, name))
        return client

    return sign


def page(client, code="C001", query=""):
    answer = client.get(f"/customers/{code}{query}")
    assert answer.status_code == 200
    return answer


@pytest.mark.clause("CS-2.3")
@pytest.mark.parametrize("path", ["", "/card/change", "/card/changes", "/contacts/new", "/lots/new"])
def test_strangers_find_nothing(as_, path):
    for who, code in (("guo", "C001"), ("dong", "C001"), ("bai", "C001"), ("lin", "C999"), ("lin", "%00")):
        assert as_(who).get(f"/customers/{code}{path}").status_code == 404


def test_whoever_is_not_signed_in_is_asked_in(client, cast):
    answer = client.get("/customers/C001")
    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/login/?next=/customers/C001"


@pytest.mark.clause("FM-2a", "SM-5.2b")
def test_card_people_and_lots(as_, cast):
    add_contact(cast.customer, cast.lin, {"name": "旧人", "ended_on": "2025-01-01"}, at=AT)
    add_supply(cast.customer, cast.lin, {"product": "MS-25", "lot": "L2", "quantity": 300}, at=AT)
    text = page(as_("lin")).content.decode()
    for words in ("客户资料卡", "长江汽车", "经营部（本公司统一窗口）", "tel:023-67590000",
                  "mailto:zhou@changjiang.example",
                  "2025-01-01 周三 离职", "L20261105", "1\u2009500", "新增批次：MS-25 L2"):  # fmt: skip
        assert words in text


def test_own_clocks_by_the_names_of_the_procedures_in_force(as_, cast):
    clocks = {"complaint.answer": "3wd", "complaint.bygone": "24h"}
    change_card(cast.customer, cast.lin, {"clocks": clocks}, source="协议", seen=1, at=AT)
    sections = page(as_("mei")).context["sheet"]["sections"]
    cell = next(cell for section in sections for cell in section["cells"] if cell["name"] == "clocks")
    assert [[part["text"] for part in row] for row in cell["lines"]["rows"]] == [
        ["客户投诉 · 答复客户", "3 个工作日", "程序规定：5 个工作日；10 个工作日；15 个工作日"],
        ["complaint.bygone", "24 小时", "现行程序中没有这个时限"],
    ]


def test_records_of_every_type_the_newest_first(as_, walker):
    made = [walker.open(kind, by=walker.cast.lin) for kind in ("complaint", "feedback")]
    walker.open("complaint", by=walker.cast.lin, customer=walker.cast.customers["C002"])
    shown = page(as_("lin"))
    assert [row["id"] for row in shown.context["records"].table["rows"]] == [one.number for one in reversed(made)]
    counts = {row["label"]: [cell["n"] for cell in row["cells"]] for row in shown.context["counts"]}
    assert counts == {"客户质量信息反馈": [1, 0, 0, 0, 1], "客户投诉": [1, 0, 0, 0, 1]}
    for row in shown.context["counts"]:  # each number leads to its rows
        for cell in row["cells"]:
            rows = as_("lin").get(cell["url"]).context["register"]["rows"]
            assert len(rows) == cell["n"]


def test_records_are_paged_by_key(as_, walker, monkeypatch):
    monkeypatch.setattr("huiyin.web.customers.work.SIZE", 2)
    for _each in range(3):
        walker.open("complaint", by=walker.cast.lin)
    client = as_("lin")
    pager = page(client).context["records"].pager
    older = client.get(pager["next"])
    assert len(older.context["records"].table["rows"]) == 1
    assert older.context["records"].pager["previous"]
    assert client.get("/customers/C001?after=nonsense").status_code == 422


def test_open_promises_the_late_ones_apart(as_, walker):
    late = walker.open("complaint", by=walker.cast.lin, received_at=LONG_AGO)
    promises = page(as_("lin")).context["promises"]
    assert {row["number"] for row in promises["late"]} == {late.number}
    assert [row["label"] for row in promises["late"]] == ["告知收到", "首次联系"]
    assert promises["open"] == []


def test_families_of_what_is_shown(as_, walker):
    complaint = walker.to_done(walker.open("complaint", by=walker.cast.lin))
    raised = Record.objects.filter(links_in__source_id=complaint.pk)
    trees = page(as_("lin")).context["families"]
    assert [tree["number"] for tree in trees] == ([complaint.number] if raised else [])
    assert [child["number"] for tree in trees for child in tree["children"]] == [one.number for one in raised]


def test_a_reader_sees_only_records_that_are_hers_to_see(as_, walker):
    """Guo sees his customer's card, and nothing of what others registered about it."""
    nordwerk = walker.cast.customers["C003"]
    walker.open("complaint", by=walker.cast.lin, customer=nordwerk)
    shown = page(as_("guo"), "C003")
    assert shown.context["records"].table["rows"] == []
    assert (shown.context["counts"], shown.context["families"]) == ([], [])
    assert (shown.context["promises"]["late"], shown.context["promises"]["open"]) == ([], [])
    assert len(page(as_("lin"), "C003").context["records"].table["rows"]) == 1


def test_the_history_names_who_when_source_and_both_values(as_, cast):
    change_card(cast.customer, cast.wang, {"region": "重庆"}, source="来函 2026-11-19", seen=1, at=AT)
    contact = Contact.objects.get()
    change_contact(contact, cast.lin, {"phone": "110"}, source="电话", seen=2, at=AT + dt.timedelta(hours=1))
    trail = page(as_("mei")).context["changes"]
    assert [(one["deed"], one["who"].name, one["reason"]) for one in trail] == [
        ("修改联系人：周敏", "林晓", "来源：电话"), ("修改资料卡", "王建国", "来源：来函 2026-11-19"),
    ]  # fmt: skip
    assert trail[1]["changes"] == [{"label": "区域", "old": "", "new": "重庆"}]
    every = as_("mei").get("/customers/C001/card/changes")
    assert [one["deed"] for one in every.context["trail"]] == ["修改联系人：周敏", "修改资料卡"]
    assert as_("mei").get("/customers/C001/card/changes?after=x").status_code == 422


def test_what_may_be_done_and_why_not(as_):
    text = page(as_("lin")).content.decode()
    assert "/customers/C001/card/change" in text
    assert "/complaint/new?customer=" in text
    closed = page(as_("mei"))
    assert closed.context["why"] == "这张客户资料卡由经营部的客服人员和客户服务负责人维护。"
    text = closed.content.decode()
    assert closed.context["why"] in text
    assert ('/card/change"' in text, "/contacts/new" in text, "/complaint/new" in text) == (False, False, False)


def test_a_new_complaint_begins_with_the_customer(as_, walker):
    link = page(as_("lin")).context["deeds"][-1]["url"]
    field = next(one for one in as_("lin").get(link).context["form"]["fields"] if one["name"] == "customer")
    assert field["value"] == str(walker.cast.customer.pk)


@pytest.mark.parametrize("more", [1, 3])
def test_the_page_costs_the_same_for_one_record_and_three(as_, walker, django_assert_num_queries, more):
    for at in range(more):
        walker.open("complaint", by=walker.cast.lin, received_at=LONG_AGO)
        add_supply(walker.cast.customer, walker.cast.lin, {"product": "MS-25", "lot": f"M{at}"}, at=AT)
        add_contact(walker.cast.customer, walker.cast.lin, {"name": f"甲{at}"}, at=AT)
    client = as_("lin")
    page(client)
    with django_assert_num_queries(PAGE):
        page(client)


PAGE = 25


def test_a_code_with_a_slash_is_an_address_too(as_, cast):
    Customer.objects.create(code="华东/17", name="斜线公司")
    assert page(as_("lin"), "华东/17").context["customer"].name == "斜线公司"
