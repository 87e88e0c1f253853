"""The four choices a clock may make about how its days are counted. What each means in law: decision 0003."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.utils.translation import gettext as _

CHOICES: Mapping[str, tuple[Any, ...]] = {
    "roll": ("keep", "next", "previous"),
    "day_zero": (True, False),
    "due_at": ("closing", "clock"),
    "late_receipt": ("same_day", "next_opening"),
}


class BadConvention(ValueError):
    """A convention no clock knows; its text says which and what is allowed."""


@dataclass(frozen=True, slots=True)
class Convention:
    """How one clock counts days.

    `roll`: where a due counted in days, months or years goes when it falls on a day off (`keep` leaves it there).
    `day_zero`: the day of receipt is day 0 and not counted (民法典 art. 201); False makes it day 1.
    `due_at`: due at `closing` time of the last day (art. 203), or at the same `clock` time as the start.
    `late_receipt`: a word received after closing or on a day off belongs to the `same_day` it came, or to the
    `next_opening`, from which then everything is counted.
    """

    roll: str = "keep"
    day_zero: bool = True
    due_at: str = "closing"
    late_receipt: str = "same_day"

    def __post_init__(self) -> None:
        for name, allowed in CHOICES.items():
            value = getattr(self, name)
            if not any(value == one and type(value) is type(one) for one in allowed):
                raise BadConvention(
                    _("%(name)s = %(value)s is not a way to count days. Use one of %(allowed)s.")
                    % {"name": name, "value": repr(value), "allowed": ", ".join(repr(one) for one in allowed)}
                )

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Convention:
        """The convention from a table with some of the four keys. Raises BadConvention on an unknown one."""
        for name in given:
            if name not in CHOICES:
                raise BadConvention(
                    _("“%(name)s” is not a convention of a clock. There are %(known)s.")
                    % {"name": name, "known": ", ".join(CHOICES)}
                )
        return cls(**given)

    def as_dict(self) -> dict[str, Any]:
        """The four choices by name, as they are kept in a basis."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


USUAL = Convention()
