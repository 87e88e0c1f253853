"""Evidence of recurring duties: each time one fell due in the period, and whether it was done by then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils import timezone

from huiyin.kernel.evidence.scope import Figures, Scope, Standing
from huiyin.kernel.models import Occurrence


def count(scope: Scope, standings: Sequence[Standing]) -> None:
    """Fill the figures of duties. One query; a firm has few occurrences a year."""
    for one in standings:
        one.figures = Figures()
    for standing, _occurrence, verdict in _judged(scope, standings):
        if standing.figures is not None:
            standing.figures.add(verdict)


def listed(scope: Scope, standing: Standing, verdicts: Iterable[str]) -> list[tuple[Any, str]]:
    """The occurrences with one of the verdicts, the latest first."""
    wanted = set(verdicts)
    return [(one, verdict) for _standing, one, verdict in _judged(scope, [standing]) if verdict in wanted]


def _judged(scope: Scope, standings: Sequence[Standing]) -> Iterator[tuple[Standing, Any, str]]:
    named = {one.newest.name: one for one in standings}
    rows = Occurrence.objects.filter(
        of=scope.record_type.name, duty__in=named, due_on__gte=scope.period.first, due_on__lte=scope.period.last
    )
    today = timezone.localtime(scope.at).date()
    for one in rows.select_related("record", "customer").order_by("-due_on", "-pk"):
        yield named[one.duty], one, _verdict(one, named[one.duty].newest.said.done, today)


def _verdict(one: Any, milestone: str, today: dt.date) -> str:
    record = one.record
    if record is not None and record.phase == "void":
        return "void"
    done = done_on(record, milestone) if record is not None else None
    if done is not None:
        return "kept" if done <= one.due_on else "late"
    return "overdue" if one.due_on < today else "open"


def done_on(record: Any, milestone: str) -> dt.date | None:
    """The day a duty was fulfilled by its record: at its milestone, or when it closed."""
    reached = record.milestones.get(milestone) if milestone else None
    if reached:
        return timezone.localtime(dt.datetime.fromisoformat(reached)).date()
    return timezone.localtime(record.closed_at).date() if record.phase == "done" and record.closed_at else None
