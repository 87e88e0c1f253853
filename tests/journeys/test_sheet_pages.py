"""The sheet and its forms in a real browser: no serious fault, nothing over the edge, one deed for two presses."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from huiyin.kernel import policy
from huiyin.kernel.models import Event
from huiyin.records.complaint.models import Complaint
from tests.cast import Cast, make_cast
from tests.journeys.walks import come_in
from tests.walker import Walker, adopt_pack

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def walker(transactional_db: None) -> Walker:
    """The cast's firm under QP07, two hours ago."""
    cast: Cast = make_cast()
    adopt_pack("complaint-handling")
    return Walker(cast, timezone.now() - dt.timedelta(hours=2))


def over_the_edge(page: Page) -> int:
    """How far the page hangs over to the side."""
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


@pytest.mark.check(10)
def test_no_page_of_a_record_has_a_serious_fault(
    page: Page, phone: Page, live_server: Any, walker: Walker, serious_faults: Any
) -> None:
    record = walker.to(walker.open("complaint"), "carrying_out")
    fresh = walker.open("complaint")
    number, home = f"/complaint/{record.number}", live_server.url
    for screen in (page, phone):
        come_in(screen, home, "wang")
        for address in (
            number, f"/complaint/{fresh.number}", f"{number}/steps/verify", f"{number}/deeds/correct",
            f"{number}/deeds/correct?field=countermeasures", f"{number}/deeds/copy", f"{number}/trail",
            f"{number}/flow",
            "/complaint/new", "/procedures", "/procedures/complaint",
        ):  # fmt: skip
            screen.goto(f"{home}{address}")
            assert serious_faults(screen) == [], address
            assert over_the_edge(screen) <= 0, address


@pytest.mark.check(2)
def test_two_presses_on_a_step_are_one_deed(page: Page, live_server: Any, walker: Walker) -> None:
    record = walker.to(walker.open("complaint"), "verified")
    come_in(page, live_server.url, "wang")
    page.goto(f"{live_server.url}/complaint/{record.number}")
    page.locator("#do [data-primary]").dblclick()
    expect(page.locator("#toasts")).to_contain_text("已办理：结案。")
    assert Event.objects.filter(record_id=record.pk, step="close").count() == 1


@pytest.mark.check(1, 2)
def test_a_word_is_registered_by_keyboard_alone_and_once(page: Page, live_server: Any, walker: Walker) -> None:
    come_in(page, live_server.url, "lin")
    page.goto(f"{live_server.url}/complaint/new")
    page.locator("[name='customer.words']").focus()
    page.keyboard.type("cjqc")
    page.locator("[role=option]").first.wait_for()
    page.keyboard.press("Enter")
    expect(page.locator("[name=customer]")).not_to_have_value("")
    page.locator("[name=what_happened]").focus()
    page.keyboard.type("装机 20 台有 3 台渗漏，要求换货")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/complaint/KS\d{4}-\d{4}$"))
    record = Complaint.objects.get()
    assert (record.customer, record.reporting_unit) == (walker.cast.customer, walker.cast.units["SERVICE"])
    page.goto(f"{live_server.url}/complaint/new")
    expect(page.locator("[name=what_happened]")).to_have_value("")


def test_a_step_in_the_dialog_says_what_is_missing_and_then_is_done(
    page: Page, live_server: Any, walker: Walker
) -> None:
    record = walker.to(walker.open("complaint"), "analysing")
    come_in(page, live_server.url, "lin")
    page.goto(f"{live_server.url}/complaint/{record.number}")
    page.get_by_role("link", name="派人到客户处").click()
    dialog = page.locator("dialog[open]")
    dialog.locator("[name=onsite_people]").fill("赵明")
    dialog.locator("form").evaluate("form => { form.noValidate = true }")
    dialog.locator("[data-primary]").click()
    expect(dialog.locator("[role=alert]").first).to_be_visible()
    expect(dialog.locator("[name=onsite_people]")).to_have_value("赵明")
    dialog.get_by_text("调查", exact=True).click()
    dialog.locator("[name=onsite_on]").fill("2026-01-05")
    dialog.locator("[data-primary]").click()
    expect(page.locator("#toasts")).to_contain_text("已办理：派人到客户处。")
    assert policy.procedure_of(record).step("send_people") is not None
    assert walker.again(record).onsite_people == "赵明"
