"""Files a person sent and has not decided about yet: hers alone, and gone after a day."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
import shutil
from pathlib import Path

from django.conf import settings

from huiyin.people.models import Person

KEY = re.compile(r"[0-9a-f]{32}")
LASTS = dt.timedelta(days=1)
CONTENT, NAME, REFUSED = "content", "name.json", "refused.xlsx"


def keep(person: Person, name: str, content: bytes, *, at: dt.datetime) -> str:
    """Keep a file; gives its key. What others or she herself left over from an earlier day is taken away."""
    _sweep(at)
    key = hashlib.sha256(content + name.encode()).hexdigest()[:32]
    folder = _folder(person, key)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / CONTENT).write_bytes(content)
    (folder / NAME).write_text(json.dumps(name), encoding="utf-8")
    os.utime(folder, (at.timestamp(), at.timestamp()))
    return key


def find(person: Person, key: str) -> tuple[str, bytes]:
    """Name and content of a file. Raises LookupError when it is not hers, or gone."""
    folder = _known(person, key)
    return json.loads((folder / NAME).read_text(encoding="utf-8")), (folder / CONTENT).read_bytes()


def keep_refused(person: Person, key: str, workbook: bytes) -> None:
    """Keep the rows that did not go in beside the file they came from."""
    (_known(person, key) / REFUSED).write_bytes(workbook)


def refused_of(person: Person, key: str) -> bytes:
    """The workbook of refused rows. Raises LookupError when there is none."""
    path = _known(person, key) / REFUSED
    if not path.is_file():
        raise LookupError(key)
    return path.read_bytes()


def _folder(person: Person, key: str) -> Path:
    return Path(settings.HOME) / "intake" / str(person.pk) / key


def _known(person: Person, key: str) -> Path:
    if not KEY.fullmatch(key) or not (_folder(person, key) / CONTENT).is_file():
        raise LookupError(key)
    return _folder(person, key)


def _sweep(at: dt.datetime) -> None:
    for folder in (Path(settings.HOME) / "intake").glob("*/*"):
        if folder.stat().st_mtime < (at - LASTS).timestamp():
            shutil.rmtree(folder, ignore_errors=True)
