"""Which signatures a step demands of a record, and which of them are still open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from huiyin.kernel.deed import holds_code, unit_codes
from huiyin.packs.shape import Sign, Step
from huiyin.people.models import Unit


@dataclass(frozen=True, slots=True)
class Demand:
    """One signature that must be given: by a holder of one of ``roles``, for ``unit_id`` when one is named.

    ``index`` numbers it within the step, stably for one record: it is what a signature answers.
    """

    index: int
    roles: tuple[str, ...]
    sign: Sign
    unit_id: int | None = None
    unit_name: str = ""


def demands(record: Any, step: Step) -> list[Demand]:
    """Every signature ``step`` asks of ``record``: one for ``any``, one per role for ``all``, one per unit for 会签."""
    found: list[Demand] = []
    for sign in step.signs:
        if not holds_code(record, sign.field, sign.codes):
            continue
        if sign.any:
            found.append(Demand(len(found), sign.any, sign))
        for role in sign.all:
            found.append(Demand(len(found), (role,), sign))
        if sign.each_of:
            units = {unit.code: unit for unit in Unit.objects.filter(code__in=unit_codes(record, sign.each_of))}
            for code in unit_codes(record, sign.each_of):
                unit = units.get(code)
                if unit is not None:
                    found.append(Demand(len(found), (sign.role,), sign, unit.pk, unit.name))
    return found


def open_demands(record: Any, step: Step, given: Iterable[Any]) -> list[Demand]:
    """The demands no signature of ``given`` (signed ones of the present proposal) answers yet."""
    answered = {signature.demand for signature in given}
    return [demand for demand in demands(record, step) if demand.index not in answered]
