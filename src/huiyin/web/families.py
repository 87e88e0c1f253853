"""Record types as people look for them: by family, in one order everywhere, each family with its icon."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from huiyin.kernel import registry

ICONS = {
    "voice": "message-2", "visit": "users-group", "goods": "truck-return", "inside": "arrows-exchange",
    "action": "checklist", "upkeep": "calendar-repeat",
}  # fmt: skip
FEW = 9
"""So many registers stand in the menu unfolded; of more, those of the family one is in and of customers' words."""


def icon_of(record_type: registry.RecordType) -> str:
    """The icon of a record type: its family's."""
    return ICONS[record_type.family]


def by_family(types: Iterable[registry.RecordType]) -> list[tuple[str, list[registry.RecordType]]]:
    """Families with at least one of ``types``, each with those, in the order every menu has them."""
    found: dict[str, list[registry.RecordType]] = {family: [] for family in registry.FAMILIES}
    for one in types:
        found[one.family].append(one)
    return [(family, kept) for family, kept in found.items() if kept]


def folded(groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Says of each family's group whether it stands open: all of a few, else the one that is here and the first."""
    few = sum(len(group["items"]) for group in groups) <= FEW
    for group in groups:
        here = any(item["here"] for item in group["items"])
        group["open"] = few or here or group["family"] == "voice"
    return groups
