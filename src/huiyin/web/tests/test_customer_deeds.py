"""The deeds on a card as forms: a new customer, a change with its source, contacts, lots, products."""

import datetime as dt

import pytest

from huiyin.parties.card import change_card
from huiyin.parties.models import CardChange, Contact, Customer, Product, Supply
from tests.cast import AT

pytestmark = pytest.mark.django_db
KEPT = (Customer, Contact, Product, Supply, CardChange)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def as_(client, walker):
    """Sign in as someone of the cast."""

    def sign(name):
        client.force_login(getattr(walker.cast, name))
        return client

    return sign


def kept():
    return [list(model.objects.order_by("pk").values()) for model in KEPT]


def filled(answer, **over):
    """What the form would send as it stands, with some of it typed over."""
    form = answer.context["form"]
    words = {}
    for one in form["fields"]:
        words[one["name"]] = ("yes" if one["value"] else "no") if one["kind"] == "flag" else one.get("value") or ""
        if one["kind"] == "product":
            words[f"{one['name']}.words"] = one.get("shown", "")
    return words | ({"seen": form["seen"]} if form["seen"] else {}) | over


def errors(answer):
    return {one["name"]: one["error"] for one in answer.context["form"]["fields"] if one["error"]}


# --- the card --------------------------------------------------------------------------------------------------------


@pytest.mark.clause("SM-5.2b", "SM-2")
def test_a_new_card(as_):
    client = as_("lin")
    empty = client.get("/new/customer")
    clocks = {"clock.complaint.answer": "3wd", "clock.complaint.acknowledge": "8WH"}
    words = filled(
        empty, name="无锡精工泵业", rank="A", key="yes", region="无锡", calendar="CN", source="首份订单", **clocks
    )
    answer = client.post("/new/customer", words)
    made = Customer.objects.get(name="无锡精工泵业")
    assert (answer.status_code, answer["Location"]) == (303, f"/customers/{made.code}")
    assert (made.code, made.key, made.calendar, made.unit.code) == ("C0004", True, "CN", "SERVICE")
    assert made.clocks == {"complaint.answer": "3wd", "complaint.acknowledge": "8wh"}
    assert made.changes.get().source == "首份订单"


def test_a_new_card_belongs_to_the_window_of_who_makes_it(as_):
    client = as_("guo")
    client.post("/new/customer", filled(client.get("/new/customer"), name="西部用户"))
    assert Customer.objects.get(name="西部用户").unit.code == "SC-WEST"


def test_the_same_name_is_asked_about_once(as_):
    client, name = as_("lin"), "东海泵业制造有限公司"
    before = kept()
    answer = client.post("/new/customer", filled(client.get("/new/customer"), name=name))
    assert answer.status_code == 422
    assert errors(answer) == {"name": "已有同名客户：C002。"}
    assert kept() == before
    again = client.post("/new/customer", filled(answer, name=name, same_name="yes"))
    assert again.status_code == 303
    assert Customer.objects.filter(name=name).count() == 2


@pytest.mark.clause("SM-5.2c")
def test_a_change_with_its_source(as_, cast):
    client = as_("lin")
    form = client.get("/customers/C001/card/change")
    answer = client.post("/customers/C001/card/change", filled(form, region="重庆", source="来函"))
    assert answer["Location"] == "/customers/C001"
    change = cast.customer.changes.get()
    assert (change.source, change.changes, change.by) == ("来函", {"region": ["", "重庆"]}, cast.lin)


def test_nothing_changed_nothing_written(as_):
    before, client = kept(), as_("lin")
    assert (
        client.post("/customers/C001/card/change", filled(client.get("/customers/C001/card/change"))).status_code == 303
    )
    assert kept() == before


@pytest.mark.parametrize(
    ("over", "wrong"),
    [
        ({"name": ""}, {"name": "此项必填。"}),
        ({"region": "重庆", "source": " "}, {"source": "请说明变更的来源，例如来函、电话、年度核对。"}),
        ({"rank": "A" * 21}, {"rank": ...}),
        ({"clock.complaint.answer": "soon"}, {"clock.complaint.answer": ...}),
        ({"clock.complaint.answer": "20%"}, {"clock.complaint.answer": ...}),
        ({"since": "2026-02-30"}, {"since": ...}),
        ({"since": "2026-02-01", "ended_on": "2026-01-01"}, {"ended_on": ...}),
        ({"unit": "NOWHERE"}, {"unit": ...}), ({"calendar": "MOON"}, {"calendar": ...}), ({"code": ""}, {"code": ...}),
        ({"language": "xx"}, {"language": ...}), ({"code": "C002"}, {"code": ...}), ({"note": "\x00"}, {"note": ...}),
    ],
)  # fmt: skip
def test_what_cannot_be_stored_is_told_beside_its_field(as_, over, wrong):
    before, client = kept(), as_("lin")
    form = client.get("/customers/C001/card/change")
    answer = client.post("/customers/C001/card/change", filled(form, **({"source": "来函"} | over)))
    assert answer.status_code == 422
    said = errors(answer)
    assert list(said) == list(wrong)
    assert all(text in (..., said[name]) for name, text in wrong.items())
    assert kept() == before
    typed = {one["name"]: one["value"] for one in answer.context["form"]["fields"]}
    assert all(typed[name] == words for name, words in over.items())


@pytest.mark.check(3)
@pytest.mark.clause("SM-5.2c")
def test_whoever_was_slower_sees_both_values(as_, cast):
    client = as_("lin")
    form = client.get("/customers/C001/card/change")
    change_card(cast.customer, cast.wang, {"region": "重庆 渝北", "rank": "B"}, source="来函", seen=1, at=AT)
    before = kept()
    words = filled(form, region="四川", source="电话")
    answer = client.post("/customers/C001/card/change", words)
    assert answer.status_code == 409
    assert kept() == before
    stale = answer.context["form"]["stale"]
    assert stale["rows"] == [
        {"label": "客户等级", "yours": "A", "now": "B"}, {"label": "区域", "yours": "四川", "now": "重庆 渝北"},
    ]  # fmt: skip
    assert (stale["trail"][0]["who"].name, stale["trail"][0]["reason"]) == ("王建国", "来源：来函")
    assert "王建国" in answer.context["form"]["wrong"]
    assert client.post("/customers/C001/card/change", filled(answer, rank="B")).status_code == 303
    assert Customer.objects.get(code="C001").region == "四川"


@pytest.mark.clause("CS-2.3")
@pytest.mark.parametrize("path", ["card/change", "contacts/new", "lots/new"])
def test_a_reader_is_refused_with_the_reason_and_nothing_happens(as_, path):
    before, client = kept(), as_("mei")
    for answer in (
        client.get(f"/customers/C001/{path}"),
        client.post(f"/customers/C001/{path}", {"name": "x", "lot": "x"}),
    ):
        assert answer.status_code == 403
        assert "客服人员" in answer.context["why"]
    assert kept() == before


@pytest.mark.parametrize("path", ["/new/customer", "/new/product"])
def test_whoever_keeps_no_cards_makes_none(as_, path):
    before, client = kept(), as_("mei")
    assert client.get(path).status_code == 403
    assert client.post(path, {"name": "x", "code": "x"}).status_code == 403
    assert kept() == before


def test_a_clerk_of_a_centre_makes_no_card_for_another_window(as_):
    before, client = kept(), as_("guo")
    answer = client.post("/new/customer", filled(client.get("/new/customer"), name="别处", unit="SC-SOUTH"))
    assert answer.status_code == 403
    assert kept() == before


# --- what hangs on it ------------------------------------------------------------------------------------------------


def test_contacts_come_change_and_leave(as_, cast):
    client = as_("lin")
    words = filled(client.get("/customers/C001/contacts/new"), name="钱进", phone="139 0000 0000", source="名片")
    assert client.post("/customers/C001/contacts/new", words)["Location"] == "/customers/C001"
    made = Contact.objects.get(name="钱进")
    url = f"/customers/C001/contacts/{made.pk}/change"
    assert client.post(url, filled(client.get(url), ended_on="2026-11-19", source="电话")).status_code == 303
    assert Contact.objects.get(pk=made.pk).ended_on == dt.date(2026, 11, 19)
    answer = client.post(url, filled(client.get(url), email="no", source="电话"))
    assert errors(answer) == {"email": "“no”不是电子邮箱地址。"}


def test_lots_by_a_product_found_by_its_words(as_, cast):
    client = as_("lin")
    words = filled(client.get("/customers/C001/lots/new"), lot="L9", quantity="1,200", delivered_on="2026-11-01")
    answer = client.post("/customers/C001/lots/new", words | {"product.words": "机械密封"})
    assert answer.status_code == 422
    assert [one["label"] for one in answer.context["form"]["fields"][0]["candidates"]] == [
        "机械密封 MS-25",
        "机械密封 MS-40",
    ]
    assert client.post("/customers/C001/lots/new", words | {"product.words": "MS-40"}).status_code == 303
    made = Supply.objects.get(lot="L9")
    assert (made.product.code, made.quantity) == ("MS-40", 1200)
    url = f"/customers/C001/lots/{made.pk}/change"
    form = client.get(url)
    assert client.post(url, filled(form, quantity="1000", source="盘点")).status_code == 303
    late = client.post(url, filled(form, quantity="900", source="盘点"))
    assert (late.status_code, late.context["form"]["stale"]["rows"]) == (
        409,
        [{"label": "数量", "yours": "900", "now": "1000"}],
    )
    assert Supply.objects.get(lot="L9").quantity == 1000


def test_another_customers_contact_or_lot_is_not_found_here(as_, cast):
    contact, supply = Contact.objects.get(), Supply.objects.get()
    client = as_("lin")
    assert client.get(f"/customers/C002/contacts/{contact.pk}/change").status_code == 404
    assert client.get(f"/customers/C002/lots/{supply.pk}/change").status_code == 404


def test_a_new_product(as_):
    client = as_("lin")
    words = filled(client.get("/new/product"), code="BJ-200", name="轴承座")
    assert client.post("/new/product", words).status_code == 303
    assert Product.objects.get(code="BJ-200").name == "轴承座"
    assert errors(client.post("/new/product", words)) == {"code": "代码 BJ-200 已属于“轴承座”。"}


def test_the_dialog_gets_a_piece_and_is_sent_on_when_done(as_):
    client = as_("lin")
    piece = client.get("/customers/C001/contacts/new", headers=HTMX)
    assert b"<html" not in piece.content
    answer = client.post("/customers/C001/contacts/new", filled(piece, name="钱进"), headers=HTMX)
    assert (answer.status_code, answer["HX-Redirect"]) == (200, "/customers/C001")
