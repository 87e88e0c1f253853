"""Demands many rooms make: each function here makes a guard or a check, with the room's rows, words and clause in it.

A guard closes a button before the step; a check answers at the field after its values were taken. What a step may
itself fill in is demanded as a check, and as a guard wrapped in ``so_far``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from huiyin.kernel.deed import Deed, holds_code
from huiyin.kernel.models import Line, Link, Record
from huiyin.kernel.registry import Answer, Blocker, Words
from huiyin.people.models import Person

Demand = Callable[[Any, Deed], Answer]
When = tuple[str, Collection[str]] | Callable[[Any], bool] | None
"""A demand made only of some records: a field and its codes, or a function of the record."""


def customer_known_or_reason(clause: str = "SM-2") -> Demand:
    """No record without a customer, or the reason why the customer is not known (SM-2)."""

    def demand(record: Any, deed: Deed) -> Answer:
        if record.customer_id or record.customer_unknown.strip():
            return None
        text = _("Choose the customer, or write why the customer is not known.")
        return Blocker(text, field="customer", clause=clause)

    return demand


def filled(field: str, sentence: Words, clause: str = "", when: When = None) -> Demand:
    """The field holds something; ``sentence`` (lazy) says what to write when it does not."""

    def demand(record: Any, deed: Deed) -> Answer:
        value = record.extra.get(field) if field in record.extra else getattr(record, field, None)
        said = value.strip() if isinstance(value, str) else value
        missing = said is None or said == "" or said == []
        return Blocker(sentence, field=field, clause=clause) if missing and _holds(record, when) else None

    return demand


def rows_wanted(model: type[Line], field: str, sentence: Words, clause: str = "", when: When = None) -> Demand:
    """There is a row of this kind in this round; ``sentence`` (lazy) says what is missing when there is none."""

    def demand(record: Any, deed: Deed) -> Answer:
        there = not _holds(record, when) or rows(model, record).exists()
        return None if there else Blocker(sentence, field=field, clause=clause)

    return demand


def rows_done(
    model: type[Line], field: str, *, what: str = "what", done: str = "done_on", clause: str = "", raised: str = ""
) -> Demand:
    """Each row of this round says when it was done. A row that became a record of its own (``raised``) counts too."""

    def demand(record: Any, deed: Deed) -> Answer:
        open_rows = rows(model, record).filter(**{done: None})
        if raised:
            open_rows = open_rows.filter(**{raised: None})
        return [
            Blocker(
                _("“%(what)s” has no completion date yet.") % {"what": short(text)}, f"{field}.{done}", clause=clause
            )
            for text in open_rows.values_list(what, flat=True)
        ]

    return demand


def rows_owned(
    model: type[Line], field: str, *, what: str = "what", owner: str = "owner", unit: str = "", due: str = "due_on",
    clause: str = "",
) -> Demand:  # fmt: skip
    """Each row of this round says who does it (a person, or with ``unit`` a department) and by when."""

    def demand(record: Any, deed: Deed) -> Answer:
        blockers = []
        for row in rows(model, record):
            said = {"what": short(getattr(row, what))}
            if not (getattr(row, f"{owner}_id") or (unit and getattr(row, f"{unit}_id"))):
                text = (
                    _("“%(what)s” names neither a person nor a department.") if unit else _("“%(what)s” has no owner.")
                )
                blockers.append(Blocker(text % said, field=f"{field}.{owner}", clause=clause))
            if getattr(row, due) is None:
                text = _("“%(what)s” has no date to be done by.")
                blockers.append(Blocker(text % said, field=f"{field}.{due}", clause=clause))
        return blockers

    return demand


def doer_not_among(
    model: type[Line], *, what: str = "what", owner: str = "owner", unit: str = "", clause: str = ""
) -> Demand:
    """Who carries a row out does not judge it (SM-5.5.1f, CH-5.5b).

    A row is carried out by its owner; with ``unit``, one that names no owner by everyone of its department.
    """

    def demand(record: Any, deed: Deed) -> Answer:
        for person in filter(None, (deed.actor, deed.on_behalf)):
            for row in rows(model, record).select_related(*filter(None, (owner, unit))):
                if _carries_out(person, row, owner, unit):
                    text = _("%(name)s carries out “%(what)s”; someone else verifies it.")
                    return Blocker(text % {"name": person.name, "what": short(getattr(row, what))}, clause=clause)
        return None

    return demand


def children_closed(*types: str, clause: str = "") -> Demand:
    """Every record it raised (of these types; of all when none is named) is closed or void; names each that is not."""

    def demand(record: Any, deed: Deed) -> Answer:
        ties = Link.objects.filter(source_id=record.pk, kind="raised", ended_at=None)
        if types:
            ties = ties.filter(target__type__in=types)
        open_ones = ties.exclude(target__phase__in=("done", "void")).order_by("target_id")
        return [
            Blocker(_("%(number)s is not closed yet.") % {"number": number}, number=number, clause=clause)
            for number in open_ones.values_list("target__number", flat=True)
        ]

    return demand


def so_far(check: Demand, *fields: str) -> Demand:
    """A check as a guard: silent while the step itself asks for one of ``fields`` (rows or columns of rows)."""

    def demand(record: Any, deed: Deed) -> Answer:
        asked = {name.partition(".")[0] for name in (*deed.step.needs, *deed.step.asks)}
        return None if asked & set(fields) else check(record, deed)

    return demand


def rows(model: type[Line], record: Record) -> Any:
    """The rows of this kind in force in the record's round."""
    return model._default_manager.filter(record_id=record.pk, round=record.round, dropped_at=None)


def short(text: str) -> str:
    """The beginning of a text, as it is quoted in a sentence."""
    return Truncator(" ".join(str(text).split())).chars(24)


def _holds(record: Any, when: When) -> bool:
    if when is None:
        return True
    return when(record) if callable(when) else holds_code(record, when[0], tuple(when[1]))


def _carries_out(person: Person, row: Any, owner: str, unit: str) -> bool:
    if getattr(row, f"{owner}_id"):
        return bool(getattr(row, f"{owner}_id") == person.pk)
    its = getattr(row, unit) if unit else None
    return bool(its and person.unit and person.unit.path.startswith(its.path))
