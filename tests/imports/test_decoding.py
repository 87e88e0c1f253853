"""Bytes to cells: every writing and every delimiter a register comes in."""

import pytest

from huiyin.base.errors import Invalid
from huiyin.intake.decode import read_text
from huiyin.intake.delimited import split
from huiyin.intake.sheets import read_sheets
from tests.imports.conftest import workbook

SIMPLIFIED = "投诉编号,客户名称,投诉内容\r\n1,东海泵业,机械密封漏油，运转三小时后温度升高\r\n2,长江汽车,包装破损\r\n"
TRADITIONAL = "客訴編號,客戶名稱,投訴內容\n1,東海泵業,機械密封漏油，運轉三小時後溫度升高\n2,長江汽車,包裝破損\n"


@pytest.mark.parametrize(
    ("text", "written", "read"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        (SIMPLIFIED, "gb2312", "gb18030"),
        (SIMPLIFIED, "utf-16", "utf-16"),
        (SIMPLIFIED, "utf-16-le", "utf-16-le"),
        (SIMPLIFIED, "utf-16-be", "utf-16-be"),
        (SIMPLIFIED, "utf-32", "utf-32"),
        (TRADITIONAL, "big5", "big5hkscs"),
        (TRADITIONAL, "gb18030", "gb18030"),
        ("编号;店名\n1;㐂𠮷商店\n2;镕基\n", "gb18030", "gb18030"),
        ("No;Kunde\n1;Müller & Söhne\n2;Société Générale\n", "cp1252", "cp1252"),
        ("id,a\n1,b\n", "ascii", "utf-8"),
    ],
)
def test_a_writing_is_recognised(text, written, read):
    found = read_text(text.encode(written))
    assert (found.text, found.encoding, found.lost) == (text, read, 0)


def test_what_cannot_be_read_is_counted_not_dropped():
    body = (SIMPLIFIED * 30).encode("gb18030")
    line = body.index(b"\r\n", 400)
    found = read_text(body[:line] + b"\xff" + body[line:])
    assert found.encoding == "gb18030"
    assert found.lost == 1
    assert found.text.count("\ufffd") == 1


def test_the_encoding_can_be_said():
    assert read_text(TRADITIONAL.encode("big5"), "cp950").text == TRADITIONAL
    with pytest.raises(Invalid):
        read_text(b"x", "klingon")


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
        ("a\tb\n1\t2\n", [["a", "b"], ["1", "2"]]),
        ("a;b\n1,5;2\n3,25;4\n", [["a", "b"], ["1,5", "2"], ["3,25", "4"]]),
        ('a,b\n"x, ""y""\nz",2\n', [["a", "b"], ['x, "y"\nz', "2"]]),
        ('a\tb\n5" pipe\t2\n"odd\t3\n', [["a", "b"], ['5" pipe', "2"], ['"odd', "3"]]),
        ("a,b\n漏油\t漏水,1\n", [["a", "b"], ["漏油\t漏水", "1"]]),
        ("a,b,c\n1,2\n1,2,3,4\n5,6,7\n", [["a", "b", "c"], ["1", "2"], ["1", "2", "3", "4"], ["5", "6", "7"]]),
        ("客户投诉一览表\n编号,客户\n1,甲\n2,乙\n", [["客户投诉一览表"], ["编号", "客户"], ["1", "甲"], ["2", "乙"]]),
        ("only\none\n", [["only"], ["one"]]),
    ],
)
def test_rows_are_parted_where_they_should(text, rows):
    assert split(text) == rows


def test_a_quotation_mark_that_never_closes_does_not_swallow_the_rest():
    lines = ["id|text", *(f"{n}|{'' if n != 7 else chr(34)}row {n}" for n in range(300))]
    assert len(split("\n".join(lines))) == 301


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"\x00\x00\n", "empty"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "page or a document"),
        (b"%PDF-1.7\n", "page or a document"),
        (b"PK\x03\x04 not an archive", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "cannot be read"),
        (bytes(range(256)) * 40, "neither text nor a workbook"),
        (workbook([]), "no table"),
    ],
)
def test_what_is_no_table_is_told_in_a_sentence(body, words):
    with pytest.raises(Invalid) as no:
        read_sheets(body)
    assert words in str(no.value.why)
