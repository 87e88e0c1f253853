"""Sending what lies in the outbox, one letter at a time, none of them twice (decision 0007)."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.mail import get_connection
from django.utils import timezone

from huiyin.kernel import letters
from huiyin.kernel.models import Letter
from huiyin.post.message import message

LOG = logging.getLogger(__name__)
MOST = 200
"""So many letters are sent in one round; the deadlines are looked at in between."""
REFUSED = (
    smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError, smtplib.SMTPHeloError,
    smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError, smtplib.SMTPConnectError,
)  # fmt: skip
"""The server's own word that it did not take the letter."""


@dataclass(slots=True)
class Posted:
    """What one round of the post did. ``unreachable`` is why nothing could be handed over at all."""

    sent: int = 0
    refused: int = 0
    unsure: int = 0
    unreachable: str = ""


def send(stopping: Callable[[], bool] = lambda: False) -> Posted:
    """Hand over every letter whose hour has come; ``stopping`` is asked before each.

    The line is opened first: while the mail server cannot be reached no letter is touched. One letter is leased at a
    time, so a sender that is killed leaves at most one in doubt.
    """
    done = Posted(unsure=letters.settle_interrupted(timezone.now()))
    if not letters.waiting(timezone.now()):
        return done
    line = _line(done)
    while line is not None and done.sent + done.refused < MOST and not stopping():
        claimed = letters.claim(timezone.now(), most=1)
        if not claimed:
            break
        if not _hand_over(claimed[0], line, done):
            line.close()
            line = _line(done)
    if line is not None:
        line.close()
    return done


def _line(done: Posted) -> Any:
    line = get_connection()
    try:
        line.open()
    except (OSError, smtplib.SMTPException) as trouble:
        done.unreachable = f"{type(trouble).__name__}: {trouble}"
        LOG.warning("the mail server cannot be reached: %s", done.unreachable)
        return None
    return line


def _hand_over(letter: Letter, line: Any, done: Posted) -> bool:
    """Send one letter; false when the line should be opened anew."""
    try:
        mail = message(letter)
    except (ValueError, OSError) as trouble:  # nothing has left the house yet
        return _not_sent(letter, trouble, done)
    try:
        line.send_messages([mail])
    except REFUSED as trouble:
        return _not_sent(letter, trouble, done)
    except (ValueError, UnicodeError) as trouble:  # a header no mail can carry: said before the first word goes out
        return _not_sent(letter, trouble, done)
    except (OSError, smtplib.SMTPException) as trouble:
        LOG.warning("letter %s may have gone out: %s", letter.pk, trouble)
        letters.unsure(letter, f"{type(trouble).__name__}: {trouble}", timezone.now())
        done.unsure += 1
        return False
    letters.sent(letter, timezone.now())
    done.sent += 1
    return True


def _not_sent(letter: Letter, trouble: Exception, done: Posted) -> bool:
    LOG.warning("letter %s was not sent: %s", letter.pk, trouble)
    letters.not_sent(letter, f"{type(trouble).__name__}: {trouble}", timezone.now())
    done.refused += 1
    return False
