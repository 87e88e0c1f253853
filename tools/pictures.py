"""`make pictures`: the pictures of the README, taken from a demonstration firm made for it and thrown away."""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SHELF = ROOT / "docs/pictures"
PASSWORD = "huiyin-demo-2026"
SCREEN = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 780}
COLOURS = 256
MOST = 150_000
"""Bytes a picture may have: whoever clones the house carries them all."""


def main() -> int:
    """Fill a firm, look at it, keep what was seen."""
    home = Path(tempfile.mkdtemp(prefix="huiyin-pictures-"))
    os.environ.update(HUIYIN_HOME=str(home), DJANGO_SETTINGS_MODULE="huiyin.settings", LANGUAGE="zh_CN")
    os.environ.setdefault("HUIYIN_LOG_LEVEL", "WARNING")
    os.environ.pop("HUIYIN_DATABASE_URL", None)
    try:
        import django  # inline: app start

        django.setup()
        from django.core.management import call_command  # inline: app start

        call_command("demo", verbosity=0, stdout=io.StringIO())
        SHELF.mkdir(parents=True, exist_ok=True)
        with served() as address:
            take(address)
        keep("print", printed())
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return 0


@contextmanager
def served() -> Iterator[str]:
    """`huiyin serve` on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [sys.executable, "-m", "huiyin.main", "serve", "--web-only", "--workers", "1", "--port", str(port)]
    server = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        for _try in range(200):
            try:
                urllib.request.urlopen(f"{address}/accounts/login/", timeout=5).close()
                break
            except urllib.error.URLError:
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def take(address: str) -> None:
    """Sign in as whom each picture shows, go there, look."""
    from playwright.sync_api import sync_playwright  # inline: slow

    sheet, chart, answer, sign = addresses()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--lang=zh-CN"])
        keep("desk", look(browser, address, "lin", "/"))
        keep("register", look(browser, address, "sun", "/complaint"))
        keep("sheet", look(browser, address, "chen", sheet))
        keep("chart", look(browser, address, "sun", chart, part="main .chart, main img"))
        keep("audit", look(browser, address, "sun", "/audit/complaint"))
        keep("plan", look(browser, address, "wang", "/duties"))
        keep("phone", beside(
            look(browser, address, "dong", "/", phone=True), look(browser, address, "dong", answer, phone=True),
            look(browser, address, "hu", sign, phone=True),
        ))  # fmt: skip
        browser.close()


def addresses() -> tuple[str, ...]:
    """Worth a look: a cause being sought, a complaint far on its way, a department's answer, a waiting signature."""
    from huiyin.kernel.models import Record  # inline: app start

    rows = Record.objects.filter(type="complaint").order_by("-received_at")
    asked = rows.filter(state="analysing", turns__unit__code="PROD", turns__step="propose")
    found = (
        (rows.filter(state="analysing"), ""), (rows.filter(state="answered"), "/flow"), (asked, "/steps/propose"),
        (rows.filter(awaiting="answer"), "/sign"),
    )  # fmt: skip
    return tuple(f"/{one.type}/{one.number}{tail}" for ones, tail in found for one in ones[:1])


def look(browser: Any, address: str, who: str, path: str, *, phone: bool = False, part: str = "") -> bytes:
    """What someone sees there, or one part of the page, as PNG."""
    context = browser.new_context(
        base_url=address, locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce",
        viewport=PHONE if phone else SCREEN, is_mobile=phone, has_touch=phone,
    )  # fmt: skip
    page = context.new_page()
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(who)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(f"{address}/")
    page.goto(path)
    page.wait_for_load_state("networkidle")
    picture: bytes = page.locator(part).first.screenshot() if part else page.screenshot()
    context.close()
    return picture


def printed() -> bytes:
    """The first page of a record's printed form."""
    from django.utils import timezone  # inline: app start
    from django.utils.translation import override  # inline: app start

    from huiyin.kernel.models import Record  # inline: app start
    from huiyin.kernel.policy import find  # inline: app start
    from huiyin.people.models import Person  # inline: app start
    from huiyin.prints import press  # inline: app start
    from huiyin.prints.sheet import sheet  # inline: app start

    at, person = timezone.now(), Person.objects.get(username="sun")
    number = Record.objects.filter(type="feedback", state="closed").order_by("-received_at").first()
    record = find(person, number.number, at=at, type_name="feedback") if number else None
    with override("zh-hans"):
        said = sheet(record, person=person, at=at, form=None, controlled=False)
        return press.pages("forms/sheet", said, at=at)[0]


def beside(*pictures: bytes) -> bytes:
    """Several pictures in one, side by side."""
    from PIL import Image  # inline: slow

    found = [Image.open(io.BytesIO(one)).convert("RGB") for one in pictures]
    gap = 24
    whole = Image.new("RGB", (sum(one.width for one in found) + gap * (len(found) - 1), found[0].height), "white")
    left = 0
    for one in found:
        whole.paste(one, (left, 0))
        left += one.width + gap
    target = io.BytesIO()
    whole.save(target, "PNG")
    return target.getvalue()


def keep(name: str, picture: bytes) -> None:
    """Write it small: few colours are enough for pages made of paper and ink."""
    from PIL import Image  # inline: slow

    target = SHELF / f"{name}.png"
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(target, optimize=True)
    size = target.stat().st_size
    print(f"{target.relative_to(ROOT)}: {image.width}×{image.height}, {size // 1000} kB")
    if size > MOST:
        raise SystemExit(f"{name} is larger than {MOST // 1000} kB.")


def chromium() -> str:
    """The browser of the system; `HUIYIN_CHROMIUM` names another one."""
    found = os.environ.get("HUIYIN_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        raise SystemExit("Chromium is not installed here. Run: make machine")
    return found


if __name__ == "__main__":
    sys.exit(main())
