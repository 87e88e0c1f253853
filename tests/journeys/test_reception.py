"""One visit of a customer, from the call that books it to the file: checked in on a phone at the reception desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.cast import Cast, make_cast
from tests.journeys.walks import Walk, day
from tests.walker import adopt_pack

pytestmark = pytest.mark.django_db(transaction=True)
TOPICS = ["公司简介", "发展历程", "生产状况", "经营状况", "销售状况", "质量状况", "人员素质状况"]


@pytest.fixture
def firm(transactional_db: None) -> Cast:
    """The cast's firm under the generic procedures."""
    cast = make_cast()
    adopt_pack("generic/1.0")
    return cast


@pytest.fixture
def walk(firm: Cast, browser: Browser, live_server) -> Iterator[Walk]:
    """Everybody at her screen with a mouse; who signs or checks in has a phone."""
    made = Walk(browser, live_server.url, "mouse")
    yield made
    made.close()
    assert made.broken == []


def soon() -> str:
    """A few minutes from now, still today."""
    now = dt.datetime.now()
    return min(now + dt.timedelta(minutes=5), now.replace(hour=23, minute=59)).strftime("%Y-%m-%dT%H:%M")


def step(walk: Walk, who: str, number: str, name: str) -> Locator:
    """The form of a step on a page of its own, as a link opens it."""
    page = walk.at(who).page
    page.goto(f"{walk.home}/reception/{number}/steps/{name}")
    return page.locator("form[data-main]")


def filled(walk: Walk, who: str, number: str, name: str, lines: str, said: dict[str, str]) -> None:
    """What a step asks of the first row of a table that stands already."""
    hand, form = walk.at(who), step(walk, who, number, name)
    row = form.locator(".field").filter(has_text=lines).locator("tbody tr").first
    for label, value in said.items():
        hand.say(row, label, value)
    hand.submit(form)
    hand.page.wait_for_url(f"**/{number}")


def received(walk: Walk, number: str, serious_faults: Callable[[Page], list[str]]) -> None:
    """At the reception desk, on a phone: checked in with what the booking says, then led to the talk."""
    hand = walk.at("lin", "phone")
    page = hand.page
    page.goto(f"{walk.home}/reception/desk")
    assert serious_faults(page) == []
    hand.press(page.get_by_role("link", name="签到", exact=True))
    form = page.locator("form[data-main]")
    expect(form.locator("[name=visitor]")).to_have_value("周敏")
    expect(form.locator("[name=purpose]")).to_have_value("年度供货洽谈")
    assert form.locator("[name=booked_for]").input_value()
    hand.submit(form)
    page.wait_for_url("**/reception/desk")
    expect(page.locator(".is-waiting .board-wait")).to_contain_text("已等候 0 分钟")
    hand.press(page.get_by_role("link", name="开始会谈"))
    hand.submit(page.locator("form[data-main]"))
    page.wait_for_url("**/reception/desk")
    expect(page.locator(".is-served")).to_contain_text(number)


def test_a_visit_from_booking_to_file(walk: Walk, serious_faults: Callable[[Page], list[str]]) -> None:
    number = walk.register("lin", "客户来访", {
        "来访单位": "长江", "预约方式": "电话", "接待类型": "商务谈判", "来访目的": "年度供货洽谈", "接待时间": soon(),
        "接待人员": "林晓", "来访人员": [{"姓名": "周敏", "职务": "采购经理"}],
    })  # fmt: skip
    walk.do("lin", number, "填联络单报批", {"联络单事由": "采购 1 人来访，半天"}, "已预约")
    walk.sign("ye", number, "填联络单报批", "已批准，准备中")
    form = step(walk, "fan", number, "prepare")
    for box in form.locator("tbody input[type=checkbox]").all():
        walk.at("fan").tick(box)
    walk.at("fan").submit(form)
    walk.stands(walk.at("fan").page, "已批准，准备中")
    received(walk, number, serious_faults)
    walk.do("lin", number, "送别来访者", {
        "公司介绍内容": TOPICS, "客户提出的问题": [{"内容": "交期能否缩短", "去向": "内部落实"}],
        "送别与致谢": "送至大门",
    }, "已离开，待答复")  # fmt: skip
    filled(walk, "lin", number, "place", "客户提出的问题", {"责任人": "董伟", "计划完成日期": day(3)})
    walk.do("lin", number, "答复来访者", {
        "答复方式": "电话", "答复来访者": "生产部三天内回复交期", "后续跟进": [{"内容": "寄框架协议草案"}],
    }, "跟进中")  # fmt: skip
    filled(walk, "dong", number, "act", "客户提出的问题", {"状态": "已完成", "结果（不再办理的写原因）": "缩短 5 天"})
    filled(walk, "lin", number, "follow_up", "后续跟进", {"状态": "已完成"})
    scores = dict.fromkeys(("服务态度", "业务知识", "仪容仪表", "接待礼仪"), "5 优")
    walk.do("wang", number, "接待评价", scores, "跟进中")
    walk.do("wang", number, "存档", {"保管部门": "经营部"}, "已存档")
