"""One service at the customer's, from his call to his name under the report, on the phones of those who go there."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from huiyin.records.service.models import Service
from tests.cast import make_cast
from tests.journeys.walks import Walk, day
from tests.walker import adopt_pack

pytestmark = pytest.mark.django_db(transaction=True)
STROKES = (((0.1, 0.7), (0.2, 0.2), (0.3, 0.75)), ((0.4, 0.3), (0.55, 0.35), (0.5, 0.7)), ((0.7, 0.2), (0.9, 0.8)))
"""Where a finger goes, as shares of the ground."""


@pytest.fixture
def walk(browser: Browser, live_server, transactional_db: None) -> Iterator[Walk]:
    """Everybody on a phone; afterwards nothing may have broken on the way."""
    make_cast()
    adopt_pack("generic/1.0", ("service", "agreement", "complaint", "feedback", "capa"))
    made = Walk(browser, live_server.url, "phone")
    yield made
    made.close()
    assert made.broken == []


def now(minutes: int = 0) -> str:
    """A minute near this one, as a field takes it."""
    return (dt.datetime.now() + dt.timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M")


def finger(page: Page, ground: Locator, stroke: tuple[tuple[float, float], ...]) -> None:
    """One stroke of a finger, as the screen reports it."""
    ground.scroll_into_view_if_needed()
    box = ground.bounding_box()
    assert box
    screen = page.context.new_cdp_session(page)
    for at, (x, y) in enumerate(stroke):
        point = {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}
        kind = "touchMove" if at else "touchStart"
        screen.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
    screen.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    screen.detach()


@pytest.mark.clause("SM-5.5.3a", "SM-5.5.3c")
def test_from_the_call_to_the_customers_name_on_the_phone(walk: Walk, serious_faults) -> None:
    number = walk.register("lin", "现场服务", {
        "客户": "长江", "受理渠道": "电话", "服务要求": "主轴轴承异响，停机等待", "紧急程度": "紧急",
    })  # fmt: skip
    walk.do("lin", number, "与客户商定", {
        "服务类型": ["修理"], "合同内外": "合同内", "合同号": "HT2026-018", "商定的服务内容": "更换主轴轴承并试车",
        "商定的条款": "客户停机半天，质保内免费", "客户确认人": "周敏", "确认日期": day(),
    }, "已商定")  # fmt: skip
    walk.do("lin", number, "联络单报批", {
        "约定地点": "3 号车间", "约定到场时间": now(20), "派出人员": [{"派出人员": "赵明", "任务": "更换"}],
    })  # fmt: skip
    walk.sign("hu", number, "联络单报批", "待出发")
    walk.do("zhao", number, "出发", {"出发时间": now(-1)}, "服务中")
    walk.do("zhao", number, "到达现场", {"实际到场时间": now(-1)}, "服务中")
    walk.do("zhao", number, "完成服务", {
        "服务过程": "拆检、更换、试车", "服务结果": "异响消除", "服务结论": "已解决", "完工时间": now(-1),
    }, "待客户签字")  # fmt: skip
    the_customer_signs(walk, number, serious_faults)
    kept = json.loads(Service.objects.get(number=number).customer_mark)
    assert [len(stroke) for stroke in kept["s"]] == [6, 6]
    assert kept["s"][0][:2] == [pytest.approx(60, abs=3), pytest.approx(168, abs=3)]


def the_customer_signs(walk: Walk, number: str, serious_faults) -> None:
    """Three strokes, the last one taken back; the name is typed beside, and the sheet shows the hand."""
    hand = walk.at("zhao")
    page = hand.page
    form = walk._form(hand, "客户签字")
    ground = form.locator("hy-draw canvas")
    undo = form.get_by_role("button", name="撤销一笔")
    expect(undo).to_be_disabled()
    for stroke in STROKES:
        finger(page, ground, stroke)
    hand.press(undo)
    hand.say(form, "客户签字人", "周敏")
    hand.say(form, "签字日期", day())
    assert serious_faults(page) == []
    hand.submit(form)
    expect(page.locator("#toasts")).to_contain_text("客户签字")
    walk.stands(page, "待回访")
    drawn = page.locator("#at-customer_mark svg.drawing")
    expect(drawn.locator("path")).to_have_attribute("d", re.compile(r"^M\d+ \d+L"))
    expect(page.locator("#at-customer_mark")).to_contain_text("手写 · ")
