"""The outbox: letters are rows written with the deed, sent later by the post, never twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from huiyin.calendars import days
from huiyin.calendars.worktime import next_opening
from huiyin.kernel import clocks
from huiyin.kernel.models import Due, Letter, Record, Turn
from huiyin.kernel.policy import procedure_of
from huiyin.people.models import Person

LEASE = dt.timedelta(minutes=10)
MOST_TRIES = 5


def write(
    key: str, *, record: Any | None, to: str, subject: str, text: str, at: dt.datetime,
    not_before: dt.datetime | None = None, papers: Iterable[str] = (),
) -> None:  # fmt: skip
    """Put one letter into the outbox, in the caller's transaction. The same ``key`` again writes nothing.

    ``papers`` are ids of attachments to send along; a letter about no one record has none.
    """
    letter = Letter(
        key=key[:160], record=Record(pk=record.pk) if record else None, to=to,
        subject=" ".join(subject.split())[:200], text=text, written_at=at, not_before=not_before or at,
        papers=list(papers),
    )  # fmt: skip
    Letter.objects.bulk_create([letter], ignore_conflicts=True)


def about(record: Any, persons: Iterable[Person], kind: str, due: Due, at: dt.datetime) -> None:
    """Tell persons by letter that a promise is near, late or escalated; nobody is written to outside working time."""
    clock = clocks.clock_named(procedure_of(record), due.name)
    what = clock.label if clock else due.name
    key = f"{kind}:{due.pk}:{due.due_at:%Y%m%d%H%M}:{len(due.told)}"  # a later date is told anew
    _about(record, persons, kind, what, due.due_at, key, at)


def about_row(record: Any, persons: Iterable[Person], kind: str, turn: Turn, at: dt.datetime) -> None:
    """The same of a row inside the record, near or late."""
    if turn.due_at is not None:
        key = f"{kind}:{turn.step}:{turn.line}:{record.pk}:{turn.due_on}"
        _about(record, persons, kind, turn.words, turn.due_at, key, at)


def _about(
    record: Any, persons: Iterable[Person], kind: str, what: Any, due_at: dt.datetime, key: str, at: dt.datetime
) -> None:
    procedure = procedure_of(record)
    calendar = days.load(clocks.calendar_code(record, procedure))
    for person in persons:
        if not person.email:
            continue
        with override(person.language or procedure.language):
            words = {
                "number": record.number, "title": record.title, "clock": what,
                "due": timezone.localtime(due_at).strftime("%Y-%m-%d %H:%M"), "name": person.name,
            }  # fmt: skip
            subject = _subject(kind) % words
            text = _("%(name)s:\n\n%(number)s %(title)s\n%(clock)s: due %(due)s.\n") % words
        write(
            f"{key}:{person.pk}", record=record, to=person.email, subject=subject, text=text, at=at,
            not_before=next_opening(at, calendar),
        )  # fmt: skip


def _subject(kind: str) -> str:
    return {
        "warned": _("Due soon: %(number)s %(clock)s"),
        "late": _("Overdue: %(number)s %(clock)s"),
        "escalated": _("Overdue, passed up: %(number)s %(clock)s"),
    }[kind]


def claim(at: dt.datetime, most: int = 20) -> list[Letter]:
    """Take letters to send: each is leased to this caller before a word goes out, so no two senders hold one."""
    with transaction.atomic():
        rows = Letter.objects.select_for_update().filter(
            sent_at=None, failed_at=None, leased_until=None, not_before__lte=at
        )
        letters = list(rows.order_by("not_before", "pk")[:most])
        for letter in letters:
            letter.leased_until, letter.tries = at + LEASE, letter.tries + 1
            letter.save(update_fields=["leased_until", "tries"])
    return letters


def sent(letter: Letter, at: dt.datetime) -> None:
    """It went out."""
    letter.sent_at, letter.trouble = at, ""
    letter.save(update_fields=["sent_at", "trouble"])


def not_sent(letter: Letter, trouble: str, at: dt.datetime) -> None:
    """It surely did not go out (the server refused or was not reached): try again later, then give up aloud."""
    letter.trouble, letter.leased_until = trouble[:300], None
    if letter.tries >= MOST_TRIES:
        letter.failed_at = at
    letter.not_before = at + dt.timedelta(minutes=2**letter.tries)
    letter.save(update_fields=["trouble", "leased_until", "failed_at", "not_before"])


def unsure(letter: Letter, trouble: str, at: dt.datetime) -> None:
    """The line broke while it was handed over: it may have gone out, so it never goes again by itself."""
    letter.failed_at, letter.trouble = at, f"may have gone out: {trouble}"[:300]
    letter.save(update_fields=["failed_at", "trouble"])


def again(letter: Letter, at: dt.datetime) -> bool:
    """Send once more what was given up, because a person said so. False when it went out or still waits."""
    given_up = Letter.objects.filter(pk=letter.pk, sent_at=None, failed_at__isnull=False)
    return bool(given_up.update(failed_at=None, leased_until=None, tries=0, not_before=at))


def waiting(at: dt.datetime) -> bool:
    """Whether a letter's hour has come."""
    return Letter.objects.filter(sent_at=None, failed_at=None, leased_until=None, not_before__lte=at).exists()


def settle_interrupted(at: dt.datetime) -> int:
    """Letters whose sender died in the act: they may have gone out, so they are never sent again by themselves."""
    lost = Letter.objects.filter(sent_at=None, failed_at=None, leased_until__lt=at)
    return lost.update(failed_at=at, trouble="interrupted while sending; it may have gone out")
