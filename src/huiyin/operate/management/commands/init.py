"""`huiyin init`: from an empty or older database to one that fits this program."""

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from huiyin.kernel import finding, row_turns


class Command(BaseCommand):
    help = "Set up or upgrade the database; safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A first person is made only when asked for: a demo brings its own."""
        parser.add_argument("--admin", metavar="NAME", help="make a person who keeps persons, units and calendars")
        parser.add_argument("--password-stdin", action="store_true", help="read her password from standard input")

    def handle(self, *args: Any, admin: str | None = None, password_stdin: bool = False, **options: Any) -> None:
        """Migrate, make the cache table, mend what an earlier version left (words, desks); then the first person."""
        verbosity = options["verbosity"]
        call_command("migrate", interactive=False, verbosity=max(0, verbosity - 1))
        call_command("createcachetable", verbosity=0)
        if finding.outdated():
            self.stdout.write(
                "Words were indexed by an earlier version; indexing them anew (about a second a thousand)."
            )
            call_command("reindex", stdout=self.stdout)
        if row_turns.astray():
            call_command("redesk", stdout=self.stdout)
        self.stdout.write("The database is set up.")
        if admin:
            self.first_person(admin, password_stdin)

    def first_person(self, name: str, password_stdin: bool) -> None:
        """Create `name`, with a password typed twice or read from standard input. Raises CommandError."""
        persons = get_user_model().objects
        if persons.filter(username=name).exists():
            self.stdout.write(f"{name} is there already; nothing was changed.")
            return
        password = sys.stdin.readline().rstrip("\n") if password_stdin else self.ask()
        try:
            validate_password(password)
        except ValidationError as refused:
            raise CommandError("This password is too easy to guess: " + " ".join(refused.messages)) from refused
        persons.create_superuser(username=name, password=password, name=name)
        self.stdout.write(f"{name} can sign in now.")

    def ask(self) -> str:
        """A password typed twice. Raises CommandError when the two differ."""
        first = getpass.getpass("Password: ")
        if first != getpass.getpass("Again: "):
            raise CommandError("The two passwords differ; nobody was created.")
        return first
