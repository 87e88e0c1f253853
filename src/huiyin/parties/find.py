"""Customers found by any part of a name, a code, or the initials of its sounds."""

from __future__ import annotations

from django.db.models import Case, QuerySet, Value, When

from huiyin.base.pinyin import initials, syllables, ways
from huiyin.base.text import clean, sought
from huiyin.parties.models import Customer

LIMIT = 20
WORDS = 6
"""More words than this in a query narrow nothing further."""


def find_text(customer: Customer) -> str:
    """What `Customer.find` holds: every name and every way to type it, one to a line, each after a line break.

    Both scripts, any width and case are kept as one (`sought`), and a query is made the same.
    A line that begins with the query is a better hit than one that merely holds it, and `\\n` in front shows it.
    """
    names = (customer.code, customer.name, customer.short_name, customer.name_en)
    chinese = (customer.name, customer.short_name)
    spelt = [way for name in chinese if not name.isascii() for way in (*ways(name), syllables(name))]
    lines = dict.fromkeys(sought(line) for line in (*names, *spelt, initials(customer.name_en)) if line)
    return "".join(f"\n{line}" for line in lines)


def find_customers(q: str, limit: int = LIMIT, *, among: QuerySet[Customer] | None = None) -> list[Customer]:
    """At most `limit` customers whose names hold every word of `q`, the best first; the key customers for no words.

    Exact codes first, then names that begin with it, then the rest; in each, those whose dealings ended come last.
    `among` is what the asker may see.
    """
    words = _words(q)
    rows = named(Customer.objects.all() if among is None else among, q)
    best = Case(
        When(code__iexact=" ".join(words), then=Value(0)),
        When(find__contains="\n" + " ".join(words), then=Value(1)),
        default=Value(2),
    )
    ended = Case(When(ended_on=None, then=Value(0)), default=Value(1))
    order = (best, ended) if words else (ended,)
    return list(rows.order_by(*order, "-key", "name", "pk")[:limit])


def named(rows: QuerySet[Customer], q: str) -> QuerySet[Customer]:
    """Those of `rows` whose names hold every word of `q`, in the order they had."""
    for word in _words(q):
        rows = rows.filter(find__contains=word)
    return rows


def _words(q: str) -> list[str]:
    return sought(clean(q)[:200]).split()[:WORDS]
