"""An old register walks in through the browser: chosen, looked at, mended on the page, done; on a phone as well."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from huiyin.kernel.models import Record
from tests.cast import make_cast
from tests.journeys.walks import come_in
from tests.walker import adopt_pack

ROWS = """客户投诉一览表,,,,,
投诉编号,投诉日期,客户名称,投诉内容,车间,结案日期
KS-1,2024/3/1,东海泵业,机械密封端面漏油，运行三小时后温度升高，客户要求更换并说明原因,二车间,2024/3/20
KS-2,2024-03-05,西山泵业有限公司,包装破损,一车间,
KS-3,去年春天,东海泵业,表面锈蚀,一车间,
制表：林晓,,,,,
"""
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.check(9)]
SHOTS = os.environ.get("HUIYIN_SHOTS")


def enter(page: Page, home: str) -> None:
    make_cast()
    adopt_pack("generic/1.0")
    come_in(page, home, "lin")


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/import-{name}.png", full_page=True)


def test_an_old_register_comes_in(page, live_server, tmp_path, serious_faults, settings):
    settings.HOME = tmp_path
    file = Path(tmp_path / "台账.csv")
    file.write_bytes(ROWS.encode("gb18030"))
    enter(page, live_server.url)
    page.goto(f"{live_server.url}/complaint")
    page.get_by_role("link", name="导入", exact=True).click()
    shot(page, "start")
    assert serious_faults(page) == []
    page.locator("#f-file").set_input_files(str(file))
    page.get_by_role("button", name="预览影响").click()
    expect(page.get_by_role("heading", name="导入后的结果")).to_be_visible()
    shot(page, "look")
    assert serious_faults(page) == []
    page.locator("#f-customers").check()
    page.locator("[name='constant-channel']").select_option("phone", force=True)
    page.locator("[name='column-车间']").select_option("remark", force=True)
    page.get_by_role("button", name="重新查看").first.click()
    register = page.get_by_role("button", name="登记 2 条记录")
    expect(register).to_be_visible()
    shot(page, "again")
    assert not Record.objects.exists()
    register.click()
    expect(page.get_by_text("退回 1 行。")).to_be_visible()
    shot(page, "done")
    assert serious_faults(page) == []
    assert sorted(Record.objects.values_list("number", "phase")) == [("KS-1", "done"), ("KS-2", "open")]
    with page.expect_download() as download:
        page.get_by_role("link", name="下载退回的行").click()
    assert download.value.suggested_filename == "refused.xlsx"


def test_it_fits_a_phone(phone, live_server, tmp_path, settings):
    settings.HOME = tmp_path
    file = Path(tmp_path / "台账.csv")
    file.write_bytes(ROWS.encode())
    enter(phone, live_server.url)
    phone.goto(f"{live_server.url}/import?type=complaint")
    phone.locator("#f-file").set_input_files(str(file))
    phone.get_by_role("button", name="预览影响").click()
    expect(phone.get_by_role("heading", name="导入后的结果")).to_be_visible()
    shot(phone, "phone")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
