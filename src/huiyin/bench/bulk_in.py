"""The batch door, against ``executemany`` of the very rows and events it wrote."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection, transaction

from huiyin.bench.firm import TYPE, Firm, words
from huiyin.bench.measure import Figure, Report, Stopwatch
from huiyin.intake.mapping import read_mapping
from huiyin.intake.register import Order, take_in
from huiyin.kernel import batch, finding, flow, registry
from huiyin.kernel.deed import Deed
from huiyin.kernel.models import Due, Event, Part, Record, Turn

ROWS = 3_000
FAR = 50_000_000
MAPPING = """
key = "number"
columns = { day = "received_at", closed = "closed_at", what = "what_happened" }
constants = { channel = "phone" }
"""


def measure_import(firm: Firm, report: Report) -> None:
    """Closed rows, as an old register has them; open ones, whose clocks start; and a whole file read and taken in."""
    report.title(f"{ROWS} old rows through the batch door, against executemany")
    for name, closed in (("closed rows", True), ("open rows, clocks started", False)):
        rows = _rows(firm, name, closed=closed)
        watch = Stopwatch()
        with watch.running():
            made = batch.open_many(TYPE, rows, firm.clerk, at=firm.at).records
        _add(report, name, watch, made)
    body = _file(firm)
    order = Order(TYPE, body, "bench.csv", read_mapping(MAPPING))
    watch = Stopwatch()
    with watch.running():
        made = take_in(order, firm.clerk, at=firm.at).records
    _add(report, f"a CSV file of {len(body) >> 10} kB read and taken in", watch, made)


def _rows(firm: Firm, tag: str, *, closed: bool) -> list[batch.Row]:
    rows = []
    for number in range(ROWS):
        received = firm.at - dt.timedelta(days=40 + number % 900, minutes=number % 500)
        done = received + dt.timedelta(days=9) if closed else None
        rows.append(batch.Row(words(number), received_at=received, closed_at=done, number=f"{tag[:1]}-{number:05d}",
                              source_key=f"{tag}:{number}"))  # fmt: skip
    return rows


def _file(firm: Firm) -> bytes:
    lines = ["number,day,closed,customer,what"]
    for number in range(ROWS):
        received = (firm.at - dt.timedelta(days=40 + number % 900)).date()
        said = words(number)
        lines.append(
            f"F-{number:05d},{received},{received + dt.timedelta(days=9)},{said['customer']},{said['what_happened']}"
        )
    return "\n".join(lines).encode()


def _add(report: Report, name: str, watch: Stopwatch, made: list[Any]) -> None:
    bare = Stopwatch()
    tables = _tables([one.pk for one in made])
    with bare.running():
        _insert(tables)
    each = f"{len(made)} records, {watch.usual / len(made):.3f} ms each"
    report.add(Figure(name, watch.usual, bare.usual, most=8, note=each))


def _tables(ids: list[int]) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """Every row the records brought, as the database keeps it, moved to ids and numbers nobody has."""
    found = []
    with connection.cursor() as cursor:
        for model, key in ((Record, "id"), (registry.get(TYPE).model, "record_ptr_id"), (Event, "record_id"),
                           (Due, "record_id"), (Turn, "record_id"), (Part, "record_id")):  # fmt: skip
            columns = [str(field.column) for field in model._meta.local_concrete_fields]
            counted = columns[0] == "id" and model is not Record
            columns = columns[1:] if counted else columns
            quoted = ", ".join(connection.ops.quote_name(column) for column in columns)
            table = connection.ops.quote_name(model._meta.db_table)
            chosen = f"SELECT {quoted} FROM {table} WHERE {key} BETWEEN %s AND %s ORDER BY {key}"  # noqa: S608
            cursor.execute(chosen, [ids[0], ids[-1]])
            marks = ", ".join(["%s"] * len(columns))
            moved = [_moved(columns, row) for row in cursor.fetchall()]
            found.append((f"INSERT INTO {table} ({quoted}) VALUES ({marks})", moved))  # noqa: S608
    found.append(_search(ids))
    return [(statement, rows) for statement, rows in found if rows]


def _moved(columns: list[str], row: tuple[Any, ...]) -> tuple[Any, ...]:
    changed = {"id": FAR, "record_ptr_id": FAR, "record_id": FAR, "number": "~", "source_key": "~"}
    return tuple(
        value + changed[name] if name in changed and value else value for name, value in zip(columns, row, strict=True)
    )


def _search(ids: list[int]) -> tuple[str, list[tuple[Any, ...]]]:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT record_id, plain, words::text FROM kernel_search WHERE record_id BETWEEN %s AND %s",
                           [ids[0], ids[-1]])  # fmt: skip
            rows = [(row[0] + FAR, *row[1:]) for row in cursor.fetchall()]
        return "INSERT INTO kernel_search (record_id, plain, words) VALUES (%s, %s, %s::tsvector)", rows
    record_type = registry.get(TYPE)
    records = record_type.model._default_manager.filter(id__range=(ids[0], ids[-1])).select_related("customer")
    texts = [(one.pk + FAR, finding.stored(flow.searchable(one, _deed(record_type, one)))) for one in records]
    return "INSERT INTO kernel_search (rowid, words) VALUES (%s, %s)", texts


def _deed(record_type: Any, record: Any) -> Deed:
    moment = record.received_at
    return Deed(record, record_type, None, None, None, moment, moment)  # type: ignore[arg-type]  # only the type is asked


def _insert(tables: list[tuple[str, list[tuple[Any, ...]]]]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement, rows in tables:
            cursor.executemany(statement, rows)
