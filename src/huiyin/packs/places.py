"""Where packs lie: those shipped with the program, and those beside the one being read."""

from __future__ import annotations

import re
from pathlib import Path

import huiyin

VERSION = re.compile(r"\d+(\.\d+)*", re.ASCII)


def shipped() -> Path:
    """The folder of the packs that come with the program: inside the installed package, or in the checkout."""
    inside = Path(huiyin.__file__).parent / "shipped_packs"
    return inside if inside.is_dir() else Path(huiyin.__file__).parents[2] / "packs"


def pack_name(folder: Path) -> str:
    """``generic@1.0`` for a folder named after a version, the folder's own name otherwise."""
    here = folder.resolve()
    return f"{here.parent.name}@{here.name}" if VERSION.fullmatch(here.name) else here.name


def find_base(reference: str, folder: Path) -> Path | None:
    """The folder of the pack ``name@version`` (or ``name``): first beside ``folder``, then among the shipped."""
    name, _at, version = reference.partition("@")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", name) or (version and not VERSION.fullmatch(version)):
        return None
    here = folder.resolve()
    for root in (here.parent, here.parent.parent, shipped()):
        found = root / name / version if version else root / name
        if found.is_dir() and found != here:
            return found
    return None


def pack_folders(root: Path) -> list[Path]:
    """Every folder below ``root`` that holds a ``company.toml``, in alphabetical order."""
    return sorted(file.parent for file in root.glob("**/company.toml"))
