"""The register on paper: the firm's heading and columns, the rows the reader asked for, across an A4 page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel.listing import Listing
from huiyin.kernel.models import Record
from huiyin.kernel.personal import left_out
from huiyin.packs.shape import Procedure
from huiyin.people.holding import units
from huiyin.people.models import Person, Unit
from huiyin.prints.frame import firm, frame
from huiyin.prints.tabling import ACROSS, table

MOST = 2_000
"""So many rows are some eighty pages; whoever wants more takes the workbook."""
NUMBER_WIDTH = 7.0


def register(found: Listing, procedure: Procedure) -> dict[str, Any]:
    """What `paper/register.typ` prints of a listing. Raises Refused when a filter is bad or the rows are too many."""
    rows, states, hidden = [], [], found.withheld()
    for records, wording in found.chunks(MOST):
        for record in records:
            said = {col.name: wording.words(col, record) for col in found.cols}
            rows.append([_cell(left_out() if name in hidden and text else text) for name, text in said.items()])
            states.append(_struck(record))
    for row, struck in zip(rows, states, strict=True):
        if struck:
            row[0] = {"text": f"{row[0]['text']}\n{struck}", "red": True}
    head = [str(col.label) for col in found.cols]
    least = [NUMBER_WIDTH if col.kind == "number" else min(col.width, 12) * 0.25 for col in found.cols]
    said = frame(
        procedure, title=found.title, number="", form=found.form, firm=firm(any_unit(found.person), procedure),
        person=found.person, at=found.at,
    )  # fmt: skip
    return said | {
        "numbered": period(found),
        "table": table(head, rows or [[{"text": _("No record"), "span": len(head)}]], least=least, room=ACROSS),
        "count": _("%(n)d records") % {"n": len(rows)},
    }


def _cell(text: str) -> dict[str, Any]:
    """A cell of the register; a very long text is cut here, it stands whole on its own sheet."""
    return {"text": text if len(text) <= 300 else f"{text[:300]}…"}


def _struck(record: Record) -> str:
    return _("Void") if record.phase == "void" else ""


def any_unit(person: Person) -> Unit | None:
    """Some unit of the firm: its tree tells the firm's name."""
    return person.unit or next(iter(units().values()), None)


def period(found: Listing) -> str:
    """The days the register was narrowed to, in words."""
    said = found.narrowed.said
    since, until = said.get("received_at.from"), said.get("received_at.to")
    if not since and not until:
        return ""
    return _("Period: %(since)s to %(until)s") % {"since": since or "…", "until": until or "…"}
