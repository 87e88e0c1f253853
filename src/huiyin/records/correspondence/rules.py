"""What must be true of correspondence before a step, what it tells other rooms, what it takes from them."""

from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel import bulk, demands, links
from huiyin.kernel.deed import Deed
from huiyin.kernel.models import Record
from huiyin.kernel.raising import opens_with
from huiyin.kernel.registry import Blocker
from huiyin.people.models import Unit
from huiyin.records.correspondence.models import Contribution, Correspondence

customer_known_or_reason = demands.customer_known_or_reason()


def came_in(letter: Correspondence, deed: Deed) -> Blocker | None:
    """What goes out is not judged: it is sent."""
    return (
        Blocker(_("This goes out; it is sent, not judged."), clause="SC-4.1.3a") if letter.direction == "out" else None
    )


def goes_out(letter: Correspondence, deed: Deed) -> Blocker | None:
    """What came in is not sent: it is answered, and the answer is sent."""
    if letter.direction != "in":
        return None
    return Blocker(_("This came in; answer it, and send the answer."), clause="SC-4.1.3a")


def pair_is_the_other_half(letter: Correspondence, deed: Deed) -> Blocker | None:
    """The pair is correspondence with the same customer, and not the letter itself (SC-4.1.3a)."""
    if letter.pair_id is None:
        return None
    other = Record.objects.get(pk=letter.pair_id)
    if other.pk == letter.pk:
        return Blocker(_("A letter does not answer itself."), field="pair", clause="SC-4.1.3a")
    if other.customer_id != letter.customer_id:
        text = _("%(number)s is of another customer.") % {"number": other.number}
        return Blocker(text, field="pair", number=other.number, clause="SC-4.1.3a")
    return None


def departments_assisted(letter: Correspondence, deed: Deed) -> list[Blocker]:
    """Each department asked has said what it has to say (SS-3.2)."""
    wrote = demands.rows(Contribution, letter).exclude(unit=None).values("unit")
    silent = Unit.objects.filter(code__in=letter.departments).exclude(pk__in=wrote)
    return [Blocker(_("%(unit)s has not said anything yet.") % {"unit": unit.name}, clause="SS-3.2") for unit in silent]


def pair_up(letter: Correspondence, deed: Deed) -> None:
    """Note the answer just opened as the other half of this letter, and tie what was paired by hand (SC-4.1.3a)."""
    if deed.facts.get("opened"):
        if letter.pair_id and "raised_by" not in deed.facts:
            links.relate(Record.objects.get(pk=letter.pair_id), letter, "related", by=deed.actor, at=deed.at)
        return
    answers = links.children(letter, letter.type)
    if answers:
        before = Record.objects.filter(pk=letter.pair_id or 0).values_list("number", flat=True).first()
        letter.pair_id = answers[-1].pk
        bulk.change(letter, ["pair"])
        deed.changes["pair"] = [before or "", answers[-1].number]


def facts(letter: Correspondence) -> dict[str, Any]:
    """What a record raised by this letter may know of it: plain values."""
    return {
        "id": letter.pk,
        "title": letter.title,
        "customer": letter.customer_id,
        "customer_unknown": letter.customer_unknown,
        "contact": letter.contact_id,
        "channel": letter.channel,
        "product": letter.product_id,
        "what": letter.content,
        "departments": list(letter.departments),
        "category": letter.category,
        "answer": letter.answer,
        "answer_channel": letter.answer_channel,
    }


def from_letter(facts: dict[str, Any]) -> dict[str, Any]:
    """What the outgoing half opens with: the answer, to whom it goes, and what it answers (SC-4.1.3a)."""
    data = {
        "direction": "out",
        "title": facts["title"],
        "customer": facts["customer"],
        "customer_unknown": facts["customer_unknown"],
        "contact": facts["contact"],
        "category": facts["category"],
        "channel": facts["answer_channel"],
        "product": facts["product"],
        "content": facts["answer"],
        "pair": facts["id"],
    }
    return {name: value for name, value in data.items() if value}


from_another = opens_with(
    "title", "customer", "customer_unknown", "contact", "channel", "product", "departments", content="what",
)  # fmt: skip
"""What a letter opens with when any other record raised it: something is to be written to the customer."""
