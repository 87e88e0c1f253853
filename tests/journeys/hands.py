"""Ways to use a page as a person would: the mouse, and a thumb on a phone (the keyboard alone: keyboard.py)."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page

PICTURE = bytes.fromhex(  # the smallest PNG there is
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f00010501012718e366"
    "0000000049454e44ae426082"
)
GIVE = """([element, kind, name, bytes]) => {
  const bag = new DataTransfer();
  bag.items.add(new File([new Uint8Array(bytes)], name, {type: "image/png"}));
  const event = kind === "drop" ? new DragEvent("drop", {dataTransfer: bag, bubbles: true, cancelable: true})
    : new ClipboardEvent("paste", {clipboardData: bag, bubbles: true, cancelable: true});
  element.dispatchEvent(event);
}"""


def named(words: str) -> re.Pattern[str]:
    """A label that says ``words``, whatever stands behind it: that it is required, or the clause that asks."""
    return re.compile(rf"^\s*{re.escape(words)}\s*(必填|[A-Z]{{2}}-|$)")


def begins(words: str) -> re.Pattern[str]:
    """Something that begins with ``words``: 成立 is not 不成立."""
    return re.compile(rf"^\s*{re.escape(words)}")


class Mouse:
    """Points and clicks. Also the base of the others: what a field is, is read off the page by all alike."""

    name = "mouse"
    by_dialog = True
    """Whether a deed is begun from the row on the desk, and so in the dialog, or on the sheet."""

    def __init__(self, page: Page, home: str) -> None:
        self.page, self.home = page, home

    # --- one movement each -------------------------------------------------------------------------------------------
    def press(self, target: Locator) -> None:
        """Press a button, follow a link, open a menu."""
        target.click()

    def write(self, target: Locator, text: str) -> None:
        """Put text into a field in place of what is there."""
        target.fill(text)

    def date(self, target: Locator, day: str) -> None:
        """A day, `2026-11-20`."""
        target.fill(day)

    def choose(self, select: Locator, words: str) -> None:
        """One line of a short list."""
        label = select.locator("option", has_text=begins(words)).first.inner_text()
        select.select_option(label=label)

    def take(self, box: Locator, words: str) -> None:
        """Find in a long list by typing, and take what is found."""
        self.write(box, words)
        self.press(box.locator("xpath=ancestor::hy-lookup[1]").locator("[role=option]").first)

    def tick(self, pick: Locator) -> None:
        """A box or a circle."""
        pick.check()

    def submit(self, form: Locator) -> None:
        """The main deed of a form."""
        self.press(form.locator("[data-primary]"))

    def attach(self, form: Locator) -> str:
        """A picture joins the form; its name as the record will show it."""
        self.page.evaluate(GIVE, [form.element_handle(), "drop", "现场照片.png", list(PICTURE)])
        return "现场照片.png"

    # --- ways through the program ------------------------------------------------------------------------------------
    def enter(self, who: str, password: str) -> None:
        """Sign in at the door."""
        self.page.goto(f"{self.home}/accounts/login/")
        self.write(self.page.locator("[name=login]"), who)
        self.write(self.page.locator("[name=password]"), password)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(f"{self.home}/")

    def desk(self) -> None:
        """Home: what I owe."""
        if self.page.url != f"{self.home}/":
            self.press(self.page.get_by_role("navigation").get_by_role("link", name="我的待办"))
            self.page.wait_for_url(f"{self.home}/")

    def create(self, kind: str) -> None:
        """From the desk to the empty form of a kind."""
        self.press(self.page.locator("main [data-create]"))
        self.page.wait_for_url(re.compile("/new"))
        choice = self.page.locator("main [data-row]").get_by_role("link", name=kind, exact=True)
        if choice.count():
            self.press(choice)

    def row(self, number: str) -> Locator:
        """The row of a list that is a record; what is owed inside one stands on the desk beside it."""
        inside = self.page.locator("a[href*='#at-']")
        return self.page.locator("main [data-row]").filter(has_text=number, has_not=inside)

    def open(self, number: str) -> None:
        """From a list to the sheet."""
        self.press(self.row(number).locator("[data-open]"))

    def tab(self, words: str) -> None:
        """Another part of the desk."""
        self.press(self.page.get_by_role("navigation", name="我的桌面").get_by_role("link", name=words))

    # --- fields ------------------------------------------------------------------------------------------------------
    def say(self, form: Locator, label: str, value: Any) -> None:
        """Say ``value`` in the field called ``label``, whatever kind of field it is."""
        field = form.locator(".field").filter(has=self.page.locator(".field-label", has_text=named(label))).first
        flag = form.locator(".field-flag, .cell:has(.field-flag)").filter(has_text=named(label)).last
        if isinstance(value, list):
            for one in value:
                self._row(field, one) if isinstance(one, dict) else self.tick(self._pick(field, one))
        elif isinstance(value, bool):
            self.tick(flag.locator("input[type=checkbox]"))
        elif field.locator("input[type=radio]").count():
            self.tick(self._pick(field, value))
        elif field.locator("[role=combobox], hy-lookup[src] input[type=text]").count():
            self.take(field.locator("[role=combobox], hy-lookup[src] input[type=text]"), value)
        elif field.locator("select").count():
            self.choose(field.locator("select"), value)
        elif field.locator("input[type=date]").count():
            self.date(field.locator("input[type=date]"), value)
        else:
            self.write(field.locator("input.input, textarea"), value)

    def _pick(self, field: Locator, words: str) -> Locator:
        return field.locator(".pick").filter(has_text=begins(words)).locator("input").first

    def _row(self, lines: Locator, said: dict[str, Any]) -> None:
        """Fill the last row of a table; one is added first when the last one is full already."""
        row = lines.locator("tbody tr").last
        first = row.locator("textarea, input.input").first
        if not row.count() or not first.count() or first.input_value():
            self.press(lines.locator("[data-add]"))
        for label, value in said.items():
            self.say(lines.locator("tbody tr").last, label, value)


class Thumb(Mouse):
    """A phone held upright: taps, and the bar under the thumb."""

    name = "phone"
    by_dialog = False

    def press(self, target: Locator) -> None:
        target.tap()

    def tick(self, pick: Locator) -> None:
        if not pick.is_checked():
            pick.tap()

    def attach(self, form: Locator) -> str:
        """From the camera: the file field itself."""
        form.locator("input[type=file]").set_input_files(
            {"name": "手机照片.png", "mimeType": "image/png", "buffer": PICTURE}
        )
        return "手机照片.png"

    def desk(self) -> None:
        if self.page.url != f"{self.home}/":
            self.press(self.page.get_by_role("navigation", name="快捷菜单").get_by_role("link", name="待办"))
            self.page.wait_for_url(f"{self.home}/")

    def create(self, kind: str) -> None:
        self.press(self.page.get_by_role("navigation", name="快捷菜单").get_by_role("link", name="新建"))
        choice = self.page.locator("main [data-row]").get_by_role("link", name=kind, exact=True)
        choice.wait_for()
        self.press(choice)
