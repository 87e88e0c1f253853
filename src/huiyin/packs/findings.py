"""What the looks of the checker share: the procedure, the vocabulary, the faults found so far, and name look-ups."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from huiyin.packs.faults import PackFault, meant
from huiyin.packs.shape import Choice, Procedure, Step
from huiyin.packs.vocabulary import Vocabulary

SHARED_COLUMNS = frozenset({"number", "state", "phase", "round", "due_at", "opened_at", "closed_at"})
"""Register columns every record has, beside its fields."""


@dataclass(slots=True)
class Findings:
    """One procedure under examination."""

    procedure: Procedure
    vocabulary: Vocabulary
    faults: list[PackFault] = field(default_factory=list)

    def note(self, key: str, sentence: str) -> None:
        """Add a fault; the file is the procedure's own."""
        fault = PackFault(f"{self.procedure.type}.toml", key, sentence)
        if fault not in self.faults:
            self.faults.append(fault)

    def known(self, key: str, name: str, names: Collection[str], sentence: str) -> bool:
        """Whether ``name`` is one of ``names``; otherwise a fault: ``sentence`` has ``%(name)s`` and ``%(hint)s``."""
        if name in names:
            return True
        self.note(key, sentence % {"name": name, "hint": meant(name, names)})
        return False

    def steps(self) -> Iterator[tuple[str, Step]]:
        """Every step with its key, the opening first."""
        yield "flow.opening", self.procedure.flow.opening
        for name, step in self.procedure.flow.steps.items():
            yield f"flow.steps.{name}", step

    def kinds(self) -> dict[str, str]:
        """Every field a step may ask for, by kind: own, extra, rows (``lines``) and their columns (``rows.column``)."""
        kinds = dict(self.vocabulary.fields)
        kinds |= {one.name: one.kind for one in self.procedure.extras()}
        for rows, columns in self.vocabulary.lines.items():
            kinds[rows] = "lines"
            kinds |= {f"{rows}.{column}": kind for column, kind in columns.items()}
        return kinds

    def choices(self, name: str) -> Mapping[str, Choice]:
        """The codes of a choice field; a column of rows may have its list under its own name too."""
        lists = self.procedure.choices
        return lists.get(name) or lists.get(name.rpartition(".")[2]) or {}

    def clocks(self) -> dict[str, str]:
        """Every clock some step starts, with the key of the first that does."""
        found: dict[str, str] = {}
        for key, step in self.steps():
            for due in step.starts:
                found.setdefault(due.name, key)
        return found
