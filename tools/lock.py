"""Compile the two lock files from pyproject.toml: every version pinned and hashed, no host named.

uv refuses to read dependency groups of a project it does not manage, and it must not manage this one: its own
lock file names the hosts it asked. So the lists are read here and handed over on standard input.
"""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).with_name("uv")
FLAGS = ("--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate")


def compile_lock(wanted: list[str], lock: Path, more: tuple[str, ...] = ()) -> None:
    """Write `lock` for the requirements in `wanted`, keeping the versions it already holds where they still fit."""
    command = [str(UV), "pip", "compile", "--quiet", *FLAGS, *more, "-", "--output-file", str(lock)]
    subprocess.run(command, input="\n".join(wanted), text=True, check=True, cwd=ROOT)


def main() -> None:
    """Compile both files; arguments such as `--upgrade` go to uv."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runtime = project["project"]["dependencies"]
    more = tuple(sys.argv[1:])
    compile_lock(runtime, ROOT / "requirements.txt", more)
    compile_lock(
        [*runtime, *project["dependency-groups"]["dev"]],
        ROOT / "requirements-dev.txt",
        (*more, "--constraints", "requirements.txt"),
    )


if __name__ == "__main__":
    main()
