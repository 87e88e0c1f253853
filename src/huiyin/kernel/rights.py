"""May this person do one of the deeds beside the flow: asked before the button, with the door's own sentences.

The doors (`amend`, `passing`, `clocks`, `attachments`, `signing`) ask again when the deed is done.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from huiyin.kernel import signing, turns
from huiyin.kernel.errors import Refused
from huiyin.kernel.policy import Verdict, covers, only_for, only_looks_on, only_reads, procedure_of
from huiyin.packs.shape import Procedure
from huiyin.people.holding import holdings
from huiyin.people.models import Person

Ask = Callable[[Person, Any, Procedure, dt.datetime], Any]


def may_beside(person: Person, record: Any, deed: str, *, at: dt.datetime) -> Verdict:
    """Whether ``person`` may ``correct``, ``void``, ``merge``, ``unmerge``, ``extend``, ``hand_over``, ``copy``,
    ``attach``, ``take_back`` or ``sign`` this record now, and if not why. Whoever asks can see the record.
    """
    why = DEEDS[deed](person, record, procedure_of(record), at)
    return Verdict(False, why, stage="role") if why else Verdict(True)


def _only(roles: tuple[str, ...], person: Person, record: Any, procedure: Procedure, at: dt.datetime) -> Any:
    if any(one.role in roles and covers(one, record.unit) for one in holdings(person, at)):
        return ""
    return only_for(roles, procedure) if roles else _("This procedure lets nobody do that.")


def _correct(person: Person, record: Any, procedure: Procedure, at: dt.datetime) -> Any:
    return _only(procedure.correctors, person, record, procedure, at)


def _void(person: Person, record: Any, procedure: Procedure, at: dt.datetime) -> Any:
    why = _only(procedure.voiders, person, record, procedure, at)
    return why or (_("This record was voided.") if record.phase == "void" else "")


def _merge(person: Person, record: Any, procedure: Procedure, at: dt.datetime) -> Any:
    why = _only(procedure.correctors, person, record, procedure, at)
    return why or (_("This record was merged already.") if record.merged_into_id else "")


def _unmerge(person: Person, record: Any, procedure: Procedure, at: dt.datetime) -> Any:
    why = _only(procedure.correctors, person, record, procedure, at)
    return why or ("" if record.merged_into_id else _("This record is not merged into another."))


def _extend(person: Person, record: Any, procedure: Procedure, at: dt.datetime) -> Any:
    if _only((*procedure.extenders, *procedure.extension_approvers), person, record, procedure, at):
        return only_for(procedure.extenders, procedure)
    if not record.dues.filter(settled_at=None).exists():
        return _("No such clock is running on this record.")
    return ""


def _hand_over(person: Person, record: Any, procedure: Procedure, at: dt.datetime) -> Any:
    if why := _copy(person, record, procedure, at):
        return why
    if record.phase in ("done", "void"):
        return _("This record is closed; there is nothing to hand over.")
    if not turns.mine(person, at=at).filter(record_id=record.pk, kind="act").exists():
        return _("Only whoever has this record in hand may pass it on.")
    return ""


def _copy(person: Person, record: Any, procedure: Procedure, at: dt.datetime) -> Any:
    return _("You may read this record, not change it.") if only_reads(person, procedure, at) else ""


def _attach(person: Person, record: Any, procedure: Procedure, at: dt.datetime) -> Any:
    if only_looks_on(person, record, at):
        return _("You may read this record, not change it.")
    if record.phase == "void" or record.merged_into_id:
        return _("This record was voided or merged into another: its papers stay as they are.")
    return ""


def _take_back(person: Person, record: Any, procedure: Procedure, at: dt.datetime) -> Any:
    try:
        proposal = signing.open_proposal(record)
    except Refused as no:
        return no.why
    if person.pk not in (proposal.by_id, proposal.on_behalf_id):
        return _("Only whoever filed this step may take it back.")
    return ""


def _sign(person: Person, record: Any, procedure: Procedure, at: dt.datetime) -> Any:
    try:
        proposal = signing.open_proposal(record)
        signing.right_to_sign(person, record, procedure.flow.steps[proposal.step], proposal, at)
    except Refused as no:
        return no.why
    return ""


DEEDS: dict[str, Ask] = {
    "correct": _correct, "void": _void, "merge": _merge, "unmerge": _unmerge, "extend": _extend,
    "hand_over": _hand_over, "copy": _copy, "attach": _attach, "take_back": _take_back, "sign": _sign,
}  # fmt: skip
