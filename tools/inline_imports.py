"""Every import not at the top of its file must say why, as in `# inline: slow`, from a closed list.

slow       the module costs more than a tenth of a second and most runs do not need it
optional   the package may be missing and the caller lives with that
app start  Django is not ready when the file is read

There is no `circular`: a circle is a fault of the plan, not of the import.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REASONS = ("slow", "optional", "app start")
REASON = re.compile(rf"#\s*inline: (?:{'|'.join(REASONS)})\b")
PLACES = ("src", "tools", "tests", "*.py")


def unexplained(source: str) -> Iterator[int]:
    """Line numbers of imports inside functions or classes that give no reason from the list."""
    lines = source.splitlines()
    seen: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            for inner in ast.walk(node):
                if isinstance(inner, (ast.Import, ast.ImportFrom)) and inner.lineno not in seen:
                    seen.add(inner.lineno)
                    if not any(REASON.search(line) for line in lines[inner.lineno - 1 : inner.end_lineno]):
                        yield inner.lineno


def files() -> Iterator[Path]:
    """Our own Python files, migrations apart."""
    for place in PLACES:
        for path in sorted(ROOT.glob(place if "*" in place else f"{place}/**/*.py")):
            if "migrations" not in path.parts:
                yield path


def main() -> int:
    """Print each offence as file:line; 1 when there is one."""
    faults = [
        f"{path.relative_to(ROOT)}:{line}: import inside a function without a reason ({', '.join(REASONS)})"
        for path in files()
        for line in unexplained(path.read_text(encoding="utf-8"))
    ]
    print("\n".join(faults) or "inline imports: every one has its reason")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
