"""What lies on the shelf: firm, customers, stories and plots, read from the TOML files beside this one."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
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
TUPLES = ("span", "began", "families")


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
    type whose stories it tells, when not its own; ``story`` one story by its key, ``families`` those of the story's
    product families its own words are about. ``count`` is meant for sixty days;
    a plot without one is for children only; ``once`` it is told however long the days are, for there is one such gauge.
    ``share`` of a hundred records that a duty opens by itself go this way.
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
    families: tuple[str, ...] = ()
    tells: str = ""
    opener: str = ""
    give: Mapping[str, Any] = field(default_factory=dict)
    children: Mapping[str, str] = field(default_factory=dict)
    share: int = 0
    once: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """How records go under one pack. ``hours`` are working hours before a step, least and most; ``values`` what a
    field holds when nobody says more; ``codes`` turns a story's codes into this pack's; ``support`` is what a
    department does that has no action of its own in a story. ``rooms`` holds the hours, values and reasons of each
    record type that says some of its own: a word such as ``reply`` means another thing in every room.
    """

    pack: str
    folder: str
    plots: tuple[Plot, ...]
    hours: Mapping[str, tuple[float, float]]
    values: Mapping[str, list[Any]]
    reasons: Mapping[str, list[str]]
    codes: Mapping[str, Mapping[str, str]]
    support: Mapping[str, str]
    rooms: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def room(self, type_name: str) -> Book:
        """The book as records of that type read it."""
        return replace(self, **self.rooms[type_name]) if type_name in self.rooms else self

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
    own, rooms = _shelved(pack)
    shared = _merged((_read(PLOTS / "all.toml"), own))
    said_of = [table for one in (own, *rooms) for table in one.get("plots", {}).items()]
    plots = [_plot(type_name, row) for type_name, rows in said_of for row in rows]
    said: dict[str, dict[str, Any]] = {}
    for room in rooms:
        for type_name in room["plots"]:
            said[type_name] = _merged((said.get(type_name, _tables(shared)), _tables(room)))
    return Book(
        pack=pack,
        folder=own.get("folder", pack),
        plots=tuple(plots),
        codes=shared.get("codes", {}),
        support=shared["support"],
        rooms=said,
        **_tables(shared),
    )


def _tables(content: dict[str, Any]) -> dict[str, Any]:
    """What a file says of hours, values and reasons."""
    return {name: content.get(name, {}) for name in ("hours", "values", "reasons")}


def _merged(files: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Table by table, what a later file says over what an earlier one said."""
    whole: dict[str, Any] = {}
    for content in files:
        for key, table in content.items():
            whole[key] = whole.get(key, {}) | table if isinstance(table, dict) else table
    return whole


def _shelved(pack: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A pack's own file with what it borrows of other packs' files, and the files of its rooms.

    ``borrows`` names other files and the record types whose plots are taken from them, with all they say of values.
    ``without`` names plots that are not taken, ``left_out`` steps of the others that this pack does not have,
    ``instead`` steps that have another name here. What a room's file (one in a pack's folder) says holds for the types
    of its plots, what a pack's own says for all.
    """
    own = _read(PLOTS / f"{pack}.toml")
    changed = {word: own.pop(word, {}) for word in ("without", "left_out", "instead")}
    borrowed = {name: _borrowed(name, types, changed) for name, types in own.pop("borrows", {}).items()}
    whole = _merged((*(one for name, one in borrowed.items() if "/" not in name), own))
    lent = [one for name, one in borrowed.items() if "/" in name]
    return whole, [*lent, *map(_read, sorted((PLOTS / pack).glob("*.toml")))]


def _borrowed(name: str, types: list[str], changed: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    content = _read(PLOTS / f"{name}.toml")
    content.pop("folder", None)
    content["plots"] = {type_name: _lent(type_name, content["plots"][type_name], changed) for type_name in types}
    return content


def _lent(type_name: str, rows: list[dict[str, Any]], changed: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The plots of a type as the borrowing pack plays them."""
    without, left_out, instead = (changed[word].get(type_name, ()) for word in ("without", "left_out", "instead"))
    kept = [row for row in rows if row["name"] not in without]
    for row in kept:
        moves = [move for move in row["moves"] if _move(move).step not in left_out]
        row["moves"] = [_renamed(move, dict(instead)) for move in moves]
    return kept


def _renamed(said: str | dict[str, Any], instead: Mapping[str, str]) -> str | dict[str, Any]:
    """A move whose step has another name here."""
    if isinstance(said, str):
        return instead.get(said, said)
    return said | {"step": instead.get(said["step"], said["step"])} if "step" in said else said


def _plot(type_name: str, row: dict[str, Any]) -> Plot:
    moves = tuple(_move(one) for one in row["moves"])
    rest: dict[str, Any] = {name: tuple(value) if name in TUPLES else value for name, value in row.items()}
    return Plot(**{**rest, "type": type_name, "moves": moves})


def _move(said: str | dict[str, Any]) -> Move:
    if isinstance(said, str):
        return Move(do=said) if said in BESIDE else Move(step=said)
    return Move(**{**said, "opens": tuple(said.get("opens", ()))})


def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))
