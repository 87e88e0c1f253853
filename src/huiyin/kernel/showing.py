"""From a value to words: what a face shows and what the trail keeps."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel import drawing
from huiyin.kernel.fields import FieldSpec, value_of
from huiyin.people.holding import unit_codes
from huiyin.people.models import Person


def plain(value: Any) -> Any:
    """The JSON form of a value, the same on every database: a row becomes its id and the words it had then."""
    if isinstance(value, Model):
        return {"id": value.pk, "text": str(value)}
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value


def show(spec: FieldSpec, record: Any) -> str:
    """A field of a record in the reader's words."""
    return words(spec, value_of(spec, record))


def words(spec: FieldSpec, value: Any) -> str:
    """Any value of ``spec`` (native, or plain as the trail keeps it) in the reader's words and local time."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, dict):
        return str(value.get("text", ""))
    if spec.kind == "flag":
        return _("Yes") if value else _("No")
    if spec.kind in ("choice", "choices"):
        names = {choice.code: str(choice.label) for choice in spec.choices}
        return "、".join(names.get(one, str(one)) for one in (value if isinstance(value, list) else [value]))
    if spec.kind in ("unit", "units"):
        return _units(value)
    if spec.kind == "person" and isinstance(value, int):
        return str(Person.objects.filter(pk=value).first() or "")
    if spec.kind == "drawing":
        return drawing.words(str(value))
    if spec.kind in ("date", "moment"):
        return _time(spec.kind, value)
    return str(plain(value)) if isinstance(value, Decimal) else str(value)


def _units(value: Any) -> str:
    codes = value if isinstance(value, list) else [value]
    if any(not isinstance(one, str) for one in codes):
        return "、".join(str(one) for one in codes)
    names = unit_names()
    return "、".join(str(names.get(one, one)) for one in codes)


def unit_names() -> dict[str, str]:
    """Every department's name by code, closed ones too; asked once per request."""
    return {code: unit.name for code, unit in unit_codes().items()}


def _time(kind: str, value: Any) -> str:
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value) if kind == "moment" else dt.date.fromisoformat(value[:10])
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    return str(value)[:10]
