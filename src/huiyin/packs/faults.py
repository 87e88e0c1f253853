"""What is wrong with a pack, as sentences that name the file and the key."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class PackFault:
    """One fault: the file, the key in it (``flow.steps.close.guards``; empty for the whole file), and why."""

    file: str
    key: str
    sentence: str

    def __str__(self) -> str:
        where = f"{self.file}, {self.key}" if self.key else self.file
        return f"{where}: {self.sentence}"


class PackError(ValueError):
    """A pack that cannot stand; ``faults`` holds every reason found, not only the first."""

    def __init__(self, faults: Iterable[PackFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def meant(name: str, known: Collection[str]) -> str:
    """The end of a sentence about an unknown ``name``: the nearest known one, or what there is to choose from."""
    near = get_close_matches(name, list(known), n=1, cutoff=0.6)
    if near:
        return _("; did you mean %(name)s?") % {"name": near[0]}
    if known and len(known) <= 12:
        return _("; there is %(names)s") % {"names": ", ".join(sorted(known))}
    return ""
