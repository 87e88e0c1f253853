"""Which records are shown for a clause: a rule anyone can follow again, and every exception as far as there is room."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Invalid
from huiyin.kernel.evidence.cases import ids
from huiyin.kernel.evidence.gather import Entry, Evidence
from huiyin.kernel.evidence.scope import EXCEPTIONS, VERDICTS, Scope, Standing
from huiyin.kernel.evidence.words import joined
from huiyin.kernel.models import Record, Sample
from huiyin.people.models import Person

USUAL, MOST = 5, 50


@dataclass(frozen=True, slots=True)
class Chosen:
    """The records of a sample in order of number, those with an exception marked; ``rule`` says how they were found."""

    records: list[Record]
    exceptions: frozenset[int]
    rule: str
    wanted: int


def wanted(text: str) -> int:
    """How many records someone asks for. Raises Invalid with a sentence."""
    if text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= MOST:
        return int(text)
    raise Invalid({"count": _("Choose from 1 to %(most)d records.") % {"most": MOST}})


def choose(evidence: Evidence, entry: Entry, count: int) -> Chosen:
    """``count`` records spread evenly over all the clause governs, in order of number, and its exceptions; MOST in all.

    The same question asked again of the same records gives the same answer.
    """
    scope = evidence.scope
    governed = _governed(scope, entry.measured)
    ordered = _in_order(scope, governed)
    picked = [ordered[place * len(ordered) // count] for place in range(min(count, len(ordered)))]
    if len(ordered) <= count:
        picked = ordered
    exceptions = _exceptions(scope, entry.measured)
    broken = [pk for pk in exceptions if pk not in picked][: MOST - len(picked)]
    records = Record.objects.filter(pk__in=[*picked, *broken]).select_related("customer", "unit", "procedure")
    chosen = sorted(records.defer("procedure__body"), key=lambda one: one.number)
    marked = frozenset(exceptions) & frozenset([*picked, *broken])
    return Chosen(chosen, marked, _rule(len(ordered), picked, broken, governed is None), count)


def veiled(chosen: Chosen) -> Chosen:
    """The same sample, saying that personal data is left out of it; so it is written down, too."""
    return replace(chosen, rule=joined(chosen.rule, _("Personal data was left out.")))


def _governed(scope: Scope, standings: Sequence[Standing]) -> set[int] | None:
    """The records any of the demands reaches; nothing when that is all of them, or nothing can be counted."""
    listed = [one for one in standings if one.kind not in ("ledger", "keep", "duty")]
    if not listed:
        return None
    if any(one.kind == "opening" for one in listed):
        return None
    return set(ids(scope, listed, VERDICTS))


def _in_order(scope: Scope, governed: set[int] | None) -> list[int]:
    rows = scope.records().order_by("number").values_list("pk", flat=True).iterator(chunk_size=2_000)
    return [pk for pk in rows if governed is None or pk in governed]


def _exceptions(scope: Scope, standings: Sequence[Standing]) -> list[int]:
    """Records with an exception, the newest first, each once; looked for only where a figure says there are some."""
    found: dict[int, None] = {}
    for pk in ids(scope, [one for one in standings if one.figures and one.figures.exceptions], EXCEPTIONS):
        found[pk] = None
        if len(found) >= 2 * MOST:
            break
    return list(found)


def _rule(total: int, picked: list[int], broken: list[int], every: bool) -> str:
    words = {"total": total, "picked": len(picked), "broken": len(broken), "most": MOST}
    if every:
        governed = _("All %(total)d records of the period stand for the clause.") % words
    else:
        governed = _("The clause governs %(total)d records of the period.") % words
    if len(picked) == total:
        return joined(governed, _("All of them were taken."))
    spread = _("In order of number they were divided into %(picked)d equal stretches and the first of each taken.")
    added = _("Added: %(broken)d more with an exception (at most %(most)d records in all).")
    return joined(governed, spread % words, added % words)


def log(
    evidence: Evidence, clause: str, chosen: Chosen, person: Person, *, at: dt.datetime, manifest: str, size: int
) -> Any:
    """Write down who took what out; the row can never be changed."""
    scope = evidence.scope
    return Sample.objects.create(
        person=person, at=at, type=scope.record_type.name, clause=clause, first_on=scope.period.first,
        last_on=scope.period.last, wanted=chosen.wanted, numbers=[one.number for one in chosen.records],
        rule=chosen.rule, manifest=manifest, size=size,
    )  # fmt: skip


def taken(type_name: str, clause: str, most: int = 10) -> list[Sample]:
    """The latest samples of a clause."""
    return list(Sample.objects.filter(type=type_name, clause=clause).select_related("person")[:most])
