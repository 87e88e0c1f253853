"""Personal information goes out in a list only with somebody who does something on these records (CS-2.3)."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from huiyin.kernel import registry
from huiyin.kernel.fields import fields_of
from huiyin.kernel.personal import marked
from tests.walker import Walker, adopt_pack, procedures

pytestmark = [pytest.mark.clause("CS-2.3", "C-14")]
PHONE, NAME = "13800001234", "周明远"
MARK = "（个人信息，已略去）"


@pytest.fixture
def visit(cast):
    """Two visits with their visitors' names."""
    adopt_pack("generic/1.0", ("reception", "training"))
    walker = Walker(cast)
    for name in (NAME, "赵六"):
        walker.open("reception", by=cast.lin, visitor=name, contact_phone=PHONE)
    return cast


def read(client, person, url):
    client.force_login(person)
    answer = client.get(url)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def cells(content):
    sheet = load_workbook(io.BytesIO(content)).active
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_who_works_with_them_takes_them_along(client, visit):
    said = cells(read(client, visit.lin, "/reception/export.xlsx?view=all"))
    assert NAME in said
    assert [one for one in said if MARK in one or "略去" in one] == []
    assert NAME in read(client, visit.lin, "/reception/export.csv?view=all").decode()


@pytest.mark.parametrize("who", ["mei", "sun"])
def test_who_only_reads_takes_a_mark_and_the_list_says_so(client, visit, who):
    person = visit.persons[who]
    said = cells(read(client, person, "/reception/export.xlsx?view=all"))
    assert NAME not in said
    assert said.count(MARK) == 2
    assert f"已略去个人信息：{person.name}对这类单据只有查阅权，不参与办理。" in said
    plain = read(client, person, "/reception/export.csv?view=all").decode()
    assert (NAME in plain, MARK in plain) == (False, True)


def test_on_the_page_a_reader_still_sees_it(client, visit):
    assert NAME in read(client, visit.mei, "/reception?view=all").decode()


def test_rows_of_persons_are_personal_as_a_whole():
    procedure = next(one for one in procedures("generic/1.0") if one.type == "reception")
    specs = fields_of(procedure, registry.get("reception"))
    assert marked(specs) == {"visitor", "visitors", "contact_phone"}
    assert all(column.personal for column in specs["visitors"].columns)
