"""Right entries where a plain sample would be refused: what is disposed of must be what came."""

from typing import Any

from huiyin.records.returning.models import Disposition, Lot


def lots(walker: Any, sheet: Any) -> list[dict[str, Any]]:
    """One lot of thirty, all of which come."""
    have = Lot.objects.filter(record_id=sheet.pk) if sheet is not None and sheet.pk else []
    if have:
        return [{"id": row.pk, "received": 30, "analysed": 10} for row in have]
    return [{"lot": "L20261105", "announced": 30, "product": walker.cast.product}]


def dispositions(walker: Any, sheet: Any) -> list[dict[str, Any]]:
    """All thirty replaced, then carried out."""
    have = Disposition.objects.filter(record_id=sheet.pk)
    if have:
        return [{"id": row.pk, "done_on": walker.at.date().isoformat(), "evidence": "SH-001"} for row in have]
    return [{"lot": "L20261105", "disposition": "replace", "quantity": 30, "liable": "ours"}]


SAMPLES = {"lots": lots, "dispositions": dispositions}
