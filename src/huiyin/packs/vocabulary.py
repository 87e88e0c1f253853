"""What code offers a procedure of one type: the names a pack may use. Whoever checks brings it; packs know no room."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names one record type knows.

    ``fields`` maps each own field to its kind (``text``, ``choice``, ``units``, ``person`` …, ``customer`` and the
    like for references); ``lines`` each kind of row to its columns and their kinds; ``columns`` are the register
    columns beyond the fields; ``types`` every record type; ``templates`` the print templates.
    """

    type: str
    fields: Mapping[str, str]
    lines: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    columns: Set[str] = frozenset()
    guards: Set[str] = frozenset()
    checks: Set[str] = frozenset()
    effects: Set[str] = frozenset()
    milestones: tuple[str, ...] = ()
    types: Set[str] = frozenset()
    templates: Set[str] = frozenset()
