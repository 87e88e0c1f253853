"""The days an audit looks at: whole local days, asked for by name or by their ends."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huiyin.base.dates import add_months

NAMED = ("year", "last-year", "quarter", "last-quarter", "half", "last-half")
USUAL = "year"
MONTHS = {"year": 12, "half": 6, "quarter": 3}
YEARS = (1990, 2200)


class BadPeriod(ValueError):
    """What was asked for is no stretch of days; its text says why."""


@dataclass(frozen=True, slots=True)
class Period:
    """From ``first`` to ``last``, both included, as the firm's calendar has them. ``name`` is how it was asked for."""

    first: dt.date
    last: dt.date
    name: str = ""

    @property
    def since(self) -> dt.datetime:
        """The instant it begins."""
        return _midnight(self.first)

    @property
    def until(self) -> dt.datetime:
        """The instant it is over; that instant no longer belongs to it."""
        return _midnight(self.last + dt.timedelta(days=1))

    def asked(self) -> dict[str, str]:
        """How an address asks for the same days again."""
        if self.name:
            return {"period": self.name}
        return {"from": self.first.isoformat(), "to": self.last.isoformat()}

    def __str__(self) -> str:
        return _("%(first)s to %(last)s") % {"first": self.first.isoformat(), "last": self.last.isoformat()}


def period(name: str, first: str, last: str, *, today: dt.date) -> Period:
    """The stretch called ``name``, or the one from ``first`` to ``last`` (ISO days); this year when nothing is said.

    Raises BadPeriod with a sentence.
    """
    if not first and not last:
        return named(name or USUAL, today)
    begin = _day(first, pgettext("period", "First day")) if first else None
    end = _day(last, pgettext("period", "Last day")) if last else today
    begin = begin or dt.date(end.year, 1, 1)
    if begin > end:
        raise BadPeriod(_("The period ends before it begins. Exchange the two days."))
    return Period(begin, end)


def named(name: str, today: dt.date) -> Period:
    """``year``, ``half``, ``quarter`` around ``today``, or with ``last-`` the one before it. Raises BadPeriod."""
    if name not in NAMED:
        raise BadPeriod(_("There is no period “%(name)s” to choose.") % {"name": name[:40]})
    months = MONTHS[name.removeprefix("last-")]
    begin = dt.date(today.year, (today.month - 1) // months * months + 1, 1)
    if name.startswith("last-"):
        begin = add_months(begin, -months)
    return Period(begin, add_months(begin, months) - dt.timedelta(days=1), name)


def _day(text: str, which: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise BadPeriod(
            _("%(which)s: “%(text)s” is no day. Write it as 2026-11-20.") % {"which": which, "text": text[:20]}
        ) from None
    if not YEARS[0] <= day.year < YEARS[1]:
        raise BadPeriod(_("%(which)s: the year %(year)d is too far away.") % {"which": which, "year": day.year})
    return day


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
