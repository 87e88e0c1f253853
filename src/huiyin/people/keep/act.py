"""What all keepers' deeds share: may she, and the row that says she did."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from huiyin.base.errors import Refused
from huiyin.people.models import PeopleChange, Person, Unit


def only_keepers(by: Person | None) -> None:
    """Raises Refused unless `by` keeps persons and units, or is the machine's own command line."""
    if by is not None and not Person.objects.filter(pk=by.pk, keeper=True, is_active=True).exists():
        raise Refused(_("Only whoever keeps persons and units may do this."))


def note(deed: str, subject: str, by: Person | None, at: datetime, changes: dict[str, Any] | None = None) -> None:
    """Write the row: `changes` is `{what: [old, new]}` of plain or model values."""
    plain = {name: [said(old), said(new)] for name, (old, new) in (changes or {}).items()}
    PeopleChange.objects.create(at=at, by=by, deed=deed, subject=subject, changes=plain)


def said(value: Any) -> Any:
    """The JSON form of a value: a unit is its code, a person her sign-in name, a day ISO."""
    if isinstance(value, Unit):
        return value.code
    if isinstance(value, Person):
        return value.username
    return value.isoformat() if isinstance(value, date) else "" if value is None else value


def apply(row: Model, fields: dict[str, Any]) -> dict[str, Any]:
    """Set `fields` on a row and save what differs; gives `{what: [old, new]}` of it, empty when nothing does."""
    changes = {name: [getattr(row, name), new] for name, new in fields.items() if getattr(row, name) != new}
    for name, (_old, new) in changes.items():
        setattr(row, name, new)
    if changes:
        row.save()
    return changes


def unit_named(value: Any) -> Unit | None:
    """The unit behind a code or a unit, or nothing. Raises LookupError when there is none of that code."""
    if value is None or value == "" or isinstance(value, Unit):
        return value or None
    found = Unit.objects.filter(code=value).first() if isinstance(value, str) and "\x00" not in value else None
    if found is None:
        raise LookupError(value)
    return found
