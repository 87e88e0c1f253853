"""Traditional script derived from simplified, where a pack does not give its own."""

from __future__ import annotations

from functools import lru_cache

import opencc

TERMS = {
    "签": "簽",  # a converter takes the bamboo slip 籤; we mean signing
    "标签": "標籤",
    "台": "台",  # 臺 is formal; 平台, 後台, 台帳 are what people write
    "台账": "台帳",
    "汇总": "匯總",
    "汇报": "匯報",
    "了解": "了解",
    "复核": "複核",
    "重复": "重複",
    "回复": "回復",
    "答复": "答復",
    "复发": "復發",
    "联系人": "聯繫人",
    "控制计划": "控制計劃",
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
