"""Shipped procedures, damaged at random: either sentences, or a procedure that can be frozen, compared and drawn."""

from random import Random

import pytest

from huiyin.kernel.vocabulary import vocabulary_for
from huiyin.packs.check import check
from huiyin.packs.compare import columns, compare
from huiyin.packs.draw import draw
from huiyin.packs.faults import PackError
from huiyin.packs.freeze import canonical, thaw
from huiyin.packs.places import pack_folders, shipped
from huiyin.packs.read import read_pack

FILES = [
    (folder, file.name) for folder in pack_folders(shipped()) for file in sorted(folder.glob("*.toml"))
    if file.name != "company.toml"
]  # fmt: skip


def damaged(text: str, chance: Random) -> str:
    """The text with a line gone, doubled, moved, or a word of it turned into another of its words."""
    lines = text.splitlines()
    at = chance.randrange(len(lines))
    match chance.randrange(4):
        case 0:
            del lines[at]
        case 1:
            lines.insert(at, lines[at])
        case 2:
            lines.insert(chance.randrange(len(lines)), lines.pop(at))
        case _:
            words = [word for line in lines for word in line.split() if word.startswith('"')]
            lines[at] = lines[at].replace(chance.choice(lines[at].split() or [""]), chance.choice(words), 1)
    return "\n".join(lines)


@pytest.mark.parametrize(("folder", "name"), FILES, ids=lambda one: getattr(one, "name", one))
def test_damage_ends_in_sentences(folder, name, tmp_path):
    text, company = ((folder / file).read_text(encoding="utf-8") for file in (name, "company.toml"))
    (tmp_path / "company.toml").write_text(company, encoding="utf-8")

    def read(words):
        """The one procedure; in a folder of its own, because it may extend another pack's."""
        (tmp_path / name).write_text(words, encoding="utf-8")
        return read_pack(tmp_path)[0]

    sound = read(text)
    words = vocabulary_for(sound.type)
    chance = Random(name + folder.name)
    for _round in range(10 if "extends =" in text + company else 40):
        try:
            procedure = read(damaged(text, chance))
        except PackError:
            continue
        assert thaw(canonical(procedure)) == procedure
        if not check(procedure, words):
            compare(sound, procedure)
            columns(sound, procedure)
            assert draw(procedure, language="zh-hans").endswith("</svg>")
