"""``huiyin import``: take in a register kept in a spreadsheet so far, with its old numbers and dates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import override

from huiyin.base.errors import Refused
from huiyin.intake.dates import ORDERS
from huiyin.intake.mapping import Mapping, read_mapping
from huiyin.intake.refused import refused_workbook
from huiyin.intake.register import Order, take_in
from huiyin.intake.telling import advice, sentences
from huiyin.kernel import registry
from huiyin.kernel.policy import may_import
from huiyin.people.models import Person


class Command(BaseCommand):
    """One file, one transaction; what cannot be read comes back as a workbook to mend."""

    help = "Take in an old register (CSV or Excel); safe to run again: what is there already adds nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """The type of record, the file, and what the file cannot say itself."""
        parser.add_argument("type", help="type of record, e.g. complaint or feedback")
        parser.add_argument("file", type=Path, help=".csv, .txt, .xlsx, .xls or .ods")
        parser.add_argument("--by", metavar="NAME", help="sign-in name of whoever takes it in (asked when several may)")
        parser.add_argument("--mapping", type=Path, help="TOML file that says which column is which field")
        parser.add_argument("--sheet", default="", help="the sheet of a workbook (default: the one that fits best)")
        parser.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE", dest="constants",
                            help="a value for every row that has none (may be repeated)")  # fmt: skip
        parser.add_argument("--dates", choices=ORDERS, default="", help="what comes first in 3/4/2015")
        parser.add_argument("--encoding", default="", help="of a text file, when it is guessed wrong")
        parser.add_argument("--customer-unknown", default="", metavar="WHY",
                            help="take rows whose customer has no card, for this reason")  # fmt: skip
        parser.add_argument("--create-customers", action="store_true", help="open a card for each new customer")
        parser.add_argument("--create-products", action="store_true", help="add each new product to the catalogue")
        parser.add_argument("--dry-run", action="store_true", help="say what would come of it, and write nothing")
        parser.add_argument("--out", type=Path, help="where refused rows go (default: FILE.refused.xlsx, here)")
        parser.add_argument("--language", default="en", choices=["en", "zh-hans", "zh-hant"], help="of what is said")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take the file in and say what came of it."""
        with override(options["language"]):
            try:
                self._take_in(options)
            except Refused as no:
                raise CommandError(str(no.why)) from None

    def _take_in(self, options: dict[str, Any]) -> None:
        if options["type"] not in {one.name for one in registry.types()}:
            known = ", ".join(one.name for one in registry.types())
            raise CommandError(f"There is no type of record {options['type']!r}; there are: {known}.")
        order = Order(
            type_name=options["type"], content=_content(options["file"]), file=options["file"].name,
            mapping=_mapping(options["mapping"]).with_constants(_constants(options["constants"])),
            sheet=options["sheet"], dates=options["dates"], encoding=options["encoding"],
            unknown=options["customer_unknown"].strip(), new_customers=options["create_customers"],
            new_products=options["create_products"], dry=options["dry_run"],
        )  # fmt: skip
        at = timezone.now()
        account = take_in(order, _person(options["by"], options["type"], at), at=at)
        for sentence in [*sentences(account), *advice(account)]:
            self.stdout.write(sentence)
        if account.refused:
            out = options["out"] or Path(options["file"].name + ".refused.xlsx")
            if options["dry_run"] and not options["out"]:
                return
            _write(out, refused_workbook(account))
            self.stdout.write(f"The refused rows: {out}. Mend them there and take that file in.")


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as trouble:
        raise CommandError(f"{path} cannot be read: {trouble.strerror}.") from trouble


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as trouble:
        raise CommandError(f"The rows are registered, but {path} cannot be written: {trouble.strerror}.") from trouble


def _mapping(path: Path | None) -> Mapping:
    if path is None:
        return Mapping()
    try:
        return read_mapping(_content(path).decode("utf-8"))
    except UnicodeDecodeError:
        raise CommandError(f"{path} is not UTF-8.") from None


def _constants(given: list[str]) -> dict[str, str]:
    pairs = [one.partition("=") for one in given]
    for name, sign, _value in pairs:
        if not sign or not name.strip():
            raise CommandError(f"Write --set field=value, not {name!r}.")
    return {name.strip(): value.strip() for name, _sign, value in pairs}


def _person(name: str | None, type_name: str, at: Any) -> Person:
    """Whoever answers for it in the trail: the person named, or the only one who may."""
    if name:
        person = Person.objects.filter(username=name, is_active=True).first()
        if person is None:
            raise CommandError(f"Nobody signs in as {name}.")
        return person
    able = [one for one in Person.objects.filter(is_active=True) if may_import(one, type_name, at=at).ok]
    if len(able) == 1:
        return able[0]
    if not able:
        raise CommandError("Nobody may register this type of record yet: adopt a rulebook and give someone a role.")
    names = ", ".join(one.username for one in able[:12])
    raise CommandError(f"Say who takes it in: --by NAME. These may: {names}.")
