"""The keyboard alone: everything a person does here can be done without a mouse."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.journeys.hands import GIVE, PICTURE, Mouse


class Keyboard(Mouse):
    """Never touches the mouse: Tab to get there, letters to type, Ctrl+Enter for the deed."""

    name = "keyboard"
    by_dialog = False

    def key(self, *keys: str) -> None:
        """Press keys one after the other."""
        for one in keys:
            self.page.keyboard.press(one)

    def reach(self, target: Locator) -> None:
        """Tab, forwards or backwards, until the focus is there."""
        target.wait_for(state="attached")
        for _press in range(250):
            where = target.evaluate(
                "e => e === document.activeElement ? 0 : document.activeElement.compareDocumentPosition(e) & 2 ? -1 : 1"
            )
            if where == 0:
                return
            self.key("Tab" if where > 0 else "Shift+Tab")
        raise AssertionError(f"the keyboard does not get to {target}")

    def press(self, target: Locator) -> None:
        self.reach(target)
        self.key("Enter")

    def write(self, target: Locator, text: str) -> None:
        self.reach(target)
        self.key("Control+a")
        self.page.keyboard.insert_text(text)

    def date(self, target: Locator, day: str) -> None:
        self.reach(target)
        self.page.keyboard.type(day.replace("-", ""))  # year, month and day follow each other by themselves

    def choose(self, select: Locator, words: str) -> None:
        self.reach(select)
        for _line in range(select.locator("option").count()):
            if select.evaluate("e => e.selectedOptions[0].text.trim()").startswith(words):
                return
            self.key("ArrowDown")
        raise AssertionError(f"{words} is not in the list")

    def take(self, box: Locator, words: str) -> None:
        self.write(box, words)
        found = box.locator("xpath=ancestor::hy-lookup[1]").locator("[role=option][aria-selected=true]")
        found.wait_for()
        self.key("Enter")

    def tick(self, pick: Locator) -> None:
        if pick.get_attribute("type") == "checkbox":
            self.reach(pick)
            if not pick.is_checked():
                self.key("Space")
        else:  # one stop for the whole group, arrows inside it
            name = pick.get_attribute("name")
            group = pick.locator("xpath=ancestor::fieldset[1]").locator(f"input[name='{name}']")
            chosen = group.and_(self.page.locator(":checked"))
            self.reach(chosen if chosen.count() else group.first)
            if not chosen.count():
                self.key("Space")
            for _one in range(group.count()):
                if pick.is_checked():
                    break
                self.key("ArrowDown")
        expect(pick).to_be_checked()

    def submit(self, form: Locator) -> None:
        self.key("Control+Enter")

    def attach(self, form: Locator) -> str:
        self.page.evaluate(GIVE, [form.element_handle(), "paste", "x.png", list(PICTURE)])
        return "截图-"

    def desk(self) -> None:
        if self.page.url != f"{self.home}/":
            self.key("Control+k")
            self.page.keyboard.insert_text("我的待办")
            self.page.locator(".palette-list [aria-selected=true]").filter(has_text="我的待办").wait_for()
            self.key("Enter")
            self.page.wait_for_url(f"{self.home}/")

    def create(self, kind: str) -> None:
        self.key("c")
        self.page.wait_for_url(re.compile("/new"))
        if self.page.locator("main [data-row]").count():
            self._down_to(self.page.locator("main [data-row]").filter(has_text=kind))
            self.key("Enter")

    def open(self, number: str) -> None:
        self._down_to(self.row(number))
        self.key("Enter")

    def _down_to(self, row: Locator) -> None:
        for _row in range(60):
            self.key("j")
            if "is-here" in (row.first.get_attribute("class") or ""):
                return
        raise AssertionError("j does not get to the row")
