"""Right entries where plain samples would be refused: a card can be confirmed only when nothing is missing on it."""

from __future__ import annotations

from typing import Any

from huiyin.parties.models import Customer


def _complete(walker: Any, record: Any) -> Customer:
    """The customer most stories are about, the card filled in."""
    customer = walker.cast.customer
    customer.relation, customer.address = "直供", "重庆市渝北区"
    customer.save(update_fields=["relation", "address"])
    return customer


SAMPLES = {"customer": _complete}
