"""Who holds which role, and who stands in for whom: granted with a first day, ended with a last one."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from huiyin.base import typed
from huiyin.base.errors import Invalid, Refused
from huiyin.people.holding import day_of
from huiyin.people.keep.act import note, only_keepers
from huiyin.people.models import Holding, Person, StandIn, Unit

ROLE = re.compile(r"[a-z][a-z0-9_]{0,59}")


@transaction.atomic
def grant(
    by: Person | None, person: Person, role: str, unit: Unit | None = None,
    *, since: Any, until: Any = None, at: datetime,
) -> Holding:  # fmt: skip
    """Let `person` hold `role` in `unit` and below (without a unit: in the whole firm) from `since` to `until`.

    The same role in the same unit cannot be held twice at a time.
    """
    only_keepers(by)
    first, last = _days(since, until)
    _is_active("person", person)
    if not isinstance(role, str) or not ROLE.fullmatch(role):
        raise Invalid({"role": _("“%(value)s” is not a role.") % {"value": typed.shown(role)}})
    if unit and unit.closed_on:
        raise Invalid({"unit": _("%(name)s is closed.") % {"name": unit}})
    # The person's row is the lock: two keepers granting the same role at once must see each other.
    Person.objects.select_for_update().get(pk=person.pk)
    if other := _overlapping(Holding.objects.filter(person=person, role=role, unit=unit), first, last):
        raise Invalid({"since": _("%(name)s holds this role there already, %(days)s.") % _who(person, other)})
    row = Holding.objects.create(person=person, role=role, unit=unit, since=first, until=last, granted_by=by)
    note("grant", _subject(person), by, at, {"role": ["", role], **_period(row, unit)})
    return row


@transaction.atomic
def end_holding(by: Person | None, holding: Holding, *, until: Any, at: datetime) -> Holding:
    """Let a role end with the day `until`; the days it was held stay known."""
    only_keepers(by)
    row = Holding.objects.select_for_update().select_related("person").get(pk=holding.pk)
    _first, last = _days(row.since, until)
    if last is None:
        raise Invalid({"until": _("Say the last day.")})
    if row.until is not None and row.until < last:
        raise Invalid({"until": _("The role has ended on %(day)s already. Grant it anew.") % {"day": row.until}})
    before, row.until = row.until, last
    row.save()
    note("end_holding", _subject(row.person), by, at, {"role": [row.role, row.role], "until": [before, last]})
    return row


@transaction.atomic
def stand_in(
    by: Person | None, absent: Person, person: Person, *, since: Any, until: Any, reason: str = "", at: datetime
) -> StandIn:
    """Let `person` act for `absent` from `since` to `until`, both days included. `absent` may arrange it herself."""
    if by is None or by.pk != absent.pk:
        only_keepers(by)
    first, last = _days(since, until)
    good = typed.fitted({"reason": typed.text(200)}, {"reason": reason})
    if last is None:
        raise Invalid({"until": _("Say the last day.")})
    if absent.pk == person.pk:
        raise Invalid({"person": _("Nobody stands in for herself.")})
    _is_active("absent", absent)
    _is_active("person", person)
    Person.objects.select_for_update().get(pk=absent.pk)
    if other := _overlapping(StandIn.objects.filter(absent=absent, person=person), first, last):
        raise Invalid({"since": _("%(name)s stands in already, %(days)s.") % _who(person, other)})
    row = StandIn.objects.create(absent=absent, person=person, since=first, until=last, **good)
    note("stand_in", _subject(absent), by, at, {"person": ["", person], **_period(row, None)})
    return row


@transaction.atomic
def end_stand_in(by: Person | None, row: StandIn, *, at: datetime) -> StandIn | None:
    """She is back: whoever stood in does so no longer, from now on. Gives nothing when it had not begun yet."""
    if by is None or by.pk != row.absent_id:
        only_keepers(by)
    row = StandIn.objects.select_for_update().select_related("absent", "person").get(pk=row.pk)
    yesterday = day_of(at) - timedelta(1)
    if row.until <= yesterday:
        raise Refused(_("It has ended already."), status=409)
    note("end_stand_in", _subject(row.absent), by, at, {"person": [row.person, ""], "until": [row.until, yesterday]})
    return _cut(row, yesterday)


def end_everything(by: Person | None, person: Person, *, at: datetime) -> dict[str, int]:
    """End what a person who leaves holds, and every standing in for or by her; gives how many of each."""
    yesterday = day_of(at) - timedelta(1)
    open_rows = Q(until=None) | Q(until__gt=yesterday)
    held = list(Holding.objects.filter(open_rows, person=person))
    beside = list(StandIn.objects.filter(Q(absent=person) | Q(person=person), until__gt=yesterday))
    for row in (*held, *beside):
        _cut(row, yesterday)
    return {"roles": len(held), "stand_ins": len(beside)}


def _cut(row: Any, last: date) -> Any:
    """Let a row end with `last`; one that would only have begun later is gone, for it never counted."""
    if row.since > last:
        row.delete()
        return None
    row.until = last
    row.save()
    return row


def _days(since: Any, until: Any) -> tuple[date, date | None]:
    good = typed.fitted({"since": typed.day, "until": typed.day}, {"since": since, "until": until})
    if good["since"] is None:
        raise Invalid({"since": _("Say the first day.")})
    if good["until"] is not None and good["until"] < good["since"]:
        raise Invalid({"until": _("The last day cannot come before the first, %(day)s.") % {"day": good["since"]}})
    return good["since"], good["until"]


def _overlapping(rows: Any, first: date, last: date | None) -> Any:
    """A row whose days meet those from `first` to `last` (None: for ever)."""
    meeting = rows.filter(Q(until=None) | Q(until__gte=first))
    return (meeting.filter(since__lte=last) if last else meeting).first()


def _who(person: Person, row: Any) -> dict[str, Any]:
    days = _("from %(since)s to %(until)s") if row.until else _("from %(since)s on")
    return {"name": person, "days": days % {"since": row.since, "until": row.until}}


def _is_active(field: str, person: Person) -> None:
    if not Person.objects.filter(pk=person.pk, is_active=True).exists():
        raise Invalid({field: _("%(name)s is deactivated.") % {"name": person}})


def _period(row: Any, unit: Unit | None) -> dict[str, Any]:
    where = {"unit": ["", unit]} if unit else {}
    return {**where, "since": ["", row.since], "until": ["", row.until]}


def _subject(person: Person) -> str:
    return f"person:{person.username}"
