"""A later date that was asked for is answered on a page of its own, by whom the procedure names and nobody else."""

from __future__ import annotations

import datetime as dt

import pytest

from huiyin.kernel import extending
from huiyin.kernel.models import Due
from tests.cast import Cast
from tests.walker import Walker, adopt_pack


@pytest.fixture
def asked(cast: Cast):
    adopt_pack("complaint-handling")
    walker = Walker(cast)
    record = walker.to(walker.open("complaint"), "analysing")
    due = Due.objects.get(record_id=record.pk, settled_at=None)
    record = extending.extend(
        record, due.name, cast.wang, until=due.due_at + dt.timedelta(days=3), reason="客户寄样", seen=record.version,
        at=walker.tick(),
    )  # fmt: skip
    return walker, record, extending.waiting(record)[0]


def test_it_stands_on_the_sheet_and_on_the_approvers_desk(client, asked):
    walker, record, one = asked
    client.force_login(walker.cast.ye)
    sheet = client.get(f"/complaint/{record.number}").content.decode()
    assert "客户寄样" in sheet
    assert f"/complaint/{record.number}/extension/{one.pk}/grant" in sheet
    assert record.number in client.get("/").content.decode()


def test_only_an_approver_answers_it(client, asked):
    walker, record, one = asked
    url = f"/complaint/{record.number}/extension/{one.pk}/grant"
    for person, status in ((walker.cast.wang, 403), (walker.cast.lin, 403), (walker.cast.guo, 404)):
        client.force_login(person)
        assert client.get(url).status_code == status
        assert client.post(url, {"seen": record.version}).status_code == status
    one.refresh_from_db()
    assert one.settled_at is None
    client.force_login(walker.cast.ye)
    assert client.get(url.replace("/grant", "/maybe")).status_code == 404
    assert client.post(url.replace("/grant", "/decline"), {"seen": record.version}).status_code == 422
    answer = client.post(url, {"seen": record.version})
    assert answer.status_code in (302, 303)
    one.refresh_from_db()
    assert (one.outcome, one.due.due_at) == ("granted", one.until)
