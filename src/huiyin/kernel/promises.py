"""What a clock promises one record: its length or the date in its field, and when that is due."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

from django.utils import timezone

from huiyin.calendars.convention import Convention
from huiyin.calendars.worktime import Amount, Basis, Calendar, Reckoning, reckon
from huiyin.packs.shape import Due as Clock
from huiyin.packs.shape import Procedure

parsed = lru_cache(500)(Amount.parse)  # packs and cards write the same few amounts over and over
GIVEN = Amount(0, "h")
"""The length of a promise whose date was given: no time at all from it."""


def promise(
    record: Any, procedure: Procedure, clock: Clock, since: dt.datetime | None, calendar: Calendar
) -> tuple[Amount, Reckoning] | None:
    """What a clock that counts from ``since`` promises the record now: its amount and when it is due.

    The date in its field, where it has one and that is filled in, else the amount for the record's class; nothing when
    there is neither, or nothing to count from.
    """
    given = given_date(record, clock)
    amount = GIVEN if given else amount_of(record, procedure, clock)
    start = given or since
    if amount is None or start is None:
        return None
    convention = Convention(clock.roll, clock.day_zero, clock.due_at, clock.late_receipt)
    return amount, reckon(start, amount, calendar, convention=convention)


def has_length(clock: Clock) -> bool:
    """Whether a clock has a length of its own, or nothing but the date in its field."""
    return bool(clock.within or clock.per)


def basis_of(found: Reckoning, field: str) -> Basis:
    """Why a promise is due, as it is kept: with the field whose date it follows, where there is one."""
    return {**found.basis, "field": field} if field else dict(found.basis)


def given_date(record: Any, clock: Clock) -> dt.datetime | None:
    """The date that stands in the clock's field now; nothing while it is empty, or when the clock has none."""
    return moment_in(record, clock.by_field) if clock.by_field else None


def moment_in(record: Any, name: str) -> dt.datetime | None:
    """The instant a date or moment field holds (aware): a day runs to its end; nothing when it is empty."""
    value = record.extra.get(name) if name in record.extra else getattr(record, name, None)
    if isinstance(value, str) and value:
        value = dt.datetime.fromisoformat(value) if "T" in value else dt.date.fromisoformat(value)
    if isinstance(value, dt.datetime):
        return value
    if isinstance(value, dt.date):  # a day the customer gave runs to its end
        return timezone.make_aware(dt.datetime.combine(value, dt.time(23, 59)))
    return None


def amount_of(record: Any, procedure: Procedure, clock: Clock) -> Amount | None:
    """How long: the customer's own amount, else the one for the record's class, else the clock's; none = no clock.

    A clock that has a date in a field and no length has none while the field is empty.
    """
    if clock.by_field and not has_length(clock):
        return None
    own = record.customer.clocks.get(f"{procedure.type}.{clock.name}") if clock.own and record.customer_id else None
    text = own or clock.within
    if not own and clock.field:
        value = record.extra.get(clock.field) if clock.field in record.extra else getattr(record, clock.field, "")
        text = clock.per.get(str(value), clock.within)
    return None if text in ("", "none") else parsed(text)
