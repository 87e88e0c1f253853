"""`huiyin restore FILE`: a system as it was when the file was written."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from huiyin.operate import archive, rows


class Command(BaseCommand):
    help = "Put a backup in place; what was there is kept aside."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Replacing a system that is in use must be asked for."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="there is a system here; put it aside")
        parser.add_argument("--only-check", action="store_true", help="prove the checksums and change nothing")

    def handle(self, *args: Any, file: Path, replace: bool, only_check: bool, **options: Any) -> None:
        """Prove the file whole, then put it in place."""
        home = Path(settings.HOME)
        try:
            with archive.opened(file, home) as (folder, told):
                if only_check:
                    self.stdout.write(f"{file} is whole: {len(told['files'])} files, made {told['made_at']}.")
                    return
                self.refuse_running(home)
                if rows.holds_rows() and not replace:
                    raise CommandError("There is a system here already. Add --replace to put it aside.")
                aside = home / f"before-restore-{timezone.localtime():%Y%m%d-%H%M%S}"
                archive.put_back(folder, told, aside)
        except archive.CannotKeep as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored the state of {told['made_at']}; what was here is in {aside}.")
        self.stdout.write("Now run: huiyin init (in case this version is newer), then huiyin verify.")

    def refuse_running(self, home: Path) -> None:
        """Raises CommandError while `huiyin serve` runs on this home."""
        pid_file = home / "serve.pid"
        try:
            pid = int(pid_file.read_text())
            os.kill(pid, 0)
        except (FileNotFoundError, ValueError, ProcessLookupError):
            return
        raise CommandError(f"huiyin serve is running (process {pid}). Stop it first.")
