"""Whether every number that was drawn is there: the one thing that shows nothing was quietly taken away."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from itertools import islice

from django.db.models import Count, Q
from django.db.models.functions import Length

from huiyin.base.dates import add_months
from huiyin.kernel.evidence.period import Period
from huiyin.kernel.evidence.scope import Figures, Scope
from huiyin.kernel.models import Counter, Record
from huiyin.kernel.numbering import Filled

MOST_SERIES = 40
"""A pattern that begins anew each day has many series; the latest are looked at."""
_PART = re.compile(r"\{(year|yy|mm|dd|n)(?::(\d))?\}")
_DIGITS = {"year": r"(?P<year>\d{4})", "yy": r"(?P<yy>\d{2})", "mm": r"(?P<mm>\d{2})", "dd": r"(?P<dd>\d{2})"}


@dataclass(frozen=True, slots=True)
class Series:
    """One series of numbers: how many were drawn, are there, were voided."""

    filled: Filled
    drawn: int
    there: int
    void: int

    @property
    def first(self) -> str:
        """The first number."""
        return self.filled.number(1)

    @property
    def last(self) -> str:
        """The last that was drawn."""
        return self.filled.number(self.drawn)


def series(scope: Scope) -> list[Series]:
    """The series of numbers the period touches, the latest first. Two queries."""
    patterns = {one.number for one in scope.versions.values()}
    found: list[tuple[Filled, int]] = []
    for counter in Counter.objects.order_by("-key"):
        filled = next(
            (one for one in (_filled(pattern, counter.key, scope.period) for pattern in patterns) if one), None
        )
        if filled and counter.last:
            found.append((filled, counter.last))
    return _counted(found[:MOST_SERIES])


def figures(found: list[Series]) -> Figures:
    """All series together."""
    total = Figures()
    for one in found:
        total.add("kept", one.there - one.void)
        total.add("void", one.void)
        total.add("missing", max(0, one.drawn - one.there))
    return total


def _filled(pattern: str, key: str, period: Period) -> Filled | None:
    """The series ``key`` as ``pattern`` draws it, when it is one of its and the period touches it."""
    if pattern.count("{n") != 1:
        return None
    read, width, place = "", 0, 0
    for part in _PART.finditer(pattern):
        read += re.escape(pattern[place : part.start()])
        read += re.escape("{n}") if part[1] == "n" else _DIGITS[part[1]]
        width = int(part[2] or 0) if part[1] == "n" else width
        place = part.end()
    match = re.fullmatch(read + re.escape(pattern[place:]), key)
    if match is None or not _touches(match.groupdict(), period):
        return None
    before, _n, after = key.partition("{n}")
    return Filled(before, after, width)


def _touches(said: dict[str, str], period: Period) -> bool:
    year = int(said["year"]) if "year" in said else 2000 + int(said["yy"]) if "yy" in said else 0
    if not year:
        return True
    try:
        first = dt.date(year, int(said.get("mm", 1)), int(said.get("dd", 1)))
    except ValueError:
        return False
    if "dd" in said:
        last = first
    else:
        last = add_months(first, 1 if "mm" in said else 12) - dt.timedelta(days=1)
    return first <= period.last and period.first <= last


def _counted(found: list[tuple[Filled, int]]) -> list[Series]:
    if not found:
        return []
    wanted = {}
    for place, (filled, last) in enumerate(found):
        drawn = _drawn(filled, last)
        wanted[f"there{place}"] = Count("pk", filter=drawn)
        wanted[f"void{place}"] = Count("pk", filter=drawn & Q(phase="void"))
    said = Record.objects.annotate(long=Length("number")).aggregate(**wanted)
    return [
        Series(filled, last, said[f"there{place}"], said[f"void{place}"]) for place, (filled, last) in enumerate(found)
    ]


def _drawn(filled: Filled, last: int) -> Q:
    """Numbers of the series from the first to the last that was drawn; one brought along from elsewhere may be too."""
    around = Q(number__startswith=filled.before, number__endswith=filled.after)
    digits = Q()
    for width in range(filled.width or 1, max(filled.width, len(str(last))) + 1):
        long = len(filled.before) + len(filled.after) + width
        least, most = 10 ** (width - 1) if width > (filled.width or 1) else 1, min(last, 10**width - 1)
        ends = [f"{filled.before}{n:0{width}d}{filled.after}" for n in (least, most)]
        digits |= Q(long=long, number__gte=ends[0], number__lte=ends[1])
    return around & digits


def absent(one: Series, most: int = 50) -> list[str]:
    """The first ``most`` numbers of a series that were drawn and are not there, as the series writes them."""
    there = set(
        Record.objects.annotate(long=Length("number"))
        .filter(_drawn(one.filled, one.drawn))
        .values_list("number", flat=True)
    )
    numbers = (one.filled.number(n) for n in range(1, one.drawn + 1))
    return list(islice((number for number in numbers if number not in there), most))
