"""The register, the desk and the palette in a real browser: by keyboard, through the dialog, when the line is dead."""

import re

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from huiyin.kernel.models import Event
from tests.walker import Walker, adopt_pack

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


@pytest.fixture
def walker(transactional_db, live_server):
    """A firm with the generic procedures and three complaints: a leak, rust, sand holes."""
    from tests.cast import make_cast  # inline: slow

    walker = Walker(make_cast())
    adopt_pack("generic/1.0")
    for title in ("机械密封漏油", "表面锈蚀", "轴承座砂眼"):
        walker.open("complaint", by=walker.cast.lin, title=title)
    return walker


@pytest.fixture
def lin(page: Page, live_server, walker):
    """Lin's browser, signed in; afterwards nothing may have been complained about on the console."""
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    client = Client()
    client.force_login(walker.cast.lin)
    key = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    page.goto(f"{live_server.url}/complaint")
    yield page
    assert [one for one in complaints if not re.search("ERR_FAILED|htmx:|422", one)] == []


def test_rows_are_found_walked_and_opened_by_keyboard(lin: Page, live_server):
    lin.keyboard.press("/")
    lin.keyboard.type("漏油")
    lin.keyboard.press("Enter")
    lin.wait_for_url(re.compile("/complaint\\?q="))
    expect(lin.locator("main [data-row]")).to_have_count(1)
    expect(lin.locator(".chip")).to_contain_text("漏油")
    lin.locator("body").press("j")
    lin.keyboard.press("Enter")
    lin.wait_for_url(re.compile("/complaint/TS"))
    expect(lin.locator("h1")).to_contain_text("机械密封漏油")


def test_the_filters_open_in_the_dialog_and_come_off_one_by_one(lin: Page):
    lin.get_by_role("link", name="筛选").press("Enter")
    dialog = lin.locator("dialog[open]")
    dialog.locator("[name=title]").fill("锈")
    dialog.locator("[name='received_at.from']").fill("2026-01-01")
    lin.keyboard.press("Control+Enter")
    lin.wait_for_url(re.compile("title="))
    assert "severity=" not in lin.url
    expect(lin.locator("main [data-row]")).to_have_count(1)
    expect(lin.locator(".chip")).to_have_count(2)
    lin.locator(".chip a").first.press("Enter")
    expect(lin.locator(".chip")).to_have_count(1)


def test_a_view_is_kept_and_chosen_again(lin: Page, live_server):
    lin.goto(f"{live_server.url}/complaint?q=锈")
    lin.get_by_role("link", name="保存此视图").press("Enter")
    lin.locator("dialog[open] [name=name]").fill("锈蚀的")
    lin.keyboard.press("Control+Enter")
    expect(lin.locator(".view[aria-current]")).to_have_text("锈蚀的")
    lin.get_by_role("link", name="全部", exact=True).press("Enter")
    expect(lin.locator("main [data-row]")).to_have_count(3)
    lin.get_by_role("link", name="锈蚀的").press("Enter")
    expect(lin.locator("main [data-row]")).to_have_count(1)


def test_rows_picked_by_keyboard_are_copied_one_by_one(lin: Page, walker):
    expect(lin.locator("#picked")).to_be_hidden()
    for key in ("j", "x", "j", "x"):
        lin.locator("body").press(key)
    expect(lin.locator("#picked [data-count]")).to_have_text("2")
    lin.get_by_role("button", name="抄送").press("Enter")
    lin.get_by_label(re.compile("梅芳")).check()
    lin.keyboard.press("Control+Enter")
    expect(lin.locator(".note")).to_contain_text("已办理 2 条记录")
    assert Event.objects.filter(kind="copied").count() == 2


def test_the_palette_goes_to_a_number_and_to_words(lin: Page, walker):
    lin.keyboard.press("Control+k")
    lin.keyboard.type("砂眼")
    expect(lin.locator(".palette-list a").first).to_contain_text("轴承座砂眼")
    lin.keyboard.press("Enter")
    expect(lin.locator("h1")).to_contain_text("轴承座砂眼")


def test_a_form_that_did_not_arrive_is_sent_again(lin: Page, live_server, walker):
    """Check 5: an error never looks like an empty answer."""
    lin.goto(f"{live_server.url}/complaint?q=锈")
    lin.get_by_role("link", name="保存此视图").press("Enter")
    lin.locator("dialog[open] [name=name]").fill("锈蚀的")
    lin.route("**/views/keep*", lambda route: route.abort() if route.request.method == "POST" else route.fallback())
    lin.keyboard.press("Control+Enter")
    again = lin.get_by_role("button", name="重试")
    expect(again).to_be_visible()
    lin.unroute("**/views/keep*")
    again.press("Enter")
    expect(lin.locator(".view[aria-current]")).to_have_text("锈蚀的")


def test_it_all_works_without_scripts(browser, browser_context_args, live_server, walker):
    context = browser.new_context(**{**browser_context_args, "java_script_enabled": False})
    client = Client()
    client.force_login(walker.cast.lin)
    key = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/complaint")
    page.get_by_role("link", name="筛选").click()
    page.locator("[name=title]").fill("锈")
    page.locator("main .step-form .button-primary").click()
    expect(page.locator("main [data-row]")).to_have_count(1)
    page.locator("tbody input[type=checkbox]").check()
    page.get_by_role("button", name="抄送").click()
    page.get_by_label(re.compile("梅芳")).check()
    page.get_by_role("button", name=re.compile("抄送")).click()
    expect(page.locator(".note").first).to_contain_text("已办理 1 条记录")
    context.close()


CUT = """() => [...document.querySelectorAll('.cell-badge .badge-words, .cell-choice > span, .due-words')]
    .filter(one => one.scrollHeight > one.clientHeight + 1 && getComputedStyle(one).display !== 'inline')
    .map(one => one.textContent)"""


def test_state_promise_and_whose_turn_are_read_whole_on_a_small_screen_and_on_a_phone(lin: Page, live_server, walker):
    for state in ("analysing", "explained"):
        walker.to(walker.open("complaint", by=walker.cast.lin), state)
    for width, height in ((1366, 768), (390, 844)):
        lin.set_viewport_size({"width": width, "height": height})
        lin.goto(f"{live_server.url}/complaint")
        said = lin.locator(".cell-choice").all_inner_texts()
        assert max(map(len, said)) > 30  # whose turn it is needs more than a line
        assert lin.evaluate(CUT) == []
        turn = lin.locator("td[data-label='轮到谁']").first.bounding_box()
        assert turn["x"] + turn["width"] <= width
        assert lin.evaluate("document.documentElement.scrollWidth") <= width
