"""Deeds beside the flow: papers, copies, hand-overs, later dates, corrections, doubles, what is struck out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from huiyin.demo import papers
from huiyin.demo.hours import DAY
from huiyin.demo.market import keeper_of
from huiyin.demo.record import Underway
from huiyin.demo.shelf import Move
from huiyin.kernel import amend, attachments, extending, passing
from huiyin.kernel.policy import procedure_of
from huiyin.kernel.turns import mine, of_the_record
from huiyin.parties.card import change_card
from huiyin.parties.models import Customer
from huiyin.people.models import Person

COPIED = ("shen", "zhao", "cao", "qin", "mei", "fang")
"""Sign-in names of people a record is copied to by hand now and then."""


def attach(way: Underway, move: Move, at: dt.datetime) -> None:
    """A picture, a measuring report or what the customer wrote."""
    record = way.record
    name, content = papers.paper(way.telling, move.reason or "", record.attachments.count(), record.number, at)
    candidates = way.desk.order(record, procedure_of(record).opens, at) or [record.opened_by]
    way.desk.do(candidates, lambda one: attachments.attach(record, one, name, content, at=at), "attach")


def proof(way: Underway, at: dt.datetime) -> None:
    """What a step wants to see, when it is not there yet."""
    if not way.record.attachments.filter(withdrawn_at=None).exists():
        attach(way, Move(do="attach", reason="letter"), at)


def copy(way: Underway, move: Move, at: dt.datetime) -> None:
    """抄送 by hand, to two colleagues."""
    persons = list(Person.objects.filter(username__in=way.rng.sample(COPIED, k=2)).order_by("pk"))
    record = way.record
    candidates = _whose(way, at)
    way.desk.do(candidates, lambda one: passing.copy_to(record, one, persons, seen=record.version, at=at), "copy")


def hand_over(way: Underway, move: Move, at: dt.datetime) -> None:
    """转办: to another who holds the same role, here or else at another window."""
    record = way.record
    turns = of_the_record(record.turns.all()).exclude(role="").order_by("pk")
    roles = list(dict.fromkeys(turns.values_list("role", flat=True)))
    pools = [way.desk.order(record, (role,), at) for role in roles]
    people = next((pool for pool in pools if len(pool) > 1), None) or way.desk.elsewhere(roles[0], pools[0], at)
    reason = way.reason(move, "hand_over")

    def act(one: Person) -> Any:
        to = next(other for other in reversed(people) if other.pk != one.pk)
        return passing.hand_over(record, one, to, reason, seen=record.version, at=at)

    way.desk.do(people, act, "hand_over")


def amend_card(way: Underway, move: Move, at: dt.datetime) -> None:
    """What the customer let us know goes on his card at once, with where it came from (SM-5.2c)."""
    customer = Customer.objects.get(pk=way.record.customer_id)
    keeper = keeper_of(way.record.unit, at=at)
    change_card(customer, keeper, dict(move.give), source=move.reason, seen=customer.version, at=at)


def extend(way: Underway, move: Move, at: dt.datetime) -> None:
    """A later date for a running clock, asked for where the procedure wants an approver; its first date stays known."""
    record = way.record
    due = extending.running(record, move.due)
    until = way.hours.at(way.hours.minutes(max(due.due_at, at)) + move.days * DAY)
    reason = way.reason(move, "extend")
    candidates = way.desk.order(record, procedure_of(record).extenders, at)

    def act(one: Person) -> Any:
        return extending.extend(record, move.due, one, until=until, reason=reason, seen=record.version, at=at)

    way.desk.do(candidates, act, "extend")


def grant(way: Underway, move: Move, at: dt.datetime) -> None:
    """The later date that was asked for is granted."""
    _answer(way, True, "", at)


def keep_date(way: Underway, move: Move, at: dt.datetime) -> None:
    """The later date that was asked for is declined: the date stays."""
    _answer(way, False, way.reason(move, "keep_date"), at)


def _answer(way: Underway, granted: bool, reason: str, at: dt.datetime) -> None:
    record = way.record
    for asked in extending.waiting(record):
        candidates = way.desk.order(record, procedure_of(record).extension_approvers, at)

        def act(one: Person, asked: Any = asked) -> Any:
            return extending.answer(asked, one, granted, reason, seen=record.version, at=at)

        way.desk.do(candidates, act, "answer an extension")


def correct(way: Underway, move: Move, at: dt.datetime) -> None:
    """Something was written wrong: the new value, with the reason."""
    record = way.record
    changes = {name: way.telling.put_in(str(value)) for name, value in move.give.items()}
    reason = way.reason(move, "correct")
    candidates = way.desk.order(record, procedure_of(record).correctors, at)

    def act(one: Person) -> Any:
        return amend.correct(record, one, changes, reason, seen=record.version, at=at)

    way.desk.do(candidates, act, "correct")


def void(way: Underway, move: Move, at: dt.datetime) -> None:
    """It should never have been registered; its number stays."""
    record = way.record
    reason = way.reason(move, "void")
    candidates = way.desk.order(record, procedure_of(record).voiders, at)
    way.desk.do(candidates, lambda one: amend.void(record, one, reason, seen=record.version, at=at), "void")


def merge(way: Underway, move: Move, at: dt.datetime) -> None:
    """The same word was registered twice: the second goes into this one."""
    record = way.record
    double = way.double
    reason = way.reason(move, "merge")
    candidates = way.desk.order(record, procedure_of(record).correctors, at)
    seen = double.version
    way.desk.do(candidates, lambda one: amend.merge(double, record, one, reason, seen=seen, at=at), "merge")


def decline(way: Underway, move: Move, at: dt.datetime) -> None:
    """退回: whoever should sign sends it back."""
    way.sign(at, "refused", way.reason(move, "decline"))


def take_back(way: Underway, move: Move, at: dt.datetime) -> None:
    """Whoever filed a step takes it back before it is signed."""
    record = way.record
    by = record.proposals.get(settled_at=None).by
    amend.take_back(record, by, way.reason(move, "take_back"), seen=record.version, at=at)


def _whose(way: Underway, at: dt.datetime) -> list[Person]:
    """Whose turn it is, the one in charge first; else whoever registered it."""
    record = way.record
    roles = list(dict.fromkeys(turn.role for turn in of_the_record(record.turns.all()).exclude(role="").order_by("pk")))
    found = [one for one in way.desk.order(record, roles, at) if mine(one, at=at).filter(record_id=record.pk).exists()]
    return found or [record.opened_by]


DEEDS: dict[str, Callable[[Underway, Move, dt.datetime], None]] = {
    "amend_card": amend_card, "attach": attach, "copy": copy, "hand_over": hand_over, "extend": extend,
    "correct": correct, "void": void, "merge": merge, "decline": decline, "take_back": take_back, "grant": grant,
    "keep_date": keep_date,
}  # fmt: skip
"""What a plot's ``do`` may name, besides ``sign``, ``await`` and ``twin``."""
