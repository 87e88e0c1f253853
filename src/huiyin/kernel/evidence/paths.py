"""Evidence that lies in the way a record went: which steps it took, which states it was in, what it left empty.

Records that went the same way are counted together, in one query; what each way means is then said here once, for the
figures and for the lists alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import (
    Aggregate,
    BooleanField,
    Case,
    CharField,
    Count,
    F,
    OuterRef,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Concat

from huiyin.kernel.evidence.asked import empty
from huiyin.kernel.evidence.scope import Figures, Scope, Standing
from huiyin.kernel.fields import fields_of
from huiyin.kernel.models import Event
from huiyin.packs.shape import Procedure, Step

KINDS = ("opening", "step", "field")
IMPORTED = "!"
"""Stands for a step in the way of a record that came in from an older register."""


class Joined(Aggregate):
    """The different values of a group in one text."""

    function = "GROUP_CONCAT"
    template = "%(function)s(%(distinct)s%(expressions)s)"
    allow_distinct = True
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """PostgreSQL wants the separator named."""
        return self.as_sql(
            compiler, connection, function="STRING_AGG", template="%(function)s(%(distinct)s%(expressions)s, ',')"
        )


@dataclass(frozen=True, slots=True)
class Way:
    """What a record did and where it was; ``ended`` is ``done``, ``void`` (also: merged into another) or nothing."""

    procedure: int
    ended: str
    steps: frozenset[str]
    states: frozenset[str]
    empty: frozenset[str]


@dataclass(slots=True)
class Ways:
    """Reads the ways of the records in a scope, and says what each means for a demand."""

    scope: Scope
    standings: Sequence[Standing]
    blanks: dict[str, str] = field(default_factory=dict)
    _needing: dict[tuple[int, str], frozenset[str]] = field(default_factory=dict)
    _beside: dict[tuple[int, str], bool] = field(default_factory=dict)

    def count(self) -> None:
        """Fill the figures of the standings. One query."""
        names = self._columns()
        for one in self.standings:
            one.figures = Figures()
        rows = self._rows().order_by().values(*names).annotate(n=Count("pk"))
        for row in rows:
            way = self._way(row)
            for one in self.standings:
                if one.figures is not None:
                    one.figures.add(self.verdict(one, way), row["n"])
        for one in self.standings:
            self._without_demand(one)

    def listed(self, standing: Standing, verdicts: Iterable[str]) -> Iterator[tuple[int, str, Way]]:
        """The records with one of the verdicts: id, verdict and way; the newest first, read some at a time."""
        wanted = set(verdicts)
        rows = self._rows().order_by("-received_at", "-pk").values("pk", *self._columns())
        for row in rows.iterator(chunk_size=2_000):
            way = self._way(row)
            verdict = self.verdict(standing, way)
            if verdict in wanted:
                yield row["pk"], verdict, way

    def any(self, verdicts: Iterable[str]) -> Iterator[int]:
        """The records with one of the verdicts on any of the standings, by id; the newest first."""
        wanted = set(verdicts)
        rows = self._rows().order_by("-received_at", "-pk").values("pk", *self._columns())
        for row in rows.iterator(chunk_size=2_000):
            way = self._way(row)
            if any(self.verdict(one, way) in wanted for one in self.standings):
                yield row["pk"]

    # --- reading ------------------------------------------------------------------------------------------------------

    def _columns(self) -> list[str]:
        self._look_for_blanks()
        return ["procedure_id", "ended", "went", *self.blanks.values()]

    def _look_for_blanks(self) -> None:
        fields = [one.newest.name for one in self.standings if one.kind == "field"]
        self.blanks = {name: f"blank{place}" for place, name in enumerate(fields) if self._blank(name) is not None}

    def _blank(self, name: str) -> Any:
        """The condition under which the field says nothing, as the newest version that has it knows it."""
        plain, _dot, column = name.partition(".")
        specs = (fields_of(one, self.scope.record_type) for one in self.scope.versions.values())
        spec = next((found[plain] for found in specs if plain in found), None)
        return empty(self.scope.record_type, spec, column) if spec is not None else None

    def _rows(self) -> Any:
        self._look_for_blanks()
        taken = Case(
            When(kind="step", then=F("step")), When(kind="imported", then=Value(IMPORTED)), default=Value(""),
            output_field=CharField(),
        )  # fmt: skip
        token = Concat(taken, Value(">"), F("state_after"), output_field=CharField())
        events = Event.objects.filter(record_id=OuterRef("pk")).order_by().values("record_id")
        went = events.annotate(went=Joined(token, distinct=True)).values("went")
        ended = Case(
            When(merged_into__isnull=False, then=Value("void")), When(phase__in=("done", "void"), then=F("phase")),
            default=Value(""), output_field=CharField(),
        )  # fmt: skip
        blank = {
            key: Case(When(self._blank(name), then=Value(True)), default=Value(False), output_field=BooleanField())
            for name, key in self.blanks.items()
        }
        return self.scope.rooms().annotate(ended=ended, went=Subquery(went, output_field=TextField()), **blank)

    def _way(self, row: dict[str, Any]) -> Way:
        tokens = [one.partition(">") for one in (row["went"] or "").split(",")]
        return Way(
            row["procedure_id"], row["ended"],
            frozenset(step for step, _sign, _state in tokens if step),
            frozenset(state for _step, _sign, state in tokens),
            frozenset(name for name, key in self.blanks.items() if row[key]),
        )  # fmt: skip

    # --- judging ------------------------------------------------------------------------------------------------------

    def verdict(self, standing: Standing, way: Way) -> str:
        """What a way means for a demand; empty where the demand does not reach it."""
        stand = standing.stands.get(way.procedure)
        procedure = self.scope.versions.get(way.procedure)
        if stand is None or procedure is None:
            return ""
        if standing.kind == "opening":
            return "imported" if IMPORTED in way.steps else "kept"
        if standing.kind == "field":
            return self._field(stand.name, procedure, way)
        return self._step(stand.said, procedure, way)

    def _step(self, step: Step, procedure: Procedure, way: Way) -> str:
        if step.name in way.steps:
            return "kept"
        if not way.states & set(step.sources):
            return ""
        if way.ended == "void":
            return "void"
        if not way.ended:
            return "open"
        if IMPORTED in way.steps:
            return "imported"
        return "another" if self._way_beside(step, procedure, way.procedure) else "skipped"

    def _way_beside(self, step: Step, procedure: Procedure, pk: int) -> bool:
        """Whether the procedure itself leads from where the step leaves to an end without it."""
        key = (pk, step.name)
        if key not in self._beside:
            self._beside[key] = way_beside(step, procedure)
        return self._beside[key]

    def _field(self, name: str, procedure: Procedure, way: Way) -> str:
        if name not in self.blanks:
            return ""
        if not self._needed(name, procedure, way):
            return ""
        if name not in way.empty:
            return "kept"
        if way.ended == "void":
            return "void"
        return "imported" if IMPORTED in way.steps else "empty"

    def _needed(self, name: str, procedure: Procedure, way: Way) -> bool:
        key = (way.procedure, name)
        if key not in self._needing:
            self._needing[key] = needing(name, procedure)
        return bool(self._needing[key] & (way.steps | {""}))

    def _without_demand(self, standing: Standing) -> None:
        """A field nothing demands is in force all the same; it has no figures."""
        if standing.kind != "field":
            return
        name = standing.newest.name
        wanted = any(needing(name, self.scope.versions[pk]) for pk in standing.stands)
        if name not in self.blanks or not wanted:
            standing.figures, standing.note = None, "not_demanded"


def needing(name: str, procedure: Procedure) -> frozenset[str]:
    """The steps that demand a field; the empty name is the opening."""
    found = {step.name for step in procedure.flow.steps.values() if name in step.needs}
    if name in procedure.opens_needs or name in procedure.flow.opening.needs:
        found.add("")
    return frozenset(found)


def way_beside(step: Step, procedure: Procedure) -> bool:
    """Whether a record can come from where ``step`` leaves to an end that is done without taking it."""
    seen, waiting = set(step.sources), list(step.sources)
    while waiting:
        state = waiting.pop()
        if procedure.flow.states[state].phase == "done":
            return True
        ahead = {one.to for one in procedure.flow.from_state(state) if one.name != step.name} - seen
        seen |= ahead
        waiting += sorted(ahead)
    return False


def steps_of(way: Way, procedure: Procedure) -> list[str]:
    """What the record's steps are called, in the order of the procedure."""
    return [str(one.label) for one in procedure.flow.steps.values() if one.name in way.steps]
