"""Walks through the whole program: who does what, in the words on the page. How it is done is the hand's affair."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from huiyin.people.models import Person
from tests.cast import PASSWORD
from tests.journeys.hands import Mouse, Thumb
from tests.journeys.keyboard import Keyboard

SCREEN = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": {"width": 1366, "height": 768}}
PHONE = SCREEN | {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
HANDS = {hand.name: hand for hand in (Mouse, Keyboard, Thumb)}
Said = dict[str, Any]
"""What is put into a form: label of a field -> value; a list of rows for a table."""
NUMBER = re.compile(r"[A-Z]{2}\d{4}-\d{4}")


def day(after: int = 0) -> str:
    """A day near today, as fields take it."""
    return (dt.date.today() + dt.timedelta(days=after)).isoformat()


def come_in(page: Page, home: str, who: str) -> None:
    """A screen at which ``who`` signed in earlier; it shows her desk. That the door lets her in, test_doorstep and the
    first at the door in every walk prove.
    """
    client = Client()
    client.force_login(Person.objects.get(username=who))
    session = client.cookies["sessionid"]
    page.context.add_cookies([{"name": session.key, "value": session.value, "url": home, "httpOnly": True}])
    page.goto(f"{home}/")


class Walk:
    """Several people, each signed in at a screen of her own, all with the same kind of hand."""

    def __init__(self, browser: Browser, home: str, hand: str) -> None:
        self.browser, self.home, self.hand = browser, home, hand
        self.contexts: list[BrowserContext] = []
        self.hands: dict[tuple[str, str], Mouse] = {}
        self.broken: list[str] = []

    def close(self) -> None:
        """Everybody goes home."""
        for context in self.contexts:
            context.close()

    def at(self, who: str, hand: str = "") -> Mouse:
        """The person at her screen, signed in and at her desk. The first one signs in with the hand of this walk."""
        key = (who, hand or self.hand)
        if key not in self.hands:
            kind = HANDS[key[1]]
            context = self.browser.new_context(**(PHONE if kind is Thumb else SCREEN))
            self.contexts.append(context)
            page = context.new_page()
            page.set_default_timeout(10_000)
            page.on("pageerror", lambda error: self.broken.append(f"{who}: {error}"))
            page.on("response", self._note)
            first = not self.hands
            self.hands[key] = kind(page, self.home)
            if first:
                self.hands[key].enter(who, PASSWORD)
            else:
                come_in(page, self.home, who)
        return self.hands[key]

    def _note(self, response: Any) -> None:
        if response.status >= 500:
            self.broken.append(f"{response.status} {response.url}")

    # --- deeds -------------------------------------------------------------------------------------------------------
    def register(self, who: str, kind: str, said: Said) -> str:
        """From the desk to a new record; gives its number."""
        hand = self.at(who)
        hand.desk()
        hand.create(kind)
        form = hand.page.locator("form[data-main]")
        for label, value in said.items():
            hand.say(form, label, value)
        paper = hand.attach(form)
        expect(form.locator(".drop-list")).to_contain_text(paper)
        hand.submit(form)
        hand.page.wait_for_url(NUMBER)
        expect(hand.page.locator("#papers")).to_contain_text(paper)
        expect(hand.page.locator("#toasts")).to_contain_text("已登记")
        return NUMBER.search(hand.page.url).group()  # type: ignore[union-attr]

    def do(self, who: str, number: str, step: str, said: Said | None = None, then: str = "") -> Mouse:
        """Begin at the desk, take ``step`` on the record, see that it is done and that it stands at ``then``."""
        hand = self.at(who)
        hand.desk()
        if hand.by_dialog and hand.row(number).get_by_role("link", name=step, exact=True).count():
            hand.press(hand.row(number).get_by_role("link", name=step, exact=True))
            form = self._dialog(hand.page)
        else:
            hand.open(number)
            hand.page.wait_for_url(f"**/{number}")
            form = self._form(hand, step)
        for label, value in (said or {}).items():
            hand.say(form, label, value)
        hand.submit(form)
        expect(hand.page.locator("#toasts")).to_contain_text(step)
        if then:
            self.stands(hand.page, then)
        return hand

    def _form(self, hand: Mouse, step: str) -> Locator:
        """Where a step is filled in: in the cells of the sheet when it stands open there, else in the dialog."""
        page = hand.page
        here = page.locator("#step-form").filter(has=page.locator("[data-primary]", has_text=step))
        if here.count():
            return here
        hand.press(page.locator("#deeds").get_by_role("link", name=step))
        return self._dialog(page)

    def _dialog(self, page: Page) -> Locator:
        form = page.locator("#dialog form[data-main]")
        form.wait_for()
        return form

    def stands(self, page: Page, state: str) -> None:
        """The record's badge says ``state``."""
        expect(page.locator("h1 .badge")).to_have_text(state)

    def beside(self, who: str, number: str, deed: str, said: Said) -> None:
        """One of the rare deeds: hand over, copy, void."""
        hand = self.at(who)
        self.see(who, number)
        hand.press(hand.page.locator("summary", has_text="更多操作"))
        hand.press(hand.page.locator(".menu-list").get_by_role("link", name=deed, exact=True))
        form = self._dialog(hand.page)
        for label, value in said.items():
            hand.say(form, label, value)
        hand.submit(form)
        expect(hand.page.locator("#toasts")).to_be_visible()
        expect(hand.page.locator("#dialog dialog")).not_to_be_visible()

    def sign(self, who: str, number: str, step: str, then: str) -> None:
        """On the phone, between two meetings: read it, password, signed."""
        hand = self.at(who, "phone")
        hand.page.goto(f"{self.home}/")
        hand.tab("待我签批")
        hand.open(number)
        hand.press(hand.page.locator(".head").get_by_role("link", name="签批"))
        form = self._dialog(hand.page)
        hand.write(form.locator("[name=password]"), PASSWORD)
        hand.press(form.get_by_role("button", name="签批"))
        expect(hand.page.locator("#toasts")).to_contain_text(f"已签批：{step}")
        self.stands(hand.page, then)

    # --- reading -----------------------------------------------------------------------------------------------------
    def see(self, who: str, number: str) -> Page:
        """The sheet, from the address line as a link in a letter would open it."""
        page = self.at(who).page
        kind = {"FK": "feedback", "TS": "complaint", "KS": "complaint", "JZ": "capa"}[number[:2]]
        page.goto(f"{self.home}/{kind}/{number}")
        return page

    def read_copy(self, who: str, number: str) -> None:
        """What was copied to her is read and confirmed; the sender sees that it was."""
        hand = self.at(who)
        hand.desk()
        hand.tab("抄送我的")
        hand.press(hand.row(number).get_by_role("button", name="已阅"))
        expect(hand.row(number).get_by_role("button", name="已阅")).to_have_count(0)

    def why(self, who: str, number: str, *words: str) -> None:
        """The deadline explains itself."""
        hand, page = self.at(who), self.see(who, number)
        clock = page.locator(".clock").first
        hand.press(clock.locator("summary"))
        for one in words:
            expect(clock.locator(".due-why")).to_contain_text(one)

    def trail(self, who: str, number: str, *words: str) -> None:
        """The whole trail, in words."""
        hand, page = self.at(who), self.see(who, number)
        hand.press(page.get_by_role("link", name="全部追踪"))
        page.wait_for_url("**/trail")
        for one in words:
            expect(page.locator(".panel").first).to_contain_text(one)
