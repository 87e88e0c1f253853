"""The market: sixty customers with their people, what the firm makes, and the lots each has received."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from random import Random
from typing import Any

from huiyin.demo import shelf
from huiyin.parties.card import open_customer
from huiyin.parties.contacts import add_contact
from huiyin.parties.models import Customer, Product
from huiyin.parties.supplies import add_product, add_supply
from huiyin.people.holding import day_of, nearest
from huiyin.people.models import Person, Unit

KEEPER = "service_head"
"""The role of whoever keeps the cards of a window's customers."""
FIRST_CARD = "顾客资料卡初次建档"
LOTS_PER_PRODUCT = (1, 2)
LAST_LOT = 5
"""How many days before the end of the story the last lot may have been delivered."""
FIRST_LOT = 70
"""How many days after the cards were written the first may have been."""


def open_for_trade(*, opened: dt.datetime, end: dt.datetime, clocks: Collection[str]) -> None:
    """Write every customer card and product as of ``opened``, and about two hundred lots delivered before ``end``.

    Of a customer's own clocks those in ``clocks`` (``complaint.reply``) are kept: others mean nothing to the pack.
    """
    said = shelf.firm("customers")
    units = {unit.code: unit for unit in Unit.objects.all()}
    keepers = {code: keeper_of(unit, at=opened) for code, unit in units.items() if unit.window}
    products = {}
    for code, (name, spec, family, _called) in shelf.firm("products")["products"].items():
        given = {"code": code, "name": name, "spec": spec, "family": family}
        products[code] = add_product(next(iter(keepers.values())), given, at=opened)
    for code, row in said["rows"].items():
        keeper = keepers[row[7]]
        rng = Random(f"market:{code}")
        customer = _card(keeper, code, row, said, units, clocks, opened, rng)
        _people(keeper, customer, row[8], opened, rng)
        for product in row[9].split():
            _lots(keeper, customer, products[product], opened, end, rng)


def keeper_of(window: Unit, *, at: dt.datetime) -> Person:
    """Who keeps the cards of the customers of ``window`` at ``at``."""
    return nearest(KEEPER, window, at)[0]


def _card(
    keeper: Person, code: str, row: list[str], said: dict[str, Any], units: dict[str, Unit],
    clocks: Collection[str], opened: dt.datetime, rng: Random,
) -> Customer:  # fmt: skip
    name, short, english, rank, relation, region, address, unit = row[:8]
    language = next((spoken for spoken, codes in said["languages"].items() if code in codes), "zh-hans")
    own = {clock: amount for clock, amount in said["clocks"].get(code, {}).items() if clock in clocks}
    given = {
        "code": code, "name": name, "short_name": short, "name_en": english, "rank": rank.split()[0],
        "key": rank.endswith("key"), "relation": relation, "region": region, "address": address, "unit": units[unit],
        "language": language, "calendar": said["calendars"].get(code, ""), "clocks": own,
        "terms": said["terms"].get(code, ""), "since": dt.date(opened.year - rng.randint(1, 14), rng.randint(1, 12), 1),
    }  # fmt: skip
    return open_customer(keeper, given, source=FIRST_CARD, at=opened)


def _people(keeper: Person, customer: Customer, listed: str, opened: dt.datetime, rng: Random) -> None:
    for one in listed.split(","):
        name, title, mail = one.strip().rsplit(" ", 2)
        given = {
            "name": name, "title": title.replace("-", " "), "email": f"{mail}@{customer.code.lower()}.example",
            "phone": f"0{rng.randint(10, 99)}-5550 {rng.randint(1000, 9999)}",
        }  # fmt: skip
        add_contact(customer, keeper, given, at=opened)


def _lots(
    keeper: Person, customer: Customer, product: Product, opened: dt.datetime, end: dt.datetime, rng: Random
) -> None:
    family = shelf.firm("products")["families"][product.family]
    for _lot in range(rng.randint(*LOTS_PER_PRODUCT)):
        at = end - dt.timedelta(days=rng.randint(LAST_LOT, (end - opened).days - FIRST_LOT), hours=rng.randint(0, 8))
        day = day_of(at)
        given = {
            "product": product, "lot": f"{family['letter']}{day:%y%m%d}-{rng.randint(1, 18):02d}",
            "quantity": round(rng.randint(family["least"], family["most"]), -2), "delivered_on": day,
            "order": f"PO{day:%y%m}{rng.randint(100, 999)}",
        }  # fmt: skip
        add_supply(customer, keeper, given, at=at)
