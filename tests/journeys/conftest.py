"""The browser of the journeys: the system's Chromium, Chinese, in Shanghai, off the network."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--lang=zh-CN",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
)  # fmt: skip


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
