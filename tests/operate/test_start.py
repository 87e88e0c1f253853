"""One process of the server, from nothing to its first page: how much it holds and computes on the way."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

MEMORY = 130
"""MiB one process may hold when it has answered."""
COMPUTING = 2.0
"""Seconds of its own computing: what others do on the machine does not count. About 0.8 on a machine at rest."""
START = """
import time
from io import BytesIO
from huiyin.wsgi import application
answered = []
body = application({
    "REQUEST_METHOD": "GET", "PATH_INFO": "/accounts/login/", "SERVER_NAME": "localhost", "SERVER_PORT": "80",
    "HTTP_HOST": "localhost", "wsgi.input": BytesIO(), "wsgi.url_scheme": "http", "REMOTE_ADDR": "127.0.0.1",
}, lambda status, headers: answered.append(status))
assert answered == ["200 OK"] and b"password" in b"".join(body)
# Not the peak the system keeps: it starts with what the process that forked this one held.
held = next(line for line in open("/proc/self/status") if line.startswith("VmRSS")).split()[1]
print(int(held) / 1024, time.process_time())
"""


@pytest.mark.check(12)
@pytest.mark.django_db
def test_a_process_starts_soon_and_holds_little() -> None:
    surroundings = {**os.environ, "DJANGO_SETTINGS_MODULE": "huiyin.settings"}
    ran = subprocess.run([sys.executable, "-c", START], env=surroundings, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    memory, computing = (float(one) for one in ran.stdout.split())
    assert memory <= MEMORY
    assert computing <= COMPUTING
