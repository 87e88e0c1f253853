"""`huiyin doctor`: say what was found, from which file, and what ails it. Exit code 1 when something is wrong."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from huiyin.kernel.health import look
from huiyin.kernel.surroundings import FINE, NOTE, WRONG

SIGNS = {FINE: "✓", NOTE: "·", WRONG: "✗"}


class Command(BaseCommand):
    """Look at everything and say it, one sentence a line."""

    help = "Say what was found, from which file, and what ails it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What may be asked."""
        parser.add_argument("--quiet", action="store_true", help="say only what is wrong or to be noted")
        parser.add_argument("--language", choices=["zh-hans", "zh-hant", "en"], default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        """Say every remark as it comes; end with 1 when one is wrong."""
        told = {FINE: 0, NOTE: 0, WRONG: 0}
        with override(options["language"] or get_language()):
            for remark in look(timezone.now()):
                told[remark.level] += 1
                if remark.level != FINE or not options["quiet"]:
                    self.stdout.write(f"{SIGNS[remark.level]} {remark}")
            if told[WRONG]:
                self.stdout.write(_("%(count)s things are wrong.") % {"count": told[WRONG]})
            elif not options["quiet"]:
                self.stdout.write(_("Nothing is wrong."))
        if told[WRONG]:
            raise SystemExit(1)
