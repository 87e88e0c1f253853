"""`huiyin backup`: the whole system in one file, while people go on working."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from huiyin.operate import archive


class Command(BaseCommand):
    help = "Write rows and attachments, with checksums, into one file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file may be anywhere; without a name it goes into the home."""
        parser.add_argument("file", nargs="?", type=Path, help="default: backups/huiyin-DATE-TIME.tar.gz in the home")

    def handle(self, *args: Any, file: Path | None = None, **options: Any) -> None:
        """Write it and say what is in it."""
        at = timezone.localtime()
        target = file or Path(settings.HOME) / "backups" / f"huiyin-{at:%Y%m%d-%H%M%S}.tar.gz"
        try:
            told = archive.write(target, at)
        except archive.CannotKeep as error:
            raise CommandError(str(error)) from error
        attachments = len(told["files"]) - 1
        size = target.stat().st_size / 1e6
        self.stdout.write(f"{target}: rows and {attachments} attachments, {size:.1f} MB.")
