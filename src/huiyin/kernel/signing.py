"""Signatures: a step that needs them is filed, waits, and fires with the last one. Bound to what was signed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from huiyin.kernel import following, passing, trail, turns
from huiyin.kernel.deed import Deed
from huiyin.kernel.errors import Invalid, Refused
from huiyin.kernel.fields import empty, fields_of, value_of
from huiyin.kernel.lines import rows_of
from huiyin.kernel.models import Event, Proposal, Record, Signature
from huiyin.kernel.policy import covers, only_for, procedure_of
from huiyin.kernel.registry import type_of
from huiyin.kernel.showing import plain
from huiyin.kernel.signs import Demand, demands
from huiyin.kernel.signs import open_demands as open_demands
from huiyin.packs.shape import Step
from huiyin.people.holding import Held, holders, holdings
from huiyin.people.models import Person, Unit


def wait(deed: Deed, decided: Mapping[str, Any]) -> bool:
    """File the deed's step when it needs signatures: its values stand, the state does not move yet."""
    record, step = deed.record, deed.step
    wanted = demands(record, step)
    if not wanted or deed.actor is None:
        return False
    Proposal.objects.create(
        record_id=record.pk, step=step.name, by=deed.actor, on_behalf=deed.on_behalf, at=deed.at,
        happened_at=deed.happened_at, reason=deed.reason,
        choice={"decided": dict(decided), "unit": deed.unit.code if deed.unit else ""},
    )  # fmt: skip
    record.awaiting = step.name
    record.version += 1
    following.follow(deed)
    event = trail.append(
        record, kind="filed", step=step.name, actor=deed.actor, on_behalf=deed.on_behalf, at=deed.at,
        happened_at=deed.happened_at, state_before=record.state, state_after=record.state, changes=deed.changes,
        facts=deed.facts, reason=deed.reason,
    )  # fmt: skip
    record.save(update_fields=["awaiting", "due_at", "version"])
    turns.settle(deed)
    passing.tell(record, _signers(record, wanted, deed.at), "sign", {"step": step.name}, deed.at, event)
    return True


def _signers(record: Any, wanted: list[Demand], at: dt.datetime) -> list[Person]:
    found: dict[int, Person] = {}
    for demand in wanted:
        unit = Unit.objects.get(pk=demand.unit_id) if demand.unit_id else record.unit
        for role in demand.roles:
            found |= {one.pk: one for one in holders(role, unit, at)}
    return list(found.values())


def content_of(record: Any) -> dict[str, Any]:
    """What a record says now: every field that holds something, its rows, its papers. This is what is signed."""
    record_type, procedure = type_of(record), procedure_of(record)
    content: dict[str, Any] = {"number": record.number, "round": record.round}
    for name, spec in fields_of(procedure, record_type).items():
        if spec.kind == "lines":
            rows = [_row(row, spec.columns) for row in rows_of(record, spec.lines)] if spec.lines else []
            if rows:
                content[name] = rows
        elif not empty(value_of(spec, record)):
            content[name] = plain(value_of(spec, record))
    papers = record.attachments.filter(withdrawn_at=None).values_list("name", "sha256")
    return content | {"papers": [list(paper) for paper in papers]}


def _row(row: Any, columns: Any) -> dict[str, Any]:
    values = {column.name: plain(getattr(row, column.name)) for column in columns}
    # A box nobody ticked yet says nothing, so that ticking it later breaks no signature.
    return {"id": row.pk} | {name: value for name, value in values.items() if not empty(value) and value is not False}


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of a content's canonical JSON."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def changed_since(signature: Signature, now: Mapping[str, Any]) -> list[str]:
    """Names of what was signed and no longer says the same; what was added later breaks nothing."""
    broken = [] if digest_of(signature.content) == signature.digest else ["*"]
    for name, was in signature.content.items():
        if name == "papers":
            present = now.get("papers", [])
            broken += ["papers"] if any(paper not in present for paper in was) else []
        elif isinstance(was, list) and was and isinstance(was[0], dict):
            broken += [name] if _rows_differ(was, now.get(name, [])) else []
        elif name != "round" and now.get(name) != was:
            broken.append(name)
    return broken


def _rows_differ(was: list[dict[str, Any]], now: list[dict[str, Any]]) -> bool:
    present = {row["id"]: row for row in now}
    return any(any(present.get(row["id"], {}).get(key) != value for key, value in row.items()) for row in was)


def open_proposal(record: Record) -> Proposal:
    """The proposal that waits. Raises Refused (409) when none does."""
    proposal = record.proposals.filter(settled_at=None).first()
    if proposal is None:
        raise Refused(_("Nothing is waiting for a signature here any more."), status=409)
    return proposal


def right_to_sign(person: Person, record: Any, step: Step, proposal: Proposal, at: dt.datetime) -> tuple[Demand, Held]:
    """Which demand ``person`` would answer, and by which holding. Raises Refused with the reason."""
    given = list(proposal.signatures.filter(verdict="signed"))
    excluded = None
    held = holdings(person, at)
    for demand in open_demands(record, step, given):
        for one in held:
            if one.role not in demand.roles or not _reaches(one, demand, record):
                continue
            excluded = _not_by(person, one, demand, record, proposal, given)
            if excluded is None:
                return demand, one
    if excluded is not None:
        raise Refused(excluded)
    wanted = [role for demand in open_demands(record, step, given) for role in demand.roles]
    raise Refused(only_for(dict.fromkeys(wanted), procedure_of(record)))


def _reaches(held: Held, demand: Demand, record: Any) -> bool:
    return held.unit_id == demand.unit_id if demand.unit_id else covers(held, record.unit)


def _not_by(person: Person, held: Held, demand: Demand, record: Any, proposal: Proposal, given: list[Signature]) -> Any:
    """Why this person may not give this signature although the role is hers; nothing when she may."""
    acting = {person.pk, held.on_behalf.pk if held.on_behalf else person.pk}
    if "doer" in demand.sign.not_by and acting & {proposal.by_id, proposal.on_behalf_id}:
        return _("Whoever filed a step cannot sign it.")
    if "opener" in demand.sign.not_by and record.opened_by_id in acting:
        return _("Whoever registered the record cannot sign this step.")
    if any(one.person_id in acting for one in given):
        return _("You have signed this step already.")
    return None


def sign_row(
    record: Any, person: Person, proposal: Proposal, demand: Demand, held: Held, *,
    verdict: str, reason: str, method: str, at: dt.datetime,
) -> Signature:  # fmt: skip
    """Store one signature with what it covers, and its event."""
    content = content_of(record)
    signature = Signature.objects.create(
        record_id=record.pk, proposal=proposal, step=proposal.step, demand=demand.index, person=person,
        on_behalf=held.on_behalf, role=held.role, unit_id=demand.unit_id, round=record.round, verdict=verdict,
        meaning=str(demand.sign.meaning.zh)[:120], reason=reason, method=method, at=at, content=content,
        digest=digest_of(content),
    )  # fmt: skip
    record.version += 1
    trail.append(
        record, kind="signed" if verdict == "signed" else "declined", step=proposal.step, actor=person,
        on_behalf=held.on_behalf, at=at, happened_at=at, state_before=record.state, state_after=record.state,
        changes={}, reason=reason,
        facts={"role": held.role, "digest": signature.digest, "method": method, "meaning": signature.meaning},
    )  # fmt: skip
    record.save(update_fields=["version"])
    return signature


def settle_proposal(proposal: Proposal, outcome: str, at: dt.datetime) -> None:
    """End a proposal: ``fired``, ``declined`` or ``dropped``."""
    proposal.settled_at, proposal.outcome = at, outcome
    proposal.save(update_fields=["settled_at", "outcome"])


def decline(deed: Deed, proposal: Proposal) -> Event | None:
    """退回: the signer sends the step back to whoever filed it, with a reason. The record is free to move again."""
    if not deed.reason:
        raise Invalid({"reason": _("Say why you send it back.")})
    settle_proposal(proposal, "declined", deed.at)
    deed.record.awaiting = ""
    deed.record.save(update_fields=["awaiting"])
    turns.settle(deed, again=proposal.step)
    told = {"by": deed.actor.name if deed.actor else "", "reason": deed.reason, "step": proposal.step}
    passing.tell(deed.record, [proposal.by], "declined", told, deed.at)
    return None
