"""Printed forms under hard conditions: hostile words, rare characters, no rows and many, broken signatures, speed."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import time
from itertools import pairwise
from typing import Any

import polib
import pytest
from django.test import Client

from huiyin.kernel import amend, attachments, flow, registry
from huiyin.kernel.errors import Refused
from huiyin.packs.adopt import load
from huiyin.packs.draw import draw
from huiyin.packs.models import ProcedureVersion
from huiyin.prints import glyphs, press
from huiyin.prints.answer import answer
from huiyin.prints.chart import cuts, flat, size
from huiyin.prints.frame import firm, spoken
from huiyin.prints.sheet import ordinal, sheet
from huiyin.prints.tabling import table
from huiyin.prints.views import FORMS
from tests.cast import AT, Cast
from tests.walker import Walker, adopt_pack

HOSTILE = (
    '#panic("x") $x$ *b* _i_ \\ <lab> @ref // c /* d */ #read("/etc/passwd") #import "/x.typ" ${{7*7}} <b>&amp;</b> `r`'
)


@pytest.fixture
def walker(cast: Cast) -> Walker:
    """The generic rulebook in force, and a walker."""
    adopt_pack("generic/1.0")
    return Walker(cast)


def words_of(pdf: bytes) -> str:
    """The text of a PDF without its blanks."""
    made = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return "".join(made.stdout.decode().split())


def text_by_page(pdf: bytes) -> list[str]:
    """The text of each page without its blanks, line by line as it stands there."""
    made = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return ["".join(page.split()) for page in made.stdout.decode().split("\f")[:-1]]


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF has."""
    made = subprocess.run(["pdfinfo", "-"], input=pdf, capture_output=True, check=True)
    found = re.search(r"Pages:\s+(\d+)", made.stdout.decode())
    assert found
    return int(found.group(1))


def printed(record: Any, person: Any, at: dt.datetime, language: str = "zh-hans", form: str = "sheet") -> bytes:
    """A record on one form."""
    with spoken(language):
        return press.pdf(f"forms/{form}", FORMS[form](record, person=person, at=at), at=at)


# --- words ----------------------------------------------------------------------------------------------------------
def test_what_people_wrote_is_never_markup(walker: Walker) -> None:
    record = walker.open("complaint", what_happened=HOSTILE, title=HOSTILE[:80], lot=HOSTILE[:40])
    text = words_of(printed(record, walker.cast.lin, walker.at))
    assert "".join(HOSTILE.split()) in text.replace("‐", "-")
    assert "root:" not in text


def test_every_form_a_procedure_may_name_is_filled_by_someone() -> None:
    assert {file.stem for file in (press.HERE / "forms").glob("*.typ")} == set(FORMS)


def test_rare_names_are_printed_and_what_fonts_lack_is_named_by_its_code(walker: Walker) -> None:
    rare = "镕堃喆玥龘㐂𫖯䶮"
    assert all(glyphs.drawn(char) for char in rare)
    assert not glyphs.drawn("𠮷")
    walker.cast.customer.name = f"𠮷野家（{rare}）"
    walker.cast.customer.save()
    record = walker.open("complaint", what_happened="密封件漏油😀，直径⌀25 ☑")
    with spoken("zh-hans"):
        pdf = press.pdf("forms/sheet", sheet(record, person=walker.cast.lin, at=walker.at), at=walker.at)
    text = words_of(pdf)
    assert f"〔U+20BB7〕野家（{rare}）" in text
    assert "漏油〔U+1F600〕，直径Ø25✓" in text
    assert "字库缺字以字符代码表示：U+1F600,U+20BB7" in text
    fonts = subprocess.run(["pdffonts", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    assert fonts.count("NotoSansSC") == len(fonts.splitlines()) - 2 > 0


@pytest.mark.parametrize(
    ("text", "shown", "missing"),
    [
        ("plain ASCII", "plain ASCII", set()),
        ("中文\n第二行\t三", "中文\n第二行\t三", set()),
        ("a\u202eb\u200bc\ufeffd\x07e", "abcde", set()),
        ("❤\ufe0f", "❤" if glyphs.drawn("❤") else "〔U+2764〕", set() if glyphs.drawn("❤") else {"❤"}),
        ("e\u0301", "é", set()),
        ("한", "〔U+D55C〕", {"한"}),
    ],
)
def test_shown(text: str, shown: str, missing: set[str]) -> None:
    found: set[str] = set()
    assert glyphs.shown(text, found) == shown
    assert found == missing


def test_no_tofu_in_our_own_words() -> None:
    """Whatever a form says of itself, in every language, has a shape in our fonts."""
    missing: set[str] = set()
    for file in (press.HERE.parent).glob("**/locale/*/LC_MESSAGES/django.po"):
        for entry in polib.pofile(str(file)):
            for said in (entry.msgid, entry.msgstr, *entry.msgstr_plural.values()):
                glyphs.shown(said, missing)
    for file in press.HERE.parents[2].glob("packs/**/*.toml"):
        glyphs.shown(file.read_text(encoding="utf-8"), missing)
    assert missing == set()


# --- rows -----------------------------------------------------------------------------------------------------------
def capa(walker: Walker, rows: int) -> Any:
    """A report under way with so many actions."""
    action = {"kind": "corrective", "what": "更换刀具并增加首件检验频次" * 3, "owner": walker.cast.dong, "unit": "PROD",
              "due_on": "2026-12-01"}  # fmt: skip
    record = walker.open("capa")
    spec = registry.get("capa").line("actions")
    assert spec is not None
    for at in range(rows):
        values = {**action, "unit": walker.cast.units["PROD"], "due_on": dt.date(2026, 12, 1)}
        spec.model.objects.create(record_id=record.pk, position=at + 1, **values)
    return walker.again(record)


@pytest.mark.parametrize("rows", [0, 1, 50])
def test_no_row_one_row_and_many(walker: Walker, rows: int) -> None:
    record = capa(walker, rows)
    pdf = printed(record, walker.cast.sun, walker.at)
    text = words_of(pdf)
    assert pages_of(pdf) == {0: 3, 1: 3, 50: 6}[rows] or pages_of(pdf) > 1
    assert text.count("更换刀具") >= rows
    with spoken("zh-hans"):
        said = sheet(record, person=walker.cast.sun, at=walker.at)
    tables = [one["table"] for part in said["sections"] for one in part["parts"] if "table" in one]
    assert len(tables[0]["rows"]) == (rows or 2)


def test_rows_go_by_their_name_again_on_every_page(walker: Walker) -> None:
    long = "东风（十堰）汽车零部件制造股份有限公司第二铸造厂"
    rows = [{"lot": f"T26-{n:02} {long}", "announced": 2400} for n in range(1, 41)]
    record = walker.open("returning", lots=rows)
    pages = text_by_page(printed(record, walker.cast.lin, walker.at))
    on = [page for page in pages if re.search(r"T26-\d\d", page)]
    assert len(on) > 1
    assert [page for page in on if not re.search("退货批次.?序号产品批号", page)] == []  # the mark runs across
    assert [n for n in range(1, 41) if f"T26-{n:02}" not in "".join(pages)] == []


def test_running_numbers_take_no_more_room_than_they_need() -> None:
    head = ["No.", "Person", "Task"]
    blank = table(head, [["", "", ""]] * 2, counts=1)["widths"]
    said = table(head, [["1", "Lin", "x" * 90]], counts=1)["widths"]
    assert blank[0] == said[0] == 3.2
    assert round(sum(blank)) == round(sum(said)) == 58
    assert table(head, [["", "", ""]] * 2)["widths"][0] > blank[0]


def test_rows_nobody_wrote_are_left_to_be_written_in_and_said_in_a_word_at_the_end(walker: Walker) -> None:
    record = walker.open("visit")
    assert "走访发现序号" in "".join(text_by_page(printed(record, walker.cast.lin, walker.at)))
    amend.void(record, walker.cast.wang, "重复登记", seen=record.version, at=walker.tick())
    assert "走访发现无" in "".join(text_by_page(printed(walker.again(record), walker.cast.lin, walker.at)))


def test_a_long_text_runs_over_pages_and_loses_nothing(walker: Walker) -> None:
    text = "".join(f"第{at:04d}句：密封件在台架试验中渗漏。" for at in range(900))
    record = walker.open("complaint", what_happened=text)
    pdf = printed(record, walker.cast.lin, walker.at)
    assert pages_of(pdf) > 6
    words = words_of(pdf)
    assert all(f"第{at:04d}句" in words for at in range(900))


# --- what it proves -------------------------------------------------------------------------------------------------
def test_a_signature_over_changed_words_is_printed_as_broken(walker: Walker) -> None:
    record = walker.to_done(walker.open("complaint"))
    assert record.signatures.exists()
    record = amend.correct(
        record, walker.cast.wang, {"what_happened": "改写后的投诉内容"}, "笔误", seen=record.version, at=walker.tick()
    )
    text = words_of(printed(record, walker.cast.sun, walker.at))
    assert "签名失效：签后又改动——" in text
    assert "更正" in text
    assert "改写后的投诉内容" in text


def test_papers_are_listed_with_their_digest_and_clocks_with_their_reason(walker: Walker) -> None:
    record = walker.open("complaint")
    paper = attachments.attach(record, walker.cast.lin, "现场照片.txt", "照片".encode(), at=walker.tick())
    attachments.withdraw(paper, walker.cast.lin, "传错了", at=walker.tick())
    text = words_of(printed(walker.again(record), walker.cast.lin, walker.at))
    assert paper.sha256[:16] in text
    assert "现场照片.txt（已撤下）" in text
    assert "为何是这个时间" in text
    assert "起24小时" in text


def test_a_long_trail_is_printed_by_its_ends(walker: Walker) -> None:
    record = walker.open("complaint")
    for at in range(70):
        record = amend.correct(
            record, walker.cast.wang, {"lot": f"L{at:03d}"}, "核对批号", seen=record.version, at=walker.tick()
        )
    text = words_of(printed(record, walker.cast.wang, walker.at))
    assert "另有11条" in text
    assert "L069" in text
    assert "登记" in text


def test_the_same_record_at_the_same_moment_gives_the_same_bytes(walker: Walker) -> None:
    record = walker.open("complaint")
    assert printed(record, walker.cast.lin, walker.at) == printed(record, walker.cast.lin, walker.at)


def test_the_firm_is_the_root_of_its_units(walker: Walker) -> None:
    procedure = load(ProcedureVersion.objects.filter(type="complaint").latest("pk"))
    with spoken("zh-hans"):
        assert firm(walker.cast.units["SC-WEST"], procedure) == "回音机电有限公司"
        assert firm(None, procedure) == str(procedure.company)
    with spoken("en"):
        assert firm(walker.cast.units["SC-WEST"], procedure) == "Huiyin Machinery"


# --- the answer -----------------------------------------------------------------------------------------------------
def test_the_answer_is_a_letter_in_the_customers_language(walker: Walker) -> None:
    record = walker.open("complaint", customer=walker.cast.customers["C003"], contact=None)
    client = Client()
    client.force_login(walker.cast.lin)
    url = f"/complaint/{record.number}/print.pdf?form=answer"
    early = client.get(url)
    assert early.status_code == 409
    assert "答复" in early.content.decode()
    with pytest.raises(Refused):
        answer(record, person=walker.cast.lin, at=walker.at)
    record = walker.to_done(record)
    said = {"answer": "Dear customer,\nwe changed the seal.\nIt will not leak again.", "justified_reason": "内部意见"}
    said |= {"customer": walker.cast.customers["C003"], "contact": None}
    amend.correct(record, walker.cast.wang, said, "补记", seen=record.version, at=walker.tick())
    text = words_of(client.get(url).content)
    assert "NordwerkPumpenGmbH" in text
    assert "Answertoyourcomplaint" in text
    assert "wechangedtheseal." in text
    assert "Yoursfaithfully" in text
    assert record.number in text
    assert "内部意见" not in text
    assert "Uncontrolled" not in text


# --- the chart ------------------------------------------------------------------------------------------------------
def test_a_chart_is_cut_between_its_boxes(walker: Walker) -> None:
    for version in ProcedureVersion.objects.all():
        svg = flat(draw(load(version), language="zh-hans", alone=True))
        assert "var(" not in svg
        assert "@layer" not in svg
        width, height = size(svg)
        pieces = cuts(svg, width, height)
        assert pieces[0][0] == 0
        assert pieces[-1][1] == height
        assert all(one[1] == two[0] for one, two in pairwise(pieces))
        boxes = re.findall(r'<rect x="[\d.-]+" y="([\d.-]+)" width="[\d.]+" height="([\d.]+)"', svg)
        for _top, at in pieces[:-1]:
            for y, high in boxes:
                if float(high) < 200:
                    assert not float(y) < at < float(y) + float(high)


def test_small_things() -> None:
    with spoken("zh-hans"):
        assert [ordinal(at) for at in (1, 11, 16)] == ["一、", "十一、", "16. "]
    with spoken("en"):
        assert ordinal(2) == "2. "
    made = table(["Kind", "What"], [["Containment", "x" * 90], ["b", "第"]])
    assert made["widths"][0] >= len("Containment") * 0.58
    assert made["rows"][1] == [{"text": "b"}, {"text": "第"}]


def test_a_warm_press_prints_a_sheet_in_less_than_a_tenth_of_a_second(walker: Walker) -> None:
    record = walker.to_done(walker.open("complaint"))
    printed(record, walker.cast.lin, walker.at)
    took = []
    for _round in range(5):
        began = time.perf_counter()
        printed(record, walker.cast.lin, walker.at)
        took.append(time.perf_counter() - began)
    assert min(took) < 0.1


def test_a_missing_font_is_said(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glyphs, "FONTS", tmp_path)
    with pytest.raises(FileNotFoundError, match=r"python build_assets\.py"):
        glyphs.fonts()


def test_the_unknown_customer_and_the_holder_are_on_the_paper(walker: Walker) -> None:
    record = walker.open("complaint", customer=None, contact=None, customer_unknown="展会上听说，未留姓名")
    assert "展会上听说，未留姓名" in words_of(printed(record, walker.cast.lin, walker.at))
    assert flow.once("complaint", "nothing") is None
    assert AT.tzinfo is not None
