"""The pages of customers: the register, everything about one, and the deeds on her card."""

import pytest

from huiyin.parties.models import CardChange, Contact, Customer, Supply

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_(client, walker):
    """Sign in as someone of the cast."""

    def sign(name):
        client.force_login(getattr(walker.cast, name))
        return client

    return sign


def test_the_register_lists_the_customers(as_):
    answer = as_("lin").get("/customers")
    assert answer.status_code == 200
    assert [row["id"] for row in answer.context["register"]["rows"]] == ["C001", "C002"]


def test_the_page(as_, walker):
    walker.open("complaint", by=walker.cast.lin)
    answer = as_("lin").get("/customers/C001")
    assert answer.status_code == 200
