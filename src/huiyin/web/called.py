"""What the kinds of records are called: the firm's titles and former names, in every language, and who finds them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from huiyin.base.text import sought
from huiyin.kernel import registry
from huiyin.kernel.policy import may_open, reading_roles
from huiyin.kernel.wording import versions_of
from huiyin.packs.adopt import in_force
from huiyin.packs.shape import Label, Procedure
from huiyin.packs.words import listed
from huiyin.people.holding import holdings
from huiyin.web.tables import local_day

LANGUAGES = ("zh-hans", "zh-hant", "en")


def readable(person: Any, at: dt.datetime) -> list[registry.RecordType]:
    """The types whose register this person may find something in: she acts in it, reads it, or may open one."""
    types = registry.types()
    readers = reading_roles([one.name for one in types])
    held = {one.role for one in holdings(person, at)}
    return [one for one in types if held & readers[one.name] or may_open(person, one.name, at=at).ok]


def procedure_for(record_type: registry.RecordType, person: Any, at: dt.datetime) -> Procedure | None:
    """The procedure of that type in force for this person today, without asking the database for its body again."""
    version = in_force(record_type.name, local_day(at), person.unit.code if person.unit else "")
    return versions_of(record_type.name).get(version.pk) if version else None


def also(procedure: Procedure | None) -> str:
    """Its former names in the reader's language, as one line; empty where it has none."""
    names = dict.fromkeys(str(one) for one in procedure.aliases) if procedure else ()
    return _("Also called %(names)s") % {"names": listed(names)} if names else ""


def is_called(record_type: registry.RecordType, procedure: Procedure | None, words: str) -> bool:
    """Whether these words stand in a name of the type, its form or its document, or a former one, in any language."""
    wanted = sought(words)
    return bool(wanted) and any(wanted in sought(name) for name in _names(record_type, procedure))


def called(words: str, person: Any, at: dt.datetime) -> list[dict[str, str]]:
    """The registers of that name she may find something in, as {label, hint, url}; the hint says the former names."""
    found = []
    for one in readable(person, at):
        procedure = procedure_for(one, person, at)
        if is_called(one, procedure, words):
            found.append(
                {"label": str(one.plural), "hint": also(procedure), "url": reverse("register", args=[one.name])}
            )
    return found


def _names(record_type: registry.RecordType, procedure: Procedure | None) -> Iterator[str]:
    for language in LANGUAGES:
        with override(language):
            yield from (str(record_type.label), str(record_type.plural))
    if procedure:
        yield procedure.document
        yield from _in_each((procedure.title, procedure.document_title, *procedure.aliases))


def _in_each(labels: Iterable[Label]) -> Iterator[str]:
    return (label.text(language) for label in labels for language in LANGUAGES)
