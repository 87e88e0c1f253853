"""Chinese found by the sounds of its syllables."""

import pytest

from huiyin.base.pinyin import initials, syllables, ways


@pytest.mark.parametrize(
    ("text", "letters", "sound"),
    [
        ("重庆长江汽车股份有限公司", "cqcjqcgfyxgs", "chongqingchangjiangqichegufenyouxiangongsi"),
        ("东海泵业（集团）3厂", "dhbyjt3c", "donghaibengyejituan3chang"),
        ("中国银行", "zgyh", "zhongguoyinhang"),
        ("Nordwerk Pumpen GmbH", "nordwerkpumpengmbh", "nordwerkpumpengmbh"),
        ("ＡＢＣ 泵", "abcb", "abcbeng"),
        ("吕绿", "ll", "lvlv"),
        ("㐂𠮷家", "㐂𠮷j", "㐂𠮷jia"),
        ("はな", "はな", "はな"),
        ("", "", ""),
        ("——！？", "", ""),
        ("坏\x00了\ud800", "hl", "huaile"),
    ],
)
def test_initials_and_sounds(text, letters, sound):
    assert initials(text) == letters
    assert syllables(text) == sound


def test_the_list_of_words_decides_between_readings():
    assert [initials(word) for word in ("重庆", "重型", "长江", "厂长", "银行", "行走")] == [
        "cq", "zx", "cj", "cz", "yh", "xz",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [("单县", ("dx", "cx", "sx")), ("曾国强", ("cgq", "zgq", "cgj")), ("ABC", ("abc",)), ("", ("",))],
)
def test_other_readings_one_at_a_time(text, expected):
    assert ways(text) == expected


def test_only_the_first_characters_are_read_in_several_ways():
    assert ways("水水水水水长") == ("sssssz", "sssssc")
    assert ways("水水水水水水长") == ("ssssssz",)
