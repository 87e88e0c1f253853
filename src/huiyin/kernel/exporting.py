"""The trail as JSON lines, for somebody who does not trust this program: `tools/check_trail.py` reads them alone.

One line each, in this order: a head; every event by id, with the seal after the last event it covers; every record as
it stands. An event's ``hash`` is the SHA-256 of ``previous``, a line feed and ``row`` as JSON with sorted keys, no
blanks and no escapes beyond JSON's own. A seal's ``digest`` is the SHA-256 of these lines, each ended by a line feed:
``previous``; ``id record seq hash`` of each event it covers; ``first last count at``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from huiyin.kernel.models import Event, Record, Seal
from huiyin.kernel.sealing import utc
from huiyin.kernel.snapshot import snapshot
from huiyin.kernel.trail import HASHED, TEXT

EDITION = 1


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


def _seal(seal: Seal) -> str:
    said = {name: getattr(seal, name) for name in ("first", "last", "count", "previous", "digest")}
    return TEXT.encode({"seal": seal.pk, "at": utc(seal.at), **said})
