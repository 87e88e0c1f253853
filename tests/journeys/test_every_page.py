"""One page of every kind that a link leads to, as four people of a filled firm find it: light, dark, in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from django.utils import timezone
from playwright.sync_api import Browser, Page

from huiyin.demo.fill import fill
from huiyin.kernel import registry
from tests.harness import as_left_by
from tests.journeys.walks import PHONE, SCREEN, come_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.check(10)]
Faults = Callable[..., list[str]]
PEOPLE = ("lin", "chen", "bai", "hu")
NO_PAGES = re.compile(r"\.(xlsx|csv|pdf|svg|jsonl)$|/papers/\d|/lookup/|/accounts/")
STARTS = ("/", "/?show=sign", "/?show=opened", "/?show=copied", "/?show=told", "/search?q=轴承", "/new", "/me")
INSIDE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}|[{\[]['\"]\w+['\"]:|<\w+ object|(?<![a-z])[a-z]+_[a-z_]+"
    r"|(?<![a-z])(?:None|True|False|kernel|procedure|customer|feedback|complaint|capa|record|turn|holding|unit|auth)(?![a-z])",
    re.IGNORECASE | re.ASCII,
)
"""What stands in a database or a program and nobody should read: keys, JSON, codes with underscores, table names."""
OWN_WORDS = frozenset[str]()
"""Such words that people wrote themselves."""
ZERO = """() => [...document.querySelectorAll("main th, main td")].filter(cell =>
  cell.textContent.trim() && getComputedStyle(cell).display !== "none" && !cell.closest("[hidden], .unseen")
  && cell.getBoundingClientRect().width < 12 && cell.getClientRects().length).map(cell => cell.textContent.trim())"""
CUT = """() => {
  const shut = "dialog:not([open]), details:not([open]) > :not(summary)";
  const rolls = one => one && (/auto|scroll/.test(getComputedStyle(one).overflowX) || rolls(one.parentElement));
  return [...document.querySelectorAll("button, a.button, summary, .nav-item")].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width && !one.closest(shut) && !rolls(one.parentElement)
      && (one.scrollWidth > one.clientWidth + 1 || box.right > innerWidth + 1 || box.left < -1);
  }).map(one => one.textContent.trim());
}"""


@pytest.fixture
def company(transactional_db: None) -> None:
    """Twelve days of a firm, lived through once for all tests here."""
    at = timezone.localtime().replace(second=0, microsecond=0)
    as_left_by("twelve days", lambda: fill("quality-feedback", days=12, at=at))


@pytest.fixture
def enter(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """A page of one's own, signed in."""
    contexts = []

    def come(who: str, **screen: Any) -> Page:
        context = browser.new_context(**(SCREEN | screen), base_url=live_server.url)
        contexts.append(context)
        page = context.new_page()
        come_in(page, live_server.url, who)
        return page

    yield come
    for context in contexts:
        context.close()


def kind_of(address: str) -> str:
    """The kind of page behind an address: its name among the addresses, and of which record type."""
    try:
        found = resolve(urlsplit(address).path)
    except Resolver404:
        return ""
    return f"{found.url_name}"


def crawl(page: Page, known: set[str]) -> Iterator[str]:
    """Go to one page of each kind not known yet, as far as links lead; the page stands there when it is given."""
    waiting = list(STARTS)
    while waiting:
        address = waiting.pop(0)
        kind = address if address in STARTS else kind_of(address)
        if not kind or kind in known or NO_PAGES.search(urlsplit(address).path):
            continue
        known.add(kind)
        answer = page.goto(address)
        assert answer is not None
        assert answer.ok or answer.status == 403, (address, answer.status)
        if (
            not answer.ok
        ):  # a deed on the desk that waits for others: its page says so, the next one of the kind is open
            known.discard(kind)
            continue
        waiting += page.eval_on_selector_all("a[href^='/']", "links => links.map(link => link.getAttribute('href'))")
        yield address


def layout_faults(page: Page) -> list[str]:
    """Buttons cut off, columns squeezed to nothing, a page that hangs over to the side."""
    found = [f"cut off: {one}" for one in page.evaluate(CUT)]
    found += [f"no room: {one}" for one in page.evaluate(ZERO)]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*found, *([f"hangs over by {wide} px"] if wide > 0 else [])]


@pytest.mark.check(6)
def test_every_page_is_sound_and_speaks_chinese(
    company: None, enter: Callable[..., Page], serious_faults: Faults, live_server: Any
) -> None:
    known: set[str] = set()
    wrong: list[Any] = []
    asked: list[str] = []
    broken: list[str] = []
    for who in PEOPLE:
        page = enter(who)
        page.on("request", lambda one: asked.append(one.url))
        page.on("pageerror", lambda error: broken.append(str(error)))
        for address in crawl(page, known):
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # no colour half way
                wrong += [(who, address, scheme, one) for one in serious_faults(page, colours=scheme == "dark")]
            inside = {one for one in INSIDE.findall(page.evaluate("document.body.innerText")) if one not in OWN_WORDS}
            wrong += [(who, address, one) for one in (*inside, *layout_faults(page))]
    assert broken == []
    assert [one for one in asked if not one.startswith((live_server.url, "data:", "blob:"))] == []
    assert {"register", "sheet", "step", "new", "trail", "walked", "customer", "deed"} <= known
    assert not wrong, "\n".join(str(one) for one in wrong)


def test_a_register_shows_twelve_rows_and_all_its_columns(company: None, enter: Callable[..., Page]) -> None:
    page = enter("chen")
    for one in registry.types():
        page.goto(f"/{one.name}")
        rows = page.locator("main [data-row]")
        seen = [row.bounding_box() for row in rows.all()]
        whole = [box for box in seen if box and box["y"] >= 0 and box["y"] + box["height"] <= 768]
        assert len(whole) >= min(12, len(seen)), one.name
        assert layout_faults(page) == [], one.name
    page.goto("/feedback")
    assert page.locator("main [data-row]").count() >= 12


def test_a_phone_shows_every_page_without_pushing_it_sideways(company: None, enter: Callable[..., Page]) -> None:
    known: set[str] = set()
    wrong: list[Any] = []
    for who in ("lin", "hu"):
        page = enter(who, **{name: PHONE[name] for name in ("viewport", "is_mobile", "has_touch")})
        for address in crawl(page, known):
            wrong += [(who, address, one) for one in layout_faults(page)]
    assert not wrong, "\n".join(str(one) for one in wrong)
