"""The list of quality records (质量记录一览表): what is kept on which form, by whom, how long, and how much of it.

Nothing here writes. A record is kept by the version it lives under, counted from the milestone that version names; a
record that ended without reaching it (void, or brought in from an older register) counts from the day it ended.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from huiyin.base.dates import DAY, add_months
from huiyin.kernel import registry
from huiyin.kernel.models import Attachment, Record
from huiyin.kernel.registry import RecordType
from huiyin.kernel.sight import Sight, sight
from huiyin.packs.adopt import load
from huiyin.packs.models import ProcedureVersion
from huiyin.packs.shape import Procedure
from huiyin.people.holding import on_day
from huiyin.people.models import Holding, Person, Unit

ENDED = ("done", "void")
IN_FORCE, REPLACED, COMING = "in_force", "replaced", "coming"
NO_UNIT = ""
"""Where the whole firm's own version stands among the codes of units."""


@dataclass(slots=True)
class Kept:
    """One line of the list: versions of one procedure that say the same of form, register, document and keeping.

    ``units`` are the codes it is in force for (none: the whole firm). A line that is ``replaced`` or ``coming`` stands
    here only because records are kept under it. ``passed`` counts those past their term; ``oldest`` is the first
    received; ``departments`` are where the role that keeps them is held now. Records the reader may not see do not
    count.
    """

    record_type: RecordType
    procedure: Procedure
    units: tuple[str, ...]
    standing: str = REPLACED
    versions: list[int] = field(default_factory=list)
    departments: list[str] = field(default_factory=list)
    records: int = 0
    papers: int = 0
    passed: int = 0
    oldest: Record | None = None

    @property
    def custodian(self) -> str:
        """Who keeps the records: the custodian (the code of a role or a unit), else who owns the procedure."""
        return self.procedure.keep.custodian or self.procedure.owner


@dataclass(slots=True)
class Listed:
    """The list as one reader sees it at ``at``. ``whole`` says that no record is hidden from her."""

    person: Person
    at: dt.datetime
    lines: list[Kept]
    whole: bool


def listed(person: Person, *, at: dt.datetime) -> Listed:
    """Every form and register in force at ``at`` (aware), by family and order of the types; so many queries always."""
    types = registry.types()
    seen = sight(person, [one.name for one in types], at=at)
    today = timezone.localtime(at).date()
    lines = _lines(types, today)
    _count(lines, seen, today)
    found = [one for one in lines if one.standing == IN_FORCE or one.records]
    _departments(found, today)
    return Listed(person, at, found, seen.whole)


# --- the term ---------------------------------------------------------------------------------------------------------


def kept_until(day: dt.date, years: int) -> dt.date:
    """The last day of a term of ``years`` that began on ``day``: a day the last month lacks is its last one."""
    return add_months(day, 12 * years)


def first_kept(today: dt.date, years: int) -> dt.date:
    """The earliest beginning whose term of ``years`` is not over ``today``; every earlier day has passed it."""
    day = add_months(today, -12 * years)
    return day if kept_until(day, years) >= today else day + DAY


# --- the lines --------------------------------------------------------------------------------------------------------


def _lines(types: Iterable[RecordType], today: dt.date) -> list[Kept]:
    """One line for each thing said, the newest of a type first. One query."""
    versions: dict[str, list[ProcedureVersion]] = {}
    for version in ProcedureVersion.objects.defer("body").order_by("-effective_from", "-pk"):
        versions.setdefault(version.type, []).append(version)
    lines: list[Kept] = []
    for record_type in types:
        made: dict[object, Kept] = {}
        taken: set[str] = set()
        for version in versions.get(record_type.name, ()):
            procedure, units = load(version), tuple(version.units)
            line = made.setdefault(_said(procedure, units), Kept(record_type, procedure, units))
            line.versions.append(version.pk)
            if version.effective_from > today:
                line.standing = COMING
                continue
            codes = set(units) or {NO_UNIT}
            line.standing = IN_FORCE if codes - taken else line.standing if line.standing == IN_FORCE else REPLACED
            taken |= codes  # an older version rules only where no newer one does
        lines += made.values()
    return lines


def _said(procedure: Procedure, units: tuple[str, ...]) -> object:
    """All that the list says of a version: two that say the same share a line."""
    prints = tuple((one.label, one.form) for one in procedure.prints.values())
    ledger, keep = procedure.ledger, procedure.keep
    paper = (procedure.title, procedure.form, prints, ledger.title, ledger.form)
    document = (procedure.document, procedure.revision, procedure.document_title)
    return units, paper, document, (keep.years, keep.since, keep.custodian or procedure.owner)


# --- what is there ----------------------------------------------------------------------------------------------------


def _count(lines: list[Kept], seen: Sight, today: dt.date) -> None:
    """Records, papers, those past their term, the oldest: four queries, however many lines and records."""
    records = Record.objects.filter(seen.q(), type__in=seen.names).order_by()
    where = {pk: line for line in lines for pk in line.versions}
    surely, perhaps = _past(lines, today)
    rows = records.values("procedure_id").annotate(n=Count("pk"), first=Min("received_at"))
    rows = rows.annotate(passed=Count("pk", filter=surely))
    first = Q(pk__in=())
    for row in rows:
        line = where[row["procedure_id"]]
        line.records += row["n"]
        line.passed += row["passed"]
        first |= Q(type=line.record_type.name, procedure_id=row["procedure_id"], received_at=row["first"])
    for pk, milestones in records.filter(perhaps).values_list("procedure_id", "milestones"):
        where[pk].passed += _passed(where[pk], milestones, today)
    for record in records.filter(first).order_by("-received_at", "-pk"):
        where[record.procedure_id].oldest = record
    _papers(where, records, whole=seen.whole)


def _past(lines: list[Kept], today: dt.date) -> tuple[Q, Q]:
    """The conditions of what has surely passed its term, and of what must be looked at one by one.

    A milestone is kept as text with the offset it was told in: a day off either way is decided by `_passed`.
    """
    terms: dict[tuple[str, int], list[int]] = {}
    for line in lines:
        if line.procedure.keep.years:
            terms.setdefault((line.procedure.keep.since, line.procedure.keep.years), []).extend(line.versions)
    surely, perhaps = Q(pk__in=()), Q(pk__in=())
    for (since, years), versions in terms.items():
        edge = first_kept(today, years)
        reached, midnight = f"milestones__{since}", timezone.make_aware(dt.datetime.combine(edge, dt.time()))
        # nothing ends before it was received: most records need not be opened to be passed over
        ended = Q(procedure_id__in=versions, phase__in=ENDED, received_at__lt=midnight + DAY)
        before, after = (edge - DAY).isoformat(), (edge + DAY).isoformat()
        surely |= ended & Q(**{f"{reached}__lt": before})
        surely |= ended & Q(**{f"{reached}__isnull": True}) & Q(closed_at__lt=midnight)
        perhaps |= ended & Q(**{f"{reached}__gte": before, f"{reached}__lt": after})
    return surely, perhaps


def _passed(line: Kept, milestones: Mapping[str, str], today: dt.date) -> bool:
    keep = line.procedure.keep
    began = timezone.localtime(dt.datetime.fromisoformat(milestones[keep.since])).date()
    return began < first_kept(today, keep.years)


def _papers(where: Mapping[int, Kept], records: QuerySet[Record], *, whole: bool) -> None:
    papers = Attachment.objects.filter(withdrawn_at=None).order_by()
    if not whole:
        papers = papers.filter(record__in=records.values("pk"))
    for pk, n in papers.values_list("record__procedure_id").annotate(n=Count("pk")):
        where[pk].papers += n


def _departments(lines: list[Kept], today: dt.date) -> None:
    """Where the role that keeps the records is held now: the departments an auditor goes to. One query.

    A unit below another one that is named goes without saying.
    """
    roles = {one.custodian for one in lines if one.custodian in one.procedure.roles}
    rows = Holding.objects.filter(on_day(today), role__in=roles, person__is_active=True)
    where: dict[str, dict[str, Unit]] = {}
    for one in rows.select_related("unit", "person__unit").order_by("pk"):
        if unit := one.unit or one.person.unit:
            where.setdefault(one.role, {})[unit.path] = unit
    for line in lines:
        found = where.get(line.custodian, {})
        above = [path for path in found if not any(path != one and path.startswith(one) for one in found)]
        line.departments = [found[path].name for path in above]
