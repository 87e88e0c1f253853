"""`huiyin manage letters`: what could not be sent, and sending it again by hand (decision 0007)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from huiyin.kernel import letters
from huiyin.kernel.models import Letter


class Command(BaseCommand):
    help = "List the letters that were given up or are in doubt; --again ID sends one once more."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which to send again."""
        parser.add_argument("--again", type=int, metavar="ID", action="append", default=[])

    def handle(self, *args: Any, **options: Any) -> None:
        """List, or put back into the outbox. Raises CommandError for one that was not given up."""
        for pk in options["again"]:
            letter = Letter.objects.filter(pk=pk).first()
            if letter is None or not letters.again(letter, timezone.now()):
                raise CommandError(f"Letter {pk} was not given up: it went out, still waits, or does not exist.")
            self.stdout.write(f"Letter {pk} to {letter.to} goes out with the next round.")
        if options["again"]:
            return
        for letter in Letter.objects.filter(sent_at=None, failed_at__isnull=False).order_by("pk"):
            when = timezone.localtime(letter.failed_at).strftime("%Y-%m-%d %H:%M")
            self.stdout.write(f"{letter.pk}  {when}  {letter.to}  {letter.subject}  ({letter.trouble})")
