"""Keys programs sign in with. A key is shown once, when it is made; afterwards only its digest is known."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from huiyin.base import typed
from huiyin.base.errors import Invalid, Refused
from huiyin.people.keep.act import note, only_keepers
from huiyin.people.models import ApiToken, Person

PREFIX = "hy_"
"""Lets people, and programs that look for leaked keys, see what it is."""


def digest(secret: str) -> str:
    """What is stored of a key. A plain SHA-256 is enough: the key is 256 random bits, nobody guesses those."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


@transaction.atomic
def make_token(
    by: Person | None, person: Person, label: str, *, at: datetime, expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """A new key for `person`, and the key itself, which cannot be asked for again. She may make her own.

    Raises Refused (someone else's key, not by a keeper) or Invalid.
    """
    if by is None or by.pk != person.pk:
        only_keepers(by)
    good = typed.fitted({"label": typed.text(80, must=True)}, {"label": label})
    if not Person.objects.filter(pk=person.pk, is_active=True).exists():
        raise Invalid({"person": _("%(name)s is deactivated.") % {"name": person}})
    if expires_at is not None and expires_at <= at:
        raise Invalid({"expires_at": _("The key would have ended before it begins.")})
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        person=person, digest=digest(secret), created_at=at, expires_at=expires_at, **good
    )  # fmt: skip
    note("make_token", _subject(token), by, at, {"person": ["", person], "label": ["", good["label"]]})
    return token, secret


def verify(secret: Any, *, at: datetime) -> ApiToken | None:
    """The key behind `secret`, with its person, when it counts at `at`: not ended, not expired, person active."""
    if not isinstance(secret, str) or not secret.startswith(PREFIX) or len(secret) > 200:
        return None
    asked = digest(secret)
    token = ApiToken.objects.select_related("person__unit").filter(digest=asked).first()
    # The index finds by the digest, whose timing tells nothing about the key; the comparison takes constant time.
    if token is None or not hmac.compare_digest(token.digest, asked):
        return None
    counts = token.ended_at is None and (token.expires_at is None or at < token.expires_at)
    return token if counts and token.person.is_active else None


@transaction.atomic
def end_token(by: Person | None, token: ApiToken, *, at: datetime) -> ApiToken:
    """From now on the key opens nothing."""
    if by is None or by.pk != token.person_id:
        only_keepers(by)
    token = ApiToken.objects.select_for_update().select_related("person").get(pk=token.pk)
    if token.ended_at is not None:
        raise Refused(_("This key has ended already."), status=409)
    token.ended_at = at
    token.save()
    note("end_token", _subject(token), by, at, {"person": [token.person, ""], "label": [token.label, ""]})
    return token


def _subject(token: ApiToken) -> str:
    return f"token:{token.pk}"
