"""The list of quality records as a page, a workbook and a print: who reads it, what leads where, what it costs."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huiyin.kernel import batch
from huiyin.packs.models import ProcedureVersion
from tests.cast import AT, Cast
from tests.pages import Read
from tests.walker import Walker, adopt_pack

pytestmark = [pytest.mark.django_db, pytest.mark.clause("QF-6.1")]
TYPES = ("complaint", "correspondence", "notice")
COST = 13
"""Who is there: session, person, roles, units (4); versions adopted, with their units, in force today (3); records
counted, those near the edge of a term, the oldest, papers (4); who holds the custodians' roles (1); her work (1)."""


@pytest.fixture
def walker(cast: Cast) -> Walker:
    """Three generic procedures in force, and a walker."""
    adopt_pack("generic/1.0", TYPES)
    return Walker(cast)


def get(client: Client, person: Any, url: str = "/procedures/keeping", status: int = 200) -> Any:
    client.force_login(person)
    answer = client.get(url)
    assert answer.status_code == status, (url, answer.status_code)
    return answer


def old_letters(walker: Walker, many: int) -> list[Any]:
    """Letters of 2019, filed and long past the year they are kept."""
    told = {"title": "旧台账", "content": "来函", "customer": walker.cast.customer, "channel": "letter"}
    received = AT.replace(year=2019)
    rows = [
        batch.Row(told, received, number=f"LH2019-{n:04}", closed_at=received + dt.timedelta(days=1), source_key=str(n))
        for n in range(many)
    ]
    return batch.open_many("correspondence", rows, walker.cast.wang, at=walker.tick()).records


def test_the_page_leads_to_register_procedure_and_oldest_record(client: Client, walker: Walker) -> None:
    old_letters(walker, 2)
    page = Read(get(client, walker.cast.sun).content.decode())
    version = ProcedureVersion.objects.get(type="correspondence")
    for url in ("/correspondence", f"/procedures/correspondence/{version.pk}", "/correspondence/LH2019-0000"):
        assert url in page.links
    for words in (
        "质量记录一览表", "来电、来函、传真登记单 GN-CO-01", "来电、来函、传真登记簿 GN-CO-02", "GN-CO 1.0 版",
        "客服人员 经营部", "1 年 自“已归档”起", "LH2019-0000 2019-11-20", "现存记录 2 份。其中超过保存期限的 2 份。",
    ):  # fmt: skip
        assert words in page.text
    assert "仅统计您有权查阅的记录" not in page.text


@pytest.mark.parametrize(("who", "status"), [("sun", 200), ("mei", 200), ("lin", 200), ("guo", 200)])
def test_whoever_signed_in_reads_it_as_the_procedures(client: Client, walker: Walker, who: str, status: int) -> None:
    get(client, walker.cast.persons[who], "/procedures", status)
    get(client, walker.cast.persons[who], status=status)


def test_a_stranger_is_sent_to_the_door(client: Client, walker: Walker) -> None:
    for url in ("/procedures/keeping", "/procedures/keeping.xlsx", "/procedures/keeping/print.pdf"):
        assert client.get(url).headers["Location"].startswith("/accounts/login/")


def test_who_sees_some_is_told_that_only_those_are_counted(client: Client, walker: Walker) -> None:
    walker.open("correspondence", by=walker.cast.guo)
    walker.open("correspondence", by=walker.cast.lin)
    text = Read(get(client, walker.cast.guo).content.decode()).text
    assert "现存记录 1 份。没有超过保存期限的。仅统计您有权查阅的记录。" in text


@pytest.mark.parametrize(
    ("query", "types"),
    [
        ("", ["客户投诉", "来电来函", "部门通知"]), ("family=inside", ["部门通知"]), ("q=GN-CP-02", ["客户投诉"]),
        ("family=inside&q=GN-CP", []), ("family=%00&q=%00", []),
    ],
)  # fmt: skip
def test_page_workbook_and_print_are_narrowed_alike(
    client: Client, walker: Walker, query: str, types: list[str]
) -> None:
    answer = get(client, walker.cast.sun, f"/procedures/keeping?{query}")
    assert [one["type"] for one in answer.context["rows"]] == types
    assert ("没有符合条件的表单或一览表。" in answer.content.decode()) is (types == [])
    sheet = workbook(get(client, walker.cast.sun, f"/procedures/keeping.xlsx?{query}"))
    top = next(at for at, row in enumerate(sheet) if row[0] == "序号")
    assert [row[1] for row in sheet[top + 1 :]] == types
    text = printed(get(client, walker.cast.sun, f"/procedures/keeping/print.pdf?{query}"))
    assert f"共{len(types)}类记录" in text
    assert [one for one in ("客户投诉处理单", "来电来函", "部门通知一览表") if one in text] == [
        {"客户投诉": "客户投诉处理单", "部门通知": "部门通知一览表"}.get(one, one) for one in types
    ]


def workbook(answer: Any) -> list[tuple[Any, ...]]:
    content = b"".join(answer.streaming_content)
    return list(openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].values)


def printed(answer: Any) -> str:
    made = subprocess.run(["pdftotext", "-layout", "-", "-"], input=answer.content, capture_output=True, check=True)
    return "".join(made.stdout.decode().split())


def test_the_workbook_has_a_column_for_each_fact_under_the_firms_heading(client: Client, walker: Walker) -> None:
    old_letters(walker, 1)
    sheet = workbook(get(client, walker.cast.sun, "/procedures/keeping.xlsx?q=GN-CO"))
    assert [row[0] for row in sheet[:3]] == ["质量记录一览表", "回音机电有限公司", "非受控：仅打印当日有效"]
    assert sheet[4] == (
        "序号", "记录", "表单", "表单编号", "一览表", "一览表编号", "程序文件", "适用部门", "保管人", "部门",
        "保存期限", "起算", "介质", "记录数", "最早的记录", "超过保存期",
    )  # fmt: skip
    assert sheet[5] == (
        1, "来电来函", "来电、来函、传真登记单", "GN-CO-01", "来电、来函、传真登记簿", "GN-CO-02",
        "GN-CO 1.0 版 客户沟通与来电来函登记（通用）", "全公司", "客服人员", "经营部", "1 年", "自“已归档”起", "电子",
        1, "LH2019-0000\n2019-11-20", 1,
    )  # fmt: skip
    assert len(sheet) == 6


def test_the_print_bears_the_firms_name_and_says_whose_copy_it_is(client: Client, walker: Walker) -> None:
    text = printed(get(client, walker.cast.guo, "/procedures/keeping/print.pdf"))
    for words in ("回音机电有限公司", "质量记录一览表", "仅统计您有权查阅的记录。", "GN-CP-01", "非受控", "打印：郭"):
        assert words in text
    assert "依据" not in text  # it follows no one procedure


def test_without_a_procedure_the_page_says_where_the_list_comes_from(client: Client, cast: Cast) -> None:
    assert "目前还没有生效的程序" in Read(get(client, cast.sun).content.decode()).text
    assert workbook(get(client, cast.sun, "/procedures/keeping.xlsx"))[-1][0] == "序号"
    assert "没有记录" in printed(get(client, cast.sun, "/procedures/keeping/print.pdf"))


def test_it_is_reached_from_the_procedures_and_from_a_clause_on_keeping(client: Client, walker: Walker) -> None:
    assert "/procedures/keeping" in Read(get(client, walker.cast.mei, "/procedures").content.decode()).links
    version = ProcedureVersion.objects.get(type="notice")
    one = Read(get(client, walker.cast.sun, f"/procedures/notice/{version.pk}").content.decode())
    assert "保存 3 年 · 客服主管" in one.text
    adopt_pack("quality-feedback", ("notice",))
    for clause, there in (("QF-6.1", True), ("QF-7.3", False)):
        page = Read(get(client, walker.cast.sun, f"/audit/notice/{clause}").content.decode())
        assert ("/procedures/keeping" in page.links) is there


@pytest.mark.parametrize("who", ["sun", "guo"])
def test_more_records_and_versions_cost_no_more_queries(client: Client, walker: Walker, who: str) -> None:
    client.force_login(walker.cast.persons[who])
    walker.open("notice", by=walker.cast.guo)
    few = counted(client)
    old_letters(walker, 5)
    walker.open("complaint")
    adopt_pack("complaint-handling", ("complaint",))
    many = counted(client)
    assert len(few) == len(many) == COST, many


def counted(client: Client) -> list[str]:
    """What the page asks the database, its own and the frame's."""
    client.get("/procedures/keeping")  # the body of a version is read once in the life of the program
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/procedures/keeping").status_code == 200
    return [one["sql"][:200] for one in asked.captured_queries]
