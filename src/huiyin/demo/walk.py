"""One record's way: opened, moved step by step through the door, each thing at its own hour."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Generator
from random import Random
from typing import Any

from huiyin.demo import beside
from huiyin.demo.hours import DAY, MINUTE, Hours
from huiyin.demo.record import Underway
from huiyin.demo.shelf import Book, Move, Plot
from huiyin.demo.telling import Teller
from huiyin.demo.values import fill
from huiyin.demo.who import FORBIDDEN, window_of
from huiyin.kernel import flow, links, registry
from huiyin.kernel.deed import holds_code, unit_codes
from huiyin.kernel.errors import Refused
from huiyin.kernel.fields import asked, step_fields
from huiyin.kernel.policy import procedure_of
from huiyin.packs.adopt import in_force, load
from huiyin.packs.shape import Step
from huiyin.parties.models import Customer
from huiyin.people.models import Person, Unit

Way = Generator[dt.datetime, dt.datetime, Any]
"""What the stage plays: it says when it goes on, and is told when that hour has come."""
WAIT = 240
"""Working minutes before somebody looks again whether a child is closed."""
PATIENCE = 8
"""Working days a step waits for somebody who may take it."""
AWAY = 0.12
"""The share of customers' words that come in by night and are registered on the next working day."""


class Walk(Underway):
    """One record on its way. ``send_off`` tells the stage of another that begins: a child, or a double."""

    def __init__(
        self, plot: Plot, book: Book, hours: Hours, rng: Random, teller: Teller,
        send_off: Callable[[Walk, dt.datetime], None],
    ) -> None:  # fmt: skip
        super().__init__(plot, book, hours, rng)
        self.teller, self.send_off = teller, send_off
        self._children: set[int] = set()

    def play(self, at: dt.datetime) -> Way:
        """From the opening at ``at`` (or from the first move, when it was opened already) to the plot's last move."""
        if self.record is None:
            self.open(at)
        for number, move in enumerate(self.plot.moves):
            if move.do == "await":
                at = yield from self._children_closed(at)
            elif move.do == "sign":
                at = yield from self._signed(at, move)
            elif move.do:
                at = yield self._hour(move.do, move, at)
                self._beside(move, at)
            else:
                at = yield from self._step(move, at)
                at = yield from self._signed(at, move, unless=self.plot.moves[number + 1 :])

    def open(self, at: dt.datetime) -> None:
        """Register the record at ``at``. Raises Stuck when no story fits or the door refuses."""
        received = self._received(at)
        if self._telling is None:
            named = Customer.objects.filter(code=self.plot.give.get("customer", "")).first()
            self.telling = self.teller.tell(self.plot, received, self.rng, customer=named)
        with self.at_the_door("open"):
            self.record = self._open({}, received, at)

    def _open(self, more: Any, received: dt.datetime, at: dt.datetime) -> Any:
        version = in_force(self.plot.type, at.astimezone(self.hours.zone).date())
        if version is None:
            raise LookupError(f"no procedure for {self.plot.type}")
        procedure = load(version)
        unit = Unit.objects.get(code=self.plot.opener) if self.plot.opener else window_of(self.telling.customer)
        actor = self.desk.opener(procedure.opens, unit, at)
        specs = asked(procedure, registry.get(self.plot.type), procedure.opens_needs, procedure.opens_asks)
        scene = self.scene(actor, at, procedure)
        scene.record = None  # a double is opened by someone who does not know of the first
        said = fill(specs, scene) | more | {"received_at": received.isoformat()}
        said = {name: value for name, value in said.items() if name in {spec.name for spec in specs}}
        return flow.open_record(self.plot.type, actor, said, at=at, received_at=received)

    def _received(self, at: dt.datetime) -> dt.datetime:
        if self.rng.random() >= AWAY:
            return at - dt.timedelta(minutes=self.rng.randint(3, 75))
        evening = at.astimezone(self.hours.zone).replace(hour=18, minute=0) - dt.timedelta(days=1)
        return evening + dt.timedelta(minutes=self.rng.randint(0, 210))

    def _hour(self, name: str, move: Move, at: dt.datetime, share: int = 1) -> dt.datetime:
        """When the next thing is done; ``share`` departments work at it side by side."""
        if move.until:
            return max(at + MINUTE, getattr(self.record, move.until) + move.minutes * MINUTE)
        least, most = self.book.hours.get(name, self.book.hours["usual"])
        return self.hours.later(at, self.rng.uniform(least, most) * 60 * self.plot.pace * move.pace / share)

    def _step(self, move: Move, at: dt.datetime) -> Way:
        step = procedure_of(self.record).flow.steps[move.step]
        departments = unit_codes(self.record, step.of) if step.of else [""]
        for code in departments[: move.only or None]:
            at = yield self._hour(step.name, move, at, share=len(departments))
            unit = Unit.objects.get(code=code) if code else None
            at = yield from self._fired(step, move, at, unit)
            self._follow_children(step, at)
        return at

    def _fired(self, step: Step, move: Move, at: dt.datetime, unit: Unit | None) -> Way:
        """The step, taken as soon as somebody is there who may: who alone may evaluate what another did can be away."""
        for _day in range(PATIENCE):
            try:
                self.record = self._fire(step, move, at, unit)
            except Refused as refused:
                if refused.status != FORBIDDEN:
                    break
                at = yield self.hours.later(at, DAY)
                self.fresh()
            except LookupError:
                break
            else:
                return at
        with self.at_the_door(step.name):
            self.record = self._fire(step, move, at, unit)
        return at

    def _fire(self, step: Step, move: Move, at: dt.datetime, unit: Unit | None) -> Any:
        said_here = step.proof_field in (*step.needs, *step.asks)  # then nobody knows yet whether papers are needed
        held = step.proof_field and holds_code(self.record, step.proof_field, step.proof_codes)
        if step.proof or held or (step.proof_field and said_here):
            beside.proof(self, at)
            self.fresh()
        record = self.record
        specs = step_fields(procedure_of(record), registry.get(record.type), step)
        happened = max(at - dt.timedelta(hours=move.hours_ago), record.received_at) if move.hours_ago else None
        why = self.reason(move, step.name) if step.reason or move.reason else ""
        decided = self._decided(step, move)

        def act(one: Person) -> Any:
            data = fill(specs, self.scene(one, at, step=step, move=move, unit=unit))
            return flow.fire(
                record, step.name, one, data, seen=record.version, at=at, happened_at=happened, reason=why,
                decided=decided,
            )  # fmt: skip

        return self.desk.do(self.desk.order(record, step.roles, at, unit), act, "" if unit else step.roles[0])

    def _decided(self, step: Step, move: Move) -> dict[str, Any]:
        answers: dict[str, Any] = {}
        for rule in step.raises:
            if rule.rule == "decided":
                reason = "" if rule.type in move.opens else self.rng.choice(self.book.reasons[f"no_{rule.type}"])
                answers[rule.type] = {"open": not reason, "reason": reason}
        return answers

    def _follow_children(self, step: Step, at: dt.datetime) -> None:
        if not step.raises or self.record.awaiting:
            return
        for child in links.children(self.record):
            if child.pk not in self._children:
                self._children.add(child.pk)
                plot = self.book.plot(child.type, self.plot.children.get(child.type, "closed"))
                walk = Walk(plot, self.book, self.hours, self.rng, self.teller, self.send_off)
                walk.record, walk.telling = registry.whole(child), self.telling
                self.send_off(walk, at)

    def _children_closed(self, at: dt.datetime) -> Way:
        while any(child.phase not in ("done", "void") for child in links.children(self.record)):
            at = yield self.hours.later(at, WAIT)
        return at

    def _signed(self, at: dt.datetime, move: Move, unless: tuple[Move, ...] | None = None) -> Way:
        """Every signature the waiting step asks for; none when the plot ends here or says itself what comes."""
        if unless is not None and (not unless or unless[0].do in ("sign", "decline", "take_back", "stop")):
            return at
        while self.record.awaiting:
            step = procedure_of(self.record).flow.steps[self.record.awaiting]
            at = yield self._hour("sign", move, at)
            with self.at_the_door(f"sign {step.name}"):
                self.sign(at)
            self._follow_children(step, at)
        return at

    def _beside(self, move: Move, at: dt.datetime) -> None:
        self.fresh()
        with self.at_the_door(move.do):
            if move.do == "twin":
                self.double = self._open(move.give, at - dt.timedelta(minutes=30), at)
            elif move.do != "stop":
                beside.DEEDS[move.do](self, move, at)
        self.fresh()
