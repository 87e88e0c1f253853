"""What stands under a form as proof: signatures, deadlines with their reasons, papers with digests, kin, the trail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huiyin.base.dates import moment_words
from huiyin.calendars import days
from huiyin.kernel.clock_words import extensions, reasons, standing, stands_still
from huiyin.kernel.clocks import calendar_code, clock_named
from huiyin.kernel.links import children, parents
from huiyin.kernel.policy import procedure_of
from huiyin.kernel.registry import type_of
from huiyin.kernel.sign_words import signatures
from huiyin.kernel.told import Told
from huiyin.packs.shape import Procedure
from huiyin.prints.tabling import table

Section = dict[str, Any]
MOST_EVENTS = 60
"""A longer trail is printed by its beginning and its end; the whole of it is exported beside."""
UNTOLD = ("read",)
"""Kinds of events that say nothing about the record itself."""


def _section(title: str, head: list[str], rows: list[list[Any]]) -> Section:
    return {"title": title, "parts": [{"table": table(head, rows)}]}


def _moment(at: dt.datetime | None) -> str:
    return moment_words(timezone.localtime(at)) if at else ""


# --- signatures ------------------------------------------------------------------------------------------------------
def signed(record: Any, procedure: Procedure, told: Told) -> Iterator[Section]:
    """Every name under the record: what it means, when, and whether what was signed has changed since."""
    found = signatures(record, procedure, told)
    if not found:
        return
    head = [_("Step"), _("Meaning"), _("Signed by"), _("Time"), _("Remark")]
    rows = [[one["step"], one["meaning"], _signer(one), _moment(one.get("at")), _remark(one, record)] for one in found]
    yield _section(_("Signatures"), head, rows)


def _signer(one: dict[str, Any]) -> str:
    name = one["person"].name if one.get("person") else ""
    if one.get("on_behalf"):
        name = _("%(name)s for %(absent)s") % {"name": name, "absent": one["on_behalf"].name}
    role = pgettext("between names", ", ").join(part for part in (one["unit"], one["role"]) if part)
    return f"{name}\n{role}".strip()


def _remark(one: dict[str, Any], record: Any) -> dict[str, Any] | str:
    if not one["verdict"]:
        return _("Not signed yet")
    said = []
    if one["verdict"] != "signed":
        said.append(_("Sent back: %(reason)s") % {"reason": one["reason"]})
    if one["round"] != record.round:
        said.append(_("Round %(round)d") % {"round": one["round"]})
    if one["broken"]:
        names = pgettext("between names", ", ").join(one["broken"])
        said.append(_("Broken: changed after signing – %(names)s") % {"names": names})
    text = pgettext("between sentences", "; ").join(said)
    return {"text": text, "red": True} if one["broken"] or one["verdict"] != "signed" else text


# --- deadlines -------------------------------------------------------------------------------------------------------
def clocks(record: Any, procedure: Procedure, at: dt.datetime) -> Iterator[Section]:
    """Each promise: until when, how it stands or ended, and why it is due when it is."""
    dues = list(record.dues.exclude(outcome="dropped").prefetch_related("pauses").order_by("started_at", "id"))
    if not dues:
        return
    calendar = days.load(calendar_code(record, procedure))
    rows = []
    for due in dues:
        clock = clock_named(procedure, due.name)
        tone, text = standing(due, clock, calendar, at)
        said = [*reasons(due, procedure), *stands_still(due), *extensions(due)]
        ended = f"\n{_moment(due.settled_at)}" if due.settled_at else ""
        label = str(clock.label) if clock else _("Deadline")
        rows.append([label, _moment(due.due_at), {"text": text + ended, "red": tone == "late"}, "\n".join(said)])
    head = [_("Deadline"), pgettext("deadline", "Due"), _("State"), _("Why then")]
    yield _section(_("Deadlines"), head, rows)


# --- papers ----------------------------------------------------------------------------------------------------------
def papers(record: Any) -> Iterator[Section]:
    """The files given to the record, each with the beginning of its SHA-256; withdrawn ones are named as such."""
    found = list(record.attachments.select_related("added_by"))
    if not found:
        return
    rows = []
    for at, one in enumerate(found, 1):
        name = one.name if one.withdrawn_at is None else _("%(name)s (withdrawn)") % {"name": one.name}
        rows.append([str(at), name, _size(one.size), one.added_by.name, _moment(one.added_at), one.sha256[:16]])
    head = [_("No."), _("File"), _("Size"), _("Given by"), _("Time"), "SHA-256"]
    yield _section(_("Attachments"), head, rows)


def _size(count: int) -> str:
    return f"{count / 1024 / 1024:.1f} MB" if count >= 1024 * 1024 else f"{max(1, round(count / 1024))} KB"


# --- kin -------------------------------------------------------------------------------------------------------------
def family(record: Any) -> Iterator[Section]:
    """What raised this record and what it raised: numbers and states, which are no secret between them."""
    rows = []
    for relation, kin in ((_("Raised by"), parents(record)), (_("Raises"), children(record))):
        for one in kin:
            state = procedure_of(one).state(one.state).label if one.phase != "void" else _("Void")
            rows.append([relation, str(type_of(one).label), one.number, str(state)])
    if rows:
        head = [_("Relation"), _("Record"), _("Number"), _("State")]
        yield _section(_("Linked records"), head, rows)


# --- the trail -------------------------------------------------------------------------------------------------------
def trail(record: Any, told: Told) -> Iterator[Section]:
    """Who did what, when and why, in order; of a very long trail the beginning and the end."""
    events = record.events.exclude(kind__in=UNTOLD).select_related("actor", "on_behalf").order_by("seq")
    count = events.count()
    rows: list[list[Any]] = [_told(told, event) for event in events[: MOST_EVENTS if count <= MOST_EVENTS else 10]]
    if count > MOST_EVENTS:
        kept = MOST_EVENTS - 10
        rows.append(
            [{"text": _("… %(n)d more entries, in the exported trail …") % {"n": count - kept - 10}, "span": 4}]
        )
        rows += [_told(told, event) for event in events[count - kept :]]
    head = [_("Time"), _("Who"), _("Deed"), _("Remark")]
    yield _section(_("Trail in short"), head, rows)


def _told(told: Told, event: Any) -> list[str]:
    entry = told.entry(event)
    who = entry["who"]["name"] if isinstance(entry["who"], dict) else entry["who"].name
    if entry["on_behalf"]:
        who = _("%(name)s for %(absent)s") % {"name": who, "absent": entry["on_behalf"].name}
    said = [entry["move"], entry["reason"], *entry["facts"]]
    if event.kind == "corrected":
        said += [f"{one['label']}: {one['old']} → {one['new']}" for one in entry["changes"]]
    time = _moment(event.at)
    if entry["happened_at"]:
        time = f"{time}\n" + _("(happened %(at)s)") % {"at": _moment(entry["happened_at"])}
    return [time, who, entry["deed"], pgettext("between sentences", "; ").join(one for one in said if one)]
