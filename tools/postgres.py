"""A PostgreSQL server for as long as it is needed: real, empty, gone afterwards.

    python tools/postgres.py run -- pytest tests/kernel      # HUIYIN_DATABASE_URL is set for the command

Uses the server the system's package installed, in a folder of its own and on a socket only; the cluster the package
made is not touched. PostgreSQL refuses to run as root, so root lends it the package's user.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HASTE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")
NEEDED = "PostgreSQL is not installed here. Run: apt-get install -y --no-install-recommends postgresql"


def binaries() -> Path:
    """The folder of `initdb` and `postgres`, the newest version first. Raises SystemExit with what to install."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    if link := shutil.which("initdb"):
        return Path(link).resolve().parent
    raise SystemExit(NEEDED)


class Server:
    """A server in a temporary folder; `with Server() as url:` gives the address of its database `huiyin`."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="huiyin-pg-"))
        self.as_user: dict[str, str] = {}
        if os.geteuid() == 0:
            self.as_user = {"user": "postgres", "group": "postgres"}
            shutil.chown(self.folder, "postgres", "postgres")
        self.postmaster: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> str:
        """Start the server and wait until it answers (half a second)."""
        bin_ = binaries()
        rows = self.folder / "rows"
        # C.UTF-8, not C: under C the trigram extension sees no Chinese at all.
        self._run(bin_ / "initdb", "-D", rows, "-U", "huiyin", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        settings = [part for setting in HASTE for part in ("-c", setting)]
        place = ("-k", str(self.folder), "-c", "listen_addresses=")
        with open(self.folder / "log", "wb") as log:
            self.postmaster = subprocess.Popen(
                [str(bin_ / "postgres"), "-D", str(rows), *place, *settings],
                stdout=log, stderr=log, cwd=self.folder, start_new_session=True, **self.as_user,  # type: ignore[call-overload]
            )  # fmt: skip
        self._wait(bin_)
        self._run(bin_ / "createdb", "-h", self.folder, "-U", "huiyin", "huiyin")
        return f"postgres://huiyin@/huiyin?host={self.folder}"

    def __exit__(self, *_: object) -> None:
        """Stop at once and remove the folder."""
        if self.postmaster:
            self.postmaster.send_signal(signal.SIGINT)
            try:
                self.postmaster.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.postmaster.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, *command: object) -> None:
        done = subprocess.run(
            [str(part) for part in command], capture_output=True, text=True, cwd=self.folder, **self.as_user  # type: ignore[call-overload]
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"{command[0]} failed:\n{done.stderr}")

    def _wait(self, bin_: Path, seconds: float = 20) -> None:
        assert self.postmaster
        until = time.monotonic() + seconds
        ask = [str(bin_ / "pg_isready"), "-q", "-h", str(self.folder), "-U", "huiyin"]
        while subprocess.run(ask).returncode:
            if self.postmaster.poll() is not None or time.monotonic() > until:
                raise SystemExit("PostgreSQL did not start:\n" + (self.folder / "log").read_text())
            time.sleep(0.05)


def main() -> int:
    """Run the command after `--` with a server of its own; answers with the command's result."""
    if sys.argv[1:3] != ["run", "--"] or len(sys.argv) < 4:
        raise SystemExit(__doc__)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server does not outlive us
    with Server() as url:
        return subprocess.run(sys.argv[3:], env={**os.environ, "HUIYIN_DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main())
