"""The sheet: what it shows to whom, and what it costs."""

import pytest

from tests.cast import PASSWORD


@pytest.fixture
def signed_in(client, cast):
    """Sign the client in as someone of the cast."""

    def sign(name):
        client.force_login(getattr(cast, name))
        return client

    return sign


def test_a_sheet_is_shown(walker, signed_in):
    record = walker.open("complaint")
    answer = signed_in("lin").get(f"/complaint/{record.number}")
    assert answer.status_code == 200
    open("/tmp/sheet.html", "wb").write(answer.content)
    assert record.number in answer.content.decode()
