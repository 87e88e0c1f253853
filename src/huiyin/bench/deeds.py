"""Opening a record and taking a step, against the very statements they wrote, sent again for another record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from huiyin.bench.firm import TYPE, Firm, words
from huiyin.bench.measure import Figure, Report, Stopwatch
from huiyin.kernel import flow, registry
from huiyin.kernel.fields import step_fields
from huiyin.kernel.models import Due, Event
from huiyin.kernel.policy import procedure_of

ROUNDS, WARM = 120, 15
APART = 10_000_000
"""Ids begin so high and so far apart here that no other number in a statement can be taken for one of them."""
TABLES = ("kernel_record", "kernel_event", "kernel_due")
SAMPLES: dict[str, Any] = {"units": ["HQ"], "unit": "HQ", "flag": True, "date": "2026-01-05", "number": 3}
Statement = tuple[str, tuple[Any, ...]]


def measure_deeds(firm: Firm, report: Report) -> None:
    """Both deeds with commit, and what the database alone needs for the same rows with commit."""
    _far_ids()
    report.title("A deed, against the bare SQL of the rows it writes")
    door, bare = Stopwatch(), Stopwatch()
    queries: list[int] = []
    for number in range(WARM + ROUNDS):
        with _noted() as (writes, count), door.running():
            record = flow.open_record(TYPE, firm.clerk, words(5_000 + number), at=firm.at)
        queries.append(count[0])
        copies = _Again({record.number: f"B{number:05d}"}, _ids(record))
        with bare.running():
            copies.send(writes)
    _add(report, f"open_record ({queries[-1]} queries)", door, bare)
    step, data = _first_step(firm)
    door, bare = Stopwatch(), Stopwatch()
    for number in range(WARM + ROUNDS):
        one, other = (flow.open_record(TYPE, firm.clerk, words(9_000 + number), at=firm.at) for _twice in (1, 2))
        before, theirs = _ids(one), _ids(other)
        with _noted() as (writes, count), door.running():
            fired = flow.fire(one, step, firm.clerk, data, seen=one.version, at=firm.at)
        queries.append(count[0])
        same = {old: new for table in TABLES for old, new in zip(before[table], theirs[table], strict=True)}
        made = {table: [pk for pk in ids if pk not in same] for table, ids in _ids(fired).items()}
        copies = _Again(same, made)
        with bare.running():
            copies.send(writes)
    _add(report, f"fire: {step} ({queries[-1]} queries)", door, bare)


def _add(report: Report, name: str, door: Stopwatch, bare: Stopwatch) -> None:
    for watch in (door, bare):
        del watch.times[:WARM]
    report.add(Figure(name, door.usual, bare.usual, most=12))


def _first_step(firm: Firm) -> tuple[str, dict[str, Any]]:
    """The step people take first, with a value for everything it needs."""
    record = flow.open_record(TYPE, firm.clerk, words(1), at=firm.at)
    procedure = procedure_of(record)
    step = next(one for one in procedure.flow.from_state(record.state) if one.primary)
    needed = [spec for spec in step_fields(procedure, registry.get(TYPE), step) if spec.required]
    data = {
        spec.name: spec.choices[-1].code if spec.choices else SAMPLES.get(spec.kind, "按程序办理") for spec in needed
    }
    return step.name, data


def _far_ids() -> None:
    """Let ids of records, events and dues each begin in a range of their own."""
    with connection.cursor() as cursor:
        highest = 0
        for table in TABLES:
            cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608  # our own names
            highest = max(highest, cursor.fetchone()[0])
        for place, table in enumerate(TABLES, highest // APART + 1):
            if connection.vendor == "postgresql":
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, place * APART])
            else:
                cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [place * APART, table])


@contextmanager
def _noted() -> Iterator[tuple[list[Statement], list[int]]]:
    """The writing statements sent meanwhile, and how many statements there were in all."""
    writes: list[Statement] = []
    count = [0]

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        count[0] += 1
        if sql.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE"):
            rows: Sequence[Any] = list(params) if many else [params]
            writes.extend((sql, tuple(row or ())) for row in rows)
            params = rows if many else params
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield writes, count


def _ids(record: Any) -> dict[str, list[int]]:
    """The ids that belong to this record alone, by table, in order."""
    dues = Due.objects.filter(record_id=record.pk).order_by("pk").values_list("pk", flat=True)
    events = Event.objects.filter(record_id=record.pk).order_by("pk").values_list("pk", flat=True)
    return {"kernel_record": [record.pk], "kernel_event": list(events), "kernel_due": list(dues)}


class _Again:
    """Sends noted statements for another record. What the deed made is learned as the statements make it anew."""

    def __init__(self, places: dict[Any, Any], made: dict[str, list[int]]) -> None:
        self.places, self.made = places, made

    def send(self, writes: list[Statement]) -> None:
        """All of them in one transaction, as the deed did."""
        with transaction.atomic(), connection.cursor() as cursor:
            for sql, params in writes:
                moved = [self.places.get(one, one) if isinstance(one, (int, str)) else one for one in params]
                cursor.execute(sql, moved)
                table = next((name for name in TABLES if sql.startswith(f'INSERT INTO "{name}"')), "")
                if table and "RETURNING" in sql:
                    self.places[self.made[table].pop(0)] = cursor.fetchone()[0]
