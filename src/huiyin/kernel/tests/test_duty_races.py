"""Eight watchers at once, on each database: a duty and its period open one record."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from huiyin.kernel import occurring, trail
from huiyin.kernel.models import Counter, Event, Occurrence, Record
from huiyin.kernel.tests.test_duties import firm, local
from huiyin.kernel.tests.test_races import WRITERS, at_once
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db(transaction=True)
DUTY = 'every = "1y"\ncustomers = "all"\n'


@pytest.fixture
def house(transactional_db: None) -> Cast:
    cast = make_cast()
    firm(cast, DUTY)
    return cast


@pytest.mark.check(2)
def test_watchers_who_look_at_the_same_moment_open_one_record_each(house: Cast) -> None:
    answers = at_once(lambda _index: occurring.look(local("2026-12-01T09:00")), WRITERS)
    opened = sorted(number for done in answers for number in done.opened)
    assert [done.failed for done in answers] == [[]] * WRITERS
    assert opened == ["HF2026-001", "HF2026-002", "HF2026-003"]
    assert (Record.objects.count(), Event.objects.count()) == (3, 3)
    assert Occurrence.objects.filter(record=None).count() == 0
    assert Occurrence.objects.count() == 3


def test_a_watcher_that_dies_half_way_leaves_nothing(house: Cast) -> None:
    """What a killed process had not committed is gone, number included; the next look opens it all."""

    class Killed(Exception):
        pass

    @transaction.atomic
    def half_way() -> None:
        assert len(occurring.look(local("2026-12-01T09:00")).opened) == 3
        raise Killed

    with pytest.raises(Killed):
        half_way()
    assert (Record.objects.count(), Event.objects.count(), Counter.objects.count()) == (0, 0, 0)
    assert occurring.look(local("2026-12-01T09:01")).opened == ["HF2026-001", "HF2026-002", "HF2026-003"]
    faults: list[Any] = []
    trail.verify(faults.append)
    assert faults == []
