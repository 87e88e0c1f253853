"""Words found in a record: number, subject, customer, what happened. Any part of a word, Chinese or Latin, finds it.

Every position of a word is indexed by the piece that starts there: two characters of Chinese, four of Latin letters
and digits (two digits stand in every number; four hardly ever), fewer at the word's end. A query is cut the same way,
and only its last piece may be the beginning of an indexed one. So one character is found as well, without a scan.
Width, case and script (Traditional or simplified) do not matter: words and query are made alike before they are cut.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection
from django.db.models import BooleanField, F, Func, Model, QuerySet
from django.db.models.expressions import RawSQL

from huiyin.base.script import traditional_characters
from huiyin.base.text import fold, runs
from huiyin.kernel.registry import RecordType

M = TypeVar("M", bound=Model)

EDGE = "\ue000"
"""Stands between two words in the index: no word holds it, so a phrase cannot run from one word into the next."""
RARE = 2_000
"""Up to this many hits the records are fetched by them; above, they are walked in the page's order."""
LONGEST, MOST_WORDS = 200, 8
OLD_AT_ONCE = 200
"""An expression of SQLite's may hold 256 alternatives."""
INDEXED = 50_000
"""Characters of a record's words that are indexed; a PostgreSQL search vector cannot hold much more."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One word of a query: the pieces that must follow each other, and the word as it stands in a folded text.

    ``open`` says that the last piece may go on in the text.
    """

    pieces: tuple[str, ...]
    open: bool
    plain: str


def pieces(run: str) -> list[str]:
    """The piece starting at each position of one run of letters and digits.

    >>> pieces("漏油ab")
    ['漏油', '油a', 'ab', 'b']
    """
    return [run[start : start + (4 if char < "\x80" else 2)] for start, char in enumerate(run)]  # _width, but faster


def _width(char: str) -> int:
    return 4 if char.isascii() else 2


def wording(record: Any, record_type: RecordType) -> str:
    """The words a record is found by: its number, subject, customer and the fields its type names."""
    parts = [record.number, record.title, record.customer_unknown]
    if record.customer_id:
        parts += [record.customer.name, record.customer.short_name]
    parts += [str(getattr(record, name, "") or "") for name in record_type.search]
    return "\n".join(part for part in parts if part)


def index(record_id: int, text: str) -> None:
    """Let the record be found by the words of ``text`` from now on, and no longer by older ones."""
    index_many([(record_id, text)])


def index_many(rows: Iterable[tuple[int, str]]) -> None:
    """The same for many records, each with its text."""
    postgres = connection.vendor == "postgresql"
    statement = _INDEX_POSTGRES if postgres else "INSERT OR REPLACE INTO kernel_search (rowid, words) VALUES (%s, %s)"
    values: Any = (_stored_postgres(*row) if postgres else (row[0], stored(row[1])) for row in rows)
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)


_INDEX_POSTGRES = """
INSERT INTO kernel_search (record_id, plain, words) VALUES (%s, %s, array_to_tsvector(%s))
ON CONFLICT (record_id) DO UPDATE SET plain = excluded.plain, words = excluded.words"""


def stored(text: str) -> str:
    """What SQLite's index keeps of a text."""
    return f" {EDGE} ".join(" ".join(pieces(run)) for run in runs(text[:INDEXED]))


def _stored_postgres(record_id: int, text: str) -> tuple[int, str, list[str]]:
    words = list(runs(text[:INDEXED]))
    return record_id, " ".join(words), sorted({piece for run in words for piece in pieces(run)})


def outdated() -> bool:
    """Whether an earlier version of the program wrote this index, which kept the scripts apart.

    Each position of a word begins a piece, so no piece may begin with a character that is written otherwise now.
    """
    postgres = connection.vendor == "postgresql"
    asked, join = ("words @@ %s::tsquery", " | ") if postgres else ("kernel_search MATCH %s", " OR ")
    old = [f"'{char}':*" if postgres else f'"{char}" *' for char in traditional_characters()]
    with connection.cursor() as cursor:
        for start in range(0, len(old), OLD_AT_ONCE):
            some = join.join(old[start : start + OLD_AT_ONCE])
            cursor.execute(f"SELECT 1 FROM kernel_search WHERE {asked} LIMIT 1", [some])  # noqa: S608
            if cursor.fetchone():
                return True
    return False


def forget(record_ids: Iterable[int]) -> None:
    """Let these records no longer be found."""
    column = "record_id" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM kernel_search WHERE {column} = %s", [(one,) for one in record_ids])  # noqa: S608


def wanted(query: str) -> list[Wanted]:
    """The words a query asks for, all of which a record must hold; blanks part them, other signs join their sides.

    >>> [one.plain for one in wanted("漏油 KS2026-0001")]
    ['漏油', 'ks2026 0001']
    """
    found = []
    for word in fold(query[:LONGEST]).split()[:MOST_WORDS]:
        parts = list(runs(word))
        if parts:
            found.append(_wanted(parts))
    return found


def _wanted(parts: list[str]) -> Wanted:
    phrase = [piece for part in parts[:-1] for piece in [*pieces(part), EDGE]]
    last = parts[-1]
    for start, char in enumerate(last):
        piece = last[start : start + _width(char)]
        phrase.append(piece)
        if start + _width(char) >= len(last):
            return Wanted(tuple(phrase), len(piece) < _width(char), " ".join(parts))
    raise AssertionError("a run is never empty")


def find(queryset: QuerySet[M], query: str) -> QuerySet[M]:
    """Those records of ``queryset`` that hold every word of ``query``; all of them when it is empty.

    Takes a queryset of records or of a room's own, in any order and filtered by anything. Asks the index once how
    common the words are, because only we can know whether the records or their order should be looked at first.
    """
    if not query.strip():
        return queryset
    ids = hits(query, RARE)
    return walked(queryset, query) if ids is None else queryset.filter(pk__in=sorted(ids))


def hits(query: str, most: int) -> set[int] | None:
    """The ids of the records that hold every word of ``query``; nothing when they are more than ``most``."""
    words = wanted(query)
    if not words:
        return set()
    key, condition, values = _condition(words)
    with connection.cursor() as cursor:
        limited = f"SELECT s.{key} FROM kernel_search s WHERE {condition} LIMIT %s"  # noqa: S608
        cursor.execute(limited, [*values, most + 1])
        ids = {row[0] for row in cursor.fetchall()}
    return ids if len(ids) <= most else None


def walked(queryset: QuerySet[M], query: str) -> QuerySet[M]:
    """Those records of ``queryset`` that hold every word of ``query``, asked of each while they are walked in order."""
    key, condition, values = _condition(wanted(query))
    hits = RawSQL(f"SELECT s.{key} FROM kernel_search s WHERE {condition}", values)  # noqa: S608, S611
    return queryset.filter(AsYouGo(F("pk"), hits))


def _condition(words: list[Wanted]) -> tuple[str, str, tuple[str, ...]]:
    """The search table's key, and what its row must meet; pieces are letters and digits, so nothing needs escaping."""
    if connection.vendor == "postgresql":
        lexemes = {f"'{piece}'" for word in words for piece in word.pieces[: -1 if word.open else None]}
        lexemes |= {f"'{word.pieces[-1]}':*" for word in words if word.open}
        lexemes.discard(f"'{EDGE}'")
        rechecks = " AND ".join("s.plain LIKE %s" for _ in words)
        values = (" & ".join(sorted(lexemes)), *(f"%{word.plain}%" for word in words))
        return "record_id", f"s.words @@ %s::tsquery AND {rechecks}", values
    phrases = (f'"{" ".join(word.pieces)}"{" *" if word.open else ""}' for word in words)
    return "rowid", "s.kernel_search MATCH %s", (" AND ".join(phrases),)


class AsYouGo(Func):
    """Whether a record is among the hits, asked while walking the records in the order the page wants them.

    A computed key cannot be looked up, so no planner begins with the hits, fetches them all and sorts them.
    """

    output_field = BooleanField()
    template = "(%(expressions)s)"
    arg_joiner = " + 0 IN "
