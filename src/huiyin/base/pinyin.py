"""How Chinese is typed by its sounds: initials (`重庆泵业` → `cqby`) and whole syllables (`chongqingbengye`).

The readings come from pypinyin: its list of words knows that 重 is `chong` in 重庆 and `zhong` in 重型. The list takes
about 60 MB, so only a process that writes or reads a list of names for the first time loads it (decision 0011).
"""

from __future__ import annotations

from functools import cache, lru_cache
from types import ModuleType

from huiyin.base.text import runs

HAN = range(0x3400, 0x2FA20)
"""Where Chinese characters live, rare ones included; nothing else in there has a reading."""
HEARD = 6
"""People type the first letters; only as many characters are read in more than one way: 长 in two, 单 in three."""


@cache
def _readings() -> ModuleType:
    import pypinyin  # inline: slow

    return pypinyin


@lru_cache(maxsize=20_000)
def initials(text: str) -> str:
    """The first letter of every syllable, in lower case; letters and digits stand for themselves, the rest goes.

    >>> initials("重庆泵业（集团）3厂")
    'cqbyjt3c'
    """
    plain = "".join(runs(text))
    if plain.isascii():
        return plain
    made = _readings().lazy_pinyin(plain, style=_readings().Style.FIRST_LETTER)
    return "".join("".join(made).split())


def syllables(text: str) -> str:
    """The whole sound, without tones or blanks.

    >>> syllables("东海泵业")
    'donghaibengye'
    """
    plain = "".join(runs(text))
    return plain if plain.isascii() else "".join(_readings().lazy_pinyin(plain, v_to_u=False))


def ways(text: str) -> tuple[str, ...]:
    """Every likely row of initials of a name, the best first: one character at a time may be read otherwise.

    >>> ways("单县")
    ('dx', 'cx', 'sx')
    """
    best = initials(text)
    plain = "".join(runs(text))
    if plain.isascii() or len(plain) != len(best):
        return (best,)
    heard = enumerate(plain[:HEARD])
    others = (best[:at] + letter + best[at + 1 :] for at, char in heard for letter in _letters(char))
    return tuple(dict.fromkeys([best, *others]))


def _letters(char: str) -> list[str]:
    """The first letters of all readings of one character; of anything else, itself."""
    if ord(char) not in HAN:
        return [char]
    read = _readings().pinyin(char, style=_readings().Style.FIRST_LETTER, heteronym=True)
    return sorted(set(read[0]))
