"""How people come in: by invitation only, with a password that is costly to guess and bearable on a small machine."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.http import HttpRequest


class InvitedOnly(DefaultAccountAdapter):
    """Accounts are made by whoever keeps the persons; nobody signs up at the door."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False


class ModestArgon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB for one guess (OWASP's smaller setting) instead of 100: ten sign-ins at once fit."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
