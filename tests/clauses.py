"""Which test proves which clause: `@pytest.mark.clause("QF-4.3ab")`, gathered for `make trace`.

`--clauses-to FILE` writes `{"QF-4.3ab": {"tests/…::test_x": "passed"}}`; with `--collect-only` the outcome is
`collected`. Works under a parallel run: the ids travel on each test's report.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

WORST = ("collected", "passed", "skipped", "failed")


class Gathering:
    """Collects outcomes per clause in the process that reports."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.found: dict[str, dict[str, str]] = {}

    def note(self, clause: str, test: str, outcome: str) -> None:
        """Keep the worst outcome: setting up, running and tearing down each report once."""
        tests = self.found.setdefault(clause, {})
        tests[test] = max(tests.get(test, "collected"), outcome, key=WORST.index)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Every marked test that was collected, run or not."""
        for item in session.items:
            for clause in clauses_of(item):
                self.note(clause, item.nodeid, "collected")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """The outcome of one stage of one test."""
        for name, value in report.user_properties:
            if name == "clause":
                self.note(str(value), report.nodeid, report.outcome)

    def pytest_sessionfinish(self) -> None:
        """Write the file, merged over what an earlier layer of the same run wrote."""
        if self.file.exists():
            for clause, tests in json.loads(self.file.read_text(encoding="utf-8")).items():
                for test, outcome in tests.items():
                    self.note(clause, test, outcome)
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_text(json.dumps(self.found, indent=1, sort_keys=True), encoding="utf-8")


def clauses_of(item: pytest.Item) -> list[str]:
    """The clause ids a test is marked with, nearest mark first."""
    return [str(clause) for mark in item.iter_markers("clause") for clause in mark.args]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where to write what was gathered."""
    parser.getgroup("huiyin").addoption("--clauses-to", default=None, type=Path, help="write clause → tests here")


def pytest_configure(config: pytest.Config) -> None:
    """Only the reporting process writes."""
    file = config.getoption("clauses_to")
    if file and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Gathering(file), "huiyin-clauses")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the ids where a report can carry them across processes."""
    for item in items:
        item.user_properties.extend(("clause", clause) for clause in clauses_of(item))
