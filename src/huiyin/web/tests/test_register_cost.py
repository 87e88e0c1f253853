"""What a page costs: the same number of queries for one row and for three, counted by hand."""

import pytest

from huiyin.kernel import passing

pytestmark = pytest.mark.django_db

# Who is there: session, person, her unit, roles, units (5); what holds: versions in force and adopted (2); what she
# sees: opened, held, takes part in, reads (4); the page: ids, rows, turns, dues, calendar (5); around it: kept views,
# her work and whether any is late (3). The desk also asks in which families her work stands; a search which types hold
# the words, and then looks in those alone.
COSTS = {
    "/complaint": 19,
    "/complaint?view=all": 19,
    "/complaint?phase=open&phase=waiting": 19,
    "/complaint?q=漏油": 20,
    "/": 14,
    "/?show=opened": 16,
    "/?show=copied": 13,
    "/search?q=漏油": 22,
    "/goto?q=漏油": 18,
    "/complaint/export.xlsx": 15,
    "/complaint/filters": 13,
}


@pytest.mark.check(11)
@pytest.mark.parametrize("address", COSTS)
def test_cost(walker, client, django_assert_num_queries, address):
    cast = walker.cast
    client.force_login(cast.lin)

    def add():
        record = walker.open("complaint", by=cast.lin, title="漏油")
        passing.copy_to(record, cast.wang, [cast.lin], seen=record.version, at=walker.tick())

    add()
    client.get(address)
    with django_assert_num_queries(COSTS[address]):
        client.get(address)
    add()
    add()
    with django_assert_num_queries(COSTS[address]):
        client.get(address)
