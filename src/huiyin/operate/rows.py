"""All rows of the database as one file, and back: SQLite by its own online copy, PostgreSQL by its own tools."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.migrations.loader import MigrationLoader


class CannotKeep(Exception):
    """Rows could not be copied out or in; the text says why and what to do."""


def file_name() -> str:
    """How the file of rows is called inside an archive; it tells which database it is for."""
    return "rows.sqlite3" if connection.vendor == "sqlite" else "rows.pgdump"


def copy_out(target: Path) -> None:
    """Write all rows, as of one moment, to `target`, while others go on working. Raises CannotKeep."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(target) as copy:
            connection.connection.backup(copy)
            found = copy.execute("PRAGMA integrity_check").fetchone()[0]
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        copy.close()
        if found != "ok":
            raise CannotKeep(f"The copy of the database is damaged: {found}")
        return
    _postgres("pg_dump", "--format=custom", "--no-owner", "--file", str(target))


def copy_in(source: Path, aside: Path) -> None:
    """Put the rows of `source` in place of those there are; the old ones go into the folder `aside`.

    Nobody may be using the database. Raises CannotKeep.
    """
    if connection.vendor == "sqlite":
        connection.close()
        place = Path(connection.settings_dict["NAME"])
        for old in (place, Path(f"{place}-wal"), Path(f"{place}-shm")):
            if old.exists():
                shutil.move(old, aside / old.name)
        shutil.move(source, place)
        return
    if holds_rows():
        copy_out(aside / file_name())
    connection.close()
    _postgres("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error", source)


def holds_rows() -> bool:
    """Whether there is a set-up database where we would put one."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return False
    return "django_migrations" in connection.introspection.table_names()


def applied() -> list[str]:
    """The changes of structure this database has had, as `app.name`, in order of name."""
    return sorted(".".join(key) for key in MigrationLoader(connection).applied_migrations)


def unknown(names: list[str]) -> list[str]:
    """Those of `names` this version of the program does not know."""
    known = {".".join(key) for key in MigrationLoader(connection).disk_migrations}
    return [name for name in names if name not in known]


def _postgres(program: str, *arguments: Any) -> None:
    if not shutil.which(program):
        raise CannotKeep(f"{program} is not installed here. Run: apt-get install -y postgresql-client")
    is_ = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    surroundings = {**os.environ, **{name: str(is_[key]) for name, key in names.items() if is_[key]}}
    goal = ["--dbname", str(is_["NAME"])] if program == "pg_restore" else []
    done = subprocess.run(
        [program, *goal, *map(str, arguments)], env=surroundings, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CannotKeep(f"{program} failed: {done.stderr.strip() or done.stdout.strip()}")
