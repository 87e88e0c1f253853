"""The `huiyin` program: its words, its sentences, its children."""

import signal
import socket
import sys
import threading
import time
import urllib.request

import pytest

from huiyin import headers, main
from huiyin.operate.children import Child, Family
from tests.operate.test_backup import System


def test_alone_it_says_what_it_can_do(capsys):
    assert main.main([]) == 0
    shown = capsys.readouterr().out
    assert [word for group in main.GROUPS.values() for word in group if f"  {word} " not in shown] == []


def test_a_word_it_does_not_know(capsys):
    assert main.main(["dance"]) == 2
    assert capsys.readouterr().err == "huiyin: there is no 'dance'. Run huiyin alone to see what there is.\n"


def _family(children):
    said = []
    family = Family(children, said.append)
    return family, said


@pytest.fixture
def quiet_signals():
    """A family takes the signals of the process; give them back."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_child_that_falls_is_started_again_until_there_is_no_hope(quiet_signals, tmp_path, monkeypatch):
    monkeypatch.setattr("huiyin.operate.children.LONGEST_WAIT", 0.1)
    count = tmp_path / "count"
    falls = Child("jobs", [sys.executable, "-c", f"open({str(count)!r}, 'a').write('x'); raise SystemExit(3)"])
    stays = Child("web", [sys.executable, "-c", "import time; time.sleep(600)"])
    family, said = _family([stays, falls])
    assert family.live() == 1
    assert count.read_text() == "xxxxx"
    assert said[-1] == "jobs ended 5 times at once (code 3); giving up."
    assert stays.running.poll() == -signal.SIGTERM


def test_told_to_stop_it_stops_all(quiet_signals):
    stays = Child("web", [sys.executable, "-c", "import time; time.sleep(600)"])
    family, said = _family([stays])
    threading.Timer(0.5, family.stop).start()
    assert family.live() == 0
    assert (stays.running.poll(), said) == (-signal.SIGTERM, [])


def test_every_answer_carries_the_strict_policy(client):
    answer = client.get("/accounts/login/")
    assert answer.headers["Content-Security-Policy"] == headers.POLICY
    assert "unsafe" not in headers.POLICY
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
def test_nobody_signs_up_at_the_door(client):
    fields = {"username": "mallory", "password1": "jade-river-42", "password2": "jade-river-42"}
    answer = client.post("/accounts/signup/", fields)
    assert answer.templates[0].name == "account/signup_closed.html"


@pytest.mark.journey
def test_from_nothing_to_a_page_and_back_to_silence(tmp_path):
    system = System(tmp_path / "home", f"sqlite:///{tmp_path}/home/rows.sqlite3")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    too_early = system.run("serve", "--port", port)
    assert too_early.returncode == 1
    assert "Run: huiyin init" in too_early.stderr
    assert system.run("init").stderr == ""

    serving = system.start("serve", "--port", port)
    try:
        assert "<html" in _page(f"http://127.0.0.1:{port}/accounts/login/")
        taken = system.run("serve", "--port", port)
        assert taken.returncode == 1
        assert f"Cannot listen on 127.0.0.1:{port}: Address already in use. Try --port." in taken.stderr
        busy = system.run("restore", str(_backup(system, tmp_path)), "--replace")
        assert "huiyin serve is running" in busy.stderr
    finally:
        serving.send_signal(signal.SIGTERM)
        assert serving.wait(timeout=40) == 0
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", int(port)), timeout=1)


def _backup(system, tmp_path):
    file = tmp_path / "kept.tar.gz"
    assert system.run("backup", str(file)).stderr == ""
    return file


def _page(url):
    until = time.monotonic() + 40
    while True:
        try:
            return urllib.request.urlopen(url, timeout=5).read().decode()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.3)
