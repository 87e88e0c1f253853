"""The rules only correspondence has, each tried through the one door under the generic procedure."""

import datetime as dt

import pytest

from huiyin.kernel import links, passing
from huiyin.kernel.flow import fire, open_record
from huiyin.kernel.models import Notice, Record, Turn
from huiyin.kernel.policy import may, procedure_of
from huiyin.packs.draw import draw
from huiyin.records.correspondence.models import Correspondence
from tests.walker import adopt_pack

DAY = dt.timedelta(days=1)
TOPICS = {
    "product_info": "SS-5.2.1", "inquiry_order": "SS-5.2.2", "complaint_return": "SS-5.2.3", "satisfaction": "SS-5.2.4",
    "law": "SS-5.2.5", "contact": "CS-1.7",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _adopted(cast):
    adopt_pack("generic/1.0", ("correspondence", "complaint", "capa", "service", "requirement", "improvement"))


@pytest.fixture
def letter(cast, at):
    """A fax from Changjiang, registered by Lin."""
    return open_record("correspondence", cast.lin, opening(cast), at=at)


def opening(cast, **more):
    return {
        "direction": "in",
        "customer": cast.customer.pk,
        "channel": "fax",
        "content": "来函询问 MS-25 换脂后的寿命数据",
        "reference": "CJ-FAX-118",
    } | more


def do(record, step, actor, at, reason="", **data):
    return fire(record, step, actor, data, seen=record.version, at=at, reason=reason)


def judged(record, cast, at, **more):
    said = {"category": "product_info", "becomes": "answer", "importance": "ordinary"}
    return do(record, "judge", cast.lin, at, **(said | more))


def answered(record, cast, at, **more):
    return do(record, "answer", cast.lin, at, answer="寿命数据见附件", answer_channel="fax", **more)


@pytest.mark.clause("SC-4.1.3a")
def test_an_answer_registers_its_other_half_and_both_show_it(cast, letter, at):
    record = answered(judged(letter, cast, at), cast, at)
    (sent,) = links.children(record, "correspondence")
    out = Correspondence.objects.get(pk=sent.pk)
    assert (record.pair_id, out.pair_id) == (out.pk, record.pk)
    assert (out.direction, out.channel, out.content, out.customer) == ("out", "fax", "寿命数据见附件", cast.customer)
    assert record.events.get(step="answer").changes["pair"] == ["", out.number]
    out = do(out, "send_and_file", cast.lin, at, sent_on="2026-11-20", archive_ref="F-2026-88")
    assert (out.state, out.milestones["filed"][:10]) == ("filed", "2026-11-20")


@pytest.mark.clause("SC-4.1.3a")
def test_what_came_in_is_not_sent_and_what_goes_out_is_not_judged(cast, letter, at):
    out = open_record("correspondence", cast.lin, opening(cast, direction="out"), at=at)
    refusals = [(letter, "dispatch"), (letter, "send_and_file"), (out, "judge")]
    assert [str(may(cast.lin, record, step, at=at).why) for record, step in refusals] == [
        "This came in; answer it, and send the answer.",
        "This came in; answer it, and send the answer.",
        "This goes out; it is sent, not judged.",
    ]


def test_a_letter_sent_directly_pairs_with_one_of_the_same_customer(cast, letter, at, refused):
    other = cast.customers["C002"].pk
    with refused() as no:
        open_record(
            "correspondence", cast.lin, opening(cast, direction="out", customer=other, pair=letter.number), at=at
        )
    assert no.errors == {"pair": f"{letter.number} is of another customer."}
    for named in (letter.number, letter.pk):  # whoever may not see a letter cannot find out that there is one
        with refused() as no:
            open_record("correspondence", cast.guo, opening(cast, direction="out", pair=named), at=at)
        assert no.errors == {"pair": f"There is no record “{named}”."}
    out = open_record("correspondence", cast.lin, opening(cast, direction="out", pair=letter.number), at=at)
    assert out.pair_id == letter.pk
    assert [(tie.source_id, tie.kind) for tie in out.links_in.all()] == [(letter.pk, "related")]


@pytest.mark.clause("SC-4.1.3a")
def test_it_is_answered_in_time_sooner_when_it_is_important(cast, letter, at):
    record = judged(letter, cast, at, importance="important")
    urgent = record.dues.get(name="answer")
    plain = judged(open_record("correspondence", cast.lin, opening(cast), at=at), cast, at).dues.get(name="answer")
    assert (urgent.amount, plain.amount, urgent.soft) == ("1wd", "2wd", False)
    assert answered(record, cast, at).dues.get(name="answer").outcome == "met"


@pytest.mark.clause("SC-4.1.3c")
def test_what_is_important_goes_to_the_leaders_who_confirm_reading(cast, at):
    record = open_record("correspondence", cast.dong, opening(cast, importance="important"), at=at)
    told = Notice.objects.filter(record=record, kind="copy")
    assert {one.person for one in told} == {cast.wang, cast.ye, cast.hu}
    passing.receipt(told.get(person=cast.hu), cast.hu, at=at + DAY)
    read = record.events.get(kind="read")
    assert (read.actor, read.at) == (cast.hu, at + DAY)
    ordinary = open_record("correspondence", cast.dong, opening(cast, importance="ordinary"), at=at)
    assert not Notice.objects.filter(record=ordinary, kind="copy").exists()


@pytest.mark.clause("SS-5.6.1B", "SC-4.1.1w", "SS-3.1")
def test_any_colleague_files_a_word_and_it_lands_with_the_service_desk(cast, at):
    record = open_record("correspondence", cast.dong, opening(cast), at=at)
    assert (record.opened_by, record.unit.window) == (cast.dong, True)
    assert {turn.role for turn in Turn.objects.filter(record=record)} == {"service_clerk", "service_head"}
    assert may(cast.lin, record, "judge", at=at).ok
    assert not may(cast.dong, record, "judge", at=at).ok


@pytest.mark.clause("SS-5.2.1", "SS-5.2.2", "SS-5.2.3", "SS-5.2.4", "SS-5.2.5", "SS-2", "SS-8")
def test_the_five_topics_of_communication_are_on_the_list(cast, letter, at, refused):
    found = {code: one.clause for code, one in procedure_of(letter).choices["category"].items()}
    assert found == TOPICS
    with refused() as no:
        do(letter, "judge", cast.lin, at, becomes="answer", importance="ordinary")
    assert list(no.errors) == ["category"]


@pytest.mark.clause("SS-5.x", "SS-5.3.4", "SC-4.1.3b")
def test_need_judgement_answer_tracking_and_keeping_leave_their_time_each(cast, letter, at):
    record = judged(letter, cast, at)
    record = answered(record, cast, at + DAY)
    assert not may(cast.lin, record, "file", at=at + DAY).ok
    record = do(record, "follow_up", cast.lin, at + 3 * DAY, followed_up="客户已收到，无疑问")
    assert {due.name for due in record.dues.filter(settled_at=None)} == {"file"}
    record = do(record, "file", cast.lin, at + 4 * DAY, archive_ref="F-2026-88")
    assert {mark: when[:10] for mark, when in record.milestones.items()} == {
        "received": "2026-11-20", "judged": "2026-11-20", "answered": "2026-11-21", "tracked": "2026-11-23",
        "filed": "2026-11-24",
    }  # fmt: skip


@pytest.mark.clause("SS-5.x")
def test_a_missing_step_of_the_cycle_has_a_promise_that_shows_it(cast, letter, at):
    waiting = [{due.name for due in letter.dues.filter(settled_at=None)}]
    record = judged(letter, cast, at)
    waiting.append({due.name for due in record.dues.filter(settled_at=None)})
    record = answered(record, cast, at)
    waiting.append({due.name for due in record.dues.filter(settled_at=None)})
    assert waiting == [{"take_up"}, {"answer"}, {"track"}]


@pytest.mark.clause("SS-5.3.4")
def test_tracking_can_go_back_to_the_answer_in_a_new_round(cast, letter, at):
    record = answered(judged(letter, cast, at), cast, at)
    record = do(record, "again", cast.lin, at + DAY, "客户还要试验曲线", followed_up="数据不够")
    assert (record.state, record.round) == ("judged", 2)
    record = do(record, "answer", cast.lin, at + 2 * DAY, answer="曲线见附件", answer_channel="email")
    first, second = links.children(record, "correspondence")
    assert (record.pair_id, first.pk != second.pk) == (second.pk, True)
    assert [event.step for event in record.events.order_by("seq")] == ["open", "judge", "answer", "again", "answer"]


@pytest.mark.clause("SS-5.5", "SS-5.4", "GS-7.1")
@pytest.mark.parametrize("becomes", ["complaint", "service", "requirement", "improvement"])
def test_a_word_becomes_the_record_it_was_judged_to_be(cast, letter, at, becomes):
    record = judged(letter, cast, at, becomes=becomes)
    (child,) = links.children(record)
    assert (child.type, child.title, child.customer) == (becomes, letter.title, cast.customer)
    record = do(record, "answered_elsewhere", cast.lin, at, reply_reason=f"由 {child.number} 答复")
    verdict = may(cast.lin, record, "follow_up", at=at)
    assert [(str(one.text), one.number) for one in verdict.blockers] == [
        (f"{child.number} is not closed yet.", child.number)
    ]


def test_each_way_a_word_may_go_is_offered_as_a_choice(letter):
    procedure = procedure_of(letter)
    raised = [(rule.type, rule.rule, rule.codes) for rule in procedure.flow.steps["judge"].raises]
    wanted = list(procedure.choices["becomes"])[1:]
    assert raised == [(name, "per", (name,)) for name in wanted]


@pytest.mark.clause("SS-3.2")
def test_departments_that_assist_speak_before_the_answer(cast, letter, at):
    record = judged(letter, cast, at, departments=["TECH"])
    assert [str(one.text) for one in may(cast.lin, record, "answer", at=at).blockers] == [
        "技术部 has not said anything yet."
    ]
    record = do(record, "assist", cast.tang, at, contributions=[{"what": "寿命 8000 h"}])
    assert may(cast.lin, record, "answer", at=at).ok


@pytest.mark.clause("SS-5.3.3A")
def test_talks_are_shared_with_the_units_chosen(cast, letter, at):
    record = judged(letter, cast, at, shared_units=["PROD"])
    assert {one.person for one in Notice.objects.filter(record=record, kind="copy")} == {cast.dong}
    record = do(record, "share", cast.lin, at, shared_units=["TECH"])
    assert {one.person for one in Notice.objects.filter(record=record, kind="copy")} == {cast.dong, cast.tang}


@pytest.mark.clause("SS-5.3.2B", "SS-5.3.3B")
def test_product_information_goes_out_by_its_channels_and_is_tracked(cast, at):
    out = open_record("correspondence", cast.lin, opening(cast, direction="out", channel="print"), at=at)
    channels = procedure_of(out).choices["channel"]
    assert [code for code, one in channels.items() if one.clause == "SS-5.3.2B"] == ["web", "advert", "print"]
    out = do(out, "dispatch", cast.lin, at, sent_on="2026-11-20", category="product_info", follow_up_on="2026-12-01")
    assert (out.direction, out.state) == ("out", "tracking")
    assert {due.name for due in out.dues.filter(settled_at=None)} == {"track", "contact"}


@pytest.mark.clause("SS-5.1", "SS-8", "SS-3.1")
def test_the_chart_names_who_is_responsible_for_each_step(letter):
    procedure = procedure_of(letter)
    chart = draw(procedure, language="zh-hans")
    assert procedure.owner == "service_head"
    for step in procedure.flow.steps.values():
        assert step.label.zh in chart
        assert any(procedure.roles[role].label.zh in chart for role in step.roles)


@pytest.mark.clause("SS-5.3.5", "SC-4.1.3b")
def test_it_is_kept_for_one_year_after_filing(letter):
    keep = procedure_of(letter).keep
    assert (keep.years, keep.since, keep.clause) == (1, "filed", "SS-5.3.5")


@pytest.mark.clause("CS-1.7", "WR-17", "GS-6.2", "SC-4.1.4b", "SC-4.1.5a")
def test_regular_contact_is_a_duty_and_every_word_is_in_the_customers_log(cast, letter, at):
    (duty,) = procedure_of(letter).duties
    assert (duty.type, duty.every, duty.at_least) == ("correspondence", "6mo", True)
    open_record("correspondence", cast.lin, opening(cast, direction="out", channel="phone"), at=at + DAY)
    log = Record.objects.filter(type="correspondence", customer=cast.customer).order_by("received_at")
    assert [record.received_at for record in log] == [at, at + DAY]


@pytest.mark.clause("WR-12", "GS-7.1", "CS-1.7")
def test_opinions_are_asked_for_and_what_comes_back_is_worked_on(cast, at):
    asked = opening(cast, direction="out", channel="email", content="请谈谈对包装和交付的意见")
    out = open_record("correspondence", cast.lin, asked, at=at)
    out = do(out, "dispatch", cast.lin, at, sent_on="2026-11-20", category="satisfaction")
    back = open_record("correspondence", cast.lin, opening(cast, content="托盘太高，叉车难取", pair=out.number), at=at)
    back = judged(back, cast, at, category="satisfaction", becomes="improvement")
    (idea,) = links.children(back)
    assert (idea.type, idea.improvement.content, back.pair_id) == ("improvement", "托盘太高，叉车难取", out.pk)
    assert [tie.target_id for tie in out.links_out.all()] == [back.pk]
