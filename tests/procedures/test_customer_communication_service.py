"""Customers who ask for service (SS-5.8): by the contract, or negotiated by sales."""

from __future__ import annotations

from typing import Any

import pytest

from huiyin.kernel import flow
from huiyin.kernel.errors import Invalid, Refused
from tests.cast import Cast
from tests.walker import Walker, adopt_pack

AGREED = {
    "work_types": ["install"], "scope": "安装调试两台", "terms": "客户备好基础和电源", "confirmed_by": "周敏",
    "confirmed_on": "2026-11-20",
}  # fmt: skip


@pytest.fixture
def story(cast: Cast) -> Walker:
    adopt_pack("customer-communication")
    return Walker(cast)


def agree(story: Walker, record: Any, who: str = "lin", **data: Any) -> Any:
    said = {**AGREED, **data}
    return flow.fire(record, "agree", story.cast.persons[who], said, seen=record.version, at=story.tick())


@pytest.mark.clause("SS-5.8")
def test_in_the_contract_it_follows_the_contract_outside_it_is_negotiated(story: Walker) -> None:
    record = story.open("service")
    with pytest.raises(Invalid) as no:
        agree(story, record, basis="contract")
    assert set(no.value.errors) == {"contract_ref"}
    with pytest.raises(Invalid) as no:
        agree(story, record, basis="outside", contract_ref="HT-18")
    assert set(no.value.errors) == {"negotiation"}
    with pytest.raises(Refused):
        agree(story, record, "zhao", basis="contract", contract_ref="HT-18 第 7 条")
    assert story.again(record).state == "requested"
    record = agree(story, record, basis="outside", negotiation="安装费 6000 元，12 月 5 日前完成")
    assert (record.state, record.negotiation) == ("agreed", "安装费 6000 元，12 月 5 日前完成")
