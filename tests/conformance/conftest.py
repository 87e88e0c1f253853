"""Which procedures a promise is held to: all shipped ones where it hangs on what a procedure says, else one a type."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.walker import every_case, one_of_each_type


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each test with a `case` its procedures; `every_procedure` is the mark of those that want them all.

    What pages and prints make of a procedure does not hang on the database behind them: on PostgreSQL they are shown
    for one procedure of each type, and the litany and the registers for all.
    """
    if "case" in metafunc.fixturenames:
        wants_all = any(metafunc.definition.iter_markers("every_procedure"))
        shown_only = metafunc.module.__name__.endswith(("test_pages", "test_prints"))
        whole = wants_all and not (shown_only and connection.vendor != "sqlite")
        cases = every_case() if whole else one_of_each_type()
        metafunc.parametrize("case", cases, ids=[f"{pack}-{name}" for pack, name in cases], indirect=True)
