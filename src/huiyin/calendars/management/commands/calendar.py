"""`huiyin calendar`: take in the holidays of a later year, and look at a month."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from huiyin.base.errors import Refused
from huiyin.calendars import days, notices
from huiyin.calendars.almanac import OutOfRange
from huiyin.calendars.month import month_view
from huiyin.calendars.week import windows_text


class Command(BaseCommand):
    help = "Take in the State's holidays of a year, or show a month."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Two words: import FILE and show YEAR-MONTH."""
        words = parser.add_subparsers(dest="word", required=True, metavar="import|show")
        taking = words.add_parser("import", help="a year of holidays from a .toml, .json or .csv file")
        taking.add_argument("file", type=Path)
        taking.add_argument("--source", default="", help="the notice the days come from, where the file names none")
        showing = words.add_parser("show", help="a month, day by day, e.g. show 2026-10")
        showing.add_argument("month")
        for one in (taking, showing):
            one.add_argument("--calendar", default=days.STATE, metavar="CODE", help="default: the State's")

    def handle(self, *args: Any, word: str, calendar: str, **options: Any) -> None:
        """Do the word; every refusal is a sentence."""
        try:
            if word == "import":
                self.take(options["file"], options["source"], calendar)
            else:
                self.show(options["month"], calendar)
        except (notices.BadNotice, Refused, LookupError, OutOfRange, OSError) as wrong:
            raise CommandError(str(wrong)) from wrong

    def take(self, file: Path, source: str, code: str) -> None:
        """Import one year and say what it brought, and what it did not do."""
        before = days.load(code)
        found = notices.read(file.name, file.read_bytes(), source=source)
        after = days.import_year(found, at=timezone.now(), code=code)
        if after.edition == before.edition:
            self.stdout.write(f"{found.year} was known already; nothing was changed.")
            return
        changed = sorted(days.changed_between(before, after))
        self.stdout.write(f"{found.year} is in: {found.source}")
        self.stdout.write(
            f"Calendar {code} is now edition {after.edition}; {len(changed)} days are worked differently."
        )
        self.stdout.write("Open deadlines keep their dates until they are recomputed.")

    def show(self, month: str, code: str) -> None:
        """Print a month, one line a day that differs from its weekday."""
        found = re.fullmatch(r"(\d{4})-(\d{1,2})", month)
        if not found or not 1 <= int(found[2]) <= 12:
            raise CommandError(f"{month!r} is not a month; write it as 2026-10.")
        calendar = days.load(code)
        self.stdout.write(f"{calendar.label} ({calendar.name}), edition {calendar.edition}")
        for week in month_view(calendar, int(found[1]), int(found[2])):
            for cell in (cell for cell in week if cell.inside):
                hours = windows_text(cell.windows) or "-"
                self.stdout.write(f"{cell.date:%Y-%m-%d %a}  {cell.kind}  {hours:<26} {cell.why}".rstrip())
