"""The names a procedure of one type may use, gathered from the room's declaration."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.apps import apps

from huiyin.kernel import registry
from huiyin.kernel.fields import fields_of
from huiyin.packs.shape import NO_LABEL, Flow, Keep, Ledger, Procedure, Step
from huiyin.packs.vocabulary import Vocabulary

RULED_SHEET = "sheet"
"""The print every record has, whatever templates lie beside it."""


def vocabulary_for(type_name: str) -> Vocabulary:
    """What the record type offers to its procedures. Raises LookupError for an unknown type."""
    record_type = registry.get(type_name)
    specs = fields_of(_wordless(type_name), record_type)
    return Vocabulary(
        type=type_name,
        fields={name: spec.kind for name, spec in specs.items() if spec.lines is None},
        lines={name: {one.name: one.kind for one in spec.columns} for name, spec in specs.items() if spec.lines},
        columns=frozenset(column.name for column in record_type.register),
        guards=frozenset(record_type.guards),
        checks=frozenset(record_type.checks),
        effects=frozenset(record_type.effects),
        milestones=record_type.milestones,
        types=frozenset(one.name for one in registry.types()),
        templates=frozenset({RULED_SHEET} | print_templates()),
    )


@cache
def _wordless(type_name: str) -> Procedure:
    """A procedure that says nothing, under which each field is just what its room made it."""
    opening = Step("open", NO_LABEL, (), "", ())
    return Procedure(
        type=type_name, pack="", title=NO_LABEL, form="", document="", revision="", document_title=NO_LABEL, number="",
        flow=Flow("", {}, {}, opening), opens=(), opens_needs=(), opens_asks=(), roles={}, choices={}, fields={},
        sections=(), ledger=Ledger(NO_LABEL), keep=Keep(0), words={},
    )  # fmt: skip


@cache
def print_templates() -> set[str]:
    """The typst templates that lie in the printing window, found without knowing it by name."""
    folders = [Path(app.path) for app in apps.get_app_configs() if app.name == "huiyin.prints"]
    return {file.stem for folder in folders for file in folder.glob("forms/*.typ")}
