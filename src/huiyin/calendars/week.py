"""Working windows of a day and of a week, and reading them from what people and files write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WRITTEN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—~]\s*(\d{1,2}):(\d{2})", re.ASCII)  # people type any dash
MIDNIGHT = 24 * 60


class BadWindows(ValueError):
    """Working windows that cannot be; its text says which and how to mend them."""


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """One unbroken stretch of work within a day, in minutes since midnight: open from `opens` up to `closes`.

    `closes` may be 1440 (24:00). `str()` writes it as `08:30-12:00`. Raises BadWindows when it is empty, runs
    backwards or leaves the day.
    """

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens <= self.closes <= MIDNIGHT:
            raise BadWindows(
                _(
                    "%(window)s runs across midnight. Write two windows: up to 24:00 on the first day, "
                    "from 00:00 on the next."
                )
                % {"window": self}
            )
        if self.opens == self.closes:
            raise BadWindows(_("%(window)s has no length: it closes when it opens.") % {"window": self})

    @classmethod
    def parse(cls, text: str) -> Window:
        """The window written as `08:30-12:00`. Raises BadWindows."""
        found = WRITTEN.fullmatch(text.strip())
        numbers = [int(part) for part in found.groups()] if found else [99, 99, 99, 99]
        opens, closes = numbers[0] * 60 + numbers[1], numbers[2] * 60 + numbers[3]
        if max(numbers[1], numbers[3]) > 59 or max(opens, closes) > MIDNIGHT:
            raise BadWindows(
                _("“%(text)s” is not a working window. Write it as 08:30-12:00.") % {"text": text.strip()[:40]}
            )
        return cls(opens, closes)

    def __str__(self) -> str:
        return f"{clock(self.opens)}-{clock(self.closes)}"


Windows = tuple[Window, ...]
Week = tuple[Windows, Windows, Windows, Windows, Windows, Windows, Windows]
NO_WEEK: Week = ((), (), (), (), (), (), ())


def clock(minutes: int) -> str:
    """Minutes since midnight as people read them: 510 is `08:30`."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def windows_of(texts: Iterable[str]) -> Windows:
    """The windows of one day, sorted. Raises BadWindows when one cannot be read or two overlap."""
    found = sorted(Window.parse(text) for text in texts)
    for before, after in pairwise(found):
        if after.opens < before.closes:
            raise BadWindows(
                _("%(one)s and %(other)s overlap. Windows of one day must follow each other.")
                % {"one": before, "other": after}
            )
    return tuple(found)


def windows_text(windows: Windows) -> str:
    """Windows in one line: `08:30-12:00 13:00-17:30`."""
    return " ".join(str(window) for window in windows)


def read_week(given: Mapping[str, Sequence[str]]) -> Week:
    """The week from a table `{"mon": ["08:30-12:00", "13:00-17:30"], …}`; a weekday not named is a day off.

    Raises BadWindows, naming the weekday, when anything in it cannot be; also when the whole week is closed.
    """
    if not isinstance(given, Mapping):
        raise BadWindows(_("Working windows are a table of weekdays: mon, tue, wed, thu, fri, sat, sun."))
    for name, texts in given.items():
        if name not in WEEKDAYS:
            raise BadWindows(
                _("“%(name)s” is not a weekday. Use %(known)s.") % {"name": name, "known": ", ".join(WEEKDAYS)}
            )
        if isinstance(texts, str) or not all(isinstance(text, str) for text in texts):
            raise BadWindows(
                _("%(day)s: the windows of a day are a list, for example 08:30-12:00 and 13:00-17:30.") % {"day": name}
            )
    days = tuple(_weekday(name, given.get(name, ())) for name in WEEKDAYS)
    if not any(days):
        raise BadWindows(_("No weekday has a working window. At least one must have one."))
    return (days[0], days[1], days[2], days[3], days[4], days[5], days[6])


def week_table(week: Week) -> dict[str, list[str]]:
    """The table `read_week` reads, with the working weekdays only."""
    return {name: [str(one) for one in windows] for name, windows in zip(WEEKDAYS, week, strict=True) if windows}


def _weekday(name: str, texts: Sequence[str]) -> Windows:
    """The windows of one weekday, its name put before any complaint."""
    try:
        return windows_of(texts)
    except BadWindows as wrong:
        raise BadWindows(f"{name}: {wrong}") from wrong
