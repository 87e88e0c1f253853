"""Who may do what in the demonstration is read once for all days on which nobody comes or goes."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from huiyin.demo import people, shelf
from huiyin.demo.who import Calm
from huiyin.people.holding import HEAD, holders
from huiyin.people.memory import remembering
from huiyin.people.models import Holding, Person, Unit

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 20, 16, 40, tzinfo=ZoneInfo("Asia/Shanghai"))
BEGIN = AT - dt.timedelta(days=60)


def heads_day_by_day(unit):
    days = [BEGIN + dt.timedelta(days=number) for number in range(61)]
    calm = Calm()
    for at in days:
        calm.goes_on_to(at)
        yield [one.username for one in holders(HEAD, unit, at)]


def test_who_stands_in_and_who_comes_or_goes_is_seen_on_the_day():
    people.move_in(begin=BEGIN, end=AT)
    unit = Unit.objects.get(code="PROD")
    gone = AT.date() - dt.timedelta(days=5)
    Holding.objects.filter(person__username="dong", role=HEAD).update(until=gone)
    ding = Person.objects.get(username="ding")
    Holding.objects.create(person=ding, role=HEAD, unit=unit, since=gone)
    fresh = list(heads_day_by_day(unit))
    with remembering():
        assert list(heads_day_by_day(unit)) == fresh
    away = next(row for row in shelf.firm("company")["stand_ins"] if row["absent"] == "dong")
    assert sum("pan" in names for names in fresh) == away["from"] - away["until"] + 1
    assert fresh[-1] == ["ding"]
    assert set(fresh[-6]) == {"ding", "dong"}
