"""Who calls: a program with a person's key, or a person's own browser; and how often it may."""

from __future__ import annotations

import time
from collections import deque
from threading import Lock
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation
from ninja.security import APIKeyCookie, HttpBearer
from ninja.throttling import BaseThrottle

from huiyin.people import tokens
from huiyin.people.models import Person

RATE = (600, 60.0)
"""So many calls in so many seconds a person and worker process, unless the setting API_RATE says otherwise."""


class Key(HttpBearer):
    """`Authorization: Bearer hy_…`: a key is a person with her roles (people.tokens)."""

    openapi_description = "A key made by or for a person; it may what she may."

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        """The person behind a key that counts now."""
        found = tokens.verify(token, at=timezone.now())
        if found is None:
            return None
        if "Accept-Language" not in request.headers:
            translation.activate(found.person.language or settings.LANGUAGE_CODE)
        return found.person


class Session(APIKeyCookie):
    """The session of a browser that signed in; what writes needs the CSRF token."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Any:
        """Nobody, when a key was sent: a key that does not count is not made good by a session."""
        if "Authorization" in request.headers:
            return None
        person: Any = request.user
        if not person.is_authenticated:
            return None
        super().__call__(request)  # the forgery guard: raises when the token is missing
        return person

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """Already known."""
        return None


class Pace(BaseThrottle):
    """Not more calls than a busy program needs; counted in memory, because a row for each would cost more."""

    def __init__(self) -> None:
        self._calls: dict[int, deque[float]] = {}
        self._lock = Lock()
        self._wait = 1.0

    def allow_request(self, request: HttpRequest) -> bool:
        """Whether this person has calls left."""
        most, seconds = getattr(settings, "API_RATE", RATE)
        now = time.monotonic()
        with self._lock:
            if len(self._calls) > 5_000:
                self._calls.clear()
            calls = self._calls.setdefault(request.auth.pk, deque())  # type: ignore[attr-defined]
            while calls and calls[0] <= now - seconds:
                calls.popleft()
            if len(calls) >= most:
                self._wait = calls[0] + seconds - now
                return False
            calls.append(now)
            return True

    def wait(self) -> float:
        """Seconds until the oldest call no longer counts."""
        return self._wait

    def forget(self) -> None:
        """Begin to count anew, for everyone."""
        with self._lock:
            self._calls.clear()


PACE = Pace()
"""How often everyone called this process."""
