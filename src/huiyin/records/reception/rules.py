"""What must be true of a reception before a step, and what its steps write down by themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.base.dates import add_months
from huiyin.kernel import bulk, demands, lines, passing
from huiyin.kernel.deed import Deed
from huiyin.kernel.fields import fields_of
from huiyin.kernel.models import Notice
from huiyin.kernel.registry import Blocker
from huiyin.kernel.taking import put_fixed
from huiyin.people.holding import holdings
from huiyin.records.reception.models import Errand, FollowUp, Preparation, Question, Reception, Task, Visitor

HOST_ACTS_AS = "service_clerk"
"""Whoever is to receive the visitors may do on this reception what a service clerk may, and finds it on her desk."""


def booked_ahead(reception: Reception, deed: Deed) -> Blocker | None:
    """Nobody books for a time before the call (RC-3.1b)."""
    if reception.booked_for is None or reception.booked_for >= reception.received_at.replace(second=0, microsecond=0):
        return None
    text = _("The booked time lies before the booking itself.")
    return Blocker(text, field="booked_for", clause="RC-3.1b")


def visitors_known(reception: Reception, deed: Deed) -> list[Blocker]:
    """Names, titles and the purpose are known before the talk begins (RC-3.2)."""
    blockers = []
    if not reception.purpose.strip():
        blockers.append(Blocker(_("Write the purpose of the visit."), field="purpose", clause="RC-3.2"))
    rows = list(demands.rows(Visitor, reception))
    if not rows:
        blockers.append(Blocker(_("Write down who comes: name and title."), field="visitors", clause="RC-3.2"))
    for row in rows:
        if not row.title.strip():
            text = _("The title of %(name)s is missing.") % {"name": row.name}
            blockers.append(Blocker(text, field="visitors.title", clause="RC-3.2"))
    return blockers


def prepared(reception: Reception, deed: Deed) -> list[Blocker]:
    """Everything on the list was made ready, or it is said why it is not needed (RC-3.3a, b)."""
    names = deed.procedure.choices.get("preparations.item", {})
    return [
        Blocker(
            _("“%(item)s” is neither ready nor said to be needless.")
            % {"item": names[row.item].label if row.item in names else row.item},
            field="preparations", clause="RC-3.3a",
        )
        for row in demands.rows(Preparation, reception).filter(ready=False, skipped="")
    ]  # fmt: skip


def topics_covered(reception: Reception, deed: Deed) -> Blocker | None:
    """Every topic of the list was introduced, or the note says why not (SM-5.3c)."""
    names = deed.procedure.choices.get("topics", {})
    left = [one.label for code, one in names.items() if not one.retired and code not in reception.topics]
    if not left or reception.topics_note.strip():
        return None
    text = _("Not introduced: %(topics)s. Tick them, or write in the note why they were left out.")
    return Blocker(text % {"topics": "、".join(map(str, left))}, field="topics", clause="SM-5.3c")


def tour_permitted(reception: Reception, deed: Deed) -> Blocker | None:
    """Nobody is taken to the shop floor before the deputy general manager agreed (SC-4.1.2-3)."""
    if reception.tour_permitted_at:
        return None
    text = _("The shop floor may not be shown yet: ask for permission first.")
    return Blocker(text, field="tour_areas", clause="SC-4.1.2-3")


def questions_placed(reception: Reception, deed: Deed) -> list[Blocker]:
    """Each question says what becomes of it; one that stays an action has an owner and a date (SM-5.3e)."""
    blockers = []
    for row in demands.rows(Question, reception).filter(status="", raised=None):
        said = {"what": demands.short(row.what)}
        if not row.becomes:
            blockers.append(Blocker(_("Say what becomes of “%(what)s”.") % said, "questions.becomes", clause="SM-5.3e"))
        if row.becomes == "action" and not (row.owner_id or row.unit_id):
            text = _("“%(what)s” names neither a person nor a department.") % said
            blockers.append(Blocker(text, field="questions.owner", clause="SM-5.3e"))
        if row.becomes == "action" and row.due_on is None:
            text = _("“%(what)s” has no date to be done by.") % said
            blockers.append(Blocker(text, field="questions.due_on", clause="SM-5.3e"))
    return blockers


def answers_for_one(reception: Reception, deed: Deed) -> Blocker | None:
    """Results are written by whoever answers for a question, her department, the host, or service (SM-5.3e)."""
    person, serving = deed.actor, {HOST_ACTS_AS, "service_head"}
    if person is None or reception.holder_id == person.pk:
        return None
    if any(one.role in serving and one.covers(reception.unit) for one in holdings(person, deed.at)):
        return None
    home = person.unit.path if person.unit else ""
    for row in demands.rows(Question, reception).select_related("unit"):
        if row.owner_id == person.pk or (row.unit and home.startswith(row.unit.path)):
            return None
    return Blocker(_("Only whoever answers for a question of this visit may do this."), clause="SM-5.3e")


def waived_with_reason(reception: Reception, deed: Deed) -> list[Blocker]:
    """What is waived says why (RC-6)."""
    return [
        Blocker(_("Say why “%(what)s” is waived.") % {"what": demands.short(row.what)}, f"{field}.result",
                clause="RC-6")
        for field, model in ERRANDS.items()
        for row in demands.rows(model, reception).filter(status="waived", result="")
    ]  # fmt: skip


def all_settled(reception: Reception, deed: Deed) -> list[Blocker]:
    """Every question, task and follow-up is done, waived with its reason, or became a record of its own (RC-6)."""
    blockers = []
    for field, model in ERRANDS.items():
        rows: Any = demands.rows(model, reception).exclude(status__in=("done", "waived"))
        rows = rows.filter(raised=None) if model is Question else rows
        blockers += [
            Blocker(_("“%(what)s” is neither done nor waived.") % {"what": demands.short(what)}, f"{field}.status",
                    clause="RC-6")
            for what in rows.values_list("what", flat=True)
        ]  # fmt: skip
    return blockers


evaluated = demands.filled("attitude", gettext_lazy("The reception has not been evaluated yet."), "RC-4.1")
ERRANDS: dict[str, type[Errand]] = {"questions": Question, "tasks": Task, "follow_ups": FollowUp}


# --- what a step writes by itself -----------------------------------------------------------------------------------
def _put(reception: Reception, deed: Deed, **values: Any) -> None:
    """Write columns that nobody types, and leave them in the trail like any other."""
    taken = put_fixed(deed, fields_of(deed.procedure, deed.record_type), values)
    if taken.columns:
        bulk.change(reception, taken.columns)


def hand_to_host(reception: Reception, deed: Deed) -> None:
    """The host answers for the visit from now on: it stands on her desk, and the reminders reach her (RC-3.1b)."""
    host = reception.host
    if host is None or host.pk == reception.holder_id:
        return
    reception.holder = host
    reception.lent = [{"person": host.pk, "roles": [HOST_ACTS_AS], "unit": ""}]
    deed.note("host", {"id": host.pk, "name": host.name})
    if deed.actor and host.pk != deed.actor.pk:
        passing.tell(reception, [host], "handed", {"by": deed.actor.name, "reason": reception.purpose}, deed.at)


def name_visitor(reception: Reception, deed: Deed) -> None:
    """Who is expected at the desk, where nobody said: the first visitor, or the contact (ER-3, BS-3)."""
    if reception.visitor:
        return
    first = demands.rows(Visitor, reception).order_by("position", "pk").first()
    name = first.name if first else reception.contact.name if reception.contact else reception.booked_by
    _put(reception, deed, visitor=name)


def lay_out_checklist(reception: Reception, deed: Deed) -> None:
    """One row for each thing the procedure wants prepared, those that are there already left alone (RC-3.3a, b)."""
    there = set(demands.rows(Preparation, reception).values_list("item", flat=True))
    names = deed.procedure.choices.get("preparations.item", {})
    wanted = [code for code, one in names.items() if not one.retired and code not in there]
    lines.add_rows(deed, "preparations", [{"item": code} for code in wanted])


def stamp_ready(reception: Reception, deed: Deed) -> None:
    """Who ticked it and when, where nobody said otherwise."""
    for row in demands.rows(Preparation, reception).filter(ready=True, done_at=None):
        lines.fill_row(deed, "preparations", row, done_at=deed.happened_at, done_by=row.done_by or deed.actor)


def stamp_done(reception: Reception, deed: Deed) -> None:
    """What is done has its day, and what has its day is done."""
    today = timezone.localtime(deed.happened_at).date()
    for field, model in ERRANDS.items():
        for row in demands.rows(model, reception):
            said = row.done_on or getattr(row, "becomes", "") == "answered"  # on the spot
            if (row.status == "done" and row.done_on is None) or (said and not row.status):
                lines.fill_row(deed, field, row, status="done", done_on=row.done_on or today)


def tell_owners(reception: Reception, deed: Deed) -> None:
    """Whoever answers for a question hears of it, once, and may see the visit from then on (SM-5.3e)."""
    told = Notice.objects.filter(record_id=reception.pk, kind="copy").values("person_id")
    rows = demands.rows(Question, reception).exclude(owner=None).exclude(owner__in=told).filter(status="")
    owners = {row.owner_id: row.owner for row in rows.select_related("owner") if row.owner != deed.actor}
    passing.tell(reception, owners.values(), "copy", {"by": deed.actor.name if deed.actor else ""}, deed.at)


def note_beginning(reception: Reception, deed: Deed) -> None:
    """The talk began; how long the visitors waited for it (RC-3.5a, BS-4)."""
    came = reception.arrived_at or deed.happened_at
    waited = max(0, int((deed.happened_at - came).total_seconds() // 60))
    host_at = reception.host_at or deed.happened_at
    _put(reception, deed, began_at=deed.happened_at, waited=waited, host_at=host_at)


def _noting(column: str) -> Callable[[Reception, Deed], None]:
    """An effect that writes the hour of its step into ``column``."""
    return lambda reception, deed: _put(reception, deed, **{column: deed.happened_at})


note_host = _noting("host_at")  # the host is at the venue (RC-3.4a)
note_arrival = _noting("arrived_at")  # the visitors are here (GS-1.1, BS-3)
note_leaving = _noting("left_at")  # they left (BS-1)
note_permission = _noting("tour_permitted_at")  # the last signature was given (SC-4.1.2-3)
note_reply = _noting("replied_at")  # the visitor had the answer (SC-4.1.1c)


def note_keeping(reception: Reception, deed: Deed) -> None:
    """Until when the record is kept, by the procedure's own term (SM-5.3f)."""
    filed = timezone.localtime(deed.happened_at).date()
    _put(reception, deed, kept_until=add_months(filed, 12 * deed.procedure.keep.years))


def facts(reception: Reception) -> dict[str, Any]:
    """What a record raised by a visitor's question may know of the visit: plain values."""
    return {
        "title": reception.title,
        "customer": reception.customer_id,
        "customer_unknown": reception.customer_unknown,
        "contact": reception.contact_id,
        "channel": "visit",
        "received_at": reception.arrived_at,
        "what": reception.requirements or reception.purpose,
        "departments": list(reception.departments),
    }
