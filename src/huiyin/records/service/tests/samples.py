"""Entries that fit together: parts add up, the kind of work may be done at hand and from afar."""

from typing import Any

from huiyin.records.service.models import Part

LEAVING = ("agreed", "approved")
"""States in which parts are packed; later ones only count what was packed."""


def _parts(walker: Any, record: Any) -> list[dict[str, Any]] | None:
    have = Part.objects.filter(record_id=record.pk, dropped_at=None) if record is not None and record.pk else ()
    rows = [{"id": row.pk, "used": 1, "returned": row.taken - 1} for row in have]
    if rows or record is None or record.state not in LEAVING:
        return rows or None
    return [{"part_number": "6204-ZZ", "name": "深沟球轴承", "quantity": 2, "taken": 2}]


SAMPLES = {
    "parts": _parts,
    "work_types": lambda walker, record: ["guide"],
    "customer_mark": lambda walker, record: '{"w":600,"h":240,"s":[[40,120,90,60,140,150],[200,80,260,140]]}',
}
