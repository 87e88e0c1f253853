"""A folder of TOML files -> procedures. Every fault is a sentence with its file and key; none is a stack trace."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from huiyin.packs.faults import PackError, PackFault
from huiyin.packs.merge import whole_file
from huiyin.packs.places import pack_name
from huiyin.packs.read_flow import read_flow
from huiyin.packs.read_parts import (
    read_choices,
    read_clauses,
    read_duty,
    read_fields,
    read_keep,
    read_ledger,
    read_prints,
    read_role,
    read_section,
    read_targets,
)
from huiyin.packs.shape import NO_LABEL, Choice, Clause, Label, Procedure, Role
from huiyin.packs.source import parse_text
from huiyin.packs.table import Table

COMPANY = "company.toml"
LANGUAGES = ("zh-hans", "zh-hant", "en")


@dataclass(slots=True)
class Company:
    """What all procedures of one firm share; folded into each of them."""

    name: Label = NO_LABEL
    language: str = "zh-hans"
    calendar: str = "CN"
    words: dict[str, Label] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    choices: dict[str, dict[str, Choice]] = field(default_factory=dict)
    clauses: dict[str, Clause] = field(default_factory=dict)


def read_pack(path: str | Path) -> tuple[Procedure, ...]:
    """Every procedure in the folder ``path``, ``company.toml`` folded in, in alphabetical order of their files.

    Raises PackError holding every fault of every file.
    """
    folder = Path(path)
    files = sorted(file.name for file in folder.glob("*.toml") if file.name != COMPANY) if folder.is_dir() else []
    if not files:
        raise PackError([PackFault(str(path), "", _("is not a folder with procedures (*.toml) in it"))])
    faults: list[PackFault] = []
    company = _company(folder, faults)
    found = []
    for name in files:
        try:
            content = whole_file(folder, name)
        except PackError as why:
            faults.extend(why.faults)
        else:
            found.append(read_procedure(content, name, company, pack_name(folder), faults))
    if faults:
        raise PackError(faults)
    return tuple(found)


def read_text(text: str, *, file: str, company: str = "", pack: str = "") -> Procedure:
    """One procedure from TOML text and, optionally, the firm's. Raises PackError. ``extends`` needs a folder."""
    faults: list[PackFault] = []
    shared = read_company(parse_text(company, COMPANY), faults) if company else Company()
    procedure = read_procedure(parse_text(text, file), file, shared, pack or "unnamed", faults)
    if faults:
        raise PackError(faults)
    return procedure


def _company(folder: Path, faults: list[PackFault]) -> Company:
    if not (folder / COMPANY).is_file():
        faults.append(PackFault(COMPANY, "", _("is missing: it holds the firm's roles, words and calendar")))
        return Company()
    try:
        return read_company(whole_file(folder, COMPANY), faults)
    except PackError as why:
        faults.extend(why.faults)
        return Company()


def read_company(content: dict[str, Any], faults: list[PackFault]) -> Company:
    """The firm's file; faults are added to the list."""
    table = Table(COMPANY, "", content, faults)
    head = table.table("company")
    company = Company(
        name=head.label("name", required=True),
        language=head.text("language", "zh-hans"),
        calendar=head.text("calendar", "CN", most=40),
        words=read_words(table.table("words")),
        roles={code: read_role(code, inner) for code, inner in table.table("roles").each()},
        choices=read_choices(table.table("choices")),
        clauses=read_clauses(table.table("clauses")),
    )
    if company.language not in LANGUAGES:
        head.note("language", _("is one of %(names)s") % {"names": ", ".join(LANGUAGES)})
    head.end()
    table.end()
    return company


def read_words(table: Table) -> dict[str, Label]:
    """The firm's own words, by key."""
    return {key: table.label(key) for key in list(table.content)}


def read_procedure(
    content: dict[str, Any], file: str, company: Company, pack: str, faults: list[PackFault]
) -> Procedure:
    """One procedure from its tables; faults are added to the list, and what could be read is given back."""
    table = Table(file, "", content, faults)
    head = table.table("procedure")
    opens = head.names("opens")
    flow = read_flow(table.table("flow"), opens)
    procedure = Procedure(
        type=_type(head, file),
        pack=pack,
        title=head.label("title", required=True),
        form=head.text("form", most=80),
        document=head.text("document", required=True, most=80),
        revision=head.text("revision", required=True, most=20),
        document_title=head.label("document_title", required=True),
        number=head.text("number", required=True, most=60),
        flow=flow,
        opens=opens,
        opens_needs=flow.opening.needs,
        opens_asks=flow.opening.asks,
        roles=company.roles,
        choices=company.choices | read_choices(table.table("choices")),
        fields=read_fields(table),
        sections=tuple(read_section(inner) for inner in table.tables("sections")),
        ledger=read_ledger(table.table("ledger")),
        keep=read_keep(table.table("keep")),
        words=company.words | read_words(table.table("words")),
        readers=head.names("readers"),
        prints=read_prints(table.table("prints")),
        clauses=company.clauses | read_clauses(table.table("clauses")),
        duties=tuple(read_duty(inner) for inner in table.tables("duties")),
        targets=read_targets(table.table("targets")),
        aliases=tuple(_aliases(head)),
        correctors=head.names("correctors"),
        voiders=head.names("voiders"),
        rebasers=head.names("rebasers"),
        extenders=head.names("extenders"),
        extension_approvers=head.names("extension_approvers"),
        owner=head.text("owner", most=60),
        language=company.language,
        calendar=head.text("calendar", company.calendar, most=40),
        company=company.name,
    )
    head.end()
    table.end()
    return procedure


def _type(head: Table, file: str) -> str:
    kind = head.name("type", required=True)
    if kind and f"{kind}.toml" != file:
        head.note("type", _("is %(type)s, so the file must be called %(type)s.toml") % {"type": kind})
    return kind


def _aliases(head: Table) -> list[Label]:
    value = head.take("aliases")
    if value is None:
        return []
    if not isinstance(value, list):
        head.note("aliases", _("a list of labels is wanted here"))
        return []
    found = []
    for at in range(len(value)):
        holder = Table(head.file, head.at("aliases"), {str(at + 1): value[at]}, head.faults)
        found.append(holder.label(str(at + 1)))
    return found
