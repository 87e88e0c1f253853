"""The ``[flow]`` of a procedure file: states, steps, and what a step starts, raises, copies and asks to sign."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.utils.translation import gettext as _

from huiyin.calendars.convention import CHOICES as CONVENTIONS
from huiyin.packs.faults import meant
from huiyin.packs.shape import PHASES, RAISE_RULES, Copy, Due, Escalation, Flow, Label, Raise, Sign, State, Step
from huiyin.packs.table import Table, kind_word

SINCE = ("received", "now")
OPENING = Label(zh="登记", en="Register", hant="登記")

Part = TypeVar("Part")


def read_flow(table: Table, opens: tuple[str, ...]) -> Flow:
    """The flow; ``opens`` are the roles that may register."""
    initial = table.name("initial", required=True)
    opening = read_opening(table.table("opening"), initial, opens)
    states = {name: read_state(name, inner) for name, inner in table.table("states").each()}
    steps = {name: read_step(name, inner) for name, inner in table.table("steps").each()}
    if not states:
        table.note("states", _("a flow needs states"))
    table.end()
    return Flow(initial=initial, states=states, steps=steps, opening=opening)


def read_state(name: str, table: Table) -> State:
    """One state with its phase of life."""
    phase = _one_of(table, "phase", PHASES)
    state = State(
        name=name,
        label=table.label("label", required=True),
        phase=phase or "open",
        pauses=table.names("pauses"),
        clause=table.text("clause"),
    )
    if not phase and "phase" not in table:
        table.note("phase", _("is missing; it is one of %(names)s") % {"names": ", ".join(PHASES)})
    table.end()
    return state


def read_opening(table: Table, initial: str, opens: tuple[str, ...]) -> Step:
    """What registering asks, starts, raises, copies and marks."""
    step = Step(
        name="open",
        label=table.label("label") or OPENING,
        sources=(),
        to=initial,
        roles=opens,
        needs=table.names("needs"),
        asks=table.names("asks"),
        guards=table.names("guards"),
        effects=table.names("effects"),
        starts=_each(table, "starts", read_due),
        raises=_each(table, "raises", read_raise),
        copies=_each(table, "copies", read_copy),
        marks=table.names("marks"),
        hint=table.label("hint"),
        clause=table.text("clause"),
    )
    table.end()
    return step


def read_step(name: str, table: Table) -> Step:
    """One step."""
    proof, proof_field, proof_codes, proof_clause = read_proof(table)
    step = Step(
        name=name,
        label=table.label("label", required=True),
        sources=table.names("from"),
        to=table.name("to", required=True),
        roles=table.names("roles"),
        of=table.text("of"),
        needs=table.names("needs"),
        asks=table.names("asks"),
        sets=table.plain("sets"),
        clears=table.names("clears"),
        guards=table.names("guards"),
        effects=table.names("effects"),
        signs=_each(table, "signs", read_sign),
        starts=_each(table, "starts", read_due),
        meets=table.names("meets"),
        drops=table.names("drops"),
        raises=_each(table, "raises", read_raise),
        marks=table.names("marks"),
        copies=_each(table, "copies", read_copy),
        reason=table.flag("reason"),
        proof=proof,
        proof_field=proof_field,
        proof_codes=proof_codes,
        proof_clause=proof_clause,
        new_round=table.flag("new_round"),
        beside=table.flag("beside"),
        primary=table.flag("primary"),
        back=table.flag("back"),
        hint=table.label("hint"),
        clause=table.text("clause"),
    )
    table.end()
    return step


def read_proof(table: Table) -> tuple[bool, str, tuple[str, ...], str]:
    """``proof = true``, or ``{ field, codes, clause }`` to demand an attachment only then."""
    value = table.content.get("proof")
    if not isinstance(value, dict):
        return table.flag("proof"), "", (), ""
    inner = table.table("proof")
    found = False, inner.name("field"), inner.names("codes"), inner.text("clause")
    inner.end()
    return found


def read_sign(table: Table) -> Sign:
    """A demand for signatures."""
    sign = Sign(
        any=table.names("any"),
        all=table.names("all"),
        each_of=table.text("each_of"),
        role=table.text("role"),
        not_by=table.names("not_by"),
        meaning=table.label("meaning"),
        field=table.text("field"),
        codes=table.names("codes"),
        clause=table.text("clause"),
    )
    table.end()
    return sign


def read_due(table: Table) -> Due:
    """A clock. ``per = { field = "severity", A = "48h", B = "none" }`` holds the field and an amount per code."""
    per = table.plain("per")
    field = str(per.pop("field", ""))
    if table.content.get("per") and not field:
        table.note("per.field", _("is missing"))
    for code, amount in per.items():
        if not isinstance(amount, str):
            table.note(f"per.{code}", _("a text is wanted here, not %(what)s") % {"what": kind_word(amount)})
    since = table.text("since", "received")
    if since not in SINCE and not since.startswith("field:"):
        table.note("since", _("is one of %(names)s, or field:<name>") % {"names": ", ".join(SINCE)})
    due = Due(
        name=table.name("name", required=True),
        label=table.label("label", required=True),
        within=table.text("within"),
        field=field,
        per={code: str(amount) for code, amount in per.items()},
        since=since,
        by_field=table.text("by_field"),
        soft=table.flag("soft"),
        own=table.flag("own", True),
        roll=_one_of(table, "roll", CONVENTIONS["roll"]) or "keep",
        day_zero=table.flag("day_zero", True),
        due_at=_one_of(table, "due_at", CONVENTIONS["due_at"]) or "closing",
        late_receipt=_one_of(table, "late_receipt", CONVENTIONS["late_receipt"]) or "same_day",
        warn=table.names("warn"),
        escalate=_each(table, "escalate", read_escalation),
        role=table.text("role"),
        clause=table.text("clause"),
    )
    if not (due.within or due.per or due.by_field):
        table.note("within", _("the clock has no length: give within, per or by_field"))
    table.end()
    return due


def read_escalation(table: Table) -> Escalation:
    """Who is told when a clock is how late."""
    found = Escalation(after=table.text("after", required=True), role=table.text("role", required=True))
    table.end()
    return found


def read_raise(table: Table) -> Raise:
    """A child record a step opens."""
    found = Raise(
        type=table.name("type", required=True),
        rule=_one_of(table, "rule", RAISE_RULES) or "always",
        rows=table.text("rows"),
        field=table.text("field"),
        codes=table.names("codes"),
        clause=table.text("clause"),
    )
    table.end()
    return found


def read_copy(table: Table) -> Copy:
    """Who is told of a step."""
    found = Copy(
        roles=table.names("roles"),
        units_of=table.text("units_of"),
        field=table.text("field"),
        codes=table.names("codes"),
        clause=table.text("clause"),
    )
    table.end()
    return found


def _each(table: Table, key: str, read: Callable[[Table], Part]) -> tuple[Part, ...]:
    return tuple(read(inner) for inner in table.tables(key))


def _one_of(table: Table, key: str, names: tuple[str, ...]) -> str:
    value = table.text(key)
    if value and value not in names:
        table.note(key, _("“%(name)s” is not known%(hint)s") % {"name": value[:60], "hint": meant(value, names)})
        return ""
    return value
