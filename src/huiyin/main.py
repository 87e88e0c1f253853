"""The `huiyin` program: one word per thing a keeper of the system does, each a Django command of some app.

What is written to the screen is English: it is read by whoever runs the machine. Pages speak the reader's language.
"""

from __future__ import annotations

import os
import sys
from typing import NamedTuple


class Deed(NamedTuple):
    """One word of the program: the Django command behind it and what it does, in one line."""

    command: str
    does: str


GROUPS: dict[str, dict[str, Deed]] = {
    "Run": {
        "init": Deed("init", "set up or upgrade the database; --admin NAME makes the first person"),
        "serve": Deed("serve", "pages and the watcher, until stopped (127.0.0.1:8000)"),
        "demo": Deed("demo", "fill an empty system with a plausible firm"),
    },
    "Rulebooks and registers": {
        "pack": Deed("pack", "check, draw, compare, rehearse or adopt a rulebook"),
        "import": Deed("import_register", "take in a register kept in a spreadsheet so far"),
        "calendar": Deed("calendar", "take in the State's holidays of a year, or show a month"),
    },
    "Keep": {
        "backup": Deed("backup", "everything into one file: rows, attachments, checksums"),
        "restore": Deed("restore", "put such a file back"),
        "verify": Deed("verify", "prove that no event of the trail was changed or lost"),
        "doctor": Deed("doctor", "say what was found, from which file, and what ails it"),
    },
    "Build": {
        "bench": Deed("bench", "measure this machine with many records"),
        "manage": Deed("", "any Django command, e.g. huiyin manage migrate"),
    },
}
NOT_SET_UP = "The database is not set up, or not up to date. Run: huiyin init"


def main(arguments: list[str] | None = None) -> int:
    """Run one deed; `arguments` without the program's name (default: those of the process). Gives the exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huiyin.settings")
    if not words or words[0] in {"help", "-h", "--help"}:
        print(page_of_help())
        return 0
    name, *rest = words
    if name == "manage":
        return _run(rest or ["help"])
    deed = next((group[name] for group in GROUPS.values() if name in group), None)
    if deed is None:
        print(f"huiyin: there is no {name!r}. Run huiyin alone to see what there is.", file=sys.stderr)
        return 2
    return _run([deed.command, *rest])


def page_of_help() -> str:
    """Every word, grouped."""
    lines = ["huiyin — what it can do (huiyin WORD --help says more)"]
    for title, deeds in GROUPS.items():
        lines += ["", title, *(f"  {name:<9} {deed.does}" for name, deed in deeds.items())]
    return "\n".join(lines)


def _run(words: list[str]) -> int:
    from django.core.management import execute_from_command_line  # inline: app start
    from django.db.utils import OperationalError, ProgrammingError  # inline: app start

    try:
        execute_from_command_line(["huiyin", *words])
    except (OperationalError, ProgrammingError) as error:
        if "--traceback" in words:
            raise
        first = str(error).strip().splitlines()[0]
        missing = isinstance(error, ProgrammingError) or "no such" in first
        print(f"huiyin: {NOT_SET_UP if missing else 'The database cannot be used.'} ({first})", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
