"""Bytes to text: which of the writings a Chinese firm's files come in was meant, and what could not be read in it."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from django.utils.translation import gettext as _

from huiyin.base.errors import Invalid

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SAMPLE = 400_000
"""Bytes looked at to tell one writing from another."""
LOST = "\ufffd"
NAMES = {"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "big5": "big5hkscs", "cp950": "big5hkscs"}
"""What people call a writing, and the wider one that reads everything written in it."""


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text, the encoding it was read in, and how many characters in it could not be read."""

    text: str
    encoding: str
    lost: int = 0


def read_text(content: bytes, encoding: str = "") -> Text:
    """The text in ``content``, in the ``encoding`` named or else in the one that fits best.

    What cannot be read becomes U+FFFD and is counted, never dropped. Raises Invalid for an unknown encoding.
    """
    if encoding:
        return _in(content, _named(encoding))
    for mark, name in MARKS:
        if content.startswith(mark):
            return _in(content, name)
    if wide := _wide(content[:SAMPLE]):
        return _in(content, wide)
    try:
        return Text(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _in(content, _likeliest(content))


def _named(encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        raise Invalid({"encoding": _("There is no encoding “%(name)s”. Try gb18030.") % {"name": encoding}}) from None
    return NAMES.get(name, name)


def _in(content: bytes, encoding: str) -> Text:
    text = content.decode(encoding, errors="replace").lstrip("\ufeff")
    return Text(text, encoding.removesuffix("-sig"), text.count(LOST))


def _wide(sample: bytes) -> str:
    """UTF-16 without its mark: every second byte of Latin text, digits and line ends is zero."""
    half = len(sample) // 2
    zeros = (sample[0::2].count(0), sample[1::2].count(0))
    if half < 8 or max(zeros) < half * 0.05 or min(zeros) > max(zeros) * 0.1:
        return ""
    return "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"


def _likeliest(content: bytes) -> str:
    """The encoding in which most of what is not ASCII becomes common characters, of those that lose least."""
    sample = content[:SAMPLE]
    if sum(byte > 0x7F for byte in sample) and _lone(sample) > 0.9:
        return "cp1252"
    lost = {name: content.decode(name, errors="replace").count(LOST) for name in ("gb18030", "big5hkscs", "utf-8")}
    least = min(lost.values())
    kept = [name for name, count in lost.items() if count <= least + len(content) // 5_000]
    return max(kept, key=lambda name: (_common(sample, name), -lost[name]))


def _lone(sample: bytes) -> float:
    """The share of high bytes that stand alone between letters, as accents do in Western text."""
    high = [place for place, byte in enumerate(sample) if byte > 0x7F]
    lone = sum(
        (place == 0 or sample[place - 1] < 0x80) and (place + 1 == len(sample) or sample[place + 1] < 0x80)
        for place in high
    )
    return lone / len(high)


def _common(sample: bytes, encoding: str) -> float:
    """The share of characters that belong to the common ones of their script."""
    text = sample.decode(encoding, errors="ignore")
    beyond = [char for char in text if char > "\x7f"]
    if not beyond:
        return 0.0
    return sum(_is_common(char, encoding) for char in beyond) / len(beyond)


def _is_common(char: str, encoding: str) -> bool:
    """Whether a writing keeps this character in its first plane: GB 2312 level 1 and signs, Big5 level 1 and signs."""
    if encoding == "utf-8":
        return char != LOST
    try:
        first = char.encode("gb2312" if encoding == "gb18030" else "big5")[0]
    except UnicodeEncodeError:
        return False
    return first <= 0xD7 if encoding == "gb18030" else first <= 0xC6
