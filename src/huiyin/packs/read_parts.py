"""The plain parts of a procedure file: roles, choices, fields, sections, register, prints, keeping, duties."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from huiyin.packs.faults import meant
from huiyin.packs.shape import (
    FIELD_KINDS,
    Choice,
    Clause,
    Column,
    Duty,
    Field,
    Keep,
    Ledger,
    Print,
    Role,
    Section,
)
from huiyin.packs.table import CODE, PATH, Table, kind_word, read_label

LONGEST_FIELD = 20_000


def read_role(code: str, table: Table) -> Role:
    """One role."""
    role = Role(code, table.label("label", required=True), table.names("reads"), table.text("clause"))
    table.end()
    return role


def read_choices(table: Table) -> dict[str, dict[str, Choice]]:
    """Every list of codes, by the field it belongs to."""
    return {
        field: {code: read_choice(code, one) for code, one in inner.each(CODE)} for field, inner in table.each(PATH)
    }


def read_choice(code: str, table: Table) -> Choice:
    """One code: a label's own table, with ``under``, ``retired`` and ``clause`` beside the languages."""
    choice = Choice(
        code=code,
        under=table.text("under"),
        retired=table.flag("retired"),
        clause=table.text("clause"),
        label=read_label(table),
    )
    table.end()
    return choice


def read_fields(table: Table) -> dict[str, Field]:
    """Own columns relabelled (``[fields.*]``), then extra ones (``[extra.*]``)."""
    own, extra = table.table("fields"), table.table("extra")
    found = {name: read_field(name, inner, extra=False) for name, inner in own.each(PATH)}
    for name, inner in extra.each():
        if name in found:
            inner.note("", _("is written under [fields] too"))
        found[name] = read_field(name, inner, extra=True)
    return found


def read_field(name: str, table: Table, *, extra: bool) -> Field:
    """What is said of one field; an extra one must give its kind and label."""
    kind = table.text("kind", required=extra) if extra else ""
    if kind and kind not in FIELD_KINDS:
        table.note("kind", _("“%(name)s” is not known%(hint)s") % {"name": kind[:60], "hint": meant(kind, FIELD_KINDS)})
    field = Field(
        name=name,
        label=table.label("label", required=extra),
        kind=kind,
        hint=table.label("hint"),
        hidden=table.flag("hidden"),
        under=table.text("under"),
        limit=table.number("limit", most=LONGEST_FIELD),
        personal=table.flag("personal"),
        writers=table.names("writers"),
        clause=table.text("clause"),
    )
    table.end()
    return field


def read_section(table: Table) -> Section:
    """A block of the sheet."""
    section = Section(table.label("title", required=True), table.names("fields"), table.text("clause"))
    if not section.fields:
        table.note("fields", _("is empty"))
    table.end()
    return section


def read_ledger(table: Table) -> Ledger:
    """The register's heading and columns."""
    ledger = Ledger(
        title=table.label("title", required=True),
        form=table.text("form", most=80),
        columns=tuple(read_column(inner) for inner in table.tables("columns")),
        clause=table.text("clause"),
    )
    table.end()
    return ledger


def read_column(table: Table) -> Column:
    """One column of the register."""
    column = Column(table.text("name", required=True), table.label("label"), table.number("width", most=200))
    table.end()
    return column


def read_prints(table: Table) -> dict[str, Print]:
    """The printed forms, by name."""
    return {name: read_print(name, inner) for name, inner in table.each()}


def read_print(name: str, table: Table) -> Print:
    """One printed form."""
    found = Print(
        name=name,
        label=table.label("label", required=True),
        template=table.text("template", required=True),
        form=table.text("form", most=80),
        clause=table.text("clause"),
    )
    table.end()
    return found


def read_keep(table: Table) -> Keep:
    """How long a record is kept; every firm must say so."""
    if "years" not in table:
        table.note("years", _("is missing: for how many years is a record kept?"))
    keep = Keep(
        years=table.number("years", most=100),
        since=table.text("since", "closed"),
        custodian=table.text("custodian", most=60),
        clause=table.text("clause"),
    )
    table.end()
    return keep


def read_clauses(table: Table) -> dict[str, Clause]:
    """The clauses mentioned, by id, in our own words. Ids are data: any text without blanks."""
    found = {}
    for clause, value in table.content.items():
        if isinstance(value, dict) and any(isinstance(one, dict) for one in value.values()):
            table.asked.add(clause)
            table.note(clause, _('an id with a dot in it is written in quotes, as in "CH-5.3a" = { zh = …'))
            continue
        if not clause.strip() or len(clause) > 60 or any(char.isspace() or char == "," for char in clause):
            table.note(clause[:60], _("a clause id holds no blank and no comma, and at most 60 characters"))
        found[clause] = Clause(clause, table.label(clause))
    return found


def read_duty(table: Table) -> Duty:
    """Something that must happen again."""
    duty = Duty(
        name=table.name("name", required=True),
        label=table.label("label", required=True),
        type=table.name("type", required=True),
        every=table.text("every", required=True),
        role=table.text("role", required=True),
        at_least=table.flag("at_least"),
        customers=table.names("customers"),
        anchor=table.text("anchor", "year"),
        ahead=table.text("ahead", "1mo"),
        roll=table.text("roll", "previous"),
        sets=table.plain("sets"),
        done=table.text("done"),
        clause=table.text("clause"),
    )
    table.end()
    return duty


def read_targets(table: Table) -> dict[str, dict[str, float]]:
    """``[targets.answered_in_time]``: the value wanted from each day on, as ``2026-01-01 = 95``."""
    found: dict[str, dict[str, float]] = {}
    for name, inner in table.each():
        found[name] = {}
        for day, value in inner.content.items():
            if not _is_day(day):
                inner.note(day, _("a target begins on a day, written 2026-01-01"))
            elif isinstance(value, bool) or not isinstance(value, (int, float)) or not -1e9 < value < 1e9:
                inner.note(day, _("a number is wanted here, not %(what)s") % {"what": kind_word(value)})
            else:
                found[name][day] = float(value)
    return found


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
