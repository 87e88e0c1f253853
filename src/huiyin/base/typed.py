"""What someone typed, made fit to store; or a sentence that says why it cannot be, and how to mend it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from huiyin.base.errors import Invalid

YES = ("1", "true", "yes", "on", "y", "是")
NO = ("0", "false", "no", "off", "n", "否", "")
YEARS = range(1900, 2201)
MOST = 2_000_000_000

Fit = Callable[[Any], Any]
"""Takes what was given for one field, gives what may be stored, raises Unfit."""


class Unfit(ValueError):
    """A value that cannot be stored; its text is the sentence shown beside the field."""


def shown(value: Any, most: int = 40) -> str:
    """The beginning of what someone sent, fit to be quoted back in a sentence."""
    return "".join(char for char in str(value) if unicodedata.category(char) not in ("Cc", "Cs"))[:most]


def text(most: int, *, must: bool = False, lines: bool = False) -> Fit:
    """One line of at most `most` characters, or several when `lines`. Blanks around it go; a NUL is refused.

    With `must` it may not be empty.
    """

    def fit(value: Any) -> str:
        plain = _plain(value)
        plain = plain.replace("\r\n", "\n").replace("\r", "\n").strip() if lines else " ".join(plain.split())
        if must and not plain:
            raise Unfit(_("This must be filled in."))
        if len(plain) > most:
            raise Unfit(
                _("This is %(have)d characters long; at most %(most)d fit. Shorten it.")
                % {"have": len(plain), "most": most}
            )
        return plain

    return fit


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        raise Unfit(_("This must be text."))
    written = str(value)
    for char in written:
        kind = unicodedata.category(char)
        if kind == "Cs" or (kind == "Cc" and char not in "\t\n\r"):
            raise Unfit(_("The text holds a character nobody can see and no form can carry. Paste it as plain text."))
    return written.strip("\ufeff")


def _narrow(value: Any) -> str:
    """What was typed with full-width digits and signs made plain, as a Chinese keyboard often gives them."""
    return unicodedata.normalize("NFKC", _plain(value)).strip()


def mail(value: Any) -> str:
    """One e-mail address, or nothing."""
    address: str = text(254)(value)
    if address:
        try:
            validate_email(address)
        except ValidationError:
            raise Unfit(_("“%(value)s” is not an e-mail address.") % {"value": shown(address, 60)}) from None
    return address


def day(value: Any) -> date | None:
    """A date, also written 2026-11-20 or 2026/11/20, or nothing."""
    if isinstance(value, date):
        found = date(value.year, value.month, value.day)
    else:
        written = _narrow(value).replace("/", "-")
        if not written:
            return None
        try:
            found = date.fromisoformat(written)
        except ValueError:
            raise Unfit(_("This must be a date such as 2026-11-20.")) from None
    if found.year not in YEARS:
        raise Unfit(_("The year must lie between %(first)d and %(last)d.") % {"first": YEARS[0], "last": YEARS[-1]})
    return found


def flag(value: Any) -> bool:
    """Yes or no, in any of the ways people and programs write it."""
    if isinstance(value, bool):
        return value
    word = _narrow(value).lower()
    if word not in YES and word not in NO:
        raise Unfit(_("Answer yes or no."))
    return word in YES


def whole(value: Any) -> int | None:
    """A whole number from 0 up, also written 1,200, or nothing."""
    written = _narrow(value).replace(",", "")
    if not written:
        return None
    if not (written.isdecimal() and written.isascii() and len(written) < 12 and int(written) <= MOST):
        raise Unfit(_("This must be a whole number from 0 to 2,000,000,000."))
    return int(written)


def choice(*codes: str) -> Fit:
    """One of `codes`."""

    def fit(value: Any) -> str:
        code = _plain(value).strip()
        if code not in codes:
            raise Unfit(_("“%(value)s” is not on this list.") % {"value": shown(code)})
        return code

    return fit


def fitted(fields: Mapping[str, Fit], given: Mapping[str, Any]) -> dict[str, Any]:
    """Each given value as its field can store it. Raises Invalid with the sentence of every field that cannot."""
    good: dict[str, Any] = {}
    bad: dict[str, object] = {}
    for name, value in given.items():
        if name not in fields:
            bad[shown(name)] = _("There is no such field here.")
            continue
        try:
            good[name] = fields[name](value)
        except Unfit as wrong:
            bad[name] = str(wrong)
    if bad:
        raise Invalid(bad)
    return good
