"""What must happen before Django loads: a home of our own, the chosen database, no network.

Loaded with `-p tests.harness` (see pyproject.toml), because a conftest comes too late for the settings.
Every test gets one mark here by what it asks for: `pure` (nothing), `rows` (the database) or `journey` (a browser).
"""

from __future__ import annotations

import gc
import ipaddress
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest

from tools import translate
from tools.postgres import Server

ROWS = {"db", "transactional_db", "django_db_setup", "live_server", "client", "admin_user"}
MARKS = (
    "clause(*ids): proves these clauses of the source procedures; `make trace` collects them",
    "check(number): proves one of the twelve checks of a working system",
    "every_procedure: held to every shipped procedure, not to one of each type (tests/conformance)",
    "every_course: held to every shipped procedure but those that only say another one's course in other words",
    "other_words: held to those procedures alone that every_course leaves out",
    "journey: walks through the whole program, mostly in a browser",
    "rows: needs the database (set by the harness)",
    "pure: needs nothing but Python (set by the harness)",
)
_made: dict[str, Any] = {}
_kept: dict[str, Any] = {}
"""Whole databases (SQLite), by what was done to make them."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--database=postgres` starts a server for this run; with HUIYIN_DATABASE_URL set, that one is used."""
    group = parser.getgroup("huiyin")
    group.addoption("--database", choices=["sqlite", "postgres"], default=None, help="run on this database")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    """Set the surroundings before pytest-django reads the settings; workers of a parallel run inherit them."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        _set_up(early_config.known_args_namespace.database)
        translate.compile_all()
    _refuse_network()
    return (yield)


def _set_up(database: str | None) -> None:
    shm = Path("/dev/shm")
    room = shm if shm.is_dir() and shutil.disk_usage(shm).free > 2**30 else None
    home = Path(tempfile.mkdtemp(prefix="huiyin-test-", dir=room))
    _made["home"] = home
    (home / "static").mkdir()
    given = os.environ.get("HUIYIN_DATABASE_URL", "")
    if database == "postgres" and not given.startswith("postgres"):
        _made["server"] = Server()
        given = _made["server"].__enter__()
    elif database == "sqlite" or not given:
        given = f"sqlite:///{home / 'rows.sqlite3'}"
    os.environ.update(
        HUIYIN_HOME=str(home),
        HUIYIN_DATABASE_URL=given,
        # a file, not memory: threads that race each other must race for real locks
        HUIYIN_TEST_SQLITE=str(home / "test.sqlite3"),
        HUIYIN_SECRET_KEY="only-for-tests",
        HUIYIN_PLAIN_STATIC="1",
        HUIYIN_LOG_LEVEL="WARNING",
        TZ="Asia/Shanghai",
    )
    for name in ("HUIYIN_DEBUG", "HUIYIN_HTTPS", "HUIYIN_HOSTS", "HUIYIN_MAIL_URL", "HUIYIN_TIME_ZONE"):
        os.environ.pop(name, None)


def pytest_configure(config: pytest.Config) -> None:
    """Register the marks; take a password hasher that costs nothing, since guessing is not what tests are about."""
    from django.conf import settings  # inline: app start

    for mark in MARKS:
        config.addinivalue_line("markers", mark)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    _empty_by_copying()


def _empty_by_copying() -> None:
    """SQLite empties its tables by DELETE, which append-only tables refuse; and what migrating wrote is written anew.

    So the database as it was made is kept, and copied back whole after each test that really commits.
    """
    from django.db import connection  # inline: app start
    from django.test import TransactionTestCase  # inline: app start

    if connection.vendor != "sqlite":
        return

    def keep(cls: Any) -> None:
        setup(cls)
        if "migrating" not in _kept:
            as_left_by("migrating", lambda: None)

    def put_back(self: Any) -> None:
        _put_back("migrating")

    setup = TransactionTestCase._fixture_setup.__func__  # type: ignore[attr-defined]
    TransactionTestCase._fixture_setup = classmethod(keep)  # type: ignore[attr-defined]
    TransactionTestCase._fixture_teardown = put_back  # type: ignore[attr-defined]


def as_left_by(name: str, work: Callable[[], object]) -> None:
    """The rows `work` leaves behind in the database as it was made. Done once in a process, copied after that; for
    tests that really commit. On PostgreSQL it is done each time.
    """
    from django.db import connection  # inline: app start

    if name in _kept:
        return _put_back(name)
    work()
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        _kept[name] = type(connection.connection)(":memory:", check_same_thread=False)
        connection.connection.backup(_kept[name])
    return None


def _put_back(name: str) -> None:
    from django.db import connection  # inline: app start

    connection.ensure_connection()
    _kept[name].backup(connection.connection)


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    if server := _made.pop("server", None):
        server.__exit__()
    if home := _made.pop("home", None):
        shutil.rmtree(home, ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by what it needs, so that the cheap ones can fail first."""
    for item in items:
        if item.get_closest_marker("journey") or "/journeys/" in item.path.as_posix():
            item.add_marker("journey")
        elif item.get_closest_marker("django_db") or ROWS & set(getattr(item, "fixturenames", ())):
            item.add_marker("rows")
        else:
            item.add_marker("pure")


def pytest_collection_finish() -> None:
    """What was loaded by now stays: looking through it for garbage, again and again, is a tenth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def _refuse_network() -> None:
    """Only this machine may be reached. A test that asks the world would pass today and fail tomorrow."""
    connect, connect_ex, lookup = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guard(address: Any) -> None:
        if isinstance(address, tuple) and not _is_here(str(address[0])):
            raise ConnectionRefusedError(f"Tests may not use the network: {address[0]}")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        guard(address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        guard(address)
        return connect_ex(self, address)

    def guarded_lookup(host: Any, *args: Any, **kwargs: Any) -> Any:
        guard((host.decode() if isinstance(host, bytes) else host or "localhost",))
        return lookup(host, *args, **kwargs)

    socket.socket.connect = guarded_connect  # type: ignore[method-assign]
    socket.socket.connect_ex = guarded_connect_ex  # type: ignore[method-assign]
    socket.getaddrinfo = guarded_lookup


def _is_here(host: str) -> bool:
    if host in {"localhost", "", "testserver", socket.gethostname()}:
        return True
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return False
