"""Customers found by any part of a name, and by the sounds of it; and what is known about one."""

import time
from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import translation

from huiyin.parties.about import about, clocks_text, said
from huiyin.parties.card import change_card, open_customer
from huiyin.parties.contacts import add_contact
from huiyin.parties.find import find_customers, find_text
from huiyin.parties.models import Customer, Supply
from huiyin.parties.rights import visible
from huiyin.people.models import StandIn, Unit
from tests.cast import AT

TODAY = AT.date()
either_script = import_module("huiyin.parties.migrations.0005_either_script")  # a name Python cannot import by


def codes(found):
    return [customer.code for customer in found]


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("长江", ["C001"]),
        ("cqcj", ["C001"]),
        ("CQZJ", ["C001"]),
        ("cjqc", ["C001"]),
        ("changjiang", ["C001"]),
        ("泵业", ["C002"]),
        ("dhby", ["C002"]),
        ("donghai beng", ["C002"]),
        ("ｐｕｍｐ", ["C002", "C003"]),
        ("werk gmbh", ["C003"]),
        ("c00", ["C001", "C002", "C003"]),
        ("c003", ["C003"]),
        ("公司", ["C001", "C002"]),
        ("有限 东海", ["C002"]),
        ("没有", []),
        ("長江汽車", ["C001"]),
        ("東海泵業", ["C002"]),
        ("東海泵业", ["C002"]),
        ("%", []),
        ("_", []),
        ("'; DROP TABLE parties_customer; --", []),
        ("长\x00江", ["C001"]),
        ("\ud83d", ["C001", "C002", "C003"]),
        ("x" * 100_000, []),
        ("", ["C001", "C002", "C003"]),
        ("   ", ["C001", "C002", "C003"]),
    ],
)
def test_found_by_any_part_and_by_sound(cast, q, expected):
    assert sorted(codes(find_customers(q))) == expected


@pytest.mark.parametrize("q", ["重庆鸿鑫轴承", "重慶鴻鑫軸承", "cqhx", "chongqinghong", "鴻鑫轴承", "ＨＯＮＧＸＩＮ"])
def test_a_name_in_traditional_script_is_found_in_either_and_by_its_sound(cast, q):
    made = open_customer(cast.lin, {"code": "HX", "name": "重慶鴻鑫軸承廠", "name_en": "Hongxin"}, at=AT)
    assert codes(find_customers(q)) == ["HX"]
    assert Customer.objects.get(pk=made.pk).name == "重慶鴻鑫軸承廠"


def test_cards_of_an_earlier_version_are_found_in_either_script(cast):
    made = open_customer(cast.lin, {"code": "HX", "name": "重慶鴻鑫軸承廠"}, at=AT)
    others = dict(Customer.objects.exclude(pk=made.pk).values_list("pk", "find"))
    Customer.objects.filter(pk=made.pk).update(find="\nhx\n重慶鴻鑫軸承廠\nzqhxzcc")
    assert codes(find_customers("鸿鑫轴承")) == []
    either_script.forwards(apps, None)
    assert codes(find_customers("鸿鑫轴承")) == codes(find_customers("cqhx")) == ["HX"]
    assert dict(Customer.objects.exclude(pk=made.pk).values_list("pk", "find")) == others


def test_the_best_hit_comes_first(cast):
    for code, name in (("X1", "大东海贸易"), ("DONG", "中南机电"), ("X2", "东海渔业")):
        open_customer(cast.lin, {"code": code, "name": name}, at=AT)
    change_card(cast.customers["C002"], cast.lin, {"key": True}, source="电话", seen=1, at=AT)
    assert codes(find_customers("东海")) == ["C002", "X2", "X1"]
    assert codes(find_customers("dong")) == ["DONG", "C002", "X2", "X1"]
    change_card(cast.customers["C002"], cast.lin, {"ended_on": TODAY}, source="电话", seen=2, at=AT)
    assert codes(find_customers("东海")) == ["X2", "C002", "X1"]
    assert codes(find_customers("", 2)) == ["C001", "C003"]


def test_a_new_name_is_found_at_once_and_the_old_no_more(cast):
    change_card(
        cast.customers["C002"],
        cast.lin,
        {"name": "北辰水泵", "short_name": "", "name_en": ""},
        source="电话",
        seen=1,
        at=AT,
    )
    assert codes(find_customers("bcsb")) == ["C002"]
    assert find_customers("东海") == []


@pytest.mark.clause("CS-2.3", "SM-4.2")
@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("lin", ["C001", "C002", "C003"]),
        ("wang", ["C001", "C002", "C003"]),
        ("zhao", ["C001", "C002", "C003"]),
        ("sun", ["C001", "C002", "C003"]),
        ("guo", ["C003"]),
        ("dong", []),
        ("bai", []),
    ],
)
def test_everyone_sees_the_customers_her_roles_reach(cast, who, expected):
    seen = visible(getattr(cast, who), at=AT)
    assert sorted(codes(seen)) == expected
    assert sorted(codes(find_customers("c0", among=seen))) == expected


@pytest.mark.clause("CS-2.3")
def test_a_stand_in_sees_what_the_absent_sees_and_only_then(cast):
    StandIn.objects.create(absent=cast.guo, person=cast.dong, since=TODAY, until=TODAY)
    assert codes(visible(cast.dong, at=AT)) == ["C003"]
    assert codes(visible(cast.dong, at=AT.replace(day=21))) == []


def test_without_any_window_only_the_whole_firms_roles_see_unassigned_customers(cast):
    Unit.objects.update(window=False)
    assert codes(visible(cast.lin, at=AT)) == ["C003", "C002"]
    assert len(visible(cast.hu, at=AT)) == 3


def test_five_thousand_customers_are_searched_in_no_time(cast):
    places, trades = "东南西北中江海山", "泵阀电机轴承齿轮密封"
    rows = []
    for n in range(5000):
        name = f"{places[n % 8]}{places[n // 8 % 8]}{trades[n % 10]}{trades[n // 10 % 10]}{n}有限公司"
        rows.append(Customer(code=f"T{n:05d}", name=name, name_en=f"Company {n}"))
    for row in rows:
        row.find = find_text(row)
    Customer.objects.bulk_create(rows)
    slowest = 0.0
    for q in ("东", "t04999", "有限", "nn", "zhou", "公司 4999", "没有这个"):
        begin = time.perf_counter()
        find_customers(q)
        slowest = max(slowest, time.perf_counter() - begin)
    assert codes(find_customers("T04999")) == ["T04999"]
    assert slowest < 0.5, f"{slowest:.3f} s"


@pytest.mark.clause("FM-2a")
def test_everything_about_a_customer(cast, django_assert_num_queries):
    gone = add_contact(cast.customer, cast.lin, {"name": "旧人", "ended_on": "2025-01-01"}, source="电话", at=AT)
    seats = {"customer": cast.customer, "product": cast.products["BJ-108"], "delivered_on": date(2025, 1, 1)}
    for n in range(60):
        Supply.objects.create(lot=f"L{n}", quantity=None if n % 2 else 10, **seats)
    customer = Customer.objects.get(code="C001")
    with django_assert_num_queries(7):
        facts = about(customer)
    assert facts.window == cast.units["SALES"]
    assert [one.name for one in facts.contacts] == ["周敏"]
    assert facts.left == (gone,)
    assert [(one.product.code, one.lots, one.pieces, one.last) for one in facts.bought] == [
        ("BJ-108", 60, 300, date(2025, 1, 1)),
        ("MS-25", 1, 1200, date(2026, 11, 6)),
    ]
    assert (facts.lots, len(facts.supplies), facts.supplies[0].lot) == (61, 50, "L20261105")
    assert (facts.changed, [change.by for change in facts.changes]) == (1, [cast.lin])


@pytest.mark.clause("SM-5.2c")
def test_changes_in_the_readers_words(cast):
    news = {"key": False, "language": "en", "unit": "SERVICE", "clocks": "complaint.reply=24h"}
    card = change_card(cast.customer, cast.wang, news, source="电话", seen=1, at=AT)
    add_contact(card, cast.wang, {"name": "钱进", "phone": "110"}, at=AT)
    with translation.override("en"):
        added, changed = (said(change) for change in card.changes.all())
    assert [(one.label, one.old, one.new) for one in changed] == [
        ("Key customer", "Yes", "No"),
        ("Language of letters", "简体中文", "English"),
        ("Contact window", "", "客户服务中心"),
        ("Own clocks", "", "complaint.reply = 24h"),
    ]
    assert [(one.label, one.old, one.new) for one in added] == [("Contact", "", "钱进"), ("Phone", "", "110")]
    assert clocks_text({"a.b": "1h", "c.d": "2d"}.items()) == "a.b = 1h\nc.d = 2d"
