"""Two months in their own order: records move, the watcher looks, letters go out, people read what they were told."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Generator
from itertools import count
from random import Random
from typing import Any

from huiyin.demo.hours import DAY, Hours
from huiyin.demo.shelf import Book, Plot
from huiyin.demo.telling import Teller
from huiyin.demo.walk import Walk, Way
from huiyin.demo.who import Calm
from huiyin.kernel import letters, passing, registry, watch
from huiyin.kernel.models import Notice, Occurrence

LOOKS = (35, 290)
"""Minutes into each working day at which the watcher looks; in between it finds nothing anybody would miss."""
READS = (400,)
"""Minutes into each working day at which people read their desks."""
READERS = 0.45
"""How likely a notice is read at such an hour."""
FORGOTTEN = dt.timedelta(days=4)
"""After so long nobody comes back to a notice."""


class Stage:
    """Plays every walk up to the end, strictly in the order of time. ``scale`` is how many records come of a plot's
    count, one at least.
    """

    def __init__(self, book: Book, hours: Hours, *, end: dt.datetime, scale: float) -> None:
        self.book, self.hours, self.end, self.scale = book, hours, end, scale
        self.minutes = hours.minutes(end)
        self.teller = Teller()
        self._line: list[tuple[dt.datetime, int, Walk | None, Way]] = []
        self._tickets = count()

    def play(self) -> None:
        """Everything, from the first opening to the end. Raises record.Stuck when a plot cannot be played."""
        for plot in self.book.plots:
            how_many = max(1, round(plot.count * self.scale)) if plot.count and not plot.once else plot.count
            for index in range(how_many):
                self._cast(plot, index, how_many)
        for way in (self._watch(), self._read()):
            self._wait(next(way), way)
        calm = Calm()
        while self._line:
            at, _ticket, begun, way = heapq.heappop(self._line)
            calm.goes_on_to(at)
            try:
                then = next(way) if begun is not None else way.send(at)
            except StopIteration:
                continue
            self._wait(then, way)

    def _cast(self, plot: Plot, index: int, how_many: int) -> None:
        rng = Random(f"{self.book.pack}:{plot.type}:{plot.name}:{index}")
        walk = Walk(plot, self.book, self.hours, rng, self.teller, self.send_off)
        self.send_off(walk, self._beginning(plot, (index + rng.random()) / how_many))

    def _beginning(self, plot: Plot, place: float) -> dt.datetime:
        """When a record begins: ``place`` (0 to 1) within its plot's span."""
        first, last = plot.span
        if plot.began:
            first, last = (days * DAY / self.minutes for days in plot.began)
        back = first + (last - first) * place
        return self.hours.at(max(20, self.minutes * (1 - back)))

    def send_off(self, walk: Walk, at: dt.datetime) -> None:
        """A walk begins at ``at``."""
        if at <= self.end:
            heapq.heappush(self._line, (at, next(self._tickets), walk, walk.play(at)))

    def _wait(self, at: dt.datetime, way: Way) -> None:
        if at <= self.end:
            heapq.heappush(self._line, (at, next(self._tickets), None, way))

    def _days(self, minutes: tuple[int, ...]) -> Generator[dt.datetime, dt.datetime, Any]:
        """Those minutes of every working day, until the stage stops asking."""
        day = 0
        while True:
            for minute in minutes:
                yield self.hours.at(day * DAY + minute)
            day += 1

    def _watch(self) -> Way:
        for at in self._days(LOOKS):
            yield at
            watch.look(at)
            for fallen in Occurrence.objects.filter(record__opened_at=at).select_related("record", "customer"):
                self._take_up(fallen, at)
            for letter in letters.claim(at, most=200):
                letters.sent(letter, at)

    def _take_up(self, fallen: Occurrence, at: dt.datetime) -> None:
        """Somebody takes up, after a while, what a duty opened; what no plot has a share in stays where it is."""
        record: Any = fallen.record
        whose = fallen.customer.code if fallen.customer else ""
        rng = Random(f"{self.book.pack}:{fallen.of}:{fallen.duty}:{whose}:{fallen.first_on}")
        drawn = rng.randrange(100)
        for plot in (one for one in self.book.plots if one.type == record.type and one.share):
            if drawn < plot.share:
                walk = Walk(plot, self.book, self.hours, rng, self.teller, self.send_off)
                walk.record = registry.whole(record)
                walk.telling = self.teller.tell(plot, at, rng, customer=fallen.customer)
                self.send_off(walk, at)
                return
            drawn -= plot.share

    def _read(self) -> Way:
        rng = Random("readers")
        for at in self._days(READS):
            yield at
            unread = Notice.objects.filter(read_at=None, at__range=(at - FORGOTTEN, at - dt.timedelta(hours=1)))
            in_turn = unread.order_by("at", "record", "person__username", "kind")  # ids would differ between databases
            for notice in in_turn.select_related("person", "record"):
                if rng.random() < READERS:
                    passing.receipt(notice, notice.person, at=at)
