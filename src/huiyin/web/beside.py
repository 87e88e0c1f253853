"""What stands beside a record's sheet: deeds, people, family, papers, what was told to the reader."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.kernel.filetypes import INLINE
from huiyin.kernel.links import Kin, family
from huiyin.kernel.models import Attachment, Notice
from huiyin.kernel.policy import Verdict, may, procedure_of, visible
from huiyin.kernel.registry import type_of
from huiyin.kernel.rights import may_beside
from huiyin.packs.shape import Procedure, Step
from huiyin.people.models import Person
from huiyin.web.answers import address, blockers_of
from huiyin.web.notices import sentence

Verdicts = Mapping[str, Verdict]
FILE_ICONS = {"image": "photo", "application/pdf": "file-type-pdf", "text": "file-text"}


# --- deeds of the procedure ------------------------------------------------------------------------------------------
def verdicts(record: Any, procedure: Procedure, person: Person, *, at: dt.datetime) -> dict[str, Verdict]:
    """What the door would say to each step that leaves the record's state."""
    return {step.name: may(person, record, step, at=at) for step in procedure.flow.from_state(record.state)}


def in_hand(procedure: Procedure, said: Verdicts) -> Step | None:
    """The step whose form stands open on the sheet: the primary one she may take."""
    steps = [step for name in said if (step := procedure.step(name)) and said[name].ok and step.primary]
    return steps[0] if steps else None


def deeds(
    record: Any, procedure: Procedure, said: Verdicts, person: Person, *, open_step: Step | None
) -> list[dict[str, Any]]:
    """The steps as parts/step.html takes them; a closed one keeps its place, with its reasons in words."""
    found = []
    for name, verdict in said.items():
        step = procedure.flow.steps[name]
        deed = {
            "name": name,
            "label": str(step.label),
            "url": reverse("step", args=[record.type, record.number, name]),
            "ok": verdict.ok,
            "asks": True,
            "back": step.back,
            "primary": step.primary and open_step is None and verdict.ok,
            "here": open_step is not None and open_step.name == name,
            "why": [] if verdict.ok else reasons(person, record, verdict),
        }
        found.append(deed)
    return sorted(found, key=lambda one: (not one["here"], not one["primary"], not one["ok"], one["back"]))


def reasons(person: Person, record: Any, verdict: Verdict) -> list[dict[str, Any]]:
    """Why not, each reason with its clause and the way to mend it."""
    if verdict.blockers:
        return blockers_of(person, verdict.blockers, record)
    return [{"text": str(verdict.why)}]


# --- deeds beside it -------------------------------------------------------------------------------------------------
def menu(record: Any, person: Person, *, at: dt.datetime) -> list[dict[str, Any]]:
    """The rare deeds: offered when allowed, else shown closed with the reason."""
    names = ["hand_over", "copy", "correct", "unmerge" if record.merged_into_id else "merge", "void"]
    words = {
        "hand_over": (_("Hand over"), "arrow-forward-up"),
        "copy": (_("Copy to"), "send"),
        "correct": (_("Correct"), "pencil"),
        "merge": (_("Merge into another"), "link"),
        "unmerge": (_("Part again"), "unlink"),
        "void": (_("Void"), "circle-x"),
    }
    made = []
    for name in names:
        verdict = may_beside(person, record, name, at=at)
        label, icon = words[name]
        url = reverse("deed", args=[record.type, record.number, name.replace("_", "-")])
        made.append({"label": label, "icon": icon, "url": url, "ok": verdict.ok, "why": str(verdict.why)})
    return made


# --- people ----------------------------------------------------------------------------------------------------------
def people(record: Any) -> list[dict[str, Any]]:
    """Who has to do with it: who registered, who has it in hand."""
    found = [{"label": _("Registered by"), "who": record.opened_by, "at": record.opened_at}]
    if record.holder_id:
        found.insert(0, {"label": _("In hand of"), "who": record.holder})
    return found


def copied(notices: Iterable[Notice]) -> list[dict[str, Any]]:
    """Who was sent a copy, and when she read it."""
    rows: dict[int, dict[str, Any]] = {}
    for one in notices:
        if one.kind == "copy":
            known = rows.setdefault(one.person_id, {"who": one.person, "at": one.at, "read_at": one.read_at})
            known["read_at"] = known["read_at"] or one.read_at
    return list(rows.values())


def told_me(notices: Iterable[Notice], person: Person, procedure: Procedure) -> list[dict[str, Any]]:
    """What was told to the reader about this record and not confirmed yet, newest first; said twice, shown once."""
    mine: dict[str, dict[str, Any]] = {}
    for one in notices:
        if one.person_id == person.pk and one.read_at is None:
            words = sentence(one, procedure)
            mine.setdefault(words, {"words": words, "at": one.at, "reason": one.facts.get("reason", "")})
    return list(mine.values())


# --- what the room shows of what it does not keep ------------------------------------------------------------------
def panels(record: Any, person: Person, *, at: dt.datetime) -> list[dict[str, Any]]:
    """The room's own panels, each with where more of it stands."""
    show = type_of(record).beside
    return [
        {
            "title": one.title, "rows": one.rows, "empty": one.empty, "link": one.link,
            "url": reverse(one.page[0], args=one.page[1:]) if one.page else "",
        }
        for one in (show(record, person, at) if show else ())
    ]  # fmt: skip


# --- family ----------------------------------------------------------------------------------------------------------
def kin(record: Any, person: Person, *, at: dt.datetime) -> list[dict[str, Any]]:
    """The tree for parts/family.html; nothing when it stands alone. What she may not see shows its number only."""
    return trees([family(record)], person, at=at)


def trees(tops: Iterable[Kin], person: Person, *, at: dt.datetime) -> list[dict[str, Any]]:
    """The same for several; those that stand alone are left out."""
    tops = [top for top in tops if top.below]
    if not tops:
        return []
    ids = [one.record.pk for top in tops for one in _every(top)]
    seen = set(visible(person, None, at=at).filter(pk__in=ids).values_list("pk", flat=True))
    return [_branch(top, seen) for top in tops]


def _every(top: Kin) -> Iterator[Kin]:
    yield top
    for one in top.below:
        yield from _every(one)


def _branch(one: Kin, seen: set[int]) -> dict[str, Any]:
    record, shown = one.record, one.record.pk in seen
    state = procedure_of(record).state(record.state).label
    kinds = {"merged": _("merged into it"), "related": _("related")}
    return {
        "number": record.number,
        "type": str(type_of(record).label),
        "url": address(record) if shown else "",
        "title": record.title if shown else _("Not yours to see"),
        "state": str(state) if record.phase != "void" else _("Void"),
        "tone": record.phase,
        "here": one.here,
        "kind": kinds.get(one.kind, ""),
        "children": [_branch(below, seen) for below in one.below],
    }


# --- papers ----------------------------------------------------------------------------------------------------------
def papers(record: Any, attachments: Iterable[Attachment], *, may_withdraw: bool) -> list[dict[str, Any]]:
    """The files for parts/files.html: pictures with a small one of themselves, withdrawn ones named without a link."""
    found = []
    for one in attachments:
        args = [record.type, record.number, one.pk]
        url = reverse("paper", args=[*args, one.name])
        picture = one.media_type.startswith("image/") and one.media_type in INLINE
        file = {
            "name": one.name,
            "url": url,
            "size": one.size,
            "icon": FILE_ICONS.get(one.media_type) or FILE_ICONS.get(one.media_type.partition("/")[0], "file-text"),
            "thumb": url if picture else "",
            "by": one.added_by.name,
            "at": one.added_at,
        }
        if may_withdraw:
            file["deed"] = {"url": reverse("withdraw", args=args), "label": _("Withdraw")}
        found.append(file)
    return found
