"""A procedure as canonical JSON and back, exactly.

Mappings become lists of pairs, because their order is the order people see. What equals its default is left out, so
a shape that grows later neither breaks a stored body nor changes what an unchanged procedure freezes to.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any, get_args, get_origin, get_type_hints

from huiyin.packs.shape import Procedure


def canonical(procedure: Procedure) -> str:
    """The one text a procedure freezes to: sorted keys, no blanks, UTF-8."""
    return json.dumps(plain(procedure), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def fingerprint(body: str) -> str:
    """SHA-256 of a canonical body, in hexadecimal."""
    return sha256(body.encode()).hexdigest()


def thaw(body: str) -> Procedure:
    """The procedure a body was frozen from. Raises ValueError when it is not one."""
    try:
        return build(Procedure, json.loads(body))  # type: ignore[no-any-return]
    except (TypeError, KeyError, AttributeError) as why:
        raise ValueError(f"not a frozen procedure: {why}") from why


def plain(value: Any) -> Any:
    """``value`` as JSON has it."""
    if is_dataclass(value) and not isinstance(value, type):
        named = ((one, getattr(value, one.name)) for one in fields(value))
        return {one.name: plain(held) for one, held in named if held != default_of(one)}
    if isinstance(value, Mapping):
        return [[key, plain(held)] for key, held in value.items()]
    if isinstance(value, tuple):
        return [plain(held) for held in value]
    return value


def build(kind: Any, held: Any) -> Any:
    """The value of type ``kind`` that ``plain`` made ``held`` from."""
    if hasattr(kind, "__dataclass_fields__"):
        hints = hints_of(kind)
        return kind(**{name: build(hints[name], inner) for name, inner in held.items() if name in hints})
    origin, inside = get_origin(kind), get_args(kind)
    if origin is Mapping:
        return {key: build(inside[1], inner) for key, inner in held}
    if origin is tuple:
        return tuple(build(inside[0], inner) for inner in held)
    return float(held) if kind is float else held


@lru_cache(maxsize=64)
def hints_of(kind: Any) -> dict[str, Any]:
    """The resolved types of a dataclass's fields."""
    return get_type_hints(kind)


def default_of(one: Field[Any]) -> Any:
    """What a field holds when nobody says anything; something equal to nothing when it must be given."""
    if one.default is not MISSING:
        return one.default
    return one.default_factory() if one.default_factory is not MISSING else MISSING
