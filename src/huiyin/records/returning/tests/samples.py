"""Right entries where a plain sample would be refused: what is disposed of must be what came."""

from typing import Any

from huiyin.records.returning.models import Disposition, Lot


def lots(walker: Any, sheet: Any) -> list[dict[str, Any]]:
    """One lot of thirty; of each lot all come."""
    have = Lot.objects.filter(record_id=sheet.pk) if sheet is not None and sheet.pk else []
    if have:
        return [{"id": row.pk, "received": str(row.announced), "analysed": 1} for row in have]
    return [{"lot": "L20261105", "announced": 30, "product": walker.cast.product}]


def dispositions(walker: Any, sheet: Any) -> list[dict[str, Any]]:
    """All that came is replaced, then it is carried out."""
    have = Disposition.objects.filter(record_id=sheet.pk)
    if have:
        return [{"id": row.pk, "done_on": walker.at.date().isoformat(), "evidence": "SH-001"} for row in have]
    came = Lot.objects.filter(record_id=sheet.pk)
    return [{"lot": row.lot, "disposition": "replace", "quantity": str(row.received), "liable": "ours"} for row in came]


SAMPLES = {"lots": lots, "dispositions": dispositions}
