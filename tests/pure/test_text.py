"""Text made comparable, and pairs for the search."""

from hypothesis import given
from hypothesis import strategies as st

from huiyin.base.text import bigrams, clean, fold, phrases, searchable


def test_full_width_capitals_and_blanks_do_not_matter() -> None:
    assert fold(" ＱＰ０７　Ｒｅｖ．Ａ ") == "qp07 rev.a"


def test_chinese_letters_and_digits_are_paired_alike() -> None:
    assert bigrams("客户投诉TS2026-0001，漏") == "客户 户投 投诉 诉t ts s2 20 02 26 00 00 01 漏"
    assert bigrams("") == bigrams(" ，。!") == ""


def test_a_query_becomes_phrases() -> None:
    assert phrases("投诉 TS26") == ["投诉", "ts s2 26"]


def test_one_character_cannot_be_answered_from_pairs() -> None:
    assert searchable("漏油")
    assert not searchable("漏")
    assert not searchable("漏油 a")
    assert not searchable("——")


@given(st.text(max_size=60), st.text(max_size=30), st.text(max_size=30))
def test_what_a_text_holds_is_found_in_it(middle: str, before: str, after: str) -> None:
    stored = f" {bigrams(before + ' ' + middle + ' ' + after)} "
    for phrase in phrases(middle):
        assert f" {phrase} " in stored


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="漏油阀门ab12", min_size=2, max_size=20), st.data())
def test_a_part_of_a_run_is_found(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 2, len(text)))
    assert f" {phrases(text[start:end])[0]} " in f" {bigrams(text)} "


def test_what_is_stored_has_no_control_characters() -> None:
    assert clean("第一行\r\n第二行\r第三行\x00\x07\t完\ud800") == "第一行\n第二行\n第三行\t完"
    assert clean("  原样  ＡＢ ") == "  原样  ＡＢ "
