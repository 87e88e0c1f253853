"""The machine under us, looked at for `huiyin doctor`: database, folders, disk, key, fonts, assets, words.

Each look takes the present moment (aware) and gives remarks: what is fine, what to note, what is wrong.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext_lazy as _

FINE, NOTE, WRONG = "fine", "note", "wrong"
REPAIRED = (3, 51, 3)
MEBIBYTE = 1024 * 1024
FULL, NEARLY_FULL = 512 * MEBIBYTE, 2048 * MEBIBYTE
ASSETS = ("vendor/htmx.min.js", "vendor/icons.svg")
FONTS = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")
MOST_SKEW = dt.timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence about how things stand; ``level`` is ``fine``, ``note`` or ``wrong``."""

    level: str
    sentence: Any

    def __str__(self) -> str:
        return str(self.sentence)


Remarks = Iterator[Remark]


def where(at: dt.datetime) -> Remarks:
    """What was found and where: the home folder and the database."""
    yield Remark(FINE, _("Everything this system makes lies in %(home)s.") % {"home": settings.HOME})
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        words = {"version": sqlite3.sqlite_version, "file": name}
        yield Remark(FINE, _("The rows are in %(file)s (SQLite %(version)s).") % words)
    else:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            words = {"version": cursor.fetchone()[0], "name": name, "host": connection.settings_dict["HOST"] or "–"}
        yield Remark(FINE, _("The rows are in the database %(name)s on %(host)s (PostgreSQL %(version)s).") % words)


def sqlite(at: dt.datetime) -> Remarks:
    """SQLite as measured: a repaired version, a write-ahead log, immediate transactions, every commit on the disk."""
    if connection.vendor != "sqlite":
        return
    if sqlite3.sqlite_version_info < REPAIRED:
        sentence = _(
            "SQLite %(version)s can damage the database when several programs write (repaired in 3.51.3). Install"
            " pysqlite3, or use PostgreSQL."
        )
        yield Remark(WRONG, sentence % {"version": sqlite3.sqlite_version})
    with connection.cursor() as cursor:
        journal = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
    if journal != "wal":
        sentence = _("SQLite's journal is “%(mode)s”, not a write-ahead log: readers and writers lock each other out.")
        yield Remark(WRONG, sentence % {"mode": journal})
    if synchronous < 2:
        yield Remark(WRONG, _("SQLite does not wait for the disk: a power cut can take away what was just saved."))
    if connection.settings_dict["OPTIONS"].get("transaction_mode") != "IMMEDIATE":
        yield Remark(WRONG, _("SQLite's transactions do not begin IMMEDIATE: under load people see “locked” errors."))


def postgres(at: dt.datetime) -> Remarks:
    """PostgreSQL: a character set that knows Chinese letters, and a clock that agrees with ours."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT datctype, clock_timestamp() FROM pg_database WHERE datname = current_database()")
        letters, there = cursor.fetchone()
    if letters in {"C", "POSIX"}:
        sentence = _(
            "This database was made with LC_CTYPE %(letters)s, which knows no letter beyond ASCII. Make it again with"
            " C.UTF-8 and restore a backup."
        )
        yield Remark(WRONG, sentence % {"letters": letters})
    skew = abs(there - at)
    if skew > MOST_SKEW:
        sentence = _("The database server's clock and ours differ by %(seconds)s seconds.")
        yield Remark(WRONG, sentence % {"seconds": round(skew.total_seconds())})


def migrations(at: dt.datetime) -> Remarks:
    """Whether the tables are those of this program."""
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        names = ", ".join(f"{one.app_label} {one.name}" for one, _backwards in pending[:3])
        sentence = _(
            "The database is older than the program (%(count)s changes pending: %(names)s …). Run: huiyin init"
        )
        yield Remark(WRONG, sentence % {"count": len(pending), "names": names})


def folders(at: dt.datetime) -> Remarks:
    """Whether we can write where we must."""
    wanted = {Path(settings.HOME), Path(settings.MEDIA_ROOT)}
    if connection.vendor == "sqlite" and Path(connection.settings_dict["NAME"]).is_absolute():
        wanted.add(Path(connection.settings_dict["NAME"]).parent)
    for folder in sorted(wanted):
        there = next(one for one in (folder, *folder.parents) if one.exists())
        try:
            with tempfile.TemporaryFile(dir=there):
                pass
        except OSError as trouble:
            words = {"folder": folder, "trouble": trouble.strerror or trouble}
            yield Remark(WRONG, _("Nothing can be written into %(folder)s: %(trouble)s.") % words)


def disk(at: dt.datetime) -> Remarks:
    """Whether there is room left."""
    home = next(one for one in (Path(settings.HOME), *Path(settings.HOME).parents) if one.exists())
    free = shutil.disk_usage(home).free
    words = {"folder": home, "free": free // MEBIBYTE}
    if free < FULL:
        yield Remark(WRONG, _("The disk of %(folder)s is nearly full: %(free)s MB are left.") % words)
    elif free < NEARLY_FULL:
        yield Remark(NOTE, _("The disk of %(folder)s is filling: %(free)s MB are left.") % words)


def secret(at: dt.datetime) -> Remarks:
    """Whether others on this machine can read the key that signs sessions."""
    if os.environ.get("HUIYIN_SECRET_KEY"):
        return
    key = Path(settings.HOME) / "secret.key"
    if key.exists() and key.stat().st_mode & 0o077:
        yield Remark(WRONG, _("Others can read %(file)s. Run: chmod 600 %(file)s") % {"file": key})


def paper(at: dt.datetime) -> Remarks:
    """The fonts of the printed forms, and what the pages take from elsewhere."""
    if apps.is_installed("huiyin.prints"):
        fonts = Path(apps.get_app_config("prints").path) / "fonts"
        for name in FONTS:
            if not (fonts / name).is_file():
                sentence = _(
                    "The font %(name)s is missing: forms cannot be printed in Chinese. Run: python build_assets.py"
                )
                yield Remark(WRONG, sentence % {"name": name})
    if apps.is_installed("huiyin.web"):
        for name in ASSETS:
            if not finders.find(name):
                sentence = _("The page part %(name)s is missing: pages look bare. Run: python build_assets.py")
                yield Remark(WRONG, sentence % {"name": name})


def words(at: dt.datetime) -> Remarks:
    """Whether every catalogue of words was compiled after it was last written."""
    for app in apps.get_app_configs():
        if app.name.startswith("huiyin."):
            for source in sorted(Path(app.path).glob("locale/*/LC_MESSAGES/django.po")):
                made = source.with_suffix(".mo")
                if not made.exists() or made.stat().st_mtime < source.stat().st_mtime:
                    sentence = _("The words in %(file)s are not compiled. Run: python tools/translate.py --compile")
                    yield Remark(NOTE, sentence % {"file": source})


LOOKS = (where, sqlite, postgres, migrations, folders, disk, secret, paper, words)
