"""Evidence that lies in rows of its own: promises, signatures filed, copies, children, papers.

Each kind says which rows speak of it and what verdict a row gives on one demand; empty where the demand does not
reach it. The same verdict is counted and listed, so that a figure and its list never differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When

from huiyin.kernel.evidence.asked import holds
from huiyin.kernel.evidence.scope import Figures, Scope, Standing
from huiyin.kernel.models import Attachment, Due, Event, Link, Notice, Proposal

Verdict = Case | Value
DECIDED = 4
"""So many children a step may decide on; their reasons stand in its event in the order of the procedure."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Which rows, and the verdict of a row on a standing."""

    rows: Callable[[Scope, Iterable[Standing]], QuerySet[Any]]
    verdict: Callable[[Scope, Standing], Verdict]


def count(scope: Scope, standings: Iterable[Standing]) -> None:
    """Fill the figures of standings. One query for those that lie in the same rows: three at most."""
    together: dict[Callable[..., QuerySet[Any]], list[Standing]] = {}
    for one in standings:
        together.setdefault(KINDS[one.kind].rows, []).append(one)
    for rows, some in together.items():
        _count(scope, rows(scope, some), some)


def _count(scope: Scope, rows: QuerySet[Any], standings: Sequence[Standing]) -> None:
    named = {f"v{place}": KINDS[one.kind].verdict(scope, one) for place, one in enumerate(standings)}
    for one in standings:
        one.figures = Figures()
    for row in rows.order_by().annotate(**named).values(*named).annotate(n=Count("pk")):
        for name, one in zip(named, standings, strict=True):
            if one.figures is not None:
                one.figures.add(row[name], row["n"])


def listed(scope: Scope, standing: Standing, verdicts: Iterable[str]) -> QuerySet[Any]:
    """The rows with one of the verdicts, annotated ``v``, the newest records first."""
    kind = KINDS[standing.kind]
    rows: QuerySet[Any] = kind.rows(scope, [standing]).annotate(v=kind.verdict(scope, standing))
    return rows.filter(v__in=list(verdicts)).order_by("-record__received_at", "-record_id", "-pk")


def _said(text: str) -> Value:
    return Value(text, output_field=CharField())


def _judged(governed: Q, *whens: When, default: str) -> Case:
    """The first that holds, for rows the demand reaches."""
    inside = Case(*whens, default=_said(default), output_field=CharField())
    return Case(When(governed, then=inside), default=_said(""), output_field=CharField())


def _reached(scope: Scope, standing: Standing) -> Q:
    """Rows whose record lives under a version that makes the demand, and holds the code it is limited to."""
    found = Q()
    plain = [pk for pk, one in standing.stands.items() if not _limit(one.said)[0]]
    if plain:
        found |= Q(record__procedure_id__in=plain)
    for pk, one in standing.stands.items():
        name, codes = _limit(one.said)
        if name:
            found |= Q(record__procedure_id=pk) & holds(scope.record_type, name, codes, "record__")
    return found


def _limit(said: Any) -> tuple[str, tuple[str, ...]]:
    """The class a demand is limited to: a field and its codes."""
    if hasattr(said, "proof_field"):
        return said.proof_field, said.proof_codes
    if hasattr(said, "within") or getattr(said, "rule", "per") != "per":  # a clock, or a child not opened per class
        return "", ()
    return said.field, said.codes


# --- clocks -----------------------------------------------------------------------------------------------------------


def _dues(scope: Scope, standings: Iterable[Standing]) -> QuerySet[Any]:
    return Due.objects.filter(scope.within(), name__in={one.newest.name for one in standings})


def _kept_clock(scope: Scope, standing: Standing) -> Case:
    """Kept is met by the first date. A lawful stop or the customer's own date moves it, one granted does not."""
    in_time = Q(outcome="met", settled_at__lte=F("due_at"))
    later = Due.objects.filter(record_id=OuterRef("record_id"), name=OuterRef("name"), pk__gt=OuterRef("pk"))
    return _judged(
        Q(name=standing.newest.name) & _reached(scope, standing),
        When(Q(in_time, settled_at__lte=F("first_due_at")), then=_said("kept")),
        When(Q(in_time, extensions=[]), then=_said("kept")),
        When(in_time, then=_said("extended")),
        When(Q(outcome="met"), then=_said("late")),
        When(Q(record__phase="void") | Q(record__merged_into__isnull=False), then=_said("void")),
        When(Q(outcome="dropped") & Exists(later), then=_said("again")),
        When(Q(outcome="dropped"), then=_said("dropped")),
        When(Q(paused_at=None, due_at__lt=scope.at) | Q(paused_at__gt=F("due_at")), then=_said("overdue")),
        default="open",
    )


# --- signatures -------------------------------------------------------------------------------------------------------


def _proposals(scope: Scope, standings: Iterable[Standing]) -> QuerySet[Any]:
    return Proposal.objects.filter(scope.within(), step__in={one.newest.step for one in standings})


def _kept_sign(scope: Scope, standing: Standing) -> Case:
    return _judged(
        Q(step=standing.newest.step) & _reached(scope, standing),
        When(Q(outcome="fired"), then=_said("kept")),
        When(Q(outcome="declined"), then=_said("declined")),
        When(Q(record__phase="void"), then=_said("void")),
        When(Q(outcome="dropped"), then=_said("taken_back")),
        default="open",
    )


# --- deeds: children, copies, papers ----------------------------------------------------------------------------------


def step_name(standing: Standing) -> str:
    """How the trail calls the step the demand hangs on; the opening has a name there too."""
    return standing.newest.step or "open"


def _deeds(scope: Scope, standings: Iterable[Standing]) -> QuerySet[Any]:
    names = {step_name(one) for one in standings}
    return Event.objects.filter(scope.within(), kind__in=("step", "opened"), step__in=names)


def _reached_deed(scope: Scope, standing: Standing) -> Q:
    kind = "step" if standing.newest.step else "opened"
    return Q(step=step_name(standing), kind=kind) & _reached(scope, standing)


def _kept_raise(scope: Scope, standing: Standing) -> Case:
    said = standing.newest.said
    raised = Link.objects.filter(source_id=OuterRef("record_id"), kind="raised", target__type=said.type)
    reasoned = Q()
    for place in range(DECIDED):
        reasoned |= Q(**{f"facts__not_raised__{place}__type": said.type})
    return _judged(
        _reached_deed(scope, standing),
        When(reasoned, then=_said("reasoned")),
        When(Exists(raised), then=_said("kept")),
        default="" if said.rule == "row" else "unraised",
    )


def _kept_copy(scope: Scope, standing: Standing) -> Case:
    told = Notice.objects.filter(event_id=OuterRef("pk"), kind="copy")
    return _judged(
        _reached_deed(scope, standing),
        When(~Exists(told), then=_said("untold")),
        When(Exists(told.filter(read_at=None)), then=_said("unread")),
        default="kept",
    )


def _kept_proof(scope: Scope, standing: Standing) -> Case:
    papers = Attachment.objects.filter(record_id=OuterRef("record_id"), added_at__lte=OuterRef("at"), withdrawn_at=None)
    return _judged(_reached_deed(scope, standing), When(Exists(papers), then=_said("kept")), default="unproven")


KINDS = {
    "clock": Kind(_dues, _kept_clock),
    "sign": Kind(_proposals, _kept_sign),
    "raise": Kind(_deeds, _kept_raise),
    "copy": Kind(_deeds, _kept_copy),
    "proof": Kind(_deeds, _kept_proof),
}
