"""A firm with the generic procedures in force, and records made through the door."""

import pytest

from tests.walker import Walker, adopt_pack


@pytest.fixture
def walker(cast):
    """The shipped generic procedures in force, and a walker."""
    adopt_pack("generic/1.0")
    return Walker(cast)


@pytest.fixture
def lin(walker, client):
    """The clerk, signed in."""
    client.force_login(walker.cast.lin)
    return walker.cast.lin
