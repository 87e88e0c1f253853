"""`huiyin manage watch`: the loop that opens what is due again, warns, escalates, seals the trail and sends letters.

`huiyin serve` runs it.
"""

import datetime as dt
import logging
import signal
from argparse import ArgumentParser
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections, connection
from django.utils import timezone

from huiyin.kernel import watch
from huiyin.post.digest import write_digests
from huiyin.post.sending import send

LOG = logging.getLogger(__name__)
PLANNING = dt.timedelta(minutes=10)
"""How often all customers are gone through for what they are owed; what was planned opens in any round."""


class Command(BaseCommand):
    requires_system_checks = ()  # they load every page of the program; `serve` has asked them already
    help = "Watch deadlines, seal the trail and send letters, every 30 seconds until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One round, or a round every so often."""
        parser.add_argument("--once", action="store_true", help="one round, then end")
        parser.add_argument("--every", type=float, default=30.0, help="seconds between rounds (30)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Go round until told to stop; what is in hand is finished first."""
        self.stop = Event()
        self.plan_at = timezone.now()
        self.greeted: set[tuple[str, dt.date]] = set()
        if options["once"]:
            self.stdout.write(self.round())
            return
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_ignored: self.stop.set())
        while not self.stop.is_set():
            self.careful_round()
            self.stop.wait(options["every"])

    def careful_round(self) -> None:
        """One round that outlives a database which is away for a moment."""
        try:
            if said := self.round():
                LOG.info(said)
        except Error:
            LOG.exception("the database could not be used in this round; trying again in the next")
            connection.close()
        finally:
            close_old_connections()

    def round(self) -> str:
        """Look, write the letters of the morning, send; gives what was done in one line, nothing when nothing was."""
        at = timezone.now()
        seen = watch.look(at, planning=at >= self.plan_at)
        if at >= self.plan_at:
            self.plan_at = at + PLANNING
        write_digests(at, self.greeted)
        posted = send(self.stop.is_set)
        counts = {
            "opened": seen.opened, "told": seen.told, "put off": seen.waiting, "failed": len(seen.failed),
            "sealed": seen.sealed, "sent": posted.sent, "not sent": posted.refused, "in doubt": posted.unsure,
        }  # fmt: skip
        said = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
        return f"{said}; mail server unreachable" if posted.unreachable else said
