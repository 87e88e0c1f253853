"""What must be true of an inquiry before a step, what it tells other rooms, what it takes from them."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.kernel import demands
from huiyin.kernel.deed import Deed
from huiyin.kernel.raising import opens_with
from huiyin.kernel.registry import Blocker
from huiyin.records.inquiry.models import Inquiry, Item, Sample

CALCULATED = ("quotation", "sample")
"""Kinds of items nobody can answer without knowing the need."""
CONFIDENTIAL = ("new_product",)
"""Kinds of items that are looked through before they leave the house (SM-5.4.1.3)."""
SPECIFIED = (
    ("performance", gettext_lazy("Write the performance required.")),
    ("quantity", gettext_lazy("Write the quantity.")),
    ("delivery_on", gettext_lazy("Write by when delivery is wanted.")),
)

items_wanted = demands.rows_wanted(Item, "items", gettext_lazy("Write what is to be supplied."), "SM-5.4.1")
items_supplied = demands.rows_done(Item, "items", done="supplied_on", clause="SM-5.4.1")
trials_followed = demands.rows_done(Sample, "samples", what="sample", done="followed_on", clause="QF-3.2")
customer_known_or_reason = demands.customer_known_or_reason()


def need_analysed(inquiry: Inquiry, deed: Deed) -> list[Blocker]:
    """Whoever asks for a price or a sample is asked for performance, quantity and delivery time (CS-1.1)."""
    if not demands.rows(Item, inquiry).filter(kind__in=CALCULATED).exists():
        return []
    return [
        Blocker(sentence, field=field, clause="CS-1.1")
        for field, sentence in SPECIFIED
        if getattr(inquiry, field) in (None, "")
    ]


def items_have_department(inquiry: Inquiry, deed: Deed) -> list[Blocker]:
    """Each item names the department that contributes it, and that department was asked (SM-5.4.1)."""
    blockers = []
    for row in demands.rows(Item, inquiry).select_related("contributor"):
        if row.contributor is None:
            text = _("“%(what)s”: name the department that supplies it.")
        elif row.contributor.code not in inquiry.departments:
            text = _("“%(what)s”: its department is not among those that contribute.")
        else:
            continue
        blockers.append(Blocker(text % {"what": demands.short(row.what)}, field="items", clause="SM-5.4.1"))
    return blockers


def supplied_is_named(inquiry: Inquiry, deed: Deed) -> list[Blocker]:
    """What was supplied says which version of a document, or which sample (SM-5.4.1.1)."""
    rows = demands.rows(Item, inquiry).filter(supplied="").exclude(supplied_on=None)
    return [
        Blocker(
            _("“%(what)s”: write the document version or the sample id.") % {"what": demands.short(what)},
            field="items.supplied",
            clause="SM-5.4.1.1",
        )
        for what in rows.values_list("what", flat=True)
    ]


def confidential_released(inquiry: Inquiry, deed: Deed) -> list[Blocker]:
    """New-product data leaves the house only after somebody released it (SM-5.4.1.3)."""
    rows = demands.rows(Item, inquiry).filter(kind__in=CONFIDENTIAL).exclude(supplied_on=None)
    return [
        Blocker(
            _("“%(what)s” is new-product data: it must be released before it is supplied.")
            % {"what": demands.short(row.what)},
            field="items.supplied_on",
            clause="SM-5.4.1.3",
        )
        for row in rows
        if row.cleared_by_id is None or row.cleared_on is None or row.cleared_on > row.supplied_on
    ]


def samples_have_engineer(inquiry: Inquiry, deed: Deed) -> list[Blocker]:
    """Each sample says when it was sent and which engineer follows its trial (QF-3.2)."""
    rows = list(demands.rows(Sample, inquiry))
    if not rows:
        return [Blocker(_("Write the samples that were sent."), field="samples", clause="QF-3.2")]
    return [
        Blocker(
            _("Sample “%(sample)s” needs the day it was sent and an engineer.") % {"sample": row.sample},
            field="samples",
            clause="QF-3.2",
        )
        for row in rows
        if row.sent_on is None or row.engineer_id is None
    ]


def quotation_still_valid(inquiry: Inquiry, deed: Deed) -> Blocker | None:
    """A quotation is valid for some time after the day it is given."""
    today = timezone.localtime(deed.at).date()
    if inquiry.valid_until is None or inquiry.valid_until >= today:
        return None
    return Blocker(_("The quotation would be out of date already."), field="valid_until", clause="CS-1.3")


def loss_has_reason(inquiry: Inquiry, deed: Deed) -> Blocker | None:
    """An inquiry that came to nothing says why: that is what the market tells."""
    if inquiry.outcome != "lost" or inquiry.outcome_note.strip():
        return None
    return Blocker(_("Write why it came to nothing."), field="outcome_note", clause="GN-220")


def on_time(inquiry: Inquiry) -> bool | None:
    """Whether everything was supplied by the customer's own date; nothing while one of the two is not known."""
    if inquiry.wanted_on is None or inquiry.supplied_on is None:
        return None
    return inquiry.supplied_on <= inquiry.wanted_on


def facts(inquiry: Inquiry) -> dict[str, Any]:
    """What a record raised by this inquiry may know of it: plain values."""
    return {
        "title": inquiry.title,
        "customer": inquiry.customer_id,
        "customer_unknown": inquiry.customer_unknown,
        "contact": inquiry.contact_id,
        "channel": inquiry.channel,
        "product": inquiry.product_id,
        "quantity": inquiry.quantity,
        "what": inquiry.content,
        "departments": list(inquiry.departments),
    }


from_another = opens_with(
    "title", "customer", "customer_unknown", "contact", "channel", "product", "quantity", "departments",
    content="what",
)  # fmt: skip
"""What an inquiry opens with when a letter, a visit or another record raised it (SS-5.4)."""
