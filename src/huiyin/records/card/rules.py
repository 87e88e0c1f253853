"""What a review asks of a customer's card, what it notes of itself, and the card's own history beside it."""

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huiyin.kernel import bulk, passing
from huiyin.kernel.deed import Deed
from huiyin.kernel.demands import rows
from huiyin.kernel.registry import Blocker, Panel
from huiyin.kernel.showing import plain
from huiyin.parties import rights
from huiyin.parties.about import said
from huiyin.parties.models import CardChange, Customer
from huiyin.people.models import Person
from huiyin.records.card.models import Card, PlannedContact

CHANGED, UNCHANGED = "changed", "unchanged"
DELIVERED = "supply"
"""How the names of changes begin that only say which lots a customer received."""
SHOWN = 12


# --- what the card lacks ---------------------------------------------------------------------------------------------


def missing_data(customer: Customer) -> list[str]:
    """What a card needs before it can be called right, by name: class, dealings, address, someone to reach."""
    names = ("rank", "relation", "address", "since")
    labels = {column.name: str(column.verbose_name) for column in Customer._meta.concrete_fields}
    lacking = [labels[name] for name in names if not getattr(customer, name)]
    if not customer.contacts.filter(ended_on=None).exclude(phone="", email="").exists():
        lacking.append(_("a contact person with telephone or e-mail"))
    return lacking


def card_complete(card: Card, deed: Deed) -> list[Blocker]:
    """Nothing that a card needs is missing; each thing that is, is named (SM-5.2a, SS-5.3.1B)."""
    if card.customer is None:
        return [Blocker(_("This review names no customer."), field="customer", clause="SM-5.2b")]
    return [
        Blocker(_("The card lacks: %(what)s.") % {"what": what}, clause="GN-251")
        for what in missing_data(card.customer)
    ]


# --- the check -------------------------------------------------------------------------------------------------------


def last_check(card: Card) -> dt.datetime:
    """When this customer's card was checked before; without an earlier check, when this review was opened."""
    before = Card.objects.filter(customer=card.customer_id).exclude(Q(pk=card.pk) | Q(phase="void"))
    if card.checked_at:
        before = before.filter(checked_at__lt=card.checked_at)
    moments = before.exclude(checked_at=None).order_by("-checked_at").values_list("checked_at", flat=True)
    return moments.first() or card.opened_at


def changes(card: Card, until: dt.datetime | None = None) -> list[CardChange]:
    """What the card's own history says was changed since the last check, the newest first (SM-5.2c).

    A lot that was delivered stands in that history too; it changes nothing about the customer.
    """
    found = CardChange.objects.filter(customer=card.customer_id, at__gt=last_check(card)).select_related("by")
    if until := until or card.checked_at:
        found = found.filter(at__lte=until)
    return [one for one in found if any(not name.startswith(DELIVERED) for name in one.changes)]


def note_check(card: Card, deed: Deed) -> None:
    """Write who checked, when, and whether the card had changed since the last time (SM-5.2a)."""
    outcome = CHANGED if changes(card, deed.happened_at) else UNCHANGED
    for name, value in (("checked_at", deed.happened_at), ("checked_by", deed.actor), ("outcome", outcome)):
        deed.changes[name] = [plain(getattr(card, name)), plain(value)]
        setattr(card, name, value)
    bulk.change(card, ["checked_at", "checked_by", "outcome"])


# --- planned contacts ------------------------------------------------------------------------------------------------


def contacts_told(card: Card, deed: Deed) -> list[Blocker]:
    """A contact that took place says what came of it, and lies not in the future (CS-1.7, WR-17)."""
    today = timezone.localdate(deed.at)
    found = []
    for row in rows(PlannedContact, card).exclude(done_on=None):
        what = {"about": row.about, "day": row.planned_on}
        if row.done_on > today:
            text = _("The contact of %(day)s (%(about)s) has not taken place yet.") % what
            found.append(Blocker(text, field="contacts.done_on", clause="CS-1.7"))
        if not row.note.strip():
            text = _("Say what came of the contact of %(day)s (%(about)s).") % what
            found.append(Blocker(text, field="contacts.note", clause="CS-1.7"))
    return found


def tell_who_is_to_call(card: Card, deed: Deed) -> None:
    """Whoever a planned contact names learns of it and may see this record."""
    named = rows(PlannedContact, card).filter(done_on=None).exclude(who=deed.actor).values("who")
    persons = list(Person.objects.filter(pk__in=named, is_active=True).order_by("pk"))
    if persons:
        passing.tell(card, persons, "copy", {"by": deed.actor.name if deed.actor else ""}, deed.at)
        deed.note("copied", [{"id": one.pk, "name": one.name} for one in persons])


# --- from and to other records ---------------------------------------------------------------------------------------


def facts(card: Card) -> dict[str, Any]:
    """What a record raised by this review may know of it."""
    return {"title": card.title, "customer": card.customer_id, "what": card.remark}


def from_another(given: dict[str, Any]) -> dict[str, Any]:
    """A review opens with the customer of the record that raised it, and with what was heard there."""
    found = {"title": given.get("title"), "customer": given.get("customer"), "remark": given.get("what")}
    return {"occasion": "news"} | {name: value for name, value in found.items() if value}


def from_duty(given: dict[str, Any]) -> dict[str, Any]:
    """A review that falls due every year."""
    return {"occasion": "yearly", "title": given["title"], "customer": given.get("customer")}


# --- beside the sheet ------------------------------------------------------------------------------------------------


def beside(card: Card, person: Person, at: dt.datetime) -> list[Panel]:
    """The card's own history since the last check, and what it lacks: for whoever may see the card."""
    customer = card.customer
    if customer is None or not rights.visible(person, at=at).filter(pk=customer.pk).exists():
        return []
    told = [row for change in changes(card)[:SHOWN] for row in _told(change)]
    since = timezone.localtime(last_check(card)).date()
    panels = [
        Panel(
            _("Changes of the card since %(day)s") % {"day": since}, tuple(told),
            empty=_("Nothing was changed on the card."), page=("customer_changes", customer.code),
            link=_("The card's history"),
        )
    ]  # fmt: skip
    lacking = [] if card.checked_at else missing_data(customer)
    if lacking:
        rows_of = tuple(("", one) for one in lacking)
        panels.insert(0, Panel(_("The card lacks"), rows_of, page=("customer", customer.code), link=_("The card")))
    return panels


def _told(change: CardChange) -> list[tuple[str, str]]:
    """One change: its day and person, then each field's old and new words, and where the news came from."""
    head = f"{timezone.localtime(change.at):%Y-%m-%d} {change.by}"
    nothing = pgettext("value", "empty")
    lines = [f"{one.label}: {one.old or nothing} → {one.new or nothing}" for one in said(change)]
    if change.source:
        lines.append(_("Source: %(source)s") % {"source": change.source})
    return [(head if at == 0 else "", line) for at, line in enumerate(lines)]
