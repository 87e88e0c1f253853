"""What a calendar edit would do to open promises, and the deed that lets it reach them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import translation

from huiyin.calendars import days
from huiyin.calendars.almanac import Day
from huiyin.calendars.rehearsal import rehearse
from huiyin.kernel import extending
from huiyin.kernel.errors import Invalid, Refused
from huiyin.kernel.models import Due, Event
from huiyin.kernel.recomputing import present, recompute_each, would_move
from tests.cast import AT, Cast
from tests.walker import Walker, adopt_pack

MONDAY, TUESDAY = dt.date(2026, 11, 23), dt.date(2026, 11, 24)


@pytest.fixture
def walker(cast: Cast) -> Walker:
    adopt_pack("generic/1.0")
    return Walker(cast)


def close(day: dt.date = MONDAY) -> None:
    days.set_days("CN", {day: Day("rest", "厂庆", "纪要")}, at=AT)


def rows() -> list[dict[str, Any]]:
    return list(Due.objects.order_by("pk").values())


def analysed(walker: Walker) -> Any:
    """A complaint whose clocks in working days run: containment in two, an answer in ten."""
    return walker.to(walker.open("complaint", by=walker.cast.lin), "analysing")


def test_a_closed_monday_would_move_what_runs_through_it(walker: Walker) -> None:
    analysed(walker)
    before = rows()
    changed, dates = rehearse(close)
    moved = list(would_move(changed, dates))
    assert rows() == before
    assert dates == {MONDAY}
    running = Due.objects.filter(settled_at=None).select_related("record")
    working = {(one.record.number, one.name) for one in running if one.amount.endswith(("wd", "wh"))}
    assert {(one.number, one.name) for one in moved} == working != set()
    assert all(one.new > one.old for one in moved)


def test_a_date_nothing_runs_through_moves_nothing(walker: Walker) -> None:
    analysed(walker)
    assert list(would_move(*rehearse(lambda: close(dt.date(2027, 11, 24))))) == []
    assert list(would_move(present(), ())) == []


def test_an_edit_moves_nothing_until_it_is_recomputed(walker: Walker) -> None:
    record = analysed(walker)
    before = rows()
    close()
    assert rows() == before
    expected = {(one.number, one.name, one.new) for one in would_move(present())}
    numbers = sorted({number for number, _name, _new in expected})
    done = recompute_each(numbers, walker.cast.bai, "厂庆放假", at=walker.tick())
    assert [one.number for one in done] == numbers
    assert {(one.number, part.name, part.new) for one in done for part in one.moved} == expected
    running = Due.objects.filter(settled_at=None).select_related("record")
    assert {(one.record.number, one.name, one.due_at) for one in running} >= expected
    event = Event.objects.filter(record_id=record.pk, kind="recomputed").get()
    assert (event.actor, event.reason) == (walker.cast.bai, "厂庆放假")
    assert list(would_move(present())) == []


def test_recomputed_twice_writes_once(walker: Walker) -> None:
    record = analysed(walker)
    close()
    recompute_each([record.number, record.number], walker.cast.bai, "厂庆", at=walker.tick())
    assert recompute_each([record.number, "NO-1"], walker.cast.bai, "厂庆", at=walker.tick())[0].moved == ()
    assert Event.objects.filter(kind="recomputed").count() == 1


def test_what_was_extended_stands(walker: Walker) -> None:
    """A person gave it its date; a calendar does not take it away."""
    record = analysed(walker)
    record.refresh_from_db()
    until = AT + dt.timedelta(days=40)
    hu = walker.cast.hu
    extending.extend(record, "answer", hu, until=until, reason="客户同意", seen=record.version, at=walker.tick())
    assert record.dues.get(name="answer", settled_at=None).extensions
    changed, dates = rehearse(close)
    assert (record.number, "answer") not in {(one.number, one.name) for one in would_move(changed, dates)}


def test_a_customers_own_calendar_is_the_one_asked(walker: Walker) -> None:
    days.make("OWN", "客户日历", at=AT, windows={"mon": ["08:00-12:00"]})
    analysed(walker)
    changed = {"OWN": days.load("OWN")}
    assert list(would_move(changed)) == []
    walker.cast.customer.calendar = "OWN"
    walker.cast.customer.save()
    assert list(would_move(changed)) != []


def test_only_keepers_recompute_and_they_say_why(walker: Walker) -> None:
    record = analysed(walker)
    close()
    before = rows()
    with translation.override("en"):
        with pytest.raises(Refused) as no:
            recompute_each([record.number], walker.cast.wang, "厂庆", at=walker.tick())
        assert (no.value.status, str(no.value)) == (403, "Only whoever keeps persons and units may do this.")
        with pytest.raises(Invalid) as bad:
            recompute_each([record.number], walker.cast.bai, "  ", at=walker.tick())
        assert bad.value.errors == {"reason": "Say why the dates are reckoned anew."}
    assert rows() == before
    assert Event.objects.filter(kind="recomputed").count() == 0
