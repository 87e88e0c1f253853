"""When a promise is due, and how much working time is left: the arithmetic, pure and explained.

Instants are aware datetimes and stay so. What the days and hours of a calendar mean in law and which convention
is the default is argued in docs/decisions/0003-working-time.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from huiyin.base.dates import aware
from huiyin.calendars.almanac import MINUTE, Calendar, Day
from huiyin.calendars.amount import Amount, BadAmount
from huiyin.calendars.clock import RULES, BadStop, Clock, Rule, Stop, put_off
from huiyin.calendars.convention import USUAL, Convention
from huiyin.calendars.explain import Basis, basis_of
from huiyin.calendars.line import MICROSECOND, forward, opening_from, worked_between
from huiyin.calendars.week import Window

__all__ = [
    "USUAL", "Amount", "BadAmount", "BadStop", "Basis", "Calendar", "Convention", "Day", "Reckoning", "Span", "Stop",
    "Window", "away", "is_working", "next_opening", "reckon", "reckon_again", "remaining", "share", "worked",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A promise: from `start`, due at `due` (both aware, in the calendar's zone), and `basis`, why.

    `basis` is plain JSON and complete: it explains the date without the calendar it was reckoned with.
    """

    start: datetime
    due: datetime
    basis: Basis

    @classmethod
    def from_basis(cls, basis: Basis) -> Reckoning:
        """The reckoning a stored basis describes."""
        return cls(datetime.fromisoformat(basis["start"]), datetime.fromisoformat(basis["due"]), basis)

    @property
    def provisional(self) -> tuple[int, ...]:
        """The years whose holidays were not known and were reckoned with plain weekdays."""
        return tuple(self.basis["provisional"])


@dataclass(frozen=True, slots=True)
class Span:
    """Working time as people say it: whole usual working days, hours, minutes; left, or gone when `overdue`."""

    days: int
    hours: int
    minutes: int
    overdue: bool


def reckon(
    start: datetime,
    amount: Amount,
    calendar: Calendar,
    *,
    convention: Convention = USUAL,
    stops: Sequence[Stop] = (),
) -> Reckoning:
    """When `amount` from `start` is due on `calendar`, and why.

    A negative amount reckons back from `start`. `stops` are the ended pauses of the clock: the working time (for
    `wh`, `wd`), elapsed time (`min`, `h`) or begun days (`d`, `mo`, `y`) they cost is added to the due.
    Raises BadAmount for a share, BadStop for a stop that ends before it begins or stops a clock that runs
    backwards, OutOfRange for a year no calendar reaches, ValueError for an instant without a time zone.
    """
    clock, rule = _begun(start, amount, calendar, convention)
    plain = rule.due(clock)
    due, losses = put_off(clock, rule, plain, stops)
    return Reckoning(clock.start, due.instant, basis_of(clock, rule.measure, plain, due, losses))


def away(start: datetime, amount: Amount, calendar: Calendar) -> datetime:
    """The instant `amount` from `start`, as `reckon` finds it, where nobody will ask why: when to warn or escalate."""
    clock, rule = _begun(start, amount, calendar, USUAL)
    return rule.due(clock).instant


def _begun(start: datetime, amount: Amount, calendar: Calendar, convention: Convention) -> tuple[Clock, Rule]:
    if amount.unit not in RULES:
        raise BadAmount(
            _("%(amount)s is a share of a clock, not a length of time; it cannot be reckoned from a date.")
            % {"amount": amount}
        )
    return Clock(aware(start).astimezone(calendar.zone), amount, calendar, convention), RULES[amount.unit]


def reckon_again(basis: Basis, calendar: Calendar, *, stops: Sequence[Stop] | None = None) -> Reckoning:
    """The same clock reckoned anew: on another edition of a calendar, or with other `stops` (None keeps them)."""
    return reckon(
        datetime.fromisoformat(basis["start"]),
        Amount(basis["amount"], basis["unit"]),
        calendar,
        convention=Convention.read(basis["convention"]),
        stops=[_stop(one) for one in basis["stops"]] if stops is None else stops,
    )


def worked(a: datetime, b: datetime, calendar: Calendar) -> timedelta:
    """The working time from `a` to `b`; negative when `b` comes first."""
    return worked_between(calendar, calendar.local(aware(a)), calendar.local(aware(b))) * MICROSECOND


def remaining(now: datetime, due: datetime, calendar: Calendar) -> Span:
    """The working time left from `now` to `due`, or gone since `due`, in usual working days, hours and minutes.

    Part of a minute is dropped. A clock that is due outside working time may have no time left before it is over.
    """
    work = abs(worked_between(calendar, calendar.local(aware(now)), calendar.local(aware(due))))
    days, minutes = divmod(work // MINUTE, calendar.usual_minutes)
    return Span(days, minutes // 60, minutes % 60, overdue=now > due)


def share(start: datetime, due: datetime, percent: int, calendar: Calendar) -> datetime:
    """The instant when `percent` of the working time from `start` to `due` is still left: when to warn.

    Falls within working time, so that someone is there to be warned. When no work lies between the two at all,
    the share is taken of the elapsed time.
    """
    begin, end = calendar.local(aware(start)), calendar.local(aware(due))
    work = worked_between(calendar, begin, end)
    if work <= 0:
        elapsed = due.astimezone(UTC) - start.astimezone(UTC)
        return (due.astimezone(UTC) - elapsed * percent / 100).astimezone(calendar.zone)
    return calendar.instant(forward(calendar, begin, work - work * percent // 100))


def is_working(moment: datetime, calendar: Calendar) -> bool:
    """Whether work is on at `moment`: within a window, its opening included, its closing not."""
    local = calendar.local(aware(moment))
    return opening_from(calendar, local) == local


def next_opening(moment: datetime, calendar: Calendar) -> datetime:
    """`moment` itself while work is on, else the next opening: the first time something may be sent."""
    local = calendar.local(aware(moment))
    opening = opening_from(calendar, local)
    return moment if opening == local else calendar.instant(opening)


def _stop(kept: Mapping[str, Any]) -> Stop:
    """A stop as a basis keeps it."""
    return Stop(datetime.fromisoformat(kept["from"]), datetime.fromisoformat(kept["until"]), kept["reason"])
