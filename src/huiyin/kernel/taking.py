"""Taking what a step asked for: clean it, refuse what is missing, write it, and say what changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from huiyin.kernel.cleaning import Bad, clean
from huiyin.kernel.deed import Deed
from huiyin.kernel.errors import Invalid
from huiyin.kernel.fields import FieldSpec, empty, must_hold, value_of
from huiyin.kernel.lines import known_to, take_lines
from huiyin.kernel.showing import plain

REQUIRED = _("This is needed here.")
MOST_REASON = 2000


def reasoned(reason: str, must: Any = "") -> str:
    """A deed's reason as it is kept: trimmed. Raises Invalid when it is too long, or empty where ``must`` says why."""
    reason = reason.strip().replace("\x00", "")
    if must and not reason:
        raise Invalid({"reason": must})
    if len(reason) > MOST_REASON:
        raise Invalid({"reason": _("At most %(most)d characters fit here.") % {"most": MOST_REASON}})
    return reason


@dataclass(slots=True)
class Taken:
    """What was taken: values by field, changes for the trail, and the columns that must be saved."""

    values: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, Any] = field(default_factory=dict)
    columns: set[str] = field(default_factory=set)


def take(deed: Deed, specs: Iterable[FieldSpec], data: Mapping[str, Any]) -> Taken:
    """Clean ``data`` for ``specs`` onto the deed's record (in memory; lines are written to their tables).

    Only asked fields are taken; a field not sent keeps its value. Raises Invalid with a sentence per field, after
    looking at all of them.
    """
    specs = tuple(specs)
    taken = Taken()
    errors: dict[str, Any] = {}
    for spec in specs:
        if spec.kind == "lines":
            continue
        if spec.name in data:
            try:
                value = clean(spec, data[spec.name])
                known_to(deed, spec, value, data[spec.name])
            except Bad as bad:
                errors[spec.name] = str(bad)
                continue
            if value is None and must_hold(spec, deed.record):
                errors[spec.name] = REQUIRED
            else:
                taken.values[spec.name] = value
    errors |= strays(deed, specs, taken)
    for spec in specs:
        if spec.required and spec.kind != "lines" and spec.name not in errors:
            value = taken.values.get(spec.name, value_of(spec, deed.record))
            if empty(value):
                errors[spec.name] = REQUIRED
    for spec in specs:
        if spec.kind == "lines":
            errors |= take_lines(deed, spec, data.get(spec.name), taken)
    if errors:
        raise Invalid(errors)
    for spec in specs:
        if spec.name in taken.values:
            put(deed.record, spec, taken.values[spec.name], taken)
    deed.data, deed.changes = taken.values, deed.changes | taken.changes
    return taken


def strays(deed: Deed, specs: Iterable[FieldSpec], taken: Taken) -> dict[str, Any]:
    """Choices that do not belong under the choice of their parent field."""
    errors: dict[str, Any] = {}
    for spec in specs:
        if not spec.under:
            continue
        code = taken.values.get(spec.name)
        choice = next((one for one in spec.choices if one.code == code), None)
        above = taken.values.get(spec.under, getattr(deed.record, spec.under, None))
        if choice and choice.under and choice.under != above:
            errors[spec.name] = _("This does not belong to the class chosen above.")
    return errors


def put(record: Any, spec: FieldSpec, value: Any, taken: Taken) -> None:
    """Set one value on the record and note the change; nothing is noted when it stays the same."""
    old = value_of(spec, record)
    if spec.kind == "moment" and not spec.extra and old == value:
        return
    before, after = plain(old), plain(value)
    if before == after or (empty(before) and empty(after)):
        return
    taken.changes[spec.name] = [before, after]
    if spec.extra:
        record.extra = {**record.extra, spec.name: value}
        taken.columns.add("extra")
    else:
        setattr(record, spec.name, value)
        taken.columns.add(spec.name)


def put_fixed(deed: Deed, specs: Mapping[str, FieldSpec], values: Mapping[str, Any]) -> Taken:
    """Write what a step itself says (``sets``, ``clears``). Raises Invalid when a pack's value does not fit."""
    taken = Taken()
    for name, value in values.items():
        try:
            put(deed.record, specs[name], clean(specs[name], value), taken)
        except Bad as bad:
            raise Invalid({name: str(bad)}) from bad
    deed.changes |= taken.changes
    return taken
