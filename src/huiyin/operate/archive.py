"""One file that holds a whole system: its rows, its attachments, and a list with the checksum of each."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings

from huiyin.kernel.attachments import COMING
from huiyin.operate import rows
from huiyin.operate.rows import CannotKeep

LIST = "list.json"
FORMAT = 1


def write(target: Path, at: datetime) -> dict[str, Any]:
    """Write the archive of the running system to `target`; gives its list. Raises CannotKeep.

    Rows first, attachments after: a file may be there that no row names yet, never the other way round.
    """
    if target.exists():
        raise CannotKeep(f"{target} is there already. Name another file.")
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    files: dict[str, dict[str, Any]] = {}
    try:
        with (
            tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as scratch,
            tarfile.open(unfinished, "w:gz", compresslevel=4) as tar,
        ):
            dump = Path(scratch) / rows.file_name()
            rows.copy_out(dump)
            _add(tar, dump, dump.name, files)
            for path, name in _attachments():
                _add(tar, path, name, files)
            told = _list(files, at)
            _add_text(tar, LIST, json.dumps(told, indent=1, ensure_ascii=False))
        unfinished.chmod(0o600)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return told


@contextmanager
def opened(source: Path, beside: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Unpack `source` into a scratch folder under `beside`, prove every checksum; gives folder and list.

    Raises CannotKeep when it is no archive of ours, or a file in it is missing, extra or changed.
    """
    beside.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=beside, prefix=".restore-") as scratch:
        folder = Path(scratch)
        try:
            with tarfile.open(source) as tar:
                tar.extractall(folder, filter="data")
            told = json.loads((folder / LIST).read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise CannotKeep(f"{source} is not there, or is not a backup of Huiyin.") from error
        except (tarfile.TarError, EOFError, OSError, ValueError) as error:
            raise CannotKeep(f"{source} cannot be read as a backup: {error}") from error
        _prove(folder, told, source)
        yield folder, told


def put_back(folder: Path, told: dict[str, Any], aside: Path) -> None:
    """Put an opened archive in place; what was there goes into the folder `aside`. Raises CannotKeep."""
    if told["rows"] != rows.file_name():
        raise CannotKeep(
            f"This backup holds {told['rows']}, for another kind of database than HUIYIN_DATABASE_URL names."
        )
    if newer := rows.unknown(told["migrations"]):
        raise CannotKeep(f"This backup is of a newer version of the program (it knows {newer[0]}). Upgrade first.")
    aside.mkdir(parents=True)
    rows.copy_in(folder / told["rows"], aside)
    media = Path(settings.MEDIA_ROOT)
    if media.exists():
        shutil.move(media, aside / "media")
    if (folder / "media").is_dir():
        shutil.move(folder / "media", media)
    else:
        media.mkdir(parents=True)


def _prove(folder: Path, told: dict[str, Any], source: Path) -> None:
    if told.get("format") != FORMAT:
        raise CannotKeep(f"{source} has the format {told.get('format')!r}; this program reads {FORMAT}.")
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {LIST}
    if odd := sorted(there ^ set(told["files"])):
        raise CannotKeep(f"{source}: {odd[0]} is missing from the archive or from its list.")
    for name, says in told["files"].items():
        if _digest(folder / name) != says["sha256"]:
            raise CannotKeep(f"{source}: {name} was changed or damaged; its checksum differs.")


def _list(files: dict[str, dict[str, Any]], at: datetime) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made_at": at.isoformat(),
        "rows": rows.file_name(),
        "migrations": rows.applied(),
        "files": files,
    }


def _attachments() -> Iterator[tuple[Path, str]]:
    media = Path(settings.MEDIA_ROOT)
    for path in sorted(media.rglob("*")):
        if path.is_file() and COMING not in path.parts:
            yield path, f"media/{path.relative_to(media).as_posix()}"


def _add(tar: tarfile.TarFile, path: Path, name: str, files: dict[str, dict[str, Any]]) -> None:
    files[name] = {"sha256": _digest(path), "bytes": path.stat().st_size}
    tar.add(path, name, recursive=False)


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(text.encode())
    tar.addfile(info, BytesIO(text.encode()))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
