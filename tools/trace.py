"""Clauses of the source procedures against the tests that prove them.

    python tools/trace.py            # a row per clause, and the totals
    python tools/trace.py --open     # only the clauses nobody proves yet

The clauses are in docs/clauses.toml; tests name theirs with `@pytest.mark.clause(…)`. Tests are collected, not run; the
outcomes of the last `make test` are shown where there are any. Ends with 1 when a test names a clause that does not
exist, or a test that should prove one failed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "docs/clauses.toml"
RESULTS = ROOT / ".stamps/clauses.json"
Tests = dict[str, str]  # test -> collected, passed, skipped or failed


@dataclass(frozen=True)
class Clause:
    """One demand of a procedure. `status` is main, later or aim; `why` says what a later one waits for."""

    id: str
    says: str
    status: str
    why: str = ""


def clauses(path: Path = LIST) -> list[Clause]:
    """Every clause, in the order of the file. Raises SystemExit when an entry contradicts itself."""
    tree = tomllib.loads(path.read_text(encoding="utf-8"))
    found = []
    for procedure in tree["procedures"].values():
        for name, entry in procedure["clauses"].items():
            if entry["status"] not in {"main", "later", "aim"} or ("why" in entry) != (entry["status"] == "later"):
                raise SystemExit(f"{path.name}: {name} is main, aim, or later with a reason.")
            if "why" in entry and entry["why"] not in tree["reasons"]:
                raise SystemExit(f"{path.name}: {name} gives the reason {entry['why']!r}, which [reasons] lacks.")
            found.append(Clause(name, entry["says"], entry["status"], tree["reasons"].get(entry.get("why"), "")))
    return found


def standards(path: Path = LIST) -> set[str]:
    """Ids of demands of standards and law that a test may name besides clauses."""
    families = tomllib.loads(path.read_text(encoding="utf-8"))["standards"]
    return {f"{code}-{number}" for code, family in families.items() for number in range(1, family["last"] + 1)}


def tests() -> dict[str, Tests]:
    """Clause -> its tests with their outcomes, as collected now. Raises SystemExit when collecting fails."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "clauses.json"
        command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-q", "--clauses-to", str(file)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        if done.returncode not in {0, 5}:
            raise SystemExit(f"The tests cannot be collected:\n{done.stdout[-3000:]}{done.stderr[-2000:]}")
        found: dict[str, Tests] = json.loads(file.read_text(encoding="utf-8"))
    ran: dict[str, Tests] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    for clause, names in found.items():
        names.update({test: outcome for test, outcome in ran.get(clause, {}).items() if test in names})
    return found


def standing(clause: Clause, proofs: Tests) -> str:
    """proven, later, aim or open."""
    if proofs and set(proofs.values()) <= {"passed", "collected"}:
        return "proven"
    return "open" if clause.status == "main" or proofs else clause.status


def row(clause: Clause, where: str, proofs: Tests) -> str:
    """One line: the clause, where it stands, what it says, and its tests or its reason."""
    short = [f"{test.rpartition('/')[2]}{'' if told == 'collected' else f' ({told})'}" for test, told in proofs.items()]
    told = "; ".join(short[:3]) + (f"; and {len(short) - 3} more" if len(short) > 3 else "")
    return f"{clause.id:<14} {where:<7} {clause.says}  |  {told or clause.why or '-'}"


def main() -> int:
    """Print rows and totals; see the top of this file for the result."""
    listed, found = clauses(), tests()
    total: Counter[str] = Counter(dict.fromkeys(("proven", "later", "aim", "open"), 0))
    for clause in listed:
        proofs = found.get(clause.id, {})
        where = standing(clause, proofs)
        total[where] += 1
        if where == "open" or "--open" not in sys.argv:
            print(row(clause, where, proofs))
    known = standards()
    if also := sorted(known & set(found)):
        print("also proven, of standards and law: " + ", ".join(also))
    strangers = sorted(set(found) - {clause.id for clause in listed} - known)
    for name in strangers:
        print(f"{name}: no such clause; named by {', '.join(found[name])}", file=sys.stderr)
    failed = [test for proofs in found.values() for test, told in proofs.items() if told == "failed"]
    print(", ".join(f"{where} {count}" for where, count in total.items()))
    return 1 if strangers or failed else 0


if __name__ == "__main__":
    sys.exit(main())
