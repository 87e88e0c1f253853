"""What stands on every printed page: the firm, the form, the document it follows, who printed it when, the marks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from huiyin.base.dates import moment_words
from huiyin.kernel.sign_words import document
from huiyin.packs.shape import Procedure
from huiyin.packs.words import kept_words
from huiyin.people.holding import ancestors
from huiyin.people.models import Person, Unit

LANGUAGES = {"zh-hans": ("zh", "cn"), "zh-hant": ("zh", "tw"), "en": ("en", "us")}
"""Django's language codes, as the typesetter wants to hear them."""


@contextmanager
def spoken(language: str) -> Iterator[None]:
    """Say everything inside in ``language``, one of LANGUAGES (the firm's first where it is none)."""
    with override(language if language in LANGUAGES else "zh-hans"):
        yield


def firm(unit: Unit | None, procedure: Procedure | None) -> str:
    """The firm's name as its own tree of units has it; the rulebook's when the tree has no company at its root."""
    root = [unit, *ancestors(unit)][-1] if unit else None
    if root is not None and root.kind == "company":
        english = (get_language() or "").startswith("en")
        return root.name_en or root.name if english else root.name
    return str(procedure.company) if procedure else ""


def frame(
    procedure: Procedure | None, *, title: str, number: str, form: str, firm: str, person: Person, at: dt.datetime,
    controlled: bool = False, mark: str = "", void: bool = False, more: str = "",
) -> dict[str, Any]:  # fmt: skip
    """What `paper/frame.typ` needs of any form. ``mark`` runs across the page; ``more`` ends the foot's last line.

    A list over many procedures follows none of them: its foot names no document.
    """
    lang, region = LANGUAGES.get(get_language() or "", ("zh", "cn"))
    printed = {"name": person.name, "at": moment_words(timezone.localtime(at))}
    return {
        "lang": lang, "region": region, "firm": firm, "title": title, "number": number,
        "under": _("Form %(form)s") % {"form": form} if form else "",
        "numbered": _("No. %(number)s") % {"number": number} if number else "",
        "mark": {"text": mark, "void": void},
        "foot": {
            "form": _("Form %(form)s") % {"form": form} if form else "",
            "pages": _("Page {n} of {N}"),
            "mark": _("Controlled copy") if controlled else _("Uncontrolled copy"),
            "controlled": controlled,
            "document": (under(procedure) if procedure else "") + more,
            "printed": _("Printed by %(name)s, %(at)s") % printed,
            "missing": _("Characters our fonts lack are given by their code: "),
        },
    }  # fmt: skip


def under(procedure: Procedure) -> str:
    """Which controlled document governs, and how long the record is kept."""
    title = str(procedure.document_title)
    named = document(procedure) if title in ("", procedure.document) else f"{document(procedure)} {title}"
    rule = _("Under %(document)s") % {"document": named}
    kept = kept_words(procedure)
    return f"{rule} · {kept}" if kept else rule
