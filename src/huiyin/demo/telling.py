"""A story told of one customer and one lot: which, how many, and the words with all that in them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from huiyin.demo import shelf
from huiyin.demo.shelf import Plot, Story
from huiyin.parties.models import Contact, Customer, Supply
from huiyin.people.holding import day_of

ANY = "*"
CHINESE = ("zh-hans", "zh-hant")


@dataclass(frozen=True, slots=True)
class Telling:
    """One story about one lot of one customer. ``facts`` are what its texts may name in braces."""

    story: Story
    customer: Customer
    contact: Contact | None
    supply: Supply
    quantity: int
    defects: int
    facts: Mapping[str, Any]

    def words(self, name: str, rounds: int = 1) -> str:
        """A text of the story by its name, as it reads in that round; empty when the story says nothing of it."""
        text = self.story.again.get(name, "") if rounds > 1 else ""
        return self.put_in(text or self.story.texts.get(name, ""))

    def put_in(self, text: str) -> str:
        """``text`` with the facts in place of their names in braces. Raises KeyError for a name that is none."""
        return text.format_map(self.facts)

    def actions(self, unit: str, rounds: int) -> list[Mapping[str, Any]]:
        """What a department does about it in that round."""
        rows = self.story.again.get("actions", ()) if rounds > 1 else self.story.actions
        return [row for row in rows if row["unit"] == unit]


class Teller:
    """Chooses the story, the customer and the lot for each record, so that all stories and many customers come up."""

    def __init__(self) -> None:
        self._supplies = list(Supply.objects.select_related("customer", "product").order_by("pk"))
        self._contacts: dict[int, list[Contact]] = {}
        for contact in Contact.objects.order_by("pk"):
            self._contacts.setdefault(contact.customer_id, []).append(contact)
        self._told: Counter[str] = Counter()
        self._heard: Counter[int] = Counter()

    def tell(self, plot: Plot, received: dt.datetime, rng: Random, customer: Customer | None = None) -> Telling:
        """A story that fits the plot, of a lot delivered before ``received``; of any lot of ``customer`` when one is
        named: what falls due with him need not be about what he has had. Raises LookupError when none fits.
        """
        fitting = [story for story in shelf.stories() if _fits(story, plot)]
        fitting.sort(key=lambda story: (self._told[story.key], rng.random()))
        for story in fitting:
            day = day_of(received) if customer is None else dt.date.max
            lots = [lot for lot in self._supplies if _may_be(lot, story, day) and _is_about(lot, plot)]
            lots = [lot for lot in lots if customer is None or lot.customer_id == customer.pk]
            if lots:
                if customer is not None:  # what falls due is no news, and makes no other story rarer
                    return self._telling(story, rng.choice(lots), rng)
                self._told[story.key] += 1
                lot = min(lots, key=lambda one: (self._heard[one.customer_id] / _dealings(one.customer), rng.random()))
                self._heard[lot.customer_id] += 1
                return self._telling(story, lot, rng)
        raise LookupError(f"no story fits {plot.type} {plot.name}")

    def _telling(self, story: Story, lot: Supply, rng: Random) -> Telling:
        made = shelf.firm("products")
        family, called = made["families"][lot.product.family], made["products"][lot.product.code][3]
        people = self._contacts.get(lot.customer_id, [])
        contact = rng.choice(people) if people else None
        quantity = lot.quantity or 0
        defects = max(1, round(quantity * rng.uniform(*story.share))) if story.share[1] else 0
        english = story.language == "en"
        customer = lot.customer.name_en if english else lot.customer.short_name
        facts = {
            "customer": customer, "contact": contact.name if contact else customer, "product": lot.product.name,
            "spec": lot.product.code if english else called, "lot": lot.lot, "order": lot.order,
            "quantity": f"{quantity}", "defects": f"{defects}", "measure": family["unit"],
            "delivered": f"{lot.delivered_on}",
        }  # fmt: skip
        return Telling(story, lot.customer, contact, lot, quantity, defects, facts)


def _fits(story: Story, plot: Plot) -> bool:
    if plot.story:
        return story.key == plot.story
    if (plot.tells or plot.type) not in story.types or story.theirs != plot.theirs:
        return False
    if plot.has and not getattr(story, plot.has):
        return False
    return all(story.codes.get(name) == code for name, code in plot.want.items())


def _dealings(customer: Customer) -> float:
    """How often a customer is heard of, compared with others: who buys most complains most."""
    return 3.0 if customer.key else {"A": 2.0, "B": 1.3}.get(customer.rank, 0.8)


def _is_about(lot: Supply, plot: Plot) -> bool:
    return not plot.families or lot.product.family in plot.families


def _may_be(lot: Supply, story: Story, day: dt.date) -> bool:
    spoken = lot.customer.language == "en" if story.language == "en" else lot.customer.language in CHINESE
    delivered = lot.delivered_on is not None and lot.delivered_on < day
    if story.products and lot.product.code not in story.products:
        return False
    return spoken and delivered and (ANY in story.families or lot.product.family in story.families)
