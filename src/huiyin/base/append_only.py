"""Tables that are only ever added to: the database itself refuses to change or remove a row of theirs."""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations import RunPython

_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$"""
_POSTGRES = (
    "CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION append_only()"
)


def append_only(*tables: str) -> RunPython:
    """A migration operation that makes `tables` append-only, on SQLite and on PostgreSQL alike.

    Whoever tries gets an IntegrityError that names the table. Emptying a whole table (TRUNCATE, which only its
    owner may do) is not stopped here.
    """

    def lock(apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(_FUNCTION, params=None)
        for table in tables:
            for statement in _statements(editor.connection.vendor, table):
                editor.execute(statement, params=None)

    def unlock(apps: Any, editor: Any) -> None:
        for table in tables:
            if editor.connection.vendor == "postgresql":
                editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            else:
                editor.execute(f"DROP TRIGGER {table}_no_update")
                editor.execute(f"DROP TRIGGER {table}_no_delete")

    return RunPython(lock, unlock)


def _statements(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        return [_POSTGRES.format(table=table)]
    return [_SQLITE.format(table=table, verb=verb) for verb in ("update", "delete")]
