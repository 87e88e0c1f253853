"""What was read about persons and units is remembered for one request, never longer.

A right that was ended must be gone with the next click, in every worker, so nothing outlives the request that read
it. Outside a request (commands, jobs, tests) nothing is remembered, unless a long piece of work asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, TypeVar

from asgiref.local import Local

T = TypeVar("T")
_here = Local()


def remember(key: tuple[Any, ...], read: Callable[[], T]) -> T:
    """What `read()` gave for `key` earlier in this request, or gives now."""
    kept = getattr(_here, "kept", None)
    if kept is None:
        return read()
    if key not in kept:
        kept[key] = read()
    return kept[key]


@contextmanager
def remembering() -> Iterator[None]:
    """For a long piece of work of one kind (an import, a nightly job): remember within this block."""
    before = getattr(_here, "kept", None)
    _here.kept = {} if before is None else before
    try:
        yield
    finally:
        _here.kept = before


def carry(before: date, after: date) -> None:
    """What was remembered of one day holds for another: no role and no absence begins or ends between the two.

    For work that plays day after day; whoever calls it has looked that this is so.
    """
    kept = getattr(_here, "kept", None) or {}
    for key in [key for key in kept if key[-1] == before]:
        kept.setdefault((*key[:-1], after), kept.pop(key))


def begin(**signal: Any) -> None:
    """A request starts: with an empty memory, whatever the one before it left."""
    _here.kept = {}


def end(**signal: Any) -> None:
    """A request is answered."""
    _here.kept = None


def forget(**signal: Any) -> None:
    """Something about persons or units was written: read everything anew."""
    if getattr(_here, "kept", None):
        _here.kept.clear()
