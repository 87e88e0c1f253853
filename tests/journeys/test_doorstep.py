"""The page everybody sees first."""

import pytest
from playwright.sync_api import Page

from huiyin.people.models import Person


@pytest.mark.django_db(transaction=True)
def test_signing_in_by_name_under_the_strict_policy(page: Page, live_server):
    Person.objects.create_user("lin", "jade-river-42", name="林")
    broken = []
    page.on("console", lambda message: broken.append(message.text) if "Content Security" in message.text else None)
    page.goto(f"{live_server.url}/accounts/login/")
    page.locator("[name=login]").fill("lin")
    page.locator("[name=password]").fill("jade-river-42")
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(f"{live_server.url}/")
    assert [cookie["name"] for cookie in page.context.cookies() if cookie["name"] == "sessionid"] == ["sessionid"]
    assert broken == []


def test_the_doorstep_is_open_to_all(page: Page, phone: Page, live_server, serious_faults):
    for screen in (page, phone):
        screen.goto(f"{live_server.url}/accounts/login/")
        assert serious_faults(screen) == []
