"""The command `huiyin demo`: the same firm each time, filled once, and never over somebody's own."""

import datetime as dt
import io
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction

from huiyin.demo import fill, people
from huiyin.kernel.models import Event
from huiyin.people.models import Person, Unit

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 20, 16, 40, tzinfo=ZoneInfo("Asia/Shanghai"))


def told(pack):
    """What a small firm's trail says, without the ids a database gives."""
    with transaction.atomic():
        fill.fill(pack, days=5, at=AT, crowd=0)
        rows = Event.objects.order_by("pk").values_list(
            "record__number", "kind", "step", "actor__username", "at", "reason"
        )
        found = list(rows)
        transaction.set_rollback(True)
    return found


def test_the_same_days_make_the_same_firm():
    first = told("quality-feedback")
    assert len(first) > 50
    assert told("quality-feedback") == first


def run(*arguments):
    said = io.StringIO()
    call_command("demo", *arguments, stdout=said)
    return said.getvalue()


def test_the_command_fills_once_and_says_who_may_sign_in():
    first = run("--days", "5", "--at", "2026-11-20T16:40")
    assert "5 days of a firm under generic, until 2026-11-20 16:40" in first
    count = Event.objects.count()
    second = run()
    assert second.startswith("The demonstration is here already; nothing was changed.\n")
    assert Event.objects.count() == count > 0
    for said in (first, second):
        assert people.PASSWORD in said
        assert [name for name, _who, _shows in people.sign_ins() if f"  {name} " not in said] == []


def test_a_system_in_use_is_left_alone():
    Unit.objects.create(code="HQ", name="Somebody's firm", kind="company")
    with pytest.raises(CommandError, match="This system is in use"):
        run("--days", "5")
    assert Person.objects.count() == 0
    assert Unit.objects.count() == 1


@pytest.mark.parametrize("wrong", [("--days", "1"), ("--days", "400"), ("--at", "yesterday")])
def test_what_cannot_be_is_refused_in_a_sentence(wrong):
    with pytest.raises(CommandError, match=r"^--(days|at)\b"):
        run(*wrong)
    assert Person.objects.count() == 0
