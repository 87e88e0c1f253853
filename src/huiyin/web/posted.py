"""What a form sent, as the plain values the door takes: the names parts/field.html posts, read back."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from huiyin.kernel.fields import FieldSpec
from huiyin.people.models import Person
from huiyin.web.fields import LOOKUPS, WITH
from huiyin.web.lookups import found

ROWS = 200
_ROW = re.compile(r"(?P<index>\d{1,4})-(?P<column>\w+?)(?P<words>\.words)?")


@dataclass(slots=True)
class Posted:
    """`values` go to the door (with `<name>.words` beside each lookup, which the door ignores when asked by `data`);
    `candidates` are the rows a typed name may mean, where it means more than one."""

    values: dict[str, Any] = field(default_factory=dict)
    candidates: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def data(self) -> dict[str, Any]:
        """The values without the words that were typed in search of them."""
        return {name: value for name, value in self.values.items() if not name.endswith(".words")}


def posted(post: QueryDict, specs: Iterable[FieldSpec], person: Person, *, at: dt.datetime) -> Posted:
    """Read what `specs` ask for out of `post`; a field that was not sent is left out.

    A lookup chosen from its list comes as an id. Typed without choosing, the words are looked up here: one row found
    is taken, several become candidates, and the words themselves go to the door, which says what is wrong.
    """
    made = Posted()
    for spec in specs:
        if spec.kind == "lines":
            made.values[spec.name] = posted_rows(post, spec, person, at=at)
        elif spec.name in post or f"{spec.name}.words" in post:
            made.values[spec.name] = _value(post, spec.name, spec, made, person, at)
    return made


def _value(post: QueryDict, name: str, spec: FieldSpec, made: Posted, person: Person, at: dt.datetime) -> Any:
    kind = spec.kind
    if kind in ("choices", "units"):
        return [one for one in post.getlist(name) if one]
    chosen = post.getlist(name)[-1] if name in post else ""
    if kind not in LOOKUPS:
        return chosen
    # the radios of the candidates follow the emptied hidden field, so the last one sent is the one meant
    typed = post.get(f"{name}.words", "").strip()
    made.values[f"{name}.words"] = typed
    if chosen or not typed:
        return chosen
    rows = found(kind, typed, person, beside=spec.of or post.get(WITH.get(kind, ""), ""), at=at)
    exact = [row for row in rows if typed in (row["label"], row["hint"])] or rows
    if len(exact) == 1:
        return str(exact[0]["value"])
    if rows:
        made.candidates[name] = rows
    return typed


def posted_rows(post: QueryDict, spec: FieldSpec, person: Person, *, at: dt.datetime) -> list[dict[str, Any]]:
    """The rows of one lines field in the order they stood; rows left wholly blank are left out."""
    columns = {one.name: one for one in spec.columns}
    rows: dict[int, dict[str, Any]] = {}
    for name in post:
        match = _ROW.fullmatch(name.removeprefix(f"{spec.name}-")) if name.startswith(f"{spec.name}-") else None
        if match is None or (match["words"] and name.removesuffix(".words") in post):
            continue
        column, plain = match["column"], name.removesuffix(".words")
        row = rows.setdefault(int(match["index"]), {})
        if column in ("id", "drop"):
            row[column] = post[name]
        elif column in columns:
            seen = Posted()
            row[column] = _value(post, plain, columns[column], seen, person, at)
            if f"{plain}.words" in seen.values:
                row[f"{column}.words"] = seen.values[f"{plain}.words"]
    ordered = [rows[index] for index in sorted(rows)][: ROWS + 1]
    return [row for row in ordered if row.get("id") or any(value not in ("", "no", []) for value in row.values())]
