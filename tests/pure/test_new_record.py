"""The stencil of a new record type: what it writes can be read, and it overwrites nothing."""

import ast

import pytest

from huiyin.packs.read import read_text
from tools import new_record


def test_what_it_writes_is_sound(tmp_path):
    paths = new_record.write(tmp_path, "training", "培训记录")
    assert sorted(paths) == sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    for path in tmp_path.rglob("*.py"):
        ast.parse(path.read_text(encoding="utf-8"))
    text = (tmp_path / "packs/generic/1.0/training.toml").read_text(encoding="utf-8")
    procedure = read_text(text, file="training.toml")
    assert (procedure.type, procedure.title.zh, procedure.step("close").guards) == (
        "training",
        "培训记录",
        ("has_result",),
    )
    shown = {name for section in procedure.sections for name in section.fields}
    assert {*procedure.opens_needs, *procedure.opens_asks, *procedure.step("close").asks} <= shown
    assert [column.name for column in procedure.ledger.columns][:3] == ["number", "received_at", "customer__name"]
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and "$" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("name", ["", "Training", "new record", "培训", "class", "../web", "1st"])
def test_a_name_that_cannot_be_one_is_refused(tmp_path, name):
    with pytest.raises(SystemExit, match="cannot be a record type"):
        new_record.write(tmp_path, name)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten(tmp_path):
    page = tmp_path / "docs/records/training.md"
    page.parent.mkdir(parents=True)
    page.write_text("ours", encoding="utf-8")
    with pytest.raises(SystemExit, match="is there already"):
        new_record.write(tmp_path, "training")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [page]
