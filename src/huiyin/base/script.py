"""Traditional characters read as simplified ones, so that words are found in either script.

Only for looking things up: what is stored, signed and shown stays as it was written. One character always becomes one
character; words that differ between the scripts (品質, 质量) stay different words.
"""

from __future__ import annotations

from functools import cache

import opencc

HAN = range(0x3400, 0xA000)
"""The characters that have a second script and are still in use; the rarest planes are left as they are."""
OURS = {
    "覆": "复", "帐": "账", "著": "着", "瞭": "了", "黏": "粘", "矽": "硅", "砲": "炮", "銲": "焊",
    "铇": "刨", "镕": "熔", "镟": "旋", "锺": "钟", "钜": "巨", "馀": "余", "谘": "咨", "迳": "径",
    "暱": "昵", "渖": "沈",
}  # fmt: skip
"""What the converter keeps apart and two firms write for the same thing."""


def simplified(text: str) -> str:
    """`text` with every Traditional character as its simplified one; as long as before, and twice changes nothing.

    >>> simplified("軸承異響 8D")
    '轴承异响 8D'
    """
    return text if text.isascii() else text.translate(_table())


def traditional_characters() -> str:
    """Every character that `simplified` changes."""
    return "".join(chr(code) for code, char in enumerate(_table()) if ord(char) != code)


@cache
def _table() -> str:
    """For each code point, up to the last of HAN, the character it is read as. Made once, in 0.05 s."""
    changed = _converted("t2s", [chr(code) for code in HAN])
    rest = [chr(code) for code in HAN if chr(code) not in changed and not _common(chr(code))]
    for edition in ("hk2s", "tw2s"):  # what only Hong Kong or Taiwan writes; of common characters they change good ones
        changed |= _converted(edition, rest)
    changed |= OURS
    for char in changed:
        while changed[char] in changed:
            changed[char] = changed[changed[char]]
    return "".join(changed.get(chr(code), chr(code)) for code in range(HAN.stop))


def _converted(edition: str, chars: list[str]) -> dict[str, str]:
    """Those of `chars` that a converter of that edition changes, each alone on its line: no word is looked at."""
    made = opencc.OpenCC(edition).convert("\n".join(chars)).split("\n")
    return {char: new for char, new in zip(chars, made, strict=True) if char != new and len(new) == 1}


def _common(char: str) -> bool:
    """Whether every simplified text may use it: it stands in the State's basic set, GB 2312."""
    return bool(char.encode("gb2312", "ignore"))
