"""What others did to a record between opening a form and sending it: both values, side by side (check 3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import pgettext

from huiyin.kernel.cleaning import Bad, clean
from huiyin.kernel.fields import FieldSpec, value_of
from huiyin.kernel.lines import rows_of
from huiyin.kernel.models import Event
from huiyin.kernel.showing import words
from huiyin.kernel.told import Told
from huiyin.packs.shape import Procedure


def meanwhile(
    record: Any, procedure: Procedure, specs: Iterable[FieldSpec], data: Mapping[str, Any], *, seen: int
) -> dict[str, Any]:
    """The events since version `seen` as parts/trail.html takes them, and the fields of the form they touched."""
    events = list(
        Event.objects.filter(record_id=record.pk, version__gt=seen)
        .select_related("actor", "on_behalf")
        .order_by("-seq")
    )
    touched = {name for event in events for name in event.changes}
    told = Told(record, procedure)
    rows = [both(spec, record, data) for spec in specs if spec.name in touched and spec.name in data]
    return {"trail": told.entries(events[:10]), "rows": [row for row in rows if row["yours"] != row["now"]]}


def both(spec: FieldSpec, record: Any, data: Mapping[str, Any]) -> dict[str, str]:
    """One field: what was typed and what the record says now, both in words."""
    if spec.kind == "lines":
        have = rows_of(record, spec.lines)
        now = [_row(spec, {one.name: getattr(row, one.name) for one in spec.columns}) for row in have]
        yours = [_row(spec, row) for row in data[spec.name] if isinstance(row, Mapping)]
        return {"label": str(spec.label), "yours": "\n".join(yours), "now": "\n".join(now)}
    return {
        "label": str(spec.label),
        "yours": _said(spec, data[spec.name]),
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
