"""`huiyin calendar`: import and show."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from huiyin.calendars import days
from huiyin.calendars.models import CalendarEdit

pytestmark = pytest.mark.django_db

YEAR = {"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": True}]}


def say(*words: str) -> str:
    """What the command prints, in English as on a terminal."""
    out = StringIO()
    with translation.override("en"):
        call_command("calendar", *words, stdout=out)
    return out.getvalue()


def test_a_later_year_is_taken_in(tmp_path: Path) -> None:
    file = tmp_path / "2027.json"
    file.write_text(json.dumps(YEAR), encoding="utf-8")
    edition = days.load("CN").edition
    said = say("import", str(file), "--source", "国务院办公厅关于2027年部分节假日安排的通知")
    assert said.splitlines() == [
        "2027 is in: 国务院办公厅关于2027年部分节假日安排的通知",
        f"Calendar CN is now edition {edition + 1}; 1 days are worked differently.",
        "Open deadlines keep their dates until they are recomputed.",
    ]
    again = say("import", str(file), "--source", "国务院办公厅关于2027年部分节假日安排的通知")
    assert again == "2027 was known already; nothing was changed.\n"


def test_what_cannot_be_taken_is_a_sentence_and_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "2027.json"
    file.write_text(json.dumps(YEAR), encoding="utf-8")
    before = CalendarEdit.objects.count()
    for words, part in (
        (("import", str(file)), "No source is named"),
        (("import", str(tmp_path / "none.json")), "none.json"),
        (("import", str(file), "--source", "x", "--calendar", "nowhere"), "nowhere"),
        (("show", "2026-13"), "2026-10"),
        (("show", "1066-10"), "1066"),
        (("show", "2026-10", "--calendar", "nowhere"), "nowhere"),
    ):
        with pytest.raises(CommandError, match=part):
            say(*words)
    assert CalendarEdit.objects.count() == before


def test_a_month_is_shown_with_its_reasons() -> None:
    lines = say("show", "2026-10").splitlines()
    assert lines[0].startswith("国家法定工作日历 (CN), edition ")
    assert len(lines) == 32
    assert lines[10] == (
        "2026-10-10 Sat  work  08:30-12:00 13:00-17:30    Worked to make up for a day off (国庆节). "
        "国务院办公厅关于2026年部分节假日安排的通知 国办发明电〔2025〕7号"
    )
    assert lines[17] == "2026-10-17 Sat  rest  -"
    assert "not published" in say("show", "2027-01")
