"""The sheet of a record in any state as its paper says it: what the firm's form shows, then what proves it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huiyin.base.dates import moment_words
from huiyin.kernel import registry
from huiyin.kernel.fields import empty as says_nothing
from huiyin.kernel.fields import fields_of, value_of
from huiyin.kernel.policy import procedure_of
from huiyin.kernel.told import Told
from huiyin.packs.shape import Print, Procedure
from huiyin.people.models import Person
from huiyin.prints.cells import packed, parts, plain
from huiyin.prints.frame import firm, frame
from huiyin.prints.proof import clocks, family, papers, signed, trail

NUMBERED = re.compile(r"D?\d|[一二三四五六七八九十]+、")
"""Titles that count themselves, as the eight disciplines do."""
UNASKED = ("customer_unknown",)
"""Printed only when something was said."""


def sheet(
    record: Any, *, person: Person, at: dt.datetime, form: Print | None = None, controlled: bool = False,
    veiled: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """What `forms/sheet.typ` prints of a record, in the language now spoken. ``form`` is one of its procedure's;
    ``veiled`` leaves out what that marks as personal."""
    procedure = procedure_of(record)
    told = Told(record, procedure, veiled=veiled)
    mark, void = mark_of(record)
    said = frame(
        procedure, title=str(form.label if form else procedure.title), number=record.number,
        form=(form.form if form else "") or procedure.form, firm=firm(record.unit, procedure), person=person, at=at,
        controlled=controlled, mark=mark, void=void, more=edition(record),
    )  # fmt: skip
    return said | {
        "first": packed(first(record, procedure)),
        "sections": list(sections(record, procedure, veiled=veiled)),
        "closing": [*signed(record, procedure, told), *clocks(record, procedure, at), *papers(record),
                    *family(record), *trail(record, told)],
    }  # fmt: skip


def mark_of(record: Any) -> tuple[str, bool]:
    """What runs across the page, and whether the paper is void: a form must not pass for a closed one."""
    if record.phase == "void":
        return pgettext("across a printed page", "VOID"), True
    if record.merged_into_id:
        return pgettext("across a printed page", "MERGED"), True
    if record.phase == "draft":
        return pgettext("across a printed page", "DRAFT"), False
    if record.phase != "done":
        return pgettext("across a printed page", "NOT CLOSED"), False
    return "", False


def edition(record: Any) -> str:
    """Which version of the record this is, and the last event's hash: enough to hold the paper against the trail."""
    last = record.events.order_by("-seq").values_list("hash", flat=True).first() or ""
    said = _("Record version %(version)d, trail %(hash)s") % {"version": record.version, "hash": last[:12]}
    return f" · {said}"


def first(record: Any, procedure: Procedure) -> Iterator[dict[str, Any]]:
    """The block every record has over its sections: where it stands, who registered it, with whom it lies."""
    yield plain(_("State"), _standing(record, procedure))
    yield plain(_("Registering unit"), record.unit.name)
    yield plain(_("Registered by"), f"{record.opened_by.name} {_moment(record.opened_at)}")
    yield plain(_("Received"), _moment(record.received_at))
    if record.holder_id:
        yield plain(_("Handler"), record.holder.name)
    if record.round > 1:
        yield plain(_("Round"), str(record.round))
    if record.closed_at:
        yield plain(_("Closed"), _moment(record.closed_at))


def _standing(record: Any, procedure: Procedure) -> str:
    state = str(procedure.state(record.state).label)
    if record.phase == "void":
        return _("Void (was: %(state)s)") % {"state": state}
    if record.merged_into_id:
        return _("Merged into %(number)s") % {"number": record.merged_into.number}
    if record.awaiting:
        step = procedure.flow.steps[record.awaiting].label
        return _("%(state)s; “%(step)s” waits for signatures") % {"state": state, "step": step}
    return state


def _moment(at: dt.datetime) -> str:
    return moment_words(timezone.localtime(at))


def sections(record: Any, procedure: Procedure, *, veiled: bool = False) -> Iterator[dict[str, Any]]:
    """The paper's sections, numbered as papers are; fields the procedure hides are left out, blank ones stay blank."""
    record_type = registry.type_of(record)
    specs = fields_of(procedure, record_type)
    paper: Sequence[Any] = procedure.sections or record_type.sheet
    numbered = not any(NUMBERED.match(str(part.title)) for part in paper)
    count = 0
    for part in paper:
        wanted = [specs[name] for name in part.fields if name in specs and not _left_out(name, procedure)]
        wanted = [one for one in wanted if one.name not in UNASKED or not says_nothing(value_of(one, record))]
        if wanted:
            count += 1
            yield {
                "title": f"{ordinal(count) if numbered else ''}{part.title}", "clause": getattr(part, "clause", ""),
                "parts": parts(wanted, record, str(part.title), veiled=veiled),
            }  # fmt: skip


def _left_out(name: str, procedure: Procedure) -> bool:
    field = procedure.fields.get(name)
    return bool(field and field.hidden)


def ordinal(number: int) -> str:
    """How a paper counts its sections: `三、` or `3. `."""
    counted = pgettext("sections of a form", "1. |2. |3. |4. |5. |6. |7. |8. |9. |10. |11. |12. |13. |14. |15. ").split(
        "|"
    )
    return counted[number - 1] if number <= len(counted) else f"{number}. "
