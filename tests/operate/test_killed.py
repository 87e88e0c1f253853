"""Programs killed in the act (kill -9): nothing that was said to be done is lost, and nothing goes out twice."""

from __future__ import annotations

import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from huiyin.post.tests.sink import Sink
from tests.operate.test_backup import System
from tools.postgres import Server

pytestmark = pytest.mark.journey  # starts the program many times: runs with the walks, once

KILLS = 10
_copies = count(1)
ASK_LETTERS = """
from huiyin.kernel.models import Letter
from huiyin.post.message import message_id
for one in Letter.objects.all():
    stands = "sent" if one.sent_at else "given up" if one.failed_at else "leased" if one.leased_until else "waiting"
    print(message_id(one.key), stands, sep="|")
"""
ASK_TOLD = """
from collections import Counter
from huiyin.kernel.models import Due, Event, Notice
late = Event.objects.filter(kind__in=("late", "escalated"))
print(Due.objects.filter(settled_at=None).count(), late.count(), Notice.objects.filter(event__in=late).count(),
      sum(len(one.facts["told"]) for one in late), max(Counter(late.values_list("record_id", flat=True)).values()))
"""
ASK_NUMBERS = """
from huiyin.kernel.models import Record
print(*Record.objects.order_by("id").values_list("number", flat=True))
"""


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def filled(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A firm that works day and night, with late complaints and letters to send; nothing runs on it."""
    home = tmp_path_factory.mktemp("filled") / "home"
    home.mkdir()
    if request.param == "postgres":
        with Server() as url:
            yield _filled(System(home, url))
    else:
        yield _filled(System(home, f"sqlite:///{home}/rows.sqlite3"))


@pytest.fixture
def system(filled: System, tmp_path: Path) -> System:
    """The filled firm, copied with its folder and its rows for this test alone."""
    home, url = tmp_path / "home", filled.surroundings["HUIYIN_DATABASE_URL"]
    shutil.copytree(filled.home, home)
    if url.startswith("sqlite"):
        url = f"sqlite:///{home}/rows.sqlite3"
    else:
        fresh = f"copy{next(_copies)}"
        with psycopg.connect(url.replace("/huiyin?", "/postgres?"), autocommit=True) as server:
            server.execute(f"CREATE DATABASE {fresh} TEMPLATE huiyin")
        url = url.replace("/huiyin?", f"/{fresh}?")
    made = System(home, url)
    made.surroundings = {**filled.surroundings, "HUIYIN_HOME": str(home), "HUIYIN_DATABASE_URL": url}
    return made


def _filled(system: System) -> System:
    system.surroundings["HUIYIN_PLAIN_STATIC"] = "1"
    assert system.run("init").returncode == 0
    done = subprocess.run(
        [sys.executable, "-m", "tests.operate.beside", "fill"], env=system.surroundings, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    return system


def ask(system: System, what: str) -> list[str]:
    """The lines a question to the database is answered with."""
    done = system.run("manage", "shell", "--verbosity", "0", "-c", what)
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")[:-1]


def test_a_watcher_killed_anywhere_tells_and_sends_nothing_twice(system: System) -> None:
    chance = random.Random(20261120)
    with Sink(delay=0.03) as sink:
        system.surroundings["HUIYIN_MAIL_URL"] = f"smtp://127.0.0.1:{sink.port}"
        for _kill in range(KILLS):
            before = len(sink.taken)
            watcher = system.start("manage", "watch", "--every", "0.05")
            _until(lambda before=before: len(sink.taken) > before, 6)
            time.sleep(chance.uniform(0.0, 0.25))
            watcher.kill()
            watcher.wait()
        for _round in range(3):
            done = system.run("manage", "watch", "--once")
            assert done.returncode == 0, done.stderr
        taken = sink.ids
    assert len(taken) == len(set(taken))
    stands = dict(line.split("|") for line in ask(system, ASK_LETTERS))
    doubtful = {key for key, how in stands.items() if how in ("leased", "given up")}
    assert len(doubtful) <= KILLS
    assert {key for key, how in stands.items() if how == "sent"} <= set(taken)
    assert set(stands) - doubtful <= set(taken)
    assert set(taken) <= set(stands)
    dues, events, notices, told, most = map(int, ask(system, ASK_TOLD)[0].split())
    assert notices == told
    assert events <= dues * 2
    assert most <= 2
    assert system.run("verify").returncode == 0


def test_a_writer_killed_anywhere_loses_no_deed_it_said_was_done(system: System, tmp_path: Path) -> None:
    chance = random.Random(20261121)
    old = ask(system, ASK_NUMBERS)[0].split()
    said: list[str] = []
    for kill in range(KILLS):
        told = tmp_path / f"told-{kill}"
        with told.open("wb") as file:
            command = [sys.executable, "-m", "tests.operate.beside", "write"]
            writer = subprocess.Popen(command, env=system.surroundings, stdout=file)
            _until(lambda told=told: told.stat().st_size > 0, 10)
            time.sleep(chance.uniform(0.0, 0.3))
            writer.kill()
            writer.wait()
        said += [line for line in told.read_text().splitlines() if re.fullmatch(r"KS\d{4}-\d{4,}", line)]
    there = ask(system, ASK_NUMBERS)[0].split()
    assert len(said) >= KILLS
    assert len(said) == len(set(said))
    assert set(said) <= set(there)
    assert len(there) - len(old) - len(said) <= KILLS  # written, and killed before it could say so
    counted = [int(number.rpartition("-")[2]) for number in there if number.startswith("KS")]
    assert sorted(counted) == list(range(1, len(counted) + 1))
    assert system.run("verify").returncode == 0


def test_told_to_stop_it_ends_at_once_and_cleanly(system: System) -> None:
    watcher = system.start("manage", "watch")
    _until(lambda: _hears(watcher.pid, signal.SIGTERM), 30)
    time.sleep(1)
    assert watcher.poll() is None
    began = time.monotonic()
    watcher.terminate()
    assert watcher.wait(timeout=10) == 0
    assert time.monotonic() - began < 3


def _hears(pid: int, number: int) -> bool:
    """Whether a program has said what it does at a signal (the system's mask of those it catches)."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    caught = int(re.search(r"^SigCgt:\s*([0-9a-f]+)", status, re.MULTILINE).group(1), 16)  # type: ignore[union-attr]
    return bool(caught >> (number - 1) & 1)


def _until(true: Any, seconds: float) -> None:
    """Wait until something holds, or the time is over."""
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.01)
