"""Amounts of time, signatures, number patterns and form numbers."""

from __future__ import annotations

import re
from collections import Counter

from django.utils.translation import gettext as _

from huiyin.calendars.amount import Amount, BadAmount
from huiyin.calendars.periods import AHEAD, UNITS
from huiyin.packs.findings import Findings
from huiyin.packs.shape import Due, Sign

EXCLUDED = ("doer", "opener")
PART = re.compile(r"\{(?P<name>[a-z]+)(?::(?P<width>[1-9]))?\}", re.ASCII)
PARTS = ("year", "yy", "mm", "dd", "n")
LONGEST_NUMBER = 60


def look_at_amounts(found: Findings) -> None:
    """Every length of time can be read; a lookup leaves no class without an answer."""
    for key, step in found.steps():
        for due in step.starts:
            _due(found, f"{key}.starts.{due.name}", due)
    for duty in found.procedure.duties:
        every = _amount(found, f"duties.{duty.name}.every", duty.every)
        if every and (every.number <= 0 or every.unit not in UNITS):
            found.note(f"duties.{duty.name}.every", _("must be days, months or years after which it is due again"))
        ahead = _amount(found, f"duties.{duty.name}.ahead", duty.ahead)
        if ahead and (ahead.number < 0 or ahead.unit not in AHEAD):
            found.note(
                f"duties.{duty.name}.ahead",
                _("says how long before the due the record opens, in days, working days or months, without a minus"),
            )


def _due(found: Findings, key: str, due: Due) -> None:
    lengths = {f"{key}.within": due.within} | {f"{key}.per.{code}": text for code, text in due.per.items()}
    for place, text in lengths.items():
        amount = _amount(found, place, text) if text and text != "none" else None
        if amount and amount.unit == "%":
            found.note(place, _("a share is no length of time; write an amount such as 48h or 3wd"))
    for text in due.warn:
        amount = _amount(found, f"{key}.warn", text)
        if amount and amount.number <= 0:
            found.note(f"{key}.warn", _("says how long before the due to warn; write it without a minus"))
    for one in due.escalate:
        amount = _amount(found, f"{key}.escalate", one.after)
        if amount and amount.unit == "%":
            found.note(f"{key}.escalate", _("says how long after the due; a share is no length of time"))
    if due.per and not due.within:
        silent = [code for code, one in found.choices(due.field).items() if code not in due.per and not one.retired]
        if silent:
            sentence = _('says nothing for %(codes)s; give an amount, "none", or within for all others')
            found.note(f"{key}.per", sentence % {"codes": ", ".join(silent)})


def _amount(found: Findings, key: str, text: str) -> Amount | None:
    try:
        return Amount.parse(text)
    except BadAmount as why:
        found.note(key, str(why))
        return None


def look_at_signs(found: Findings) -> None:
    """Each demand for signatures says one thing, and somebody is left who may sign."""
    for key, step in found.steps():
        for at, sign in enumerate(step.signs, 1):
            _sign(found, f"{key}.signs[{at}]", sign)
        if step.beside and not step.signs:
            found.note(f"{key}.beside", _("has no meaning here: the step waits for no signature"))
        elif step.beside and set(step.sources) != {step.to}:
            found.note(f"{key}.beside", _("stands only where the record stays: from and to name the same state"))


def _sign(found: Findings, key: str, sign: Sign) -> None:
    given = [word for word in ("any", "all", "each_of") if getattr(sign, word)]
    if len(given) != 1:
        found.note(
            key, _("give exactly one of any, all, each_of (it has %(given)s)") % {"given": ", ".join(given) or "0"}
        )
    if bool(sign.each_of) != bool(sign.role):
        found.note(key, _("each_of and role go together: which units, and who signs for them"))
    for name in sign.not_by:
        if name in (*sign.any, *sign.all, sign.role):
            found.note(f"{key}.not_by", _("%(name)s is asked to sign and excluded at once") % {"name": name})
        else:
            found.known(
                f"{key}.not_by", name, EXCLUDED, _("only doer and opener can be excluded, not %(name)s%(hint)s")
            )


def look_at_number(found: Findings) -> None:
    """A pattern counts exactly once and holds the year, in parts that are known."""
    pattern = found.procedure.number
    parts = [part["name"] for part in PART.finditer(pattern)]
    for name in parts:
        found.known("procedure.number", name, PARTS, _("a number has no part {%(name)s}%(hint)s"))
    if parts.count("n") != 1:
        found.note("procedure.number", _("must hold the counter exactly once, as {n} or {n:4}"))
    if not {"year", "yy"} & set(parts):
        found.note("procedure.number", _("must hold the year, as {year} or {yy}: numbers begin anew each year"))
    if any(char in PART.sub("", pattern) for char in "{}"):
        found.note("procedure.number", _("has a bracket that belongs to no part"))
    if len(PART.sub("0000", pattern)) > LONGEST_NUMBER - 10:
        found.note("procedure.number", _("makes numbers longer than %(most)s characters") % {"most": LONGEST_NUMBER})


def look_at_forms(found: Findings) -> None:
    """Two printed forms of one procedure never bear the same form number."""
    forms = Counter(one.form for one in found.procedure.prints.values() if one.form)
    for name, one in found.procedure.prints.items():
        if forms[one.form] > 1:
            found.note(
                f"prints.{name}.form", _("form number %(form)s is used by another print too") % {"form": one.form}
            )
