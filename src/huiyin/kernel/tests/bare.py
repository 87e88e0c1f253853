"""Records without a room or a procedure's rules: what numbering, trail, seals and search need, and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from huiyin.kernel import finding, trail
from huiyin.kernel.models import Event, Record
from huiyin.packs.models import ProcedureVersion
from huiyin.people.models import Person, Unit

AT = dt.datetime(2026, 11, 20, 1, 0, tzinfo=dt.UTC)


def lin() -> Person:
    """One person, made once."""
    return Person.objects.filter(username="lin").first() or Person.objects.create(username="lin", name="林晓")


def version() -> ProcedureVersion:
    """A procedure that only exists as a row, made once."""
    made, _ = ProcedureVersion.objects.get_or_create(
        type="thing", fingerprint="0" * 64, effective_from=dt.date(2026, 1, 1),
        defaults={"pack": "bare", "document": "QP00", "revision": "A", "adopted_at": AT, "body": "{}"},
    )  # fmt: skip
    return made


def record(number: str = "T-1", **columns: Any) -> Record:
    """A record at its first state, without an event."""
    unit, _ = Unit.objects.get_or_create(code="SALES", defaults={"name": "经营部"})
    columns = {"title": "漏油", "state": "new", "phase": "open", "received_at": AT, "opened_at": AT, **columns}
    return Record.objects.create(
        type="thing", number=number, procedure=version(), unit=unit, opened_by=lin(), **columns
    )


def walked(number: str = "T-1", steps: int = 2, **columns: Any) -> Record:
    """A record with its opening and ``steps`` more events in its trail."""
    made = record(number, **columns)
    trail.append(made, kind="opened", actor=made.opened_by, at=AT, state_after="new")
    for step in range(steps):
        walk(made, AT + dt.timedelta(hours=step + 1))
    return made


def walk(made: Record, at: dt.datetime) -> Event:
    """One more deed."""
    made.version += 1
    made.save(update_fields=["version"])
    changes = {"cause": ["", f"第 {made.version} 次：密封圈老化"]}
    return trail.append(
        made, kind="step", step="look", actor=made.opened_by, at=at, state_before="new", changes=changes,
        facts={"unit": "SALES", "open": True}, reason="客户来电",
    )  # fmt: skip


@contextmanager
def guards_down() -> Iterator[None]:
    """Whoever owns the database can take the triggers off; the trail must still tell."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in ("kernel_event", "kernel_seal", "kernel_signature"):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            yield
            for table in ("kernel_event", "kernel_seal", "kernel_signature"):
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'kernel_%'")
            triggers = dict(cursor.fetchall())
            for name in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
            yield
            for statement in triggers.values():
                cursor.execute(statement)


def as_before(made: Record, pieces: list[str]) -> None:
    """Index a record as versions did that kept the scripts apart."""
    finding.forget([made.pk])
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            statement = "INSERT INTO kernel_search (record_id, plain, words) VALUES (%s, %s, array_to_tsvector(%s))"
            cursor.execute(statement, [made.pk, "".join(pieces), pieces])
        else:
            statement = "INSERT INTO kernel_search (rowid, words) VALUES (%s, %s)"
            cursor.execute(statement, [made.pk, " ".join(pieces)])
