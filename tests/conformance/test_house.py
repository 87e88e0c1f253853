"""The budgets of the house (docs/house.md 2.5), kept by a machine. The numbers come from tools/measure.py."""

import re
import statistics
import tomllib

import pytest

from tools import inline_imports, measure

ROOM_FILES = {"__init__.py", "models.py", "record.py", "rules.py", "forms.py", "pages.py"}
ROOM_FOLDERS = {"templates", "migrations", "tests", "locale"}
EMPTY_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "manager",
    "service",
    "process",
    "handle",
    "data",
    "misc",
}
LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-build.txt", "package-lock.json")


@pytest.fixture(scope="module")
def graph():
    return measure.imports()


def test_files_are_short():
    files = measure.sizes(measure.python_files())
    assert [file for file in files if file.lines > 400] == []
    assert measure.ninth(files) <= 250


def test_functions_are_short():
    functions = measure.functions(measure.python_files())
    assert [function for function in functions if function.lines > 60] == []
    assert measure.ninth(functions) <= 30


def test_a_room_stays_small():
    assert {name: lines for name, lines in measure.rooms().items() if lines > 600} == {}


def test_a_room_holds_only_the_files_everybody_knows():
    odd = []
    for record in measure.PACKAGE.glob("records/*/record.py"):
        for path in record.parent.iterdir():
            allowed = ROOM_FOLDERS if path.is_dir() else ROOM_FILES
            if path.name not in allowed and path.name != "__pycache__":
                odd.append(path.relative_to(measure.PACKAGE).as_posix())
    assert odd == []


def test_no_file_has_a_name_that_says_nothing():
    field_service = measure.PACKAGE / "records/service"  # the thing itself: work done at a customer's
    assert [
        path
        for path in measure.python_files()
        if path.stem in EMPTY_NAMES or (path.parent.name in EMPTY_NAMES and path.parent != field_service)
    ] == []


def test_templates_are_short_and_hold_no_code():
    assert [size for size in measure.sizes(measure.templates()) if size.lines > 150] == []
    texts = {path: path.read_text(encoding="utf-8") for path in measure.templates()}
    assert {path.name: found for path, text in texts.items() if (found := measure.inline_code(text))} == {}


@pytest.mark.parametrize(
    ("template", "refused"),
    [
        ('<script src="{% static "web/hy-clock.js" %}" type="module"></script>', 0),
        ('<script id="codes" type="application/json">{}</script>', 0),
        ("<script>alert(1)</script>", 1),
        ('<div style="color: red">', 1),
        ('<button onclick="go()">', 1),
        ("<style>a{}</style>", 1),
    ],
)
def test_code_in_a_page_is_seen(template, refused):
    assert len(measure.inline_code(template)) == refused


def test_first_party_script_is_little():
    scripts = measure.sizes(measure.scripts())
    assert sum(script.lines for script in scripts) <= 3000
    assert statistics.median([script.lines for script in scripts] or [0]) <= 60


def test_no_import_knots(graph):
    assert measure.knots(graph) == []


def test_no_two_packages_import_each_other(graph):
    assert measure.mutual_packages(graph) == []


def test_knots_and_mutual_packages_are_seen():
    tied = {"huiyin.a.x": {"huiyin.b.y"}, "huiyin.b.y": {"huiyin.a.z"}, "huiyin.a.z": {"huiyin.a.x"}, "huiyin.c": set()}
    assert measure.knots(tied) == [["huiyin.a.x", "huiyin.a.z", "huiyin.b.y"]]
    assert measure.mutual_packages(tied) == [("huiyin.a", "huiyin.b")]


def test_imports_inside_functions_give_a_reason():
    source = "def slow():\n    import numpy  # inline: slow\n\n\ndef lazy():\n    import os\n"
    assert list(inline_imports.unexplained(source)) == [6]


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_name_no_host(lock):
    text = (measure.ROOT / lock).read_text(encoding="utf-8")
    assert re.findall(r'https?:[^"\s]*|"resolved"', text) == []


def test_few_packages_at_run_time():
    project = tomllib.loads((measure.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert len(project["project"]["dependencies"]) <= 30
