"""Compile the lock files: every version pinned and hashed, no host named.

    python tools/lock.py                 # keep the versions that still fit
    python tools/lock.py --upgrade       # arguments go to uv

uv refuses to read dependency groups of a project it does not manage, and it must not manage this one: its own
lock file names the hosts it asked. So the lists are read here and handed over on standard input. npm's lock leaves the
hosts out by a setting in .npmrc; what is left are links to packages' sponsors, removed here.
"""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).with_name("uv")
FLAGS = ("--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate")


def compile_lock(wanted: list[str], lock: str, more: tuple[str, ...] = ()) -> None:
    """Write the file `lock` for the requirements in `wanted`, keeping the versions it already holds where they fit."""
    command = [str(UV), "pip", "compile", "--quiet", *FLAGS, *more, "-", "--output-file", lock]
    subprocess.run(command, input="\n".join(wanted), text=True, check=True, cwd=ROOT)


def without_links(lock: Path) -> None:
    """Remove the sponsors' links from npm's lock file."""
    tree = json.loads(lock.read_text(encoding="utf-8"))
    for package in tree["packages"].values():
        package.pop("funding", None)
    lock.write_text(json.dumps(tree, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> None:
    """Compile every lock file there is a list for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runtime = project["project"]["dependencies"]
    build = project["build-system"]["requires"]
    more = tuple(sys.argv[1:])
    compile_lock(runtime, "requirements.txt", more)
    same = (*more, "--constraints", "requirements.txt")
    compile_lock([*runtime, *project["dependency-groups"]["dev"]], "requirements-dev.txt", same)
    compile_lock(build, "requirements-build.txt", more)
    without_links(ROOT / "package-lock.json")


if __name__ == "__main__":
    main()
