"""Keep the words complete: English in the code, Chinese by hand, Traditional script by machine.

    python tools/translate.py             # add new words to each zh_Hans catalogue (what another app says already in
                                          # its Chinese, the rest empty, for you to fill), write zh_Hant, compile
    python tools/translate.py calendars   # the same for one app or some
    python tools/translate.py --check     # change nothing; 1 when a word is missing, stale or contradictory
    python tools/translate.py --compile   # only make the .mo files

A catalogue belongs to an app: `src/huiyin/<app>/locale/`. Words are found with xgettext, as Django does.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import polib

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src/huiyin"
TERMS = ROOT / "tools/hant_terms.toml"
KEYWORDS = (
    "_", "gettext", "gettext_lazy", "gettext_noop", "ngettext:1,2", "ngettext_lazy:1,2", "pgettext:1c,2",
    "pgettext_lazy:1c,2", "npgettext:1c,2,3", "npgettext_lazy:1c,2,3",
)  # fmt: skip
HAN = re.compile(r"[\u3400-\u9fff]")
PLACE = re.compile(r"%\(\w+\)[sdf]|%[sd]|\{\w*\}")
HEAD = {
    "Project-Id-Version": "huiyin",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
Key = tuple[str, str]  # context, English


def apps() -> list[Path]:
    """Folders that own a catalogue: every package under huiyin, every room, and `base` for the words below apps."""
    found = {path.parent for path in PACKAGE.glob("*/__init__.py")} - {PACKAGE / "records"}
    found |= {path.parent for path in PACKAGE.glob("records/*/__init__.py")}
    named = {word.strip("/") for word in sys.argv[1:] if not word.startswith("-")} if __name__ == "__main__" else set()
    return sorted(app for app in found if not named or app.name in named)


def catalogue(app: Path, language: str) -> Path:
    """Where the catalogue of `app` for `language` (zh_Hans, zh_Hant) is or will be."""
    return app / "locale" / language / "LC_MESSAGES" / "django.po"


def sources(app: Path) -> Iterator[Path]:
    """Files of an app that speak: Python and templates, not its tests."""
    for path in sorted([*app.rglob("*.py"), *app.glob("templates/**/*.html"), *app.glob("templates/**/*.txt")]):
        if not {"tests", "migrations", "node_modules"} & set(path.relative_to(app).parts):
            yield path


def wanted(app: Path) -> dict[Key, polib.POEntry]:
    """Every word `app` says, by context and English. Raises SystemExit when gettext is not installed."""
    if not shutil.which("xgettext"):
        raise SystemExit("xgettext is missing. Run: apt-get install -y --no-install-recommends gettext")
    found: dict[Key, polib.POEntry] = {}
    texts = [path for path in sources(app) if path.suffix != ".py"]
    python = [str(path) for path in sources(app) if path.suffix == ".py"]
    if python:
        _gather(found, python, None)
    for path in texts:
        _gather(found, ["-"], _as_python(path))
    return found


def _as_python(template: Path) -> str:
    from django.conf import settings  # inline: slow
    from django.utils.translation.template import templatize  # inline: slow

    if not settings.configured:
        settings.configure()
    return templatize(template.read_text(encoding="utf-8"), origin=str(template))


def _gather(found: dict[Key, polib.POEntry], files: list[str], text: str | None) -> None:
    flags = [part for word in KEYWORDS for part in ("--keyword=" + word,)]
    command = ["xgettext", "-L", "Python", "--from-code=UTF-8", "--keyword", *flags, "--no-location", "-o", "-", *files]
    done = subprocess.run(command, input=text, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"xgettext could not read {files}:\n{done.stderr}")
    if done.stdout.strip():
        for entry in polib.pofile(done.stdout):
            found.setdefault((entry.msgctxt or "", entry.msgid), entry)


def read(path: Path) -> dict[Key, polib.POEntry]:
    """The entries of a catalogue in its order; none when there is no file."""
    if not path.exists():
        return {}
    return {(entry.msgctxt or "", entry.msgid): entry for entry in polib.pofile(str(path)) if not entry.obsolete}


def write(path: Path, entries: Iterable[polib.POEntry]) -> None:
    """Write a catalogue, without dates or names: only words change it."""
    file = polib.POFile(wrapwidth=110)
    file.metadata = dict(HEAD)
    file.metadata["Language"] = path.parts[-3]
    file.extend(entries)
    if file:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{file}\n", encoding="utf-8")


@cache
def terms() -> tuple[dict[str, str], re.Pattern[str]]:
    """Our own table of words, and a pattern that finds the longest first."""
    table = tomllib.loads(TERMS.read_text(encoding="utf-8"))["terms"]
    return table, re.compile("|".join(map(re.escape, sorted(table, key=len, reverse=True))))


@cache
def _converter() -> Any:
    import opencc  # inline: slow

    return opencc.OpenCC("s2tw")  # s2t writes 爲 and 羣; s2twp changes words, not only script


def traditional(text: str) -> str:
    """Simplified to Traditional script: our terms as the table says, the rest by OpenCC; wording is kept."""
    table, pattern = terms()
    parts, at = [], 0
    for hit in pattern.finditer(text):
        parts += [_converter().convert(text[at : hit.start()]), table[hit.group()]]
        at = hit.end()
    return "".join([*parts, _converter().convert(text[at:])])


def in_traditional(entry: polib.POEntry) -> polib.POEntry:
    """The same entry in Traditional script."""
    return polib.POEntry(
        msgctxt=entry.msgctxt, msgid=entry.msgid, msgid_plural=entry.msgid_plural, flags=list(entry.flags),
        msgstr=traditional(entry.msgstr),
        msgstr_plural={number: traditional(text) for number, text in entry.msgstr_plural.items()},
    )  # fmt: skip


def said(entry: polib.POEntry) -> str:
    """The translation; zh has one plural form."""
    return str(entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr)


def faults_of(app: Path) -> Iterator[str]:
    """Everything wrong with the words of one app, as sentences."""
    name = app.relative_to(PACKAGE).as_posix()
    here, hans = wanted(app), read(catalogue(app, "zh_Hans"))
    for key in here:
        if HAN.search(key[1]):
            yield f"{name}: message ids are English, this one is not: {key[1]!r}"
        elif key not in hans or not said(hans[key]):
            yield f"{name}: no Chinese for {key[1]!r}" + (f" (context {key[0]!r})" if key[0] else "")
        elif bool(here[key].msgid_plural) != bool(hans[key].msgid_plural):
            yield f"{name}: {key[1]!r} has a plural on one side only"
    for key, entry in hans.items():
        if entry.fuzzy:
            yield f"{name}: marked fuzzy: {key[1]!r}"
        if key not in here:
            yield f"{name}: nobody says {key[1]!r} any more"
        if said(entry) and sorted(set(PLACE.findall(said(entry)))) != sorted(set(PLACE.findall(places_of(entry)))):
            yield f"{name}: placeholders differ in {key[1]!r}: {said(entry)!r}"
    hant = read(catalogue(app, "zh_Hant"))
    if [(k, said(e)) for k, e in hant.items()] != [(k, traditional(said(e))) for k, e in hans.items()]:
        yield f"{name}: zh_Hant does not follow from zh_Hans"


def unheard(app: Path) -> Iterator[str]:
    """Words inside an f-string: xgettext does not read there, so they would stay English without anybody noticing."""
    spoken = {word.partition(":")[0] for word in KEYWORDS}
    for path in (path for path in sources(app) if path.suffix == ".py"):
        texts = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.JoinedStr)]
        for call in (node for text in texts for node in ast.walk(text) if isinstance(node, ast.Call)):
            if isinstance(call.func, ast.Name) and call.func.id in spoken:
                yield f"{path.relative_to(ROOT)}:{call.lineno}: a word to translate inside an f-string; take it out"


def places_of(entry: polib.POEntry) -> str:
    """The English whose placeholders the Chinese must hold: of a plural, the form for many."""
    return str(entry.msgid_plural or entry.msgid)


def house() -> dict[Key, dict[str, list[str]]]:
    """What every English text is called in Chinese, and by which apps."""
    ways: dict[Key, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for path in sorted(PACKAGE.glob("**/locale/zh_Hans/LC_MESSAGES/django.po")):
        for key, entry in read(path).items():
            if said(entry):
                ways[key][said(entry)].append(path.parents[3].relative_to(PACKAGE).as_posix())
    return ways


def contradictions() -> Iterator[str]:
    """Catalogues are merged when the program runs, so one English text has one Chinese everywhere, or a context."""
    for key, texts in house().items():
        if len(texts) > 1:
            told = "; ".join(f"{text!r} in {', '.join(where)}" for text, where in texts.items())
            yield f"two translations for {key[1]!r}: {told}. Agree on one or give a context (pgettext)."


def refresh(app: Path) -> int:
    """Bring one app's catalogues up to date; gives how many words still lack Chinese."""
    here, path = wanted(app), catalogue(app, "zh_Hans")
    hans = read(path)
    kept = {key: entry for key, entry in hans.items() if key in here}
    known = house() if here.keys() - kept.keys() else {}
    for key, entry in here.items():
        if key not in kept:
            chinese = next(iter(known.get(key, {})), "")
            kept[key] = polib.POEntry(
                msgctxt=entry.msgctxt, msgid=entry.msgid, msgid_plural=entry.msgid_plural,
                msgstr="" if entry.msgid_plural else chinese,
                msgstr_plural={0: chinese} if entry.msgid_plural else {},
                flags=[flag for flag in entry.flags if flag.endswith("format")],
            )  # fmt: skip
    if kept or path.exists():
        write(path, kept.values())
        write(catalogue(app, "zh_Hant"), map(in_traditional, kept.values()))
    return sum(not said(entry) for entry in kept.values())


def compile_all() -> int:
    """Make the .mo of every catalogue that is newer than its .mo; gives how many were made."""
    made = 0
    for path in PACKAGE.glob("**/locale/*/LC_MESSAGES/django.po"):
        target = path.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < path.stat().st_mtime:
            polib.pofile(str(path)).save_as_mofile(str(target))
            made += 1
    return made


def main() -> int:
    """See the top of this file."""
    if "--compile" in sys.argv:
        compile_all()
        return 0
    if "--check" in sys.argv:
        faults = [fault for app in apps() for fault in (*faults_of(app), *unheard(app))] + [*contradictions()]
        print("\n".join(faults) or "translations: complete")
        return 1 if faults else 0
    for app in apps():
        if lacking := refresh(app):
            print(f"{app.relative_to(PACKAGE)}: {lacking} words to translate in {catalogue(app, 'zh_Hans')}")
    compile_all()
    return 0


if __name__ == "__main__":
    sys.exit(main())
