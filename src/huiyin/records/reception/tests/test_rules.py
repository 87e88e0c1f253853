"""The rules only a reception has, tried through the one door under the generic procedure."""

import datetime as dt

import pytest
from django.utils import timezone

from huiyin.kernel import amend, flow, policy, registry, watch
from huiyin.kernel.models import Due, Notice, Record, Turn
from huiyin.kernel.signing import changed_since, content_of
from huiyin.records.reception.models import FollowUp, Preparation, Question, Visitor
from huiyin.records.reception.tests.guests import BOOKED, MINUTE, TOPICS, booking, following, left, ready
from tests.cast import AT


@pytest.mark.clause("RC-1", "RC-3.1a", "RC-3.1b")
def test_a_booking_is_recorded_at_once_with_its_number_time_and_host(book, cast, refused):
    record = flow.open_record("reception", cast.lin, booking(), at=AT, received_at=AT - 4 * MINUTE)
    assert (record.number, record.booked_for, record.host, record.channel) == (
        "JD2026-0001",
        BOOKED,
        cast.zhao,
        "phone",
    )
    noted = next(one for one in registry.get("reception").register if one.name == "noted_after")
    assert noted.value(record) == 4  # the call at 8:56, written down at 9:00
    for name in ("host", "booked_for", "channel"):
        with refused() as no:
            book(**{name: ""})
        assert list(no.errors) == [name]
    with refused() as no:
        book(booked_for=AT - dt.timedelta(days=365))
    assert no.errors == {"booked_for": "The booked time lies before the booking itself."}


@pytest.mark.clause("RC-3.1b", "ER-2")
def test_the_visit_stands_on_the_hosts_desk_and_the_host_acts_on_it(book, cast, do):
    record = book(host="tang")  # a head of department who holds no service role
    assert (record.holder, record.visitor) == (cast.tang, "周敏")
    assert list(
        Turn.objects.filter(record_id=record.pk, step="announce").values_list("person__username", flat=True)
    ) == ["tang"]
    assert Notice.objects.get(kind="handed").person == cast.tang
    assert policy.may(cast.tang, record, "announce", at=AT).ok
    moved = do(record, "rebook", who="wang", reason="客户改期", booked_for=BOOKED + dt.timedelta(days=1), host="zhao")
    assert moved.holder == cast.zhao
    assert not policy.may(cast.tang, moved, "announce", at=AT).ok


@pytest.mark.clause("RC-2")
def test_kinds_of_reception(book, refused):
    procedure = policy.procedure_of(book())
    assert list(procedure.choices["kind"]) == ["visit", "negotiation", "meeting", "other"]
    with refused() as no:
        book(kind="party")
    assert list(no.errors) == ["kind"]


@pytest.mark.clause("RC-3.2")
def test_name_title_and_purpose_are_known_before_the_talk(book, do, refused):
    with refused() as no:
        book(purpose="")
    assert list(no.errors) == ["purpose"]
    record = do(book(visitors=[{"name": "周敏"}]), "check_in", at=BOOKED)
    with refused() as no:
        do(record, "begin", at=BOOKED)
    assert no.errors == {"visitors.title": "The title of 周敏 is missing."}
    row = Visitor.objects.get(record_id=record.pk)
    begun = do(record, "begin", at=BOOKED, visitors=[{"id": row.pk, "name": "周敏", "title": "质量经理"}])
    assert begun.state == "served"
    nobody = do(book(visitors=[], contact=""), "check_in", at=BOOKED, visitor="不详")
    with refused() as no:
        do(nobody, "begin", at=BOOKED)
    assert list(no.errors) == ["visitors"]


@pytest.mark.clause("RC-3.3a", "RC-3.3b", "ER-1")
def test_the_checklist_is_laid_out_and_ticked_with_who_and_when(approved, cast, do, refused):
    rows = list(Preparation.objects.filter(record_id=approved.pk))
    assert {"seats", "water", "washroom", "documents", "data", "cards", "souvenirs", "front_desk"} < {
        row.item for row in rows
    }
    at = BOOKED - dt.timedelta(hours=1)
    record = do(approved, "prepare", who="fan", at=at, preparations=[{"id": row.pk, "ready": True} for row in rows[1:]])
    ticked = Preparation.objects.get(pk=rows[1].pk)
    assert (ticked.done_by, ticked.done_at) == (cast.fan, at)
    assert {"id": ticked.pk, "done_at": [None, at.astimezone(dt.UTC).isoformat()],
            "done_by": [None, {"id": cast.fan.pk, "text": "范晴"}]} in (
        record.events.get(step="prepare").changes["preparations"]["changed"]
    )  # fmt: skip
    record = do(record, "check_in", at=BOOKED)
    with refused() as no:
        do(record, "begin", at=BOOKED)
    assert no.errors == {"preparations": "“Room cleaned and tidied” is neither ready nor said to be needless."}
    told = do(record, "begin", at=BOOKED, preparations=[{"id": rows[0].pk, "skipped": "在客户食堂会面"}])
    assert told.state == "served"


def test_ticking_what_is_ready_breaks_no_signature_given_before(approved, cast, do):
    asked = do(approved, "plan_tour", tour_areas="装配线")
    signed = flow.sign(asked, cast.yu, seen=asked.version, at=AT + 3 * MINUTE, method="password")
    permitted = signed.signatures.get(step="plan_tour")
    assert changed_since(permitted, content_of(ready(signed, do))) == []
    Preparation.objects.filter(record_id=signed.pk, item="tidy").update(item="water")
    assert changed_since(permitted, content_of(signed)) == ["preparations"]


@pytest.mark.clause("RC-3.4a")
def test_the_host_is_reminded_and_noted_fifteen_minutes_before(approved, cast, do):
    due = approved.dues.get(name="host_arrival")
    assert due.due_at == BOOKED - 15 * MINUTE
    watch.look(BOOKED - 45 * MINUTE)
    told = Notice.objects.filter(record_id=approved.pk, kind="warned").values_list("person__username", flat=True)
    assert list(told) == ["zhao"]
    record = do(approved, "be_ready", who="zhao", at=BOOKED - 16 * MINUTE)
    assert record.host_at == BOOKED - 16 * MINUTE
    due.refresh_from_db()
    assert (due.outcome, due.settled_at) == ("met", BOOKED - 16 * MINUTE)


@pytest.mark.clause("BS-1", "GS-1.1", "RC-3.4b", "RC-3.5a")
def test_arrived_served_left_each_with_its_hour(approved, do):
    record = ready(approved, do)
    states = [record.state]
    record = do(record, "check_in", at=BOOKED - 10 * MINUTE)
    states.append(record.state)
    record = do(record, "begin", at=BOOKED + 2 * MINUTE, welcome_note="引座上茶，询问所需", requirements="想看检测能力")
    states.append(record.state)
    record = do(record, "introduce", at=BOOKED + 30 * MINUTE, topics=TOPICS, material="样本册 2 份")
    record = left(record, do)
    states.append(record.state)
    assert states == ["approved", "arrived", "served", "left"]
    assert (record.arrived_at, record.began_at, record.left_at, record.waited) == (
        BOOKED - 10 * MINUTE, BOOKED + 2 * MINUTE, BOOKED + dt.timedelta(hours=2), 12,
    )  # fmt: skip
    assert set(record.milestones) == {"received", "arrived", "served", "left"}
    talk = record.dues.get(name="talk")
    assert (talk.due_at, talk.settled_at) == (BOOKED, BOOKED + 2 * MINUTE)  # two minutes late, and seen to be
    assert (record.welcome_note, record.requirements, record.material) == (
        "引座上茶，询问所需",
        "想看检测能力",
        "样本册 2 份",
    )


@pytest.mark.clause("GS-1.2")
def test_needs_are_asked_for_at_the_booking_and_at_the_talk(book):
    record = book(requirements="需要轴承座的尺寸报告")
    flow_of = policy.procedure_of(record).flow
    assert record.requirements == "需要轴承座的尺寸报告"
    assert [name for name, one in flow_of.steps.items() if "requirements" in one.asks] == [
        "announce",
        "begin",
        "take_down",
    ]


@pytest.mark.clause("SM-5.3c")
def test_all_topics_are_introduced_or_it_is_said_why_not(served, do, refused):
    with refused() as no:
        do(served, "see_off", at=BOOKED + MINUTE, farewell="致谢", topics=TOPICS[:-1])
    assert no.errors == {"topics": "Not introduced: People. Tick them, or write in the note why they were left out."}
    gone = do(
        served, "see_off", at=BOOKED + MINUTE, farewell="致谢", topics=TOPICS[:-1], topics_note="时间不足，已附资料"
    )
    assert gone.topics == TOPICS[:-1]


@pytest.mark.clause("SC-4.1.2-3")
def test_no_tour_before_the_deputy_manager_signed(served, cast, do, refused):
    with refused() as no:
        do(served, "tour", at=BOOKED + MINUTE, tour_note="参观装配线")
    assert no.why == "The shop floor may not be shown yet: ask for permission first."
    asked = do(served, "ask_tour", at=BOOKED + 2 * MINUTE, tour_areas="装配线、计量室")
    assert (asked.awaiting, asked.tour_permitted_at) == ("ask_tour", None)
    with refused():
        flow.sign(asked, cast.hu, seen=asked.version, at=BOOKED + 3 * MINUTE, method="password")
    signed = flow.sign(asked, cast.yu, seen=asked.version, at=BOOKED + 4 * MINUTE, method="password")
    assert signed.tour_permitted_at == BOOKED + 4 * MINUTE
    assert do(signed, "tour", at=BOOKED + 5 * MINUTE, tour_note="参观装配线").tour_note == "参观装配线"


def test_a_tour_the_deputy_manager_declines_stays_shut(served, cast, do):
    asked = do(served, "ask_tour", at=BOOKED + 2 * MINUTE, tour_areas="热处理车间")
    back = flow.sign(
        asked, cast.yu, seen=asked.version, at=BOOKED + 3 * MINUTE, method="password", verdict="refused", reason="保密"
    )
    assert back.tour_permitted_at is None
    assert policy.may(cast.lin, back, "tour", at=BOOKED + 4 * MINUTE).blockers[0].clause == "SC-4.1.2-3"


@pytest.mark.clause("SM-5.3d", "SM-5.3e", "SC-4.1.1b")
def test_each_question_becomes_an_action_or_a_record_of_its_own(served, cast, do, refused):
    record = do(served, "take_down", at=BOOKED + MINUTE, questions=[{"what": "轴承座何时换新模具"}])
    record = left(record, do, questions=[
        {"what": "上批 12 件内孔偏大", "becomes": "complaint"}, {"what": "包装能否改纸箱", "becomes": "feedback"},
        {"what": "能否提供 6205 报价", "becomes": "inquiry"}, {"what": "付款方式", "becomes": "answered"},
    ])  # fmt: skip
    at = BOOKED + dt.timedelta(hours=3)
    rows = {row.what: row for row in Question.objects.filter(record_id=record.pk)}
    with refused() as no:
        do(record, "place", at=at)
    assert no.errors == {"questions.becomes": "Say what becomes of “轴承座何时换新模具”."}
    mould = rows["轴承座何时换新模具"]
    with refused() as no:
        do(record, "place", at=at, questions=[{"id": mould.pk, "becomes": "action"}])
    assert set(no.errors) == {"questions.owner", "questions.due_on"}
    fate = {"id": mould.pk, "becomes": "action", "owner": "dong", "due_on": "2026-12-10"}
    record = do(record, "place", at=at, questions=[fate])
    raised = {row.becomes: row.raised for row in Question.objects.filter(record_id=record.pk) if row.raised_id}
    assert {name: one.type for name, one in raised.items()} == {
        "complaint": "complaint", "feedback": "feedback", "inquiry": "inquiry",
    }  # fmt: skip
    complaint = registry.whole(raised["complaint"])
    assert (complaint.what_happened, complaint.customer) == ("上批 12 件内孔偏大", cast.customer)
    answered = Question.objects.get(what="付款方式")
    assert (answered.status, answered.done_on) == ("done", timezone.localtime(at).date())  # on the spot
    again = do(record, "place", at=at + MINUTE)
    assert Record.objects.filter(links_in__source_id=again.pk).count() == 3  # nothing is raised twice


@pytest.mark.clause("SC-4.1.1c", "FN-2b")
def test_the_visitor_is_answered_within_two_days(served, do, refused):
    record = left(served, do)
    gone = BOOKED + dt.timedelta(hours=2)
    due = record.dues.get(name="reply")
    days = timezone.localtime(due.due_at).date() - timezone.localtime(gone).date()
    assert (due.amount, days.days) == ("2d", 2)
    with refused() as no:
        do(record, "reply", at=gone + MINUTE, reply="报告已寄")
    assert list(no.errors) == ["reply_channel"]
    record = do(record, "reply", at=gone + MINUTE, reply="报告已寄", reply_channel="fax")
    due.refresh_from_db()
    assert (record.replied_at, record.reply_channel, due.outcome) == (gone + MINUTE, "fax", "met")
    assert record.events.get(step="reply").facts["clocks_met"] == [
        {"name": "reply", "due": due.due_at.isoformat(), "kept": True}
    ]


@pytest.mark.clause("RC-6", "RC-3.5b", "RC-3.5c", "SM-5.3f", "RC-4.1", "RC-4.2", "RC-4.3", "RC-4.4", "GS-8.1")
def test_it_closes_only_when_all_is_settled_and_evaluated(served, cast, do, refused):
    at = BOOKED + dt.timedelta(days=1)
    record = following(served, do, follow_ups=[{"what": "寄送样品"}, {"what": "报价"}])
    assert (record.cooperation_plan, record.farewell) == ("年度框架协议草案", "送至大门并致谢")
    with refused() as no:
        do(record, "file", who="wang", at=at, custodian="SALES")
    blockers = policy.may(cast.wang, record, "file", at=at).blockers
    assert [str(one.text) for one in blockers] == [
        "“寄送样品” is neither done nor waived.", "“报价” is neither done nor waived.",
        "The reception has not been evaluated yet.",
    ]  # fmt: skip
    first, second = FollowUp.objects.filter(record_id=record.pk)
    with refused() as no:
        do(record, "follow_up", at=at, follow_ups=[{"id": second.pk, "what": "报价", "status": "waived"}])
    assert no.errors == {"follow_ups.result": "Say why “报价” is waived."}
    rows = [
        {"id": first.pk, "done_on": "2026-11-24"},
        {"id": second.pk, "status": "waived", "result": "客户改为明年询价"},
    ]
    record = do(record, "follow_up", at=at, follow_ups=rows)
    first.refresh_from_db()
    assert first.status == "done"
    with refused() as no:
        do(record, "evaluate", who="wang", at=at, attitude="5", knowledge="4", appearance="5")
    assert list(no.errors) == ["etiquette"]
    scores = {"attitude": "5", "knowledge": "4", "appearance": "5", "etiquette": "4"}
    record = do(record, "evaluate", who="wang", at=at, opinion="满意", **scores)
    with refused() as no:
        do(record, "file", who="wang", at=at)
    assert list(no.errors) == ["custodian"]
    filed = do(record, "file", who="wang", at=at, custodian="SALES")
    assert (filed.phase, filed.custodian, filed.kept_until) == ("done", cast.units["SALES"], dt.date(2031, 11, 24))
    assert not Due.objects.filter(record_id=filed.pk, settled_at=None).exists()
    assert all(not policy.may(one, filed, step, at=at).ok
               for one in cast.persons.values() for step in policy.procedure_of(filed).flow.steps)  # fmt: skip


@pytest.mark.clause("RC-5")
def test_a_correction_keeps_the_old_words_with_author_and_hour(book, cast):
    record = book()
    event = record.events.get(kind="opened")
    assert (event.actor, event.at, event.changes["purpose"]) == (cast.lin, AT, ["", "确认轴承座整改"])
    at = AT + 5 * MINUTE
    amend.correct(record, cast.wang, {"purpose": "确认整改并洽谈新品"}, "来电补充", seen=record.version, at=at)
    mended = record.events.get(kind="corrected")
    assert (mended.actor, mended.at, mended.reason) == (cast.wang, at, "来电补充")
    assert mended.changes["purpose"] == ["确认轴承座整改", "确认整改并洽谈新品"]


@pytest.mark.clause("SM-5.3a")
def test_either_of_two_approves_and_then_administration_is_told(book, cast, do):
    for who in ("ye", "hu"):
        record = do(book(), "announce", announcement="座谈", departments=["TECH"])
        assert (record.awaiting, record.state) == ("announce", "booked")
        assert not Notice.objects.filter(record_id=record.pk, kind="copy").exists()
        signed = flow.sign(record, cast.persons[who], seen=record.version, at=AT + 2 * MINUTE, method="password")
        told = Notice.objects.filter(record_id=record.pk, kind="copy").values_list("person__username", flat=True)
        assert (signed.state, set(told)) == ("approved", {"fan", "tang"})
