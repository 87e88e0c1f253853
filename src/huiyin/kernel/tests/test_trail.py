"""The trail of a record: chained, the same on both databases, and every way to falsify it is named."""

import datetime as dt
import hashlib
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext_lazy, override

from huiyin.kernel import sealing, trail
from huiyin.kernel.models import Event, Record
from huiyin.kernel.tests.bare import AT, guards_down, lin, record, walk, walked

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    """Sentences are compared in English."""
    with override("en"):
        yield


def verified():
    """What a verification finds, as (kind, number, seq, event) and sentences."""
    found = []
    outcome = trail.verify(found.append)
    assert outcome.faults == len(found)
    return found, outcome


def kinds():
    return [(fault.kind, fault.number, fault.seq, fault.event) for fault in verified()[0]]


def ids(made):
    return list(Event.objects.filter(record=made).order_by("seq").values_list("id", flat=True))


def test_each_event_is_chained_to_the_one_before():
    made = walked(steps=2)
    events = list(Event.objects.filter(record=made).order_by("seq"))
    assert [(one.seq, one.version, one.kind, one.state_after) for one in events] == [
        (1, 1, "opened", "new"),
        (2, 2, "step", "new"),
        (3, 3, "step", "new"),
    ]
    assert [one.previous for one in events] == ["", events[0].hash, events[1].hash]
    assert len({one.hash for one in events}) == 3


@pytest.mark.clause("E-5")
def test_a_reloaded_event_has_the_same_digest_on_either_database():
    made = record()
    written = trail.append(
        made, kind="step", step="look", actor=lin(), on_behalf=lin(), at=AT.replace(microsecond=120),
        happened_at=dt.datetime(2026, 11, 20, 16, 40, tzinfo=ZoneInfo("Asia/Shanghai")), state_before="new",
        changes={
            "数量": [None, Decimal("12.50")], "planned_on": ["", dt.date(2026, 12, 1)], "flag": [False, True],
            "b": [10**30, -3], "a": [2.0, 1e22], "words": ["行\r\n二\x00", gettext_lazy("Received")],
        },
        facts={"at": AT, "units": {"TECH", "PROD"}, "deep": {"b": [], "a": {"z": 1, "y": "é\u0301"}}},
        reason="第一行\r\n第二行\x00",
    )  # fmt: skip
    read = Event.objects.get(pk=written.pk)
    assert trail.digest(read.previous, {name: getattr(read, name) for name in trail.HASHED}) == written.hash
    assert read.changes["words"][0] == "行\n二"
    assert read.changes["数量"] == [None, "12.50"]
    assert read.facts["units"] == ["PROD", "TECH"]
    assert read.reason == "第一行\n第二行"
    assert read.happened_at == dt.datetime(2026, 11, 20, 8, 40, tzinfo=dt.UTC)


def test_the_digest_is_the_same_for_ever():
    row = dict.fromkeys(trail.HASHED) | {"at": AT, "happened_at": AT, "seq": 1, "changes": {"b": 1, "a": "漏"}}
    text = (
        '{"actor_id":null,"at":"2026-11-20T01:00:00.000000+00:00","changes":{"a":"漏","b":1},"facts":null,'
        '"happened_at":"2026-11-20T01:00:00.000000+00:00","kind":null,"on_behalf_id":null,"reason":null,'
        '"record_id":null,"round":null,"seq":1,"state_after":null,"state_before":null,"step":null,"version":null}'
    )
    assert trail.digest("", row) == hashlib.sha256(f"\n{text}".encode()).hexdigest()
    assert trail.digest("ab", row) == hashlib.sha256(f"ab\n{text}".encode()).hexdigest()


@pytest.mark.parametrize("value", [1.5, float("nan"), object(), b"bytes", Decimal("NaN")])
def test_what_cannot_come_back_unchanged_is_not_taken(value):
    made = record()
    with pytest.raises(ValueError, match="the trail cannot keep"):
        trail.append(made, kind="step", actor=None, at=AT, facts={"x": value})
    assert not Event.objects.exists()


def test_a_moment_without_a_zone_is_not_taken():
    made = record()
    with pytest.raises(ValueError, match="no time zone"):
        trail.append(made, kind="step", actor=None, at=dt.datetime(2026, 11, 20, 9))
    assert not Event.objects.exists()


def test_an_event_costs_one_look_and_one_insert():
    made = walked(steps=30)
    with CaptureQueriesContext(
        connection,
    ) as few:
        trail.append(made, kind="step", actor=made.opened_by, at=AT)
    assert len(few) == 2


def test_many_events_are_chained_as_if_written_one_by_one():
    first, second = walked("T-1", steps=1), record("T-2")
    entries = [
        trail.Entry(second, "opened", AT, lin(), version=1),
        trail.Entry(first, "step", AT, lin(), step="look", facts={"n": 1}),
        trail.Entry(second, "step", AT, None, version=2, state_after="done"),
    ]
    with CaptureQueriesContext(connection) as few:
        written = trail.append_many(entries)
    assert len(few) <= 4
    assert [(one.record.number, one.seq, one.version, one.state_after) for one in written] == [
        ("T-2", 1, 1, "new"),
        ("T-1", 3, 2, "new"),
        ("T-2", 2, 2, "done"),
    ]
    assert [one.pk for one in written] == sorted(one.pk for one in written)
    Record.objects.filter(pk=second.pk).update(version=2, state="done")
    assert kinds() == []


def test_a_sound_trail_is_counted_and_its_head_named():
    walked("T-1", steps=2)
    walked("T-2", steps=0)
    seal = sealing.seal(AT)
    found, outcome = verified()
    assert found == []
    assert (outcome.records, outcome.events, outcome.seals, outcome.head) == (2, 4, 1, seal.digest)


FALSE = {
    "reason": "别的理由", "at": AT + dt.timedelta(days=1), "actor_id": None, "state_before": "", "step": "other",
    "changes": {"cause": ["", "无"]}, "facts": {}, "version": 9, "round": 2, "kind": "note",
}  # fmt: skip


@pytest.mark.check(7)
@pytest.mark.clause("E-1")
@pytest.mark.parametrize("column", sorted(FALSE))
def test_a_changed_word_is_named(column):
    walked("T-1")
    made = walked("T-2", steps=3)
    with guards_down():
        Event.objects.filter(record=made, seq=2).update(**{column: FALSE[column]})
    found, _ = verified()
    assert [(fault.kind, fault.number, fault.seq, fault.event) for fault in found] == [
        ("changed", "T-2", 2, ids(made)[1])
    ]
    assert str(found[0]) == f"T-2: event {ids(made)[1]} (no. 2) was changed after it was written."


@pytest.mark.clause("E-1")
def test_a_missing_event_is_named():
    made = walked("T-1", steps=3)
    gone = ids(made)[2]
    with guards_down():
        Event.objects.filter(pk=gone).delete()
    found, _ = verified()
    assert [(fault.kind, fault.seq, fault.event) for fault in found] == [("gap", 3, gone + 1)]
    assert str(found[0]) == f"T-1: event no. 3 is missing, between event {gone - 1} and event {gone + 1}."


def test_a_missing_first_event_is_named():
    made = walked("T-1", steps=2)
    with guards_down():
        Event.objects.filter(record=made, seq=1).delete()
    assert kinds() == [("gap", "T-1", 1, ids(made)[0])]


def test_a_missing_last_event_is_named():
    made = walked("T-1", steps=2)
    with guards_down():
        Event.objects.filter(record=made, seq=3).delete()
    assert kinds() == [("astray", "T-1", 2, ids(made)[1])]


def test_a_missing_event_closed_up_is_named():
    made = walked("T-1", steps=3)
    with guards_down():
        Event.objects.filter(record=made, seq=3).delete()
        Event.objects.filter(record=made, seq=4).update(seq=3)
    assert kinds() == [("unlinked", "T-1", 3, ids(made)[2])]


def test_an_inserted_event_is_named():
    made = walked("T-1", steps=2)
    with guards_down():
        last = Event.objects.get(record=made, seq=3)
        Event.objects.filter(pk=last.pk).update(seq=4)
        Event.objects.create(
            record=made, seq=3, kind="step", actor=lin(), at=AT, happened_at=AT, state_after="new", version=3,
            previous=last.previous, hash="f" * 64,
        )  # fmt: skip
    assert kinds() == [
        ("changed", "T-1", 3, Event.objects.get(record=made, seq=3).pk),
        ("unlinked", "T-1", 4, last.pk),
    ]


def test_a_record_moved_past_its_trail_is_named():
    made = walked("T-1", steps=2)
    Record.objects.filter(pk=made.pk).update(state="done")
    assert kinds() == [("astray", "T-1", 3, ids(made)[2])]


def test_a_record_without_a_trail_is_named():
    walked("T-1")
    record("T-2")
    assert kinds() == [("no_trail", "T-2", 0, 0)]


def test_several_breaks_are_told_each_once():
    first, second = walked("T-1", steps=4), walked("T-2", steps=4)
    with guards_down():
        Event.objects.filter(record=first, seq__in=[2, 4]).update(reason="x")
        Event.objects.filter(record=second, seq=5).update(previous="0" * 64)
    assert kinds() == [
        ("changed", "T-1", 2, ids(first)[1]),
        ("changed", "T-1", 4, ids(first)[3]),
        ("unlinked", "T-2", 5, ids(second)[4]),
    ]


def test_later_events_go_on_from_the_last():
    made = walked("T-1", steps=1)
    walk(made, AT)
    assert kinds() == []
