"""Walks any record of any type to any state through real steps: no test sets a state by hand."""

from __future__ import annotations

import datetime as dt
import json
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from huiyin.calendars import days
from huiyin.calendars.models import WorkCalendar
from huiyin.kernel import attachments, flow, policy, registry, signing
from huiyin.kernel.errors import Invalid, Refused
from huiyin.kernel.fields import FieldSpec, asked, step_fields
from huiyin.kernel.lines import rows_of
from huiyin.kernel.models import Record
from huiyin.packs.adopt import adopt
from huiyin.packs.freeze import plain
from huiyin.packs.models import ProcedureVersion
from huiyin.packs.read import read_pack
from huiyin.packs.shape import Procedure, Step
from huiyin.people.holding import holdings
from huiyin.people.memory import forget, remembering
from huiyin.people.models import Person
from tests.cast import AT, SINCE, Cast

PACKS = tuple(sorted(
    file.parent.relative_to(settings.PACKS).as_posix()
    for file in Path(settings.PACKS).rglob("company.toml") if len(list(file.parent.glob("*.toml"))) > 1
))  # fmt: skip
"""Every shipped pack that holds a procedure."""
GENERIC = "generic/1.0"
"""The pack that has a procedure for every type."""
COURSE = (
    "flow", "opens", "opens_needs", "opens_asks", "fields", "readers", "duties", "correctors", "voiders", "rebasers",
    "extenders", "extension_approvers", "owner", "calendar",
)  # fmt: skip
"""What of a procedure decides how a record goes."""
MINUTE = dt.timedelta(minutes=1)


@cache
def procedures(pack: str) -> tuple[Procedure, ...]:
    """A shipped pack, read once for the whole run."""
    return tuple(read_pack(Path(settings.PACKS) / pack))


_stored: dict[tuple[str, str], dict[str, Any]] = {}
"""What adopting wrote, by pack and type."""


def adopt_pack(pack: str, types: tuple[str, ...] = ()) -> dict[str, ProcedureVersion]:
    """Put a shipped pack in force for the cast's firm, with the State's calendar.

    The first time in a process through the program's own door; after that what the door wrote is written again.
    """
    if not WorkCalendar.objects.filter(code=days.STATE).exists():
        days.seed(at=AT)
    rows = [_copy(pack, one) for one in procedures(pack) if not types or one.type in types]
    ProcedureVersion.objects.bulk_create([row for row in rows if row.pk is None])
    forget()
    return {row.type: row for row in rows}


def _copy(pack: str, one: Procedure) -> ProcedureVersion:
    """A row of a procedure in force, not written yet; the first one is adopted, and so it is written."""
    known = _stored.get((pack, one.type))
    if known is not None:
        return ProcedureVersion(**known)
    row = adopt(one, by=None, at=AT - dt.timedelta(days=400), effective_from=SINCE, reason="in force")
    fields = [field.attname for field in ProcedureVersion._meta.concrete_fields if not field.primary_key]
    _stored[pack, one.type] = {name: getattr(row, name) for name in fields}
    return row


def adopt_for(pack: str, name: str) -> Procedure:
    """Put in force what a record of this type lives under: its procedure, and those of all it may raise."""
    every = {one.type: one for one in procedures(pack)}
    wanted, more = set(), [name]
    while more:
        wanted.add(kind := more.pop())
        steps = (every[kind].flow.opening, *every[kind].flow.steps.values())
        raised = {rule.type for step in steps for rule in step.raises} | {duty.type for duty in every[kind].duties}
        more += sorted(raised & every.keys() - wanted)
    adopt_pack(pack, tuple(wanted))
    return every[name]


def every_case() -> list[tuple[str, str]]:
    """Each shipped procedure: (pack, type)."""
    return [(pack, one.type) for pack in PACKS for one in procedures(pack)]


@cache
def samples(type_name: str) -> dict[str, Callable[[Any, Any], Any]]:
    """What a room says a right entry is, where a plain sample would be refused (quantities that must balance).

    Such a room has ``tests/samples.py`` with ``SAMPLES``: field -> function of walker and record (or nothing).
    """
    name = f"huiyin.records.{type_name}.tests.samples"
    there = bool(type_name) and find_spec(name.rpartition(".")[0]) is not None and find_spec(name) is not None
    return import_module(name).SAMPLES if there else {}


def one_of_each_type() -> list[tuple[str, str]]:
    """One shipped procedure of each type, the generic one: for promises kept by code, whatever a procedure says."""
    return [(pack, name) for pack, name in every_case() if pack == GENERIC]


def one_of_each_course() -> list[tuple[str, str]]:
    """Each shipped procedure but those that only give others' words to a course another one has: the generic first."""
    found = {course(one): (pack, one.type) for pack in sorted(PACKS, key=GENERIC.__eq__) for one in procedures(pack)}
    return sorted(found.values())


def course(procedure: Procedure) -> str:
    """What a procedure does, without what it says: two with the same course differ in words, papers, lists and in who
    else may read them.

    Kept are states, steps, rights, fields, duties; of a list, what its first code is (that is what a walk chooses):
    every other code that does something is named by a step, and so it is kept there.
    """
    plain_one = plain(procedure)
    kept = {name: _wordless(plain_one.get(name)) for name in COURSE}
    lists = [(name, next(iter(codes), ""), len(codes) > 1) for name, codes in procedure.choices.items()]
    return json.dumps([procedure.type, kept, sorted(procedure.roles), sorted(lists)], sort_keys=True)


def _wordless(said: Any) -> Any:
    """A frozen thing without its labels and clauses."""
    if isinstance(said, dict):
        label = said.keys() <= {"zh", "en", "hant"}
        return None if label else {name: _wordless(one) for name, one in said.items() if "clause" not in name}
    return [_wordless(one) for one in said] if isinstance(said, list) else said


class Walker:
    """Drives records of the adopted procedures; its clock moves a minute with every deed."""

    def __init__(self, cast: Cast, at: dt.datetime = AT) -> None:
        self.cast, self.at = cast, at
        self.fired: list[str] = []
        self._unit: Any = None
        self.opening = ""

    def tick(self) -> dt.datetime:
        """The next minute."""
        self.at += MINUTE
        return self.at

    # --- opening ---------------------------------------------------------------------------------------------------
    @remembering()  # nobody's rights change while she walks
    def open(self, type_name: str, by: Person | None = None, **over: Any) -> Any:
        """A new record with a sample value in every field the procedure opens with."""
        actor, self.opening = by or self.opener(type_name), type_name
        _version, procedure = flow.procedure_for(type_name, actor, self.at)
        specs = asked(procedure, registry.get(type_name), procedure.opens_needs, procedure.opens_asks)
        data = {spec.name: self.sample(spec) for spec in specs} | over
        data = {name: value for name, value in data.items() if value is not None}
        received = data.pop("received_at", self.at - MINUTE)
        return flow.open_record(
            type_name, actor, data, at=self.tick(), received_at=received, decided=self.decided(procedure.flow.opening)
        )

    def opener(self, type_name: str) -> Person:
        """Someone of the cast who may register this type."""
        return next(one for one in self.everyone() if policy.may_open(one, type_name, at=self.at).ok)

    def everyone(self) -> list[Person]:
        """The cast, clerks and heads first."""
        return list(self.cast.persons.values())

    # --- samples ---------------------------------------------------------------------------------------------------
    def sample(self, spec: FieldSpec, record: Any = None) -> Any:
        """A value that fits."""
        own = samples(record.type if record is not None and record.pk else self.opening).get(spec.name)
        if own is not None:
            return own(self, record)
        if spec.kind == "lines":
            return self.sample_rows(spec, record)
        simple = {
            "text": "样例", "long": "刀具磨损导致内孔超差，首件检验未覆盖。", "number": 3, "flag": True,
            "date": timezone.localtime(self.at).date().isoformat(), "moment": self.at, "unit": "PROD",
            "units": ["PROD", "TECH"], "person": self.cast.persons["dong"], "customer": self.cast.customer,
            "product": self.cast.product, "contact": self.cast.customer.contacts.first(),
        }  # fmt: skip
        if spec.kind in simple:
            return None if spec.name in ("holder", "received_at", "customer_unknown", "unit") else simple[spec.kind]
        code = next((one.code for one in spec.choices if not one.retired and self._fits(one, spec, record)), None)
        return [code] if spec.kind == "choices" and code else code

    def _fits(self, choice: Any, spec: FieldSpec, record: Any) -> bool:
        return not choice.under or choice.under == (getattr(record, spec.under, "") or "a")

    def sample_rows(self, spec: FieldSpec, record: Any = None) -> list[dict[str, Any]]:
        """Rows that fit: the named columns on those that exist, and a new row for each code of the row's list."""
        have = rows_of(record, spec.lines) if record is not None and record.pk else []
        if self._unit is not None and spec.lines and spec.lines.unit_field:
            have = [row for row in have if getattr(row, f"{spec.lines.unit_field}_id") == self._unit.pk]
        names = [column for column in spec.columns if not spec.only or column.name in spec.only]
        rows = [{"id": row.pk} | {one.name: self.sample(one, record) for one in names} for row in have]
        if spec.only:
            return rows
        late = spec.lines.late if spec.lines else ()
        new = {one.name: self.sample(one, record) for one in names if one.name not in late}
        lists = [one for one in names if one.kind == "choice" and one.required]
        if not lists:
            return rows or [new]
        there = {getattr(row, lists[0].name) for row in have}
        codes = [choice.code for choice in lists[0].choices if choice.code not in there]
        kept = [row | {lists[0].name: getattr(one, lists[0].name)} for row, one in zip(rows, have, strict=True)]
        return kept + [new | {lists[0].name: code} for code in codes]

    def decided(self, step: Step) -> dict[str, Any]:
        """Nothing is raised where the doer may decide: a reason is given instead."""
        return {rule.type: {"open": False, "reason": "不需要"} for rule in step.raises if rule.rule == "decided"}

    # --- steps -----------------------------------------------------------------------------------------------------
    @remembering()  # nobody's rights change while she walks
    def fire(self, record: Any, step: Step, **over: Any) -> Any:
        """Fire ``step`` by whoever may, with samples; then sign until nothing waits. Raises what the door raises."""
        procedure, record_type = policy.procedure_of(record), registry.type_of(record)
        if step.proof or step.proof_field:
            self.prove(record)
            record = self.again(record)
        refusal: Exception = LookupError(f"nobody of the cast may {step.name}")
        for person in self.everyone():
            verdict = policy.may(person, record, step, at=self.at)
            if not verdict.ok:
                continue
            self._unit = verdict.unit
            data = {spec.name: self.sample(spec, record) for spec in step_fields(procedure, record_type, step)}
            data = {name: value for name, value in data.items() if value is not None} | over
            try:
                record = flow.fire(
                    self.again(record), step.name, person, data, seen=record.version, at=self.tick(),
                    reason="按程序办理", decided=self.decided(step),
                )  # fmt: skip
            except Refused as no:
                refusal = no
                continue
            self.fired.append(step.name)
            return self.sign_all(record)
        raise refusal

    def prove(self, record: Any) -> None:
        """Hang a small paper on the record."""
        attachments.attach(record, self.opener(record.type), "附件.txt", "照片见邮件".encode(), at=self.tick())

    def sign_all(self, record: Any) -> Any:
        """Give every signature the waiting step asks for."""
        while record.awaiting:
            for person in self.signers(record):
                try:
                    record = flow.sign(record, person, seen=record.version, at=self.tick(), method="password")
                    break
                except Refused:
                    continue
            else:
                raise LookupError(f"nobody of the cast may sign {record.awaiting}")
        return record

    def signers(self, record: Any) -> list[Person]:
        """Those of the cast who hold a role that is asked to sign: the others would only be refused."""
        step, given = policy.procedure_of(record).flow.steps[record.awaiting], signing.open_proposal(record).signatures
        wanted = signing.open_demands(record, step, given.filter(verdict="signed"))
        roles = {role for demand in wanted for role in demand.roles}
        return [one for one in self.everyone() if any(held.role in roles for held in holdings(one, self.at))]

    def again(self, record: Record) -> Any:
        """The record as the database has it."""
        return registry.get(record.type).model._default_manager.get(pk=record.pk)

    # --- without leaving a trace -----------------------------------------------------------------------------------
    @contextmanager
    def aside(self) -> Iterator[None]:
        """What is done inside is undone afterwards: another way can be tried from the same place."""
        mark = transaction.savepoint()
        try:
            yield
        finally:
            transaction.savepoint_rollback(mark)

    def tour(self, type_name: str, **over: Any) -> Iterator[Any]:
        """A record in every state that can be reached, each once; what was done on the way there is undone."""
        record = self.open(type_name, **over)
        return self._visit(record, policy.procedure_of(record), set())

    def _visit(self, record: Any, procedure: Procedure, seen: set[str]) -> Iterator[Any]:
        seen.add(record.state)
        yield record
        for step in procedure.flow.from_state(record.state):
            if step.to not in seen:
                with self.aside():
                    yield from self._visit(self.do(self.again(record), step), procedure, seen)

    # --- walking ---------------------------------------------------------------------------------------------------
    @remembering()  # nobody's rights change while she walks
    def to(self, record: Any, state: str) -> Any:
        """Walk to ``state`` by the shortest way; on each stop do first what its guards ask for."""
        procedure = policy.procedure_of(record)
        for step in way(procedure, record.state, state):
            record = self.do(record, step)
        return record

    @remembering()  # nobody's rights change while she walks
    def do(self, record: Any, step: Step) -> Any:
        """Fire ``step``; when it is refused, finish what stands in its way (departments, children) and try again."""
        try:
            return self.fire(record, step)
        except (Refused, LookupError):
            record = self.clear_the_way(self.again(record), step)
            return self.fire(record, step)

    def clear_the_way(self, record: Any, step: Step) -> Any:
        """Let every department answer, take the steps that stay in this state, close the children."""
        procedure = policy.procedure_of(record)
        for beside in procedure.flow.from_state(record.state):
            if beside.to == record.state and beside.name != step.name:
                record = self.all_units(record, beside) if beside.of else self._try(record, beside)
        for child in Record.objects.filter(links_in__source_id=record.pk, links_in__kind="raised"):
            if child.phase not in ("done", "void"):
                self.to_done(registry.whole(child))
        return self.again(record)

    def _try(self, record: Any, step: Step) -> Any:
        try:
            return self.fire(record, step)
        except (Refused, LookupError):
            return self.again(record)

    def all_units(self, record: Any, step: Step) -> Any:
        """Every department asked takes the step once."""
        while True:
            before = record.version
            record = self._try(record, step)
            if record.version == before or record.state != step.to:
                return record

    @remembering()  # nobody's rights change while she walks
    def to_done(self, record: Any) -> Any:
        """Walk to the nearest state that is done."""
        procedure = policy.procedure_of(record)
        ends = [name for name, state in procedure.flow.states.items() if state.phase == "done"]
        ways = [found for end in ends if (found := way(procedure, record.state, end)) is not None]
        for step in min(ways, key=len):
            record = self.do(record, step)
        return record


def way(procedure: Procedure, start: str, goal: str) -> list[Step]:
    """The shortest chain of steps from one state to another. Raises LookupError when there is none."""
    queue: deque[tuple[str, list[Step]]] = deque([(start, [])])
    seen = {start}
    while queue:
        state, steps = queue.popleft()
        if state == goal:
            return steps
        for step in procedure.flow.from_state(state):
            if step.to not in seen:
                seen.add(step.to)
                queue.append((step.to, [*steps, step]))
    raise LookupError(f"no way from {start} to {goal}")


__all__ = [
    "PACKS", "Invalid", "Walker", "adopt_for", "adopt_pack", "course", "every_case", "one_of_each_course",
    "one_of_each_type", "procedures", "way",
]  # fmt: skip
