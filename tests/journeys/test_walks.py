"""One matter from the first call to the last signature, under each shipped rulebook, with each kind of hand.

The general manager and whoever else puts her name to something always does so on a phone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.cast import make_cast
from tests.journeys.walks import HANDS, Walk, day
from tests.walker import adopt_pack

pytestmark = pytest.mark.django_db(transaction=True)
Firm = Callable[[str], None]


@pytest.fixture(params=sorted(HANDS))
def walk(request: pytest.FixtureRequest, browser: Browser, live_server) -> Iterator[Walk]:
    """Everybody at her screen; afterwards nothing may have broken on the way."""
    made = Walk(browser, live_server.url, request.param)
    yield made
    made.close()
    assert made.broken == []


@pytest.fixture
def firm(transactional_db: None) -> Firm:
    """The cast's firm under one rulebook."""

    def under(pack: str) -> None:
        make_cast()
        adopt_pack(pack)

    return under


# --- customer quality feedback: two rounds, and a complaint that grows out of it ------------------------------------
def test_a_feedback_that_grows_and_comes_round_again(walk: Walk, firm: Firm) -> None:
    firm("quality-feedback")
    number = walk.register("lin", "客户质量信息反馈", {
        "客户名称": "长江", "主题": "线盘外观划伤", "受理渠道": "电话", "批号": "L20261105",
        "内容及要求": "线盘外观划伤 12 盘，要求更换",
    })  # fmt: skip
    walk.why("lin", number, "1 个工作小时")
    walk.do("lin", number, "立即报告主管", then="已报告主管")
    walk.do("wang", number, "初步判断", {
        "初判类别": "a 质量不良", "程度": "严重", "与客户沟通、安抚": "已致电说明并致歉", "应急对策": "隔离同批库存",
        "是否开具客户投诉？": "是，开具",
    }, "已初步判断")  # fmt: skip
    walk.do("lin", number, "填表送相关部门", {
        "类别": "a 质量不良", "事项": "严重外观不良", "处理部门": ["生产部", "技术部"],
    }, "部门采取对策")  # fmt: skip
    walk.read_copy("hu", number)
    walk.beside("tang", number, "转办", {"转给谁": "赵明", "原因": "今日外出走访"})
    a_complaint_is_answered_and_closed(walk, "TS2026-0001")
    for who in ("dong", "zhao"):
        walk.do(who, number, "填写部门对策", {"处理对策": [{"对策": "更换收线导轮", "计划完成日期": day(5)}]})
    walk.do("lin", number, "对策完成", {"处理对策完成时间": day()}, "对策已完成")
    walk.do("lin", number, "初步效果评估", {"效果评估": "无效", "客户满意情况": "不满意"}, "已效果评估")
    walk.do("wang", number, "效果不佳，重新采取对策", {"原因": "新批仍有划伤"}, "部门采取对策")
    for who in ("dong", "zhao"):
        walk.do(who, number, "填写部门对策", {"处理对策": [{"对策": "加装导轮护套", "计划完成日期": day(9)}]})
    walk.do("lin", number, "对策完成", {"处理对策完成时间": day()}, "对策已完成")
    walk.do("lin", number, "初步效果评估", {"效果评估": "有效", "客户满意情况": "满意"}, "已效果评估")
    walk.do("wang", number, "最终评定", {"评定结论": "认可", "最终评定": "对策有效，客户认可"}, "完结")
    walk.trail("sun", number, "接到反馈", "转办", "今日外出走访", "新批仍有划伤", "最终评定", "已阅")


def a_complaint_is_answered_and_closed(walk: Walk, number: str) -> None:
    """Class A: the answer needs a second name."""
    walk.do("lin", number, "发出投诉通报书", {
        "受理渠道": "电话", "投诉类别": "外观", "严重程度": "A 批量或索赔", "责任部门": ["生产部"],
    }, "已通报")  # fmt: skip
    walk.do("chen", number, "受理调查", {"遏制措施": "停发同批，现场挑选"}, "质控部调查")
    walk.do("dong", number, "部门提出措施", {"纠正预防措施": [
        {"对策": "更换收线导轮并点检", "责任人": "董伟", "计划完成日期": day(3)},
    ]})  # fmt: skip
    walk.do("chen", number, "确定原因与措施", {
        "原因调查": "收线导轮磨损，点检周期过长", "是否有理": "成立", "是否开具纠正及预防措施报告？": "否，不需要",
        "不开具纠正及预防措施报告的理由": "单一原因，措施已明确",
    }, "原因与措施已定")  # fmt: skip
    walk.do("lin", number, "答复客户", {"答复客户": "已更换导轮，补发 12 盘"}, "原因与措施已定")
    walk.sign("chen", number, "答复客户", "已答复，措施实施中")
    walk.do("dong", number, "填写完成情况", {"纠正预防措施": [{"完成日期": day()}]})
    walk.do("chen", number, "确认有效，完结", {"效果确认": "连续三批无划伤", "验证日期": day()}, "完结")


# --- complaints with an action report beside them ------------------------------------------------------------------
def test_a_complaint_any_department_took_and_its_action_report(walk: Walk, firm: Firm) -> None:
    firm("complaint-handling")
    number = walk.register("dong", "客户投诉", {
        "客户不详的原因": "来电自称长江汽车", "报告部门": "生产部", "受理渠道": "电话受理", "主题": "机械密封泄漏",
        "投诉内容": "装机 20 台有 3 台渗漏，要求换货",
    })  # fmt: skip
    walk.do("lin", number, "登记并分类", {
        "客户名称": "cjqc", "内容分类": "产品质量", "受理渠道": "电话受理", "处理方式": "即时处理",
        "一般／特殊": "一般处理",
    }, "已登记")  # fmt: skip
    walk.why("lin", number, "5 个工作日")
    walk.beside("lin", number, "转办", {"转给谁": "王建国", "原因": "本周在外培训"})
    walk.do("wang", number, "组织原因分析", {"责任部门": ["生产部"], "遏制措施": "停发同批"}, "原因分析")
    walk.read_copy("dong", number)
    walk.do("dong", number, "提出改善对策", {"改善对策": [{"对策": "压装加导向套", "计划完成日期": day(5)}]})
    walk.do("wang", number, "确定原因与对策", {"原因分析": "压装偏斜，动环磕边", "是否有理": "有理投诉"}, "对策已定")
    walk.do("wang", number, "回复客户", {"是否需要回复": True, "答复客户": "已换货，压装工装改进"}, "对策落实中")
    walk.do("dong", number, "填写完成情况", {"改善对策": [{"完成日期": day()}]})
    an_action_report_is_closed(walk, "JZ2026-0001")
    walk.do("wang", number, "验证有效", {"措施验证": "跟踪 30 台无渗漏", "验证日期": day()}, "验证有效")
    walk.do("wang", number, "结案", then="结案")
    walk.trail("sun", number, "转交客户服务中心", "转办", "已阅", "结案")


def an_action_report_is_closed(walk: Walk, number: str) -> None:
    """The report that registering issued, ineffective once."""
    walk.do("lin", number, "组织原因分析", {"责任部门": ["生产部"]}, "原因分析")
    for measure, result in (("压装加导向套", "无效，重新制定对策"), ("导向套加长并点检", "验证有效，结案")):
        walk.do("dong", number, "提出改善对策", {"改善对策": [
            {"措施类型": "纠正措施", "措施内容": measure, "责任人": "董伟", "计划完成日期": day(5)},
        ]})  # fmt: skip
        walk.do("lin", number, "确定原因与对策", {"原因分析": "压装无导向，动环磕边"}, "对策落实中")
        walk.do("dong", number, "填写完成情况", {"改善对策": [{"完成日期": day()}]})
        walk.do("lin", number, "对策完成，转验证", then="措施验证")
        said = {"措施验证": f"现场核对：{measure}", "验证日期": day()}
        walk.do("lin", number, result, said | ({"原因": "仍有 1 台渗漏"} if "无效" in result else {}))


# --- a firm without a text of its own ------------------------------------------------------------------------------
def test_a_complaint_whose_answer_the_general_manager_signs(walk: Walk, firm: Firm) -> None:
    firm("generic/1.0")
    number = walk.register("lin", "客户投诉", {
        "客户": "长江", "主题": "轴承座内孔超差", "投诉内容": "BJ-108 内孔超差 0.03，压装后松动", "受理渠道": "电话",
    })  # fmt: skip
    walk.why("lin", number, "24")
    walk.do("lin", number, "告知客户已收到", then="已告知收到")
    walk.beside("lin", number, "转办", {"转给谁": "王建国", "原因": "交接班"})
    walk.do("wang", number, "首次联系，初步评价", {
        "投诉类别": "产品质量", "严重度": "B 一般", "紧急程度": "一般", "责任部门": ["生产部"],
    }, "调查分析中")  # fmt: skip
    walk.read_copy("dong", number)
    for round_, measure in enumerate(("修磨刀补并首检", "换刀频次减半，加过程检")):
        if not round_:
            walk.do("chen", number, "采取临时措施", {"临时措施": "停发同批，库存全检"}, "调查分析中")
        walk.do("dong", number, "部门提出对策", {"处理对策": [
            {"对策": measure, "责任人": "董伟", "计划完成日期": day(5)},
        ]})  # fmt: skip
        walk.do("chen", number, "确定原因与对策", {"原因分析": "刀具磨损，首检未覆盖", "是否有理": "成立"}, "对策已定")
        walk.do("wang", number, "答复客户", {"需要答复": True, "答复客户": f"措施：{measure}"}, "对策已定")
        walk.sign("hu", number, "答复客户", "已答复，措施实施中")
        walk.do("dong", number, "填写完成情况", {"处理对策": [{"完成日期": day()}]})
        if not round_:
            said = {"措施验证": "第二批仍超差", "验证日期": day(), "原因": "措施未消除原因"}
            walk.do("chen", number, "无效，重新制定对策", said, "调查分析中")
    walk.do("chen", number, "验证有效", {"措施验证": "连续五批合格", "验证日期": day()}, "验证有效")
    walk.do("wang", number, "结案", then="结案")
    walk.trail("sun", number, "告知客户已收到", "转办", "无效，重新制定对策", "已阅", "结案")
