"""A record on its way, with the people around it: what all deeds done to it share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

from huiyin.demo.hours import Hours
from huiyin.demo.scene import Scene
from huiyin.demo.shelf import Book, Move, Plot
from huiyin.demo.telling import Telling
from huiyin.demo.who import Desk
from huiyin.kernel import flow, registry, signing
from huiyin.kernel.errors import Refused
from huiyin.kernel.policy import procedure_of
from huiyin.kernel.signs import open_demands
from huiyin.packs.shape import Procedure
from huiyin.people.models import Person, Unit


class Stuck(RuntimeError):
    """The door refused what a plot wanted; the text says which plot, which deed, which record and why."""


class Underway:
    """One record under one plot: its story, its regulars, and the hour each thing is done at."""

    def __init__(self, plot: Plot, book: Book, hours: Hours, rng: Random) -> None:
        self.plot, self.book, self.hours, self.rng = plot, book.room(plot.type), hours, rng
        self.desk = Desk(rng)
        self.record: Any = None
        self.double: Any = None
        self._telling: Telling | None = None

    @property
    def telling(self) -> Telling:
        """The story it tells. Raises LookupError before one was chosen."""
        if self._telling is None:
            raise LookupError("no story was chosen yet")
        return self._telling

    @telling.setter
    def telling(self, telling: Telling) -> None:
        self._telling = telling

    def fresh(self) -> Any:
        """The record as the database has it now: others may have written to it since."""
        self.record = registry.get(self.record.type).model._default_manager.get(pk=self.record.pk)
        return self.record

    def scene(self, actor: Person, at: dt.datetime, procedure: Procedure | None = None, **more: Any) -> Scene:
        """What ``actor`` knows at ``at``."""
        law = procedure or procedure_of(self.record)
        return Scene(
            law, self.book, self.plot, self.telling, self.hours, self.rng, actor, at, record=self.record, **more
        )

    def sign(self, at: dt.datetime, verdict: str = "signed", reason: str = "") -> None:
        """One signature (or 退回) under the step that waits, by someone who may give it."""
        record = self.record
        step = procedure_of(record).flow.steps[record.awaiting]
        given = signing.open_proposal(record).signatures.filter(verdict="signed")
        demand = open_demands(record, step, given)[0]
        unit = Unit.objects.get(pk=demand.unit_id) if demand.unit_id else None

        def act(one: Person) -> Any:
            seen = record.version
            return flow.sign(record, one, seen=seen, at=at, method="password", verdict=verdict, reason=reason)

        self.record = self.desk.do(self.desk.order(record, demand.roles, at, unit), act, f"sign:{step.name}")

    def reason(self, move: Move, name: str) -> str:
        """Why: the move's own words, the story's when its measures failed, or one of the book's for that deed."""
        own = self.telling.story.again.get("reason", "") if name in ("again", "reopen") else ""
        usual = self.book.reasons.get(name) or self.book.reasons["usual"]
        return self.telling.put_in(move.reason or own or self.rng.choice(usual))

    @contextmanager
    def at_the_door(self, what: str) -> Iterator[None]:
        """Do a deed within. Raises Stuck when it is refused: a plot that cannot be played is a fault of the plot."""
        try:
            yield
        except (Refused, LookupError) as refused:
            number = self.record.number if self.record is not None else "new"
            where = f"{self.plot.type} {self.plot.name}, {self.telling.story.key}, {number}"
            raise Stuck(f"{where}: {what}: {refused}") from refused
