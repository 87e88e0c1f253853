"""The shapes every record type shares in the OpenAPI document."""

from __future__ import annotations

from typing import Any

from huiyin.api.asked import MOST_PERSONS
from huiyin.api.schema import FLAG, MOMENT, TEXT, WHOLE, listed, maybe, obj, ref
from huiyin.packs.shape import PHASES

WHEN = maybe(MOMENT)
ANY: dict[str, Any] = {"type": "object", "additionalProperties": True}
DECISION = obj({"open": FLAG, "reason": TEXT}, required=("open",))
NAMED: dict[str, Any] = {"type": ["string", "integer"], "description": "A person's sign-in name or id"}
BLOCKER = obj({"text": TEXT, "field": TEXT, "number": TEXT, "clause": TEXT})

COMPONENTS: dict[str, Any] = {
    "Fault": obj(
        {
            "why": TEXT, "errors": {"type": "object", "additionalProperties": TEXT}, "blockers": listed(BLOCKER),
            "seen": WHOLE, "present": WHOLE,
        },
        required=("why", "errors", "blockers"),
    ),
    "Index": obj({
        "person": ref("Person"), "openapi": TEXT,
        "types": listed(obj({"name": TEXT, "label": TEXT, "register": TEXT, "may_open": FLAG, "why": TEXT})),
    }),
    "Phase": {"type": "string", "enum": list(PHASES)},
    "Person": obj({"id": WHOLE, "username": TEXT, "name": TEXT}),
    "Unit": obj({"code": TEXT, "name": TEXT}),
    "Customer": obj({"id": WHOLE, "code": TEXT, "name": TEXT}),
    "Contact": obj({"id": WHOLE, "name": TEXT}),
    "Product": obj({"id": WHOLE, "code": TEXT, "name": TEXT, "spec": TEXT}),
    "RecordReference": obj({"type": TEXT, "number": TEXT}),
    "Decided": {"type": "object", "additionalProperties": DECISION},
    "Seen": {"type": "integer", "minimum": 0, "maximum": 2**31 - 1, "description": "`version` as you last saw it"},
    "Reason": {"type": "string", "maxLength": 2000},
    "Withdrawal": obj({"reason": ref("Reason")}),
    "HandOver": obj({"seen": ref("Seen"), "to": NAMED, "reason": ref("Reason")}),
    "Copies": obj({"seen": ref("Seen"), "persons": listed(NAMED) | {"minItems": 1, "maxItems": MOST_PERSONS}}),
    "Extension": obj({"seen": ref("Seen"), "due": TEXT, "until": MOMENT, "reason": ref("Reason")}),
    "ExtensionAnswer": obj(
        {"seen": ref("Seen"), "granted": FLAG, "reason": ref("Reason")}, required=("seen", "granted")
    ),
    "Merge": obj({"seen": ref("Seen"), "into": TEXT, "reason": ref("Reason")}),
    "Reasoned": obj({"seen": ref("Seen"), "reason": ref("Reason")}),
    "Step": obj({
        "name": TEXT, "label": TEXT, "ok": FLAG, "why": TEXT, "blockers": listed(BLOCKER), "reason": FLAG,
        "signs": FLAG,
        "rows": {
            "type": ["object", "null"], "additionalProperties": listed(WHOLE),
            "description": "the rows, by their id, that are all you may fill because you may only report your own",
        },
    }),
    "Due": obj({
        "name": TEXT, "round": WHOLE, "amount": TEXT, "soft": FLAG, "outcome": TEXT, "started_at": MOMENT,
        "due_at": MOMENT, "first_due_at": MOMENT, "paused_at": WHEN, "settled_at": WHEN,
    }),
    "AskedExtension": obj({
        "id": WHOLE, "due": TEXT, "until": MOMENT, "reason": TEXT, "asked_by": ref("Person"), "asked_at": MOMENT,
    }),
    "Notice": obj({
        "id": WHOLE, "kind": TEXT, "record": ref("RecordReference"), "title": TEXT, "facts": ANY, "at": MOMENT,
        "read_at": WHEN,
    }),
    "Notices": obj({"notices": listed(ref("Notice")), "next": maybe(WHOLE)}),
    "Signature": obj({
        "step": TEXT, "person": ref("Person"), "on_behalf": maybe(ref("Person")), "role": TEXT, "meaning": TEXT,
        "verdict": TEXT, "reason": TEXT, "round": WHOLE, "at": MOMENT, "digest": TEXT,
    }),
    "Attachment": obj({
        "id": WHOLE, "name": TEXT, "media_type": TEXT, "size": WHOLE, "sha256": TEXT, "line": TEXT, "round": WHOLE,
        "added_by": ref("Person"), "added_at": MOMENT, "withdrawn_at": WHEN,
    }),
    "Attachments": obj({"attachments": listed(ref("Attachment"))}),
    "Event": obj({
        "seq": WHOLE, "deed": TEXT, "actor": maybe(ref("Person")), "on_behalf": maybe(ref("Person")), "row": ANY,
        "previous": TEXT, "hash": TEXT,
    }),
    "Events": obj({"events": listed(ref("Event")), "next": maybe(WHOLE)}),
    "Record": obj({
        "type": TEXT, "number": TEXT, "title": TEXT, "state": obj({"code": TEXT, "label": TEXT}), "phase": ref("Phase"),
        "round": WHOLE, "version": WHOLE, "awaiting": TEXT,
        "procedure": obj({"document": TEXT, "revision": TEXT, "form": TEXT}), "customer": maybe(ref("Customer")),
        "unit": ref("Unit"), "holder": maybe(ref("Person")), "opened_by": ref("Person"), "received_at": MOMENT,
        "opened_at": MOMENT, "due_at": WHEN, "closed_at": WHEN,
        "milestones": {"type": "object", "additionalProperties": MOMENT}, "merged_into": maybe(TEXT), "fields": ANY,
        "steps": listed(ref("Step")), "dues": listed(ref("Due")),
        "extensions": listed(ref("AskedExtension")), "signatures": listed(ref("Signature")),
        "attachments": listed(ref("Attachment")), "raised_by": listed(TEXT), "raised": listed(TEXT),
    }),
}  # fmt: skip
