"""The firm adopts a shipped pack as its own: its name on it, checked, in force before the first record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from huiyin.demo import shelf
from huiyin.kernel.vocabulary import vocabulary_for
from huiyin.packs.adopt import adopt
from huiyin.packs.check import check, check_together
from huiyin.packs.faults import PackError
from huiyin.packs.read import read_pack
from huiyin.packs.shape import Label, Procedure
from huiyin.people.models import Person

ADOPTER = "ye"
"""The sign-in name of the management representative, who puts procedures into force."""
REASON = "体系换版，统一按本程序办理"


def take(folder: str) -> tuple[Procedure, ...]:
    """The procedures of a shipped pack with the firm's name in them. Raises PackError with every fault."""
    company = shelf.firm("company")
    label = Label(company["name"], company["name_en"])
    found = read_pack(Path(settings.PACKS) / folder)
    procedures = tuple(replace(one, company=label, language=company["language"]) for one in found)
    faults = [fault for one in procedures for fault in check(one, vocabulary_for(one.type))]
    faults += check_together(procedures)
    if faults:
        raise PackError(faults)
    return procedures


def put_in_force(procedures: Iterable[Procedure], *, at: dt.datetime, since: dt.date) -> None:
    """Adopt each procedure everywhere from ``since`` on."""
    by = Person.objects.get(username=ADOPTER)
    for procedure in procedures:
        adopt(procedure, by=by, at=at, effective_from=since, reason=REASON)


def clocks_of(procedures: Iterable[Procedure]) -> set[str]:
    """Every clock the procedures start, as customers' own amounts name them: ``complaint.reply``."""
    return {
        f"{one.type}.{due.name}"
        for one in procedures
        for step in (one.flow.opening, *one.flow.steps.values())
        for due in step.starts
    }
