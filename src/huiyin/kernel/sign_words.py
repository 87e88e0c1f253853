"""The signatures of one record in words: given, declined, broken since, and still asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel.models import Signature
from huiyin.kernel.signing import changed_since, content_of
from huiyin.kernel.signs import open_demands
from huiyin.kernel.told import Told
from huiyin.packs.shape import Procedure, Sign


def document(procedure: Procedure) -> str:
    """The controlled document and its revision: `QP07 A 版`."""
    return _("%(document)s rev. %(revision)s") % {"document": procedure.document, "revision": procedure.revision}


def signatures(record: Any, procedure: Procedure, told: Told) -> list[dict[str, Any]]:
    """Every signature and every one still asked for, newest round last; a broken one says what changed since."""
    rows = list(record.signatures.select_related("person", "on_behalf", "unit", "proposal"))
    present = content_of(record) if rows else {}
    found = [_signed(row, procedure, told, present) for row in rows]
    if record.awaiting:
        step = procedure.flow.steps[record.awaiting]
        given = [row for row in rows if row.proposal.settled_at is None and row.verdict == "signed"]
        missing = open_demands(record, step, given)
        found += [_asked(one.sign, one.roles, one.unit_name, procedure, step) for one in missing]
    return found


def _signed(row: Signature, procedure: Procedure, told: Told, present: Mapping[str, Any]) -> dict[str, Any]:
    role = procedure.roles.get(row.role)
    broken = [
        told.specs[name].label if name in told.specs else _beside_fields(name) for name in changed_since(row, present)
    ]
    return {
        "role": str(role.label) if role else "",
        "unit": row.unit.name if row.unit else "",
        "person": row.person,
        "on_behalf": row.on_behalf,
        "at": row.at,
        "verdict": row.verdict,
        "reason": row.reason,
        "step": told.step_label(row.step),
        "meaning": _meaning(row, procedure),
        "broken": [str(one) for one in broken],
        "round": row.round,
    }


def _beside_fields(name: str) -> str:
    return {"papers": _("Attachments"), "*": _("The signature itself")}.get(name) or _("A field no longer shown")


def _meaning(row: Signature, procedure: Procedure) -> str:
    """What the signature says, in the reader's language when the procedure still says the same."""
    step = procedure.step(row.step)
    labels = [sign.meaning for sign in step.signs] if step else []
    return next((str(one) for one in labels if one.zh == row.meaning), row.meaning)


def _asked(sign: Sign, roles: Iterable[str], unit: str, procedure: Procedure, step: Any) -> dict[str, Any]:
    names = [str(procedure.roles[role].label) for role in roles if role in procedure.roles]
    return {
        "role": _(" or ").join(names),
        "unit": unit,
        "note": unit,
        "step": str(step.label),
        "meaning": str(sign.meaning),
        "clause": sign.clause,
        "verdict": "",
    }
