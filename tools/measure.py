"""The size of the house, in numbers; tests/conformance/test_house.py keeps the limits."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import grimp

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src/huiyin"


class Size(NamedTuple):
    """How many lines something has, and what it is."""

    lines: int
    name: str


def python_files(*, tests: bool | None = None) -> Iterator[Path]:
    """Our Python files without migrations: all, only tests (True), or only what is shipped (False)."""
    product = [path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts]
    beside = sorted([*(ROOT / "tests").rglob("*.py"), *(ROOT / "tools").rglob("*.py"), *ROOT.glob("*.py")])
    for path in product if tests is False else [*product, *beside]:
        of_tests = "tests" in path.relative_to(ROOT).parts
        if tests is None or tests == of_tests:
            yield path


def length(path: Path) -> int:
    """Lines of a file."""
    return len(path.read_text(encoding="utf-8").splitlines())


def sizes(paths: Iterable[Path]) -> list[Size]:
    """Files by length, the longest last."""
    return sorted(Size(length(path), path.relative_to(ROOT).as_posix()) for path in paths)


def functions(paths: Iterable[Path]) -> list[Size]:
    """Functions by length, the longest last; a function inside another counts for both."""
    found = []
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                found.append(Size(lines, f"{path.relative_to(ROOT).as_posix()}:{node.lineno} {node.name}"))
    return sorted(found)


def ninth(of: Sequence[Size]) -> int:
    """The ninth decile: nine in ten are not longer."""
    return of[math.ceil(len(of) * 0.9) - 1].lines if of else 0


def rooms() -> dict[str, int]:
    """Lines of Python in each room, without tests and migrations."""
    found = {}
    for record in sorted(PACKAGE.glob("records/*/record.py")):
        own = [p for p in record.parent.rglob("*.py") if not {"tests", "migrations"} & set(p.parts)]
        found[record.parent.name] = sum(map(length, own))
    return found


def templates() -> list[Path]:
    """HTML templates."""
    return sorted(PACKAGE.rglob("templates/**/*.html"))


def scripts() -> list[Path]:
    """Scripts we wrote; what npm brought lies in vendor/."""
    return [path for path in sorted(PACKAGE.rglob("static/**/*.js")) if "vendor" not in path.parts]


def inline_code(template: str) -> list[str]:
    """What the strict content policy would refuse: scripts in the page, style and event attributes."""
    script = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>", template)
    return script + re.findall(r"<style\b[^>]*>|\sstyle=\"[^\"]*\"|\son[a-z]+=\"[^\"]*\"", template)


def imports() -> dict[str, set[str]]:
    """Module -> our modules it imports, type checking included."""
    graph = grimp.build_graph("huiyin", cache_dir=None)
    shipped = {name for name in graph.modules if ".tests" not in name}
    return {name: graph.find_modules_directly_imported_by(name) & shipped for name in shipped}


def knots(of: dict[str, set[str]]) -> list[list[str]]:
    """Groups of modules that reach each other (Tarjan's components of more than one)."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        order[name] = low[name] = len(order)
        stack.append(name)
        for other in of[name]:
            if other not in order:
                visit(other)
            if other in stack:
                low[name] = min(low[name], low[other])
        if low[name] == order[name]:
            at = stack.index(name)
            group = stack[at:]
            del stack[at:]
            if len(group) > 1:
                found.append(sorted(group))

    for name in sorted(of):
        if name not in order:
            visit(name)
    return found


def mutual_packages(of: dict[str, set[str]]) -> list[tuple[str, str]]:
    """Pairs of packages that import each other: floors, and each room by itself."""

    def package(name: str) -> str:
        parts = name.split(".")
        return ".".join(parts[: 3 if parts[1:2] == ["records"] else 2])

    pairs = {(package(name), package(other)) for name, others in of.items() for other in others}
    return sorted((a, b) for a, b in pairs if a < b and (b, a) in pairs)


def main() -> None:
    """Print the house."""
    product, tests = sizes(python_files(tests=False)), sizes(python_files(tests=True))
    code, proof = sum(size.lines for size in product), sum(size.lines for size in tests)
    bodies = functions(python_files())
    script_lines = sizes(scripts())
    print(f"server code      {code} lines in {len(product)} files, p90 {ninth(product)}, longest {product[-1]}")
    print(f"tests            {proof} lines, {proof / code:.2f} per line of code")
    print(f"functions        {len(bodies)}, p90 {ninth(bodies)}, longest {bodies[-1]}")
    print(f"templates        {len(templates())}, longest {sizes(templates())[-1:]}")
    print(f"scripts          {sum(size.lines for size in script_lines)} lines in {len(script_lines)} files")
    for name, lines in rooms().items():
        print(f"room {name:<12}{lines} lines")
    graph = imports()
    print(f"imports          {len(knots(graph))} knots, {len(mutual_packages(graph))} mutual packages")


if __name__ == "__main__":
    main()
