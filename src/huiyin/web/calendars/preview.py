"""What an edit of a calendar would do, in words: the days worked differently, the promises that would move."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from huiyin.base.dates import day_words, moment_words
from huiyin.calendars.almanac import Calendar
from huiyin.kernel import registry
from huiyin.kernel.recomputing import Moved

SHOWN = 10
MOST = 5_000
"""More open promises than this are not counted one by one."""


def preview(
    changed: dict[str, Calendar], dates: Iterable[dt.date], moved: Iterable[Moved]
) -> dict[str, Any]:  # fmt: skip
    """For calendars/asked.html: sentences, and the first promises that would move."""
    found = list(islice(moved, MOST))
    return {
        "sentences": [_days(sorted(dates)), _calendars(changed), _promises(found)],
        "rows": [promise(one) for one in found[:SHOWN]], "more": max(len(found) - SHOWN, 0),
    }  # fmt: skip


def promise(one: Moved) -> dict[str, Any]:
    """One promise with both dates, as a row."""
    return {
        "number": one.number, "type": str(registry.get(one.type).label), "label": str(one.label),
        "old": moment_words(timezone.localtime(one.old)), "new": moment_words(timezone.localtime(one.new)),
    }  # fmt: skip


def _days(dates: list[dt.date]) -> str:
    if not dates:
        return _("No day is worked differently.")
    comma = pgettext("between dates or times", ", ")
    shown = comma.join(day_words(day) for day in dates[:SHOWN])
    words = ngettext(
        "%(n)d day is worked differently: %(days)s", "%(n)d days are worked differently: %(days)s", len(dates)
    )
    return words % {"n": len(dates), "days": shown + (" …" if len(dates) > SHOWN else "")}


def _calendars(changed: dict[str, Calendar]) -> str:
    names = "、".join(one.label or code for code, one in changed.items())
    return _("It holds for: %(names)s.") % {"names": names} if changed else _("No calendar changes.")


def _promises(found: list[Moved]) -> str:
    if not found:
        return _("No open promise would move, even when recomputed.")
    if len(found) == MOST:
        return _("More than %(n)d open promises would move when recomputed; none moves by itself.") % {"n": MOST}
    words = ngettext(
        "%(n)d open promise would move when recomputed; none moves by itself.",
        "%(n)d open promises would move when recomputed; none moves by itself.",
        len(found),
    )
    return words % {"n": len(found)}
