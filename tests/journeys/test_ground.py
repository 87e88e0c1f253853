"""Customers, calendars and persons in a real browser: by keyboard, on a phone, without scripts, and nothing serious
that axe would find.
"""

import datetime as dt
import re

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from huiyin.calendars import days
from huiyin.parties.card import change_card
from huiyin.parties.models import Customer
from huiyin.people.models import Holding, Person
from huiyin.people.tokens import verify
from tests.cast import AT
from tests.walker import Walker, adopt_pack

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]
NARROW = 390


@pytest.fixture
def walker(transactional_db, live_server):
    """A firm with the generic procedures, a complaint under way, and two pages of customers."""
    from tests.cast import make_cast  # inline: slow

    cast = make_cast()
    adopt_pack("generic/1.0")
    walker = Walker(cast)
    walker.open("complaint", by=cast.lin, received_at=AT - dt.timedelta(days=60))
    walker.to(walker.open("complaint", by=cast.lin), "analysing")
    rows = [Customer(code=f"K{n:03d}", name=f"远洋泵业{n}", find=f"\nk{n:03d}\n远洋泵业{n}") for n in range(60)]
    Customer.objects.bulk_create(rows)
    return walker


@pytest.fixture
def as_(page: Page, live_server, walker):
    """Opens a page as someone of the cast; afterwards nothing may have been complained about on the console."""
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def opened(name: str, path: str, on: Page = page) -> Page:
        client = Client()
        client.force_login(getattr(walker.cast, name))
        on.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
        )
        on.goto(f"{live_server.url}{path}")
        return on

    yield opened
    # the browser notes a refused post as an error; to us it is an answer
    assert [one for one in complaints if not re.search("40[39]|422", one)] == []


PAGES = (
    ("lin", "/customers"), ("lin", "/customers?view=paper"), ("mei", "/customers/C001"), ("lin", "/customers/C001"),
    ("lin", "/customers/C001/card/change"), ("lin", "/new/customer"), ("mei", "/calendars/CN?month=2026-10"),
    ("bai", "/calendars/CN?month=2027-02"), ("mei", "/calendars/CN/2026"), ("bai", "/calendars/CN/day?on=2026-11-23"),
    ("bai", "/calendars/CN/import"), ("bai", "/recompute"), ("bai", "/persons"), ("bai", "/persons/1"),
    ("bai", "/persons/units"), ("bai", "/persons/units/SALES"), ("bai", "/persons/changes"),
    ("bai", "/persons/sign-ins"), ("bai", "/new/person"),
)  # fmt: skip


@pytest.mark.check(10)
def test_axe_finds_nothing_serious_and_nothing_hangs_over_a_phones_edge(as_, page, phone, walker, serious_faults):
    lin = walker.cast.lin
    found: dict[str, object] = {}
    for name, path in PAGES:
        path = path.replace("/persons/1", f"/persons/{lin.pk}")
        for where, screen in (("at a desk", page), ("on a phone", phone)):
            as_(name, path, on=screen)
            for light in ("light", "dark"):
                screen.emulate_media(color_scheme=light, reduced_motion="reduce")  # no colour half way
                found[f"{path} {where}, {light}"] = serious_faults(screen, colours=light == "dark")
        found[f"{path} wide"] = phone.evaluate("document.documentElement.scrollWidth") - NARROW or []
    assert {path: faults for path, faults in found.items() if faults} == {}


@pytest.mark.check(1)
def test_a_clerk_corrects_a_card_by_keyboard_alone(as_, walker):
    page = as_("lin", "/customers")
    page.keyboard.press("/")
    page.keyboard.type("cjqc")
    page.keyboard.press("Enter")
    expect(page.locator("[data-row]")).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("重庆长江汽车股份有限公司")
    page.get_by_role("link", name="修改资料卡").focus()
    page.keyboard.press("Enter")
    region = page.get_by_label("区域")
    region.focus()
    page.keyboard.type("重庆 渝北")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[name=source]:invalid")).to_be_focused()
    page.keyboard.type("来函 2026-11-19")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/customers/C001")
    expect(page.locator(".trail-entry").first).to_contain_text("来函 2026-11-19")
    assert Customer.objects.get(code="C001").region == "重庆 渝北"


@pytest.mark.check(1)
def test_a_new_customer_by_keyboard(as_, walker):
    page = as_("lin", "/customers")
    page.keyboard.press("c")
    page.wait_for_url("**/new/customer")
    page.keyboard.type("无锡精工泵业有限公司")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/customers/C0004")
    expect(page.locator("h1")).to_contain_text("无锡精工泵业有限公司")


@pytest.mark.check(3)
def test_two_clerks_at_one_card(as_, walker):
    page = as_("lin", "/customers/C002/card/change")
    customer = walker.cast.customers["C002"]
    change_card(customer, walker.cast.wang, {"rank": "A"}, source="年度核对", seen=1, at=AT)
    page.get_by_label("客户等级").fill("C")
    page.get_by_label("变更依据").fill("电话")
    page.keyboard.press("Control+Enter")
    stale = page.get_by_role("region", name="期间的变更").or_(page.locator(".stale"))
    expect(stale.first).to_contain_text("王建国")
    expect(page.locator(".stale-values")).to_contain_text("C")
    expect(page.get_by_label("客户等级")).to_have_value("C")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/customers/C002")
    assert Customer.objects.get(code="C002").rank == "C"


def test_a_contact_in_the_dialog(as_, walker):
    page = as_("lin", "/customers/C001")
    page.get_by_role("link", name="新增联系人").click()
    dialog = page.locator("#dialog dialog")
    expect(dialog).to_be_visible()
    expect(dialog.locator("[name=name]")).to_be_focused()
    dialog.locator("[name=email]").fill("no")
    dialog.locator("[name=name]").fill("钱进")
    page.keyboard.press("Control+Enter")
    expect(dialog.locator("[name=email]")).to_have_attribute("aria-invalid", "true")
    dialog.locator("[name=email]").fill("qian@changjiang.example")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".contacts")).to_contain_text("钱进")


def test_a_lot_of_a_product_found_by_typing(as_, walker):
    page = as_("lin", "/customers/C001/lots/new")
    page.locator("#f-product").fill("bj")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    expect(page.locator("#f-product")).to_have_value(re.compile("轴承座"))
    page.locator("[name=lot]").fill("L77")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/customers/C001")
    expect(page.locator(".lots").first).to_contain_text("BJ-108")


@pytest.mark.check(8)
def test_a_keeper_closes_a_monday_and_recomputes(as_, walker):
    page = as_("bai", "/calendars/CN?month=2026-11")
    page.locator("a[title^='2026-11-23']").focus()
    page.keyboard.press("Enter")
    dialog = page.locator("#dialog dialog")
    expect(dialog).to_be_visible()
    dialog.locator("[name=name]").fill("厂庆")
    dialog.locator("[name=source]").fill("总经理办公会纪要 12")
    page.keyboard.press("Control+Enter")
    expect(dialog.locator(".preview")).to_contain_text("2026-11-23 周一")
    assert days.load("CN").windows_on(dt.date(2026, 11, 23)) != ()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".reasons")).to_contain_text("厂庆")
    page.get_by_text("其他", exact=True).last.click()
    page.get_by_role("link", name="重算未了承诺").click()
    page.locator("[name=reason]").fill("厂庆放假一天")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").filter(has_text="已重算")).to_be_visible()
    expect(page.get_by_text("所有未了承诺都与现行日历一致。")).to_be_visible()


def test_a_keeper_lets_someone_in(as_, walker):
    page = as_("bai", "/persons")
    page.keyboard.press("c")
    page.wait_for_url("**/new/person")
    page.locator("[name=username]").fill("qian")
    page.locator("[name=name]").fill("钱进")
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_contain_text("钱进")
    page.get_by_role("link", name="授予角色").click()
    dialog = page.locator("#dialog dialog")
    role = dialog.locator("#f-role")
    role.fill("kfry")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".held")).to_contain_text("客服人员")
    qian = Person.objects.get(username="qian")
    assert Holding.objects.get(person=qian).role == "service_clerk"
    page.get_by_role("link", name="新建密钥").click()
    dialog.locator("[name=label]").fill("ERP")
    page.keyboard.press("Control+Enter")
    secret = dialog.locator(".secret").inner_text().strip()
    assert verify(secret, at=dt.datetime.now(dt.UTC)).person == qian


@pytest.mark.check(5)
def test_without_scripts_cards_and_days_are_changed_all_the_same(browser, live_server, as_, walker):
    context = browser.new_context(java_script_enabled=False, locale="zh-CN", viewport={"width": 1366, "height": 768})
    page = as_("lin", "/customers/C002", on=context.new_page())
    page.get_by_role("link", name="修改资料卡").click()
    page.get_by_label("区域").fill("东海")
    page.get_by_label("变更依据").fill("电话")
    page.get_by_role("button", name="保存资料卡").click()
    assert Customer.objects.get(code="C002").region == "东海"
    page = as_("bai", "/calendars/CN/day?on=2026-11-24", on=context.new_page())
    page.get_by_label("日期名称").fill("盘点")
    page.get_by_label("来源").fill("通知")
    page.get_by_role("button", name="预览影响").click()
    page.get_by_role("button", name="确认执行").click()
    assert days.load("CN").windows_on(dt.date(2026, 11, 24)) == ()
    context.close()
