"""From what someone sent to a value a record may hold: one path for pages, API and imports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as said

from huiyin.kernel import drawing, registry
from huiyin.kernel.fields import FieldSpec
from huiyin.kernel.models import Record
from huiyin.parties.models import Contact, Customer, Product
from huiyin.people.models import Person, Unit

_YEARS = (1970, 2100)
_MOST = 500
_YES = {"1", "true", "yes", "on", "是", "y"}
_NO = {"0", "false", "no", "off", "否", "n"}


class Bad(ValueError):
    """A value that cannot be held; its text is the sentence shown beside the field."""


def clean(spec: FieldSpec, value: Any) -> Any:
    """The value to store for ``spec``. Empty input gives the kind's empty value. Raises Bad with a sentence."""
    if value is None or value == "" or value == []:
        return _EMPTY.get(spec.kind)
    return _CLEAN[spec.kind](spec, value)


def _words(spec: FieldSpec, value: Any) -> str:
    if not isinstance(value, str):
        if isinstance(value, (dict, list, bytes)):
            raise Bad(_("This must be text."))
        value = str(value)
    if "\x00" in value:
        raise Bad(_("The text holds a NUL character, which no form can carry. Paste it again as plain text."))
    if any("\ud800" <= one <= "\udfff" for one in value):
        raise Bad(_("The text holds half a character. Paste it again."))
    text = str(value).strip("\ufeff").strip()
    if spec.limit and len(text) > spec.limit:
        raise Bad(
            _("This is %(have)d characters long; at most %(most)d fit. Shorten it or attach it as a file.")
            % {"have": len(text), "most": spec.limit}
        )
    return text


def _text(spec: FieldSpec, value: Any) -> str:
    return " ".join(_words(spec, value).split())


def _long(spec: FieldSpec, value: Any) -> str:
    return _words(spec, value).replace("\r\n", "\n").replace("\r", "\n")


def _drawing(spec: FieldSpec, value: Any) -> str:
    try:
        found = drawing.read(_words(spec, value))
    except ValueError as wrong:
        raise Bad(str(wrong)) from None
    return found.text if found else ""


def _number(spec: FieldSpec, value: Any) -> Any:
    if isinstance(value, bool):
        raise Bad(_("This must be a number."))
    try:
        number = Decimal(str(value).replace(",", "").strip())
    except InvalidOperation:
        raise Bad(_("This must be a number.")) from None
    if not number.is_finite() or abs(number) > 2_000_000_000:
        raise Bad(_("This number is out of all reason."))
    if number < 0:
        raise Bad(_("This number cannot be less than 0."))
    if spec.decimals or spec.extra:
        return number if spec.decimals else float(number) if number % 1 else int(number)
    if number % 1:
        raise Bad(_("This must be a whole number."))
    return int(number)


def _date(spec: FieldSpec, value: Any) -> Any:
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    if not isinstance(value, dt.date):
        try:
            value = dt.date.fromisoformat(str(value).strip().replace("/", "-"))
        except ValueError:
            raise Bad(_("This must be a date such as 2026-11-20.")) from None
    if not _YEARS[0] <= value.year <= _YEARS[1]:
        raise Bad(_("The year must lie between %(first)d and %(last)d.") % {"first": _YEARS[0], "last": _YEARS[1]})
    return value.isoformat() if spec.extra else value


def _moment(spec: FieldSpec, value: Any) -> Any:
    if not isinstance(value, dt.datetime):
        try:
            value = dt.datetime.fromisoformat(str(value).strip().replace("/", "-"))
        except ValueError:
            raise Bad(_("This must be a date and time such as 2026-11-20 16:40.")) from None
    if not _YEARS[0] <= value.year <= _YEARS[1]:
        raise Bad(_("The year must lie between %(first)d and %(last)d.") % {"first": _YEARS[0], "last": _YEARS[1]})
    if timezone.is_naive(value):
        value = timezone.make_aware(value)
    return value.isoformat() if spec.extra else value


def _flag(spec: FieldSpec, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in _YES or word in _NO:
        return word in _YES
    raise Bad(_("Answer yes or no."))


def _choice(spec: FieldSpec, value: Any) -> str:
    for choice in spec.choices:
        if choice.code == value and not choice.retired:
            return choice.code
    raise Bad(_("“%(value)s” is not on this list.") % {"value": str(value)[:40]})


def _choices(spec: FieldSpec, value: Any) -> list[str]:
    return [_choice(spec, one) for one in _list(value)]


def _list(value: Any) -> list[Any]:
    if not isinstance(value, (list, tuple)):
        value = [value]
    if any(isinstance(one, (list, dict)) for one in value):
        raise Bad(_("This must be a list of codes."))
    if len(value) > _MOST:
        raise Bad(_("At most %(most)d can be chosen here.") % {"most": _MOST})
    return list(dict.fromkeys(value))


def _unit_code(spec: FieldSpec, value: Any) -> str:
    code = value.code if isinstance(value, Unit) else str(value)
    if not Unit.objects.filter(code=code, closed_on=None).exists():
        raise Bad(_("There is no department “%(value)s”.") % {"value": code[:40]})
    return code


def _units(spec: FieldSpec, value: Any) -> list[str]:
    wanted = [one.code if isinstance(one, Unit) else str(one) for one in _list(value)]
    known = set(Unit.objects.filter(code__in=wanted, closed_on=None).values_list("code", flat=True))
    for code in wanted:
        if code not in known:
            raise Bad(_("There is no department “%(value)s”.") % {"value": code[:40]})
    return wanted


def _row(model: Any, by: str, sentence: str, **also: Any) -> Callable[[FieldSpec, Any], Any]:
    """A cleaner for a row of ``model``, named by itself, its id or its code."""

    def find(spec: FieldSpec, value: Any) -> Any:
        if isinstance(value, model):
            return value
        text = str(value).strip()
        row = model.objects.filter(pk=int(text), **also).first() if text.isdecimal() and len(text) < 16 else None
        if row is None and by and "\x00" not in text:
            row = model.objects.filter(**{by: text}, **also).first()
        if row is None:
            raise Bad(_(sentence) % {"value": text.replace("\x00", "")[:40]})
        return row.pk if spec.extra else row

    return find


def _record(spec: FieldSpec, value: Any) -> Any:
    """A record by itself, its id or its number; of the type the field wants, if it wants one."""
    found = _row(Record, "number", said("There is no record “%(value)s”."))(spec, value)
    if spec.of and found.type != spec.of:
        wanted = str(registry.get(spec.of).label)
        raise Bad(_("%(number)s is no %(type)s.") % {"number": found.number, "type": wanted})
    return found


def _unit(spec: FieldSpec, value: Any) -> Any:
    if spec.extra:
        return _unit_code(spec, value)
    return _row(Unit, "code", "There is no department “%(value)s”.", closed_on=None)(spec, value)


_EMPTY: dict[str, Any] = {"text": "", "long": "", "choice": "", "choices": [], "units": [], "drawing": ""}
_CLEAN: dict[str, Callable[[FieldSpec, Any], Any]] = {
    "text": _text, "long": _long, "number": _number, "date": _date, "moment": _moment, "flag": _flag,
    "choice": _choice, "choices": _choices, "unit": _unit, "units": _units, "drawing": _drawing,
    "person": _row(Person, "username", said("There is no colleague “%(value)s”."), is_active=True),
    "customer": _row(Customer, "code", said("There is no customer “%(value)s”.")),
    "contact": _row(Contact, "", said("There is no contact “%(value)s”.")),
    "record": _record,
    "product": _row(Product, "code", said("There is no product “%(value)s”.")),
}  # fmt: skip
