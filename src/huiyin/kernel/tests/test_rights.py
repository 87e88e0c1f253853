"""What a button is told beforehand agrees with what the door says afterwards, for every deed and everyone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import transaction

from huiyin.kernel import amend, attachments, extending, passing
from huiyin.kernel.errors import Invalid, Refused
from huiyin.kernel.policy import visible
from huiyin.kernel.rights import DEEDS, may_beside
from tests.walker import Walker, adopt_pack

ASKED = sorted(set(DEEDS) - {"sign", "take_back"})
"""Signing and taking back are asked by the signing doors themselves."""


@pytest.fixture
def walker(cast: Any) -> Walker:
    """The generic procedures in force."""
    adopt_pack("generic/1.0")
    return Walker(cast)


def door(deed: str, record: Any, person: Any, walker: Walker, other: Any) -> None:
    """Do the deed as a window would."""
    at, seen = walker.tick(), record.version
    match deed:
        case "correct":
            amend.correct(record, person, {"lot": "B2611-07"}, "理由", seen=seen, at=at)
        case "void":
            amend.void(record, person, "理由", seen=seen, at=at)
        case "merge":
            amend.merge(record, other, person, "理由", seen=seen, at=at)
        case "unmerge":
            amend.unmerge(record, person, "理由", seen=seen, at=at)
        case "extend":
            due = record.dues.filter(settled_at=None).first()
            until = due.due_at + dt.timedelta(days=2) if due else at
            extending.extend(record, due.name if due else "none", person, until=until, reason="理由", seen=seen, at=at)
        case "hand_over":
            passing.hand_over(record, person, walker.cast.bai, "理由", seen=seen, at=at)
        case "copy":
            passing.copy_to(record, person, [walker.cast.bai], seen=seen, at=at)
        case "attach":
            attachments.attach(record, person, "a.txt", "字".encode(), at=at)


@pytest.mark.parametrize("state", ["received", "analysing", "closed", "void", "merged"])
@pytest.mark.parametrize("deed", ASKED)
def test_the_button_and_the_door_say_the_same(walker: Walker, deed: str, state: str) -> None:
    record, other = walker.open("complaint"), walker.open("complaint")
    if state == "void":
        record = amend.void(record, walker.cast.wang, "重复", seen=record.version, at=walker.tick())
    elif state == "merged":
        record = amend.merge(record, other, walker.cast.wang, "重复", seen=record.version, at=walker.tick())
    else:
        record = walker.to(record, state)
    for person in walker.everyone():
        record = walker.again(record)
        if not visible(person, record.type, at=walker.at).filter(pk=record.pk).exists():
            continue  # who sees nothing of it is offered nothing
        verdict = may_beside(person, record, deed, at=walker.at)
        refused = None
        with transaction.atomic():
            try:
                door(deed, record, person, walker, other)
            except Invalid:
                pass  # her right was not in question
            except Refused as no:
                refused = no.why
            transaction.set_rollback(True)
        assert (verdict.ok, str(verdict.why)) == (refused is None, str(refused or "")), (person.username, deed, state)
