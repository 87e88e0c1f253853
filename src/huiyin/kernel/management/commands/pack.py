"""``huiyin pack``: check, draw, compare, rehearse or adopt the procedures of a folder."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import override

from huiyin.kernel.rehearse import rehearse
from huiyin.kernel.vocabulary import vocabulary_for
from huiyin.packs.adopt import adopt, in_force, load
from huiyin.packs.check import check, check_together
from huiyin.packs.compare import compare
from huiyin.packs.draw import draw
from huiyin.packs.faults import PackError, PackFault
from huiyin.packs.models import ProcedureVersion
from huiyin.packs.places import find_base, pack_folders, shipped
from huiyin.packs.read import read_pack
from huiyin.packs.shape import Procedure
from huiyin.people.models import Person


class Command(BaseCommand):
    """Rulebooks as files: what is wrong with them, what they look like, what changes, and from when they hold."""

    help = "check, draw, compare or adopt a rulebook (a folder of TOML files, or the name of a shipped one)"

    def add_arguments(self, parser: CommandParser) -> None:
        """One word per deed, each with its own arguments."""
        parser.add_argument("--language", default="en", choices=["en", "zh-hans", "zh-hant"], help="of what is said")
        deeds = parser.add_subparsers(dest="deed", required=True)
        one = deeds.add_parser("check", help="say every reason why a pack may not be adopted")
        one.add_argument("packs", nargs="*", help="folders or names; none: all that are shipped")
        one.add_argument("--stored", action="store_true", help="also every adopted version, against today's program")
        one = deeds.add_parser("draw", help="write one flow chart per procedure (SVG)")
        one.add_argument("pack")
        one.add_argument("--out", type=Path, default=Path("."), help="folder to write to")
        one = deeds.add_parser(
            "compare", help="say what a pack changes against another one, or against what is in force"
        )
        one.add_argument("old", help="a pack, or the word: in-force")
        one.add_argument("new")
        one = deeds.add_parser("rehearse", help="say what adopting a pack would mean for the records under way")
        one.add_argument("pack")
        one = deeds.add_parser("adopt", help="put a pack into force from a day on")
        one.add_argument("pack")
        one.add_argument("--from", dest="since", type=a_day, help="first day, YYYY-MM-DD (default: today)")
        one.add_argument("--by", help="sign-in name of whoever decides")
        one.add_argument("--reason", default="", help="why, as kept with the version")
        one.add_argument("--type", action="append", help="only this procedure (may be repeated)")
        one.add_argument("--unit", action="append", default=[], help="only in this unit (code; may be repeated)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the deed; what is wrong goes to the error stream and the exit code is 1."""
        with override(options["language"]):
            try:
                getattr(self, "do_" + options["deed"])(**options)
            except PackError as why:
                raise CommandError(str(why)) from None

    def do_check(self, *, packs: Sequence[str], stored: bool, **_rest: Any) -> None:
        """Print "sound" per pack, or fail with every fault."""
        faults: list[PackFault] = []
        for folder in [folder_of(name) for name in packs] or pack_folders(shipped()):
            found = faults_of(read_pack(folder))
            self.stdout.write(f"{folder}: {'sound' if not found else f'{len(found)} faults'}")
            faults += found
        for version in ProcedureVersion.objects.all() if stored else ():
            procedure = load(version)
            found = check(procedure, vocabulary_for(procedure.type))
            self.stdout.write(f"{version} ({version.type}): {'runs' if not found else 'cannot run'}")
            faults += found
        if faults:
            raise PackError(faults)

    def do_draw(self, *, pack: str, out: Path, language: str, **_rest: Any) -> None:
        """Write ``<type>.svg`` for each procedure."""
        out.mkdir(parents=True, exist_ok=True)
        for procedure in read_pack(folder_of(pack)):
            file = out / f"{procedure.type}.svg"
            file.write_text(draw(procedure, language=language, alone=True), encoding="utf-8")
            self.stdout.write(str(file))

    def do_compare(self, *, old: str, new: str, **_rest: Any) -> None:
        """Print the differences per procedure, as sentences."""
        today = timezone.localdate()
        before = {} if old == "in-force" else {one.type: one for one in read_pack(folder_of(old))}
        for procedure in read_pack(folder_of(new)):
            if old == "in-force" and (version := in_force(procedure.type, today)):
                before[procedure.type] = load(version)
            self.stdout.write(f"{procedure.type}:")
            if procedure.type not in before:
                self.stdout.write("  new")
                continue
            for sentence in compare(before[procedure.type], procedure) or ["no difference"]:
                self.stdout.write(f"  {sentence}")

    def do_rehearse(self, *, pack: str, **_rest: Any) -> None:
        """Print what the records under way would notice; nothing is written."""
        for procedure in read_pack(folder_of(pack)):
            self.stdout.write(f"{procedure.type}:")
            for sentence in rehearse(procedure, at=timezone.now()) or ["nothing under way would notice"]:
                self.stdout.write(f"  {sentence}")

    def do_adopt(self, **options: Any) -> None:
        """Check the whole pack, then store the procedures asked for."""
        procedures = read_pack(folder_of(options["pack"]))
        if faults := faults_of(procedures):
            raise PackError(faults)
        wanted = [one for one in procedures if not options["type"] or one.type in options["type"]]
        by = Person.objects.filter(username=options["by"]).first() if options["by"] else None
        if options["by"] and by is None:
            raise CommandError(f"nobody signs in as {options['by']}")
        since = options["since"] or timezone.localdate()
        for one in wanted:
            version = adopt(
                one, by=by, at=timezone.now(), effective_from=since, reason=options["reason"], units=options["unit"]
            )
            self.stdout.write(f"{one.type}: {version} in force from {since} ({version.fingerprint[:12]})")


def folder_of(name: str) -> Path:
    """The folder a person means: a path, or the name of a shipped pack such as ``generic@1.0``."""
    path = Path(name)
    found = path if path.is_dir() else find_base(name, shipped() / "-")
    if found is None:
        raise CommandError(f"there is no pack {name}; shipped are: {', '.join(map(str, pack_folders(shipped())))}")
    return found


def faults_of(procedures: Sequence[Procedure]) -> list[PackFault]:
    """Every fault of a pack, each procedure's and those between them."""
    each = [fault for one in procedures for fault in check(one, vocabulary_for(one.type))]
    return [*each, *check_together(procedures)]


def a_day(text: str) -> date:
    """A date typed on the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a day; write it like 2026-12-01") from None
