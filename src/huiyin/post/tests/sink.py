"""A mail server for tests: takes letters on this machine, remembers them, and misbehaves when told to."""

from __future__ import annotations

import socketserver
import threading
import time
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any


class Sink:
    """`with Sink() as sink:` listens at `sink.port`; what was taken lies in `sink.taken`, in order.

    ``refuse`` holds recipients it refuses, ``drop`` those at whose letter it hangs up after having taken it;
    ``delay`` is how long it thinks before it says that it took a letter.
    """

    def __init__(self, *, refuse: set[str] | None = None, drop: set[str] | None = None, delay: float = 0.0) -> None:
        self.refuse, self.drop, self.delay = refuse or set(), drop or set(), delay
        self.taken: list[Message] = []
        sink = self

        class Talk(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                try:
                    sink.talk(self)
                except ConnectionError:  # a sender was killed; that is what some tests are about
                    return

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = daemon_threads = True

        self.server = Server(("127.0.0.1", 0), Talk)
        self.port = self.server.server_address[1]

    def __enter__(self) -> Sink:
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_why: Any) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def ids(self) -> list[str]:
        """The Message-IDs taken, in order."""
        return [str(one["Message-ID"]) for one in self.taken]

    def talk(self, peer: socketserver.StreamRequestHandler) -> None:
        """As little of the protocol as a sender needs."""
        to = ""
        _say(peer, "220 sink")
        while line := peer.rfile.readline():
            word = line.decode("ascii", "replace").strip()
            verb = word.upper()
            if verb.startswith("RCPT"):
                to = word.partition("<")[2].partition(">")[0]
                _say(peer, "550 nobody of that name" if to in self.refuse else "250 ok")
            elif verb == "DATA":
                _say(peer, "354 go on")
                if not self._take(peer, to):
                    return
            elif verb == "QUIT":
                _say(peer, "221 bye")
                return
            else:
                _say(peer, "250 ok")

    def _take(self, peer: socketserver.StreamRequestHandler, to: str) -> bool:
        lines = []
        while (line := peer.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        if not line:
            return False  # the sender died before its last word: nothing was taken
        self.taken.append(message_from_bytes(b"".join(lines), policy=default))
        if to in self.drop:
            return False
        time.sleep(self.delay)
        try:
            _say(peer, "250 taken")
        except OSError:  # the sender died after it: what was taken stays taken
            return False
        return True


def _say(peer: socketserver.StreamRequestHandler, words: str) -> None:
    peer.wfile.write(f"{words}\r\n".encode())
