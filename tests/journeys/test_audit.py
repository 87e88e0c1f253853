"""An auditor's hour: from the menu to a clause, to an exception, to its record, to a sample that checks itself."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from huiyin.kernel import sealing
from huiyin.kernel.models import Sample
from huiyin.kernel.tests.audited import House
from tests.cast import make_cast
from tests.journeys.walks import come_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("C-18", "E-2")]
SHOTS = os.environ.get("HUIYIN_SHOTS")


def days_ago(days: int) -> str:
    """A moment in the forenoon, so many days ago."""
    return f"{timezone.localdate() - dt.timedelta(days=days)}T09:00"


def enter(page: Page, home: str) -> House:
    """Two complaints, one answered too late; Sun at her desk."""
    house = House(make_cast())
    house.settled(days_ago(30), days_ago(29))
    house.settled(days_ago(30), days_ago(10))
    sealing.seal(timezone.now())
    come_in(page, home, "sun")
    return house


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/audit-{name}.png", full_page=True)


def test_a_clause_an_exception_its_record_and_a_sample(
    page: Page, live_server: Any, tmp_path: Path, serious_faults: Callable[[Page], list[str]]
) -> None:
    house = enter(page, live_server.url)
    late = f"KS{timezone.localdate() - dt.timedelta(days=30):%Y}-0002"
    page.get_by_role("link", name="审核", exact=True).click()
    page.locator("#f-from").fill(str(timezone.localdate() - dt.timedelta(days=60)))
    page.locator("#f-to").fill(str(timezone.localdate()))
    page.get_by_role("button", name="查看", exact=True).click()
    shot(page, "start")
    assert serious_faults(page) == []
    page.get_by_role("main").get_by_role("link", name="客户投诉", exact=True).click()
    expect(page.get_by_role("row", name="QP-2")).to_contain_text("1 项例外")
    shot(page, "clauses")
    assert serious_faults(page) == []
    page.get_by_role("link", name="QP-2").click()
    found = page.get_by_role("row", name=late).first
    expect(found).to_contain_text("逾期完成")
    shot(page, "clause")
    assert serious_faults(page) == []
    found.get_by_role("link", name=late).click()
    page.wait_for_url(f"{live_server.url}/complaint/{late}")
    page.go_back()
    with page.expect_download() as download:
        page.get_by_role("button", name="取样导出（ZIP 文件夹）").click()
    taken = tmp_path / download.value.suggested_filename
    download.value.save_as(taken)
    assert taken.name.startswith("QP-2_complaint_")
    row = Sample.objects.get()
    assert (row.person, row.numbers) == (house.cast.sun, [late[:-1] + "1", late])
    ran = subprocess.run(
        [sys.executable, "-I", str(settings.CHECKER), str(taken), "--manifest", row.manifest, "--language", "zh"],
        capture_output=True, check=False, env={"PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert (ran.returncode, ran.stdout.decode()[:2]) == (0, "完好")
    with zipfile.ZipFile(taken) as packed:
        assert any(name.endswith(f"{late}/sheet.pdf") for name in packed.namelist())
    page.reload()
    expect(page.get_by_text(row.manifest)).to_be_visible()


def test_it_fits_a_phone(phone: Page, live_server: Any) -> None:
    enter(phone, live_server.url)
    since = timezone.localdate() - dt.timedelta(days=60)
    for place in ("", "/complaint", "/complaint/QP-2", "/complaint/QP-7", "/verify"):
        phone.goto(f"{live_server.url}/audit{place}?from={since}")
        assert phone.evaluate("document.documentElement.scrollWidth") == 390, place
        shot(phone, f"phone{place.replace('/', '-')}")
