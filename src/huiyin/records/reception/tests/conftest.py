"""A reception under the generic procedure, as far as a test needs it."""

import pytest

from huiyin.kernel import flow
from huiyin.records.reception.tests.guests import BOOKED, MINUTE, booking, ready
from tests.cast import AT
from tests.walker import adopt_pack


@pytest.fixture
def book(cast):
    """Take a booking down; the generic procedures are in force."""
    adopt_pack("generic/1.0")

    def take(by="lin", at=AT, **over):
        return flow.open_record("reception", cast.persons[by], booking(**over), at=at)

    return take


@pytest.fixture
def do(cast):
    def fire(record, step, who="lin", at=AT + MINUTE, reason="", **data):
        return flow.fire(record, step, cast.persons[who], data, seen=record.version, at=at, reason=reason)

    return fire


@pytest.fixture
def approved(book, do, cast):
    record = do(book(), "announce", announcement="长江汽车 2 人来访，上午座谈")
    return flow.sign(record, cast.ye, seen=record.version, at=AT + 2 * MINUTE, method="password")


@pytest.fixture
def served(approved, do):
    return do(do(ready(approved, do), "check_in", at=BOOKED - 5 * MINUTE), "begin", at=BOOKED)
