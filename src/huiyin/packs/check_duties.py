"""Duties: each has a name of its own, counts from a day there is, and opens a record that can be opened so."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from huiyin.calendars.periods import ROLLS
from huiyin.packs.findings import Findings
from huiyin.packs.shape import DUTY_ANCHORS, EVERY_CUSTOMER, KEY_CUSTOMERS, Duty


def look_at_duties(found: Findings) -> None:
    """What `[[duties]]` say of customers, anchors and the opening of their record."""
    names = Counter(duty.name for duty in found.procedure.duties)
    for duty in found.procedure.duties:
        key = f"duties.{duty.name}"
        if names[duty.name] > 1:
            found.note(key, _("another duty is called %(name)s too") % {"name": duty.name})
        found.known(f"{key}.anchor", duty.anchor, DUTY_ANCHORS, _("periods cannot be counted from %(name)s%(hint)s"))
        found.known(f"{key}.roll", duty.roll, ROLLS, _("a due cannot go to %(name)s%(hint)s"))
        if duty.anchor == "since" and not duty.customers:
            found.note(f"{key}.anchor", _("since is the day dealings with a customer began; say which customers"))
        alone = {EVERY_CUSTOMER, KEY_CUSTOMERS} & set(duty.customers)
        if alone and len(duty.customers) > 1:
            sentence = _("%(name)s stands alone; list class codes, or all, or key")
            found.note(f"{key}.customers", sentence % {"name": ", ".join(sorted(alone))})
        if duty.type == found.procedure.type:
            _opens(found, key, duty)


def _opens(found: Findings, key: str, duty: Duty) -> None:
    """A record of this very procedure can be opened with what the duty gives."""
    opening = found.procedure.flow.opening
    asked = {*opening.needs, *opening.asks}
    for name in duty.sets:
        found.known(f"{key}.sets", name, asked, _("registering does not ask for %(name)s%(hint)s"))
    if duty.done:
        milestones = found.vocabulary.milestones
        found.known(f"{key}.done", duty.done, milestones, _("no milestone is called %(name)s%(hint)s"))
    if duty.customers and "customer" not in asked:
        found.note(f"{key}.customers", _("registering does not ask for the customer, so it cannot be opened for one"))
