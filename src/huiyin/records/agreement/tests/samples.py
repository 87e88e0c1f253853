"""A term that ends after it begins, and moves on with each renewal."""

import datetime as dt
from typing import Any


def _end(walker: Any, record: Any) -> str:
    known = record.valid_to if record is not None else None
    return ((known or walker.at.date()) + dt.timedelta(days=365)).isoformat()


SAMPLES = {"valid_to": _end}
