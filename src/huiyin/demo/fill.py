"""From an empty database to a firm with two months behind it: all of it, or nothing."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Count
from django.utils.translation import override

from huiyin.calendars import days as calendars
from huiyin.demo import market, people, rulebook, shelf
from huiyin.demo.hours import Hours
from huiyin.demo.stage import Stage
from huiyin.kernel.models import Event, Record
from huiyin.packs.models import ProcedureVersion
from huiyin.people.holding import day_of
from huiyin.people.memory import remembering
from huiyin.people.models import Unit

MOVED_IN = 200
"""Days before the story begins that the firm, its customers and its rules were written down."""
WHOLE = 60
"""The days the counts of the plots are meant for."""
LEAST, MOST = 5, 180
"""How many days a story may take."""


@dataclass(slots=True)
class Filled:
    """What was made: records by type and state, and events in all."""

    records: dict[str, dict[str, int]] = field(default_factory=dict)
    events: int = 0


def is_empty() -> bool:
    """Whether nobody has begun to work with this database: no unit, no rule, no record."""
    return not (Unit.objects.exists() or ProcedureVersion.objects.exists() or Record.objects.exists())


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for garbage in circles, an eighth of the time: it would find next to none, and this ends soon."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_uncollected()
@transaction.atomic
def fill(pack: str, *, days: int, at: dt.datetime, crowd: float = 1.0) -> Filled:
    """Play ``days`` days that end at ``at`` (aware) under ``pack``. The same arguments make the same firm.

    ``crowd`` is how busy it is; at 0 every plot is played once. Raises LookupError for a pack without a book,
    PackError for a pack that may not be adopted, record.Stuck when a plot cannot be played; the database is then as
    it was.
    """
    book = shelf.book(pack)
    begin = at - dt.timedelta(days=days)
    opened = begin - dt.timedelta(days=MOVED_IN)
    with override(shelf.firm("company")["language"]), remembering():
        calendars.seed(at=opened)
        people.move_in(begin=opened, end=at)
        procedures = rulebook.take(book.folder)
        rulebook.put_in_force(procedures, at=opened, since=day_of(opened))
        market.open_for_trade(opened=opened, end=at, clocks=rulebook.clocks_of(procedures))
        hours = Hours(calendars.load(procedures[0].calendar), begin, at)
        Stage(book, hours, end=at, scale=crowd * days / WHOLE).play()
    return counted()


def counted() -> Filled:
    """What there is now."""
    filled = Filled(events=Event.objects.count())
    rows = Record.objects.values_list("type", "state").annotate(Count("id")).order_by("type", "state")
    for type_name, state, number in rows:
        filled.records.setdefault(type_name, {})[state] = number
    return filled
