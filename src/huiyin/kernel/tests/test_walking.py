"""Whichever way the records are walked, they are those the person may see and asked for: no more, no fewer."""

import datetime as dt

import pytest

from huiyin.kernel import passing, policy, walking
from huiyin.kernel.models import Record
from huiyin.kernel.narrowing import narrow
from huiyin.kernel.paging import ORDERS, Asked, page
from huiyin.kernel.registry import get
from tests.walker import Walker, adopt_pack

pytestmark = pytest.mark.django_db
EVERYONE = ("lin", "wang", "zhao", "chen", "mei", "guo", "hu", "sun", "dong", "tang", "bai")


@pytest.fixture
def firm(cast):
    """Complaints of two windows: some ask departments, one is copied, one handed over, some are late."""
    adopt_pack("generic/1.0")
    walker = Walker(cast)
    for n in range(6):
        by = cast.guo if n % 3 == 2 else cast.lin
        departments = (["PROD"], ["TECH"], ["PROD", "TECH"])[n % 3]
        record = walker.open("complaint", by=by, title=f"密封漏油 {n}", departments=departments)
        if n == 1:
            passing.copy_to(record, cast.lin, [cast.bai], seen=record.version, at=walker.tick())
        if n == 3:
            passing.hand_over(record, cast.lin, cast.zhao, "出差", seen=record.version, at=walker.tick())
        due = walker.at - dt.timedelta(days=n) if n % 2 else None
        Record.objects.filter(pk=record.pk).update(due_at=due)
        walker.at += dt.timedelta(hours=5)
    return walker


def ids(firm, person, order="-received_at", **given):
    given = {name: [one] if isinstance(one, str) else one for name, one in given.items()}
    found = narrow(get("complaint"), {}, given, person, at=firm.at, order=order, codes=lambda col: ())
    assert found.faults == {}
    return list(page(found.branches, Asked(order), dear=found.dear).ids)


MOST = (0, 1, 3, walking.FEW)
"""How many records count as few: each way of walking is taken by somebody."""
GIVEN = (
    {"late": "1"}, {"mine": "1"}, {"q": "漏油"}, {"q": "漏油 3"}, {"q": "油", "late": "1"},
    {"phase": ["open", "waiting", "done"]}, {"late": "1", "phase": ["open", "draft"], "mine": "1"},
)  # fmt: skip


def test_one_sees_what_one_may(firm, monkeypatch):
    for name in EVERYONE:
        person = firm.cast.persons[name]
        seen = policy.visible(person, "complaint", at=firm.at).order_by("-received_at", "-id")
        for most in MOST:
            monkeypatch.setattr(walking, "FEW", most)
            assert (name, most, ids(firm, person)) == (name, most, list(seen.values_list("pk", flat=True)))


def test_every_order_holds_the_same_records(firm, monkeypatch):
    seen = set(policy.visible(firm.cast.guo, "complaint", at=firm.at).values_list("pk", flat=True))
    assert len(seen) == 2
    for order in ORDERS:
        for most in MOST:
            monkeypatch.setattr(walking, "FEW", most)
            assert (order, most, set(ids(firm, firm.cast.guo, order))) == (order, most, seen)


@pytest.mark.parametrize("name", ["lin", "sun", "guo", "zhao"])
def test_filters_leave_the_same_whichever_way_is_walked(firm, monkeypatch, name):
    person = firm.cast.persons[name]
    due = dict(Record.objects.values_list("pk", "due_at"))
    for given in GIVEN:
        monkeypatch.undo()
        plainly = ids(firm, person, **given)
        by_due = sorted(plainly, key=lambda pk: (due[pk] is None, due[pk] or firm.at, -pk))
        for most in MOST:
            monkeypatch.setattr(walking, "FEW", most)
            assert (given, most, ids(firm, person, **given)) == (given, most, plainly)
            assert (given, most, ids(firm, person, "due_at", **given)) == (given, most, by_due)


def test_what_is_expected_of_the_filters(firm):
    numbers = dict(Record.objects.filter(type="complaint").values_list("pk", "title"))
    found = {
        name: [numbers[pk][-1] for pk in ids(firm, firm.cast.lin, **given)]
        for name, given in {"late": {"late": "1"}, "q": {"q": "漏油 0004"}, "all": {}}.items()
    }
    assert found == {"late": ["5", "3", "1"], "q": ["3"], "all": ["5", "4", "3", "2", "1", "0"]}
    assert [numbers[pk][-1] for pk in ids(firm, firm.cast.zhao, mine="1")] == ["3"]


def test_someone_who_sees_little_is_not_made_to_read_it_all(firm, monkeypatch):
    """The units she reads are walked each along its own index, whatever else lies between."""
    monkeypatch.setattr(walking, "FEW", 1)
    found = narrow(get("complaint"), {}, {}, firm.cast.guo, at=firm.at, codes=lambda col: ())
    assert [str(one.query).count("unit_id") > 1 for one in found.branches] == [True]
