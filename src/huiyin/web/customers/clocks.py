"""A customer's own clocks: which there are in the procedures in force, what the firm promises, what was agreed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huiyin.calendars.amount import Amount, BadAmount
from huiyin.calendars.words import amount_words
from huiyin.kernel import registry
from huiyin.packs.adopt import in_force, load
from huiyin.packs.shape import Due
from huiyin.people.models import Unit


@dataclass(frozen=True, slots=True)
class Own:
    """One clock a customer may have an amount of her own for. `usual` is what the firm's procedure says, in words."""

    name: str
    label: str
    usual: str


def own_clocks(window: Unit | None, day: dt.date) -> dict[str, Own]:
    """Every such clock by `<type>.<clock>`, as the procedures in force at the customer's window on `day` name them."""
    found: dict[str, Own] = {}
    for one in registry.types():
        version = in_force(one.name, day, window.code if window else "")
        if version is None:
            continue
        flow = load(version).flow
        for step in (flow.opening, *flow.steps.values()):
            for clock in step.starts:
                name = f"{one.name}.{clock.name}"
                if clock.own and (clock.within or clock.per) and name not in found:
                    label = f"{one.label} · {clock.label}"
                    found[name] = Own(name, label, _usual(clock))
    return found


def _usual(clock: Due) -> str:
    """What the procedure promises everyone: one amount, or one for each class."""
    amounts = [one for one in dict.fromkeys((clock.within, *clock.per.values())) if one not in ("", "none")]
    words = pgettext("between values", "; ").join(spoken(one) for one in amounts)
    return _("By the procedure: %(amount)s") % {"amount": words} if words else _("By the procedure: none")


def spoken(amount: str) -> str:
    """An amount as people say it; one nobody can read stays as it is."""
    try:
        return amount_words(Amount.parse(amount))
    except BadAmount:
        return amount


def agreed(clocks: Mapping[str, str], known: Mapping[str, Own]) -> list[list[dict[str, Any]]]:
    """The customer's own amounts as rows of a ruled table: clock, amount, what holds for everyone else."""
    rows = []
    for name, amount in clocks.items():
        own = known.get(name)
        usual = own.usual if own else _("No procedure in force names this clock")
        rows.append([{"text": own.label if own else name}, {"text": spoken(amount)}, {"text": usual}])
    return rows
