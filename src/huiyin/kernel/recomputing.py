"""What a calendar edit would do to open promises, and the deed that lets it: record by record, an event on each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from huiyin.base.errors import Invalid, Refused
from huiyin.calendars import days
from huiyin.calendars.almanac import Calendar
from huiyin.calendars.models import WorkCalendar
from huiyin.kernel.clocks import calendar_code, clock_named, reckoned, recompute
from huiyin.kernel.models import Due, Record
from huiyin.kernel.policy import procedure_of
from huiyin.packs.adopt import load
from huiyin.packs.models import ProcedureVersion
from huiyin.people.keep.act import only_keepers
from huiyin.people.models import Person

AT_ONCE = 200
"""So many records are recomputed in one go; a page must answer, and another deed must find the database free."""
MARGIN = dt.timedelta(days=40)
"""A due that rolled off a leave stands outside it; no leave and its weekends are longer than this."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One open promise that stands elsewhere now, or would: its record's number and type, its name, both instants."""

    number: str
    type: str
    name: str
    label: Any
    old: dt.datetime
    new: dt.datetime


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one record: the promises that moved (none: they stood right already), or why not."""

    number: str
    moved: tuple[Moved, ...] = ()
    why: Any = ""


def present() -> dict[str, Calendar]:
    """Every calendar as it is today, by code."""
    return {code: days.load(code) for code in WorkCalendar.objects.values_list("code", flat=True)}


def would_move(calendars: Mapping[str, Calendar], changed: Iterable[dt.date] | None = None) -> Iterator[Moved]:
    """Every open promise these calendars would give another date, the earliest first; nothing is written.

    With ``changed`` only those are reckoned that run through one of these dates. One that was extended stands: a
    person gave it its date. One that stands still is reckoned when it runs on.
    """
    procedures = {version.pk: load(version) for version in ProcedureVersion.objects.defer("body")}
    dues = _near(Due.objects.filter(settled_at=None, paused_at=None, extensions=[]), changed)
    dues = dues.select_related("record__customer", "record__unit").prefetch_related("pauses")
    for due in dues.order_by("due_at", "pk").iterator(chunk_size=500):
        procedure = procedures[due.record.procedure_id]
        calendar = calendars.get(calendar_code(due.record, procedure))
        if calendar is None:
            continue
        new = reckoned(due, calendar).due
        if new != due.due_at:
            clock = clock_named(procedure, due.name)
            yield Moved(
                due.record.number, due.record.type, due.name, clock.label if clock else due.name, due.due_at, new
            )


def _near(dues: QuerySet[Due], changed: Iterable[dt.date] | None) -> QuerySet[Due]:
    """Those whose way, forwards or back, runs through the dates."""
    if changed is None:
        return dues
    dates = sorted(changed)
    if not dates:
        return dues.none()
    first, last = (dt.datetime.combine(one, dt.time(), dt.UTC) for one in (dates[0], dates[-1]))
    first, last = first - MARGIN, last + MARGIN
    return dues.filter(Q(started_at__lte=last) | Q(due_at__lte=last), Q(started_at__gte=first) | Q(due_at__gte=first))


def recompute_each(numbers: Iterable[str], actor: Person, reason: str, *, at: dt.datetime) -> list[Done]:
    """Recompute these records one by one, AT_ONCE at most, each in its own transaction with its own event.

    For whoever keeps the calendars. Raises Refused when she does not, Invalid without a reason; a record that
    refuses is told in its place and holds up no other.
    """
    only_keepers(actor)
    if not reason.strip():
        raise Invalid({"reason": _("Say why the dates are reckoned anew.")})
    wanted = list(dict.fromkeys(numbers))[:AT_ONCE]
    records = {one.number: one for one in Record.objects.filter(number__in=wanted)}
    return [_one(records[number], actor, reason.strip(), at) for number in wanted if number in records]


def _one(record: Record, actor: Person, reason: str, at: dt.datetime) -> Done:
    try:
        moved = recompute(record, actor, reason, at=at)
    except Refused as no:
        return Done(record.number, why=no.why)
    return Done(record.number, tuple(_moved(record, name.removeprefix("due."), *pair) for name, pair in moved.items()))


def _moved(record: Record, name: str, old: str, new: str) -> Moved:
    clock = clock_named(procedure_of(record), name)
    dates = dt.datetime.fromisoformat(old), dt.datetime.fromisoformat(new)
    return Moved(record.number, record.type, name, clock.label if clock else name, *dates)
