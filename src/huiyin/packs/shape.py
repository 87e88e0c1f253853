"""What a rulebook is: the frozen shape every face reads.

Pure data. ``read`` makes it from TOML, ``adopt`` freezes it, the kernel obeys it. A procedure is complete by
itself: the firm's words, roles and language are folded in when it is read, so one stored body governs one record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made

from django.utils.translation import get_language

PHASES = ("draft", "open", "waiting", "done", "void")
"""Phases of life are code: reports count them, whatever a firm calls its states."""

FIELD_KINDS = (
    "text", "long", "number", "date", "moment", "flag", "choice", "choices", "person", "unit", "units",
    "drawing",
)  # fmt: skip
"""Kinds an extra field may have; a room's own columns map onto the same list."""

DUTY_ANCHORS = ("year", "in_force", "since")
EVERY_CUSTOMER, KEY_CUSTOMERS = "all", "key"
"""What ``customers`` of a duty may hold besides class codes."""

RAISE_RULES = ("always", "decided", "per", "row")


@dataclass(frozen=True, slots=True)
class Label:
    """One name in three languages; ``str()`` answers in the reader's."""

    zh: str
    en: str = ""
    hant: str = ""

    def text(self, language: str | None) -> str:
        """The label in ``language`` (a Django language code); Chinese when that one is missing."""
        code = (language or "zh-hans").lower()
        if code.startswith("en"):
            return self.en or self.zh
        if code.startswith(("zh-hant", "zh-tw", "zh-hk")):
            return self.hant or self.zh
        return self.zh

    def __str__(self) -> str:
        return self.text(get_language())

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)


NO_LABEL = Label("")


@dataclass(frozen=True, slots=True)
class Role:
    """A role by code. ``reads`` lists the record types it may read beyond those it acts in; ``*`` is all."""

    code: str
    label: Label
    reads: tuple[str, ...] = ()
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One code of a list. ``under`` names the parent list's code it belongs to; a retired code stays readable."""

    code: str
    label: Label
    under: str = ""
    retired: bool = False
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """What the procedure says of one field: an own column relabelled, hidden, required, or an extra one.

    ``kind`` is empty for a room's own column. ``under`` names the field whose choice narrows this one's list.
    ``writers`` are the only roles that may fill it, by a step or by correction; empty is everyone who is asked.
    """

    name: str
    label: Label = NO_LABEL
    kind: str = ""
    hint: Label = NO_LABEL
    hidden: bool = False
    under: str = ""
    limit: int = 0
    personal: bool = False
    writers: tuple[str, ...] = ()
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """Who must sign before a step fires. Exactly one of ``any``, ``all``, ``each_of`` is given.

    ``any``/``all`` list role codes; ``each_of`` names a ``units`` field, each of whose units signs through a
    holder of ``role`` (会签). ``not_by`` may hold ``doer`` and ``opener``. ``per`` limits the demand to records
    whose field ``field`` holds one of ``codes``.
    """

    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    each_of: str = ""
    role: str = ""
    not_by: tuple[str, ...] = ()
    meaning: Label = NO_LABEL
    field: str = ""
    codes: tuple[str, ...] = ()
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Escalation:
    """Tell ``role`` when the due is ``after`` late (an amount; negative is before)."""

    after: str
    role: str


@dataclass(frozen=True, slots=True)
class Due:
    """A clock a step starts.

    ``within`` is an amount (``48h``, ``3wd``, ``-15min``); ``per`` is a lookup: one field, its choice codes, an
    amount each (``none`` = no clock). ``since`` says the instant counted from: ``received``, ``now``, or
    ``field:<name>``. ``by_field`` takes the due from a field the customer's date stands in; ``within`` and ``per``,
    where they are given too, hold while that field is empty. ``own`` lets a customer's own amount win over them.
    ``roll``, ``day_zero``, ``due_at`` and ``late_receipt`` are the calendars.convention.
    """

    name: str
    label: Label
    within: str = ""
    field: str = ""
    per: Mapping[str, str] = made(default_factory=dict)
    since: str = "received"
    by_field: str = ""
    soft: bool = False
    own: bool = True
    roll: str = "keep"
    day_zero: bool = True
    due_at: str = "closing"
    late_receipt: str = "same_day"
    warn: tuple[str, ...] = ()
    escalate: tuple[Escalation, ...] = ()
    role: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Raise:
    """A child record a step opens: ``always``, ``decided`` (the doer says, with a reason), ``per`` a code, or one for
    each ``row`` of the lines ``rows`` whose column ``field`` holds one of ``codes``."""

    type: str
    rule: str = "always"
    rows: str = ""
    field: str = ""
    codes: tuple[str, ...] = ()
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """抄送: who is told, by role or by the units a field holds; ``field``/``codes`` limit it to a class."""

    roles: tuple[str, ...] = ()
    units_of: str = ""
    field: str = ""
    codes: tuple[str, ...] = ()
    clause: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """Where a record can be. ``pauses`` names clocks that stand still there."""

    name: str
    label: Label
    phase: str
    pauses: tuple[str, ...] = ()
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One deed the procedure allows: a button, an endpoint, a form, a box in the chart, a line in the trail.

    ``roles`` may fire it; with ``of`` (a ``units`` field) only for a unit in that field's list, once each.
    ``holder`` restricts it to the person the record was handed to when there is one. ``needs`` are required and
    ``asks`` optional fields; ``sets`` are fixed values the step writes; ``clears`` are emptied (their old value
    stays in the trail). ``proof`` demands an attachment; with ``proof_field`` only when that field holds one of
    ``proof_codes``. ``beside``: while it waits for its signatures the record goes on.
    """

    name: str
    label: Label
    sources: tuple[str, ...]
    to: str
    roles: tuple[str, ...]
    of: str = ""
    needs: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    sets: Mapping[str, object] = made(default_factory=dict)
    clears: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    signs: tuple[Sign, ...] = ()
    starts: tuple[Due, ...] = ()
    meets: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()
    raises: tuple[Raise, ...] = ()
    marks: tuple[str, ...] = ()
    copies: tuple[Copy, ...] = ()
    reason: bool = False
    proof: bool = False
    proof_field: str = ""
    proof_codes: tuple[str, ...] = ()
    proof_clause: str = ""
    new_round: bool = False
    beside: bool = False
    primary: bool = False
    back: bool = False
    hint: Label = NO_LABEL
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """States and steps; ``opening`` holds what registering itself starts, raises, copies and marks."""

    initial: str
    states: Mapping[str, State]
    steps: Mapping[str, Step]
    opening: Step

    def from_state(self, state: str) -> tuple[Step, ...]:
        """The steps that leave ``state``, in the order the procedure wrote them."""
        return tuple(step for step in self.steps.values() if state in step.sources)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the firm's register: a field's name, its heading there and its width in characters."""

    name: str
    label: Label = NO_LABEL
    width: int = 0


@dataclass(frozen=True, slots=True)
class Ledger:
    """The firm's 一览表: heading, form number and revision, columns in the paper's order."""

    title: Label
    form: str = ""
    columns: tuple[Column, ...] = ()
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A block of the sheet as the paper has it."""

    title: Label
    fields: tuple[str, ...]
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Print:
    """A printed form: template name, form number and revision for the foot."""

    name: str
    label: Label
    template: str
    form: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Keep:
    """How long, from which milestone, by whom (unit or role code)."""

    years: int
    since: str = "closed"
    custodian: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """What must happen again: a record of ``type`` opens by itself once in every period ``every`` (``6mo``, ``1y``).

    ``customers`` is empty (one for the firm), ``all``, ``key``, or class codes: one for each such customer.
    Periods are counted from ``anchor``: the first of January (``year``), the day the duty came in force
    (``in_force``), or the customer's ``since``. With ``at_least`` a record opened or closed sooner moves the next due
    on. The record opens ``ahead`` of the due, in the name of ``role``; a due on a day off goes to where ``roll`` says.
    ``sets`` are fixed values it opens with; ``done`` is the milestone that fulfils it before its record is closed.
    """

    name: str
    label: Label
    type: str
    every: str
    role: str
    at_least: bool = False
    customers: tuple[str, ...] = ()
    anchor: str = "year"
    ahead: str = "1mo"
    roll: str = "previous"
    sets: Mapping[str, object] = made(default_factory=dict)
    done: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of the controlled text, in our own words, as shown beside a demand."""

    id: str
    text: Label


@dataclass(frozen=True, slots=True)
class Procedure:
    """One record type's whole rule, tied to one revision of its controlled document."""

    type: str
    pack: str
    title: Label
    form: str
    document: str
    revision: str
    document_title: Label
    number: str
    flow: Flow
    opens: tuple[str, ...]
    opens_needs: tuple[str, ...]
    opens_asks: tuple[str, ...]
    roles: Mapping[str, Role]
    choices: Mapping[str, Mapping[str, Choice]]
    fields: Mapping[str, Field]
    sections: tuple[Section, ...]
    ledger: Ledger
    keep: Keep
    words: Mapping[str, Label]
    readers: tuple[str, ...] = ()
    prints: Mapping[str, Print] = made(default_factory=dict)
    clauses: Mapping[str, Clause] = made(default_factory=dict)
    duties: tuple[Duty, ...] = ()
    targets: Mapping[str, Mapping[str, float]] = made(default_factory=dict)
    aliases: tuple[Label, ...] = ()
    correctors: tuple[str, ...] = ()
    voiders: tuple[str, ...] = ()
    rebasers: tuple[str, ...] = ()
    extenders: tuple[str, ...] = ()
    extension_approvers: tuple[str, ...] = ()
    owner: str = ""
    language: str = "zh-hans"
    calendar: str = "CN"
    company: Label = NO_LABEL

    def step(self, name: str) -> Step | None:
        """The step of that name, or nothing."""
        return self.flow.steps.get(name)

    def state(self, name: str) -> State:
        """The state of that name. Raises KeyError: a record is never in a state its version lacks."""
        return self.flow.states[name]

    def extras(self) -> tuple[Field, ...]:
        """Fields only this firm has, kept in the record's JSON column."""
        return tuple(one for one in self.fields.values() if one.kind)
