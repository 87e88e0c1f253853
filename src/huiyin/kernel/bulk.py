"""Rows straight into their tables, one or many: the framework's own way costs ten times what the database needs.

What is written is what ``save`` and ``bulk_create`` would have written; signals are not sent, and no table written
here has any.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
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
    OneToOneField,
    TextField,
)

AT_ONCE = 1_000
"""Rows handed to the driver together: more would only fill memory."""
Fit = Callable[[Any], Any]
Fits = tuple[tuple[int, Fit], ...]
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


def insert(
    model: type[Model], columns: Sequence[str], rows: Iterable[Iterable[Any]], *, known_is_fine: bool = False
) -> None:
    """Write ``rows`` of the named attributes (``customer_id``, not ``customer``) into the model's own table.

    Moments are aware; a JSON column takes its value, or its text where that is made already. With ``known_is_fine``
    a row that is there already is passed over.
    """
    statement, fits = _inserting(connection.vendor, model, tuple(columns))
    if known_is_fine:
        statement += " ON CONFLICT DO NOTHING"
    ready: list[list[Any]] = []
    with connection.cursor() as cursor:
        for row in rows:
            ready.append(_fitted(row, fits))
            if len(ready) == AT_ONCE:
                cursor.executemany(statement, ready)
                ready = []
        if len(ready) == 1:
            cursor.execute(statement, ready[0])
        elif ready:
            cursor.executemany(statement, ready)


def insert_whole(model: type[Model], made: Iterable[Model], *, known_is_fine: bool = False) -> None:
    """Write instances, all columns of the model's own table; a key the database counts itself is left to it when empty.

    Either all of them have their key already, or none.
    """
    made = list(made)
    if made:
        names = _names(model, counted=made[0].__dict__.get(model._meta.pk.attname) is None)
        pick = itemgetter(*names)
        insert(model, names, (pick(one.__dict__) for one in made), known_is_fine=known_is_fine)


def add(row: Model) -> None:
    """Write one new instance, parents' tables first, and give it its key: ``save(force_insert=True)``, faster."""
    for model in _tables(type(row)):
        key = model._meta.pk
        if isinstance(key, OneToOneField):
            row.__dict__[key.attname] = row.__dict__[key.target_field.attname]
        names = _names(model, counted=row.__dict__.get(key.attname) is None)
        statement, fits = _inserting(connection.vendor, model, names)
        values = _fitted(itemgetter(*names)(row.__dict__), fits)
        with connection.cursor() as cursor:
            if key.attname in names:
                cursor.execute(statement, values)
            else:
                cursor.execute(f"{statement} RETURNING {connection.ops.quote_name(str(key.column))}", values)
                row.__dict__[key.attname] = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, connection.alias


def change(row: Model, names: Iterable[str]) -> None:
    """Write the named fields of an instance back: ``save(update_fields=names)``, faster."""
    wanted = {row._meta.get_field(name).attname for name in names}  # type: ignore[union-attr]
    for model in _tables(type(row)):
        mine = tuple(name for name in _names(model, counted=False) if name in wanted)
        if mine:
            statement, fits = _updating(connection.vendor, model, mine)
            values = _fitted((row.__dict__[name] for name in mine), fits)
            with connection.cursor() as cursor:
                cursor.execute(statement, [*values, row.pk])


@cache
def _tables(model: type[Model]) -> tuple[type[Model], ...]:
    """The models whose tables hold a row of ``model``, the topmost first."""
    return (*reversed(model._meta.get_parent_list()), model)


@cache
def _names(model: type[Model], *, counted: bool) -> tuple[str, ...]:
    fields = model._meta.local_concrete_fields
    return tuple(field.attname for field in fields if not (counted and field.primary_key))


@cache
def _inserting(vendor: str, model: type[Model], columns: tuple[str, ...]) -> tuple[str, Fits]:
    chosen = _chosen(model, columns)
    named, marks = ", ".join(_quoted(one) for one in chosen), ", ".join(["%s"] * len(chosen))
    table = connection.ops.quote_name(model._meta.db_table)
    return f"INSERT INTO {table} ({named}) VALUES ({marks})", _fits(chosen)  # noqa: S608  # our own names


@cache
def _updating(vendor: str, model: type[Model], columns: tuple[str, ...]) -> tuple[str, Fits]:
    chosen = _chosen(model, columns)
    named = ", ".join(f"{_quoted(one)} = %s" for one in chosen)
    table, key = connection.ops.quote_name(model._meta.db_table), _quoted(model._meta.pk)
    return f"UPDATE {table} SET {named} WHERE {key} = %s", _fits(chosen)  # noqa: S608  # our own names


def _chosen(model: type[Model], columns: tuple[str, ...]) -> list[Field[Any, Any]]:
    fields = {field.attname: field for field in model._meta.local_concrete_fields}
    return [fields[name] for name in columns]


def _quoted(field: Field[Any, Any]) -> str:
    return connection.ops.quote_name(str(field.column))


def _fits(chosen: list[Field[Any, Any]]) -> Fits:
    return tuple((place, fit) for place, field in enumerate(chosen) if (fit := _fit(field)))


def _fitted(row: Iterable[Any], fits: Fits) -> list[Any]:
    values = list(row)
    for place, fit in fits:
        if values[place] is not None:
            values[place] = fit(values[place])
    return values


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
