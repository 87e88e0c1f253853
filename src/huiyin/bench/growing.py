"""A thousand, a hundred thousand, a million records: SQL copies of a few made through the door.

Said plainly: copies carry no valid trail (an event's hash covers the record it belongs to) and nobody could work
with them. They have the rows, the indexes and the words a register is read from, and that is what is measured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from huiyin.kernel import finding, registry
from huiyin.kernel.models import Due, Event, Record, Turn

MINUTES_APART = 9
SLICE = 200_000


def grow(size: int, type_name: str, closed: Sequence[int], opened: Sequence[int], words: dict[int, str]) -> int:
    """Copy the seeds until there are about ``size`` records, few of them open; gives how many there are.

    ``words`` are the seeds' searchable texts by id.
    """
    there = Record.objects.count()
    first = max(Record.objects.order_by("-pk").values_list("pk", flat=True)[:1], default=0) + 1
    for seeds, share in ((opened, 0.02), (closed, 0.98)):
        copies = max(0, int((size - there) * share) // len(seeds))
        if copies:
            first = _copy(type_name, list(seeds), copies, first, words)
    _analyse()
    return Record.objects.count()


def _copy(type_name: str, seeds: list[int], copies: int, first: int, words: dict[int, str]) -> int:
    model = registry.get(type_name).model
    with transaction.atomic(), connection.cursor() as cursor:
        _series(cursor, seeds, copies, first)
        shift = _minutes("received_at", f"-(s.made / {len(seeds)} * {MINUTES_APART})")
        moved = {"id": "s.made", "number": "t.number || '-' || s.made", "received_at": shift, "source_key": "''"}
        _insert(cursor, Record, "id", moved)
        _insert(cursor, model, "record_ptr_id", {"record_ptr_id": "s.made"})
        for child in (Event, Due, Turn):
            _insert(cursor, child, "record_id", {"record_id": "s.made", "id": None})
        _insert_words(cursor, seeds, words)
        cursor.execute("DROP TABLE bench_series")
    _move_sequences()
    return first + copies * len(seeds)


def _series(cursor: Any, seeds: list[int], copies: int, first: int) -> None:
    """A table of what is copied from where: seed, number of the copy, id of the copy."""
    cursor.execute("CREATE TEMPORARY TABLE bench_series (seed bigint, copy bigint, made bigint)")
    listed = ", ".join(f"({place}, {seed})" for place, seed in enumerate(seeds))
    fill = f"""INSERT INTO bench_series
WITH RECURSIVE run(copy) AS (SELECT 1 UNION ALL SELECT copy + 1 FROM run WHERE copy < {copies}),
seeds(place, seed) AS (VALUES {listed})
SELECT seed, copy, {first} + (copy - 1) * {len(seeds)} + place FROM run, seeds ORDER BY 3"""  # noqa: S608
    cursor.execute(fill)
    cursor.execute("CREATE INDEX bench_series_seed ON bench_series (seed)")


def _minutes(column: str, minutes: str) -> str:
    if connection.vendor == "postgresql":
        return f"t.{column} + ({minutes}) * interval '1 minute'"
    return f"datetime(t.{column}, ({minutes}) || ' minutes')"


def _insert(cursor: Any, model: type[Model], key: str, changed: Mapping[str, str | None]) -> None:
    """Copy the rows of a table for every copy of their record; ``None`` leaves a column to the database."""
    columns = [str(field.column) for field in model._meta.local_concrete_fields]
    columns = [column for column in columns if changed.get(column, "") is not None]
    quoted = ", ".join(connection.ops.quote_name(column) for column in columns)
    values = ", ".join(changed.get(column) or f"t.{connection.ops.quote_name(column)}" for column in columns)
    table = connection.ops.quote_name(model._meta.db_table)
    cursor.execute(
        f"INSERT INTO {table} ({quoted}) SELECT {values} FROM bench_series s JOIN {table} t ON t.{key} = s.seed"  # noqa: S608
        " ORDER BY s.made"
    )


def _insert_words(cursor: Any, seeds: list[int], words: dict[int, str]) -> None:
    """Let the copies be found by what their seeds say; their own number is left out of the index."""
    if connection.vendor == "postgresql":
        cursor.execute(
            "INSERT INTO kernel_search (record_id, plain, words) SELECT s.made, t.plain, t.words"
            " FROM bench_series s JOIN kernel_search t ON t.record_id = s.seed"
        )
        return
    cursor.execute("CREATE TEMPORARY TABLE bench_words (seed integer primary key, words text)")
    stored = [(seed, finding.stored(words[seed])) for seed in seeds]
    cursor.executemany("INSERT INTO bench_words VALUES (%s, %s)", stored)
    cursor.execute(
        "INSERT INTO kernel_search (rowid, words) SELECT s.made, w.words FROM bench_series s"
        " JOIN bench_words w ON w.seed = s.seed ORDER BY s.made"
    )
    cursor.execute("DROP TABLE bench_words")


def _move_sequences() -> None:
    """Let the next record of the door stand behind the copies (SQLite moves its own count by itself)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('kernel_record', 'id'), (SELECT max(id) FROM kernel_record))"
            )


def _analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
