"""Views of a register kept under a name: one person's own, or shared with everyone."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Invalid
from huiyin.kernel.models import SavedView
from huiyin.people.models import Person

NAME, QUERY, MOST = 60, 1000, 40
"""Characters of a name and of an address; views one person keeps of one register."""


def kept(person: Person, type_name: str) -> list[SavedView]:
    """The views ``person`` may use: her own first, then what others share. One query."""
    rows = SavedView.objects.filter(Q(person=person) | Q(shared=True), type=type_name)
    return sorted(rows, key=lambda one: (one.person_id != person.pk, one.name, one.pk))


@transaction.atomic
def keep(person: Person, type_name: str, name: str, query: str, *, shared: bool) -> SavedView:
    """Keep an address's query under a name; an own view of that name takes the new one. Raises Invalid."""
    name = " ".join(name.replace("\x00", "").split())
    if not name:
        raise Invalid({"name": _("Give the view a name.")})
    if len(name) > NAME:
        raise Invalid({"name": _("At most %(most)d characters fit here.") % {"most": NAME}})
    if len(query) > QUERY:
        raise Invalid({"name": _("These filters are too long to be kept. Choose fewer.")})
    Person.objects.select_for_update().get(pk=person.pk)  # the same press twice must not meet itself
    if SavedView.objects.filter(person=person, type=type_name).exclude(name=name).count() >= MOST:
        raise Invalid({"name": _("You keep %(most)d views of this register already. Drop one first.") % {"most": MOST}})
    values = {"query": query, "shared": shared}
    view, _new = SavedView.objects.update_or_create(person=person, type=type_name, name=name, defaults=values)
    return view


def drop(person: Person, type_name: str, pk: int) -> None:
    """Drop an own view. Raises LookupError when she has no such view; another's is none of hers."""
    gone, _rows = SavedView.objects.filter(pk=pk, person=person, type=type_name).delete()
    if not gone:
        raise LookupError(pk)
