"""The trail of each record: append-only events, each hashed onto the record's one before (standards E-1, E-5).

Writers of different records never wait for each other: the chain is the record's own, and the record is locked by
the door. ``sealing`` binds all chains together every few minutes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huiyin.base.text import clean
from huiyin.kernel import bulk, sealing
from huiyin.kernel.models import Event, Record
from huiyin.kernel.sealing import Fault, Report, utc
from huiyin.kernel.snapshot import snapshot
from huiyin.people.models import Person

HASHED = (
    "record_id", "seq", "kind", "step", "actor_id", "on_behalf_id", "at", "happened_at", "state_before", "state_after",
    "version", "round", "changes", "facts", "reason",
)  # fmt: skip
"""The columns a hash covers, besides the hash before."""
_IN_ORDER = sorted(HASHED)
_LAST = "SELECT seq, hash FROM kernel_event WHERE record_id = %s ORDER BY seq DESC LIMIT 1"
_LAST_THROUGH_THE_GATE = """
SELECT e.seq, e.hash FROM (SELECT pg_advisory_xact_lock_shared(%s)) gate LEFT JOIN LATERAL
(SELECT seq, hash FROM kernel_event WHERE record_id = %s ORDER BY seq DESC LIMIT 1) e ON true"""
TEXT = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """One event to come, for the batch door. ``version`` and ``round`` are the record's when left at 0."""

    record: Record
    kind: str
    at: dt.datetime
    actor: Person | None = None
    on_behalf: Person | None = None
    step: str = ""
    happened_at: dt.datetime | None = None
    state_before: str = ""
    state_after: str = ""
    changes: Mapping[str, Any] | None = None
    facts: Mapping[str, Any] | None = None
    reason: str = ""
    version: int = 0
    round: int = 0


def append(
    record: Record, *, kind: str, actor: Person | None, at: dt.datetime, step: str = "",
    on_behalf: Person | None = None, happened_at: dt.datetime | None = None, state_before: str = "",
    state_after: str = "", changes: Mapping[str, Any] | None = None, facts: Mapping[str, Any] | None = None,
    reason: str = "", fresh: bool = False,
) -> Event:  # fmt: skip
    """Write the next event of ``record``, whose row the caller holds locked and has already moved on.

    A ``fresh`` record was made in this very deed and has no event yet, so none is looked for. Takes the record's
    ``version`` and ``round`` as they are now; ``state_after`` is its state when left empty. The moments are aware.
    Raises ValueError when ``changes`` or ``facts`` hold what JSON cannot carry unchanged.
    """
    entry = Entry(
        record, kind, at, actor, on_behalf, step, happened_at, state_before, state_after, changes, facts, reason
    )
    event = _chained(entry, *(_none() if fresh else _last(record.pk)))
    bulk.add(event)
    return event


def append_many(entries: Sequence[Entry]) -> list[Event]:
    """Write many events, in the order given, chained in memory; the records are new or locked by the caller."""
    ends = _ends({entry.record.pk for entry in entries})
    events = []
    for entry in entries:
        event = _chained(entry, *ends.get(entry.record.pk, (0, "")))
        ends[entry.record.pk] = (event.seq, event.hash)
        events.append(event)
    return Event.objects.bulk_create(events, batch_size=500)


def begin_many(entries: Iterable[Entry]) -> None:
    """Write the first event of many records that have none yet, each given once; nothing is looked up."""
    _none()
    bulk.insert(Event, ("previous", "hash", *HASHED), (_first(entry) for entry in entries))


def _first(entry: Entry) -> tuple[Any, ...]:
    """A first event as its columns, its JSON written once for the hash and for the table."""
    row = _row(entry, 1)
    texts = {name: TEXT.encode(row[name]) for name in ("changes", "facts")}
    ready = {**row, "at": utc(row["at"]), "happened_at": utc(row["happened_at"])}
    parts = (f'"{name}":{texts[name] if name in texts else TEXT.encode(ready[name])}' for name in _IN_ORDER)
    hashed = hashlib.sha256(f"\n{{{','.join(parts)}}}".encode()).hexdigest()
    return ("", hashed, *(texts.get(name, row[name]) for name in HASHED))


def _none() -> tuple[int, str]:
    """Before the first event."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            _through_the_gate(cursor)
    return 0, ""


def _last(record_id: int) -> tuple[int, str]:
    """Number and hash of the record's last event, (0, "") before the first; one query, the writers' gate included."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_LAST_THROUGH_THE_GATE, [sealing.WRITERS, record_id])
        else:
            cursor.execute(_LAST, [record_id])
        found = cursor.fetchone()
    return (found[0], found[1]) if found and found[0] is not None else (0, "")


def _ends(record_ids: set[int]) -> dict[int, tuple[int, str]]:
    with connection.cursor() as cursor:
        _through_the_gate(cursor)
    ends: dict[int, tuple[int, str]] = {}
    ids = sorted(record_ids)
    for start in range(0, len(ids), 500):
        events = Event.objects.filter(record_id__in=ids[start : start + 500])
        last = events.order_by().values("record_id").annotate(last=Max("seq"))
        pairs = {(row["record_id"], row["last"]) for row in last}
        if pairs:
            rows = events.filter(seq__in={seq for _, seq in pairs}).values_list("record_id", "seq", "hash")
            ends.update({row[0]: (row[1], row[2]) for row in rows if row[:2] in pairs})
    return ends


def _through_the_gate(cursor: Any) -> None:
    """Writers share the sealer's lock, so that no number is given away behind its back (PostgreSQL)."""
    if connection.vendor == "postgresql":
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [sealing.WRITERS])


def _chained(entry: Entry, seq: int, previous: str) -> Event:
    row = _row(entry, seq + 1)
    return Event(**row, previous=previous, hash=digest(previous, row))


def _row(entry: Entry, seq: int) -> dict[str, Any]:
    """What a hash covers, by column."""
    record = entry.record
    return {
        "record_id": record.pk, "seq": seq, "kind": entry.kind, "step": entry.step,
        "actor_id": entry.actor.pk if entry.actor else None,
        "on_behalf_id": entry.on_behalf.pk if entry.on_behalf else None,
        "at": entry.at, "happened_at": entry.happened_at or entry.at,
        "state_before": entry.state_before, "state_after": entry.state_after or record.state,
        "version": entry.version or record.version, "round": entry.round or record.round,
        "changes": plain(entry.changes or {}), "facts": plain(entry.facts or {}), "reason": clean(str(entry.reason)),
    }  # fmt: skip


def digest(previous: str, row: Mapping[str, Any]) -> str:
    """SHA-256 over the hash before and the row, written as JSON with sorted keys; moments in UTC."""
    known = {**row, "at": utc(row["at"]), "happened_at": utc(row["happened_at"])}
    return hashlib.sha256(f"{previous}\n{TEXT.encode(known)}".encode()).hexdigest()


def plain(value: Any) -> Any:
    """``value`` as both databases give it back: words, whole numbers, truth values, None, lists and mappings.

    Moments, dates and decimals become words; a fraction must be a decimal, because binary ones do not survive.
    Raises ValueError for anything else.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str | Promise):
        words = str(value)
        return words if words.isprintable() else clean(words)
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inner) for inner in (sorted(value) if isinstance(value, set | frozenset) else value)]
    if isinstance(value, dt.datetime):
        return utc(value)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Decimal) and value.is_finite():
        return format(value, "f")
    if isinstance(value, float) and value.is_integer():
        return int(value)
    raise ValueError(f"the trail cannot keep {value!r}")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a verification saw. ``head`` is the newest seal's digest; keep it elsewhere to prove it later."""

    events: int
    records: int
    seals: int
    faults: int
    head: str


def verify(report: Report) -> Outcome:
    """Recompute every record's chain and every seal, in flat memory; each fault goes to ``report`` as it is found.

    A break is reported once, at the event where it shows: what follows is measured against what is stored.
    """
    faults = 0

    def count(fault: Fault) -> None:
        nonlocal faults
        faults += 1
        report(fault)

    with snapshot():
        events, records = _chains(count)
        seals, head = sealing.check(count)
    return Outcome(events, records, seals, faults, head)


def _chains(report: Report) -> tuple[int, int]:
    rows = Event.objects.order_by("record_id", "seq").values_list("id", "previous", "hash", *HASHED)
    groups = iter(groupby(rows.iterator(chunk_size=2_000), key=lambda row: row[3]))
    present = Record.objects.order_by("id").values_list("id", "number", "state", "version")
    events = records = 0
    group = next(groups, None)
    for record in present.iterator(chunk_size=2_000):
        records += 1
        while group and group[0] < record[0]:
            events += _orphans(group[1], report)
            group = next(groups, None)
        if group and group[0] == record[0]:
            events += _chain(record, group[1], report)
            group = next(groups, None)
        else:
            report(Fault("no_trail", _("%(number)s has no trail at all.") % {"number": record[1]}, number=record[1]))
    while group:
        events += _orphans(group[1], report)
        group = next(groups, None)
    return events, records


def _orphans(rows: Iterable[tuple[Any, ...]], report: Report) -> int:
    count = 0
    for row in rows:
        count += 1
        sentence = _("Event %(event)s belongs to a record that is no longer there.") % {"event": row[0]}
        report(Fault("orphan", sentence, seq=row[4], event=row[0]))
    return count


def _chain(record: tuple[Any, ...], rows: Iterator[tuple[Any, ...]], report: Report) -> int:
    """Walk one record's events in order; gives how many there are."""
    _record_id, number, state, version = record
    before: tuple[Any, ...] | None = None
    row: dict[str, Any] = {}
    count = 0
    for found in rows:
        count += 1
        row = dict(zip(HASHED, found[3:], strict=True))
        if fault := _break(number, found, row, before):
            report(fault)
        before = found
    if (row["state_after"], row["version"]) != (state, version):
        words = {"number": number, "version": version, "last": row["version"], "seq": row["seq"], "event": found[0]}
        sentence = _(
            "%(number)s is not where its trail ends: it stands at version %(version)s, its last event"
            " (no. %(seq)s, event %(event)s) left it at version %(last)s, or in another state."
        )
        report(Fault("astray", sentence % words, number, row["seq"], found[0]))
    return count


def _break(number: str, found: tuple[Any, ...], row: dict[str, Any], before: tuple[Any, ...] | None) -> Fault | None:
    """What is wrong at this event, if anything: a gap before it, a link that does not hold, or its own words."""
    words = {"number": number, "seq": row["seq"], "event": found[0], "before": before[0] if before else "–"}
    expected = before[4] + 1 if before else 1
    if row["seq"] > expected:
        words["seq"] = expected
        sentence = _("%(number)s: event no. %(seq)s is missing, between event %(before)s and event %(event)s.")
        return Fault("gap", sentence % words, number, expected, found[0])
    if found[1] != (before[2] if before else ""):
        sentence = _(
            "%(number)s: event %(event)s (no. %(seq)s) does not follow from event %(before)s: one of them was put in"
            " or exchanged."
        )
        return Fault("unlinked", sentence % words, number, row["seq"], found[0])
    if _digest_of_stored(found[1], row) != found[2]:
        sentence = _("%(number)s: event %(event)s (no. %(seq)s) was changed after it was written.")
        return Fault("changed", sentence % words, number, row["seq"], found[0])
    return None


def _digest_of_stored(previous: str, row: dict[str, Any]) -> str:
    try:
        return digest(previous, row)
    except ValueError:  # what stands there now could never have been written
        return ""
