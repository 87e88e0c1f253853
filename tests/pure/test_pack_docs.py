"""docs/packs.md is true: its blocks make one sound pack, and it names every key there is."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from huiyin.kernel.vocabulary import vocabulary_for
from huiyin.packs import shape
from huiyin.packs.check import check
from huiyin.packs.read import read_text
from huiyin.packs.shape import Procedure

PAGE = (Path(__file__).parents[2] / "docs/packs.md").read_text(encoding="utf-8")
# Names the code gives to what TOML writes otherwise, or as the key of a table, or works out itself.
WRITTEN = {
    "sources": "from", "proof_field": "proof", "proof_codes": "proof", "proof_clause": "proof", "company": "[company]",
    "flow": "[flow]", "roles": "[roles.<code>]", "choices": "[choices.<field>]", "fields": "[fields.<name>]",
    "sections": "[[sections]]", "ledger": "[ledger]", "keep": "[keep]", "words": "[words]", "duties": "[[duties]]",
    "prints": "[prints.<name>]", "clauses": "[clauses]", "targets": "[targets.<indicator>]",
    "states": "[flow.states.<name>]", "steps": "[flow.steps.<name>]", "opening": "[flow.opening]",
}  # fmt: skip
NOT_WRITTEN = {
    ("Procedure", "pack"), ("Procedure", "opens_needs"), ("Procedure", "opens_asks"), ("Clause", "id"),
    ("Clause", "text"), ("Role", "code"), ("Choice", "code"), ("Label", "zh"), ("Label", "en"),
}  # fmt: skip
KEYS = [
    (part.__name__, one.name)
    for part in vars(shape).values()
    if isinstance(part, type) and part.__module__ == shape.__name__
    for one in fields(part)
    if (part.__name__, one.name) not in NOT_WRITTEN
]


def block(name: str) -> str:
    """All blocks of one file, put together."""
    return "\n".join(re.findall(rf"^```toml {re.escape(name)}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE))


@pytest.fixture(scope="module")
def written() -> Procedure:
    return read_text(block("complaint.toml"), file="complaint.toml", company=block("company.toml"), pack="docs")


def test_the_blocks_are_one_sound_pack(written):
    assert [str(fault) for fault in check(written, vocabulary_for("complaint"))] == []


@pytest.mark.parametrize(("part", "key"), KEYS, ids=lambda one: one)
def test_every_key_is_named_on_the_page(part, key):
    name = WRITTEN.get(key, key) if (part, key) != ("Procedure", "fields") else "[fields.<name>]"
    if (part, key) in {("Step", "roles"), ("Copy", "roles"), ("Section", "fields")}:
        name = key
    assert f"`{name}`" in PAGE


def test_every_block_is_read():
    assert PAGE.count("```toml") == len(re.findall(r"```toml (?:company|complaint)\.toml\n", PAGE))
