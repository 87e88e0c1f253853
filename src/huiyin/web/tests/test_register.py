"""The register of any type: what it shows, what it costs, what it refuses."""

import pytest

pytestmark = pytest.mark.django_db


def test_the_register_shows_what_was_registered(walker, client):
    client.force_login(walker.cast.lin)
    record = walker.open("complaint", by=walker.cast.lin)
    answer = client.get("/complaint")
    assert answer.status_code == 200
    assert [row["id"] for row in answer.context["register"]["rows"]] == [record.number]
