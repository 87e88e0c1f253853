"""The trail as JSON lines, for somebody who does not trust this program: `tools/check_trail.py` reads them alone.

One line each, in this order: a head; every event by id, with the seal after the last event it covers; every record as
it stands. An event's ``hash`` is the SHA-256 of ``previous``, a line feed and ``row`` as JSON with sorted keys, no
blanks and no escapes beyond JSON's own. A seal's ``digest`` is the SHA-256 of these lines, each ended by a line feed:
``previous``; ``id record seq hash`` of each event it covers; ``first last count at``.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from huiyin.kernel.models import Event, Record, Seal
from huiyin.kernel.personal import without
from huiyin.kernel.sealing import utc
from huiyin.kernel.snapshot import snapshot
from huiyin.kernel.trail import HASHED, TEXT

EDITION = 1
HINT = (
    "Each line after this one is an event. hash = SHA-256 (hex) of: previous, a line feed, then row as JSON with "
    "sorted keys, no blanks, UTF-8 not escaped (Python: json.dumps(row, sort_keys=True, ensure_ascii=False, "
    "separators=(',', ':'))). previous is the hash of the line before; the first one's is empty."
)
TAKEN_ALONG = 20_000
"""Events of a seal that are written out with it; a larger seal is named and left to `huiyin verify`."""
AT_ONCE = 1_000


def lines(at: dt.datetime) -> Iterator[str]:
    """The whole trail as of one instant, streaming; ``at`` goes into the head."""
    with snapshot():
        yield TEXT.encode({"huiyin": "trail", "edition": EDITION, "at": utc(at)})
        yield from _events()
        records = Record.objects.order_by("id").values_list("id", "number", "state", "version")
        for record, number, state, version in records.iterator(chunk_size=2_000):
            yield TEXT.encode({"record": record, "number": number, "state": state, "version": version})


def _events() -> Iterator[str]:
    seals = iter(Seal.objects.order_by("id").iterator(chunk_size=500))
    seal = next(seals, None)
    rows = Event.objects.order_by("id").values_list("id", "record__number", "previous", "hash", *HASHED)
    for event, number, previous, digest, *values in rows.iterator(chunk_size=2_000):
        while seal and seal.last < event:
            yield _seal(seal)
            seal = next(seals, None)
        row: dict[str, Any] = dict(zip(HASHED, values, strict=True))
        row |= {name: utc(row[name]) for name in ("at", "happened_at")}
        yield TEXT.encode({"event": event, "number": number, "previous": previous, "hash": digest, "row": row})
    while seal:
        yield _seal(seal)
        seal = next(seals, None)


def _seal(seal: Seal, **more: Any) -> str:
    said = {name: getattr(seal, name) for name in ("first", "last", "count", "previous", "digest")}
    return TEXT.encode({"seal": seal.pk, "at": utc(seal.at), **said, **more})


def record_lines(record: Record, hidden: Collection[str] = ()) -> Iterator[str]:
    """One record's trail, oldest first: a head, then the very text each hash was taken over.

    Of the fields ``hidden`` nothing is told: an event that changed one names it under ``withheld``, and its hash can
    no longer be taken from its row, while chain and seal still hold it.
    """
    yield TEXT.encode({"record": record.number, "check": HINT})
    rows = Event.objects.filter(record_id=record.pk).order_by("seq").values_list("id", "previous", "hash", *HASHED)
    for event, previous, digest, *values in rows.iterator(chunk_size=500):
        row: dict[str, Any] = dict(zip(HASHED, values, strict=True))
        row |= {name: utc(row[name]) for name in ("at", "happened_at")}
        row["changes"], touched = without(row["changes"], hidden)
        more = {"withheld": touched} if touched else {}
        yield TEXT.encode({"event": event, "row": row, "previous": previous, "hash": digest} | more)


def seal_lines(events: Iterable[int]) -> Iterator[str]:
    """The seals over these events: each, then ``[event, record, number in its trail, hash]`` of all it covers.

    Of other records that says no more than their hashes. ``of_sample`` counts the events asked for.
    """
    wanted = sorted(events)
    if not wanted:
        return
    for seal in Seal.objects.filter(last__gte=wanted[0], first__lte=wanted[-1]).order_by("id").iterator(chunk_size=500):
        ours = bisect_right(wanted, seal.last) - bisect_left(wanted, seal.first)
        if not ours:
            continue
        more = {"of_sample": ours} | ({"left_out": True} if seal.count > TAKEN_ALONG else {})
        yield _seal(seal, **more)
        if seal.count <= TAKEN_ALONG:
            yield from _covered(seal)


def _covered(seal: Seal) -> Iterator[str]:
    rows = Event.objects.filter(id__gte=seal.first, id__lte=seal.last).order_by("id")
    some: list[list[Any]] = []
    for row in rows.values_list("id", "record_id", "seq", "hash").iterator(chunk_size=AT_ONCE):
        some.append(list(row))
        if len(some) == AT_ONCE:
            yield TEXT.encode({"covered": some})
            some = []
    if some:
        yield TEXT.encode({"covered": some})
