"""A backup is worth what its restore is worth: each test runs the program itself, on a system of its own."""

import io
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tools.postgres import Server

pytestmark = pytest.mark.journey  # starts the program many times: runs with the walks, once


class System:
    """A system in a folder, spoken to through the command line as its keeper does."""

    def __init__(self, home: Path, url: str) -> None:
        self.home = home
        self.surroundings = {**os.environ, "HUIYIN_HOME": str(home), "HUIYIN_DATABASE_URL": url}

    def run(self, *words: str, told: str = "") -> subprocess.CompletedProcess[str]:
        """`huiyin WORDS` with `told` on standard input."""
        return subprocess.run(
            [sys.executable, "-m", "huiyin.main", *words],
            env=self.surroundings, input=told, capture_output=True, text=True, timeout=120,
        )  # fmt: skip

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """`huiyin WORDS`, left running."""
        return subprocess.Popen([sys.executable, "-m", "huiyin.main", *words], env=self.surroundings)

    def persons(self) -> list[str]:
        """Who can sign in."""
        ask = "from huiyin.people.models import Person; print(*Person.objects.values_list('username', flat=True))"
        return self.run("manage", "shell", "--verbosity", "0", "-c", ask).stdout.split()


@pytest.fixture(params=["sqlite", "postgres"])
def system(request, tmp_path):
    """A set-up system with one person and one attachment."""
    if request.param == "postgres":
        with Server() as url:
            yield _set_up(System(tmp_path / "home", url))
    else:
        yield _set_up(System(tmp_path / "home", f"sqlite:///{tmp_path}/home/rows.sqlite3"))


def _set_up(system: System) -> System:
    done = system.run("init", "--admin", "wang", "--password-stdin", told="jade-river-42\n")
    assert (done.returncode, done.stderr) == (0, "")
    (system.home / "media/2026").mkdir(parents=True)
    (system.home / "media/2026/裂纹.jpg").write_bytes(b"picture")
    return system


def test_what_was_kept_comes_back_and_what_was_there_is_put_aside(system, tmp_path):
    file = tmp_path / "kept.tar.gz"
    done = system.run("backup", str(file))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{file}: rows and 1 attachments")
    assert file.stat().st_mode & 0o777 == 0o600

    system.run("init", "--admin", "later", "--password-stdin", told="jade-river-43\n")
    (system.home / "media/2026/later.jpg").write_bytes(b"later")
    assert system.persons() == ["later", "wang"]
    refused = system.run("restore", str(file))
    assert refused.returncode == 1
    assert "There is a system here already. Add --replace" in refused.stderr
    assert system.persons() == ["later", "wang"]

    done = system.run("restore", str(file), "--replace")
    assert (done.returncode, done.stderr) == (0, "")
    assert system.persons() == ["wang"]
    assert [path.name for path in (system.home / "media").rglob("*.jpg")] == ["裂纹.jpg"]
    aside = next(system.home.glob("before-restore-*"))
    assert sorted(path.name for path in aside.rglob("*.jpg")) == ["later.jpg", "裂纹.jpg"]
    assert [path.name for path in aside.glob("rows.*")] != []


def test_a_changed_archive_is_refused_and_nothing_is_touched(tmp_path):
    system = _set_up(System(tmp_path / "home", f"sqlite:///{tmp_path}/home/rows.sqlite3"))
    file, forged = tmp_path / "kept.tar.gz", tmp_path / "forged.tar.gz"
    system.run("backup", str(file))
    with tarfile.open(file) as old, tarfile.open(forged, "w:gz") as new:
        for member in old.getmembers():
            content = old.extractfile(member).read()
            content = b"PICTURE" if member.name.endswith(".jpg") else content
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    done = system.run("restore", str(forged), "--replace")
    assert done.returncode == 1
    assert "media/2026/裂纹.jpg was changed or damaged; its checksum differs." in done.stderr
    assert system.persons() == ["wang"]
    assert list(system.home.glob("before-restore-*")) == []


def test_a_backup_of_a_newer_version_is_refused(tmp_path):
    system = _set_up(System(tmp_path / "home", f"sqlite:///{tmp_path}/home/rows.sqlite3"))
    file, newer = tmp_path / "kept.tar.gz", tmp_path / "newer.tar.gz"
    system.run("backup", str(file))
    with tarfile.open(file) as old, tarfile.open(newer, "w:gz") as new:
        for member in old.getmembers():
            content = old.extractfile(member).read()
            if member.name == "list.json":
                told = json.loads(content)
                told["migrations"].append("people.9999_from_the_future")
                content = json.dumps(told).encode()
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    done = system.run("restore", str(newer), "--replace")
    assert done.returncode == 1
    assert "is of a newer version of the program (it knows people.9999_from_the_future)" in done.stderr
    assert system.persons() == ["wang"]


@pytest.mark.parametrize("content", [b"", b"not an archive", None])
def test_something_else_is_refused_with_a_sentence(tmp_path, content):
    system = System(tmp_path / "home", f"sqlite:///{tmp_path}/home/rows.sqlite3")
    file = tmp_path / "other.tar.gz"
    if content is not None:
        file.write_bytes(content)
    done = system.run("restore", str(file))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert str(file) in done.stderr
