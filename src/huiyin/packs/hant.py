"""Traditional script derived from simplified, where a pack does not give its own."""

from __future__ import annotations

from functools import lru_cache

import opencc

TERMS = {
    "台账": "台帳",
    "签字": "簽字",
    "签名": "簽名",
    "签批": "簽批",
    "会签": "會簽",
    "签署": "簽署",
    "复核": "複核",
    "复发": "復發",
    "回复": "回復",
    "答复": "答復",
    "重复": "重複",
    "面板": "面板",
    "周期": "週期",
    "准则": "準則",
    "批准": "批准",
    "核准": "核准",
    "只读": "唯讀",
    "余量": "餘量",
    "里程碑": "里程碑",
    "控制计划": "控制計劃",
    "线盘": "線盤",
    "登记表": "登記表",
}
"""Words of our trade the general converter gets wrong or could get wrong in a later edition; longest match wins."""

# Private-use characters carry our own words through the converter untouched.
_FIRST = 0xE000


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2tw")


@lru_cache(maxsize=4096)
def traditional(text: str) -> str:
    """``text`` in traditional script, mainland wording kept: a firm's own terms are not to be translated."""
    words = sorted(TERMS, key=len, reverse=True)
    for at, word in enumerate(words):
        text = text.replace(word, chr(_FIRST + at))
    text = _converter().convert(text)
    for at, word in enumerate(words):
        text = text.replace(chr(_FIRST + at), TERMS[word])
    return text
