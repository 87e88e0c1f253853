"""While a permission is asked for beside the flow, the sheet says so and stays open for the visit (SC-4.1.2-3)."""

import datetime as dt

import pytest
from django.utils import timezone

from huiyin.kernel import flow
from tests.pages import Read
from tests.walker import Walker, adopt_pack


@pytest.fixture
def asked(cast):
    """A tour asked for on a visit that was approved; nobody has signed."""
    adopt_pack("generic/1.0")
    walker = Walker(cast, timezone.now() - dt.timedelta(hours=2))
    record = walker.open("reception", by=cast.lin, host=cast.zhao.pk)
    record = walker.to(record, "approved")
    record = flow.fire(record, "plan_tour", cast.lin, {"tour_areas": "装配线"}, seen=record.version, at=walker.tick())
    assert (record.awaiting, record.state) == ("plan_tour", "approved")
    return walker, record


def read(client, person, url):
    client.force_login(person)
    return Read(client.get(url).content.decode())


def test_the_sheet_stays_open_and_says_what_waits(client, asked):
    walker, record = asked
    page = read(client, walker.cast.lin, f"/reception/{record.number}")
    assert page.form("/steps/prepare").action == f"/reception/{record.number}/steps/prepare"
    assert "“申请参观现场”待签批" in page.text
    assert "“申请参观现场”正在等待签批。" in page.text


def test_another_step_is_said_to_be_done_and_not_to_be_filed(client, asked):
    walker, record = asked
    url = f"/reception/{record.number}"
    form = read(client, walker.cast.lin, url).form("/steps/prepare")
    answer = client.post(form.action, form.filled())
    assert (answer.status_code, answer.url) == (303, url)
    said = read(client, walker.cast.lin, url).text
    assert "已办理：勾选接待准备。" in said
    assert walker.again(record).awaiting == "plan_tour"


def test_the_signer_finds_it_on_her_desk_and_signs(client, asked):
    walker, record = asked
    page = read(client, walker.cast.yu, "/?show=sign")
    assert record.number in page.text
    assert f"/reception/{record.number}/sign" in "".join(
        read(client, walker.cast.yu, f"/reception/{record.number}").links
    )
