"""The demonstration is made through the door alone, in the order of time, and shows every state of every flow."""

import datetime as dt
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.db.models import F

from huiyin.demo import fill, people, shelf
from huiyin.kernel import registry, trail
from huiyin.kernel.models import Attachment, Due, Event, Letter, Notice, Record, Seal, Turn
from huiyin.kernel.policy import acting_roles
from huiyin.kernel.turns import mine
from huiyin.packs.adopt import load
from huiyin.packs.models import ProcedureVersion
from huiyin.parties.models import Customer, Product, Supply
from huiyin.people.models import Holding, Person

pytestmark = pytest.mark.django_db
MOST_AT_ONE_DESK = 28
"""Records waiting for one person: heads, who may do what their people do, have most."""
AT = dt.datetime(2026, 11, 20, 16, 40, tzinfo=ZoneInfo("Asia/Shanghai"))


def books():
    """Every pack's book on SQLite. On PostgreSQL the one that has plots of every type: a book is text, and what its
    plots ask of a database they ask through the same doors, whichever pack they are told under.
    """
    return shelf.packs() if connection.vendor == "sqlite" else ["generic"]


def test_the_generic_book_has_plots_of_every_type():
    assert {plot.type for plot in shelf.book("generic").plots} == {one.name for one in registry.types()}


@pytest.fixture(scope="module", params=books())
def firm(request, django_db_setup, django_db_blocker):
    """Two months of a firm with one record to each plot, under each pack; gone again with the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        fill.fill(request.param, days=60, at=AT, crowd=0)
        yield request.param
        transaction.set_rollback(True)


def procedures():
    return [load(version) for version in ProcedureVersion.objects.all()]


def test_every_state_is_reached(firm):
    for one in procedures():
        reached = set(Event.objects.filter(record__type=one.type).values_list("state_after", flat=True))
        assert {name for name, state in one.flow.states.items() if state.phase != "void"} - reached == set()
        assert Record.objects.filter(type=one.type, phase="void").exists()


def test_records_stand_in_every_state_but_a_few_now(firm):
    for one in procedures():
        now = set(Record.objects.filter(type=one.type).values_list("state", flat=True))
        assert {name for name, state in one.flow.states.items() if state.phase in ("open", "done")} - now == set()


def test_every_step_is_done_by_someone(firm):
    for one in procedures():
        done = Event.objects.filter(record__type=one.type, kind="step").values_list("step", flat=True)
        assert set(one.flow.steps) - set(done) == set()


def test_nothing_was_written_outside_the_door(firm):
    first = dict(Event.objects.filter(seq=1).values_list("record_id", "kind"))
    assert first == dict.fromkeys(Record.objects.values_list("pk", flat=True), "opened")
    last = Event.objects.order_by("record_id", "-seq").values_list("record_id", "version")
    versions = {}
    for record, version in last:
        versions.setdefault(record, version)
    assert versions == dict(Record.objects.values_list("pk", "version"))


def test_the_trail_is_whole(firm):
    faults = []
    outcome = trail.verify(faults.append)
    assert faults == []
    assert outcome.events == Event.objects.count()
    assert outcome.seals == Seal.objects.count() > 20


def test_time_runs_forward(firm):
    instants = list(Event.objects.order_by("pk").values_list("at", flat=True))
    assert [pair for pair in pairwise(instants) if pair[0] > pair[1]] == []
    assert instants[-1] <= AT
    assert not Event.objects.filter(happened_at__gt=F("at")).exists()
    assert not Record.objects.filter(received_at__gt=F("opened_at")).exists()


NOT_ASKED = {  # what a text asks for nowhere, so that nobody can do it
    "complaint-handling": {"filed", "signed", "declined"},
    "reception": {"filed", "signed", "declined", "handed", "round", "on behalf"},
}


def test_rare_deeds_are_there_to_be_seen(firm):
    seen = set(Event.objects.values_list("kind", flat=True))
    seen |= {"round"} if Record.objects.filter(round=2).exists() else set()
    seen |= {"on behalf"} if Event.objects.filter(on_behalf__username="dong", actor__username="pan").exists() else set()
    assert {
        "opened", "step", "attached", "copied", "read", "handed", "extension_asked", "extended",
        "corrected", "voided", "merged",
        "absorbed", "warned", "late", "escalated", "filed", "signed", "declined", "round", "on behalf",
    } - seen == NOT_ASKED.get(firm, set())  # fmt: skip
    assert Due.objects.exclude(first_due_at=F("due_at")).exists()
    assert len({name.rpartition(".")[2] for name in Attachment.objects.values_list("name", flat=True)}) >= 3


def test_every_desk_is_one_a_person_can_work_at(firm):
    busy = {}
    for person in Person.objects.exclude(holdings=None):
        busy[person.username] = mine(person, at=AT).values("record").distinct().count()
    assert {name: number for name, number in busy.items() if number > MOST_AT_ONE_DESK} == {}
    assert busy["hu"] < 12
    assert busy["sun"] == 0
    assert busy["lin"] >= 3


def test_what_is_late_is_the_exception(firm):
    going = Record.objects.filter(phase__in=("draft", "open", "waiting"), merged_into=None)
    late = Due.objects.filter(record__in=going, settled_at=None, paused_at=None, due_at__lt=AT).values("record")
    assert 0 < late.distinct().count() <= going.count() * 0.16  # one of each plot: the full firm has fewer


def test_the_house_is_in_order(firm):
    assert Person.objects.count() == 42
    assert Customer.objects.count() == 60
    assert Product.objects.count() == 25
    assert 180 <= Supply.objects.count() <= 280
    assert Customer.objects.filter(language="en").count() == 4
    assert Customer.objects.exclude(calendar="").count() == 1
    held = set(Holding.objects.values_list("role", flat=True))
    assert {role for one in procedures() for role in acting_roles(one)} - held == set()
    assert all(one.company.zh == shelf.firm("company")["name"] for one in procedures())


def test_no_letter_waits_that_should_have_gone(firm):
    assert Letter.objects.filter(sent_at=None, not_before__lt=AT - dt.timedelta(days=1)).count() == 0
    assert Letter.objects.exclude(sent_at=None).exists()
    assert Notice.objects.filter(read_at=None).exists()


def test_those_who_sign_in_find_something_to_do(firm):
    for username, _name, _shows in people.sign_ins():
        person = Person.objects.get(username=username)
        assert person.check_password(people.PASSWORD)
        assert not person.password_lent
    assert Turn.objects.filter(role="service_clerk").exists()
    if any(step.of for one in procedures() for step in one.flow.steps.values()):
        assert Turn.objects.filter(role="department_head", unit__code="PROD").exists()
