"""One TOML table while it is read: each value by its kind, each wrong one noted, each unknown key noted."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from huiyin.packs.faults import PackFault, meant
from huiyin.packs.hant import traditional
from huiyin.packs.shape import NO_LABEL, Label

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}", re.ASCII)
CODE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,39}", re.ASCII)
PATH = re.compile(rf"{NAME.pattern}(\.{NAME.pattern})?", re.ASCII)
LONGEST = 2000


class Table:
    """A table, the path to it, and the list its faults go to. Ask for every key it may have, then call ``end``."""

    def __init__(self, file: str, path: str, content: object, faults: list[PackFault]) -> None:
        self.file, self.path, self.faults = file, path, faults
        self.asked: set[str] = set()
        self.content: dict[str, Any] = content if isinstance(content, dict) else {}
        self.sound = isinstance(content, dict)  # one fault is enough for a table that is none
        if not self.sound:
            faults.append(
                PackFault(file, path, _("a table is wanted here, not %(what)s") % {"what": kind_word(content)})
            )

    def __contains__(self, key: str) -> bool:
        return key in self.content

    def note(self, key: str, sentence: str) -> None:
        """Add a fault about ``key`` of this table (empty: the table itself)."""
        if self.sound:
            self.faults.append(PackFault(self.file, self.at(key), sentence))

    def at(self, key: str) -> str:
        """The full path of ``key``."""
        return ".".join(part for part in (self.path, key) if part)

    def take(self, key: str) -> Any:
        """The raw value, remembered as asked for."""
        self.asked.add(key)
        return self.content.get(key)

    def text(self, key: str, default: str = "", *, required: bool = False, most: int = LONGEST) -> str:
        """A string without control characters, trimmed."""
        value = self.take(key)
        if value is None:
            if required:
                self.note(key, _("is missing"))
            return default
        if not isinstance(value, str):
            self.note(key, _("a text is wanted here, not %(what)s") % {"what": kind_word(value)})
            return default
        return self._sound(key, value, most)

    def _sound(self, key: str, value: str, most: int) -> str:
        if any(char != "\n" and unicodedata.category(char) in ("Cc", "Cs") for char in value):
            self.note(key, _("holds a control character"))
        if len(value) > most:
            self.note(key, _("is longer than %(most)s characters") % {"most": most})
        return value.strip()[:most]

    def name(self, key: str, default: str = "", *, required: bool = False) -> str:
        """A string that is a code: letters, digits, underscore."""
        value = self.text(key, default, required=required)
        if value and not NAME.fullmatch(value):
            self.note(key, bad_name(value))
        return value

    def names(self, key: str) -> tuple[str, ...]:
        """A list of strings; a single string stands for a list of one."""
        value = self.take(key)
        if value is None:
            return ()
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(one, str) for one in items):
            self.note(key, _("a list of texts is wanted here, not %(what)s") % {"what": kind_word(value)})
            return ()
        if len(set(items)) < len(items):
            self.note(key, _("names the same thing twice"))
        return tuple(dict.fromkeys(self._sound(key, one, LONGEST) for one in items))

    def flag(self, key: str, default: bool = False) -> bool:
        """``true`` or ``false``."""
        value = self.take(key)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self.note(key, _("true or false is wanted here, not %(what)s") % {"what": kind_word(value)})
        return default

    def number(self, key: str, default: int = 0, *, least: int = 0, most: int = 10_000) -> int:
        """A whole number between ``least`` and ``most``."""
        value = self.take(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int):
            self.note(key, _("a whole number is wanted here, not %(what)s") % {"what": kind_word(value)})
            return default
        if not least <= value <= most:
            self.note(key, _("must lie between %(least)s and %(most)s") % {"least": least, "most": most})
            return default
        return value

    def label(self, key: str, *, required: bool = False) -> Label:
        """A table of languages: ``{ zh = "分类", en = "Classify" }``; ``hant`` is derived when it is not given."""
        value = self.take(key)
        if value is None:
            if required:
                self.note(key, _('the label is missing; write { zh = "…", en = "…" }'))
            return NO_LABEL
        if not isinstance(value, dict):
            self.note(key, _('a label is written { zh = "…", en = "…" }, not as %(what)s') % {"what": kind_word(value)})
            return NO_LABEL
        inner = Table(self.file, self.at(key), value, self.faults)
        label = read_label(inner)
        inner.end()
        return label

    def table(self, key: str) -> Table:
        """The table under ``key``; an empty one when there is none."""
        value = self.take(key)
        return Table(self.file, self.at(key), {} if value is None else value, self.faults)

    def tables(self, key: str) -> list[Table]:
        """The list of tables under ``key``, each known by its place in it."""
        value = self.take(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.note(key, _("a list of tables is wanted here, not %(what)s") % {"what": kind_word(value)})
            return []
        return [Table(self.file, f"{self.at(key)}[{at + 1}]", one, self.faults) for at, one in enumerate(value)]

    def each(self, shape: re.Pattern[str] = NAME) -> Iterator[tuple[str, Table]]:
        """Every key of this table with the table under it, in the order written; odd names are noted."""
        for key, value in self.content.items():
            self.asked.add(key)
            if not shape.fullmatch(key):
                self.note("", bad_name(key))
                continue
            yield key, Table(self.file, self.at(key), value, self.faults)

    def plain(self, key: str) -> dict[str, Any]:
        """A table whose values are single texts, numbers or flags."""
        kept: dict[str, Any] = {}
        inner = self.table(key)
        for name, value in inner.content.items():
            if isinstance(value, (str, bool, int)) or (isinstance(value, float) and math.isfinite(value)):
                kept[name] = inner._sound(name, value, LONGEST) if isinstance(value, str) else value
            else:
                sentence = _("a text, a number, true or false is wanted here, not %(what)s")
                inner.note(name, sentence % {"what": kind_word(value)})
        return kept

    def end(self) -> None:
        """Note every key nobody asked for."""
        for key in self.content:
            if key not in self.asked:
                self.note(key, _("no such key here%(hint)s") % {"hint": meant(key, self.asked)})


def read_label(table: Table) -> Label:
    """The languages of a label's own table; Chinese and English are both wanted."""
    zh, en, hant = (table.text(key, most=400) for key in ("zh", "en", "hant"))
    if not zh:
        table.note("zh", _("the Chinese label is missing"))
    if not en:
        table.note("en", _("the English label is missing"))
    return Label(zh=zh, en=en, hant=hant or traditional(zh))


def bad_name(name: str) -> str:
    """Why ``name`` cannot be a code."""
    return _("“%(name)s” cannot be a name: letters, digits and underscores, at most 40, beginning with a letter") % {
        "name": name[:60]
    }


def kind_word(value: object) -> str:
    """What a value is, in the reader's words."""
    words = (
        (bool, _("true or false")), (int, _("a number")), (float, _("a number")), (str, _("a text")),
        (dict, _("a table")), (list, _("a list")),
    )  # fmt: skip
    return next((word for kind, word in words if isinstance(value, kind)), _("a date"))
