"""What a clause is shown by: one small story for each kind of evidence, on either database."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from huiyin.kernel import amend, attachments, extending, passing, registry
from huiyin.kernel.evidence import cases, digests, numbers
from huiyin.kernel.evidence.gather import gather
from huiyin.kernel.evidence.period import BadPeriod, Period, named, period
from huiyin.kernel.evidence.scope import EXCEPTIONS, Figures
from huiyin.kernel.evidence.words import name, standing_words
from huiyin.kernel.models import Notice, Occurrence, Record, Signature
from huiyin.kernel.tests.audited import NOW, TEXT, YEAR, House, local
from huiyin.people.memory import remembering
from tests.cast import Cast

pytestmark = pytest.mark.clause("C-18")


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.fixture
def house(cast: Cast) -> House:
    return House(cast)


def reasons(house: House, clause: str, kind: str, *verdicts: str) -> list[tuple[str, str, str]]:
    found = house.evidence(clause)
    standing = next(one for one in found.entry(clause).standings if one.kind == kind)
    listed = cases.cases(found.scope, standing, verdicts or EXCEPTIONS)
    return [(one.record.number if one.record else "", one.verdict, one.reason) for one in listed]


# --- periods ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("year", "2026-01-01", "2026-12-31"),
        ("last-year", "2025-01-01", "2025-12-31"),
        ("quarter", "2026-10-01", "2026-12-31"),
        ("last-quarter", "2026-07-01", "2026-09-30"),
        ("half", "2026-07-01", "2026-12-31"),
        ("last-half", "2026-01-01", "2026-06-30"),
    ],
)
def test_named_periods_are_whole_local_days(asked: str, first: str, last: str) -> None:
    found = named(asked, dt.date(2026, 11, 20))
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)
    assert found.since == local(f"{first}T00:00")
    assert found.until == local(f"{last}T00:00") + dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("decade", "", ""), ("", "2026-02-30", ""), ("", "2026-05-01", "2026-04-01"), ("", "0001-01-01", "0001-01-02")],
)
def test_what_is_no_period_is_answered_with_a_sentence(asked: str, first: str, last: str) -> None:
    with pytest.raises(BadPeriod) as no:
        period(asked, first, last, today=dt.date(2026, 11, 20))
    assert str(no.value)


def test_the_ends_of_a_period_belong_to_it_by_the_firms_clock(house: House) -> None:
    house.open("2026-01-01T00:00")
    house.open("2026-03-31T23:59")
    house.open("2026-04-01T00:00")
    quarter = Period(dt.date(2026, 1, 1), dt.date(2026, 3, 31))
    assert house.evidence(period=quarter, at=local("2026-05-01T09:00")).records == 2


# --- clocks -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def answers(house: House) -> dict[str, Any]:
    """Met in time, met late, met by a later date, open in time, open and late, dropped."""
    made = {"met": house.settled("2026-11-02T09:00", "2026-11-04T10:00")}
    made["late"] = house.settled("2026-11-02T09:00", "2026-11-09T10:00")
    record = house.analyse(house.open("2026-11-02T09:00"), "2026-11-03T09:00")
    record = extending.extend(
        record, "answer", house.cast.wang, until=local("2026-11-10T17:00"), reason="等客户样品", seen=record.version,
        at=local("2026-11-04T09:00"),
    )  # fmt: skip
    made["extended"] = house.sign(house.answer(record, "2026-11-09T10:00"), "2026-11-09T11:00")
    made["open"] = house.open("2026-11-19T09:00")
    made["overdue"] = house.open("2026-11-02T09:00")
    made["dropped"] = house.fire(house.open("2026-11-02T09:00"), "dismiss", "2026-11-03T09:00", reason="不是我们的产品")
    return made


def test_a_clock_is_kept_only_by_its_first_date(house: House, answers: dict[str, Any]) -> None:
    verdicts = ("kept", "late", "extended", "open", "overdue", "dropped")
    assert house.counts("QP-2", "clock") == dict.fromkeys(verdicts, 1)
    figures = house.evidence("QP-2").entry("QP-2").measured[0].figures
    assert figures is not None
    assert (figures.governed, figures.kept, figures.exceptions, figures.not_yet, figures.apart) == (6, 1, 3, 1, 1)


def test_exceptions_of_a_clock_say_by_how_much_working_time_and_why(house: House, answers: dict[str, Any]) -> None:
    found = {verdict: (number, said) for number, verdict, said in reasons(house, "QP-2", "clock")}
    assert set(found) == {"late", "overdue", "dropped"}
    assert found["late"] == (
        answers["late"].number,
        "Promised for 2026-11-05 Thu 17:30, met 2026-11-09 Mon 10:00: 1 working day 1 hour overdue. "
        "“Answer the customer” by 林晓.",
    )
    assert found["overdue"][1] == "Promised for 2026-11-05 Thu 17:30 and still open: 10 working days overdue."
    assert found["dropped"][1].endswith("“Dismiss” by 林晓. Reason: 不是我们的产品")
    ((number, _verdict, said),) = reasons(house, "QP-2", "clock", "extended")
    assert number == answers["extended"].number
    assert "A later date, 2026-11-10 Tue 17:00, was granted by 王建国: 等客户样品." in said


def test_a_void_record_breaks_no_promise(house: House) -> None:
    record = house.open("2026-11-02T09:00")
    amend.void(record, house.cast.wang, "重复登记", seen=record.version, at=local("2026-11-03T09:00"))
    assert house.counts("QP-2", "clock") == {"void": 1}


# --- steps and fields -------------------------------------------------------------------------------------------------


def test_a_step_is_kept_left_another_way_or_not_yet_taken(house: House) -> None:
    house.settled("2026-11-02T09:00", "2026-11-04T10:00")
    house.open("2026-11-19T09:00")
    left = house.fire(house.open("2026-11-02T09:00"), "dismiss", "2026-11-03T09:00", reason="不是我们的产品")
    assert house.counts("QP-3", "step") == {"kept": 1, "open": 1, "another": 1}
    assert house.counts("QP-1", "opening") == {"kept": 3}
    assert reasons(house, "QP-3", "step", "another") == [
        (left.number, "another", "“Dismiss” by 林晓. Reason: 不是我们的产品")
    ]


def test_a_step_no_way_leads_round_is_an_exception_when_it_is_missing(house: House) -> None:
    record = house.open("2026-11-02T09:00")
    text = TEXT.replace('from = "received"\nto = "closed"', 'from = "analysed"\nto = "closed"')
    version = house.adopt(text.replace('revision = "A"', 'revision = "B"'), since=dt.date(2026, 11, 1))
    Record.objects.filter(pk=record.pk).update(procedure=version, state="closed", phase="done", closed_at=NOW)
    assert house.counts("QP-3", "step") == {"skipped": 1}
    assert reasons(house, "QP-3", "step") == [(record.number, "skipped", "It ended at “Closed” without this step.")]


def test_a_needed_field_is_filled_or_empty_and_an_asked_one_has_no_figure(house: House) -> None:
    record = house.analyse(house.open("2026-11-02T09:00"), "2026-11-03T09:00")
    house.analyse(house.open("2026-11-02T09:00"), "2026-11-03T09:00")
    house.open("2026-11-02T09:00")
    record_type = registry.get("complaint")
    record_type.model._default_manager.filter(pk=record.pk).update(cause="")  # past the door, as an old fault would be
    assert house.counts("QP-3", "field") == {"kept": 1, "empty": 1}
    assert reasons(house, "QP-3", "field") == [(record.number, "empty", "“Cause” says nothing.")]
    (asked,) = house.evidence("QP-9").entry("QP-9").standings
    assert (asked.figures, asked.note) == (None, "not_demanded")


# --- signatures, children, copies, papers -----------------------------------------------------------------------------


@pytest.mark.clause("E-10")
def test_a_signature_is_given_declined_or_waited_for_and_its_digest_recomputed(house: House) -> None:
    house.settled("2026-11-02T09:00", "2026-11-04T10:00")
    record = house.answer(house.analyse(house.open("2026-11-02T09:00"), "2026-11-03T09:00"), "2026-11-04T09:00")
    record = house.sign(record, "2026-11-04T10:00", verdict="refused", reason="未写原因")
    house.answer(record, "2026-11-05T09:00")
    assert house.counts("QP-7", "sign") == {"kept": 1, "declined": 1, "open": 1}
    (declined,) = reasons(house, "QP-7", "sign")
    assert declined[0] == record.number
    assert declined[2].endswith("胡总 declined 2026-11-04 Wed 10:00: 未写原因")
    found = house.evidence("QP-7")
    recomputed = digests.recompute(found.scope, found.entry("QP-7").measured[0])
    assert (recomputed.looked_at, recomputed.broken, recomputed.others) == (1, [], [])


def test_a_signature_over_something_else_shows(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    record = house.settled("2026-11-02T09:00", "2026-11-04T10:00")
    signature = Signature.objects.get()
    Signature.objects.bulk_create([
        Signature(**{
            one.attname: getattr(signature, one.attname) for one in Signature._meta.concrete_fields
            if one.name not in ("id", "content", "role")
        } | {"content": signature.content | {"answer": "改过"}, "role": "reader"})
    ])  # fmt: skip
    found = house.evidence("QP-7")
    recomputed = digests.recompute(found.scope, found.entry("QP-7").measured[0])
    assert (recomputed.looked_at, recomputed.broken, recomputed.others) == (2, [record.number], [record.number])


def test_a_child_is_opened_or_it_is_said_why_not(house: House) -> None:
    house.analyse(house.open("2026-11-02T09:00"), "2026-11-03T09:00", child=True)
    alone = house.analyse(house.open("2026-11-02T10:00"), "2026-11-03T09:00")
    assert house.counts("QP-4", "raise") == {"kept": 1, "reasoned": 1}
    assert reasons(house, "QP-4", "raise", "reasoned") == [(alone.number, "reasoned", "Reason: 个别现象")]
    figures = house.evidence("QP-4").entry("QP-4").measured[0].figures
    assert figures is not None
    assert (figures.governed, figures.kept) == (2, 2)


def attached(house: House, received: str) -> Any:
    record = house.open(received, "a")
    attachments.attach(record, house.cast.lin, "照片.txt", "密封面".encode(), at=local(received))
    record.refresh_from_db()
    return house.analyse(record, "2026-11-03T09:00")


def test_papers_are_there_or_were_withdrawn(house: House) -> None:
    attached(house, "2026-11-02T09:00")
    record = attached(house, "2026-11-02T10:00")
    house.analyse(house.open("2026-11-02T09:00", "b"), "2026-11-03T09:00")  # class b demands none
    attachments.withdraw(record.attachments.get(), house.cast.lin, "传错了", at=local("2026-11-04T09:00"))
    assert house.counts("QP-8", "proof") == {"kept": 1, "unproven": 1}
    assert reasons(house, "QP-8", "proof") == [
        (record.number, "unproven", "“Analyse” on 2026-11-03 Tue. Withdrawn since: 照片.txt.")
    ]


def test_a_copy_is_sent_and_read(house: House) -> None:
    attached(house, "2026-11-02T09:00")
    unread = attached(house, "2026-11-02T10:00")
    house.analyse(house.open("2026-11-02T09:00", "b"), "2026-11-03T09:00")  # class b is copied to nobody
    assert house.counts("QP-5", "copy") == {"unread": 2}
    first = Notice.objects.filter(kind="copy").order_by("pk").first()
    assert first is not None
    passing.receipt(first, house.cast.hu, at=local("2026-11-04T09:00"))
    assert house.counts("QP-5", "copy") == {"kept": 1, "unread": 1}
    assert reasons(house, "QP-5", "copy", "unread") == [(unread.number, "unread", "Not yet read by 胡总.")]


# --- numbers and duties -----------------------------------------------------------------------------------------------


def test_numbers_have_no_gap_and_voids_are_shown(house: House) -> None:
    for hour in range(9, 12):
        record = house.open(f"2026-11-02T{hour:02d}:00")
    amend.void(record, house.cast.wang, "重复登记", seen=record.version, at=local("2026-11-03T09:00"))
    assert house.counts("QP-6", "ledger") == {"kept": 2, "void": 1}
    assert house.counts("QP-10", "keep") == {"kept": 2, "void": 1}
    (series,) = numbers.series(house.evidence().scope)
    assert (series.first, series.last, series.drawn, series.there) == ("KS2026-0001", "KS2026-0003", 3, 3)
    Record.objects.filter(number="KS2026-0002").update(number="KS-OLD-2")  # past the door
    assert house.counts("QP-6", "ledger") == {"kept": 1, "void": 1, "missing": 1}


def test_who_sees_only_some_is_not_told_that_numbers_lack(house: House) -> None:
    house.open("2026-11-02T09:00")
    found = house.evidence("QP-6", who="lin").entry("QP-6").standings[0]
    assert (found.figures, found.note) == (None, "not_all_seen")


def test_a_duty_is_done_late_or_missing(house: House) -> None:
    duty = """
[[duties]]
name = "review"
label = { zh = "年度评审", en = "Yearly review" }
type = "complaint"
every = "1mo"
role = "service_head"
clause = "QP-12"
"""
    house.adopt(TEXT.replace('revision = "A"', 'revision = "B"') + duty, since=dt.date(2026, 1, 1))
    done = house.settled("2026-11-02T09:00", "2026-11-04T10:00")
    late = house.settled("2026-11-02T09:00", "2026-11-09T10:00")
    made = [(1, "2026-11-05", done), (2, "2026-11-05", late), (3, "2026-11-10", None), (4, "2026-12-10", None)]
    for month, due, record in made:
        Occurrence.objects.create(
            of="complaint", duty="review", first_on=dt.date(2026, month, 1), due_on=due, opens_at=NOW, record=record
        )
    assert house.counts("QP-12", "duty") == {"kept": 1, "late": 1, "overdue": 1, "open": 1}
    assert reasons(house, "QP-12", "duty", "overdue") == [("", "overdue", "Due 2026-11-10 Tue.")]


# --- the whole --------------------------------------------------------------------------------------------------------


def test_clauses_come_in_their_documents_order_with_what_is_only_declared(house: House) -> None:
    found = house.evidence()
    assert [one.clause for one in found.entries] == [f"QP-{n}" for n in range(1, 12)]
    first = found.entry("QP-1")
    assert [(one.kind, one.note) for one in first.declared] == [("role", "declared")]
    assert str(first.text) == "The window registers"
    assert name(first.declared[0], found.scope) == "Service clerk"
    nowhere = found.entry("QP-11")
    assert (nowhere.standings, nowhere.elsewhere) == ([], ["capa"])
    with pytest.raises(LookupError):
        house.evidence("QP-99")


def test_nothing_measured_is_never_called_kept() -> None:
    with override("en"):
        assert standing_words(None) == ("", "Nothing to judge")
        assert standing_words(Figures()) == ("", "Nothing to judge")
        assert standing_words(Figures({"another": 3})) == ("", "Only told apart")
        assert standing_words(Figures({"kept": 3, "open": 1})) == ("wait", "Not all settled")
        assert standing_words(Figures({"kept": 3, "late": 1})) == ("late", "1 exception")
        assert standing_words(Figures({"kept": 3})) == ("done", "All kept")


def test_a_record_is_judged_by_its_own_version(house: House) -> None:
    house.settled("2026-11-02T09:00", "2026-11-04T10:00")
    later = TEXT.replace('revision = "A"', 'revision = "B"').replace('clause = "QP-2"', 'clause = "QP-20"')
    house.adopt(later.replace("三个工作日答复", "三个工作日内答复客户"), since=dt.date(2026, 11, 10))
    house.settled("2026-11-12T09:00", "2026-11-20T08:30")
    assert house.counts("QP-2", "clock") == {"kept": 1}
    assert house.counts("QP-20", "clock") == {"late": 1}
    entry = house.evidence().entry("QP-2")
    assert str(entry.text) == "An answer within three working days"
    assert [str(text.zh) for _one, text in entry.before] == ["三个工作日答复"]


def test_only_what_is_visible_is_counted(house: House) -> None:
    house.open("2026-11-02T09:00")
    assert house.evidence(who="lin").records == 1
    assert house.evidence(who="guo").records == 0
    assert house.counts("QP-1", "opening", who="guo") == {}


def test_more_records_cost_no_more_queries(house: House) -> None:
    def asked() -> int:
        with remembering(), CaptureQueriesContext(connection) as queries:
            gather(registry.get("complaint"), YEAR, house.cast.sun, at=NOW)
        return len(queries)

    house.settled("2026-11-02T09:00", "2026-11-04T10:00")
    one = asked()
    for _ in range(3):
        attached(house, "2026-11-02T09:00")
        house.settled("2026-11-02T09:00", "2026-11-09T10:00")
    assert asked() == one
