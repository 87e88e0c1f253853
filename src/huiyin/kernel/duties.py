"""What must happen again (定期事项): which duties are in force, for whom, and when each falls due next.

Nothing here writes. ``occurring`` keeps the rows and opens the records, ``plan`` draws the year.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from huiyin.calendars import days
from huiyin.calendars.periods import Period, due_day, holding, later
from huiyin.calendars.worktime import Amount, Calendar
from huiyin.kernel import registry
from huiyin.kernel.models import Occurrence, Record
from huiyin.packs.adopt import in_force, load
from huiyin.packs.models import ProcedureVersion
from huiyin.packs.shape import EVERY_CUSTOMER, KEY_CUSTOMERS, Duty, Procedure
from huiyin.parties.models import Customer
from huiyin.people.holding import default_window, units
from huiyin.people.memory import remember
from huiyin.people.models import Unit

AT_WORK = ("draft", "open", "waiting")
Key = tuple[str, str, int | None]
"""Which duty for whom: the type whose procedure names it, its name there, the customer (nothing: the firm)."""
_amount = lru_cache(200)(Amount.parse)


@dataclass(frozen=True, slots=True)
class Rule:
    """One duty of a procedure in force. ``since`` is the first day any version with this duty was in force."""

    of: str
    duty: Duty
    procedure: Procedure
    since: dt.date

    @property
    def every(self) -> Amount:
        """The length of a period."""
        return _amount(self.duty.every)

    @property
    def ahead(self) -> Amount:
        """How long before the due its record opens."""
        return _amount(self.duty.ahead)

    def covers(self, customer: Customer) -> bool:
        """Whether it is due for this customer."""
        named = self.duty.customers
        if EVERY_CUSTOMER in named or (KEY_CUSTOMERS in named and customer.key):
            return True
        return bool(customer.rank) and customer.rank in named


@dataclass(frozen=True, slots=True)
class Pair:
    """A duty and whom it is for; ``unit`` is the window that has the customer, or the firm's."""

    rule: Rule
    customer: Customer | None
    unit: Unit

    @property
    def key(self) -> Key:
        """What its rows are found by."""
        return self.rule.of, self.rule.duty.name, self.customer.pk if self.customer else None

    @property
    def anchor(self) -> dt.date:
        """The day its periods are counted from. Dealings nobody dated count from the day the duty came in force."""
        match self.rule.duty.anchor:
            case "year":
                return dt.date(self.rule.since.year, 1, 1)
            case "since" if self.customer and self.customer.since:
                return self.customer.since
            case _:
                return self.rule.since

    @property
    def calendar(self) -> Calendar:
        """Whose days count, as for a record of this customer."""
        own = self.customer.calendar if self.customer else ""
        code = own or self.unit.calendar or self.rule.procedure.calendar
        return remember(("calendar", code), lambda: days.load(code))

    def due(self, period: Period) -> dt.date:
        """The day a period is due."""
        return due_day(period, self.rule.duty.roll, self.calendar)


@dataclass(slots=True)
class Past:
    """What became of a pair so far: its last opened period and its due, whether that is still to be done, when it was
    done last; ``spent`` is the due of a record that was voided, ``planned`` are the periods not opened yet.
    """

    opened: dt.date | None = None
    due: dt.date | None = None
    at_work: bool = False
    spent: dt.date | None = None
    done: dt.date | None = None
    planned: list[dt.date] = field(default_factory=list)


def pairs(day: dt.date, *, of: str = "", duty: str = "", customers: QuerySet[Customer] | None = None) -> list[Pair]:
    """Every duty in force on ``day`` with whom it is for; narrowed to one type's, one duty's, some customers'."""
    if not remember(("duties since",), _since):
        return []
    chosen = Customer.objects.all() if customers is None else customers
    found = [] if customers is not None else list(_of_firm(day))
    for customer in chosen.filter(Q(ended_on=None) | Q(ended_on__gt=day)).defer("find", "terms", "note", "clocks"):
        unit = units().get(customer.unit_id or 0) or default_window()
        if unit is not None:
            found += [Pair(rule, customer, unit) for rule in _in_force(day, unit.code) if rule.covers(customer)]
    return [one for one in found if of in ("", one.rule.of) and duty in ("", one.rule.duty.name)]


def of_firm(day: dt.date) -> list[Pair]:
    """The duties that are due once for the firm: those of the procedures its own window works under."""
    return list(_of_firm(day))


def _of_firm(day: dt.date) -> Iterator[Pair]:
    unit = default_window()
    if unit is not None:
        yield from (Pair(rule, None, unit) for rule in _in_force(day, unit.code) if not rule.duty.customers)


def _in_force(day: dt.date, unit_code: str) -> tuple[Rule, ...]:
    return remember(("duties", day, unit_code), lambda: tuple(_rules(day, unit_code)))


def _rules(day: dt.date, unit_code: str) -> Iterator[Rule]:
    first = remember(("duties since",), _since)
    for one in registry.types():
        version = in_force(one.name, day, unit_code)
        if version is not None:
            procedure = load(version)
            yield from (Rule(one.name, duty, procedure, first[one.name, duty.name]) for duty in procedure.duties)


def _since() -> Mapping[tuple[str, str], dt.date]:
    """The first day of each duty: a new revision of its procedure does not begin its periods anew."""
    found: dict[tuple[str, str], dt.date] = {}
    for version in ProcedureVersion.objects.defer("body").order_by("-effective_from"):
        found |= {(version.type, duty.name): version.effective_from for duty in load(version).duties}
    return found


# --- what became of them ---------------------------------------------------------------------------------------------


def pasts(chosen: list[Pair]) -> dict[Key, Past]:
    """The past of each pair, in a fixed number of queries however many there are."""
    found = {one.key: Past() for one in chosen}
    names = {one.rule.duty.name for one in chosen}
    rows = Occurrence.objects.filter(duty__in=names).order_by()
    if len(chosen) == 1:
        rows = rows.filter(customer=chosen[0].customer)
    for of, duty, customer, first in rows.filter(record=None).values_list("of", "duty", "customer_id", "first_on"):
        if (of, duty, customer) in found:
            found[of, duty, customer].planned.append(first)
    kept = (
        rows.exclude(record=None)
        .values("of", "duty", "customer_id")
        .annotate(
            first=Max("first_on"),
            last=Max("due_on"),
            gone=Max("due_on", filter=Q(record__phase="void")),
        )
    )
    for row in kept:
        if past := found.get((row["of"], row["duty"], row["customer_id"])):
            past.opened, past.due = row["first"], row["last"]
            past.spent = row["gone"]
    _when_done(chosen, found)
    _at_work(chosen, found, rows.filter(record__phase__in=AT_WORK))
    return found


def _at_work(chosen: list[Pair], found: dict[Key, Past], rows: QuerySet[Occurrence]) -> None:
    """Records still at work: the duty is done all the same once its milestone is reached."""
    milestone = {one.key: one.rule.duty.done for one in chosen}
    for of, duty, customer, reached in rows.values_list("of", "duty", "customer_id", "record__milestones"):
        past = found.get((of, duty, customer))
        if past is None:
            continue
        moment = reached.get(milestone[of, duty, customer])
        if moment is None:
            past.at_work = True
        else:
            day = timezone.localtime(dt.datetime.fromisoformat(moment)).date()
            past.done = max(past.done or day, day)


def _when_done(chosen: list[Pair], found: dict[Key, Past]) -> None:
    """For duties of "at least": the last day a record of that type was closed, or opened by hand."""
    sooner = [one for one in chosen if one.rule.duty.at_least]
    if not sooner:
        return
    rows = Record.objects.filter(type__in={one.rule.duty.type for one in sooner}, merged_into=None)
    if len(chosen) == 1 and chosen[0].customer:
        rows = rows.filter(customer=chosen[0].customer)
    totals = (
        rows.exclude(phase="void")
        .order_by()
        .values("type", "customer_id")
        .annotate(
            by_hand=Max("received_at", filter=Q(occurrence=None)), closed=Max("closed_at", filter=Q(phase="done"))
        )
    )
    last: dict[tuple[str, int | None], dt.datetime] = {}
    for row in totals:
        for moment in (one for one in (row["by_hand"], row["closed"]) if one):
            for key in ((row["type"], row["customer_id"]), (row["type"], None)):
                last[key] = max(last.get(key, moment), moment)
    for one in sooner:
        when = last.get((one.rule.duty.type, one.customer.pk if one.customer else None))
        found[one.key].done = timezone.localtime(when).date() if when else None


# --- what is to come -------------------------------------------------------------------------------------------------


def wanted(pair: Pair, past: Past, day: dt.date) -> dict[dt.date, dt.date]:
    """What is owed on ``day`` and not opened yet: the due of each period by the day it begins."""
    if pair.rule.duty.at_least:
        return _at_least(pair, past, day)
    current = holding(pair.anchor, pair.rule.every, day)
    periods = {first: Period(first, last) for first, last in _kept(pair, past)}
    if (past.opened is None or past.opened < current.first) and (current.first in periods or pair.due(current) >= day):
        periods[current.first] = current
    return {first: pair.due(period) for first, period in sorted(periods.items())}


def _kept(pair: Pair, past: Past) -> Iterator[tuple[dt.date, dt.date]]:
    """Periods planned already and still periods: what was missed while nobody watched is opened late, not forgotten."""
    for first in past.planned:
        period = holding(pair.anchor, pair.rule.every, first)
        if period.first == first:
            yield period.first, period.last


def _at_least(pair: Pair, past: Past, day: dt.date) -> dict[dt.date, dt.date]:
    """Due one period after the last time; while its record is at work, nothing more is owed."""
    if past.at_work:
        return {}
    every = pair.rule.every
    last = max((one for one in (past.done, past.spent) if one), default=None)
    if last is not None and past.opened is None and later(last, every) < day:
        last = None  # long before anyone watched: the duty begins with the present period
    if last is not None:
        return {last: pair.due(Period(last, later(last, every)))}
    if kept := sorted(_kept(pair, past)):
        return {kept[0][0]: pair.due(Period(*kept[0]))}
    period = holding(pair.anchor, every, day)
    if pair.due(period) < day:
        period = holding(pair.anchor, every, period.last + dt.timedelta(days=1))
    return {period.first: pair.due(period)}


def following(pair: Pair, owed: dict[dt.date, dt.date], until: dt.date, day: dt.date) -> Iterator[dt.date]:
    """The dues after those owed, up to ``until``, were each kept on its day: what the plan draws hollow."""
    every = pair.rule.every
    if pair.rule.duty.at_least:
        due = max(owed.values(), default=None)
        while due is not None and (due := pair.due(Period(due, later(due, every)))) <= until:
            yield due
        return
    period = holding(pair.anchor, every, max([day, *owed]))
    while (period := holding(pair.anchor, every, period.last + dt.timedelta(days=1))).first <= until:
        if (due := pair.due(period)) <= until:
            yield due
