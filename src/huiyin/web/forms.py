"""What a step asks, as a form; what was sent, as what the door takes. The same for a page, the dialog and the sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel import registry
from huiyin.kernel.attachments import limit
from huiyin.kernel.cleaning import Bad, clean
from huiyin.kernel.errors import Invalid
from huiyin.kernel.fields import FieldSpec, step_fields
from huiyin.kernel.owing import narrowed
from huiyin.kernel.policy import Verdict
from huiyin.packs.shape import Procedure, Step
from huiyin.packs.words import step_words
from huiyin.web.fields import Spoken, fields
from huiyin.web.posted import posted

MOMENT = FieldSpec("happened_at", "", "moment")


@dataclass(slots=True)
class Sent:
    """What came with a form. `values` go back into the form when it is refused; `data` goes to the door."""

    values: dict[str, Any] = field(default_factory=dict)
    candidates: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    decided: dict[str, dict[str, Any]] = field(default_factory=dict)
    reason: str = ""
    more_rows: bool = False


def sent(request: HttpRequest, specs: Iterable[FieldSpec], raises: Iterable[Any], *, at: dt.datetime) -> Sent:
    """Read a posted form: fields, rows, what was decided on children, reason, moment, and a wish for one more row."""
    post = request.POST
    found = posted(post, specs, request.user, at=at)  # type: ignore[arg-type]
    made = Sent({**found.values}, found.candidates, found.data, reason=post.get("reason", ""))
    made.values |= {name: post[name] for name in ("reason", "happened_at") if name in post}
    for rule in raises:
        if rule.rule == "decided":
            open_, reason = (post.get(f"raise-{rule.type}-{part}", "") for part in ("open", "reason"))
            made.values |= {f"raise-{rule.type}-open": open_, f"raise-{rule.type}-reason": reason}
            if open_ in ("yes", "no"):
                made.decided[rule.type] = {"open": open_ == "yes", "reason": reason.strip()[:500]}
    wanted = post.get("add-row", "")
    if wanted in made.values:
        made.values[wanted] = [*made.values[wanted], {}]
        made.more_rows = True
    return made


def happened(text: str, *, earliest: dt.datetime) -> dt.datetime | None:
    """When a deed took place, as typed to the minute; nothing when left empty: now. Raises Invalid.

    A form knows minutes, a record seconds: the very minute the word was received in is not before it.
    """
    if not text.strip():
        return None
    try:
        moment = clean(MOMENT, text)
    except Bad as bad:
        raise Invalid({"happened_at": str(bad)}) from bad
    return earliest if moment == earliest.replace(second=0, microsecond=0) else moment


def step_form(
    record: Any, procedure: Procedure, step: Step, verdict: Verdict, *, seen: int, given: Spoken | None = None,
    errors: Spoken | None = None, candidates: Mapping[str, list[dict[str, Any]]] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The form of one step for parts/form.html, and for the sheet that carries it in its cells."""
    errors = dict(errors or {})
    specs = narrowed(step_fields(procedure, registry.type_of(record), step), verdict.rows)
    made = fields(specs, record, given=given, errors=errors, candidates=candidates, unit=verdict.unit, own=verdict.rows)
    made += decided_fields(step.raises, given or {}, errors)
    shown = {one["name"] for one in made} | {"reason", "happened_at", "attachments"}
    form = {
        "action": reverse("step", args=[record.type, record.number, step.name]),
        "fields": made,
        "seen": seen,
        "submit": str(step.label),
        "words": step_words(procedure, step),
        "clause": step.clause,
        "draft": f"{record.type}/{record.number}/{step.name}/{seen}",
        "files": files_field(required=step.proof, error=errors.get("attachments", "")),
        "moment": moment_field(given or {}, errors),
        "blockers": [{"ok": False, "text": str(text)} for name, text in errors.items() if _lost(name, shown)],
    }
    if step.reason:
        form["reason"] = reason_field(given or {}, errors)
    return form


def _lost(name: str, shown: set[str]) -> bool:
    """Whether an error belongs to nothing the form shows; then it is said above all."""
    return name.partition(".")[0] not in shown and not name.startswith("raise.")


def reason_field(given: Spoken, errors: Spoken, label: str = "") -> dict[str, Any]:
    """Why: asked where the trail must hold a reason."""
    return {
        "name": "reason", "kind": "long", "label": label or _("Reason"), "required": True, "rows": 2, "limit": 2000,
        "value": given.get("reason", ""), "error": str(errors.get("reason", "")),
    }  # fmt: skip


def moment_field(given: Spoken, errors: Spoken) -> dict[str, Any]:
    """When it took place; left empty it is now."""
    return {
        "name": "happened_at", "kind": "moment", "label": _("Took place at"), "value": given.get("happened_at", ""),
        "hint": _("Empty is now. Fill it in when you enter something afterwards."),
        "error": str(errors.get("happened_at", "")),
    }  # fmt: skip


def files_field(*, required: bool = False, error: Any = "") -> dict[str, Any]:
    """Papers given along with a deed."""
    return {
        "name": "files", "kind": "files", "label": _("Attachments"), "most": limit(), "required": required,
        "error": str(error),
    }  # fmt: skip


def decided_fields(raises: Iterable[Any], given: Spoken, errors: Spoken) -> list[dict[str, Any]]:
    """For each record a step may open: whether it is opened, and why not."""
    answers = [{"value": "yes", "label": _("Yes, open one")}, {"value": "no", "label": _("No, none is needed")}]
    made: list[dict[str, Any]] = []
    for rule in (one for one in raises if one.rule == "decided"):
        label = str(registry.get(rule.type).label)
        made.append({
            "name": f"raise-{rule.type}-open", "kind": "choice", "look": "radio", "required": True,
            "label": _("Open a record: %(type)s?") % {"type": label}, "clause": rule.clause,
            "value": given.get(f"raise-{rule.type}-open", ""), "error": str(errors.get(f"raise.{rule.type}", "")),
            "choices": answers,
        })  # fmt: skip
        made.append({
            "name": f"raise-{rule.type}-reason", "kind": "text", "limit": 500,
            "label": _("Why none is opened: %(type)s") % {"type": label},
            "hint": _("Needed only when none is opened; it is kept in the trail."),
            "value": given.get(f"raise-{rule.type}-reason", ""),
        })  # fmt: skip
    return made


def local(moment: dt.datetime) -> str:
    """A moment as a date-and-time control carries it."""
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")
