"""A notice to departments: submitted, reviewed, signed by five, carried out by five, closed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.cast import PASSWORD, make_cast
from tests.journeys.walks import Walk, day
from tests.walker import adopt_pack

pytestmark = pytest.mark.django_db(transaction=True)
HEADS = {"dong": "生产部", "tang": "技术部", "chen": "质控部", "wang": "经营部", "fan": "管理部"}


@pytest.fixture
def walk(browser: Browser, live_server, transactional_db: None) -> Iterator[Walk]:
    """Everybody at her screen with a mouse; afterwards nothing may have broken on the way."""
    make_cast()
    adopt_pack("quality-feedback", ("notice",))
    made = Walk(browser, live_server.url, "mouse")
    yield made
    made.close()
    assert made.broken == []


def sign(walk: Walk, who: str, number: str, then: str) -> None:
    """One head of department puts her name to it."""
    hand = walk.at(who)
    hand.page.goto(f"{walk.home}/")
    hand.tab("待我签批")
    hand.open(number)
    hand.press(hand.page.locator(".head").get_by_role("link", name="签批"))
    form = hand.page.locator("#dialog form[data-main]")
    hand.write(form.locator("[name=password]"), PASSWORD)
    hand.press(form.get_by_role("button", name="签批"))
    expect(hand.page.locator("#toasts")).to_contain_text("已签批")
    walk.stands(hand.page, then)


@pytest.mark.clause("QF-5.2", "QF-7.3")
def test_five_departments_sign_and_complete(walk: Walk) -> None:
    number = walk.register("lin", "经营部通知", {
        "客户": "长江", "主题": "十二月交货提前", "通知事项": "交货变化",
        "要求内容": "BJ-108 由 12 月 10 日提前至 12 月 5 日交 300 件", "要求完成日期": day(10),
    })  # fmt: skip
    walk.do("wang", number, "经营部审核，送相关部门签署", {
        "相关部门": list(HEADS.values()), "审核意见": "请各部门优先安排",
    }, "待审核会签")  # fmt: skip
    *first, last = HEADS
    for who in first:
        sign(walk, who, number, "待审核会签")
    sign(walk, last, number, "部门执行中")
    for who in HEADS:
        walk.do(who, number, "填写完成情况", {"完成情况记录": [{"实施情况": "已安排", "完成日期": day()}]})
    hand = walk.do("lin", number, "确认完成，完结", then="完结")
    for name in ("董伟", "唐宁", "陈静", "王建国", "范晴"):
        expect(hand.page.locator("main")).to_contain_text(name)
