"""A sample of records as a folder somebody else can read and check: sheets, trails, papers, the text they went by."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from huiyin.base.dates import moment_words
from huiyin.kernel import exporting, registry
from huiyin.kernel.attachments import path_of
from huiyin.kernel.evidence import words
from huiyin.kernel.evidence.gather import Entry, Evidence
from huiyin.kernel.evidence.sampling import Chosen
from huiyin.kernel.fields import fields_of
from huiyin.kernel.models import Event
from huiyin.kernel.personal import marked
from huiyin.kernel.sealing import utc
from huiyin.packs.adopt import load
from huiyin.packs.draw import draw
from huiyin.packs.models import ProcedureVersion
from huiyin.people.models import Person
from huiyin.prints import press
from huiyin.prints.bundle import MANIFEST, Bundle, fit
from huiyin.prints.sheet import sheet

EDITION = 1
CHECKER = "check_sample.py"
READMES = (("zh-hans", "README.zh.txt"), ("en", "README.en.txt"))


def folder_of(evidence: Evidence, clause: str) -> str:
    """What the folder and its ZIP are called: by clause and period."""
    period = evidence.scope.period
    return fit(f"{clause} {evidence.scope.record_type.name} {period.first} {period.last}".replace(" ", "_"))


def pack(
    target: IO[bytes], evidence: Evidence, entry: Entry, chosen: Chosen, *, person: Person, at: dt.datetime,
    veiled: bool = False,
) -> str:  # fmt: skip
    """Write the ZIP to ``target``; gives the digest of its list of checksums. The reader's language speaks in it.

    ``veiled`` leaves personal information out: marked fields on sheets and in trails, and all papers, of which nobody
    knows what they hold; the trails still name these with their digests.
    """
    bundle = Bundle(target, folder_of(evidence, entry.clause), at=timezone.localtime(at))
    procedures = list(_procedures(bundle, chosen))
    records = [_record(bundle, one, person=person, at=at, veiled=veiled) for one in chosen.records]
    ids = Event.objects.filter(record__in=chosen.records).values_list("id", flat=True)
    bundle.lines("seals.jsonl", exporting.seal_lines(ids))
    said = _said(evidence, entry, chosen, person, at) | {"procedures": procedures, "records": records}
    said |= {"personal": "left_out"} if veiled else {}
    bundle.put("sample.json", json.dumps(said, ensure_ascii=False, indent=1).encode())
    missing = [paper for one in records for paper in one["missing"]]
    for language, name in READMES:
        with override(language):
            bundle.lines(name, _readme(evidence, entry, chosen, person, at, missing, veiled=veiled))
    bundle.copy(CHECKER, Path(settings.CHECKER))
    return bundle.close()


def _procedures(bundle: Bundle, chosen: Chosen) -> Iterator[dict[str, Any]]:
    """Each version the records live under: the very text its fingerprint was taken over, and its chart."""
    wanted = {one.procedure_id for one in chosen.records}
    for version in ProcedureVersion.objects.filter(pk__in=wanted).order_by("pk"):
        place = f"procedures/{fit(version.document)}_{fit(version.revision)}_{version.fingerprint[:12]}"
        bundle.put(f"{place}/procedure.json", version.body.encode())
        chart = draw(load(version), language=get_language() or "zh-hans", alone=True)
        bundle.put(f"{place}/chart.svg", chart.encode())
        yield {
            "file": f"{place}/procedure.json", "fingerprint": version.fingerprint, "document": version.document,
            "revision": version.revision, "effective_from": version.effective_from.isoformat(), "id": version.pk,
        }  # fmt: skip


def _record(bundle: Bundle, record: Any, *, person: Person, at: dt.datetime, veiled: bool) -> dict[str, Any]:
    """One record's folder: its sheet as PDF, its trail, the papers that were not withdrawn."""
    whole = registry.whole(record)
    place = f"records/{fit(record.number)}"
    procedure = load(record.procedure)
    form = next((one for one in procedure.prints.values() if one.template == "sheet"), None)
    said = sheet(whole, person=person, at=at, form=form, veiled=veiled)
    bundle.put(f"{place}/sheet.pdf", press.pdf("forms/sheet", said, at=at))
    hidden = marked(fields_of(procedure, registry.type_of(record))) if veiled else frozenset()
    bundle.lines(f"{place}/trail.jsonl", exporting.record_lines(record, hidden))
    papers, missing = [], []
    for paper in record.attachments.filter(withdrawn_at=None) if not veiled else ():
        file = bundle.free(f"{place}/attachments/{fit(paper.name)}")
        if not path_of(paper.sha256).is_file():
            missing.append(f"{record.number}: {paper.name}")
            continue
        bundle.copy(file, path_of(paper.sha256))
        papers.append({"name": paper.name, "file": file, "sha256": paper.sha256})
    return {
        "number": record.number, "folder": place, "state": record.state, "version": record.version,
        "procedure": record.procedure_id, "attachments": papers, "missing": missing,
    }  # fmt: skip


def _said(evidence: Evidence, entry: Entry, chosen: Chosen, person: Person, at: dt.datetime) -> dict[str, Any]:
    """The question and its figures, for a program."""
    period = evidence.scope.period
    return {
        "huiyin": "sample", "edition": EDITION, "at": utc(at), "by": person.name,
        "type": evidence.scope.record_type.name, "clause": entry.clause, "text": str(entry.text or ""),
        "first": period.first.isoformat(),
        "last": period.last.isoformat(), "rule": chosen.rule,
        "exceptions": [one.number for one in chosen.records if one.pk in chosen.exceptions],
        "figures": [
            {"kind": one.kind, "name": words.name(one, evidence.scope), "counts": one.figures.counts}
            for one in entry.measured if one.figures
        ],
    }  # fmt: skip


def _readme(
    evidence: Evidence, entry: Entry, chosen: Chosen, person: Person, at: dt.datetime, missing: list[str], *,
    veiled: bool,
) -> Iterator[str]:  # fmt: skip
    """The same in words, with what lies where and how to check it."""
    scope = evidence.scope
    yield _("Sample of records for clause %(clause)s") % {"clause": entry.clause}
    yield str(entry.text or "")
    yield ""
    yield _("Records: %(type)s, received %(period)s") % {"type": scope.record_type.label, "period": scope.period}
    yield _("Taken by %(name)s, %(at)s") % {"name": person.name, "at": moment_words(timezone.localtime(at))}
    yield chosen.rule
    yield ""
    yield from _figures(evidence, entry)
    yield ""
    yield from _places(missing, veiled=veiled)
    yield ""
    yield from _checking()


def _figures(evidence: Evidence, entry: Entry) -> Iterator[str]:
    yield _("What the records of the period say:")
    if not entry.measured:
        yield "- " + _("The clause is in force and leaves nothing to count.")
    for one in entry.measured:
        figures = one.figures
        if figures is None:
            continue
        numbers = {
            "governed": figures.governed, "kept": figures.kept, "exceptions": figures.exceptions,
            "open": figures.not_yet, "apart": figures.apart,
        }  # fmt: skip
        said = _("governed %(governed)d, kept %(kept)d, exceptions %(exceptions)d, not yet %(open)d, apart %(apart)d")
        yield f"- {words.kind(one)} {words.name(one, evidence.scope)}: {said % numbers} ({words.counted(one)})"


def _places(missing: Iterable[str], *, veiled: bool) -> Iterator[str]:
    yield _("What lies here:")
    yield "- records/…/sheet.pdf: " + _("the record as its form, printed when the sample was taken")
    yield "- records/…/trail.jsonl: " + _("every deed on it, each hashed onto the one before")
    if not veiled:
        yield "- records/…/attachments: " + _("its papers, but those withdrawn")
    yield "- procedures: " + _("the adopted text each record went by, and its flow chart")
    yield "- seals.jsonl: " + _("the seals over these deeds, with the hashes of all deeds under each")
    yield f"- {MANIFEST}: " + _("the SHA-256 of every file")
    if veiled:
        yield "- " + _(
            "Personal data was left out: such fields bear a mark on the sheets and are empty in the trails; papers are"
            " not here, the trails name each with its SHA-256. Whoever needs one asks for it."
        )
    for one in missing:
        yield "- " + _("Not here, because the file could not be found: %(file)s") % {"file": one}


def _checking() -> Iterator[str]:
    yield _("How to check it, on any machine with Python 3.9 or later, without Huiyin:")
    yield f"    python {CHECKER}"
    yield _(
        "It ends by naming the digest of the list of checksums. Huiyin noted the same digest when the sample was taken"
        " (page of the clause, “Samples taken”): when the two agree, nothing in this folder was exchanged since."
    )
    yield _(
        "The trails prove that no deed was changed or taken out of a record's middle; the seals, whose digests"
        " `huiyin verify --head` knows, that none was cut off. A sheet is a print of what the record said that moment."
    )
