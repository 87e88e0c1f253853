"""What the surroundings tell the settings."""

import pytest

from huiyin import environment


def test_a_database_beside_the_rest_when_nothing_is_said(monkeypatch, tmp_path):
    monkeypatch.delenv("HUIYIN_DATABASE_URL")
    assert environment.database(tmp_path)["NAME"] == tmp_path / "huiyin.sqlite3"


def test_sqlite_begins_as_a_writer_and_keeps_every_answered_commit(monkeypatch, tmp_path):
    monkeypatch.setenv("HUIYIN_DATABASE_URL", f"sqlite:///{tmp_path}/a/rows.sqlite3")
    found = environment.database(tmp_path)
    assert found["NAME"] == tmp_path / "a/rows.sqlite3"
    assert found["NAME"].parent.is_dir()
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert found["OPTIONS"]["cached_statements"] == 512
    assert "journal_mode=WAL;PRAGMA synchronous=FULL" in found["OPTIONS"]["init_command"]


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        (
            "postgres://wang:p%40ss@db.firm:5433/huiyin?sslmode=require",
            ("huiyin", "wang", "p@ss", "db.firm", "5433", {"sslmode": "require"}),
        ),
        ("postgresql://wang@/huiyin?host=/run/pg", ("huiyin", "wang", "", "/run/pg", "", {})),
    ],
)
def test_postgres_from_an_address(monkeypatch, tmp_path, url, parts):
    monkeypatch.setenv("HUIYIN_DATABASE_URL", url)
    found = environment.database(tmp_path)
    assert tuple(found[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")) == parts


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://x/y", "'mysql' is not known"),
        ("sqlite://rows.sqlite3", "write sqlite:///path"),
        ("sqlite:///", "write sqlite:///path"),
        ("postgres://host", "the name of the database is missing"),
    ],
)
def test_an_address_nobody_understands_is_refused_with_a_sentence(monkeypatch, tmp_path, url, sentence):
    monkeypatch.setenv("HUIYIN_DATABASE_URL", url)
    with pytest.raises(environment.Misconfigured, match=sentence):
        environment.database(tmp_path)


def test_the_secret_is_made_once_and_is_its_owners(monkeypatch, tmp_path):
    monkeypatch.delenv("HUIYIN_SECRET_KEY")
    first = environment.secret_key(tmp_path / "home")
    assert len(first) > 60
    assert environment.secret_key(tmp_path / "home") == first
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["secret.key"]
    assert (tmp_path / "home/secret.key").stat().st_mode & 0o777 == 0o600


def test_letters_become_files_unless_a_server_is_named(monkeypatch, tmp_path):
    assert environment.letter_box(tmp_path)["EMAIL_FILE_PATH"] == tmp_path / "letters"
    monkeypatch.setenv("HUIYIN_MAIL_URL", "smtp://a:b@mail.firm:587?tls=1")
    found = environment.letter_box(tmp_path)
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"], found["EMAIL_USE_TLS"]) == ("mail.firm", 587, True)


def test_rooms_are_found_not_listed():
    found = environment.rooms()
    assert found == sorted(found)
    assert "huiyin.records.complaint" in found
