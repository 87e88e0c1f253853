"""Papers given to a record: kept under their own digest, never replaced, told in the trail.

Files are not scanned for viruses; `filetypes` only sees to it that each is what its name says.
"""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from huiyin.kernel import trail
from huiyin.kernel.door import deed, lock
from huiyin.kernel.errors import Busy, Refused
from huiyin.kernel.filetypes import INLINE, look
from huiyin.kernel.models import Attachment, Record
from huiyin.kernel.policy import only_looks_on, only_reads, procedure_of, visible
from huiyin.kernel.taking import reasoned
from huiyin.people.models import Person

LIMIT = 25 * 1024 * 1024
"""Bytes of one file, unless the setting ATTACHMENT_LIMIT says otherwise."""
NAME_LENGTH = 120
BLOCK = 1024 * 1024
COMING = ".coming"
"""Folder of files not yet taken in; what a killed server leaves there is nobody's."""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
FULL = _("The disk is full. Nothing was written. Ask whoever runs the server to free some space.")
_UNFIT = re.compile(r'[<>:"|?*]')
_WORDLESS = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that lies safely on the disk, not yet under its final name."""

    path: Path
    sha256: str
    size: int
    media_type: str


def attach(
    record: Record, actor: Person, name: str, content: bytes | BinaryIO, *, at: dt.datetime, line: str = ""
) -> Attachment:
    """Give a record a file. ``content`` is its bytes or something open to read; ``line`` names the row it belongs to.

    The same file given twice under the same name (a double click) is one attachment. Raises Refused when the file is
    too large, of a type not taken, not what its name says, or the actor may not write here; Busy when the disk is
    full. Nothing is written then.
    """
    name = clean_name(name)
    with _kept(name, content) as kept:
        return _attach(record, actor, name, kept, at, line)


@deed
def _attach(record: Record, actor: Person, name: str, kept: Kept, at: dt.datetime, line: str) -> Attachment:
    fresh = _writable(record, actor, at)
    same = Attachment.objects.filter(record_id=fresh.pk, withdrawn_at=None, sha256=kept.sha256, name=name, line=line)
    if found := same.first():
        return found
    _settle(kept)
    made = Attachment.objects.create(
        record_id=fresh.pk, name=name, media_type=kept.media_type, size=kept.size, sha256=kept.sha256, line=line,
        round=fresh.round, added_by=actor, added_at=at,
    )  # fmt: skip
    _tell(fresh, "attached", made, actor, at, "")
    return made


@deed
def withdraw(attachment: Attachment, actor: Person, reason: str, *, at: dt.datetime) -> Attachment:
    """Take a file off its record, with a reason. The bytes stay, and so does its place in the trail.

    Raises Invalid without a reason, Refused when the actor may not write here or it was withdrawn already.
    """
    reason = reasoned(reason, _("Say why the file is withdrawn."))
    fresh = _writable(attachment.record, actor, at)
    if attachment.added_by_id != actor.pk and only_reads(actor, procedure_of(fresh), at):
        raise Refused(_("You may read this record, not change it."))
    if not Attachment.objects.filter(pk=attachment.pk, withdrawn_at=None).update(withdrawn_at=at):
        raise Refused(_("This file was withdrawn already."), status=409)
    attachment.withdrawn_at = at
    _tell(fresh, "withdrawn", attachment, actor, at, reason)
    return attachment


def _writable(record: Record, actor: Person, at: dt.datetime) -> Any:
    """The record locked, if this person may put something to it. Who sees nothing of it is told nothing of it."""
    if not visible(actor, record.type, at=at).filter(pk=record.pk).exists():
        raise Refused(_("There is no such record."), status=404)
    fresh, _type = lock(record, None)
    if only_looks_on(actor, fresh, at):
        raise Refused(_("You may read this record, not change it."))
    if fresh.phase == "void" or fresh.merged_into_id:
        raise Refused(_("This record was voided or merged into another: its papers stay as they are."), status=409)
    return fresh


def _tell(record: Any, kind: str, attachment: Attachment, actor: Person, at: dt.datetime, reason: str) -> None:
    record.version += 1
    record.save(update_fields=["version"])
    facts = {"attachment": attachment.pk, "line": attachment.line}
    facts |= {name: getattr(attachment, name) for name in ("name", "sha256", "size", "media_type")}
    trail.append(record, kind=kind, actor=actor, at=at, state_before=record.state, facts=facts, reason=reason)


def clean_name(name: str) -> str:
    """A file's name without folders, invisible signs, signs that turn the writing round, or what no disk can hold.

    >>> clean_name("C:\\\\照片\\\\漏油\\u202egpj.exe")
    '漏油gpj.exe'
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(char for char in last if unicodedata.category(char) not in _WORDLESS)
    plain = " ".join(_UNFIT.sub("_", seen).split()).strip(" .")
    if _RESERVED.match(plain):
        plain = f"_{plain}"
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        return plain[:NAME_LENGTH] or "file"
    return f"{stem[: NAME_LENGTH - len(ending[:20]) - 1].rstrip(' .') or 'file'}.{ending[:20]}"


def limit() -> int:
    """The largest file that is taken, in bytes."""
    return int(getattr(settings, "ATTACHMENT_LIMIT", LIMIT))


@contextmanager
def _kept(name: str, content: bytes | BinaryIO) -> Iterator[Kept]:
    """The content on the disk under a passing name, looked at and forced down; gone again afterwards."""
    folder = Path(settings.MEDIA_ROOT) / COMING
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
            path = Path(file.name)
            try:
                yield _take_in(file, path, name, content)
            finally:
                path.unlink(missing_ok=True)
    except OSError as trouble:
        if trouble.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise Busy(FULL) from trouble
        sentence = _("The file could not be stored (%(trouble)s). Nothing was written. Ask whoever runs the server.")
        raise Busy(sentence % {"trouble": trouble.strerror or trouble}) from trouble


def _take_in(file: Any, path: Path, name: str, content: bytes | BinaryIO) -> Kept:
    total, size = hashlib.sha256(), 0
    for block in _blocks(content):
        size += len(block)
        if size > limit():
            sentence = _("“%(name)s” is too large: at most %(limit)s MB are taken.")
            raise Refused(sentence % {"name": name, "limit": limit() // (1024 * 1024)}, status=413)
        total.update(block)
        file.write(block)
    file.flush()
    found = look(file, size, name)
    os.fchmod(file.fileno(), settings.FILE_UPLOAD_PERMISSIONS or 0o640)
    os.fsync(file.fileno())
    return Kept(path, total.hexdigest(), size, found.media_type)


def _blocks(content: bytes | BinaryIO) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    while block := content.read(BLOCK):
        yield block


def _settle(kept: Kept) -> None:
    """Give the file its final name, durably, before the row that speaks of it is committed."""
    final = path_of(kept.sha256)
    if final.exists() and final.stat().st_size == kept.size:
        return
    final.parent.mkdir(parents=True, exist_ok=True)
    os.replace(kept.path, final)
    folder = os.open(final.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def path_of(sha256: str) -> Path:
    """Where the bytes with this digest lie. Raises ValueError for what is no digest."""
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise ValueError(f"{sha256!r} is no SHA-256")
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256


def serve(attachment: Attachment) -> tuple[Path, dict[str, str]]:
    """Where the bytes are and the headers to send them with; the caller has asked whether the reader may see them.

    Only pictures and PDF may open in the browser, and nothing in them may run or load. Raises Refused (410) when the
    file is not where it should be.
    """
    path = path_of(attachment.sha256)
    if not path.is_file():
        sentence = _("“%(name)s” is not where it should be. Ask whoever runs the server to look into the backup.")
        raise Refused(sentence % {"name": attachment.name}, status=410)
    inline = attachment.media_type in INLINE
    headers = {
        "Content-Type": attachment.media_type,
        "Content-Disposition": content_disposition_header(not inline, attachment.name) or "attachment",
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-cache",
    }
    return path, headers
