"""A place to measure in: a home and a database that are made for one run and gone after it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.core.management.base import CommandError
from django.db import DatabaseError, connection

PREFIX = "huiyin_bench_"


@contextmanager
def throwaway(folder: Path | None) -> Iterator[dict[str, str]]:
    """The surroundings of a run: a new home in ``folder``, and a new database of the kind the settings name.

    On PostgreSQL the database is made beside the one in use, whose rows are not touched. Raises CommandError when it
    cannot be made.
    """
    home = Path(tempfile.mkdtemp(prefix=PREFIX, dir=folder))
    surroundings = {**os.environ, "HUIYIN_HOME": str(home), "HUIYIN_LOG_LEVEL": "WARNING"}
    surroundings.pop("HUIYIN_DEBUG", None)
    try:
        if connection.vendor == "postgresql":
            with _database_beside() as url:
                yield {**surroundings, "HUIYIN_DATABASE_URL": url}
        else:
            yield {**surroundings, "HUIYIN_DATABASE_URL": f"sqlite:///{home / 'bench.sqlite3'}"}
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _database_beside() -> Iterator[str]:
    name = f"{PREFIX}{os.getpid()}"
    url = urlsplit(os.environ.get("HUIYIN_DATABASE_URL", ""))
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_CTYPE 'C.UTF-8' LC_COLLATE 'C'"
            )
    except DatabaseError as no:
        raise CommandError(f"No database to measure in can be made: {str(no).strip().splitlines()[0]}") from no
    try:
        yield urlunsplit(url._replace(path=f"/{name}"))
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def again_inside(words: Sequence[str], surroundings: dict[str, str]) -> int:
    """Run this very command in the surroundings given; gives its exit code."""
    program = [sys.executable, "-m", "huiyin.main"]
    for deed in (["init"], ["bench", "--inside", *words]):
        quiet = subprocess.DEVNULL if deed == ["init"] else None
        code = subprocess.run([*program, *deed], env=surroundings, stdout=quiet, check=False).returncode
        if code:
            return code
    return 0
