"""`huiyin bench` measures in a place of its own and leaves nothing behind."""

import subprocess
import sys

import pytest

from huiyin.bench.measure import Figure


def bench(home, *words):
    program = [sys.executable, "-m", "huiyin.main", "bench", *words]
    surroundings = {"HUIYIN_HOME": str(home), "HUIYIN_PLAIN_STATIC": "1", "PATH": "/usr/bin:/bin"}
    return subprocess.run(program, env=surroundings, capture_output=True, text=True, check=False)


@pytest.mark.rows
def test_it_prints_ratios_and_leaves_nothing(tmp_path):
    home, place = tmp_path / "home", tmp_path / "place"
    place.mkdir()
    done = bench(home, "--only", "pages", "--sizes", "300", "--times", "1", "--folder", str(place))
    assert done.returncode == 0, done.stderr
    assert "register, last page" in done.stdout
    assert list(place.iterdir()) == []
    assert not (home / "huiyin.sqlite3").exists() or (home / "huiyin.sqlite3").stat().st_size == 0


def test_nonsense_is_refused_in_a_sentence(tmp_path):
    for words in (["--sizes", "many"], ["--sizes", "0"]):
        done = bench(tmp_path, *words)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("CommandError: ")


def test_an_aim_is_kept_or_missed():
    assert not Figure("a", 10, 1, most=12, limit=30).missed
    assert Figure("a", 13, 1, most=12).missed
    assert Figure("a", 31, 1, limit=30).missed
    assert Figure("a", 13, None, most=12).ratio is None
