"""``extends``: a pack written as what it changes in another one, flattened before anything else looks at it."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from huiyin.packs.faults import PackError, PackFault
from huiyin.packs.places import find_base
from huiyin.packs.source import parse_file

DEEPEST = 5


def whole_file(folder: Path, name: str, depth: int = 0) -> dict[str, Any]:
    """The tables of ``folder/name``, with what it ``extends`` below it and what it ``removes`` taken out.

    Tables are merged key by key; texts, numbers and lists replace. Raises PackError.
    """
    content = parse_file(folder / name)
    reference = content.pop("extends", None)
    removed = content.pop("removes", [])
    if reference is not None:
        content = merged(_base_file(folder, name, reference, depth), content)
    for path in _paths(name, removed):
        if not take_out(content, path):
            raise _fault(name, "removes", _("there is no %(path)s to take out") % {"path": path})
    return content


def _base_file(folder: Path, name: str, reference: object, depth: int) -> dict[str, Any]:
    if not isinstance(reference, str):
        raise _fault(name, "extends", _('the name of a pack is wanted here, as in "generic@1.0"'))
    if depth >= DEEPEST:
        raise _fault(name, "extends", _("goes round in a circle, or deeper than %(most)s packs") % {"most": DEEPEST})
    base = find_base(reference, folder)
    if base is None or not (base / name).is_file():
        raise _fault(
            name, "extends", _("no pack %(pack)s with a %(file)s was found") % {"pack": reference[:60], "file": name}
        )
    return whole_file(base, name, depth + 1)


def _paths(name: str, removed: object) -> list[str]:
    if not isinstance(removed, list) or not all(isinstance(one, str) for one in removed):
        raise _fault(name, "removes", _('a list of keys is wanted here, as in ["flow.steps.hold"]'))
    return removed


def merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """``base`` with ``over`` laid on it, neither changed."""
    result = deepcopy(base)
    for key, value in over.items():
        known = result.get(key)
        both = isinstance(known, dict) and isinstance(value, dict)
        result[key] = merged(known, value) if both else deepcopy(value)  # type: ignore[arg-type]
    return result


def take_out(content: dict[str, Any], path: str) -> bool:
    """Delete the key at the dotted ``path``; whether it was there."""
    *way, last = path.split(".")
    for part in way:
        inner = content.get(part)
        if not isinstance(inner, dict):
            return False
        content = inner
    return content.pop(last, None) is not None


def _fault(file: str, key: str, sentence: str) -> PackError:
    return PackError([PackFault(file, key, sentence)])
