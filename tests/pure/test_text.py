"""Text made comparable, and text as it is looked for."""

import re
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from huiyin.base.alike import alike
from huiyin.base.script import simplified, traditional_characters
from huiyin.base.text import clean, fold, runs, sought

COMMON = "".join(one for one in map(chr, range(0x4E00, 0xA000)) if one.encode("gb2312", "ignore"))
WORDS = "轴軸承异異响響复覆複发發髮漏油ＤｄN５5 -－(（①"
"""Letters with several ways to write them, beside some with one."""


def test_full_width_capitals_and_blanks_do_not_matter() -> None:
    assert fold(" ＱＰ０７　Ｒｅｖ．Ａ ") == "qp07 rev.a"


def test_script_matters_to_what_is_kept_apart_and_not_to_what_is_looked_for() -> None:
    assert fold("軸承異響") == "軸承異響"
    assert sought("軸承異響　ＤＮ50") == sought("轴承异响 dn50") == "轴承异响 dn50"


def test_words_of_the_trade_are_one_in_both_scripts() -> None:
    pairs = (
        "漏點滲漏/漏点渗漏", "鏽蝕/锈蚀", "銹蝕/锈蚀", "鬆動/松动", "裂紋/裂纹", "砂眼氣孔/砂眼气孔", "洩漏/泄漏",
        "閥門/阀门", "客訴處理/客诉处理", "回覆期限/回复期限", "答覆/答复", "重複發生/重复发生", "台帳/台账",
        "臺帳/台账", "檢驗員/检验员", "裡外/里外", "裏外/里外", "製造/制造", "黏著/粘着", "銲接/焊接", "瞭解/了解",
        "矽膠/硅胶", "電纜線/电缆线", "電纜綫/电缆线", "啟動/启动", "啓動/启动", "麵/面", "鐘/钟", "鍾/钟",
        "乾燥/干燥", "幹部/干部", "後/后", "于/於",
    )  # fmt: skip
    wrong = [pair for pair in pairs if len({simplified(side) for side in pair.split("/")}) != 1]
    assert wrong == []


def test_different_words_stay_different() -> None:
    assert simplified("品質") != simplified("质量")
    assert simplified("漏油") == "漏油"


def test_one_character_becomes_one_and_stays_it() -> None:
    characters = traditional_characters()
    assert len(characters) > 3000
    assert len(simplified(characters)) == len(characters)
    assert [one for one in simplified(characters) if simplified(one) != one] == []


def test_simplified_text_is_read_as_it_stands_with_few_exceptions() -> None:
    """What everybody writes is hardly touched: of 6763 common characters only rare ones and those we read as one."""
    changed = [one for one in COMMON if simplified(one) != one]
    assert len(COMMON) == 6763
    assert len(changed) < 50


@settings(deadline=None)
@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert sought(sought(text)) == sought(text)
    assert len(sought(text)) == len(fold(text))


@settings(deadline=None)  # the first of them makes the tables
@given(st.text(alphabet=WORDS, max_size=12), st.text(alphabet=WORDS, max_size=4))
def test_the_pattern_finds_what_is_looked_for_alike_and_nothing_else(text: str, query: str) -> None:
    wanted = unicodedata.normalize("NFC", query).split()
    assert bool(re.search(alike(query), text)) is (sought(" ".join(wanted)) in sought(text))


def test_the_pattern_reads_signs_as_signs() -> None:
    signs = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
    assert [sign for sign in signs if not re.search(f"^{alike(sign)}$", sign) or re.search(alike(sign), "a1轴")] == []
    assert re.search(alike("straße"), "STRASSE")
    assert re.search(alike("㎏"), "5 kg")
    assert alike("") == alike("  ") == ""


def test_runs_are_letters_and_digits_of_either_script() -> None:
    assert list(runs("客戶投訴TS2026-0001，漏")) == ["客户投诉ts2026", "0001", "漏"]
    assert list(runs(" ，。!")) == []


def test_what_is_stored_has_no_control_characters() -> None:
    assert clean("第一行\r\n第二行\r第三行\x00\x07\t完\ud800") == "第一行\n第二行\n第三行\t完"
    assert clean("  原样  ＡＢ ") == "  原样  ＡＢ "
