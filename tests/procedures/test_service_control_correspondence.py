"""The window of 服务控制程序 3.1 to 3.3 and 4.1.1 to 4.1.5: calls, letters, questions and news of the market."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from huiyin.kernel import flow, links, policy
from huiyin.kernel.models import Notice, Record, Turn
from tests.cast import Cast
from tests.walker import Walker, adopt_pack


@pytest.fixture
def story(cast: Cast) -> Walker:
    adopt_pack("service-control")
    return Walker(cast)


def opened(story: Walker, what: str, who: str, **data: Any) -> Any:
    return flow.open_record(what, story.cast.persons[who], {"customer": "C001"} | data, at=story.tick())


def fire(story: Walker, record: Any, step: str, who: str, **data: Any) -> Any:
    return flow.fire(record, step, story.cast.persons[who], data, seen=record.version, at=story.tick(), reason="按程序")


@pytest.mark.clause("SC-4.1.1w", "SC-3.1")
def test_the_sales_department_is_the_window(story: Walker) -> None:
    letter = opened(story, "correspondence", "dong", channel="fax", content="询问交期")
    assert letter.unit.window
    assert policy.procedure_of(letter).owner == "service_head"
    assert {turn.role for turn in Turn.objects.filter(record=letter)} == {"service_clerk", "service_head"}


@pytest.mark.clause("SC-4.1.3a", "SC-4.1.3b", "SC-4.1.5a")
def test_letters_are_answered_registered_in_pairs_and_filed(story: Walker) -> None:
    letter = opened(story, "correspondence", "lin", direction="in", channel="letter", content="询问交期")
    letter = fire(story, letter, "judge", "lin", category="inquiry_order", becomes="answer", importance="ordinary")
    assert letter.dues.get(name="answer").amount == "2wd"
    letter = fire(story, letter, "answer", "lin", answer="下周三发货", answer_channel="fax")
    (out,) = links.children(letter)
    pairs = {one.number: (one.direction, one.pair.number) for one in map(story.again, (letter, out))}
    assert pairs == {letter.number: ("in", out.number), out.number: ("out", letter.number)}
    letter = fire(story, letter, "follow_up", "lin", followed_up="用户已收到")
    letter = fire(story, letter, "file", "lin", archive_ref="档 2026-15")
    assert (letter.state, letter.archive_ref) == ("filed", "档 2026-15")
    assert Record.objects.filter(type="correspondence", customer=story.cast.customer).count() == 2


@pytest.mark.clause("SC-4.1.4b")
def test_a_firm_that_is_no_customer_yet_is_in_the_log_too(story: Walker) -> None:
    letter = opened(
        story, "correspondence", "lin", customer="", customer_unknown="展会认识的新用户，尚未建卡", direction="out",
        channel="letter", content="寄样本和报价，邀请来厂",
    )  # fmt: skip
    letter = fire(story, letter, "dispatch", "lin", sent_on="2026-11-20", category="contact", follow_up_on="2026-12-01")
    assert (letter.customer, letter.state) == (None, "tracking")
    assert {due.name for due in letter.dues.filter(settled_at=None)} == {"track", "contact"}


@pytest.mark.clause("SC-4.1.3c")
def test_important_news_reaches_the_leaders(story: Walker) -> None:
    letter = opened(story, "correspondence", "lin", channel="phone", content="对方停线待料")
    letter = fire(story, letter, "judge", "lin", category="complaint_return", becomes="answer", importance="important")
    told = {one.person for one in Notice.objects.filter(record=letter, kind="copy")}
    assert {story.cast.wang, story.cast.ye, story.cast.hu} <= told


@pytest.mark.clause("SC-4.1.1c", "SC-3.2", "SC-3.3")
def test_a_question_is_answered_in_two_days_with_advice_and_method(story: Walker) -> None:
    inquiry = opened(story, "inquiry", "lin", channel="visit", content="如何测圆度，选哪种游隙")
    due = inquiry.dues.get(name="reply")
    assert due.due_at.date() - inquiry.received_at.date() == dt.timedelta(days=2)
    items = [{"kind": "consultation", "what": "游隙选型", "contributor": "TECH"}]
    inquiry = fire(story, inquiry, "analyse", "lin", items=items, departments=["TECH"])
    inquiry = fire(story, inquiry, "consult", "zhao", advice="C3")
    inquiry = fire(story, inquiry, "give_test_method", "qin", test_method="三点法", test_equipment="圆度仪")
    inquiry = fire(story, inquiry, "reply", "lin", reply="选 C3，方法见附件", reply_channel="fax")
    assert inquiry.dues.get(name="reply").outcome == "met"


@pytest.mark.clause("SC-4.1.4a", "SC-3.2")
def test_market_news_is_caught_and_improves_the_design(story: Walker) -> None:
    news = {"kind": "market", "origin": "market_survey", "content": "新能源电机要求绝缘轴承"}
    record = opened(story, "improvement", "lin", **news)
    record = fire(story, record, "analyse", "zhao", key_points="电蚀是主要失效", departments=["TECH"])
    said = {"plan": "开发陶瓷涂层轴承座", "owner": story.cast.tang.pk, "due_on": "2027-03-31"}
    person = story.cast.wang
    record = flow.fire(
        record, "adopt", person, said, seen=record.version, at=story.tick(),
        decided={"capa": {"open": False, "reason": "不涉及不合格"}},
    )  # fmt: skip
    record = fire(story, record, "carry_out", "zhao", done_on="2026-11-20", done_note="图纸下发", changed_ref="BJ-108C")
    assert (record.changed_ref, record.state) == ("BJ-108C", "done")
