"""What others did to a record between opening a form and sending it: both values, side by side (check 3).

A form sends back every field it showed. What its writer did not touch is not hers to set: where someone else changed
it meanwhile, the new value takes its place; only what both changed is shown as both values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import pgettext

from huiyin.kernel.cleaning import Bad, clean
from huiyin.kernel.fields import FieldSpec, empty, value_of
from huiyin.kernel.lines import rows_of
from huiyin.kernel.models import Event
from huiyin.kernel.showing import plain, words
from huiyin.kernel.told import Told
from huiyin.packs.shape import Procedure

SHOWN = 10


def meanwhile(
    record: Any, procedure: Procedure, specs: Iterable[FieldSpec], given: dict[str, Any], *, seen: int
) -> dict[str, Any]:
    """The events since version `seen` as parts/trail.html takes them, and the fields both sides changed.

    `given` is what was sent; values of it that nobody typed and somebody changed since are taken out of it.
    """
    since = Event.objects.filter(record_id=record.pk, version__gt=seen).select_related("actor", "on_behalf")
    events = list(since.order_by("seq"))
    rows = []
    for spec in specs:
        changes = [event.changes[spec.name] for event in events if spec.name in event.changes]
        if not changes or spec.name not in given:
            continue
        if spec.kind == "lines":
            _follow_rows(spec, given[spec.name], changes)
        elif _plain(spec, given[spec.name]) == _said_nothing(changes[0][0]):
            for name in (spec.name, f"{spec.name}.words"):
                given.pop(name, None)
            continue
        rows.append(both(spec, record, given))
    told = Told(record, procedure).entries(events[::-1][:SHOWN])
    return {"trail": told, "rows": [row for row in rows if row["yours"] != row["now"]]}


def _follow_rows(spec: FieldSpec, sent: list[dict[str, Any]], changes: Iterable[Mapping[str, Any]]) -> None:
    """Put into the rows that were sent what others wrote in cells the writer left as they were."""
    columns = {one.name: one for one in spec.columns}
    mine = {str(row["id"]): row for row in sent if row.get("id")}
    for change in changes:
        for changed in change.get("changed", ()):
            row = mine.get(str(changed["id"]))
            for name, pair in changed.items():
                if row is None or name not in columns or name not in row:
                    continue
                if _plain(columns[name], row[name]) == _said_nothing(pair[0]):
                    _put(row, name, pair[1])


def _put(row: dict[str, Any], name: str, value: Any) -> None:
    """A value as the trail keeps it, as a form would have sent it."""
    if isinstance(value, dict):
        row |= {name: str(value["id"]), f"{name}.words": value["text"]}
    elif isinstance(value, bool):
        row[name] = "yes" if value else "no"
    else:
        row[name] = "" if value is None else value


def _plain(spec: FieldSpec, value: Any) -> Any:
    """What was sent as the trail would keep it; what cannot be held stays as it is and equals nothing."""
    try:
        return _said_nothing(plain(clean(spec, value)))
    except Bad:
        return value


def _said_nothing(value: Any) -> Any:
    """One emptiness for all kinds, and a row by its id alone: its words may have changed since."""
    if isinstance(value, dict):
        return value.get("id")
    return None if empty(value) else value


def both(spec: FieldSpec, record: Any, given: Mapping[str, Any]) -> dict[str, str]:
    """One field: what was typed and what the record says now, both in words."""
    if spec.kind == "lines":
        have = rows_of(record, spec.lines)
        now = [_row(spec, {one.name: getattr(row, one.name) for one in spec.columns}) for row in have]
        yours = [_row(spec, row) for row in given[spec.name] if isinstance(row, Mapping)]
        return {"label": str(spec.label), "yours": "\n".join(yours), "now": "\n".join(now)}
    return {
        "label": str(spec.label),
        "yours": _said(spec, given[spec.name]),
        "now": words(spec, value_of(spec, record)),
    }


def _said(spec: FieldSpec, value: Any) -> str:
    try:
        return words(spec, clean(spec, value))
    except Bad:
        return str(value)


def _row(spec: FieldSpec, row: Mapping[str, Any]) -> str:
    said = [_said(one, row[one.name]) for one in spec.columns if row.get(one.name) not in (None, "")]
    return pgettext("between values", "; ").join(said)
