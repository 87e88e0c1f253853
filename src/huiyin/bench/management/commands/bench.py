"""``huiyin bench``: measure this machine with many records, in a database of its own that is thrown away."""

from __future__ import annotations

import datetime as dt
import platform
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone
from django.utils.translation import override

from huiyin.bench import firm, ground, growing
from huiyin.bench.bulk_in import measure_import
from huiyin.bench.deeds import measure_deeds
from huiyin.bench.measure import Report, Stopwatch
from huiyin.bench.pages import measure_pages
from huiyin.bench.serving import measure_serving
from huiyin.kernel import finding, flow, registry
from huiyin.kernel.deed import Deed
from huiyin.kernel.models import Record

OLD_WORD, OLD_ONES = "旧型号甲", 3_000
PARTS = ("deeds", "import", "pages", "server")


class Command(BaseCommand):
    """Ratios taken in one run say more than milliseconds of a machine nobody else has."""

    help = "Measure deeds, imports, pages and the server, in a throwaway database."

    def add_arguments(self, parser: CommandParser) -> None:
        """How large, and what."""
        parser.add_argument("--sizes", default="1000,10000", help="registers to look at, e.g. 1000,100000,1000000")
        parser.add_argument("--only", action="append", choices=PARTS, help="measure only this (may be repeated)")
        parser.add_argument("--folder", type=Path, help="where the throwaway home is made (default: the system's)")
        parser.add_argument("--times", type=int, default=9, help="how often each page is asked for")
        parser.add_argument("--cpu", action="store_true", help="count this process's own time, where others work too")
        parser.add_argument("--strict", action="store_true", help="fail when an aim is missed")
        parser.add_argument("--inside", action="store_true", help="measure here; used by the command itself")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make a place, measure in it, take it away."""
        sizes = _sizes(options["sizes"])
        if not options["inside"]:
            words = [
                "--sizes",
                options["sizes"],
                "--times",
                str(options["times"]),
                *(f"--{one}" for one in ("cpu", "strict") if options[one]),
            ]
            for one in options["only"] or ():
                words += ["--only", one]
            with ground.throwaway(options["folder"]) as surroundings:
                code = ground.again_inside(words, surroundings)
            if code:
                sys.exit(code)
            return
        if Record.objects.exists():
            raise CommandError("There are records here already: run huiyin bench, without --inside.")
        if options["cpu"]:
            Stopwatch.own_time = True
        with override("zh-hans"):
            self._measure(sizes, set(options["only"] or PARTS), options)

    def _measure(self, sizes: list[int], parts: set[str], options: dict[str, Any]) -> None:
        self.stdout.write(f"Python {platform.python_version()}, {connection.vendor}, {platform.machine()}")
        if Stopwatch.own_time:
            self.stdout.write("Times are this process's own: waiting, for the disk or a server, is not in them.")
        self.stdout.write(
            "Lower quartiles. The bare figures are taken in the same run, beside what they are compared with."
        )
        if not settings.PLAIN_STATIC:
            call_command("collectstatic", interactive=False, verbosity=0)
        report = Report(self._say)
        made = firm.make_firm(timezone.now().replace(microsecond=0))
        if "pages" in parts:
            self._pages(made, report, sizes, options["times"])
        if "server" in parts:
            measure_serving(report)
        if "import" in parts:
            measure_import(made, report)
        if "deeds" in parts:
            measure_deeds(made, report)
        missed = [figure.name for figure in report.figures if figure.missed]
        self._say("")
        self._say(f"{len(missed)} of {sum(bool(f.most or f.limit) for f in report.figures)} aims missed.")
        if missed and options["strict"]:
            raise CommandError("Missed: " + "; ".join(missed))

    def _pages(self, made: firm.Firm, report: Report, sizes: list[int], times: int) -> None:
        closed, opened = firm.seeds(made)
        texts = _texts([*closed, *opened])
        for size in sizes:
            began = timezone.now()
            there = growing.grow(size, firm.TYPE, closed, opened, texts)
            _mark_old_ones()
            took = (timezone.now() - began) / dt.timedelta(seconds=1)
            self._say("")
            self._say(
                f"{there:,} records, most of them SQL copies of {firm.SEEDS} made through the door: no valid trail."
            )
            self._say(f"They took {took:.0f} s to make.")
            measure_pages(made, report, there, times)

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


def _sizes(text: str) -> list[int]:
    try:
        sizes = sorted(int(one) for one in text.replace("_", "").split(",") if one.strip())
    except ValueError:
        raise CommandError(f"Write sizes as numbers with commas, not {text!r}.") from None
    if not sizes or sizes[0] < 1 or sizes[-1] > 5_000_000:
        raise CommandError("Sizes lie between 1 and 5,000,000.")
    return sizes


def _texts(ids: list[int]) -> dict[int, str]:
    record_type = registry.get(firm.TYPE)
    found = record_type.model._default_manager.filter(pk__in=ids).select_related("customer")
    deed = Deed(None, record_type, None, None, None, timezone.now(), timezone.now())  # type: ignore[arg-type]
    return {one.pk: flow.searchable(one, deed) for one in found}


def _mark_old_ones() -> None:
    """A word only the oldest records have: the hardest case for a search that walks the newest first."""
    old = Record.objects.order_by("received_at").values_list("pk", "title")[:OLD_ONES]
    finding.index_many([(pk, f"{title}\n{OLD_WORD}") for pk, title in old])
