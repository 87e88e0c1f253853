"""`huiyin verify`: prove that no event of the trail was changed or lost.

Exit code 0: everything holds. 1: something does not; each fault is named. 2: the question could not be asked.
"""

from __future__ import annotations

import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from huiyin.kernel import exporting, signed, trail
from huiyin.kernel.attachments import path_of
from huiyin.kernel.models import Attachment, Seal
from huiyin.kernel.sealing import Fault

MOST = 100


class Command(BaseCommand):
    """Recompute every chain and every seal; optionally the files, and an export for somebody else to check."""

    help = "Prove that no event of the trail was changed or lost."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What may be asked."""
        parser.add_argument("--files", action="store_true", help="also recompute the digest of every attachment")
        parser.add_argument("--head", default="", help="a seal's digest noted earlier, which must still be there")
        parser.add_argument(
            "--export", metavar="FILE", help="write the trail for tools/check_trail.py (- for standard output)"
        )
        parser.add_argument("--language", choices=["zh-hans", "zh-hant", "en"], default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, say, and end with the exit code."""
        with override(options["language"] or get_language()):
            if options["export"]:
                self._export(options["export"])
                return
            if self._verify(options):
                raise SystemExit(1)

    def _export(self, target: str) -> None:
        if target == "-":
            for line in exporting.lines(timezone.now()):
                self.stdout.write(line)
            return
        try:
            with open(target, "x", encoding="utf-8", newline="\n") as file:
                file.writelines(f"{line}\n" for line in exporting.lines(timezone.now()))
        except OSError as trouble:
            reason = trouble.strerror or str(trouble)
            raise CommandError(
                _("“%(file)s” cannot be written: %(reason)s") % {"file": target, "reason": reason}, returncode=2
            ) from trouble
        self.stdout.write(
            _("Written to %(file)s. Check it with: python tools/check_trail.py %(file)s") % {"file": target}
        )

    def _verify(self, options: dict[str, Any]) -> int:
        told = 0

        def tell(fault: Fault) -> None:
            nonlocal told
            told += 1
            if told <= MOST:
                self.stderr.write(str(fault))

        found = trail.verify(tell)
        signatures = signed.check(tell)
        if options["head"] and not Seal.objects.filter(digest=options["head"]).exists():
            sentence = _("No seal has the digest %(head)s: the trail was made anew after it was noted.")
            tell(Fault("head", sentence % {"head": options["head"]}))
        files = self._files(tell) if options["files"] else 0
        if told > MOST:
            self.stderr.write(_("… and %(more)s more.") % {"more": told - MOST})
        words = {
            "events": found.events,
            "records": found.records,
            "seals": found.seals,
            "signatures": signatures,
            "head": found.head or "–",
            "files": files,
            "faults": told,
        }
        if told:
            self.stderr.write(_("%(faults)s faults in %(events)s events of %(records)s records.") % words)
        else:
            self.stdout.write(_("Sound: %(events)s events of %(records)s records under %(seals)s seals.") % words)
            self.stdout.write(_("%(signatures)s signatures are in the trail, over what they were given for.") % words)
            if options["files"]:
                self.stdout.write(_("%(files)s attachments are what they were.") % words)
            self.stdout.write(_("Newest seal, to be noted elsewhere: %(head)s") % words)
        return told

    def _files(self, tell: Any) -> int:
        """Every attachment's bytes against its digest; gives how many there are."""
        count = 0
        rows = Attachment.objects.order_by("id").values_list("record__number", "name", "sha256")
        for number, name, sha256 in rows.iterator(chunk_size=500):
            count += 1
            if trouble := _trouble(path_of(sha256), sha256):
                sentence = _("%(number)s: the file “%(name)s” %(trouble)s.")
                tell(Fault("file", sentence % {"number": number, "name": name, "trouble": trouble}, number=number))
        return count


def _trouble(path: Path, sha256: str) -> str:
    try:
        with path.open("rb") as file:
            same = hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return _("is missing or cannot be read")
    return "" if same else _("is no longer what it was")
