"""One return of each type under the service control procedure: who approves differs, the rest does not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.cast import Cast, make_cast
from tests.journeys.walks import Walk, day
from tests.procedures.test_service_control_returning import asked_for, judged
from tests.walker import Walker, adopt_pack

pytestmark = pytest.mark.django_db(transaction=True)
LOT = "L20261105"


@pytest.fixture
def firm(transactional_db: None) -> Cast:
    """The cast's firm under service control."""
    cast = make_cast()
    adopt_pack("service-control")
    return cast


@pytest.fixture
def walk(firm: Cast, browser: Browser, live_server) -> Iterator[Walk]:
    """Everybody at her screen with a mouse; who signs has a phone."""
    made = Walk(browser, live_server.url, "mouse")
    yield made
    made.close()
    assert made.broken == []


def settle(walk: Walk, number: str, disposition: str, signer: str) -> None:
    """From the dispositions agreed with the user to the end."""
    walk.do("lin", number, "报批处置方案", {
        "处置": [{"批号": LOT, "处置方式": disposition, "数量": "40"}],
        "客户同意人": "周敏", "商定日期": day(), "商定方式": "电子邮件",
    }, "责任已定，待批准")  # fmt: skip
    walk.sign(signer, number, "报批处置方案", "已批准，办理中")
    done = {"完成日期": day(), "完成证据": "单据 TH-01"}
    walk.do("lin", number, "填写办理情况", {"处置": [done]}, "已批准，办理中")
    walk.do("wang", number, "办结", then="办结")


def test_a_whole_batch_comes_back(walk: Walk) -> None:
    number = walk.register("lin", "退回产品处理单", {
        "用户": "长江", "退货类型": "整批退货", "退货原因": "振动超差，要求退货",
        "退货批次": [{"批号": LOT, "通知退回数量": "40"}],
    })  # fmt: skip
    walk.do("wang", number, "证实，通知生产部", {"通知部门": ["生产部"]}, "已证实，待到货")
    walk.do("lin", number, "收货清点", {
        "退货到厂日期": day(), "隔离存放地点": "退货区 T-03", "退货批次": [{"实收数量": "40"}],
    }, "已到货，待重检")  # fmt: skip
    walk.do("qin", number, "填写重新检验栏", {
        "重新检验结果": "抽检 10 套，与用户反映一致", "重新检验是否确认": "确认", "重新检验日期": day(),
    }, "已重检，待判定责任")  # fmt: skip
    blame: dict[str, Any] = {"责任归属": "我方", "退回产品原因调查结果": "夹具磨损", "纠正措施责任部门": ["生产部"]}
    walk.do("qin", number, "判定责任部门", blame, "责任已定，待批准")
    settle(walk, number, "报废", "hu")


def test_a_part_is_exchanged(walk: Walk, firm: Cast) -> None:
    settle(walk, judged(Walker(firm), "partial").number, "更换", "ye")


def test_what_we_shipped_wrongly_comes_back(walk: Walk, firm: Cast) -> None:
    story = Walker(firm)
    sheet = asked_for(story, "shipping_error")
    found = {"通知部门": ["生产部"], "发货差错原因": "拣货未核对精度等级"}
    walk.do("wang", sheet.number, "证实，通知生产部", found, "已证实，待到货")
    story.to(story.again(sheet), "judged")
    settle(walk, sheet.number, "检验合格入库", "wang")


def test_what_the_user_chose_wrongly_is_exchanged(walk: Walk, firm: Cast) -> None:
    number = judged(Walker(firm), "wrong_selection", liability="customer").number
    settle(walk, number, "调换型号", "ye")
