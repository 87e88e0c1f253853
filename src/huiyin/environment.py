"""What the surroundings tell the settings: where the home folder is, which database, which secret.

Pure reading, no Django settings: `settings.py` imports this, so nothing here may import it back.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent.parent
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
    "PRAGMA cache_size=-20000;PRAGMA journal_size_limit=67108864;"
)


class Misconfigured(SystemExit):
    """A value in the surroundings cannot be used. Ends the program with a sentence, not with a trace."""


def yes(name: str, default: str = "") -> bool:
    """Whether the environment variable `name` is switched on (1, true, yes, on)."""
    return os.environ.get(name, default).strip().lower() in {"1", "true", "yes", "on"}


def home() -> Path:
    """The folder for everything a running system makes: HUIYIN_HOME, or `var` in a checkout, or `~/huiyin`."""
    if given := os.environ.get("HUIYIN_HOME"):
        return Path(given).expanduser().resolve()
    return CHECKOUT / "var" if (CHECKOUT / "pyproject.toml").is_file() else Path.home() / "huiyin"


def secret_key(folder: Path) -> str:
    """HUIYIN_SECRET_KEY, or the key kept in `folder`, made there once and readable by its owner only."""
    if given := os.environ.get("HUIYIN_SECRET_KEY"):
        return given
    kept = folder / "secret.key"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        mine = folder / f"secret.key.{os.getpid()}"
        with open(os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(mine, kept)  # fails when another worker was faster: then its key is the key
        except FileExistsError:
            pass
        finally:
            mine.unlink()
    return kept.read_text(encoding="ascii").strip()


def database(folder: Path) -> dict[str, Any]:
    """Django's database settings for HUIYIN_DATABASE_URL; without it, `huiyin.sqlite3` in `folder`.

    Understands `sqlite:///relative/path`, `sqlite:////absolute/path` and
    `postgres://user:password@host:port/name?option=value` (`?host=/a/socket/folder` too). Raises Misconfigured.
    """
    given = os.environ.get("HUIYIN_DATABASE_URL", "")
    url = urlsplit(given)
    if not given:
        return _sqlite(folder / "huiyin.sqlite3")
    if url.scheme == "sqlite":
        path = unquote(url.path.removeprefix("/"))
        if url.netloc or not path:
            raise Misconfigured(f"HUIYIN_DATABASE_URL: write sqlite:///path/to/file.sqlite3, not {given!r}.")
        return _sqlite(Path(path))
    if url.scheme in {"postgres", "postgresql"}:
        return _postgres(url, given)
    raise Misconfigured(f"HUIYIN_DATABASE_URL: {url.scheme!r} is not known; it is sqlite:///… or postgres://….")


def _sqlite(path: Path) -> dict[str, Any]:
    """SQLite as measured: immediate transactions and a write-ahead log, or eight writers lock each other out."""
    path = path.expanduser().resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "huiyin.sqlite",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": SQLITE_PRAGMAS,
            "cached_statements": 512,  # of the usual 128 hardly one is still there when its page comes round again
        },
        "TEST": {"NAME": os.environ.get("HUIYIN_TEST_SQLITE")},
    }


def _postgres(url: Any, given: str) -> dict[str, Any]:
    """PostgreSQL from a URL; what follows the question mark goes to the driver, `host` and `port` included."""
    name = unquote(url.path.removeprefix("/"))
    if not name:
        raise Misconfigured(f"HUIYIN_DATABASE_URL: the name of the database is missing at the end of {given!r}.")
    options = dict(parse_qsl(url.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": options.pop("host", url.hostname or ""),
        "PORT": options.pop("port", str(url.port or "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def letter_box(folder: Path) -> dict[str, Any]:
    """Django's e-mail settings for HUIYIN_MAIL_URL (`smtp://user:password@host:587?tls=1`, `smtps://…`).

    Without it letters are written as files into `letters` in `folder`: nothing is lost and nobody is written to.
    """
    given = os.environ.get("HUIYIN_MAIL_URL", "")
    url = urlsplit(given)
    if not given:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": folder / "letters",
        }
    if url.scheme not in {"smtp", "smtps"} or not url.hostname:
        raise Misconfigured("HUIYIN_MAIL_URL: write smtp://user:password@host:587?tls=1 or smtps://….")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": url.port or (465 if url.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_SSL": url.scheme == "smtps",
        "EMAIL_USE_TLS": dict(parse_qsl(url.query)).get("tls") == "1",
        "EMAIL_TIMEOUT": 20,
    }


def apps(prefix: str, names: tuple[str, ...]) -> list[str]:
    """Those of `names` that are folders of this package, as dotted names under `prefix`."""
    return [f"{prefix}.{name}" for name in names if (PACKAGE / name / "__init__.py").is_file()]


def rooms() -> list[str]:
    """Every folder under `records/` that holds a `record.py`, in alphabetical order: a room is found, not listed."""
    return [f"huiyin.records.{found.parent.name}" for found in sorted(PACKAGE.glob("records/*/record.py"))]


def packs() -> Path:
    """The folder of the shipped rulebooks: beside `src` in a checkout, inside the package when installed."""
    beside = CHECKOUT / "packs"
    return beside if beside.is_dir() else PACKAGE / "shipped_packs"


def checker() -> Path:
    """The program that checks a sample without us: in `tools` of a checkout, inside the package when installed."""
    beside = CHECKOUT / "tools" / "check_sample.py"
    return beside if beside.is_file() else PACKAGE / "shipped_tools" / "check_sample.py"
