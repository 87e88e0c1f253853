"""The table in a sheet: titles above, notes below, merged cells, spacers, headings that come twice."""

import datetime as dt

import pytest

from huiyin.base.errors import Invalid
from huiyin.intake.sheets import read_sheets
from huiyin.intake.table import find_table, letter, set_notes_apart
from tests.imports.conftest import workbook

KNOWN = {"编号", "客户名称", "投诉内容", "投诉日期", "数量", "Name"}
DAY = dt.date(2020, 6, 8)


def table(rows, merges=None, **options):
    [sheet] = read_sheets(workbook(rows, merges=merges))
    return find_table(sheet, KNOWN.__contains__, **options)


def test_titles_above_and_an_empty_first_column_are_no_part_of_it():
    found = table([
        [None, "客户投诉一览表"], [None, "2020 年度", None, "QP0701-1.0"], [],
        [None, "编号", "客户名称", None, "投诉内容"], [None, 1, "甲", None, "漏油"], [None, 2, "乙", None, "破损"],
    ])  # fmt: skip
    assert found.names == ["", "编号", "客户名称", "", "投诉内容"]
    assert [line.number for line in found.lines] == [5, 6]
    assert found.above == ["客户投诉一览表", "2020 年度", "QP0701-1.0"]


def test_notes_and_sums_below_are_set_apart():
    found = table([
        ["编号", "客户名称", "投诉日期", "投诉内容", "数量"], [1, "甲", DAY, "漏油", 3], [2, "乙", DAY, "破损", 4],
        ["合计", None, None, None, 7], [], ["制表：林晓", None, "审核：王建国"],
    ])  # fmt: skip
    set_notes_apart(found, lambda line: line.cells[2] == DAY)
    assert [line.number for line in found.lines] == [2, 3]
    assert [line.number for line in found.below] == [4, 6]


def test_a_last_row_without_a_date_is_still_a_row_when_it_is_full():
    found = table([["编号", "客户名称", "投诉日期"], [1, "甲", DAY], [2, "乙", "unknown"]])
    set_notes_apart(found, lambda line: line.cells[2] == DAY)
    assert [line.number for line in found.lines] == [2, 3]


def test_a_heading_of_two_rows_is_one_name_for_each_column():
    rows = [
        [None] * 5,
        ["编号", "客户", None, "投诉", None],
        [None, "客户名称", "地区", "投诉日期", "投诉内容"],
        [1, "甲", "华东", DAY, "漏油"],
    ]
    found = table(rows, {"A2:A3": "编号", "B2:C2": "客户", "D2:E2": "投诉", "A1:E1": "客户投诉一览表"})
    assert found.names == ["编号", "客户 / 客户名称", "客户 / 地区", "投诉 / 投诉日期", "投诉 / 投诉内容"]
    assert [line.number for line in found.lines] == [4]


def test_a_cell_merged_over_several_rows_speaks_for_all_of_them():
    rows = [["编号", "客户名称", "投诉内容"], [1, None, "漏油"], [2, None, "破损"], [3, "乙", "异响"]]
    found = table(rows, {"B2:B3": "甲"})
    assert found.column(1) == ["甲", "甲", "乙"]


def test_headings_that_come_twice_and_columns_without_one_have_names_of_their_own():
    found = table([["编号", "投诉内容", "投诉内容", None], [1, "漏油", "异响", "x"]])
    assert found.names == ["编号", "投诉内容", "投诉内容 (2)", "Column D"]
    assert found.named == [True, True, True, False]


def test_a_heading_repeated_on_every_page_is_no_row():
    found = table([["编号", "客户名称"], [1, "甲"], ["编号", "客户名称"], [2, "乙"]])
    assert ([line.cells[0] for line in found.lines], found.repeated) == ([1, 2], 1)


def test_without_a_known_heading_the_first_full_row_of_texts_is_it():
    found = table([["a title"], ["see", "below"], ["Colour", "Weight", "When"], ["red", 3, DAY], ["blue", 4, DAY]])
    assert found.names == ["Colour", "Weight", "When"]


def test_without_a_heading_columns_go_by_number():
    found = table([[958173.0, "Ford"], [681238.0, "GM"]], no_header=True)
    assert (found.names, len(found.lines)) == (["1", "2"], 2)


@pytest.mark.parametrize(
    ("rows", "words"), [([["编号", "客户名称"]], "no row below"), ([[1, 2], [3, 4]], "No row looks like")]
)
def test_what_holds_no_table_is_told(rows, words):
    with pytest.raises(Invalid) as no:
        table(rows)
    assert words in str(no.value.why)


def test_columns_are_lettered_as_in_a_spreadsheet():
    assert [letter(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
