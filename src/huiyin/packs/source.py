"""TOML files as tables, or a sentence why not: wrong encoding, NUL, a key twice, too large, too deep."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from huiyin.packs.faults import PackError, PackFault

MOST_BYTES = 1_000_000
"""A rulebook of a megabyte is not a rulebook; refusing it here keeps every later look at it cheap."""

_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)")
_TWICE = ("Cannot overwrite a value", "Cannot declare", "Cannot redefine", "Duplicate")


def parse_file(path: Path, name: str = "") -> dict[str, Any]:
    """The tables of one TOML file. Raises PackError with one fault naming ``name`` (default: the file's name)."""
    name = name or path.name
    try:
        with path.open("rb") as opened:
            raw = opened.read(MOST_BYTES + 1)
    except OSError as why:
        raise _fault(name, _("cannot be read (%(why)s)") % {"why": why.strerror or why}) from None
    return parse_bytes(raw, name)


def parse_bytes(raw: bytes, name: str) -> dict[str, Any]:
    """The tables of TOML bytes. A byte order mark, as Windows editors write it, is allowed."""
    if len(raw) > MOST_BYTES:
        raise _fault(name, _("is larger than %(most)s bytes") % {"most": MOST_BYTES})
    if b"\0" in raw:
        line = raw[: raw.index(b"\0")].count(b"\n") + 1
        raise _fault(name, _("line %(line)s holds a NUL byte; the file is damaged or not a text") % {"line": line})
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as why:
        line = raw[: why.start].count(b"\n") + 1
        raise _fault(name, _("line %(line)s is not UTF-8; save the file in UTF-8") % {"line": line}) from None
    return parse_text(text, name)


def parse_text(text: str, name: str) -> dict[str, Any]:
    """The tables of TOML text. Raises PackError with one fault."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise _fault(name, _("is nested too deeply")) from None
    except ValueError as why:  # TOMLDecodeError, and Python's own limit on the digits of a number
        raise _fault(name, _sentence(str(why))) from None


def _sentence(said: str) -> str:
    place = _PLACE.search(said)
    what = _PLACE.sub("", said)
    if what.startswith(_TWICE):
        what = _("this key or table is written twice")
    else:
        what = _("this is not TOML (%(why)s)") % {"why": what}
    if place and place[1]:
        return _("line %(line)s, column %(column)s: %(what)s") % {"line": place[1], "column": place[2], "what": what}
    return _("end of the file: %(what)s") % {"what": what} if place else what


def _fault(name: str, sentence: str) -> PackError:
    return PackError([PackFault(name, "", sentence)])
