"""The customer card: opened, changed at once with the old value kept, refused in words and then untouched."""

from datetime import date

import pytest
from django.utils import translation

from huiyin.base.errors import Invalid, Refused
from huiyin.parties.card import StaleCard, change_card, open_customer
from huiyin.parties.contacts import add_contact, change_contact
from huiyin.parties.models import CardChange, Contact, Customer, Product, Supply
from huiyin.parties.supplies import add_product, add_supply, change_product, change_supply
from tests.cast import AT

UNSEEN = "The text holds a character nobody can see and no form can carry. Paste it as plain text."
KEPT = (Customer, Contact, Product, Supply, CardChange)


def kept():
    return [list(model.objects.order_by("pk").values()) for model in KEPT]


def refused(deed, *args, **kwargs):
    """The sentences a deed is refused with, in English; proves that nothing was written."""
    before = kept()
    with translation.override("en"):
        with pytest.raises(Refused) as caught:
            deed(*args, **kwargs, at=AT)
        said = {name: str(text) for name, text in getattr(caught.value, "errors", {}).items()} or str(caught.value)
    assert kept() == before
    return said


def changes(customer):
    return list(customer.changes.order_by("pk").values_list("by__username", "source", "changes"))


@pytest.mark.clause("SM-2", "SM-5.2b", "FM-2a")
def test_a_card_is_opened_at_the_start_of_dealings(cast):
    card = open_customer(
        cast.lin,
        {"name": " 南岭电机\t有限公司 ", "short_name": "南岭", "relation": "贸易", "since": "2026/11/20", "clocks": {"complaint.reply": "24H"}},  # noqa: E501
        source="首份订单",
        at=AT,
    )  # fmt: skip
    assert (card.code, card.name, card.relation, card.since) == (
        "C0004",
        "南岭电机 有限公司",
        "贸易",
        date(2026, 11, 20),
    )
    assert (card.version, card.clocks, card.language) == (1, {"complaint.reply": "24h"}, "zh-hans")
    assert changes(card) == [
        ("lin", "首份订单", {"name": ["", "南岭电机 有限公司"], "short_name": ["", "南岭"], "relation": ["", "贸易"], "since": ["", "2026-11-20"], "clocks": ["", {"complaint.reply": "24h"}], "code": ["", "C0004"]})  # noqa: E501
    ]  # fmt: skip
    assert CardChange.objects.get().at == AT


@pytest.mark.clause("SM-5.2c")
def test_a_change_keeps_the_old_value_its_source_who_and_when(cast):
    news = {"address": "重庆市渝北区1号", "rank": "A", "unit": "SERVICE"}
    card = change_card(cast.customer, cast.wang, news, source="来函 2026-11-19", seen=1, at=AT)
    assert (card.version, card.address, card.unit.code) == (2, "重庆市渝北区1号", "SERVICE")
    assert changes(card) == [
        ("wang", "来函 2026-11-19", {"address": ["", "重庆市渝北区1号"], "unit": ["", "SERVICE"]}),
    ]


@pytest.mark.clause("SM-5.2c")
def test_what_does_not_differ_is_not_written(cast):
    before = kept()
    assert change_card(cast.customer, cast.wang, {"rank": "A", "key": "是"}, seen=1, at=AT).version == 1
    assert kept() == before


def test_a_stale_page_is_refused_with_both_values(cast):
    change_card(cast.customer, cast.wang, {"address": "甲路1号", "region": "西南"}, source="电话", seen=1, at=AT)
    before = kept()
    with translation.override("en"), pytest.raises(StaleCard) as caught:
        change_card(cast.customer, cast.lin, {"address": "乙路2号", "rank": "A", "region": "西南"}, seen=1, at=AT)
    assert kept() == before
    stale = caught.value
    assert (stale.status, stale.both) == (409, {"address": ["甲路1号", "乙路2号"]})
    assert (stale.present.version, stale.last.by, stale.last.source) == (2, cast.wang, "电话")
    assert (
        str(stale)
        == "王建国 has changed this card meanwhile. Nothing was written: compare both values, then save again."
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"name": ""}, {"name": "This must be filled in."}),
        ({"name": "东海泵业制造有限公司"}, {"name": "There is a customer of this name already: C002."}),
        ({"name": "nordwerk pumpen gmbh"}, {"name": "There is a customer of this name already: C003."}),
        ({"name": "南\x00岭"}, {"name": UNSEEN}),
        ({"name": "南\ud800岭"}, {"name": UNSEEN}),
        ({"name": "南" * 161}, {"name": "This is 161 characters long; at most 160 fit. Shorten it."}),
        ({"name": ["南岭"]}, {"name": "This must be text."}),
        ({"code": "c001"}, {"code": "The code C001 belongs to 重庆长江汽车股份有限公司."}),
        ({"code": "C 9"}, {"code": "A customer code is one word without blanks, 40 characters at most."}),
        ({"language": "fr"}, {"language": "“fr” is not on this list."}),
        ({"calendar": "MARS"}, {"calendar": "There is no working calendar “MARS”."}),
        ({"unit": "NOWHERE"}, {"unit": "There is no open unit “NOWHERE”."}),
        ({"key": "sort of"}, {"key": "Answer yes or no."}),
        ({"since": "2026-13-01"}, {"since": "This must be a date such as 2026-11-20."}),
        ({"since": "2026-11-20", "ended_on": "2026-11-19"}, {"ended_on": "Dealings cannot end before they began, on 2026-11-20."}),  # noqa: E501
        ({"version": 7}, {"version": "There is no such field here."}),
        ({"find": "x"}, {"find": "There is no such field here."}),
        ({"name": "", "code": "c001 x", "key": "?"}, {"name": "This must be filled in.", "code": "A customer code is one word without blanks, 40 characters at most.", "key": "Answer yes or no."}),  # noqa: E501
    ],
)  # fmt: skip
def test_a_bad_card_is_refused_in_words(cast, given, expected):
    assert refused(open_customer, cast.lin, {"name": "南岭电机", **given}) == expected


def test_another_firm_of_the_same_name_may_be_meant(cast):
    twin = open_customer(cast.lin, {"name": "东海泵业制造有限公司", "code": "E-7"}, same_name=True, at=AT)
    assert (twin.code, Customer.objects.filter(name=twin.name).count()) == ("E-7", 2)


NO_CLOCK = "Write the record type, a dot and the clock, for example complaint.reply."


@pytest.mark.parametrize(
    ("clocks", "expected"),
    [
        ({"complaint.reply": " 24H "}, {"complaint.reply": "24h"}),
        ("complaint.reply = 24h\n\n capa.contain：3WD ", {"capa.contain": "3wd", "complaint.reply": "24h"}),
        ({}, {}),
        ("", {}),
        (None, {}),
    ],
)
@pytest.mark.clause("QF-4.1b")
def test_a_customers_own_clocks(cast, clocks, expected):
    assert (
        change_card(cast.customers["C002"], cast.lin, {"clocks": clocks}, source="电话", seen=1, at=AT).clocks
        == expected
    )


@pytest.mark.parametrize(
    ("clocks", "sentence"),
    [
        ({"reply": "24h"}, f"“reply” is not a clock. {NO_CLOCK}"),
        ({"complaint.reply; DROP": "24h"}, f"“complaint.reply; DROP” is not a clock. {NO_CLOCK}"),
        (
            {"complaint.reply": "soon"},
            "complaint.reply: “soon” is not an amount of time. Write a whole number and a unit, "
            "for example 48h, 8wh, 2d, 3wd, 6mo, 3y, -15min or 20%.",
        ),
        ({"complaint.reply": "20%"}, "complaint.reply: a customer's own time is a length such as 24h or 3wd."),
        ({"complaint.reply": "-2d"}, "complaint.reply: a customer's own time is a length such as 24h or 3wd."),
        ({"complaint.reply": "0h"}, "complaint.reply: a customer's own time is a length such as 24h or 3wd."),
        ({"complaint.reply": "9999999h"}, "complaint.reply: 9999999h is too much: at most 900000h."),
        ({"complaint.reply": 24}, "Write one clock to a line, for example complaint.reply = 24h."),
        ("complaint.reply", "Write one clock to a line, for example complaint.reply = 24h."),
        (["complaint.reply=24h"], "This must be text."),
        ({f"complaint.c{n}": "1h" for n in range(51)}, "A card holds at most 50 clocks."),
    ],
)
def test_bad_clocks_are_refused_in_words(cast, clocks, sentence):
    assert refused(change_card, cast.customer, cast.lin, {"clocks": clocks}, seen=1) == {"clocks": sentence}


def test_a_code_may_change_but_not_vanish(cast):
    assert refused(change_card, cast.customer, cast.lin, {"code": ""}, seen=1) == {"code": "This must be filled in."}
    assert change_card(cast.customer, cast.lin, {"code": "CJ-1"}, source="电话", seen=1, at=AT).code == "CJ-1"


@pytest.mark.clause("SM-5.2c")
def test_contacts_come_change_and_leave(cast):
    contact = add_contact(cast.customer, cast.lin, {"name": "钱进", "phone": "13900000000"}, source="名片", at=AT)
    change_contact(contact, cast.lin, {"phone": "13900000001", "name": "钱 进"}, source="电话", seen=2, at=AT)
    left = change_contact(contact, cast.lin, {"ended_on": "2026-11-20"}, source="电话", seen=3, at=AT)
    assert (left.name, left.phone, left.ended_on) == ("钱 进", "13900000001", date(2026, 11, 20))
    assert Customer.objects.get(code="C001").version == 4
    assert changes(cast.customer) == [
        ("lin", "名片", {"contact": ["", "钱进"], "contact.phone": ["", "13900000000"]}),
        ("lin", "电话", {"contact": ["钱进", "钱 进"], "contact.phone": ["13900000000", "13900000001"]}),
        ("lin", "电话", {"contact": ["钱 进", "钱 进"], "contact.ended_on": ["", "2026-11-20"]}),
    ]


def test_a_bad_contact_is_refused_in_words(cast):
    contact = Contact.objects.get()
    assert refused(add_contact, cast.customer, cast.lin, {"email": "x"}) == {
        "name": "This must be filled in.",
        "email": "“x” is not an e-mail address.",
    }
    assert refused(change_contact, contact, cast.lin, {"phone": "1\x00"}, seen=1) == {"phone": UNSEEN}
    change_card(cast.customer, cast.wang, {"region": "西南"}, source="电话", seen=1, at=AT)
    before = kept()
    with pytest.raises(StaleCard) as caught:
        change_contact(contact, cast.lin, {"phone": "110"}, seen=1, at=AT)
    assert caught.value.both == {"phone": ["023-6759 0000", "110"]}
    assert kept() == before


@pytest.mark.clause("FM-2a")
def test_what_a_customer_received_is_on_the_card(cast):
    supply = add_supply(cast.customer, cast.lin, {"product": "bj-108", "lot": "L7", "quantity": "1,200"}, at=AT)
    change_supply(supply, cast.lin, {"quantity": 1100, "lot": "L7A"}, source="更正", seen=2, at=AT)
    assert changes(cast.customer) == [
        ("lin", "", {"supply": ["", "BJ-108 L7"], "supply.quantity": ["", 1200]}),
        ("lin", "更正", {"supply": ["BJ-108 L7", "BJ-108 L7A"], "supply.quantity": [1200, 1100]}),
    ]
    assert refused(add_supply, cast.customer, cast.lin, {"product": "nil\x00", "lot": "", "quantity": "many"}) == {
        "product": UNSEEN,
        "lot": "This must be filled in.",
        "quantity": "This must be a whole number from 0 to 2,000,000,000.",
    }
    assert refused(add_supply, cast.customer, cast.lin, {"product": "nil", "lot": "1"}) == {
        "product": "There is no product “nil”."
    }
    assert refused(change_supply, supply, cast.lin, {"lot": ""}, seen=3) == {"lot": "This must be filled in."}


def test_products(cast):
    product = add_product(cast.lin, {"code": "ZC-1", "name": "轴承"}, at=AT)
    assert change_product(product, cast.lin, {"family": "标准件"}, at=AT).family == "标准件"
    assert refused(add_product, cast.lin, {"code": "zc-1", "name": "轴承"}) == {
        "code": "The code ZC-1 belongs to 轴承."
    }
    assert refused(change_product, product, cast.lin, {"code": "X"}) == {"code": "There is no such field here."}


@pytest.mark.clause("CS-2.3")
@pytest.mark.parametrize(
    "deed",
    [
        lambda cast, by: open_customer(by, {"name": "南岭", "unit": "SALES"}, at=AT),
        lambda cast, by: open_customer(by, {"name": "南岭"}, at=AT),
        lambda cast, by: change_card(cast.customer, by, {"rank": "C"}, seen=1, at=AT),
        lambda cast, by: add_contact(cast.customer, by, {"name": "钱"}, at=AT),
        lambda cast, by: change_contact(Contact.objects.get(), by, {"name": "钱"}, seen=1, at=AT),
        lambda cast, by: add_supply(cast.customer, by, {"product": "MS-25", "lot": "1"}, at=AT),
        lambda cast, by: change_supply(Supply.objects.get(), by, {"lot": "1"}, seen=1, at=AT),
    ],
)
@pytest.mark.parametrize("who", ["mei", "guo", "chen", "hu", "bai"])
def test_only_the_customers_window_keeps_the_card(cast, who, deed):
    before = kept()
    with translation.override("en"), pytest.raises(Refused) as caught:
        deed(cast, getattr(cast, who))
    assert not isinstance(caught.value, Invalid)
    assert (caught.value.status, str(caught.value)) == (
        403,
        "Only the service clerks and service heads of 经营部 keep this customer card.",
    )
    assert kept() == before


def test_a_centre_keeps_its_own_customers(cast):
    nordwerk = cast.customers["C003"]
    assert change_card(nordwerk, cast.guo, {"region": "西部"}, source="电话", seen=1, at=AT).region == "西部"
    assert change_card(nordwerk, cast.wang, {"region": "西北"}, source="电话", seen=2, at=AT).region == "西北"


@pytest.mark.clause("SM-5.2c")
def test_a_change_says_where_the_news_came_from(cast):
    contact, supply = Contact.objects.get(), Supply.objects.get()
    sentence = {"source": "Say where the news came from: a letter, a call, the yearly review."}
    assert refused(change_card, cast.customer, cast.lin, {"region": "西南"}, source=" ", seen=1) == sentence
    assert refused(change_contact, contact, cast.lin, {"phone": "110"}, seen=1) == sentence
    assert refused(change_supply, supply, cast.lin, {"quantity": 1}, seen=1) == sentence
