"""A record as JSON: its fields as plain values, where it stands, what may be done with it now and why not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from huiyin.kernel import registry
from huiyin.kernel.columns import Col, value
from huiyin.kernel.extending import waiting
from huiyin.kernel.fields import FieldSpec, fields_of, value_of
from huiyin.kernel.lines import rows_of
from huiyin.kernel.links import children, parents
from huiyin.kernel.models import Attachment, Due, Event, Extension, Notice, Record, Signature
from huiyin.kernel.policy import may, procedure_of
from huiyin.kernel.sealing import utc
from huiyin.kernel.told import Told
from huiyin.kernel.trail import HASHED
from huiyin.kernel.wording import Wording
from huiyin.packs.shape import Procedure
from huiyin.parties.models import Contact, Customer, Product
from huiyin.people.models import Person, Unit

Json = dict[str, Any]


def plain(found: Any) -> Any:
    """A value as JSON carries it: instants in UTC, decimals as text, rows as small objects that name themselves."""
    if isinstance(found, dt.datetime):
        return found.astimezone(dt.UTC).isoformat()
    if isinstance(found, dt.date):
        return found.isoformat()
    if isinstance(found, Decimal):
        return format(found.normalize(), "f")
    if isinstance(found, Person):
        return {"id": found.pk, "username": found.username, "name": found.name}
    if isinstance(found, Unit):
        return {"code": found.code, "name": found.name}
    if isinstance(found, Customer):
        return {"id": found.pk, "code": found.code, "name": found.name}
    if isinstance(found, Contact):
        return {"id": found.pk, "name": found.name}
    if isinstance(found, Product):
        return {"id": found.pk, "code": found.code, "name": found.name, "spec": found.spec}
    if isinstance(found, Record):
        return {"type": found.type, "number": found.number}
    return found


def fields(record: Any, procedure: Procedure) -> Json:
    """Every field the procedure shows, by name; rows as lists of objects with their id."""
    found: Json = {}
    for name, spec in fields_of(procedure, registry.type_of(record)).items():
        said = procedure.fields.get(name)
        if said is None or not said.hidden:
            found[name] = _rows(spec, record) if spec.kind == "lines" else plain(value_of(spec, record))
    return found


def _rows(spec: FieldSpec, record: Any) -> list[Json]:
    return [
        {"id": row.pk, "round": row.round, **{one.name: plain(value_of(one, row)) for one in spec.columns}}
        for row in rows_of(record, spec.lines)
    ]


def whole(record: Any, person: Person, *, at: dt.datetime) -> Json:
    """Everything of one record the API gives at once."""
    procedure = procedure_of(record)
    return {
        "type": record.type,
        "number": record.number,
        "title": record.title,
        "state": {"code": record.state, "label": str(procedure.state(record.state).label)},
        "phase": record.phase,
        "round": record.round,
        "version": record.version,
        "awaiting": record.awaiting,
        "procedure": {"document": procedure.document, "revision": procedure.revision, "form": procedure.form},
        "customer": plain(record.customer) if record.customer_id else None,
        "unit": plain(record.unit),
        "holder": plain(record.holder) if record.holder_id else None,
        "opened_by": plain(record.opened_by),
        **{name: plain(getattr(record, name)) for name in ("received_at", "opened_at", "due_at", "closed_at")},
        "milestones": record.milestones,
        "merged_into": record.merged_into.number if record.merged_into_id else None,
        "fields": fields(record, procedure),
        "steps": [_step(one, record, person, at) for one in procedure.flow.from_state(record.state)],
        "extensions": [_extension(one) for one in waiting(record)],
        "dues": [_due(one) for one in record.dues.order_by("started_at", "pk")],
        "signatures": [_signature(one) for one in record.signatures.select_related("person", "on_behalf")],
        "attachments": [paper(one) for one in record.attachments.select_related("added_by")],
        "raised_by": [one.number for one in parents(record)],
        "raised": [one.number for one in children(record)],
    }


def _step(step: Any, record: Any, person: Person, at: dt.datetime) -> Json:
    verdict = may(person, record, step, at=at)
    return {
        "name": step.name,
        "label": str(step.label),
        "ok": verdict.ok,
        "why": str(verdict.why),
        "blockers": blockers(verdict.blockers),
        "rows": {name: sorted(ids) for name, ids in verdict.rows.items()} if verdict.rows is not None else None,
        "reason": step.reason,
        "signs": bool(step.signs),
    }


def blockers(found: Iterable[Any]) -> list[Json]:
    """What stands in the way, each with where to mend it."""
    return [
        {"text": str(one.text), "field": one.field, "number": one.number, "clause": one.clause} for one in found
    ]  # fmt: skip


def _due(due: Due) -> Json:
    names = ("started_at", "due_at", "first_due_at", "paused_at", "settled_at")
    return {
        "name": due.name, "round": due.round, "amount": due.amount, "soft": due.soft, "outcome": due.outcome,
        **{name: plain(getattr(due, name)) for name in names},
    }  # fmt: skip


def _extension(one: Extension) -> Json:
    return {
        "id": one.pk, "due": one.due.name, "until": plain(one.until), "reason": one.reason,
        "asked_by": plain(one.asked_by), "asked_at": plain(one.asked_at),
    }  # fmt: skip


def _signature(one: Signature) -> Json:
    return {
        "step": one.step, "person": plain(one.person), "on_behalf": plain(one.on_behalf), "role": one.role,
        "meaning": one.meaning, "verdict": one.verdict, "reason": one.reason, "round": one.round, "at": plain(one.at),
        "digest": one.digest,
    }  # fmt: skip


def paper(one: Attachment) -> Json:
    """An attachment's own words; its bytes are asked for by its id."""
    return {
        "id": one.pk, "name": one.name, "media_type": one.media_type, "size": one.size, "sha256": one.sha256,
        "line": one.line, "round": one.round, "added_by": plain(one.added_by), "added_at": plain(one.added_at),
        "withdrawn_at": plain(one.withdrawn_at),
    }  # fmt: skip


def notice(one: Notice) -> Json:
    """What somebody was told of a record, and when she confirmed it."""
    return {
        "id": one.pk, "kind": one.kind, "record": plain(one.record), "title": one.record.title, "facts": one.facts,
        "at": plain(one.at), "read_at": plain(one.read_at),
    }  # fmt: skip


def event(one: Event, told: Told) -> Json:
    """One deed of the trail: in words, and the row exactly as its hash covers it."""
    row = {name: getattr(one, name) for name in HASHED}
    row |= {"at": utc(one.at), "happened_at": utc(one.happened_at)}
    return {
        "seq": one.seq, "deed": told.deed(one), "actor": plain(one.actor), "on_behalf": plain(one.on_behalf),
        "row": row, "previous": one.previous, "hash": one.hash,
    }  # fmt: skip


def line(record: Any, cols: Iterable[Col], wording: Wording, *, words: bool) -> Json:
    """A record as one row of a register: the columns as plain values, and in words when asked for."""
    cols = list(cols)
    found = {
        "number": record.number, "phase": record.phase, "version": record.version,
        "values": {col.name: wording.turn(record) if col.kind == "turn" else plain(value(col, record)) for col in cols},
    }  # fmt: skip
    if words:
        found["words"] = {col.name: wording.words(col, record) for col in cols}
    return found
