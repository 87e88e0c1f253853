"""The browser of the journeys: the system's Chromium, Chinese, in Shanghai, off the network."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--lang=zh-CN",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
)  # fmt: skip


AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
COLOURS = ("color-contrast", "link-in-text-block")
"""The rules of axe that look at colours."""
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}


@pytest.fixture(scope="session", autouse=True)
def _rows_beside_a_browser() -> Iterator[None]:
    """Playwright keeps an event loop on this thread, and Django then refuses its rows unless told it is harmless."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ.update(DJANGO_ALLOW_ASYNC_UNSAFE="true", LANGUAGE="zh_CN")
    yield
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The browser apt installed; `HUIYIN_CHROMIUM` names another one."""
    chromium = os.environ.get("HUIYIN_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        pytest.fail("Chromium is not installed here. Run: apt-get install -y chromium chromium-l10n fonts-noto-cjk")
    return {**browser_type_launch_args, "executable_path": chromium, "args": list(FLAGS)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A clerk's screen; a test that needs a phone asks for its own context."""
    return {
        **browser_context_args,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": {"width": 1366, "height": 768},
    }


@pytest.fixture
def phone(browser: Browser, browser_context_args: dict[str, Any], live_server) -> Iterator[Page]:
    """A page on a phone held upright."""
    context = browser.new_context(**{**browser_context_args, **PHONE})
    yield context.new_page()
    context.close()


@pytest.fixture(autouse=True)
def _no_counted_sign_ins(transactional_db) -> Iterator[None]:
    """Wrong passwords are counted in the cache, which outlives a test's rows."""
    yield
    cache.clear()


@pytest.fixture
def serious_faults() -> Callable[..., list[str]]:
    """What axe finds wrong with a page for people who see, hear or move differently: serious and critical only.

    With ``colours`` only what a change from light to dark can spoil: the page was looked at whole in the light.
    """
    source = AXE.read_text(encoding="utf-8")

    def look(page: Page, *, colours: bool = False) -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(source)
        asked = {"resultTypes": ["violations"]} | ({"runOnly": list(COLOURS)} if colours else {})
        result = page.evaluate("asked => axe.run(document, asked)", asked)
        return [
            f"{fault['id']}: {fault['help']} ({'; '.join(node['target'][0] for node in fault['nodes'][:3])})"
            for fault in result["violations"]
            if fault["impact"] in {"serious", "critical"}
        ]

    return look
