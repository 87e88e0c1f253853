"""Dates as people write them into registers: every common way, and which of day and month comes first."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.translation import gettext as _

from huiyin.intake.sheets import Cell
from huiyin.intake.table import blank, words

ORDERS = ("ymd", "mdy", "dmy")
"""Which of year, month and day stands where in 3/4/15; written out in full (2015年3月4日) nothing is open."""
SERIAL = (20_000, 80_000)
"""Day numbers of Excel from 1954 to 2119; a smaller or larger number is no date."""
EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001  # a wall clock, as a spreadsheet knows no zone
YEARS = range(1950, 2101)
SURE = 20
"""So many to one must speak for an order before a single date against it counts as a slip of the pen."""

MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}  # fmt: skip
TIME = (
    r"(?:[t\s,]*(?P<half>上午|下午|中午|晚上|凌晨)?\s*(?P<hour>\d{1,2})\s*[:时時点點]\s*(?P<minute>\d{1,2})?\s*[:分]?"
    r"\s*(?P<second>\d{1,2})?(?:\.\d+)?\s*秒?\s*(?P<noon>[ap]\.?m\.?)?\s*(?P<zone>z|[+-]\d{2}:?\d{2})?)?"
)
WEEKDAY = r"(?:\s*[(（]?\s*(?:星期|周|週|礼拜)[一二三四五六日天]\s*[)）]?)?"
FULL = re.compile(
    rf"(?P<y>\d{{4}})\s*[-/.年]\s*(?P<m>\d{{1,2}})\s*[-/.月]\s*(?P<d>\d{{1,2}})\s*[日号號]?{WEEKDAY}{TIME}"
)
COMPACT = re.compile(
    r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:[t\s]?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?)?"
)
OPEN = re.compile(rf"(?P<a>\d{{1,2}})\s*[-/.]\s*(?P<b>\d{{1,2}})\s*[-/.]\s*(?P<c>\d{{4}}|\d{{1,2}}){TIME}")
NAMED = re.compile(
    rf"(?:[a-z]{{3,9}},?\s+)?(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s.-]+(?P<m>[a-z]{{3,9}})\.?|"
    rf"(?P<m2>[a-z]{{3,9}})\.?[\s-]+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?)[\s,.-]+(?P<y>\d{{4}}|\d{{2}}){TIME}"
)
HALVES = {"下午": 12, "晚上": 12, "中午": 12}


class NotADate(ValueError):
    """What cannot be read as a date; its text is the sentence."""


@dataclass(slots=True)
class Order:
    """What dates say about their order: how many were written openly, how many forbid each order, and those that
    mean one day or another, by what they would mean. ``serials`` were day numbers of Excel.
    """

    count: int = 0
    against: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ORDERS, 0))
    open: dict[str, dict[str, dt.date]] = field(default_factory=dict)
    serials: int = 0

    def __add__(self, other: Order) -> Order:
        against = {order: self.against[order] + other.against[order] for order in ORDERS}
        return Order(self.count + other.count, against, self.open | other.open, self.serials + other.serials)

    def decided(self) -> str:
        """The only order the dates allow; empty when none or several remain and some date hangs on it.

        One date in twenty may be a slip of the pen; it is refused later, on its own.
        """
        left = [order for order in ORDERS if self.against[order] * SURE <= self.count]
        return left[0] if len(left) == 1 or (left and not self.doubtful(left)) else ""

    def doubtful(self, orders: Iterable[str] = ORDERS) -> list[str]:
        """The dates that mean different days under ``orders``."""
        orders = list(orders)
        return [
            text
            for text, readings in self.open.items()
            if len({readings[order] for order in orders if order in readings}) > 1
        ]


def read_date(cell: Cell, order: str = "") -> dt.datetime | dt.date:
    """A cell as a date, or as a moment where it has a time; wall-clock time unless it names a zone.

    ``order`` decides what 3/4/2015 means. Raises NotADate.
    """
    if isinstance(cell, (dt.datetime, dt.date)):
        return _in_reason(cell)
    if isinstance(cell, bool) or cell is None or isinstance(cell, dt.time):
        raise NotADate(_("This is no date."))
    return _read(cell if isinstance(cell, str) else float(cell), order)


def is_date(cell: Cell, order: str = "") -> bool:
    """Whether a cell can be read as a date in that order."""
    try:
        read_date(cell, order)
    except NotADate:
        return False
    return True


@lru_cache(maxsize=20_000)
def _read(cell: str | float, order: str) -> dt.datetime | dt.date:
    if isinstance(cell, float):
        text = str(int(cell)) if cell.is_integer() else str(cell)
    else:
        text = unicodedata.normalize("NFKC", words(cell)).strip().lower()
    if (number := _serial(text)) is not None:
        return number
    for shape in (FULL, COMPACT):
        if found := shape.fullmatch(text):
            return _made(found["y"], found["m"], found["d"], found)
    if found := NAMED.fullmatch(text):
        month = MONTHS.get((found["m"] or found["m2"])[:3])
        if month:
            return _made(_century(found["y"]), month, found["d"] or found["d2"], found)
    if found := OPEN.fullmatch(text):
        return _by_order(found, order)
    raise NotADate(_("“%(text)s” is no date such as 2026-11-20.") % {"text": text[:40]})


def _serial(text: str) -> dt.datetime | dt.date | None:
    """A day number as Excel counts; with a fraction, the time of day."""
    if not re.fullmatch(r"\d{5}(\.\d+)?", text) or not SERIAL[0] <= float(text) <= SERIAL[1]:
        return None
    moment = EPOCH + dt.timedelta(seconds=round(float(text) * 86_400))
    return moment if "." in text else moment.date()


def _by_order(found: re.Match[str], order: str) -> dt.datetime | dt.date:
    a, b, c = found["a"], found["b"], found["c"]
    if len(c) == 1 or (len(c) == 2 and order == "ymd"):
        return _made(_century(a), b, c, found)
    if order == "dmy":
        return _made(_century(c), b, a, found)
    if order == "mdy" or a == b:
        return _made(_century(c), a, b, found)
    raise NotADate(_("“%(text)s” can be read in more than one way. Write it as 2026-11-20.") % {"text": found[0][:40]})


def _century(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year) if int(year) < 70 else 1900 + int(year)


def _made(year: str | int, month: str | int, day: str | int, found: re.Match[str]) -> dt.datetime | dt.date:
    parts = found.groupdict()
    try:
        date = dt.date(int(year), int(month), int(day))
        if not parts.get("hour"):
            return _in_reason(date)
        hour = int(parts["hour"])
        if (parts.get("noon") or "").startswith("p") or parts.get("half") in HALVES:
            hour += 12 if hour < 12 else 0
        elif ((parts.get("noon") or "").startswith("a") or parts.get("half") == "凌晨") and hour == 12:
            hour = 0
        time = dt.time(hour, int(parts["minute"] or 0), int(parts["second"] or 0), tzinfo=_zone(parts.get("zone")))
    except ValueError:
        raise NotADate(_("“%(text)s” is a day or a time that does not exist.") % {"text": found[0][:40]}) from None
    return _in_reason(dt.datetime.combine(date, time))


def _zone(text: str | None) -> dt.tzinfo | None:
    if not text:
        return None
    return dt.UTC if text == "z" else dt.datetime.strptime(text.replace(":", ""), "%z").tzinfo


def _in_reason(date: dt.datetime | dt.date) -> dt.datetime | dt.date:
    if date.year not in YEARS:
        raise NotADate(_("The year %(year)s cannot be right.") % {"year": date.year})
    return date


def order_of(cells: Iterable[Cell]) -> Order:
    """What the dates of one column, all of them together, say about the order of day and month."""
    said = Order()
    for text in {unicodedata.normalize("NFKC", words(cell)).lower() for cell in cells if not blank(cell)}:
        said.serials += _serial(text) is not None
        if found := OPEN.fullmatch(text):
            said.count += 1
            readings = _readings(found)
            for order in ORDERS:
                said.against[order] += order not in readings
            if len(set(readings.values())) > 1:
                said.open[text] = readings
    return said


def _readings(found: re.Match[str]) -> dict[str, dt.date]:
    """What an openly written date means under each order that allows it."""
    readings = {}
    for order in ORDERS:
        if {4: order == "ymd", 2: False, 1: order != "ymd"}[len(found["c"])]:  # no year has three digits or one
            continue
        try:
            read = _by_order(found, order)
        except NotADate:
            continue
        readings[order] = read.date() if isinstance(read, dt.datetime) else read
    return readings
