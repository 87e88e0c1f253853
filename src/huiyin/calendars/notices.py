"""What the State announced for a year: the years that come with the program, and files for later ones.

A file is taken whole or refused with a sentence that names the place and the fault.
"""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from huiyin.calendars.almanac import YEARS, Day
from huiyin.calendars.layouts import Announced, BadNotice, any_table, csv_year, json_year, toml_year

__all__ = ["Announced", "BadNotice", "checked", "read", "read_table", "shipped"]
SHIPPED = Path(__file__).parent / "state"
LARGEST = 1_000_000
MOST_REST, MOST_WORK = 60, 25


def shipped() -> Iterator[Announced]:
    """Every year that comes with the program, oldest first."""
    for path in sorted(SHIPPED.glob("*.toml")):
        yield read(path.name, path.read_bytes())


def read(name: str, content: bytes, *, source: str = "") -> Announced:
    """The year in a file called `name`, whose ending tells the layout (`.toml`, `.json`, `.csv`).

    `source` is used where the file names none. Raises BadNotice.
    """
    readers: dict[str, Callable[[str], Announced]] = {".toml": toml_year, ".json": json_year, ".csv": csv_year}
    reader = readers.get(Path(name).suffix.lower())
    if reader is None:
        raise BadNotice(_("%(file)s: holidays are read from .toml, .json or .csv files.") % {"file": name})
    if len(content) > LARGEST:
        raise BadNotice(_("%(file)s is too large for one year of holidays.") % {"file": name})
    try:
        return checked(reader(content.decode("utf-8-sig")), source=source)
    except UnicodeDecodeError as wrong:
        raise BadNotice(_("%(file)s is not UTF-8 text; save it as UTF-8.") % {"file": name}) from wrong
    except (tomllib.TOMLDecodeError, json.JSONDecodeError, csv.Error) as wrong:
        raise BadNotice(_("%(file)s cannot be read: %(fault)s") % {"file": name, "fault": wrong}) from wrong
    except BadNotice as wrong:
        raise BadNotice(f"{name}: {wrong}") from wrong


def read_table(given: Mapping[str, Any], *, source: str = "") -> Announced:
    """The year in a table already parsed, in either layout: with `notice` (ours) or `days` (holiday-cn)."""
    return checked(any_table(given), source=source)


def checked(found: Announced, *, source: str = "") -> Announced:
    """`found` itself when it can be a year of holidays; raises BadNotice when it cannot."""
    found.source = found.source or source.strip()
    if found.year not in YEARS:
        raise BadNotice(_("%(year)s is not a year of the calendar.") % {"year": found.year})
    if not found.source:
        raise BadNotice(_("No source is named. Say which notice the days come from."))
    for day, what in found.days.items():
        _check_day(found.year, day, what)
    rest = sum(what.kind == "rest" for what in found.days.values())
    work = len(found.days) - rest
    if not rest:
        raise BadNotice(_("%(year)d has no day off at all; that is not a year of holidays.") % {"year": found.year})
    if rest > MOST_REST or work > MOST_WORK:
        raise BadNotice(
            _("%(rest)d days off and %(work)d make-up days are too many for one year.") % {"rest": rest, "work": work}
        )
    for day, what in found.days.items():
        found.days[day] = Day(what.kind, what.name, what.source or found.source)
    return found


def _check_day(year: int, day: date, what: Day) -> None:
    """Refuse a date outside the year (December before it excepted), and a make-up day that is a weekday."""
    if day.year != year and (day.year, day.month) != (year - 1, 12):
        raise BadNotice(
            _("%(day)s does not belong to %(year)d. Only December of the year before may stand here too.")
            % {"day": day, "year": year}
        )
    if what.kind == "work" and day.weekday() < 5:
        raise BadNotice(_("%(day)s is given as a make-up working day, but it is an ordinary weekday.") % {"day": day})
