"""The parts in a real browser: keyboard, dialog, rows, files, themes, and no fault that axe would call serious."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("huiyin.web.tests.parts_urls")]
AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def parts(page: Page, live_server):
    """Opens the page of parts; afterwards nothing may have been complained about on the console."""
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def open_at(query: str = "") -> Page:
        page.goto(f"{live_server.url}/parts?{query}")
        return page

    yield open_at
    # the browser notes a refused post as an error; to us it is an answer
    assert [one for one in complaints if "422" not in one] == []


@pytest.mark.parametrize("shelf", ["register", "sheet", "desk", "form", "small"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.check(10)
def test_axe_finds_nothing_serious(parts, shelf, theme):
    page = parts(f"only={shelf}&theme={theme}")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")
    grave = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]
             if one["impact"] in ("serious", "critical")]  # fmt: skip
    assert grave == []


@pytest.mark.check(10)
def test_twelve_rows_and_every_column_at_the_clerks_screen(parts):
    page = parts("only=register&rows=50")
    rows = page.locator("[data-row]")
    seen = page.evaluate(
        "[...document.querySelectorAll('[data-row]')].filter(one => one.getBoundingClientRect().bottom <= innerHeight)"
        ".length"
    )
    widths = page.eval_on_selector_all(".register th", "cells => cells.map(c => c.getBoundingClientRect().width)")
    assert rows.count() == 50
    assert seen >= 12
    assert min(widths) > 20


@pytest.mark.parametrize("shelf", ["register", "sheet", "desk", "form", "small"])
def test_nothing_hangs_over_the_edge_of_a_phone(parts, shelf):
    page = parts(f"only={shelf}")
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_rows_are_walked_and_picked_by_keyboard(parts):
    page = parts("only=register")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("[data-row].is-here .register-link")).to_have_text("KS2026-0013")
    expect(page.locator("#picked")).to_be_hidden()
    page.keyboard.press("x")
    expect(page.locator("#picked [data-count]")).to_have_text("1")
    page.keyboard.press("/")
    expect(page.locator("main [data-search]")).to_be_focused()


def test_a_step_opens_in_the_dialog_and_comes_back_refused(parts):
    page = parts("only=sheet")
    page.keyboard.press("Control+Enter")
    dialog = page.locator("#dialog dialog")
    expect(dialog).to_be_visible()
    words = dialog.locator("textarea").first
    words.fill("密封面划伤")
    dialog.locator("[name=reason]").fill("补充")
    with page.expect_response(_answers_the_step) as sent:
        page.keyboard.press("Control+Enter")
    assert sent.value.status == 422
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def _answers_the_step(answer):
    # what was typed is also kept on its own (POST /draft) and may answer first
    return answer.request.method == "POST" and urlsplit(answer.url).path == "/parts"


def test_unsent_words_come_back(parts):
    page = parts("only=form")
    page.locator("form[data-main] textarea[name=step_cause]").fill("密封面划伤，研磨膏混入硬粒")
    page.wait_for_timeout(800)  # words are kept after a short pause
    page.reload()
    expect(page.locator("form[data-main] textarea[name=step_cause]")).to_have_value("密封面划伤，研磨膏混入硬粒")
    page.locator("[data-note] button").click()
    expect(page.locator("form[data-main] textarea[name=step_cause]")).to_have_value("")


def test_a_choice_is_found_by_its_initials(parts):
    page = parts("only=form")
    box = page.locator("#f-content_class")
    box.fill("szlz")
    page.keyboard.press("Enter")
    expect(box).to_have_value("少装漏装")
    assert page.evaluate("document.querySelector('select[name=content_class]').value") == "c4"


def test_rows_are_added_and_taken_out(parts):
    page = parts("only=form")
    rows = page.locator("hy-lines tbody tr:has(.lines-drop)")
    page.locator("[data-add]").click()
    expect(rows).to_have_count(3)
    expect(page.locator("[name='actions-2-what']")).to_be_focused()
    page.locator("[name='actions-2-drop']").click()
    expect(rows).to_have_count(2)
    page.locator("[name='actions-0-drop']").check()
    expect(rows).to_have_count(2)


def test_a_screenshot_is_pasted(parts):
    page = parts("only=form")
    page.evaluate("""() => {
        const bag = new DataTransfer();
        bag.items.add(new File([new Uint8Array(10)], 'image.png', {type: 'text/plain'}));
        const paste = new ClipboardEvent('paste', {clipboardData: bag, bubbles: true, cancelable: true});
        document.querySelector('textarea[name=step_cause]').dispatchEvent(paste);
    }""")
    expect(page.locator(".drop-list li")).to_have_count(1)
    assert page.evaluate("document.querySelector('input[type=file]').files.length") == 1
    page.locator(".drop-list button").click()
    assert page.evaluate("document.querySelector('input[type=file]').files.length") == 0


def test_go_anywhere(parts):
    page = parts("only=desk")
    page.keyboard.press("Control+k")
    expect(page.locator(".palette-input")).to_be_focused()
    page.keyboard.type("投诉")
    expect(page.locator(".palette-list a")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(page.locator(".palette")).to_be_hidden()


def test_the_keys_are_shown(parts):
    page = parts("only=desk")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()


def test_the_dark_theme_comes_at_once(parts):
    page = parts("only=desk&theme=light")
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator(".nav-foot summary").click()
    with page.expect_response(lambda answer: answer.url.endswith("/manner")):
        page.locator("hy-theme [value=dark]").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before


@pytest.mark.parametrize("query", ["only=form", "only=sheet"])
def test_without_scripts_everything_is_there(browser, live_server, query):
    context = browser.new_context(java_script_enabled=False, locale="zh-CN", viewport=PHONE)
    page = context.new_page()
    page.goto(f"{live_server.url}/parts?{query}")
    hidden = page.locator("button:visible, a.button:visible, select:visible, textarea:visible")
    assert hidden.count() > 3
    assert page.locator("dialog:visible, button[data-close]:visible").count() == 0
    context.close()
