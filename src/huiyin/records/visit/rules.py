"""What must be true of a visit before a step, what it tells the records its findings become, what it takes itself."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel import bulk
from huiyin.kernel.deed import Deed
from huiyin.kernel.demands import rows, short
from huiyin.kernel.raising import opens_with
from huiyin.kernel.registry import Blocker
from huiyin.records.visit.models import Finding, Visit

ACTION, NOTHING = "action", "none"
ON_A_FORM = ("feedback", "complaint")
"""What a main point for improvement may become: a form of its own that goes round (QF-4.8b)."""
TRIAL = "trial"
HEADINGS = ("quality", "delivery", "service")


def dates_fit(visit: Visit, deed: Deed) -> list[Blocker]:
    """A visit is reported after it was made, and ends after it began (QF-4.8a)."""
    found = []
    if visit.visited_on and visit.visited_on > timezone.localdate(deed.at):
        found.append(Blocker(_("The visit has not been made yet."), field="visited_on", clause="QF-4.8a"))
    if visit.visited_on and visit.visited_from and visit.visited_from > visit.visited_on:
        found.append(Blocker(_("The visit ends before it begins."), field="visited_from"))
    return found


def score_is_of_a_hundred(visit: Visit, deed: Deed) -> Blocker | None:
    """Satisfaction is given out of a hundred, so that visits can be compared."""
    if visit.satisfaction_score is None or visit.satisfaction_score <= 100:
        return None
    return Blocker(_("The satisfaction score is a number from 0 to 100."), field="satisfaction_score")


def headings_said(visit: Visit, deed: Deed) -> list[Blocker]:
    """Quality, delivery and service are each spoken of: what is wanted, or what falls short (SC-4.2.4b)."""
    text = {
        "quality": _("Say of quality what the customer wants or what falls short; “nothing” is an answer too."),
        "delivery": _("Say of delivery what the customer wants or what falls short; “nothing” is an answer too."),
        "service": _("Say of service what the customer wants or what falls short; “nothing” is an answer too."),
    }
    return [
        Blocker(text[name], field=f"{name}_wanted", clause="SC-4.2.4b")
        for name in HEADINGS
        if not (getattr(visit, f"{name}_wanted").strip() or getattr(visit, f"{name}_lacking").strip())
    ]


def trial_told(visit: Visit, deed: Deed) -> list[Blocker]:
    """A visit that follows a sample on trial says which sample, and how the trial goes (QF-3.2)."""
    if visit.occasion != TRIAL:
        return []
    text = {"sample": _("Say which sample is on trial."), "trial_result": _("Say how the trial of the sample goes.")}
    missing = [name for name in text if not getattr(visit, name).strip()]
    return [Blocker(text[name], field=name, clause="QF-3.2") for name in missing]


def findings_sorted(visit: Visit, deed: Deed) -> list[Blocker]:
    """Each finding that asks for something goes to a department; an action also has its date (SC-4.2.4c)."""
    found = []
    for row in rows(Finding, visit).exclude(becomes=NOTHING):
        said = {"what": short(row.what)}
        if row.unit_id is None:
            text = _("“%(what)s” goes to no department yet.") % said
            found.append(Blocker(text, field="findings.unit", clause="SC-4.2.4c"))
        if row.becomes == ACTION and row.due_on is None:
            text = _("“%(what)s” has no date to be put right by.") % said
            found.append(Blocker(text, field="findings.due_on", clause="SC-4.2.4c"))
    return found


def main_points_on_a_form(visit: Visit, deed: Deed) -> list[Blocker]:
    """A main point for improvement also goes on a feedback form, or is a complaint outright (QF-4.8b)."""
    text = _("“%(what)s” is a main point: let it become a feedback or a complaint.")
    return [
        Blocker(text % {"what": short(row.what)}, field="findings.becomes", clause="QF-4.8b")
        for row in rows(Finding, visit).filter(weight="main").exclude(becomes__in=ON_A_FORM)
    ]


def nothing_to_put_right(visit: Visit, deed: Deed) -> list[Blocker]:
    """No finding of this round asks for anything: only then a visit is filed without being sorted."""
    text = _("“%(what)s” is to be put right: sort the findings first.")
    return [
        Blocker(text % {"what": short(row.what)}, field="findings", clause="SC-4.2.4c")
        for row in rows(Finding, visit).exclude(becomes=NOTHING)
    ]


def own_actions_done(visit: Visit, deed: Deed) -> list[Blocker]:
    """A department that reports back has put its own actions right (SC-4.2.4c); one owner may report one of them."""
    if deed.rows is not None:
        return []
    mine = rows(Finding, visit).filter(becomes=ACTION, done_on=None, unit=deed.unit)
    return [_undone(row) for row in mine]


def findings_done(visit: Visit, deed: Deed) -> list[Blocker]:
    """Every action of this round was carried out (SC-4.2.4c); what became a record of its own is asked there."""
    return [_undone(row) for row in rows(Finding, visit).filter(becomes=ACTION, done_on=None)]


def _undone(row: Finding) -> Blocker:
    text = _("“%(what)s” has not been put right yet.") % {"what": short(row.what)}
    return Blocker(text, field="findings.done_on", clause="SC-4.2.4c")


def note_key_customer(visit: Visit, deed: Deed) -> None:
    """Keep what the card says today: whether this is one of the customers who are visited every year (SC-4.2.4a)."""
    visit.key_customer = bool(visit.customer and visit.customer.key)
    bulk.change(visit, ["key_customer"])


def gather_departments(visit: Visit, deed: Deed) -> None:
    """The departments that report back are those with an action; what became a record is answered there (SC-4.2.4c)."""
    named = rows(Finding, visit).filter(becomes=ACTION).exclude(unit=None).order_by("position", "id")
    before, after = visit.departments, list(dict.fromkeys(named.values_list("unit__code", flat=True)))
    if before != after:
        visit.departments = after
        bulk.change(visit, ["departments"])
        deed.changes["departments"] = [before, after]


def _heard(visit: Visit) -> dt.datetime | None:
    """When the customer said it: at the latest when the last day of the visit ended."""
    day = visit.visited_on
    return timezone.make_aware(dt.datetime.combine(day, dt.time(23, 59))) if day else None


def facts(visit: Visit) -> dict[str, Any]:
    """What a finding's record may know of the visit: plain values. ``planned_on`` is for the next visit."""
    return {
        "title": visit.title,
        "customer": visit.customer_id,
        "customer_unknown": visit.customer_unknown,
        "contact": visit.contact_id,
        "channel": "visit",
        "received_at": _heard(visit),
        "what": visit.new_requirements or visit.purpose,
        "departments": list(visit.departments),
        "planned_on": visit.next_on,
    }


from_another = opens_with("title", "customer", "customer_unknown", "contact", "planned_on", purpose=("what", "title"))
"""What a visit opens with when a complaint, a liaison sheet or a duty asked for one."""
