"""`huiyin manage redesk`: put every owed row on its owner's desk, after an upgrade or a restore."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel import row_turns


class Command(BaseCommand):
    """Look at all rows at once, then mend the records that need it one by one, so that nobody waits for long."""

    help = "Put every open row that somebody owes on her desk."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say in how many records."""
        found = row_turns.astray()
        for pk in found:
            row_turns.put_right(pk, at=timezone.now())
        self.stdout.write(_("The rows of %(count)s records were put on their owners' desks.") % {"count": len(found)})
