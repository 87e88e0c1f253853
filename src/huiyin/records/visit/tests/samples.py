"""Right entries where a plain sample would be refused: nobody visits tomorrow, findings are sorted once reported."""

from huiyin.kernel.policy import procedure_of
from huiyin.records.visit.models import Finding


def findings(walker, record):
    """None with the report, one of each kind when they are sorted, and production's own put right."""
    day = walker.at.date().isoformat()
    if record.state == "visited":
        return None
    if record.state == "reported":
        codes = procedure_of(record).choices["findings.becomes"]
        source = next(iter(procedure_of(record).choices["findings.source"]))
        row = {"what": "外圈油污", "source": source, "weight": "general", "product": "BJ-108", "unit": "PROD"}
        return [row | {"owner": walker.cast.dong, "due_on": day, "becomes": code} for code in codes]
    rows = Finding.objects.filter(record_id=record.pk, dropped_at=None, unit__code="PROD")
    return [{"id": pk, "done_on": day, "result": "已清洗并改进包装"} for pk in rows.values_list("pk", flat=True)]


SAMPLES = {
    "visited_from": lambda walker, record: walker.at.date().isoformat(),
    "visited_on": lambda walker, record: walker.at.date().isoformat(),
    "findings": findings,
}
