"""Which column goes into which field: what the mapping says, then what the headings say, tried on the cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from django.utils.translation import gettext as _

from huiyin.base.errors import Invalid
from huiyin.intake.dates import Order, order_of
from huiyin.intake.headings import OWN, Names, is_ours, plain
from huiyin.intake.mapping import LEFT_OUT
from huiyin.intake.mapping import Mapping as Said
from huiyin.intake.reading import TIMES, Reader
from huiyin.intake.table import Table, blank, words
from huiyin.kernel.fields import FieldSpec

SLIPS = 5
"""So few unreadable dates or numbers say that the rows are wrong, not the heading."""
TRIED = 60
"""Distinct values a column is tried on before its heading is believed."""
COUNTS = {"序号", "序號", "no", "index", "row", "行号", "行號", "nr", "sn", "s/n"}
LEAST = 0.1
"""With a smaller share of readable values a heading means something else here."""


@dataclass(slots=True)
class Binding:
    """``columns`` by place: the field each goes into. ``joined`` by field: the places it is put together from.

    ``counters`` are the places of columns that only count rows. ``refused`` names the columns whose heading we
    know but whose cells do not fit, with the field and an example. ``order`` is the one all dates are read in.
    """

    columns: dict[int, str] = field(default_factory=dict)
    joined: dict[str, list[int]] = field(default_factory=dict)
    key: int | None = None
    counters: set[int] = field(default_factory=set)
    ours: set[int] = field(default_factory=set)
    left_out: set[int] = field(default_factory=set)
    refused: dict[int, tuple[str, str]] = field(default_factory=dict)
    order: str = ""
    serials: int = 0

    def place_of(self, name: str) -> int | None:
        """Where a field's value stands in the file, the first place when it is joined from several."""
        found = next((place for place, field in self.columns.items() if field == name), None)
        return found if found is not None else next(iter(self.joined.get(name, ())), None)

    def unused(self, table: Table) -> list[int]:
        """The columns with content that go into no field."""
        used = {*self.columns, *self.ours, *(place for places in self.joined.values() for place in places)}
        used |= self.counters | ({self.key} if self.key is not None else set())
        return [place for place, name in enumerate(table.names) if name and place not in used]


def bind(table: Table, names: Names, said: Said, specs: Mapping[str, FieldSpec], reader: Reader) -> Binding:
    """The binding of a table. Raises Invalid when the mapping names a column or a field there is not."""
    found = Binding(ours={place for place, name in enumerate(table.names) if name and is_ours(name)})
    for heading, name in said.columns.items():
        place = place_called(table, heading)
        if name == LEFT_OUT:
            found.left_out.add(place)
        else:
            found.columns[place] = name
    found.joined = {
        name: [place_called(table, heading) for heading in headings] for name, headings in said.join.items()
    }
    found.key = place_called(table, said.key) if said.key else None
    _by_heading(table, names, found, reader, specs)
    return found


def place_called(table: Table, heading: str) -> int:
    """The column of that heading, or of that number from 1 on. Raises Invalid listing what there is."""
    wanted = plain(heading)
    places = [place for place, name in enumerate(table.names) if name and plain(name) == wanted]
    if places:
        return places[0]
    if heading.isdecimal() and 1 <= int(heading) <= len(table.names):
        return int(heading) - 1
    there = "、".join(name for name in table.names if name)
    sentence = _("The file has no column “%(heading)s”. It has: %(there)s.") % {"heading": heading, "there": there}
    raise Invalid({heading: sentence}, why=sentence)


def refuse_unknown_fields(said: Said, specs: Mapping[str, FieldSpec]) -> None:
    """Raises Invalid when the mapping names a field there is not, listing those there are."""
    for name in [*said.columns.values(), *said.values, *said.constants, *said.join]:
        if name not in specs and name not in OWN and name != LEFT_OUT:
            fields = ", ".join([*OWN, *specs])
            sentence = _("There is no field “%(name)s” here. There are: %(fields)s.") % {"name": name, "fields": fields}
            raise Invalid({name: sentence}, why=sentence)


def _by_heading(table: Table, names: Names, found: Binding, reader: Reader, specs: Mapping[str, FieldSpec]) -> None:
    """Add what the headings tell, where the cells agree; a column that does not fit is tried for its next field."""
    free = [
        name if place not in found.columns and place not in found.ours and place not in found.left_out else ""
        for place, name in enumerate(table.names)
    ]
    given = {*found.columns.values(), *found.joined}
    wrong: set[tuple[int, str]] = set()
    while True:
        matched = names.match(free, given, wrong)
        bad = {
            (place, name): said
            for place, name in matched.items()
            if (said := _misfit(table, place, name, reader, specs))
        }
        if not bad:
            break
        wrong |= set(bad)
        found.refused |= {place: (name, example) for (place, name), example in bad.items()}
    _prefer_long_texts(table, free, names, matched, specs)
    found.counters = {place for place, name in enumerate(table.names) if free[place] and _only_counts(table, place)}
    found.columns |= {place: name for place, name in matched.items() if place not in found.counters}
    found.refused = {place: said for place, said in found.refused.items() if place not in found.columns}


def _misfit(table: Table, place: int, name: str, reader: Reader, specs: Mapping[str, FieldSpec]) -> str:
    """An example of what cannot be read as that field, when hardly anything in the column can."""
    if name in reader.values or (name in specs and specs[name].required):
        return ""
    cells = list({words(cell): cell for cell in table.column(place) if not blank(cell)}.values())[:TRIED]
    misfits = [words(cell) for cell in cells if not reader.fits(name, cell)]
    slips = len(misfits) < SLIPS and reader.kind(name) in (*TIMES, "number")
    return misfits[0] if misfits and not slips and len(cells) - len(misfits) < LEAST * len(cells) else ""


def _prefer_long_texts(
    table: Table, free: list[str], names: Names, matched: dict[int, str], specs: Mapping[str, FieldSpec]
) -> None:
    """Of several columns that may tell what happened, take the one that tells more: “problem” may hold a mere code."""
    for place, name in [*matched.items()]:
        if name in specs and specs[name].kind == "long":
            others = [at for at, heading in enumerate(free) if at not in matched and name in names.fields(heading)]
            longest = max([place, *others], key=lambda at: _length(table, at))
            if longest != place and _length(table, longest) > 2 * _length(table, place):
                del matched[place]
                matched[longest] = name


def _length(table: Table, place: int) -> float:
    return sum(len(words(cell)) for cell in table.column(place)) / len(table.lines)


def _only_counts(table: Table, place: int) -> bool:
    """Whether a column just counts the rows, 1, 2, 3 …; under a heading like 序号 some may be missing."""
    texts = [words(cell) for cell in table.column(place) if not blank(cell)]
    if not texts or not all(text.isdecimal() and len(text) < 7 for text in texts):
        return False
    numbers = [int(text) for text in texts]
    if plain(table.names[place]) in COUNTS or not table.named[place]:
        return all(before < after for before, after in pairwise(numbers))
    return len(numbers) > 1 and numbers[0] in (0, 1) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def settle_dates(table: Table, found: Binding, specs: Mapping[str, FieldSpec], order: str) -> None:
    """Decide in which order the file's dates are written, from all of them together, unless ``order`` says it.

    Raises Invalid when dates hang on it and nothing decides: a wrong date could never be told from a right one.
    """
    timed = [place for place, name in found.columns.items() if _is_time(name, specs)]
    said = [order_of(table.column(place)) for place in timed]
    whole = sum(said, Order())
    found.serials = whole.serials
    found.order = order or whole.decided()
    if found.order or not whole.count:
        return
    columns = "、".join(table.names[place] for place, one in zip(timed, said, strict=True) if one.count)
    sentence = _(
        "The dates in %(columns)s can be read in more than one way, for example %(examples)s."
        " Say which comes first (dates): mdy for month, day, year; dmy or ymd."
    )
    examples = "、".join(sorted(whole.doubtful())[:3])
    why = sentence % {"columns": columns, "examples": examples}
    raise Invalid({"dates": why}, why=why)


def _is_time(name: str, specs: Mapping[str, FieldSpec]) -> bool:
    return specs[name].kind in TIMES if name in specs else name in ("opened_at", "closed_at")


def label_of(name: str, specs: Mapping[str, FieldSpec]) -> str:
    """A field in the reader's words."""
    return str(specs[name].label if name in specs else OWN.get(name, name))
