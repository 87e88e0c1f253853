"""`huiyin demo`: an empty system becomes a plausible firm."""

import datetime as dt
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from huiyin.demo import fill, people, shelf
from huiyin.packs.faults import PackError


class Command(BaseCommand):
    help = "Fill an empty system with a plausible firm and two months of its customers' words."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which rules, how long, until when."""
        parser.add_argument("--pack", default="generic", choices=shelf.packs(), help="the firm's rulebook")
        parser.add_argument("--days", type=int, default=60, help="how many days it tells of (60)")
        parser.add_argument("--at", help="when the story ends, e.g. 2026-11-20T16:40 (now)")
        parser.add_argument("--port", type=int, default=8000, help="where `huiyin serve` will answer (8000)")

    def handle(self, *args: Any, pack: str, days: int, at: str | None, port: int, **options: Any) -> None:
        """Set the database up if need be, fill it once, say who may sign in."""
        if not fill.LEAST <= days <= fill.MOST:
            raise CommandError(f"--days must lie between {fill.LEAST} and {fill.MOST}.")
        end = self.moment(at)
        self.set_up()
        if people.is_here():
            self.stdout.write("The demonstration is here already; nothing was changed.")
        elif not fill.is_empty():
            raise CommandError("This system is in use: the demonstration only fills an empty one (HUIYIN_HOME=folder).")
        else:
            self.fill(pack, days, end)
        self.say_who(port)

    def moment(self, at: str | None) -> dt.datetime:
        """When the story ends, aware, to the minute. Raises CommandError."""
        try:
            found = dt.datetime.fromisoformat(at) if at else timezone.localtime()
        except ValueError:
            raise CommandError(f"--at: {at} is no date and time; write it as 2026-11-20T16:40.") from None
        found = found if timezone.is_aware(found) else timezone.make_aware(found)
        return found.replace(second=0, microsecond=0)

    def set_up(self) -> None:
        """`huiyin init`, when this database still lacks something."""
        executor = MigrationExecutor(connections["default"])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("init", verbosity=0, stdout=self.stdout)

    def fill(self, pack: str, days: int, end: dt.datetime) -> None:
        """Fill it, and say what there is now."""
        began = time.monotonic()
        try:
            filled = fill.fill(pack, days=days, at=end)
        except PackError as error:
            faults = "\n".join(str(fault) for fault in error.faults)
            raise CommandError(f"The pack {pack} cannot be adopted:\n{faults}") from error
        took = time.monotonic() - began
        self.stdout.write(f"{days} days of a firm under {pack}, until {end:%Y-%m-%d %H:%M}; made in {took:.1f} s.")
        for type_name, states in filled.records.items():
            listed = ", ".join(f"{state} {number}" for state, number in states.items())
            self.stdout.write(f"  {type_name}: {sum(states.values())} ({listed})")
        self.stdout.write(f"  events in the trail: {filled.events}")

    def say_who(self, port: int) -> None:
        """Where to go, and who may sign in as whom."""
        self.stdout.write(f"\nSign in at http://127.0.0.1:{port} (huiyin serve) with the password {people.PASSWORD} as")
        for username, name, shows in people.sign_ins():
            self.stdout.write(f"  {username:<6} {name}  {shows}")
