"""Signatures held against the trail: each says what its event says, and none is missing or too many (E-10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext_lazy as _

from huiyin.kernel.models import Event, Signature
from huiyin.kernel.sealing import Fault, Report
from huiyin.kernel.signing import digest_of

KINDS = ("signed", "declined")


def check(report: Report) -> int:
    """Hold every signature against its event and its own content, streaming; gives how many there are."""
    rows = Signature.objects.order_by("record_id", "id").select_related("record", "person").iterator(chunk_size=500)
    wanted = Event.objects.filter(kind__in=KINDS).order_by("record_id", "seq").select_related("record")
    signatures = _by_record(rows)
    count = 0
    group = next(signatures, None)
    for record_id, events in _by_record(wanted.iterator(chunk_size=500)):
        while group and group[0] < record_id:
            count += _compare(group[1], [], report)
            group = next(signatures, None)
        here = list(group[1]) if group and group[0] == record_id else []
        count += _compare(here, events, report)
        if here:
            group = next(signatures, None)
    while group:
        count += _compare(group[1], [], report)
        group = next(signatures, None)
    return count


def _by_record(rows: Iterable[Any]) -> Iterator[tuple[int, Iterator[Any]]]:
    return iter(groupby(rows, attrgetter("record_id")))


def _compare(signatures: Iterable[Signature], events: Iterable[Event], report: Report) -> int:
    """One record's signatures with its events of signing; gives how many signatures there are."""
    told = {(event.actor_id, event.at, event.step, event.facts.get("digest")): event for event in events}
    count = 0
    for one in signatures:
        count += 1
        words = {"number": one.record.number, "signature": one.pk, "person": one.person.name}
        if told.pop((one.person_id, one.at, one.step, one.digest), None) is None:
            sentence = _(
                "%(number)s: signature %(signature)s of %(person)s is not the one in the trail, or was put in."
            )
            report(Fault("signature_unknown", sentence % words, one.record.number))
        elif digest_of(one.content) != one.digest:
            sentence = _("%(number)s: what %(person)s signed (signature %(signature)s) was changed afterwards.")
            report(Fault("signature_changed", sentence % words, one.record.number))
    for event in told.values():
        sentence = _("%(number)s: the signature of event %(event)s (no. %(seq)s) is missing or was changed.")
        words = {"number": event.record.number, "event": event.pk, "seq": event.seq}
        report(Fault("signature_missing", sentence % words, event.record.number, event.seq, event.pk))
    return count
