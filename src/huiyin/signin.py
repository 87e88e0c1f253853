"""How people come in: by invitation only, with a password that is costly to guess and bearable on a small machine."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from huiyin.people import signins


class InvitedOnly(DefaultAccountAdapter):
    """Accounts are made by whoever keeps the persons; nobody signs up at the door."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Write down who finds the door shut after too many tries."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            signins.shut_out(request, credentials)
            raise

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """Write down who comes though she was deactivated."""
        signins.came_back(request, user)
        return super().respond_user_inactive(request, user)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to work, not back to the form."""
        return settings.LOGIN_REDIRECT_URL


class ModestArgon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB for one guess (OWASP's smaller setting) instead of 100: ten sign-ins at once fit."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1


def own_password_first(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: whoever signed in with a password a keeper lent her chooses her own before anything else."""

    def with_own_password(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.user.password_lent and not _at_the_door(request.path):
            return redirect("account_change_password")
        return answer(request)

    return with_own_password


def _at_the_door(path: str) -> bool:
    """Whether a page belongs to signing in and out, or to how pages look."""
    return path.startswith((reverse("account_change_password"), reverse("account_logout"), settings.STATIC_URL))
