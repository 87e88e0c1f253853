"""A letter of the outbox as an e-mail: the same letter is the same message, however often one tries to send it."""

from __future__ import annotations

import hashlib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from huiyin.kernel.attachments import path_of
from huiyin.kernel.models import Attachment, Letter
from huiyin.people.models import Person


def message(letter: Letter) -> EmailMessage:
    """The letter with its papers, and for a colleague the way to its record.

    Raises ValueError for what no mail can carry, FileNotFoundError when a paper is not where it should be.
    """
    if "@" not in parseaddr(letter.to)[1]:
        raise ValueError(f"{letter.to!r} is no e-mail address")
    mail = EmailMessage(letter.subject, _text(letter), to=[letter.to], headers=_headers(letter))
    for paper in Attachment.objects.filter(pk__in=letter.papers).order_by("pk"):
        mail.attach(paper.name, path_of(paper.sha256).read_bytes(), paper.media_type.partition(";")[0])
    return mail


def _headers(letter: Letter) -> dict[str, str]:
    """A Message-ID from the key, so that a mail system knows a double; no answers by machines, please."""
    headers = {"Message-ID": message_id(letter.key), "Auto-Submitted": "auto-generated"}
    if letter.record_id:
        headers["References"] = message_id(f"record:{letter.record_id}")
    return headers


def message_id(key: str) -> str:
    """`<digest of the key@our mail domain>`."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def _text(letter: Letter) -> str:
    reader = Person.objects.filter(email__iexact=letter.to, is_active=True).first()
    here = home_address()
    if reader is None or not here:
        return letter.text
    record = letter.record
    page = reverse("sheet", args=[record.type, record.number]) if record else reverse("desk")
    with override(reader.language or settings.LANGUAGE_CODE):
        way = _("Open it here: %(address)s") % {"address": f"{here}{page}"}
    return f"{letter.text.rstrip()}\n\n{way}\n"


def home_address() -> str:
    """Where colleagues reach us, `https://quality.example.com`; empty while this machine serves only itself."""
    host = next((one for one in settings.ALLOWED_HOSTS if one not in ("localhost", "127.0.0.1", "[::1]", "*")), "")
    return f"{'https' if settings.HTTPS else 'http'}://{host.lstrip('.')}" if host else ""
