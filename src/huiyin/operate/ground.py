"""What must be true of the machine under us; Django's system checks ask."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Warning
from django.db import connections

REPAIRED = (3, 51, 3)


def sqlite_is_repaired(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Warn of an SQLite that may damage a write-ahead-logged file when two connections checkpoint at once."""
    for alias in databases or ():
        if connections[alias].vendor == "sqlite":
            found = sqlite3.sqlite_version_info  # the module Django uses too: huiyin/__init__.py swapped it for all
            if found < REPAIRED:
                return [
                    Warning(
                        f"SQLite {'.'.join(map(str, found))} can damage the database when several programs write.",
                        hint="Install pysqlite3 (Linux), or an SQLite of 3.51.3 or later, or use PostgreSQL.",
                        id="huiyin.W001",
                    )
                ]
    return []


def postgres_reads_chinese(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Warn of a PostgreSQL database made with the character set C, in which search sees no Chinese."""
    for alias in databases or ():
        if connections[alias].vendor == "postgresql":
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT datctype FROM pg_database WHERE datname = current_database()")
                if cursor.fetchone()[0] in {"C", "POSIX"}:
                    return [
                        Warning(
                            "This PostgreSQL database was made with LC_CTYPE=C: searching finds no Chinese.",
                            hint="Create it again with LC_CTYPE 'C.UTF-8', then restore the backup.",
                            id="huiyin.W002",
                        )
                    ]
    return []
