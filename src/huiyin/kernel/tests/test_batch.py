"""Many rows through the door at once: as checked, as chained and as findable as one by one."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.kernel import batch, finding, flow, policy, trail, watch
from huiyin.kernel.errors import Refused
from huiyin.kernel.models import Due, Event, Letter, Notice, Record, Turn
from huiyin.people.models import Person
from tests.cast import AT, SHANGHAI
from tests.walker import adopt_pack

RECEIVED = dt.datetime(2026, 11, 19, 15, 30, tzinfo=SHANGHAI)
DATA = {"customer": "C001", "what_happened": "端面漏油", "product": "MS-25", "channel": "phone", "quantity": "3"}
OWN = {"id", "record_ptr_id", "record_id", "number", "hash", "kind", "step"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def firm(cast):
    """The cast under the generic rulebook."""
    adopt_pack("generic/1.0")
    return cast


def row(data=None, **columns):
    return batch.Row({**DATA, **(data or {})}, **{"received_at": RECEIVED, **columns})


def columns(rows):
    return [{name: value for name, value in one.items() if name not in OWN} for one in rows]


def test_a_row_becomes_what_the_door_would_have_made_of_it(firm):
    one = flow.open_record("complaint", firm.lin, DATA, at=AT, received_at=RECEIVED)
    # entered the same moment, so that no clock has passed a mark between the two
    [other] = batch.open_many("complaint", [row(opened_at=AT)], firm.lin, at=AT).records
    for model, key in (
        (Record, "pk"),
        (type(one), "pk"),
        (Due, "record_id"),
        (Turn, "record_id"),
        (Event, "record_id"),
    ):
        rows = [list(model.objects.filter(**{key: pk}).order_by("pk").values()) for pk in (one.pk, other.pk)]
        for event in rows[0]:
            event.get("facts", {}).pop("copied", None)  # whom a new word is told to need not hear of an old one
        assert rows[0]
        for ours, doors in zip(columns(rows[1]), columns(rows[0]), strict=True):
            assert {name for name in doors if ours[name] != doors[name]} == set()
    assert other.events.get().kind == "imported"
    assert (one.number, other.number) == ("TS2026-0001", "TS2026-0002")
    assert trail.verify(print).faults == 0


def test_a_closed_row_keeps_its_number_and_dates_and_is_on_nobodys_desk(firm):
    closed = dt.datetime(2025, 4, 2, tzinfo=SHANGHAI)
    old = row(number="KS-17", received_at=dt.datetime(2025, 3, 1, tzinfo=SHANGHAI), closed_at=closed, note="旧台账")
    [made] = batch.open_many("complaint", [old], firm.lin, at=AT).records
    made = Record.objects.get(pk=made.pk)
    assert (made.number, made.phase, made.received_at, made.closed_at) == ("KS-17", "done", old.received_at, closed)
    assert set(made.milestones) == {"received", "closed"}
    assert not made.turns.exists()
    assert not made.dues.exists()
    assert made.events.get().reason == "旧台账"


def test_rows_known_already_add_nothing(firm):
    rows = [row(source_key="id:1"), row(source_key="id:2"), row(source_key="id:1")]
    first = batch.open_many("complaint", rows, firm.lin, at=AT)
    again = batch.open_many("complaint", rows, firm.lin, at=AT)
    assert (len(first.records), first.known_rows) == (2, [2])
    assert (again.records, again.known_rows) == ([], [0, 1, 2])
    assert Event.objects.count() == 2


def test_a_bad_row_comes_back_with_a_sentence_for_every_field_and_leaves_nothing(firm):
    rows = [
        row({"customer": "C999", "quantity": "many", "channel": ""}),
        row({"lamp": "red"}),
        row(received_at=AT + dt.timedelta(hours=1)),
        row(closed_at=RECEIVED - dt.timedelta(days=1)),
        row({"customer": ""}),
        row(number="N-1"),
        row(number="N-1"),
    ]
    outcome = batch.open_many("complaint", rows, firm.lin, at=AT)
    assert {index: set(errors) for index, errors in outcome.refused.items()} == {
        0: {"customer", "quantity", "channel"},
        1: {"lamp"},
        2: {"received_at"},
        3: {"closed_at"},
        4: {"customer"},
        6: {"number"},
    }
    assert all(str(sentence) for errors in outcome.refused.values() for sentence in errors.values())
    assert [one.number for one in outcome.records] == ["N-1"]
    assert Record.objects.count() == Event.objects.count() == 1


def test_new_numbers_go_round_old_ones(firm):
    rows = [row(), row(number="TS2026-0001"), row(number="TS2026-0003"), row()]
    made = batch.open_many("complaint", rows, firm.lin, at=AT).records
    assert [one.number for one in made] == ["TS2026-0004", "TS2026-0001", "TS2026-0003", "TS2026-0005"]


def test_who_may_not_register_brings_nothing_in(firm):
    for stranger in (firm.mei, firm.bai):
        with pytest.raises(Refused):
            batch.open_many("complaint", [row()], stranger, at=AT)
    assert not Record.objects.exists()


def test_departments_named_in_a_row_see_it(firm):
    batch.open_many("complaint", [row({"departments": ["PROD"]}), row()], firm.lin, at=AT)
    assert policy.visible(firm.dong, "complaint", at=AT).count() == 1


def test_an_old_open_register_sets_off_no_alarm(firm):
    long_ago = dt.datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)
    [made] = batch.open_many("complaint", [row(received_at=long_ago)], firm.lin, at=AT).records
    due = made.dues.first()
    assert due.due_at < AT
    assert "late" in due.told
    assert watch.look(AT + dt.timedelta(minutes=5)).told == 0
    assert not Notice.objects.exists()
    assert not Letter.objects.exists()


def test_words_of_a_row_are_found(firm):
    [made] = batch.open_many("complaint", [row({"lot": "L26-0817"})], firm.lin, at=AT).records
    for words in ("漏油", "漏", "长江汽车", "0817", made.number):
        assert list(finding.find(Record.objects.all(), words)) == [Record.objects.get(pk=made.pk)]


def test_a_hundred_rows_cost_no_more_queries_than_three(firm):
    lin = Person.objects.get(pk=firm.lin.pk)
    counts = []
    batch.open_many("complaint", [row()], lin, at=AT)  # the calendar is read once and kept
    for count in (3, 100):
        with CaptureQueriesContext(connection) as queries:
            batch.open_many("complaint", [row({"lot": f"{count}-{n}"}) for n in range(count)], lin, at=AT)
        counts.append(len(queries))
    assert counts[0] == counts[1]
