"""What the rooms' own tests share: a firm, a way to adopt a short procedure, and proof that a refusal wrote nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from types import SimpleNamespace

import pytest
from django.utils.translation import override

from huiyin.kernel.errors import Invalid, Refused
from huiyin.kernel.models import Event, Notice, Record
from huiyin.packs.adopt import adopt
from huiyin.packs.models import ProcedureVersion
from huiyin.packs.read import read_text
from tests.cast import AT, Cast

FIRM = """
[company]
name = { zh = "回音机电有限公司", en = "Huiyin Machinery" }
[roles]
service_clerk = { label = { zh = "客服", en = "Service clerk" } }
service_head = { label = { zh = "经营部主任", en = "Head of service" } }
department_head = { label = { zh = "部门负责人", en = "Department head" } }
quality_engineer = { label = { zh = "质量工程师", en = "Quality engineer" } }
quality_head = { label = { zh = "质控主管", en = "Head of quality" } }
inspector = { label = { zh = "检验员", en = "Inspector" } }
metrologist = { label = { zh = "计量员", en = "Metrology room" } }
engineer = { label = { zh = "工程师", en = "Engineer" } }
admin_officer = { label = { zh = "管理部人员", en = "Administration officer" } }
deputy_manager = { label = { zh = "生产副总", en = "Deputy general manager" } }
manager_in_charge = { label = { zh = "主管经理", en = "Manager in charge" } }
management_representative = { label = { zh = "管理者代表", en = "Management representative" } }
general_manager = { label = { zh = "总经理", en = "General manager" } }
reader = { label = { zh = "查阅人员", en = "Reader" } }
"""


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def at() -> datetime:
    """A Friday morning."""
    return AT


@pytest.fixture
def adopted(cast: Cast) -> Callable[[str, str], ProcedureVersion]:
    """Put a procedure text in force for a record type."""

    def put(type_name: str, text: str) -> ProcedureVersion:
        procedure = read_text(text, file=f"{type_name}.toml", company=FIRM, pack="rooms")
        return adopt(procedure, by=cast.bai, at=AT, effective_from=date(2026, 1, 1), reason="for the tests of a room")

    return put


@pytest.fixture
def refused() -> Callable:
    """``with refused() as no:`` expects a refusal that wrote nothing; ``no.errors`` or ``no.why`` tell why."""

    @contextmanager
    def expect() -> Iterator[SimpleNamespace]:
        before = _written()
        told = SimpleNamespace(errors={}, why="", numbers=[])
        with pytest.raises(Refused) as caught:
            yield told
        if _written() != before:
            pytest.fail("the refusal left something behind")
        no = caught.value
        told.why = str(no)
        told.numbers = [blocker.number for blocker in no.blockers]
        told.errors = {name: str(text) for name, text in no.errors.items()} if isinstance(no, Invalid) else {}

    return expect


def _written() -> tuple:
    versions = tuple(Record.objects.order_by("pk").values_list("pk", "version", "state"))
    return versions, Event.objects.count(), Notice.objects.count()
