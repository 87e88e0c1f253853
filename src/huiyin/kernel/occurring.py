"""Duties as rows: planned when their period begins, opened through the one door when their hour comes, once.

A row is unique for duty, customer and period, and is locked while its record is opened in the same transaction: two
watchers, or one that was killed half-way, open one record. What a row says is asked anew before it is opened.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from huiyin.base.errors import Refused
from huiyin.calendars.periods import Period, opening
from huiyin.calendars.worktime import is_working, next_opening
from huiyin.kernel import flow, registry
from huiyin.kernel.duties import Key, Pair, pairs, pasts, wanted
from huiyin.kernel.models import Occurrence
from huiyin.parties.models import Customer
from huiyin.people.holding import day_of, nearest
from huiyin.people.memory import remembering

LOG = logging.getLogger(__name__)
AGAIN = dt.timedelta(minutes=30)
MOST = 200
NO_DOORS: tuple[type[Exception], ...] = (Refused, LookupError, ValueError)


@dataclass(slots=True)
class Opened:
    """What one look at the duties did."""

    opened: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    waiting: int = 0


def look(at: dt.datetime, *, planning: bool = True) -> Opened:
    """Plan what has come into sight (unless told not to), then open what is due to be opened, a row at a time."""
    done = Opened()
    if planning:
        plan(at, done)
    due = Occurrence.objects.filter(record=None, opens_at__lte=at).order_by("opens_at", "pk")
    for pk in list(due.values_list("pk", flat=True)[:MOST]):
        try:
            with remembering(), transaction.atomic():
                _open(pk, at, done)
        except Exception as trouble:  # one poisoned row must not stop the rest: it is told, put off and tried again
            LOG.exception("duty row %s could not be opened", pk)
            done.failed.append(f"{pk}: {trouble}")
            Occurrence.objects.filter(pk=pk, record=None).update(opens_at=at + AGAIN, trouble=str(trouble)[:300])
    return done


# --- planning --------------------------------------------------------------------------------------------------------


def plan(at: dt.datetime, done: Opened | None = None) -> None:
    """Make the rows not opened yet say what is owed today: new ones in, moved ones moved, what is not owed out."""
    day = day_of(at)
    with remembering():
        chosen = pairs(day)
        rows = {
            (row.of, row.duty, row.customer_id, row.first_on): row for row in Occurrence.objects.filter(record=None)
        }
        if not chosen and not rows:
            return
        past = pasts(chosen)
        new: list[Occurrence] = []
        for pair in chosen:
            try:
                new += _planned(pair, wanted(pair, past[pair.key], day), rows)
            except NO_DOORS as trouble:  # a calendar that is gone, a date no calendar reaches: that customer only
                LOG.exception("duty %s cannot be planned", pair.key)
                if done is not None:
                    done.failed.append(f"{pair.key}: {trouble}")
                rows = {key: row for key, row in rows.items() if key[:3] != pair.key}
    Occurrence.objects.bulk_create(new, ignore_conflicts=True)
    Occurrence.objects.filter(pk__in=[row.pk for row in rows.values()], record=None).delete()


def _planned(
    pair: Pair, owed: dict[dt.date, dt.date], rows: dict[tuple[str, str, int | None, dt.date], Occurrence]
) -> list[Occurrence]:
    """The rows this pair still lacks; those it has are brought up to date and taken out of ``rows``."""
    new = []
    for first, due in owed.items():
        opens = opening(Period(first, due), due, pair.rule.ahead, pair.calendar)
        row = rows.pop((*pair.key, first), None)
        if row is None:
            of, duty, customer = pair.key
            new.append(Occurrence(of=of, duty=duty, customer_id=customer, first_on=first, due_on=due, opens_at=opens))
        elif row.due_on != due or (not row.trouble and row.opens_at != opens):
            Occurrence.objects.filter(pk=row.pk, record=None).update(due_on=due, opens_at=opens)
    return new


# --- opening ---------------------------------------------------------------------------------------------------------


def _open(pk: int, at: dt.datetime, done: Opened) -> None:
    row = Occurrence.objects.select_for_update().filter(pk=pk, record=None, opens_at__lte=at).first()
    if row is None:  # another watcher was faster
        return
    pair = _pair_of(row, day_of(at))
    owed = wanted(pair, pasts([pair])[pair.key], day_of(at)) if pair else {}
    if pair is None or row.first_on not in owed:  # kept sooner, or not owed any more
        row.delete()
        return
    row.due_on = owed[row.first_on]
    ready = opening(Period(row.first_on, row.due_on), row.due_on, pair.rule.ahead, pair.calendar)
    if ready > at or not is_working(at, pair.calendar):
        row.opens_at = max(ready, next_opening(at, pair.calendar))
        row.save(update_fields=["due_on", "opens_at"])
        done.waiting += 1
        return
    row.record = _opened(pair, row, at)
    row.trouble = ""
    row.save(update_fields=["due_on", "record", "trouble"])
    done.opened.append(row.record.number)


def _pair_of(row: Occurrence, day: dt.date) -> Pair | None:
    customers = None if row.customer_id is None else Customer.objects.filter(pk=row.customer_id)
    found = pairs(day, of=row.of, duty=row.duty, customers=customers)
    return next((one for one in found if one.key == (row.of, row.duty, row.customer_id)), None)


def _opened(pair: Pair, row: Occurrence, at: dt.datetime) -> Any:
    """Open the record in the name of whoever holds the duty's role nearest the customer's window."""
    duty, procedure = pair.rule.duty, pair.rule.procedure
    holder = next(iter(nearest(duty.role, pair.unit, at)), None)
    if holder is None:
        label = procedure.roles[duty.role].label if duty.role in procedure.roles else duty.role
        raise Refused(_("Nobody holds the role “%(role)s” for %(unit)s.") % {"role": label, "unit": pair.unit})
    with override(procedure.language):
        words = str(duty.label)
    said: dict[str, Any] = {"title": f"{words} {row.due_on}", "what": words, "due_on": row.due_on.isoformat()}
    if pair.customer:
        said["customer"] = pair.customer.pk
    accepts = registry.get(duty.type).accepts
    accept = accepts.get("duty") or accepts.get("*")
    data = {key: said[key] for key in ("title", "customer") if key in said} | (accept(said) if accept else {})
    note = {
        "of": pair.rule.of, "name": duty.name, "due": row.due_on.isoformat(), "holder": holder.name,
        "label": {"zh": duty.label.zh, "en": duty.label.en, "hant": duty.label.hant},
    }  # fmt: skip
    return flow.open_record(
        duty.type, holder, data | dict(duty.sets), at=at, unit=pair.unit, source_key=key_of(pair.key, row.first_on),
        duty=note,
    )  # fmt: skip


def key_of(key: Key, first: dt.date) -> str:
    """The name under which the door opens one record, ever."""
    of, duty, customer = key
    return f"duty:{of}.{duty}:{customer or 'firm'}:{first}"
