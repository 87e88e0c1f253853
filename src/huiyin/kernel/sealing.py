"""Seals over the trail: every few minutes one digest over all new events, each chained to the seal before.

A record's own chain shows what was changed or taken from its middle; the seals show what was cut from its end, or
taken away as a whole. Whoever keeps the newest digest elsewhere (a file, a letter, a print) can prove it later.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.models import Event, Seal

WRITERS = 0x48557965
"""PostgreSQL advisory lock: writers of the trail share it, the sealer takes it alone to see every number given."""
SEALERS = 0x48557966
SLICE = 50_000
PATIENCE = "2s"

Row = tuple[int, int, int, str]
"""What a seal covers of an event: id, record, number in the record's trail, hash."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the trail that is not as it was written. ``str()`` is the sentence in the reader's language."""

    kind: str
    sentence: Any
    number: str = ""
    seq: int = 0
    event: int = 0
    seal: int = 0

    def __str__(self) -> str:
        return str(self.sentence)


Report = Callable[[Fault], None]


def utc(moment: dt.datetime) -> str:
    """A moment as it enters a digest: UTC, always six decimals. Raises ValueError without a time zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} carries no time zone")
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")


def seal(at: dt.datetime) -> Seal | None:
    """Seal every event written so far, SLICE at a time; gives the newest seal, or nothing when there was none to set.

    On PostgreSQL it waits PATIENCE for writers to finish and otherwise leaves the work to the next round.
    """
    horizon = _horizon()
    newest = None
    while horizon and (made := _slice(at, horizon)):
        newest = made
    return newest


def _horizon() -> int:
    """The highest event id below which nothing can appear any more (0: none, or writers were busy)."""
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITERS])
            return Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
    except OperationalError:
        if connection.vendor == "postgresql":  # a writer took longer than our patience; the next round seals
            return 0
        raise


def _slice(at: dt.datetime, horizon: int) -> Seal | None:
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALERS])
        last = Seal.objects.order_by("-id").first()
        new = Event.objects.filter(id__gt=last.last if last else 0, id__lte=horizon).order_by("id")
        rows = new.values_list("id", "record_id", "seq", "hash")[:SLICE]
        cover = Cover(last.digest if last else "")
        for row in rows.iterator(chunk_size=5_000):
            cover.add(row)
        if not cover.count:
            return None
        return Seal.objects.create(
            at=at, first=cover.first, last=cover.last, count=cover.count,
            previous=cover.previous, digest=cover.digest(at),
        )  # fmt: skip


class Cover:
    """The digest of a seal while it is being taken: previous digest, one line per event, then the seal's own line."""

    def __init__(self, previous: str) -> None:
        self.previous = previous
        self.count = self.first = self.last = 0
        self._sum = hashlib.sha256(f"{previous}\n".encode())

    def add(self, row: Row) -> None:
        """Take in one more event, in the order of ids."""
        self.first = self.first or row[0]
        self.last = row[0]
        self.count += 1
        self._sum.update(f"{row[0]} {row[1]} {row[2]} {row[3]}\n".encode())

    def digest(self, at: dt.datetime) -> str:
        """The digest, bound to the seal's moment, range and count."""
        whole = self._sum.copy()
        whole.update(f"{self.first} {self.last} {self.count} {utc(at)}\n".encode())
        return whole.hexdigest()


def check(report: Report) -> tuple[int, str]:
    """Recompute every seal over the events that are there, streaming; gives their count and the newest digest."""
    rows = Event.objects.order_by("id").values_list("id", "record_id", "seq", "hash").iterator(chunk_size=5_000)
    events: Iterator[Row] = iter(rows)
    waiting = next(events, None)
    previous: Seal | None = None
    count = 0
    for one in Seal.objects.order_by("id").iterator(chunk_size=500):
        count += 1
        if one.previous != (previous.digest if previous else ""):
            report(_unlinked(one, previous))
        waiting = _strays(waiting, events, one, previous, report)
        cover = Cover(one.previous)
        while waiting and waiting[0] <= one.last:
            cover.add(waiting)
            waiting = next(events, None)
        if fault := _differs(one, cover):
            report(fault)
        previous = one
    return count, previous.digest if previous else ""


def _strays(waiting: Row | None, events: Iterator[Row], one: Seal, previous: Seal | None, report: Report) -> Row | None:
    """Pass over events below the seal's first: whatever lies there was put in after the sealing."""
    while waiting and waiting[0] < one.first:
        words = {"event": waiting[0], "first": one.first, "last": previous.last if previous else 0}
        sentence = _(
            "Event %(event)s was put in afterwards: seals cover up to %(last)s and again from %(first)s, not it."
        )
        report(Fault("stray", sentence % words, seq=waiting[2], event=waiting[0], seal=one.pk))
        waiting = next(events, None)
    return waiting


def _unlinked(one: Seal, previous: Seal | None) -> Fault:
    words = {"seal": one.pk, "before": previous.pk if previous else "–"}
    sentence = _(
        "Seal %(seal)s does not follow from seal %(before)s: a seal was changed, or one between them is missing."
    )
    return Fault("seal_unlinked", sentence % words, seal=one.pk)


def _differs(one: Seal, cover: Cover) -> Fault | None:
    words: dict[str, Any] = {"seal": one.pk, "first": one.first, "last": one.last}
    words |= {"count": one.count, "found": cover.count}
    if cover.count < one.count:
        words["absent"] = ", ".join(str(found) for found in islice(_absent(one), 5)) or "–"
        sentence = _(
            "Events are missing: seal %(seal)s was set over %(count)s events (%(first)s to %(last)s) and %(found)s are"
            " there. No event has the id: %(absent)s."
        )
        return Fault("missing", sentence % words, seal=one.pk)
    if cover.count > one.count:
        sentence = _(
            "Events were put in: seal %(seal)s was set over %(count)s events (%(first)s to %(last)s) and %(found)s are"
            " there."
        )
        return Fault("inserted", sentence % words, seal=one.pk)
    if cover.digest(one.at) != one.digest:
        sentence = _(
            "Seal %(seal)s does not match its %(count)s events (%(first)s to %(last)s): one of them was exchanged for"
            " another, or the seal was changed."
        )
        return Fault("seal_differs", sentence % words, seal=one.pk)
    return None


def _absent(one: Seal) -> Iterator[int]:
    """Ids of the seal's range no event has. PostgreSQL also leaves some out when a deed was not completed."""
    there = Event.objects.filter(id__gte=one.first, id__lte=one.last).order_by("id").values_list("id", flat=True)
    expected = one.first
    for found in [*there, one.last + 1]:
        yield from range(expected, found)
        expected = found + 1
