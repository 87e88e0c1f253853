"""Seals: what was cut off or exchanged as a whole shows, and no event can slip below a seal."""

import datetime as dt
import hashlib
import threading

import pytest
from django.db import connection, transaction
from django.utils.translation import override

from huiyin.kernel import sealing, trail
from huiyin.kernel.models import Event, Record, Seal
from huiyin.kernel.tests.bare import AT, guards_down, record, walk, walked


@pytest.fixture(autouse=True)
def english():
    """Sentences are compared in English."""
    with override("en"):
        yield


def faults():
    found = []
    sealing.check(found.append)
    return found


def kinds():
    return [(fault.kind, fault.seal) for fault in faults()]


def sealed():
    """Three seals over three records of three events each."""
    return [(walked(f"T-{n}"), sealing.seal(AT + dt.timedelta(minutes=n))) for n in (1, 2, 3)]


@pytest.mark.django_db
def test_a_seal_covers_every_new_event_and_is_chained():
    assert sealing.seal(AT) is None
    (_, one), (made, two), _ = sealed()
    ids = list(Event.objects.filter(record=made).order_by("id").values_list("id", flat=True))
    assert (two.first, two.last, two.count, two.previous, two.at) == (
        ids[0],
        ids[2],
        3,
        one.digest,
        AT.replace(minute=2),
    )
    rows = Event.objects.filter(record=made).order_by("id").values_list("id", "record_id", "seq", "hash")
    lines = [one.digest, *(" ".join(map(str, row)) for row in rows)]
    lines.append(f"{ids[0]} {ids[2]} 3 2026-11-20T01:02:00.000000+00:00")
    assert two.digest == hashlib.sha256(("\n".join(lines) + "\n").encode()).hexdigest()
    assert sealing.seal(AT) is None
    assert kinds() == []


@pytest.mark.django_db
def test_a_long_trail_is_sealed_in_slices(monkeypatch):
    monkeypatch.setattr(sealing, "SLICE", 4)
    walked(steps=9)
    assert sealing.seal(AT).pk == Seal.objects.last().pk
    assert list(Seal.objects.values_list("count", flat=True)) == [4, 4, 2]
    assert kinds() == []


@pytest.mark.django_db
@pytest.mark.clause("E-1")
def test_a_whole_record_taken_away_is_seen():
    _, (made, seal), _ = sealed()
    ids = list(Event.objects.filter(record=made).order_by("id").values_list("id", flat=True))
    with guards_down():
        Event.objects.filter(record=made).delete()
        Record.objects.filter(pk=made.pk).delete()
    (fault,) = faults()
    assert (fault.kind, fault.seal) == ("missing", seal.pk)
    assert str(fault) == (
        f"Events are missing: seal {seal.pk} was set over 3 events ({ids[0]} to {ids[2]}) and 0 are there."
        f" No event has the id: {ids[0]}, {ids[1]}, {ids[2]}."
    )


@pytest.mark.django_db
def test_a_tail_cut_off_with_its_record_set_back_is_seen():
    (made, seal), _, _ = sealed()
    with guards_down():
        gone = Event.objects.filter(record=made, seq=3)
        id_ = gone.get().pk
        gone.delete()
    Record.objects.filter(pk=made.pk).update(version=2)
    found = []
    trail.verify(found.append)
    assert [(fault.kind, fault.seal) for fault in found] == [("missing", seal.pk)]
    assert f": {id_}" in str(found[0]) or f"：{id_}" in str(found[0])


@pytest.mark.django_db
def test_a_chain_forged_throughout_is_seen():
    """Someone changes an event and reckons every later hash of the record anew."""
    _, (made, seal), _ = sealed()
    with guards_down():
        previous = ""
        for event in Event.objects.filter(record=made).order_by("seq"):
            event.reason = "别的理由"
            event.previous = previous
            event.hash = trail.digest(previous, {name: getattr(event, name) for name in trail.HASHED})
            event.save()
            previous = event.hash
    found = []
    trail.verify(found.append)
    assert [(fault.kind, fault.seal) for fault in found] == [("seal_differs", seal.pk)]


@pytest.mark.django_db
def test_an_event_put_between_two_seals_is_seen():
    made = walked(steps=0)
    sealing.seal(AT)
    moved_on(walk(made, AT))
    seal = sealing.seal(AT)
    late = walk(made, AT)
    with guards_down():
        Event.objects.filter(pk=late.pk).update(id=seal.first - 1)
    assert [(fault.kind, fault.seal, fault.event) for fault in faults()] == [("stray", seal.pk, seal.first - 1)]


@pytest.mark.django_db
def test_an_event_put_among_sealed_ones_is_seen():
    made = walked(steps=0)
    moved_on(walk(made, AT))
    seal = sealing.seal(AT)
    late = walk(made, AT)
    with guards_down():
        Event.objects.filter(pk=late.pk).update(id=seal.last - 1)
    (fault,) = faults()
    assert str(fault) == (
        f"Events were put in: seal {seal.pk} was set over 2 events ({seal.first} to {seal.last}) and 3 are there."
    )


def moved_on(event):
    """Leave a gap of ids before the event, as deeds that were not completed do on PostgreSQL."""
    with guards_down():
        Event.objects.filter(pk=event.pk).update(id=event.pk + 1000)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"at": AT}, ["seal_differs"]),
        ({"count": 2}, ["inserted"]),
        ({"count": 4}, ["missing"]),
        ({"digest": "0" * 64}, ["seal_differs", "seal_unlinked"]),
        ({"previous": "0" * 64}, ["seal_unlinked", "seal_differs"]),
    ],
)
def test_a_changed_seal_is_seen(change, expected):
    _, (_, seal), _ = sealed()
    with guards_down():
        Seal.objects.filter(pk=seal.pk).update(**change)
    assert [kind for kind, _ in kinds()] == expected


@pytest.mark.django_db
def test_a_missing_seal_is_seen():
    _, (_, seal), (_, last) = sealed()
    with guards_down():
        Seal.objects.filter(pk=seal.pk).delete()
    assert [(fault.kind, fault.seal) for fault in faults()] == [("seal_unlinked", last.pk)] + [("stray", last.pk)] * 3


@pytest.mark.django_db(transaction=True)
def test_nothing_slips_below_a_seal_while_others_write():
    """Six writers and a sealer at once: every event ends under exactly one seal."""
    made = [record(f"T-{n}") for n in range(6)]
    for one in made:
        trail.append(one, kind="opened", actor=one.opened_by, at=AT)
    stop = threading.Event()

    def write(one: Record) -> None:
        try:
            for _ in range(20):
                with transaction.atomic():
                    walk(one, AT)
        finally:
            connection.close()

    def keep_sealing() -> None:
        try:
            while not stop.wait(0.01):
                sealing.seal(AT)
        finally:
            connection.close()

    sealer = threading.Thread(target=keep_sealing)
    writers = [threading.Thread(target=write, args=(one,)) for one in made]
    for thread in [sealer, *writers]:
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    sealer.join()
    sealing.seal(AT)
    found = []
    outcome = trail.verify(found.append)
    assert found == []
    assert outcome.events == 126 == sum(Seal.objects.values_list("count", flat=True))
    assert outcome.seals == Seal.objects.count() > 1


@pytest.mark.django_db(transaction=True)
def test_the_sealer_does_not_hold_up_writers_for_long(monkeypatch):
    """A writer that takes its time: the sealer gives way after its patience and seals in the next round."""
    if connection.vendor != "postgresql":
        return
    monkeypatch.setattr(sealing, "PATIENCE", "50ms")
    made = walked()
    results = []

    def try_to_seal() -> None:
        try:
            results.append(sealing.seal(AT))
        finally:
            connection.close()

    with transaction.atomic():
        walk(made, AT)
        thread = threading.Thread(target=try_to_seal)
        thread.start()
        thread.join()
    assert results == [None]
    assert sealing.seal(AT).count == 4
