"""The door of the customer card (顾客资料卡): opened at the start of dealings, changed at once, nothing forgotten.

Each deed writes its CardChange in the same transaction (SM-5.2c: old value, source, who, when) and raises `version`
by one. `at` is the aware moment of the deed. A refusal (Refused, Invalid, StaleCard) leaves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from huiyin.base import typed
from huiyin.base.errors import Invalid, Refused, taken
from huiyin.calendars.amount import Amount, BadAmount
from huiyin.calendars.naming import calendar_code
from huiyin.parties.find import find_text
from huiyin.parties.models import CardChange, Customer
from huiyin.parties.rights import contact_window, may_keep
from huiyin.people.holding import default_window, unit_codes
from huiyin.people.models import Person, Unit

CLOCK = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
CODE = re.compile(r"\S{1,40}")
SIGN = re.compile(r"\s*[=：:＝]\s*")
NUMBERED = re.compile(r"C(\d{1,9})")
Changes = dict[str, list[Any]]


class StaleCard(Refused):
    """Someone changed the card meanwhile. `both` is `{field: [what the card says now, what was to be written]}`.

    `present` is the card as it is now, `last` its newest CardChange: who, when, why.
    """

    status = 409

    def __init__(self, present: Customer, both: Changes, last: CardChange | None) -> None:
        who = _("%(name)s has changed this card meanwhile.") % {"name": last.by} if last else ""
        then = _("Nothing was written: compare both values, then save again.")
        super().__init__(f"{who} {then}".strip())
        self.present, self.both, self.last = present, both, last


def _code(value: Any) -> str:
    code: str = typed.text(40)(value)
    if code and not CODE.fullmatch(code):
        raise typed.Unfit(_("A customer code is one word without blanks, 40 characters at most."))
    return code


def _unit(value: Any) -> Unit | None:
    if value is None or value == "":
        return None
    code = value.code if isinstance(value, Unit) else str(value)
    unit = unit_codes().get(code)
    if unit is None or unit.closed_on:
        raise typed.Unfit(_("There is no open unit “%(value)s”.") % {"value": typed.shown(code)})
    return unit


def _clocks(value: Any) -> dict[str, str]:
    """The customer's own amounts, given as a table or as lines `complaint.reply = 24h`."""
    table: dict[str, str] = {}
    for name, amount in _pairs(value):
        if not CLOCK.fullmatch(name):
            raise typed.Unfit(
                _("“%(name)s” is not a clock. Write the record type, a dot and the clock, for example complaint.reply.")
                % {"name": typed.shown(name)}
            )
        try:
            length = Amount.parse(amount)
        except BadAmount as wrong:
            raise typed.Unfit(f"{name}: {wrong}") from None
        if length.unit == "%" or length.number <= 0:
            raise typed.Unfit(_("%(name)s: a customer's own time is a length such as 24h or 3wd.") % {"name": name})
        table[name] = str(length)
    if len(table) > 50:
        raise typed.Unfit(_("A card holds at most 50 clocks."))
    return dict(sorted(table.items()))


def _pairs(value: Any) -> list[tuple[str, str]]:
    given: list[tuple[Any, ...]]
    if isinstance(value, Mapping):
        given = list(value.items())
    else:
        lines = typed.text(4000, lines=True)(value).split("\n")
        given = [tuple(SIGN.split(line.strip(), maxsplit=1)) for line in lines if line.strip()]
    for pair in given:
        if len(pair) != 2 or not all(isinstance(part, str) for part in pair):
            raise typed.Unfit(_("Write one clock to a line, for example complaint.reply = 24h."))
    return [(str(name).strip(), str(amount)) for name, amount in given]


def _language(value: Any) -> str:
    return typed.choice(*(code for code, _label in settings.LANGUAGES))(value or settings.LANGUAGE_CODE)


FIELDS: dict[str, typed.Fit] = {
    "code": _code,
    "name": typed.text(160, must=True),
    "short_name": typed.text(60),
    "name_en": typed.text(160),
    "rank": typed.text(20),
    "key": typed.flag,
    "relation": typed.text(60),
    "language": _language,
    "region": typed.text(80),
    "address": typed.text(240),
    "unit": _unit,
    "calendar": calendar_code,
    "clocks": _clocks,
    "terms": typed.text(20_000, lines=True),
    "note": typed.text(20_000, lines=True),
    "since": typed.day,
    "ended_on": typed.day,
}


@transaction.atomic
def open_customer(
    by: Person, given: Mapping[str, Any], *, source: str = "", at: datetime, same_name: bool = False
) -> Customer:
    """A new card from FIELDS, of which `name` must be there (SM-5.2b); without a code the next one C0001 … is taken.

    Another customer of the same name is refused, unless `same_name` says that it is another firm indeed.
    """
    good = typed.fitted(FIELDS, {"name": "", **given})
    _allow(by, good.get("unit") or default_window(), at)
    _check(Customer(), good, same_name)
    customer = Customer(**{**good, "code": good.get("code") or _next_code()})
    customer.find = find_text(customer)
    with taken("code"):
        customer.save()
    note(customer, by, {name: [None, new] for name, new in {**good, "code": customer.code}.items()}, source, at)
    return customer


@transaction.atomic
def change_card(
    customer: Customer, by: Person, changes: Mapping[str, Any], *, source: str = "", seen: int, at: datetime,
    same_name: bool = False,
) -> Customer:  # fmt: skip
    """Correct the card (SM-5.2c). `seen` is the version the writer looked at: raises StaleCard when it is older.

    `source` says where the news came from: a letter, a call, the yearly review. What does not differ is not written.
    """
    fresh = locked(customer, by, at)
    good = typed.fitted(FIELDS, changes)
    refuse_stale(fresh, fresh, good, seen)
    if "code" in good and not good["code"]:
        raise Invalid({"code": _("This must be filled in.")})
    _check(fresh, good, same_name)
    differing = differences(fresh, good)
    if not differing:
        return fresh
    refuse_unsourced(source)
    for name, (_old, new) in differing.items():
        setattr(fresh, name, new)
    return written(fresh, by, differing, source, at)


# --- what the deeds on a card and on what hangs on it share ----------------------------------------------------------


def locked(customer: Customer, by: Person, at: datetime) -> Customer:
    """The card, fresh and locked for this transaction. Raises Refused when `by` may not keep it."""
    fresh = Customer.objects.select_for_update(of=("self",)).select_related("unit").get(pk=customer.pk)
    _allow(by, contact_window(fresh), at)
    return fresh


def refuse_stale(card: Customer, row: Model, good: Mapping[str, Any], seen: int) -> None:
    """Raises StaleCard when the card has another version than the writer saw; `row` is what she writes to."""
    if card.version != seen:
        both = {name: [plain(now), plain(new)] for name, (now, new) in differences(row, good).items()}
        raise StaleCard(card, both, CardChange.objects.select_related("by").filter(customer=card).first())


def refuse_unsourced(source: str) -> None:
    """Raises Invalid when nobody says where the news came from (SM-5.2c)."""
    if not isinstance(source, str) or not source.strip():
        raise Invalid({"source": _("Say where the news came from: a letter, a call, the yearly review.")})


def differences(row: Model, good: Mapping[str, Any]) -> Changes:
    """`{field: [what it is, what it shall be]}` of those that differ."""
    return {name: [getattr(row, name), new] for name, new in good.items() if getattr(row, name) != new}


def written(card: Customer, by: Person, changes: Changes, source: str, at: datetime) -> Customer:
    """Save the card as the next version and write down what changed."""
    card.version += 1
    card.find = find_text(card)
    card.save()
    note(card, by, changes, source, at)
    return card


def note(card: Customer, by: Person, changes: Changes, source: str, at: datetime) -> None:
    """Write the CardChange."""
    origin = typed.fitted({"source": typed.text(200)}, {"source": source})
    said = {name: [plain(old), plain(new)] for name, (old, new) in changes.items()}
    CardChange.objects.create(customer=card, by=by, at=at, changes=said, **origin)


def plain(value: Any) -> Any:
    """The JSON form of a value: a unit is its code, another row its words, a day ISO."""
    if isinstance(value, Unit):
        return value.code
    if isinstance(value, Model):
        return str(value)
    return value.isoformat() if isinstance(value, date) else "" if value is None else value


def _allow(by: Person, window: Unit | None, at: datetime) -> None:
    if why := may_keep(by, window, at=at):
        raise Refused(why)


def _check(customer: Customer, good: Mapping[str, Any], same_name: bool) -> None:
    """Raises Invalid for a code or a name that is taken, and for dealings that end before they began."""
    others = Customer.objects.exclude(pk=customer.pk)
    errors = {}
    if good.get("code") and (other := others.filter(code__iexact=good["code"]).first()):
        errors["code"] = _("The code %(code)s belongs to %(name)s.") % {"code": other.code, "name": other.name}
    if good.get("name") and not same_name and (other := others.filter(name__iexact=good["name"]).first()):
        errors["name"] = _("There is a customer of this name already: %(code)s.") % {"code": other.code}
    since, ended = (good.get(name, getattr(customer, name)) for name in ("since", "ended_on"))
    if since and ended and ended < since:
        errors["ended_on"] = _("Dealings cannot end before they began, on %(day)s.") % {"day": since}
    if errors:
        raise Invalid(errors)


def _next_code() -> str:
    """C0001 and on: one more than the highest of this form."""
    codes = Customer.objects.filter(code__startswith="C").values_list("code", flat=True)
    taken = [int(found[1]) for code in codes if (found := NUMBERED.fullmatch(code))]
    return f"C{max(taken, default=0) + 1:04d}"
