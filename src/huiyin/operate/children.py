"""Programs that belong together: started together, restarted when one falls, stopped together.

Nothing but Python's own library is used here: whoever only looks after others must not fill the machine's memory.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

HEALTHY_AFTER = 10.0  # seconds a program must live before a fall is forgiven
FALLS_ALLOWED = 5
LONGEST_WAIT = 30.0  # seconds before a fallen program is tried again, at most
PATIENCE = 20.0  # seconds for a clean end before it is forced


@dataclass
class Child:
    """One program to keep alive. `falls` counts early ends in a row; `again_at` is when to try again."""

    name: str
    command: Sequence[str]
    running: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    again_at: float = 0.0
    falls: int = 0

    def start(self) -> None:
        """Start it. It gets a session of its own, so that Ctrl+C reaches it through us only, once."""
        self.started_at = time.monotonic()
        self.running = subprocess.Popen(self.command, start_new_session=True)


@dataclass
class Family:
    """Keeps children alive until it is told to stop. `say` takes one line for the console."""

    children: list[Child]
    say: Callable[[str], object]
    stopping: bool = field(default=False, init=False)

    def live(self) -> int:
        """Run until a signal comes (0) or a child fell too often (1)."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.stop)
        code = 0
        try:
            for child in self.children:
                child.start()
            while not self.stopping and not code:
                time.sleep(0.3)
                code = max(self.mind(child) for child in self.children)
        finally:
            self.end()
        return code

    def stop(self, *_: object) -> None:
        """What a signal does."""
        self.stopping = True

    def mind(self, child: Child) -> int:
        """Look after one child; gives 1 when there is no hope for it."""
        now = time.monotonic()
        if child.running is None:
            if now >= child.again_at:
                child.start()
            return 0
        code = child.running.poll()
        if code is None or self.stopping:
            return 0
        child.running = None
        child.falls = 1 if now - child.started_at > HEALTHY_AFTER else child.falls + 1
        if child.falls >= FALLS_ALLOWED:
            self.say(f"{child.name} ended {child.falls} times at once (code {code}); giving up.")
            return 1
        child.again_at = now + min(LONGEST_WAIT, 2.0 ** (child.falls - 1))
        self.say(f"{child.name} ended (code {code}); starting it again in {child.again_at - now:.0f} s.")
        return 0

    def end(self) -> None:
        """Ask all to stop, wait, and force whoever does not."""
        alive = [(child.name, child.running) for child in self.children if child.running]
        for _, program in alive:
            program.send_signal(signal.SIGTERM)  # does nothing when it has ended
        until = time.monotonic() + PATIENCE
        for name, program in alive:
            try:
                program.wait(timeout=max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.say(f"{name} does not stop; ending it.")
                program.kill()
                program.wait()


def become(children: Sequence[Child], pid_file: Path) -> NoReturn:
    """Give this process up for one that only minds the children, in a tenth of the memory; its number stays."""
    wanted = {"pid_file": str(pid_file), "children": [[child.name, *child.command] for child in children]}
    os.execv(sys.executable, [sys.executable, "-m", "huiyin.operate.children", json.dumps(wanted)])  # noqa: S606


def main(words: Sequence[str]) -> int:
    """What `become` starts; gives the exit code."""
    wanted = json.loads(words[0])
    children = [Child(name, command) for name, *command in wanted["children"]]
    try:
        return Family(children, lambda line: print(line, file=sys.stderr, flush=True)).live()
    finally:
        Path(wanted["pid_file"]).unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
