"""Who came in, who tried to, and from where (CS-2.3): written as Django and allauth tell of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from huiyin.base.typed import shown
from huiyin.people.models import Person, SignIn

ONCE_IN = timedelta(minutes=5)
"""Someone who keeps trying at a shut door is written down once in this time, or she could fill the disk."""


def note(outcome: str, name: str, request: HttpRequest | None, at: datetime) -> SignIn:
    """Write one row; `outcome` is a key of SignIn.OUTCOMES."""
    ok = outcome in ("in", "out")
    return SignIn.objects.create(at=at, username=name, ok=ok, outcome=outcome, address=address_of(request))


def address_of(request: HttpRequest | None) -> str:
    """Where the browser is, as far as a trusted proxy or the connection tells; nothing when neither does."""
    if request is None:
        return ""
    try:
        return str(get_adapter(request).get_client_ip(request))[:45]
    except PermissionDenied:
        return ""


def name_tried(credentials: Mapping[str, Any]) -> str:
    """The sign-in name behind what was typed; of a name nobody has, its first two characters and `…`."""
    typed = [str(credentials[key]) for key in ("username", "email") if credentials.get(key)]
    for one in typed:
        if "\x00" not in one:
            who = Q(username__iexact=one) | Q(email__iexact=one)
            if (found := Person.objects.filter(who).values_list("username", flat=True).first()) is not None:
                return found
    return f"{shown(typed[0], 2)}…" if typed else "…"


def shut_out(request: HttpRequest, credentials: Mapping[str, Any]) -> None:
    """The door stays shut for a while after too many tries."""
    at, name = timezone.now(), name_tried(credentials)
    if not SignIn.objects.filter(username=name, outcome="locked", at__gt=at - ONCE_IN).exists():
        note("locked", name, request, at)


def came_in(sender: Any, request: HttpRequest, user: Person, **signal: Any) -> None:
    """Signed in, second factor and all."""
    note("in", user.username, request, timezone.now())


def went_out(sender: Any, request: HttpRequest, user: Person | None, **signal: Any) -> None:
    """Signed out by herself."""
    if user is not None:
        note("out", user.username, request, timezone.now())


def was_wrong(sender: Any, credentials: Mapping[str, Any], request: HttpRequest | None = None, **signal: Any) -> None:
    """A wrong name or password, also where a password is asked for again."""
    note("wrong", name_tried(credentials), request, timezone.now())


def code_was_wrong(sender: Any, request: HttpRequest, user: Person, **signal: Any) -> None:
    """A right password, and a wrong second factor."""
    note("code", user.username, request, timezone.now())


def came_back(request: HttpRequest, user: Person) -> None:
    """The right password of someone who was deactivated."""
    note("gone", user.username, request, timezone.now())


def chose_her_own(sender: Any, user: Person, **signal: Any) -> None:
    """She has changed her password: it is not a lent one any longer."""
    Person.objects.filter(pk=user.pk).update(password_lent=False)
    user.password_lent = False
