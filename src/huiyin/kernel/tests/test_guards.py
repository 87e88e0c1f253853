"""The database itself keeps the trail: raw SQL, past all our code, is refused."""

import pytest
from django.db import IntegrityError, connection, transaction

from huiyin.kernel import sealing
from huiyin.kernel.models import Event, Proposal, Seal, Signature
from huiyin.kernel.tests.bare import AT, walked

pytestmark = [pytest.mark.django_db, pytest.mark.clause("E-5")]

TABLES = ("kernel_event", "kernel_seal", "kernel_signature")


@pytest.fixture
def rows():
    """One row at least in each guarded table."""
    made = walked("T-1")
    sealing.seal(AT)
    proposal = Proposal.objects.create(record=made, step="look", by=made.opened_by, at=AT, happened_at=AT)
    Signature.objects.create(
        record=made, proposal=proposal, step="look", demand=0, person=made.opened_by, role="engineer",
        verdict="signed", method="password", at=AT, content={}, digest="0" * 64,
    )  # fmt: skip
    return {table: count(table) for table in TABLES}


def count(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*), max(at) FROM {table}")
        return cursor.fetchone()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET at = '2020-01-01 00:00:00+00'", "DELETE FROM {}", "DELETE FROM {} WHERE id > 0"]
)
def test_raw_sql_cannot_touch_what_is_written(rows, table, statement):
    assert rows[table][0] >= 1
    with (
        pytest.raises(IntegrityError, match=f"{table} is append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))
    assert count(table) == rows[table]


@pytest.mark.parametrize("table", TABLES)
def test_an_insert_cannot_take_the_place_of_a_row(rows, table):
    columns = ", ".join(f'"{field.column}"' for field in MODELS[table]._meta.local_concrete_fields)
    insert = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    again = f"{insert} INTO {table} ({columns}) SELECT {columns} FROM {table}"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(again)
    assert count(table) == rows[table]


MODELS = {"kernel_event": Event, "kernel_seal": Seal, "kernel_signature": Signature}


def test_an_insert_cannot_take_the_number_of_an_event(rows):
    if connection.vendor != "sqlite":
        return
    columns = [field.column for field in Event._meta.local_concrete_fields if field.column != "id"]
    listed = ", ".join(f'"{column}"' for column in columns)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT OR REPLACE INTO kernel_event ({listed}) SELECT {listed} FROM kernel_event")
    assert count("kernel_event") == rows["kernel_event"]
