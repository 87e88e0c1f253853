"""A full disk and a database that can only be read: said in a sentence, nothing half-written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from huiyin.kernel import flow
from huiyin.kernel.errors import Busy
from huiyin.kernel.models import Counter, Event, Record, Turn
from tests.cast import make_cast
from tests.walker import Walker, adopt_pack

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def walker(transactional_db: None) -> Walker:
    walker = Walker(make_cast())
    adopt_pack("complaint-handling")
    return walker


def pragma(text: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {text}")
        return (cursor.fetchone() or [None])[0]


@pytest.fixture
def full_disk(walker: Walker) -> Iterator[None]:
    """The database may not grow by another page, as on a full disk."""
    most = pragma("max_page_count")
    pragma(f"max_page_count = {pragma('page_count')}")
    yield
    pragma(f"max_page_count = {most}")


@pytest.fixture
def read_only(walker: Walker) -> Iterator[None]:
    _reading_only(True)
    yield
    _reading_only(False)


def _reading_only(on: bool) -> None:
    if connection.vendor == "sqlite":
        pragma(f"query_only = {int(on)}")
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SET SESSION CHARACTERISTICS AS TRANSACTION READ {'ONLY' if on else 'WRITE'}")


def opening(walker: Walker) -> Any:
    data = {"customer": "C001", "what_happened": "内孔超差" * 4000, "reporting_unit": "SALES"}
    return flow.open_record("complaint", walker.cast.lin, data, at=walker.tick())


def _until_full(walker: Walker) -> None:
    for _try in range(200):  # what is free inside the file takes a few more records
        opening(walker)


def counts() -> tuple[int, ...]:
    return (Record.objects.count(), Event.objects.count(), Counter.objects.count(), Turn.objects.count())


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite lets a test limit the size of its file")
def test_a_full_disk_is_told_and_nothing_is_half_written(walker: Walker, full_disk: None) -> None:
    with pytest.raises(Busy) as no:
        _until_full(walker)
    written = Record.objects.count()
    assert no.value.status == 503
    assert "磁盘已满" in str(no.value.why)
    assert counts()[1] == written
    numbers = list(Record.objects.order_by("id").values_list("number", flat=True))
    assert numbers == [f"KS2026-{n:04d}" for n in range(1, written + 1)]


def test_a_read_only_database_is_told(walker: Walker, read_only: None) -> None:
    before = counts()
    with pytest.raises(Busy) as no:
        opening(walker)
    assert "只读" in str(no.value.why)
    assert counts() == before
