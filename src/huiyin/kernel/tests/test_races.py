"""Eight people at once, on each database: nothing lost, nothing doubled, nobody shown the lock."""

from __future__ import annotations

import time
from collections import Counter as Tally
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections, transaction

from huiyin.kernel import flow, trail
from huiyin.kernel.errors import Invalid, Refused
from huiyin.kernel.models import Due, Event, Record
from tests.cast import AT, make_cast
from tests.walker import Walker, adopt_pack

WRITERS = 8
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def walker(transactional_db: None) -> Walker:
    walker = Walker(make_cast())
    adopt_pack("complaint-handling")
    return walker


def at_once(work: Callable[[int], Any], count: int) -> list[Any]:
    """Run ``work`` by eight threads, each with its own connection; answers what each call gave or raised."""

    def one(index: int) -> Any:
        try:
            return work(index)
        except Refused as no:
            return no
        finally:
            connection.close()

    connections.close_all()
    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(one, range(count)))


def test_eight_clerks_draw_numbers_without_gap_or_double(walker: Walker) -> None:
    waits: list[float] = []

    def opening(index: int) -> Any:
        began = time.perf_counter()
        data = {"customer": "C001", "what_happened": "内孔超差", "reporting_unit": "SALES"}
        try:
            if index % 10 == 9:  # every tenth is rolled back after its number was drawn
                with transaction.atomic():
                    flow.open_record("complaint", walker.cast.lin, data, at=AT)
                    raise Invalid({"customer": "rolled back"})
            return flow.open_record("complaint", walker.cast.lin, data, at=AT).number
        finally:
            waits.append(time.perf_counter() - began)

    answers = at_once(opening, 120)
    numbers = sorted(one for one in answers if isinstance(one, str))
    assert numbers == [f"KS2026-{n:04d}" for n in range(1, 109)]
    assert sum(isinstance(one, Invalid) for one in answers) == 12
    assert Event.objects.count() == Record.objects.count() == 108
    # Each waits for the seven before it at most; the bound is in turns, not in seconds of this machine.
    assert max(waits) < 30 * (sum(waits) / len(waits))


@pytest.mark.check(2)
def test_of_two_who_press_at_once_one_wins(walker: Walker) -> None:
    records = [walker.open("complaint") for _one in range(10)]
    data = {"content_class": "quality", "channel": "phone", "mode": "immediate", "urgency": "urgent"}

    def press(index: int) -> Any:
        record = records[index // 4]
        return flow.fire(record, "register", walker.cast.lin, data, seen=1, at=walker.at)

    answers = at_once(press, 40)
    kinds = Tally("won" if isinstance(one, Record) else getattr(one, "status", 0) for one in answers)
    assert kinds == {"won": 10, 409: 30}
    assert Event.objects.filter(kind="step", step="register").count() == 10
    assert Due.objects.filter(name="reply").count() == 10
    assert Record.objects.filter(type="capa").count() == 10
    faults: list[Any] = []
    trail.verify(faults.append)
    assert faults == []


def test_departments_answer_at_the_same_moment(walker: Walker) -> None:
    cast = walker.cast
    record = walker.to(walker.open("complaint"), "analysing")
    rows = {"countermeasures": [{"what": "更换刀具", "owner": "dong", "due_on": "2026-11-25"}]}

    def answer(index: int) -> Any:
        who = (cast.dong, cast.tang)[index % 2]
        return flow.fire(record, "propose", who, rows, seen=record.version, at=walker.at)

    answers = at_once(answer, 2)
    assert Tally(isinstance(one, Record) for one in answers) == {True: 1, False: 1}
