"""Each record type's page in docs/records says what the room declares: a reader need not open the code to know it."""

import re

import pytest
from django.conf import settings

from huiyin.kernel import registry
from huiyin.kernel.registry import RecordType

PAGES = settings.PACKS.parent / "docs/records"


def test_every_type_has_its_page_and_no_page_is_left_over() -> None:
    assert sorted(page.stem for page in PAGES.glob("*.md")) == sorted(one.name for one in registry.types())


@pytest.mark.parametrize("record_type", registry.types(), ids=lambda one: one.name)
def test_a_page_names_all_that_its_room_declares(record_type: RecordType) -> None:
    said = set(re.findall(r"[a-z][a-z0-9_]*", (PAGES / f"{record_type.name}.md").read_text(encoding="utf-8")))
    own = [one.name for one in record_type.model._meta.local_fields if not one.primary_key]
    rows = [name for one in record_type.lines for name in (one.name, *one.fields, *one.late)]
    rules = [*record_type.guards, *record_type.checks, *record_type.effects]
    assert [name for name in (*own, *rows, *record_type.milestones, *rules) if name not in said] == []
