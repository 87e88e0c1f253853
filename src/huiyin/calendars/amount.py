"""Lengths of time as packs write them: `48h`, `8wh`, `2d`, `3wd`, `6mo`, `3y`, `-15min`, and shares, `20%`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

UNITS = ("min", "h", "wh", "d", "wd", "mo", "y", "%")
"""Elapsed minutes and hours, working hours, calendar days, working days, months, years, a share of a clock."""

# A deadline of a hundred years is a slip of the finger; refusing it here keeps every date below in the calendar.
LIMITS = {"min": 1_000_000, "h": 900_000, "wh": 250_000, "d": 36_500, "wd": 25_000, "mo": 1_200, "y": 100, "%": 100}
WRITTEN = re.compile(r"([+-]?)\s*(\d{1,9})\s*([a-z%]+)", re.ASCII)


class BadAmount(ValueError):
    """Something that is not an amount; its text says what is wrong and how to write it."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A whole number of one unit; negative reckons backwards. `str()` writes it as packs do."""

    number: int
    unit: str

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise BadAmount(
                _("“%(unit)s” is not a unit of time. Use one of %(units)s.")
                % {"unit": self.unit, "units": ", ".join(UNITS)}
            )
        if abs(self.number) > LIMITS[self.unit]:
            raise BadAmount(
                _("%(amount)s is too much: at most %(limit)s%(unit)s.")
                % {"amount": f"{self.number}{self.unit}", "limit": LIMITS[self.unit], "unit": self.unit}
            )
        if self.unit == "%" and self.number < 0:
            raise BadAmount(_("A share cannot be negative: write 20%, not -20%."))

    @classmethod
    def parse(cls, text: str) -> Amount:
        """The amount written as `48h`, `-15min`, `3wd` or `20%` (blanks and capitals do not matter).

        Raises BadAmount with a sentence.
        """
        found = WRITTEN.fullmatch(text.strip().lower())
        if not found:
            raise BadAmount(
                _(
                    "“%(text)s” is not an amount of time. Write a whole number and a unit, "
                    "for example 48h, 8wh, 2d, 3wd, 6mo, 3y, -15min or 20%%."
                )
                % {"text": text.strip()[:40]}
            )
        sign, digits, unit = found.groups()
        return cls(-int(digits) if sign == "-" else int(digits), unit)

    def __str__(self) -> str:
        return f"{self.number}{self.unit}"
