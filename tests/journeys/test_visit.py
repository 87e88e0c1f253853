"""A visit to a customer: one report falls apart into a feedback, a complaint and an action of a department."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.cast import make_cast
from tests.journeys.walks import Walk, day
from tests.walker import adopt_pack

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def walk(browser: Browser, live_server, transactional_db: None) -> Iterator[Walk]:
    """Everybody at her screen with a mouse; afterwards nothing may have broken on the way."""
    make_cast()
    adopt_pack("generic/1.0", ("visit", "feedback", "complaint", "capa"))
    made = Walk(browser, live_server.url, "mouse")
    yield made
    made.close()
    assert made.broken == []


@pytest.mark.clause("QF-4.8a", "QF-4.8b", "SC-4.2.4c")
def test_one_report_becomes_three_matters(walk: Walk) -> None:
    number = walk.register("lin", "走访报告", {
        "客户": "长江", "走访类型": "重点客户年度走访", "走访目的": "年度走访，了解机械密封使用情况",
        "计划走访日期": day(),
    })  # fmt: skip
    walk.do("lin", number, "登记走访", {
        "走访日期（最后一天）": day(), "走访人": "林晓、赵明", "客户接待人": "周敏",
    }, "已走访，待报告")  # fmt: skip
    walk.do("lin", number, "提交走访报告", {
        "新要求": "外箱增加二维码", "与同行其他供方的对比": "江东密封价格低 3%，交期长 5 天", "满意程度": "基本满意",
        "满意度得分": "86", "质量要求": "泄漏率低于 50 PPM", "交货期不足": "十月晚到一次", "售后服务要求": "无",
        "同行供方": [{"同行供方": "江东密封", "优于我方之处": "价格低 3%", "不如我方之处": "交期长 5 天"}],
        "走访发现": [
            {"发现事项": "希望标签增加二维码", "部门": "技术部", "轻重": "重点改善", "去向": "反馈表"},
            {"发现事项": "三台渗漏，要求更换", "部门": "质控部", "去向": "投诉"},
            {"发现事项": "外圈油污", "部门": "生产部", "计划完成日期": day(10), "去向": "部门整改"},
        ],
    }, "已报告，待整理")  # fmt: skip
    hand = walk.do("lin", number, "整理并反馈责任部门", then="责任部门整改")
    for raised in ("FK2026-0001", "TS2026-0001"):
        expect(hand.page.locator("main")).to_contain_text(raised)
    said = {"完成日期": day(), "实施结果": "装配后加一道清洗"}
    walk.do("dong", number, "填写整改结果", {"走访发现": [said]}, "责任部门整改")
    page = walk.at("wang").page
    page.goto(f"{walk.home}/visit/{number}")
    expect(page.locator("#deeds")).to_contain_text("FK2026-0001")
    expect(page.locator("#deeds")).not_to_contain_text("外圈油污")
    page.goto(f"{walk.home}/complaint/TS2026-0001")
    expect(page.locator("main")).to_contain_text("三台渗漏，要求更换")
    expect(page.locator("main")).to_contain_text(number)
