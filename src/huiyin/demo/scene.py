"""What is known when a form is filled in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from random import Random
from typing import Any

from huiyin.demo.hours import MINUTE, Hours
from huiyin.demo.shelf import Book, Move, Plot
from huiyin.demo.telling import Telling
from huiyin.packs.shape import Procedure, Step
from huiyin.people.models import Person, Unit


@dataclass(slots=True)
class Scene:
    """Who fills it in, when, for which department, on which record (none while it is being opened)."""

    procedure: Procedure
    book: Book
    plot: Plot
    telling: Telling
    hours: Hours
    rng: Random
    actor: Person
    at: dt.datetime
    record: Any = None
    step: Step | None = None
    move: Move = field(default_factory=Move)
    unit: Unit | None = None

    @property
    def rounds(self) -> int:
        """The record's round; 1 while there is no record."""
        return self.record.round if self.record is not None else 1

    @property
    def today(self) -> dt.date:
        """The day it is where the firm is."""
        return self.at.astimezone(self.hours.zone).date()

    def made(self, value: Any) -> Any:
        """A value from a book as it is typed in: facts in place of their names, ``{ in_days = 3 }`` as the working day
        that is (with ``at = "10:00"`` as that hour of it), ``{ ago = 10 }`` as the moment so many minutes before.
        """
        if isinstance(value, str):
            return self.telling.put_in(value)
        if isinstance(value, list):
            return [self.made(one) for one in value]
        if isinstance(value, dict) and "ago" in value:
            return (self.at - value["ago"] * MINUTE).isoformat()
        if isinstance(value, dict):
            days = value["in_days"]
            day = self.hours.day_after(self.at, days) if days else self.today
            return f"{day.isoformat()}T{value['at']}" if "at" in value else day.isoformat()
        return value
