"""The twelve checks: each is proven by a marked test, and docs/checks.md names tests that exist."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/checks.md"
ROW = re.compile(r"^\| (\d+) \|.*\| (.*) \|$", re.MULTILINE)
NAME = re.compile(r"`(test_\w+)`")


def every_test() -> Iterator[tuple[str, list[ast.expr]]]:
    """Every test function with its decorators, those of its file included."""
    for place in ("tests", "src/huiyin"):
        for path in (ROOT / place).rglob("test_*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            shared = [
                mark
                for node in tree.body
                if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark"
                for mark in (node.value.elts if isinstance(node.value, ast.List) else [node.value])
            ]
            for node in tree.body:
                if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                    yield node.name, [*node.decorator_list, *shared]


def marked() -> dict[int, set[str]]:
    """The tests that carry `@pytest.mark.check(n)`, by n."""
    found: dict[int, set[str]] = defaultdict(set)
    for name, marks in every_test():
        for mark in marks:
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.check":
                for number in mark.args:
                    found[ast.literal_eval(number)].add(name)
    return found


def test_each_of_the_twelve_is_proven_by_a_test() -> None:
    assert set(marked()) == set(range(1, 13))


def test_the_page_names_marked_tests_only() -> None:
    proven = marked()
    rows = {int(number): set(NAME.findall(words)) for number, words in ROW.findall(PAGE.read_text(encoding="utf-8"))}
    assert set(rows) == set(range(1, 13))
    for number, names in rows.items():
        assert names, number
        assert names <= proven[number], (number, names - proven[number])
