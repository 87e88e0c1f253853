"""The year's duties as the plan shows them: what was opened and done, what is due, late or to come.

A fixed number of queries, however many duties and customers are asked for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils import timezone

from huiyin.kernel import registry
from huiyin.kernel.duties import AT_WORK, Key, Pair, Past, following, of_firm, pairs, pasts, wanted
from huiyin.kernel.models import Occurrence, Record
from huiyin.kernel.policy import reading_roles, visible
from huiyin.parties.rights import visible as visible_customers
from huiyin.people.holding import day_of, holdings
from huiyin.people.models import Person

DONE, DUE, LATE, COMING, VOID = "done", "due", "late", "coming", "void"


@dataclass(frozen=True, slots=True)
class Mark:
    """One time in the plan: ``day`` is its due (for what was done by hand, the day), ``on`` the day it was done.

    ``record`` is there when it was opened; ``seen`` when the reader may see it. ``trouble`` says why it was not opened.
    """

    day: dt.date
    state: str
    on: dt.date | None = None
    record: Record | None = None
    seen: bool = False
    by_hand: bool = False
    trouble: str = ""

    @property
    def kept(self) -> bool:
        """Whether it was done by its due."""
        return self.on is None or self.on <= self.day


@dataclass(slots=True)
class Row:
    """One duty for one customer, or for the firm, and its times in the year in order."""

    pair: Pair
    marks: list[Mark] = field(default_factory=list)

    def months(self) -> list[list[Mark]]:
        """The marks of each of the twelve months."""
        return [[mark for mark in self.marks if mark.day.month == month] for month in range(1, 13)]


def seen_by(person: Person, *, at: dt.datetime) -> list[Pair]:
    """The duties whose records ``person`` may read, for the customers whose cards she may see, as the plan has them:
    type by type, duty by duty, the firm's own first, customers by name.
    """
    day = day_of(at)
    found = of_firm(day) + pairs(day, customers=visible_customers(person, at=at))
    readers = reading_roles({one.rule.duty.type for one in found})
    held = {one.role for one in holdings(person, at)}
    types = {one.name: place for place, one in enumerate(registry.types())}
    order = {
        (one.rule.of, duty.name): (types[one.rule.of], place)
        for one in {(one.rule.of, one.unit.pk): one for one in found}.values()
        for place, duty in enumerate(one.rule.procedure.duties)
    }
    return sorted(
        (one for one in found if held & readers[one.rule.duty.type]),
        key=lambda one: (
            order[one.rule.of, one.rule.duty.name], one.customer is not None,
            one.customer.name if one.customer else "",
        ),
    )  # fmt: skip


def late(chosen: Iterable[Pair], at: dt.datetime) -> list[Pair]:
    """Those of ``chosen`` for whom a record is not done, or was not opened, though its day has passed."""
    day = day_of(at)
    rows = Occurrence.objects.filter(Q(record=None) | Q(record__phase__in=AT_WORK), due_on__lt=day)
    found: dict[Key, list[dict[str, str]]] = {}
    for of, duty, customer, marks in rows.values_list("of", "duty", "customer_id", "record__milestones"):
        found.setdefault((of, duty, customer), []).append(marks or {})
    return [one for one in chosen if any(one.rule.duty.done not in milestones for milestones in found.get(one.key, ()))]


def year_of(chosen: list[Pair], year: int, person: Person, *, at: dt.datetime) -> list[Row]:
    """The rows of the plan for these duties."""
    day, rows = day_of(at), {one.key: Row(one) for one in chosen}
    past = pasts(chosen)
    of_year = Occurrence.objects.filter(due_on__year=year, duty__in={one.rule.duty.name for one in chosen})
    kept = [row for row in of_year.select_related("record") if (row.of, row.duty, row.customer_id) in rows]
    by_hand = _by_hand(chosen, year)
    ids = [row.record_id for row in kept if row.record_id] + [one.pk for _key, one in by_hand]
    seen = set(visible(person, None, at=at).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    trouble = {}
    for row in kept:
        key = (row.of, row.duty, row.customer_id)
        if row.record is None:
            trouble[(*key, row.first_on)] = row.trouble
        else:
            rows[key].marks.append(_opened(rows[key].pair, row, day, row.record_id in seen))
    for key, record in by_hand:
        rows[key].marks.append(_made(rows[key].pair, record, record.pk in seen))
    for one in chosen:
        rows[one.key].marks += _to_come(one, past[one.key], year, day, trouble)
        rows[one.key].marks.sort(key=lambda mark: mark.day)
    return list(rows.values())


def _opened(pair: Pair, row: Occurrence, day: dt.date, seen: bool) -> Mark:
    record: Any = row.record
    done = _done_on(pair, record)
    if record.phase == "void":
        state = VOID
    elif done:
        state = DONE
    else:
        state = LATE if row.due_on < day else DUE
    return Mark(row.due_on, state, done, record, seen)


def _done_on(pair: Pair, record: Any) -> dt.date | None:
    """The day the duty was fulfilled: its milestone, or the closing."""
    reached = record.milestones.get(pair.rule.duty.done) if pair.rule.duty.done else None
    if reached:
        return timezone.localtime(dt.datetime.fromisoformat(reached)).date()
    return timezone.localtime(record.closed_at).date() if record.phase == "done" and record.closed_at else None


def _by_hand(chosen: list[Pair], year: int) -> list[tuple[Key, Any]]:
    """For duties of "at least": the records of that type and customer that somebody opened sooner in this year."""
    sooner = {
        (one.rule.duty.type, one.customer.pk if one.customer else None): one.key
        for one in chosen
        if one.rule.duty.at_least
    }
    if not sooner:
        return []
    rows = Record.objects.filter(type__in={name for name, _customer in sooner}, received_at__year=year)
    rows = rows.filter(occurrence=None, merged_into=None).exclude(phase="void")
    return [(sooner[one.type, one.customer_id], one) for one in rows if (one.type, one.customer_id) in sooner]


def _made(pair: Pair, record: Any, seen: bool) -> Mark:
    done = _done_on(pair, record)
    day = done or timezone.localtime(record.received_at).date()
    return Mark(day, DONE if done else DUE, done, record, seen, by_hand=True)


def _to_come(
    pair: Pair, past: Past, year: int, day: dt.date, trouble: dict[tuple[str, str, int | None, dt.date], str]
) -> list[Mark]:
    if year < day.year - 1:
        return []
    owed = wanted(pair, past, day)
    marks = [
        Mark(due, LATE if due < day else COMING, trouble=trouble.get((*pair.key, first), ""))
        for first, due in owed.items()
        if due.year == year
    ]
    base = owed or ({past.opened: past.due} if past.due and past.opened else {})
    after = following(pair, base, dt.date(year, 12, 31), day)
    return marks + [Mark(due, COMING) for due in after if due.year == year]
