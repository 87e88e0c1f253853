"""What a record's events tell, in words: who did what, when, what it was before (check 7: never a code or JSON).

A record may have been moved to a newer procedure: what the present one no longer names is looked up in the one the
record lived under when it happened.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huiyin.base.dates import moment_words
from huiyin.kernel import registry
from huiyin.kernel.clocks import clock_named
from huiyin.kernel.fields import FieldSpec, fields_of
from huiyin.kernel.models import Event
from huiyin.kernel.personal import left_out
from huiyin.kernel.showing import unit_names, words
from huiyin.packs.adopt import load
from huiyin.packs.models import ProcedureVersion
from huiyin.packs.shape import Label, Procedure


class Told:
    """Words for the events of one record; ``veiled`` leaves out what the procedure marks as personal."""

    def __init__(self, record: Any, procedure: Procedure, *, veiled: bool = False) -> None:
        self.record, self.procedure, self.veiled = record, procedure, veiled
        self.record_type = registry.type_of(record)
        self.specs = fields_of(procedure, self.record_type)

    @cached_property
    def before(self) -> list[Procedure]:
        """The procedures this record lived under earlier. Asked only when the present one does not know a word."""
        facts = Event.objects.filter(record_id=self.record.pk, kind="rebased").values_list("facts", flat=True)
        prints = [one["from"] for one in facts]
        return [load(one) for one in ProcedureVersion.objects.filter(fingerprint__in=prints)] if prints else []

    def entries(self, events: Iterable[Event]) -> list[dict[str, Any]]:
        """Each event as parts/trail.html takes it."""
        return [self.entry(event) for event in events]

    def entry(self, event: Event) -> dict[str, Any]:
        """One event: its moment, its person, its deed and what it changed."""
        facts = event.facts
        return {
            "at": event.at,
            "happened_at": event.happened_at if abs(event.happened_at - event.at) >= dt.timedelta(minutes=1) else None,
            "who": event.actor or {"name": _("The system")},
            "on_behalf": event.on_behalf,
            "deed": self.deed(event),
            "move": self._move(event),
            "reason": event.reason,
            "signed": facts.get("meaning", "") if event.kind == "signed" else "",
            "facts": list(self._facts(event)),
            "changes": list(self.changes(event)),
            "round": event.round,
        }

    def deed(self, event: Event) -> str:
        """What was done, as the button that did it says."""
        step = self.step_label(event.step or str(event.facts.get("step", "")))
        match event.kind:
            case "opened":
                return str(self.procedure.flow.opening.label) or _("Registered")
            case "step":
                return step
            case "filed":
                return _("“%(step)s” filed for signature") % {"step": step}
            case "signed":
                return _("Signed “%(step)s”") % {"step": step}
            case "declined":
                return _("Sent “%(step)s” back unsigned") % {"step": step}
            case "taken_back":
                return _("Took “%(step)s” back") % {"step": step}
            case _:
                return str(_plain_deed(event.kind))

    def step_label(self, name: str) -> str:
        """A step's name as its button says it, also of a procedure the record left."""
        for procedure in (self.procedure, *(self.before if self.procedure.step(name) is None and name else ())):
            found = procedure.step(name)
            if found is not None:
                return str(found.label)
        return ""

    def state_label(self, name: str) -> str:
        """A state's name in words."""
        known = name in self.procedure.flow.states
        for procedure in (self.procedure, *(() if known or not name else self.before)):
            if name in procedure.flow.states:
                return str(procedure.state(name).label)
        return ""

    def _move(self, event: Event) -> str:
        if event.state_before == event.state_after or not event.state_before:
            return ""
        return f"{self.state_label(event.state_before)} → {self.state_label(event.state_after)}"

    # --- what changed ------------------------------------------------------------------------------------------------
    def changes(self, event: Event) -> Iterator[dict[str, str]]:
        """Each changed field with its old and new words."""
        for name, change in event.changes.items():
            spec = self.spec(name)
            if name.startswith("due."):
                yield {"label": self.clock(name[4:]), "old": _moment(change[0]), "new": _moment(change[1])}
            elif isinstance(change, Mapping):
                yield from self._rows(spec, change) if spec else ()
            elif spec is not None:
                yield {
                    "label": str(spec.label),
                    "old": self._words(spec, change[0]),
                    "new": self._words(spec, change[1]),
                }
            elif name == "procedure":
                yield {"label": _("Procedure"), "old": str(change[0]), "new": str(change[1])}

    def _words(self, spec: FieldSpec, value: Any) -> str:
        said = words(spec, value)
        return left_out() if said and spec.personal and self.veiled else said

    def spec(self, name: str) -> FieldSpec | None:
        """The field of that name, also of a procedure the record left."""
        if name in self.specs or name.startswith("due.") or name == "procedure":
            return self.specs.get(name)
        every = (fields_of(procedure, self.record_type).get(name) for procedure in self.before)
        return next((spec for spec in every if spec is not None), None)

    def _rows(self, spec: FieldSpec, change: Mapping[str, Any]) -> Iterator[dict[str, str]]:
        columns = {one.name: one for one in spec.columns}
        for row in change.get("added", ()):
            said = [self._words(columns[name], value) for name, value in row.items() if name in columns]
            label = _("%(rows)s, new row") % {"rows": spec.label}
            yield {"label": label, "old": "", "new": pgettext("between values", "; ").join(one for one in said if one)}
        for row in change.get("changed", ()):
            for name, pair in row.items():
                if name in columns:
                    label = f"{spec.label} · {columns[name].label}"
                    old, new = (self._words(columns[name], one) for one in pair)
                    yield {"label": label, "old": old, "new": new}
        if dropped := change.get("dropped"):
            yield {"label": str(spec.label), "old": _("%(n)d row taken out") % {"n": len(dropped)}, "new": ""}

    # --- what else it did --------------------------------------------------------------------------------------------
    def clock(self, name: str) -> str:
        """A clock's name in words."""
        for procedure in (self.procedure, *(() if clock_named(self.procedure, name) else self.before)):
            found = clock_named(procedure, name)
            if found is not None:
                return str(found.label)
        return _("Deadline")

    def _facts(self, event: Event) -> Iterator[str]:
        facts = event.facts
        if duty := facts.get("duty"):
            values = {"duty": Label(**duty["label"]), "day": duty["due"], "name": duty["holder"]}
            yield _("Opened by the duty “%(duty)s”, due %(day)s, in the name of %(name)s") % values
        if unit := facts.get("unit"):
            yield _("For %(unit)s") % {"unit": unit_names().get(unit, unit)}
        yield from self._clocks(facts)
        for one in facts.get("raised", ()):
            yield _("Opened %(type)s %(number)s") % {"type": _type(one["type"]), "number": one["number"]}
        for one in facts.get("not_raised", ()):
            yield _("No %(type)s opened: %(reason)s") % {"type": _type(one["type"]), "reason": one["reason"]}
        if number := facts.get("raised_by"):
            yield _("Raised by %(number)s") % {"number": number}
        if missing := facts.get("missing"):
            fields = [str(spec.label) for name in missing if (spec := self.spec(name))]
            yield _("Still missing: %(names)s") % {"names": _names(fields)}
        copied = facts.get("copied")
        if isinstance(copied, list):  # a receipt holds the moment of its copy instead
            yield _("Copied to %(names)s") % {"names": _names(one["name"] for one in copied)}
        for number in facts.get("told_parent", ()):
            yield _("%(number)s was told") % {"number": number}
        yield from self._of_kind(event)

    def _clocks(self, facts: Mapping[str, Any]) -> Iterator[str]:
        for one in facts.get("clocks_started", ()):
            yield _("“%(clock)s” is due %(at)s") % {"clock": self.clock(one["name"]), "at": _moment(one["due"])}
        for one in facts.get("clocks_met", ()):
            sentence = _("“%(clock)s” kept in time") if one["kept"] else _("“%(clock)s” kept too late")
            yield sentence % {"clock": self.clock(one["name"])}
        for one in facts.get("clocks_dropped", ()):
            yield _("“%(clock)s” no longer counts") % {"clock": self.clock(one["name"])}
        for one in facts.get("clocks_paused", ()):
            yield _("“%(clock)s” stands still") % {"clock": self.clock(one["name"])}
        for one in facts.get("clocks_resumed", ()):
            values = {"clock": self.clock(one["name"]), "at": _moment(one["due"])}
            yield _("“%(clock)s” runs on and is due %(at)s") % values

    def _of_kind(self, event: Event) -> Iterator[str]:
        facts = event.facts
        match event.kind:
            case "attached" | "withdrawn":
                yield str(facts.get("name", ""))
            case "merged" | "absorbed" | "parted" | "gave_back":
                yield str(facts.get("into") or facts.get("from") or facts.get("record") or "")
            case "warned" | "late" | "escalated":
                what = self._row(facts) if "row" in facts else self.clock(facts["due"])
                values = {"clock": what, "at": _moment(facts["due_at"])}
                yield _("“%(clock)s” is due %(at)s") % values
                yield _("Told: %(names)s") % {"names": _names(facts.get("told", ()))}
            case "signed" | "declined":
                role = self.procedure.roles.get(facts.get("role", ""))
                if role is not None:
                    yield _("As %(role)s") % {"role": role.label}

    def _row(self, facts: Mapping[str, Any]) -> str:
        spec = self.spec(facts["rows"])
        personal = self.veiled and spec is not None and any(one.personal for one in spec.columns)
        return left_out() if personal else str(facts["row"])


def _names(names: Iterable[str]) -> str:
    return pgettext("between names", ", ").join(names)


def _moment(text: str) -> str:
    return moment_words(timezone.localtime(dt.datetime.fromisoformat(text))) if text else ""


def _type(name: str) -> str:
    known = {one.name: one for one in registry.types()}
    return str(known[name].label) if name in known else ""


def _plain_deed(kind: str) -> str:
    words_of = {
        "imported": _("Taken over from the old register"), "corrected": _("Corrected"), "voided": _("Voided"),
        "merged": _("Merged into another record"), "absorbed": _("Another record was merged into this one"),
        "parted": _("Parted again"), "gave_back": _("A merged record was parted again"), "copied": _("Copied"),
        "handed": _("Handed over"), "read": _("Read"), "extended": _("Deadline extended"),
        "extension_asked": _("Asked for a later date"), "extension_declined": _("Declined a later date"),
        "recomputed": _("Deadline reckoned anew"), "attached": _("Attached a file"),
        "withdrawn": _("Withdrew a file"), "warned": _("Deadline is near"), "late": _("Deadline has passed"),
        "escalated": _("Deadline passed on to those above"), "rebased": _("Moved to another procedure"),
    }  # fmt: skip
    return words_of.get(kind) or _("Something was noted")
