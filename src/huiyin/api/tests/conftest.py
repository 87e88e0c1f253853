"""Each test calls as a program that begins."""

from collections.abc import Iterator

import pytest

from huiyin.api.who import PACE


@pytest.fixture(autouse=True)
def _nobody_called_yet() -> Iterator[None]:
    """Persons have the same ids in every test, and calls are counted by them."""
    PACE.forget()
    yield
    PACE.forget()
