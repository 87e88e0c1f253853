"""From what a form says to a PDF: one typst compiler per process, kept warm.

What people wrote goes in as data and stays text: nothing in it is read as markup, no file outside this folder is
opened, nothing is fetched. The same record printed at the same moment gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from huiyin.prints import glyphs

HERE = Path(__file__).parent
_ONE_AT_A_TIME = Lock()


@cache
def _compiler() -> Any:
    """Our fonts and no others, so that every machine prints the same page."""
    import typst  # inline: slow

    glyphs.fonts()
    ours = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(glyphs.FONTS)])
    return typst.Compiler(root=str(HERE), font_paths=ours)


def pdf(form: str, said: Mapping[str, Any], *, at: dt.datetime) -> bytes:
    """The form `<form>.typ` (`forms/sheet`, `paper/register`) filled with `said`, dated `at` (aware)."""
    return _pressed(form, said, at, "pdf")[0]


def pages(form: str, said: Mapping[str, Any], *, at: dt.datetime, ppi: int = 96) -> list[bytes]:
    """The same as pictures, one PNG a page."""
    return _pressed(form, said, at, "png", ppi=ppi)


def _pressed(form: str, said: Mapping[str, Any], at: dt.datetime, kind: Any, **more: Any) -> list[bytes]:
    missing: set[str] = set()
    told = _drawable(said, missing)
    told["missing"] = sorted(f"U+{ord(char):04X}" for char in missing)
    with _ONE_AT_A_TIME:
        made = _compiler().compile(
            input=str(HERE / f"{form}.typ"), format=kind, timestamp=int(at.timestamp()),
            sys_inputs={"said": json.dumps(told, ensure_ascii=False)}, **more,
        )  # fmt: skip
    return list(made) if isinstance(made, list) else [made or b""]


def _drawable(said: Any, missing: set[str]) -> Any:
    """Everything said, as our fonts can draw it."""
    if isinstance(said, Mapping):
        return {key: _drawable(one, missing) for key, one in said.items()}
    if isinstance(said, (list, tuple)):
        return [_drawable(one, missing) for one in said]
    if said is None or isinstance(said, (bool, int, float)):
        return said
    return glyphs.shown(str(said), missing)
