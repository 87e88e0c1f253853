"""Promises: when they start, stop and end; what an extension and a new calendar do to them; who is told when."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from huiyin.calendars import days
from huiyin.calendars.almanac import Day
from huiyin.calendars.worktime import next_opening
from huiyin.kernel import clocks, extending, policy, turns, watch
from huiyin.kernel.errors import Invalid, Refused
from huiyin.kernel.models import Due, Event, Letter, Notice
from tests.cast import AT, Cast
from tests.walker import Walker, adopt_pack

SHANGHAI = ZoneInfo("Asia/Shanghai")


def local(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def walker(cast: Cast) -> Walker:
    adopt_pack("quality-feedback")
    return Walker(cast)


def reported(walker: Walker, category: str, received: str) -> Any:
    """A feedback received then, typed in later, judged to be of this class."""
    walker.at = local(received) + dt.timedelta(hours=2)
    record = walker.open("feedback", by=walker.cast.lin, received_at=local(received))
    flow_ = policy.procedure_of(record).flow
    for step in flow_.steps.values():
        if any(clock.field for clock in step.starts):
            record = walker.to(record, step.sources[0])
            specs = {"first_category": category, "category": category}
            return walker.fire(record, step, **{k: v for k, v in specs.items() if k in (*step.needs, *step.asks)})
    raise LookupError("no clock by class")


@pytest.mark.clause("QF-4.3ab", "QF-4.3cd")
@pytest.mark.parametrize(
    ("category", "received", "due"),
    [
        ("a", "2026-11-20T10:00", "2026-11-23T17:30"),  # a Friday: one working day later is Monday
        ("b", "2026-09-30T10:00", "2026-10-08T17:30"),  # before the National Day leave
        ("c", "2026-11-20T10:00", "2026-11-25T17:30"),
        ("d", "2026-10-09T10:00", "2026-10-13T17:30"),  # the made-up Saturday 10 October counts
    ],
)
def test_the_form_is_due_in_working_days_by_class(walker: Walker, category: str, received: str, due: str) -> None:
    record = reported(walker, category, received)
    found = record.dues.get(name="form")
    closing = days.load("CN")
    assert found.started_at == local(received)
    assert found.due_at.astimezone(SHANGHAI).date() == local(due).date(), closing.name
    assert found.first_due_at == found.due_at
    assert found.basis["amount"] == (1 if category in "ab" else 3)


def test_a_due_is_met_when_the_deed_took_place(walker: Walker) -> None:
    record = reported(walker, "a", "2026-11-20T10:00")
    procedure = policy.procedure_of(record)
    step = next(one for one in procedure.flow.steps.values() if "form" in one.meets)
    record = walker.do(walker.to(record, step.sources[0]), step)
    due = record.dues.get(name="form")
    assert (due.outcome, due.settled_at) == ("met", record.events.filter(step=step.name).last().happened_at)
    met = record.events.filter(step=step.name).last().facts["clocks_met"]
    assert (met[0]["name"], met[0]["kept"]) == ("form", True)


def test_an_extension_keeps_the_first_date(walker: Walker) -> None:
    record = reported(walker, "a", "2026-11-20T10:00")
    due = record.dues.get(name="form")
    head = walker.cast.ye
    later = due.due_at + dt.timedelta(days=2)
    with pytest.raises(Refused):
        extending.extend(
            record, "form", walker.cast.dong, until=later, reason="等客户", seen=record.version, at=walker.tick()
        )
    for reason in (" ", "长" * 2001):  # what is too long is refused, never cut
        with pytest.raises(Invalid) as no:
            extending.extend(record, "form", head, until=later, reason=reason, seen=record.version, at=walker.tick())
        assert (list(no.value.errors), record.events.last().kind) == (["reason"], "step")
    with pytest.raises(Invalid):
        extending.extend(record, "form", head, until=due.started_at, reason="x", seen=record.version, at=walker.tick())
    record = extending.extend(record, "form", head, until=later, reason="等客户", seen=record.version, at=walker.tick())
    moved = record.dues.get(name="form")
    assert (moved.due_at, moved.first_due_at, record.due_at) == (later, due.due_at, later)
    event = record.events.last()
    assert (event.kind, event.reason) == ("extended", "等客户")


def test_a_calendar_edit_moves_nothing_until_recomputed_by_a_deed(walker: Walker) -> None:
    record = reported(walker, "a", "2026-11-20T10:00")
    before = record.dues.get(name="form").due_at
    days.make("FIRM", "厂历", at=AT)
    record.unit.calendar = "FIRM"
    record.unit.save()
    days.set_days("FIRM", {dt.date(2026, 11, 23): Day("rest", name="厂庆")}, at=AT)
    assert record.dues.get(name="form").due_at == before
    moved = clocks.recompute(record, walker.cast.wang, "厂庆放假", at=walker.tick())
    after = record.dues.get(name="form")
    assert after.due_at == before + dt.timedelta(days=1)
    assert list(moved) == ["due.form"]
    assert after.first_due_at == before
    event = Event.objects.filter(record_id=record.pk).last()
    assert (event.kind, event.reason) == ("recomputed", "厂庆放假")
    assert clocks.recompute(record, walker.cast.wang, "再算", at=walker.tick()) == {}


def test_the_watcher_warns_then_says_late_then_goes_up_and_never_twice(walker: Walker) -> None:
    record = reported(walker, "a", "2026-11-20T10:00")
    due = record.dues.get(name="form")
    assert watch.look(local("2026-11-20T14:00")).told == 0
    late = due.due_at + dt.timedelta(hours=18)
    watch.look(late)
    kinds = set(Notice.objects.filter(record_id=record.pk).values_list("kind", flat=True))
    assert kinds & {"late", "escalated"}
    events = Event.objects.filter(record_id=record.pk, actor=None).count()
    letters = Letter.objects.count()
    watch.look(late)
    assert Event.objects.filter(record_id=record.pk, actor=None).count() == events
    assert Letter.objects.count() == letters > 0


def test_nothing_is_told_outside_working_time(walker: Walker) -> None:
    record = reported(walker, "a", "2026-11-20T10:00")
    due = record.dues.get(name="form")
    night = due.due_at + dt.timedelta(hours=4)
    done = watch.look(night, planning=False)
    assert (done.told, done.waiting) == (0, 1)
    assert Due.objects.get(pk=due.pk).look_at == days_open(night)
    assert not Notice.objects.filter(record_id=record.pk, kind__in=("warned", "late", "escalated")).exists()


def days_open(moment: dt.datetime) -> dt.datetime:
    return next_opening(moment, days.load("CN"))


def test_one_poisoned_row_does_not_stop_the_rest(walker: Walker) -> None:
    good, bad = (reported(walker, "a", "2026-11-20T10:00") for _one in range(2))
    Due.objects.filter(record_id=bad.pk, name="form").update(told=7)
    done = watch.look(local("2026-11-24T10:00"))
    assert len(done.failed) == 1
    assert Notice.objects.filter(record_id=good.pk, kind__in=("late", "escalated")).exists()
    assert Due.objects.get(record_id=bad.pk, name="form").look_at > local("2026-11-24T10:00")


def test_an_extension_by_another_is_asked_for_and_granted_by_an_approver(walker: Walker) -> None:
    record = reported(walker, "a", "2026-11-20T10:00")
    procedure = policy.procedure_of(record)
    assert procedure.extension_approvers
    due = record.dues.get(name="form")
    later = due.due_at + dt.timedelta(days=2)
    asker = walker.cast.wang
    approver = next(
        one for one in walker.everyone()
        if any(held.role in procedure.extension_approvers for held in policy.holdings(one, walker.at))
    )  # fmt: skip
    record = extending.extend(
        record, "form", asker, until=later, reason="等样件", seen=record.version, at=walker.tick()
    )
    assert record.dues.get(name="form").due_at == due.due_at
    with pytest.raises(Invalid):
        extending.extend(record, "form", asker, until=later, reason="再问", seen=record.version, at=walker.tick())
    (asked,) = extending.waiting(record)
    assert turns.mine(approver, at=walker.at).filter(record_id=record.pk, kind="extend").exists()
    with pytest.raises(Refused):
        extending.answer(asked, asker, True, "", seen=record.version, at=walker.tick())
    with pytest.raises(Invalid):
        extending.answer(asked, approver, False, " ", seen=record.version, at=walker.tick())
    record = extending.answer(asked, approver, True, "", seen=record.version, at=walker.tick())
    moved = record.dues.get(name="form")
    assert (moved.due_at, moved.first_due_at) == (later, due.due_at)
    assert [event.kind for event in record.events.order_by("seq")][-2:] == ["extension_asked", "extended"]
    assert not turns.mine(approver, at=walker.at).filter(record_id=record.pk, kind="extend").exists()
    assert Notice.objects.filter(person=asker, kind="extension").exists()
    with pytest.raises(Refused):
        extending.answer(asked, approver, True, "", seen=record.version, at=walker.tick())


def test_an_extension_falls_away_when_the_promise_was_met_meanwhile(walker: Walker) -> None:
    record = reported(walker, "a", "2026-11-20T10:00")
    later = record.dues.get(name="form").due_at + dt.timedelta(days=2)
    record = extending.extend(
        record, "form", walker.cast.wang, until=later, reason="等样件", seen=record.version, at=walker.tick()
    )
    step = next(one for one in policy.procedure_of(record).flow.steps.values() if "form" in one.meets)
    record = walker.do(walker.to(record, step.sources[0]), step)
    assert extending.waiting(record) == []
    assert not record.turns.filter(kind="extend").exists()


def test_a_late_promise_is_told_to_whom_it_falls_and_not_to_everyone(walker: Walker) -> None:
    record = reported(walker, "a", "2026-11-20T10:00")
    watch.look(record.dues.get(name="form").due_at + dt.timedelta(minutes=-40))
    told = Notice.objects.filter(record_id=record.pk, kind__in=("warned", "late"))
    assert {notice.person.username for notice in told} == {"lin"}
