"""Which procedures a promise is held to: all shipped ones where it hangs on what a procedure says, else one a type."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.walker import every_case, one_of_each_course, one_of_each_type


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each test with a `case` its procedures; `every_procedure` is the mark of those that want them all.

    `every_course` wants each that does something no other does: some only give a firm's words to the generic one, and
    say who else may read (so what reading hangs on is held to them all); `other_words` wants just those.
    What pages and prints make of a procedure does not hang on the database behind them: on PostgreSQL they are shown
    for one procedure of each type, and the litany and the registers for all.
    """
    if "case" in metafunc.fixturenames:
        marks = {mark.name for mark in metafunc.definition.iter_markers()}
        shown_only = metafunc.module.__name__.endswith(("test_pages", "test_prints"))
        whole = not shown_only or connection.vendor == "sqlite" or "other_words" in marks
        cases = cases_of(marks) if whole else one_of_each_type()
        metafunc.parametrize("case", cases, ids=[f"{pack}-{name}" for pack, name in cases], indirect=True)


def cases_of(marks: set[str]) -> list[tuple[str, str]]:
    """The procedures a test with these marks is held to."""
    if "every_procedure" in marks:
        return every_case()
    courses = one_of_each_course()
    if "other_words" in marks:
        return [case for case in every_case() if case not in courses]
    return courses if "every_course" in marks else one_of_each_type()
