"""The harness itself: what every other test leans on."""

import socket
import threading

import pytest
from django.conf import settings
from django.db import connection, transaction

from huiyin.packs.models import ProcedureVersion
from huiyin.parties.models import Contact, Customer, Product, Supply
from huiyin.people.models import Holding, Person, Unit
from tests import cast, walker


def test_the_world_cannot_be_reached():
    with pytest.raises(ConnectionRefusedError, match="may not use the network"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(ConnectionRefusedError, match="may not use the network"):
        socket.getaddrinfo("example.org", 80)


def test_tests_have_a_home_of_their_own():
    assert "huiyin-test-" in str(settings.HOME)


@pytest.mark.django_db(transaction=True)
def test_eight_writers_wait_for_each_other():
    """SQLite refuses some of them unless transactions begin at once as writers; both databases must let all through."""
    failures = []

    def write(number: int) -> None:
        try:
            for again in range(5):
                with transaction.atomic():
                    Unit.objects.count()
                    Unit.objects.create(code=f"u{number}-{again}", name="x")
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            failures.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    assert Unit.objects.count() == 40


def _rows() -> dict[str, list[dict]]:
    models = [Unit, Person, Holding, Customer, Product, Contact, Supply, ProcedureVersion]
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


@pytest.mark.django_db
def test_the_cast_and_a_pack_written_again_are_what_the_door_wrote(monkeypatch):
    """Tests begin with copies of rows; the copies say the same as what the program wrote, under the same names."""
    monkeypatch.setattr(cast, "_drawn", [])
    monkeypatch.setattr(walker, "_stored", {})
    told, made = [], []
    for _time in ("through the door", "copied"):
        with transaction.atomic():
            made.append(cast.make_cast())
            versions = walker.adopt_pack("complaint-handling")
            told.append(_rows())
            assert {row.pk for row in versions.values()} == {row["id"] for row in told[-1]["ProcedureVersion"]}
            transaction.set_rollback(True)
    for version in (row for rows in told for row in rows["ProcedureVersion"]):
        del version["id"]
    assert told[0] == told[1]
    assert len(told[0]["Person"]) == 15
    assert len(told[0]["ProcedureVersion"]) == 2
    first, again = made
    for name in ("persons", "units", "customers", "products"):
        assert {key: one.pk for key, one in getattr(first, name).items()} == {
            key: one.pk for key, one in getattr(again, name).items()
        }
    assert again.lin is not first.lin
    assert again.lin.unit is again.units["SERVICE"]


@pytest.mark.django_db
def test_who_joins_the_cast_gets_a_key_of_her_own():
    for _time in range(2):
        with transaction.atomic():
            cast.make_cast()
            transaction.set_rollback(True)
    cast.make_cast()
    newcomer = Person.objects.create(username="neu", name="新人", unit=Unit.objects.get(code="HQ"))
    assert Person.objects.filter(pk=newcomer.pk).get() == newcomer
    assert Person.objects.count() == 16


WORDS_ONLY = {
    ("customer-communication", "capa"),
    ("customer-communication", "complaint"),
    ("customer-communication", "improvement"),
    ("customer-communication", "inquiry"),
    ("customer-communication", "requirement"),
    ("customer-communication", "returning"),
    ("quality-feedback", "card"),
    ("service-control", "card"),
    ("service-management", "agreement"),
    ("service-management", "complaint"),
    ("service-management", "loan"),
    ("service-management", "returning"),
}


def test_only_those_that_take_another_ones_course_are_left_out_of_the_litany():
    """Whoever changes such a procedure's flow, rights, fields or duties finds it back in the litany by itself."""
    kept = set(walker.one_of_each_course())
    assert set(walker.every_case()) - kept == WORDS_ONLY
    every = {(pack, one.type): one for pack in walker.PACKS for one in walker.procedures(pack)}
    assert {walker.course(one) for one in every.values()} == {walker.course(every[case]) for case in kept}
    assert {case for case in every if case[0] == walker.GENERIC} <= kept
