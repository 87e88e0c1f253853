"""Many rows at once, straight into a table: what the batch door writes, without a model instance per row."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from operator import itemgetter
from typing import Any

from django.db import connection
from django.db.models import (
    BooleanField,
    CharField,
    DateTimeField,
    Field,
    ForeignKey,
    IntegerField,
    JSONField,
    Model,
    TextField,
)

AT_ONCE = 1_000
"""Rows handed to the driver together: more would only fill memory."""
Fit = Callable[[Any], Any]
PLAIN = (BooleanField, CharField, ForeignKey, IntegerField, TextField)


def new_ids(model: type[Model], count: int) -> list[int]:
    """``count`` ids nobody has and nobody will be given. Call it inside the transaction that uses them."""
    table, column = model._meta.db_table, str(model._meta.pk.column)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            drawn = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
            cursor.execute(drawn, [table, column, count])
            return [int(row[0]) for row in cursor.fetchall()]
        # The transaction has locked the whole database, and inserting a given id moves SQLite's own count past it.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
    first = (int(found[0]) if found else 0) + 1
    return list(range(first, first + count))


def insert(model: type[Model], columns: Sequence[str], rows: Iterable[Iterable[Any]]) -> None:
    """Write ``rows`` of the named attributes (``customer_id``, not ``customer``) into the model's own table.

    Moments are aware; a JSON column takes its value, or its text where that is made already.
    """
    fields = {field.attname: field for field in model._meta.local_concrete_fields}
    chosen = [fields[name] for name in columns]
    fits = [(place, fit) for place, field in enumerate(chosen) if (fit := _fit(field))]
    quote = connection.ops.quote_name
    named, marks = ", ".join(quote(str(one.column)) for one in chosen), ", ".join(["%s"] * len(chosen))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({named}) VALUES ({marks})"  # noqa: S608  # our own names
    ready: list[list[Any]] = []
    with connection.cursor() as cursor:
        for row in rows:
            values = list(row)
            for place, fit in fits:
                if values[place] is not None:
                    values[place] = fit(values[place])
            ready.append(values)
            if len(ready) == AT_ONCE:
                cursor.executemany(statement, ready)
                ready = []
        if ready:
            cursor.executemany(statement, ready)


def insert_whole(model: type[Model], made: Iterable[Model]) -> None:
    """Write instances, all columns of the model's own table; a key the database counts itself is left to it when empty.

    Either all of them have their key already, or none.
    """
    made = list(made)
    counts = any(one.__dict__.get(model._meta.pk.attname) is None for one in made)
    fields = [field for field in model._meta.local_concrete_fields if not (counts and field.primary_key)]
    pick = itemgetter(*(field.attname for field in fields))
    insert(model, [field.attname for field in fields], (pick(one.__dict__) for one in made))


def _fit(field: Field[Any, Any]) -> Fit | None:
    """How one column's values reach the driver; nothing for the kinds every driver takes as they are."""
    if isinstance(field, PLAIN):
        return None
    if isinstance(field, JSONField):
        return _json
    if isinstance(field, DateTimeField) and connection.vendor == "sqlite":
        return _utc
    return partial(field.get_db_prep_save, connection=connection)


def _utc(value: dt.datetime) -> str:
    return value.astimezone(dt.UTC).isoformat(" ").removesuffix("+00:00")


def _json(value: Any) -> str:
    return value if isinstance(value, str) else _encode(value) if value else "[]" if isinstance(value, list) else "{}"


_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
