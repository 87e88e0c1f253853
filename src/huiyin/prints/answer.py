"""The letter that takes the firm's answer to the customer, in the customer's language, on the firm's own head."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from huiyin.base.dates import day_words
from huiyin.kernel import registry
from huiyin.kernel.errors import Refused
from huiyin.kernel.fields import fields_of, value_of
from huiyin.kernel.policy import procedure_of
from huiyin.kernel.showing import show
from huiyin.packs.shape import Print
from huiyin.people.models import Person
from huiyin.prints.frame import firm, frame

BODY = "answer"
"""The field every type that answers customers keeps its answer in."""
CONCERNING = ("customer_ref", "order_ref", "product", "lot", "quantity", "defect_quantity")
"""What the customer knows the matter by. Nothing else of the record leaves the house."""
ANSWERED = "answered"
EMPTY = gettext_lazy("There is no answer to the customer yet: the letter would be empty.")
"""Said to the reader in her language, whatever the letter's is."""


def answer(
    record: Any, *, person: Person, at: dt.datetime, form: Print | None = None, controlled: bool = False
) -> dict[str, Any]:
    """What `forms/answer.typ` prints, in the language now spoken. Raises Refused while there is no answer."""
    procedure = procedure_of(record)
    specs = fields_of(procedure, registry.type_of(record))
    text = str(value_of(specs[BODY], record) or "") if BODY in specs else ""
    if not text:
        raise Refused(EMPTY, status=409)
    given, name = _given(record)
    mark, void = _mark(record, given)
    title = form.label if form else pgettext("title of a letter", "Answer to the customer")
    said = frame(
        procedure, title=str(title), number=record.number,
        form=form.form if form else "", firm=firm(record.unit, procedure), person=person, at=at,
        controlled=controlled, mark=mark, void=void,
    )  # fmt: skip
    concerning = [(str(specs[one].label), show(specs[one], record)) for one in CONCERNING if one in specs]
    contact = getattr(record, "contact", None)
    to = (record.customer.name if record.customer_id else record.customer_unknown, contact.name if contact else "")
    foot = {**said["foot"], "mark": record.number, "document": "", "printed": ""}  # of the house nothing else goes out
    return said | {
        "foot": foot,
        "to": [one for one in to if one],
        "concerning": [[_("Our number"), record.number], *([label, text] for label, text in concerning if text)],
        "subject": _("Concerning: %(title)s") % {"title": record.title},
        "body": text,
        "close": pgettext("end of a letter", "Yours faithfully"),
        "signed": [said["firm"], record.unit.name, name, day_words(timezone.localtime(given or at).date())],
    }  # fmt: skip


def _mark(record: Any, given: dt.datetime | None) -> tuple[str, bool]:
    """A letter nobody has released yet must not pass for one."""
    if record.phase == "void":
        return pgettext("across a printed page", "VOID"), True
    return ("", False) if given else (pgettext("across a printed page", "DRAFT"), False)


def _given(record: Any) -> tuple[dt.datetime | None, str]:
    """When the answer was given, and by whom; nothing while it was not."""
    text = record.milestones.get(ANSWERED)
    if not text:
        return None, ""
    events = record.events.filter(kind="step").select_related("actor").order_by("-seq")
    doer = next((one.actor for one in events if ANSWERED in one.facts.get("marks", ())), None)
    return dt.datetime.fromisoformat(text), doer.name if doer else ""
