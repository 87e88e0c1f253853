"""A clock of one record in words: how much time is left or gone, what stopped it, which later date it was given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.base.dates import moment_words
from huiyin.calendars.almanac import Calendar
from huiyin.calendars.words import span_words, why
from huiyin.calendars.worktime import remaining
from huiyin.kernel.clocks import levels
from huiyin.kernel.models import Due
from huiyin.kernel.promises import GIVEN
from huiyin.packs.shape import Due as Clock
from huiyin.packs.shape import Procedure
from huiyin.packs.words import field_word


def standing(due: Due, clock: Clock | None, calendar: Calendar, at: dt.datetime) -> tuple[str, str]:
    """Tone and words of a clock at `at`."""
    if due.settled_at is not None:
        if due.settled_at <= due.due_at:
            return "met", _("Kept in time")
        return "late", _("Kept, %(span)s") % {"span": span_words(remaining(due.settled_at, due.due_at, calendar))}
    if due.paused_at is not None:
        left = span_words(remaining(due.paused_at, due.due_at, calendar))
        return "paused", _("Stands still, %(span)s") % {"span": left}
    text = span_words(remaining(at, due.due_at, calendar))
    if at > due.due_at:
        return "late", text
    near = any(level.startswith("warn") and when <= at for level, when in levels(due, clock, calendar))
    return ("soon" if near else "calm"), text


def reasons(due: Due, procedure: Procedure) -> list[str]:
    """Why a promise is due when it is, and which field its date comes from or would come from."""
    said = why(due.basis)
    if field := due.basis.get("field"):
        words = {"field": field_word(procedure, field)}
        if due.amount == str(GIVEN):
            said.append(_("It is the date given in “%(field)s”.") % words)
        else:
            said.append(_("“%(field)s” is empty; a date filled in there takes its place.") % words)
    return said


def first_date(due: Due) -> dt.datetime | None:
    """The date first promised, where another one was granted or given since; nothing where it still stands."""
    moved = due.extensions or ("field" in due.basis and due.first_due_at != due.due_at)
    return due.first_due_at if moved else None


def stands_still(due: Due) -> Iterator[str]:
    """The stop that lasts; ended ones are in the reckoning already."""
    for pause in due.pauses.all():
        if pause.ended_at is None:
            since = moment_words(timezone.localtime(pause.began_at))
            yield _("It stands still since %(since)s.") % {"since": since}


def extensions(due: Due) -> Iterator[str]:
    """Each later date the promise was given: by whom and why."""
    for one in due.extensions:
        values = {
            "old": moment_words(timezone.localtime(dt.datetime.fromisoformat(one["from"]))),
            "new": moment_words(timezone.localtime(dt.datetime.fromisoformat(one["to"]))),
            "name": one["name"],
            "reason": one["reason"],
        }
        yield _("%(old)s → %(new)s, by %(name)s: %(reason)s") % values
