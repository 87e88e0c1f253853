"""What lies on the shelf: firm, customers, stories and plots, read from the TOML files beside this one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
STORIES = HERE / "stories"
PLOTS = HERE / "plots"
BESIDE = {
    "amend_card", "attach", "await", "copy", "correct", "decline", "extend", "grant", "hand_over", "keep_date", "merge",
    "sign", "stop", "take_back", "twin", "void",
}  # fmt: skip
"""What a move may do beside the flow; any other word in a plot is a step of the procedure."""


@dataclass(frozen=True, slots=True)
class Story:
    """One thing that goes wrong (or is wished for), from the customer's words to the proof that it stopped.

    ``families`` are product families it may happen to (``*``: any), ``products`` narrow it to some, ``types`` the
    record types it may begin as. ``codes`` holds what choice fields say, ``again`` what was found when the first
    measures did not work, ``theirs`` says that the cause was the customer's own, ``texts`` everything else, by name.
    """

    key: str
    families: tuple[str, ...]
    products: tuple[str, ...]
    types: tuple[str, ...]
    share: tuple[float, float]
    language: str = ""
    theirs: bool = False
    codes: Mapping[str, Any] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    actions: tuple[Mapping[str, Any], ...] = ()
    departments: tuple[str, ...] = ()
    again: Mapping[str, Any] = field(default_factory=dict)
    onsite: Mapping[str, str] = field(default_factory=dict)
    documents: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Move:
    """One thing done to a record: a step by its name, or ``do``, a deed beside the flow.

    ``pace`` stretches the time before it; ``give`` holds values said here and nowhere else; ``opens`` are the types of
    children that this step may open or not, and does; ``only`` so many departments do a step all are asked for.
    ``until`` names a moment the record holds: the step is taken then, ``minutes`` later (earlier when negative).
    """

    step: str = ""
    do: str = ""
    pace: float = 1.0
    only: int = 0
    opens: tuple[str, ...] = ()
    give: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    due: str = ""
    days: int = 0
    hours_ago: int = 0
    until: str = ""
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Plot:
    """How one kind of record goes: its moves, how many of them, and when they begin.

    ``span`` is a share of the whole time, counted back from its end (1 is its beginning); ``began`` counts working
    days back instead. ``children`` names the plot a record raised by this one follows, by type. ``tells`` is the
    type whose stories it tells, when not its own; ``story`` one story by its key. ``count`` is meant for sixty days;
    a plot without one is for children only. ``share`` of a hundred records that a duty opens by itself go this way.
    """

    type: str
    name: str
    moves: tuple[Move, ...]
    count: int = 0
    span: tuple[float, float] = (1.0, 0.0)
    began: tuple[float, float] = ()  # type: ignore[assignment]
    pace: float = 1.0
    want: Mapping[str, Any] = field(default_factory=dict)
    has: str = ""
    theirs: bool = False
    story: str = ""
    tells: str = ""
    opener: str = ""
    give: Mapping[str, Any] = field(default_factory=dict)
    children: Mapping[str, str] = field(default_factory=dict)
    share: int = 0


@dataclass(frozen=True, slots=True)
class Book:
    """How records go under one pack. ``hours`` are working hours before a step, least and most; ``values`` what a
    field holds when nobody says more; ``codes`` turns a story's codes into this pack's; ``support`` is what a
    department does that has no action of its own in a story.
    """

    pack: str
    folder: str
    plots: tuple[Plot, ...]
    hours: Mapping[str, tuple[float, float]]
    values: Mapping[str, list[Any]]
    reasons: Mapping[str, list[str]]
    codes: Mapping[str, Mapping[str, str]]
    support: Mapping[str, str]

    def plot(self, type_name: str, name: str) -> Plot:
        """The plot of a type by its name. Raises LookupError when the book has none."""
        for plot in self.plots:
            if (plot.type, plot.name) == (type_name, name):
                return plot
        raise LookupError(f"{self.pack}: no plot {name!r} for {type_name}")


def packs() -> list[str]:
    """The packs a book lies here for."""
    return sorted(file.stem for file in PLOTS.glob("*.toml") if file.stem != "all")


@cache
def firm(name: str) -> dict[str, Any]:
    """One file of the folder ``firm``: company, customers or products."""
    return _read(HERE / "firm" / f"{name}.toml")


@cache
def stories() -> tuple[Story, ...]:
    """Every story, file by file in alphabetical order."""
    return tuple(_story(row) for file in sorted(STORIES.glob("*.toml")) for row in _read(file)["stories"])


def _story(row: dict[str, Any]) -> Story:
    actions = tuple(row.get("actions", ()))
    named = dict.fromkeys(action["unit"] for action in actions)
    return Story(
        key=row["key"],
        families=tuple(row["families"]),
        products=tuple(row.get("products", ())),
        types=tuple(row["as"]),
        share=tuple(row["share"]),
        language=row.get("language", ""),
        theirs=row.get("theirs", False),
        codes=row["codes"] | {"cause_method": row["method"]},
        texts={name: value for name, value in row.items() if isinstance(value, str)},
        actions=actions,
        departments=tuple(row.get("departments", named)),
        again=row.get("again", {}),
        onsite=row.get("onsite", {}),
        documents={name: tuple(value) for name, value in row.get("documents", {}).items()},
    )


@cache
def book(pack: str) -> Book:
    """How records go under ``pack``: its own file over what holds under all. Raises LookupError for an unknown pack."""
    if pack not in packs():
        raise LookupError(f"There is no demonstration for the pack {pack!r}; there is one for {', '.join(packs())}.")
    shared, own = _read(PLOTS / "all.toml"), _whole(pack)
    plots = [_plot(type_name, row) for type_name, rows in own["plots"].items() for row in rows]
    return Book(
        pack=pack,
        folder=own.get("folder", pack),
        plots=tuple(plots),
        hours={step: tuple(most) for step, most in (shared["hours"] | own.get("hours", {})).items()},
        values=shared["values"] | own.get("values", {}),
        reasons=shared["reasons"] | own.get("reasons", {}),
        codes=own.get("codes", {}),
        support=shared["support"],
    )


def _whole(pack: str) -> dict[str, Any]:
    """What the book borrows, its own file, and those of the folder beside it, one for each room with more to say.

    ``borrows`` names other files and the record types whose plots are taken from them, with all they say of values.
    """
    own = _read(PLOTS / f"{pack}.toml")
    borrowed = [_borrowed(name, types) for name, types in own.pop("borrows", {}).items()]
    whole: dict[str, Any] = {"folder": own.pop("folder", pack)}
    for content in (*borrowed, own, *map(_read, sorted((PLOTS / pack).glob("*.toml")))):
        for key, table in content.items():
            whole[key] = whole.get(key, {}) | table
    return whole


def _borrowed(name: str, types: list[str]) -> dict[str, Any]:
    content = _read(PLOTS / f"{name}.toml")
    content.pop("folder", None)
    content["plots"] = {type_name: content["plots"][type_name] for type_name in types}
    return content


def _plot(type_name: str, row: dict[str, Any]) -> Plot:
    moves = tuple(_move(one) for one in row["moves"])
    rest: dict[str, Any] = {name: tuple(value) if name in ("span", "began") else value for name, value in row.items()}
    return Plot(**{**rest, "type": type_name, "moves": moves})


def _move(said: str | dict[str, Any]) -> Move:
    if isinstance(said, str):
        return Move(do=said) if said in BESIDE else Move(step=said)
    return Move(**{**said, "opens": tuple(said.get("opens", ()))})


def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))
