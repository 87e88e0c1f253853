"""The next number of a pattern, drawn inside the inserting transaction: no gap, no double, never used again.

A pattern is text with ``{year}`` (2026), ``{yy}`` (26), ``{mm}``, ``{dd}`` and one ``{n}`` or ``{n:4}``, as in
``KS{year}-{n:4}``. Counting begins anew whenever the rest changes. Patterns that read alike share one counter,
whatever type asks: a number is unique across the firm.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter as Tally
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.errors import Refused
from huiyin.kernel.models import Counter, Record

_PART = re.compile(r"\{(?P<name>[a-z]+)(?::(?P<width>[1-9]))?\}")
_DATES = {"year": "%Y", "yy": "%y", "mm": "%m", "dd": "%d"}
_ADVANCE = """
INSERT INTO kernel_counter (key, last) VALUES (%s, 1)
ON CONFLICT (key) DO UPDATE SET last = kernel_counter.last + 1 RETURNING last"""
_RAISE = """
INSERT INTO kernel_counter (key, last) VALUES (%s, %s)
ON CONFLICT (key) DO UPDATE SET last = excluded.last WHERE kernel_counter.last < excluded.last"""
_LOOKED_UP = 500


@dataclass(frozen=True, slots=True)
class Filled:
    """A pattern with its date filled in: what stands before and after the counted part, and how wide that is."""

    before: str
    after: str
    width: int

    @property
    def key(self) -> str:
        """The counter's name."""
        return self.before + "{n}" + self.after

    def number(self, n: int) -> str:
        """The number with ``n`` in it. Raises Refused when it needs more digits than the pattern has."""
        if self.width and n >= 10**self.width:
            shown = self.before + "9" * self.width + self.after
            sentence = _(
                "The numbers of this pattern are used up: %(last)s was the last. Nothing was written. Adopt a procedure"
                " whose number has more digits."
            )
            raise Refused(sentence % {"last": shown}, status=409)
        return f"{self.before}{n:0{self.width or 1}d}{self.after}"


def fill(pattern: str, day: dt.date) -> Filled:
    """The pattern on that local day. Raises ValueError saying what is wrong with the pattern."""
    counted = [part for part in _PART.finditer(pattern) if part["name"] == "n"]
    if len(counted) != 1:
        raise ValueError(f"{pattern!r} must count exactly once, with {{n}} or {{n:4}}")
    part = counted[0]
    before, after = (_dated(piece, day) for piece in (pattern[: part.start()], pattern[part.end() :]))
    return Filled(before, after, int(part["width"] or 0))


def _dated(piece: str, day: dt.date) -> str:
    def value(part: re.Match[str]) -> str:
        if part["width"] or part["name"] not in _DATES:
            raise ValueError(f"{part[0]} is not known in a number; it may hold {{year}}, {{yy}}, {{mm}}, {{dd}}, {{n}}")
        return day.strftime(_DATES[part["name"]])

    filled = _PART.sub(value, piece)
    if "{" in filled or "}" in filled:
        raise ValueError(f"{piece!r} has a bracket that belongs to no part")
    return filled


def next_number(pattern: str, type_name: str, day: dt.date) -> str:
    """Draw the next number of ``pattern`` for a record of ``type_name`` registered on the local ``day``.

    The counter's row stays locked until the transaction ends, so that a rolled back deed gives its number back.
    Raises Refused when the pattern is used up, ValueError for a broken pattern, RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"a {type_name} number must be drawn inside the transaction that uses it")
    filled = fill(pattern, day)
    number = filled.number(_advance(filled.key))
    while Record.objects.filter(number=number).exists():  # brought along from an older register
        number = filled.number(_advance(filled.key))
    return number


def next_numbers(pattern: str, type_name: str, days: Sequence[dt.date], *, taken: Iterable[str] = ()) -> list[str]:
    """Draw a number for each of ``days``, in that order, as ``next_number`` would one by one; raises like it.

    ``taken`` are numbers that will be written in this same transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{type_name} numbers must be drawn inside the transaction that uses them")
    filled = {day: fill(pattern, day) for day in set(days)}
    wanted = Tally(filled[day].key for day in days)
    counters = {one.key: one for one in filled.values()}
    drawn = {key: _drawn(one, wanted[key], set(taken)) for key, one in counters.items()}
    return [next(drawn[filled[day].key]) for day in days]


def _drawn(filled: Filled, count: int, taken: set[str]) -> Iterator[str]:
    last = _advance(filled.key)  # from here on the counter is ours
    free: list[str] = []
    while len(free) < count:
        there = [filled.number(last + step) for step in range(min(count - len(free), _LOOKED_UP))]
        known = taken | set(Record.objects.filter(number__in=there).values_list("number", flat=True))
        free += [number for number in there if number not in known]
        last += len(there)
    _move_past(filled.key, last - 1)
    return iter(free)


def _advance(key: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_ADVANCE, [key])
        return int(cursor.fetchone()[0])


def peek(pattern: str, day: dt.date) -> str:
    """The number ``next_number`` would draw now, without drawing it. Raises like it."""
    filled = fill(pattern, day)
    last = Counter.objects.filter(key=filled.key).values_list("last", flat=True).first() or 0
    return filled.number(last + 1)


def claim(pattern: str, number: str) -> bool:
    """Move the counter past a number that was given elsewhere (an imported register).

    Gives whether ``number`` reads like ``pattern``; if not, nothing is moved and none can collide. Raises ValueError
    for a broken pattern.
    """
    return bool(claim_many(pattern, [number]))


def claim_many(pattern: str, numbers: Iterable[str]) -> int:
    """The same for many numbers; gives how many of them read like the pattern."""
    reads = _reading(pattern)
    highest: dict[str, int] = {}
    count = 0
    for number in numbers:
        if found := reads.fullmatch(number):
            key = number[: found.start("n")] + "{n}" + number[found.end("n") :]
            highest[key] = max(highest.get(key, 0), int(found["n"]))
            count += 1
    for key, n in sorted(highest.items()):
        _move_past(key, n)
    return count


def _move_past(key: str, n: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_RAISE, [key, n])


def _reading(pattern: str) -> re.Pattern[str]:
    """What a number of this pattern looks like, whatever its date."""
    fill(pattern, dt.date(2000, 1, 1))
    digits = {"year": r"\d{4}", "yy": r"\d{2}", "mm": r"\d{2}", "dd": r"\d{2}"}
    expression, start = "", 0
    for part in _PART.finditer(pattern):
        counts = part["name"] == "n"
        least = part["width"] or "1"
        piece = rf"(?P<n>\d{{{least},{part['width'] or 9}}})" if counts else digits[part["name"]]
        expression += re.escape(pattern[start : part.start()]) + piece
        start = part.end()
    return re.compile(expression + re.escape(pattern[start:]), re.ASCII)
