"""The list of quality records on paper: across an A4 page, name over number, numbered rows."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huiyin.kernel.keeping import Listed
from huiyin.kernel.keeping_words import HEADS, TITLE, narrowed, said
from huiyin.prints.frame import firm, frame
from huiyin.prints.register import any_unit
from huiyin.prints.tabling import ACROSS, table

PAIRS = {
    "type": ("type",), "form": ("form",), "register": ("register", "register_number"),
    "document": ("document", "document_title", "where", "standing"), "custodian": ("custodian", "department"),
    "term": ("term", "since"), "medium": ("medium",), "records": ("records",), "oldest": ("oldest",),
    "passed": ("passed",),
}  # fmt: skip
"""The columns on paper, each with what stands in it below one another."""


def keeping(found: Listed, family: str, words: str) -> dict[str, Any]:
    """What `paper/register.typ` prints of the list, in the language now spoken."""
    lines = narrowed(found, family, words)
    several = any(one.units for one in found.lines)
    rows: list[list[Any]] = []
    for count, line in enumerate(lines, 1):
        told = said(line) | ({} if several else {"where": ""})
        told["form"] = "\n".join(one for pair in told["forms"] for one in pair if one)
        rows.append([str(count), *(_cell(told, names) for names in PAIRS.values())])
    head = [_("No."), *(str(HEADS[name][0]) for name in PAIRS)]
    made = frame(
        None, title=str(TITLE), number="", form="", firm=firm(any_unit(found.person), None), person=found.person,
        at=found.at,
    )  # fmt: skip
    kinds = ngettext("%(n)d kind of record", "%(n)d kinds of records", len(lines)) % {"n": len(lines)}
    return made | {
        "numbered": "" if found.whole else _("Only records you may see are counted."),
        "table": table(head, rows or [[{"text": _("No record"), "span": len(head)}]], room=ACROSS, counts=1),
        "count": kinds,
    }


def _cell(told: dict[str, Any], names: tuple[str, ...]) -> str:
    return "\n".join(str(told[name]) for name in names if told[name] not in ("", None))
