"""What a file really is, told from its bytes: only files whose name says the same are taken.

This is no virus scanner: a document that is what it says may still hold something bad. Run one on the server for that.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from django.utils.translation import gettext_lazy as _

from huiyin.kernel.errors import Refused

TYPES = {
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
    "bmp": "image/bmp", "tif": "image/tiff", "tiff": "image/tiff", "heic": "image/heic", "mp4": "video/mp4",
    "mov": "video/quicktime", "pdf": "application/pdf", "ofd": "application/ofd", "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "wps": "application/vnd.ms-works", "et": "application/octet-stream", "dps": "application/octet-stream",
    "odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "txt": "text/plain; charset=utf-8", "csv": "text/csv; charset=utf-8", "eml": "message/rfc822",
    "msg": "application/vnd.ms-outlook", "zip": "application/zip",
}  # fmt: skip
"""The endings that are taken, and how the file is sent back."""
INLINE = {"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "application/pdf"}
"""What a browser may show itself; everything else is only handed over."""
SAME = {"jpeg": "jpg", "tiff": "tif", "mov": "mp4", "wps": "doc", "et": "xls", "dps": "ppt", "csv": "txt"}
HEADS = (
    (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"), (b"GIF87a", "gif"), (b"GIF89a", "gif"), (b"BM", "bmp"),
    (b"II*\x00", "tif"), (b"MM\x00*", "tif"), (b"%PDF-", "pdf"), (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"), (b"MZ", "exe"), (b"\x7fELF", "exe"), (b"#!", "exe"),
    (b"Rar!\x1a\x07", "rar"), (b"7z\xbc\xaf\x27\x1c", "7z"), (b"\x1f\x8b", "gz"), (b"{\\rtf", "rtf"),
)  # fmt: skip
STREAMS = {
    "WordDocument": "doc", "Workbook": "xls", "Book": "xls", "PowerPoint Document": "ppt",
    "__properties_version1.0": "msg",
}  # fmt: skip
PARTS = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
OPEN_DOCUMENTS = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
RUNS = {
    "exe", "com", "dll", "scr", "pif", "cpl", "sys", "msi", "msp", "bat", "cmd", "ps1", "psm1", "vbs", "vbe", "js",
    "jse", "wsf", "wsh", "hta", "jar", "lnk", "reg", "inf", "sh", "app", "apk", "deb", "rpm", "iso", "img", "vhd",
    "dmg", "chm", "svg", "html", "htm", "xhtml", "php", "py", "zip", "rar", "7z", "gz", "tgz", "tar", "cab", "xlsm",
    "docm", "pptm", "xlam", "dotm",
}  # fmt: skip
"""Endings that may not lie inside a ZIP file: programs, pages with scripts, macros, archives nobody looks into."""
MOST_PARTS = 5_000


@dataclass(frozen=True, slots=True)
class Found:
    """What a file was found to be: its ending without the dot, and the media type it is sent back with."""

    ending: str
    media_type: str


def ending_of(name: str) -> str:
    """The ending of a name, in small letters, without the dot; empty when it has none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def look(file: BinaryIO, size: int, name: str) -> Found:
    """What ``file`` (open, seekable, ``size`` bytes long) is, if it is what ``name`` says and may be taken.

    Raises Refused (422) with a sentence that names the file and how to mend it.
    """
    ending = ending_of(name)
    if ending not in TYPES:
        listed = ", ".join(sorted(TYPES))
        sentence = _("“%(name)s” cannot be taken: files of this type are not allowed. These are: %(types)s.")
        raise _refused(sentence, name, types=listed)
    if not size:
        raise _refused(_("“%(name)s” is empty."), name)
    is_really = _kinds(file, size, name)
    if SAME.get(ending, ending) not in is_really and ending not in is_really:
        raise _refused(_LIES, name, **_better(name, is_really))
    if ending == "zip":
        _harmless(file, name)
    return Found(ending, TYPES[ending])


_LIES = _("“%(name)s” is not what its name says: inside it is %(found)s. If that is right, call it %(better)s.")


def _better(name: str, is_really: set[str]) -> dict[str, Any]:
    known = sorted(is_really & set(TYPES))
    if not known:
        return {"found": _("something else"), "better": _("by its true name, if that type is allowed")}
    return {"found": known[0].upper(), "better": f"“{name.rpartition('.')[0]}.{known[0]}”"}


def _refused(sentence: Any, name: str, **words: Any) -> Refused:
    return Refused(sentence % {"name": name, **words}, status=422)


def _kinds(file: BinaryIO, size: int, name: str) -> set[str]:
    """The endings the bytes agree with; empty when they are none we know."""
    file.seek(0)
    head = file.read(4096)
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return {"heic"} if brand in {b"heic", b"heix", b"mif1", b"msf1", b"hevc"} else {"mp4"}
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return {"webp"}
    kind = next((kind for start, kind in HEADS if head.startswith(start)), "")
    if kind == "bmp" and int.from_bytes(head[2:6], "little") != size:
        kind = ""
    if kind == "zip":
        return _zip_kinds(file, name)
    if kind == "ole":
        return _ole_kinds(file)
    if not kind and b"%PDF-" in head[:1024]:  # some printers write a line before it
        kind = "pdf"
    return {kind} if kind else _text_kinds(file)


def _zip_kinds(file: BinaryIO, name: str) -> set[str]:
    parts = _parts(file, name)
    if "[Content_Types].xml" in parts:
        if any(PurePosixPath(part).name.lower() == "vbaproject.bin" for part in parts):
            raise _refused(_("“%(name)s” holds macros. Save it without macros (.docx, .xlsx) and attach that."), name)
        return {kind for start, kind in PARTS.items() if any(part.startswith(start) for part in parts)}
    if "OFD.xml" in parts:
        return {"ofd"}
    if parts[:1] == ["mimetype"]:
        with zipfile.ZipFile(file) as archive, archive.open("mimetype") as said:
            return {OPEN_DOCUMENTS.get(said.read(100), "zip")}
    return {"zip"}


def _parts(file: BinaryIO, name: str) -> list[str]:
    damaged = _("“%(name)s” is damaged: it cannot be opened. Make it anew and attach that.")
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as trouble:
        raise _refused(damaged, name) from trouble
    if len(parts) > MOST_PARTS:
        raise _refused(_("“%(name)s” holds more than %(most)s files."), name, most=MOST_PARTS)
    return parts


def _harmless(file: BinaryIO, name: str) -> None:
    """Refuse a ZIP file with something in it that runs, or that cannot be looked into."""
    bad = next((part for part in _parts(file, name) if ending_of(part.rstrip(" .")) in RUNS), None)
    if bad:
        sentence = _(
            "“%(name)s” cannot be taken: it holds “%(part)s”, a program, a page with scripts or another archive."
        )
        raise _refused(sentence, name, part=bad[-80:])


def _ole_kinds(file: BinaryIO) -> set[str]:
    """The old office formats, by the streams their directory names (16-bit letters; embedded objects count too)."""
    file.seek(0)
    whole = file.read()
    return {kind for stream, kind in STREAMS.items() if f"{stream}\0".encode("utf-16-le") in whole}


def _text_kinds(file: BinaryIO) -> set[str]:
    """Plain text in an encoding people here use, without control characters; a letter when it begins like one."""
    file.seek(0)
    whole = file.read()
    encodings = ("utf-16",) if whole[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = whole.decode(encoding)
        except UnicodeDecodeError:
            continue
        if re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]", text):
            return set()
        letter = re.match(r"(?:[A-Za-z][A-Za-z0-9-]*:.*\r?\n(?:[ \t].*\r?\n)*){2,}", text)
        return {"txt", "eml"} if letter else {"txt"}
    return set()
