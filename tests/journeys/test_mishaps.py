"""What goes wrong at a desk: a second press, a dead line, a session that ended, someone who was faster."""

from __future__ import annotations

import io
from collections.abc import Iterator

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from huiyin.kernel.models import Event, Record
from tests.cast import PASSWORD, make_cast
from tests.journeys.walks import NUMBER, Walk
from tests.walker import adopt_pack

pytestmark = pytest.mark.django_db(transaction=True)
HEARD = {"客户名称": "长江", "主题": "线盘外观划伤", "受理渠道": "电话", "内容及要求": "线盘外观划伤 12 盘"}


@pytest.fixture
def walk(browser: Browser, live_server) -> Iterator[Walk]:
    """The firm that follows the feedback guide, everybody with a mouse."""
    make_cast()
    adopt_pack("quality-feedback")
    made = Walk(browser, live_server.url, "mouse")
    yield made
    made.close()
    assert made.broken == []


def begun(walk: Walk, **over: str) -> Page:
    """Lin at a form she has filled in and not sent."""
    hand = walk.at("lin")
    hand.desk()
    hand.create("客户质量信息反馈")
    form = hand.page.locator("form[data-main]")
    for label, value in (HEARD | over).items():
        if value:
            hand.say(form, label, value)
    return hand.page


def events(number: str) -> list[str]:
    """What the trail of a record holds, oldest first."""
    return list(Event.objects.filter(record__number=number).order_by("seq").values_list("step", flat=True))


@pytest.mark.check(1)
def test_three_presses_from_the_desk_to_a_registered_word(walk: Walk) -> None:
    page = walk.at("lin").page
    page.evaluate("window.name = '0'; ''")  # outlives a page, and counts what was pressed on each
    page.context.add_init_script("addEventListener('click', e => e.isTrusted && e.detail && (name = +name + 1), true)")
    page.reload()
    page = begun(walk)
    asked = page.evaluate("+window.name")
    page.locator("form[data-main] [data-primary]").click()
    page.wait_for_url(NUMBER)
    picks = 2  # the customer from the list, the channel: answers, not ways
    assert asked - picks + 1 <= 3
    expect(page.locator(".sheet-number")).to_have_text("FK2026-0001")


@pytest.mark.check(2)
def test_a_double_click_registers_once_and_reports_once(walk: Walk) -> None:
    page = begun(walk)
    page.locator("form[data-main] [data-primary]").dblclick()
    page.wait_for_url(NUMBER)
    assert Record.objects.count() == 1
    page.locator("#do [data-primary]").dblclick()
    expect(page.locator("h1 .badge")).to_have_text("已报告主管")
    assert events("FK2026-0001") == ["open", "report"]


@pytest.mark.check(1)
def test_a_refused_form_keeps_its_words_and_says_where(walk: Walk) -> None:
    page = begun(walk, 客户名称="")
    page.locator("form[data-main] [data-primary]").click()
    wrong = page.locator("#at-customer [role=alert]")
    expect(wrong).to_have_text("请选择客户；客户不明的，请写明原因。")
    expect(page.locator("[name=content]")).to_have_value(HEARD["内容及要求"])
    expect(page.locator("[name=channel]")).to_have_value("phone")
    assert Record.objects.count() == 0
    hand = walk.at("lin")
    hand.say(page.locator("form[data-main]"), "客户名称", "长江")
    page.locator("form[data-main] [data-primary]").click()
    page.wait_for_url(NUMBER)


@pytest.mark.check(3)
def test_who_was_slower_is_told_and_keeps_her_words(walk: Walk) -> None:
    number = walk.register("lin", "客户质量信息反馈", HEARD)
    slow, fast = walk.see("wang", number), walk.see("lin", number)
    slow.locator("#step-form [name=content]").fill("主任补充：要求三天内更换")
    fast.locator("#do [data-primary]").click()
    expect(fast.locator("h1 .badge")).to_have_text("已报告主管")
    slow.locator("#do [data-primary]").click()
    expect(slow.locator("main")).to_contain_text("林晓")
    expect(slow.locator("main")).to_contain_text("主任补充：要求三天内更换")
    assert events(number).count("report") == 1


@pytest.mark.check(5)
def test_a_dead_line_loses_no_word(walk: Walk) -> None:
    page = begun(walk)
    page.wait_for_timeout(900)  # a pause in typing: the draft is kept
    page.context.set_offline(True)
    page.locator("form[data-main] [data-primary]").click()
    page.wait_for_timeout(300)
    page.context.set_offline(False)
    page.goto(f"{walk.home}/feedback/new")
    expect(page.locator("[data-note]")).to_contain_text("已恢复您上次没有提交的内容。")
    expect(page.locator("[name=content]")).to_have_value(HEARD["内容及要求"])
    expect(page.locator("[name='customer.words']")).to_have_value("重庆长江汽车股份有限公司")
    page.locator("form[data-main] [data-primary]").click()
    page.wait_for_url(NUMBER)
    page.goto(f"{walk.home}/feedback/new")
    expect(page.locator("[name=content]")).to_have_value("")


def test_a_session_that_ended_loses_no_word(walk: Walk) -> None:
    page = begun(walk)
    page.wait_for_timeout(900)
    page.context.clear_cookies(name="sessionid")
    page.locator("form[data-main] [data-primary]").click()
    walk.at("lin").write(page.locator("[name=login]"), "lin")
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/feedback/new")
    expect(page.locator("[name=content]")).to_have_value(HEARD["内容及要求"])


@pytest.mark.check(5)
def test_a_dialog_that_does_not_come_says_so_and_comes_the_second_time(walk: Walk) -> None:
    number = walk.register("lin", "客户质量信息反馈", HEARD)
    page = walk.see("lin", number)
    page.context.set_offline(True)
    page.locator("summary", has_text="更多操作").click()
    page.locator(".menu-list").get_by_role("link", name="转办", exact=True).click()
    expect(page.locator("#toasts")).to_contain_text("未能连接服务器")
    page.context.set_offline(False)
    page.locator("#toasts [data-again]").click()
    expect(page.locator("#dialog form[data-main]")).to_be_visible()


@pytest.mark.check(4)
def test_the_register_goes_out_as_a_workbook_row_by_row(walk: Walk) -> None:
    for subject in ("线盘外观划伤", "包装破损", "送货延误"):
        walk.register("lin", "客户质量信息反馈", HEARD | {"主题": subject})
    hand = walk.at("lin")
    hand.desk()
    hand.press(hand.page.get_by_role("link", name="客户质量信息反馈").first)
    shown = hand.page.locator("main [data-row]")
    expect(shown).to_have_count(3)
    with hand.page.expect_download() as download:
        hand.page.locator("main").get_by_role("link", name="Excel").click()
    content = io.BytesIO(download.value.path().read_bytes())
    cells = list(openpyxl.load_workbook(content).active.iter_rows(values_only=True))
    said = ["|".join(str(one) for one in row if one) for row in cells]
    for number, subject in (("FK2026-0001", "线盘外观划伤"), ("FK2026-0002", "包装破损"), ("FK2026-0003", "送货延误")):
        assert len([row for row in said if number in row and subject in row and "重庆长江汽车" in row]) == 1


def test_a_strangers_record_is_not_there(walk: Walk) -> None:
    number = walk.register("lin", "客户质量信息反馈", HEARD)
    page = walk.see("guo", number)
    expect(page.locator("body")).not_to_contain_text("线盘外观划伤")
    page.goto(f"{walk.home}/search?q=线盘")
    expect(page.locator("main")).not_to_contain_text(number)
