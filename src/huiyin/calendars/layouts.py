"""The layouts a year of holidays is written in: our own TOML, JSON as holiday-cn publishes it, CSV.

Only the form is judged here; whether it can be a year of holidays is judged by `notices`.
"""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from huiyin.base.dates import days_from
from huiyin.calendars.almanac import Day

LONGEST_LEAVE = 31


class BadNotice(ValueError):
    """A file of holidays that cannot be taken; its text says where and why."""


@dataclass(slots=True)
class Announced:
    """The days of one year that differ from their weekday, as announced: by whom, in words, and when."""

    year: int
    source: str = ""
    issued: date | None = None
    days: dict[date, Day] = field(default_factory=dict)


def toml_year(text: str) -> Announced:
    """Our layout, as TOML."""
    return notice_table(tomllib.loads(text))


def json_year(text: str) -> Announced:
    """Either layout, as JSON."""
    given = json.loads(text)
    if not isinstance(given, dict):
        raise BadNotice(_("The file must hold one table with year and days."))
    return any_table(given)


def any_table(given: Mapping[str, Any]) -> Announced:
    """A table already parsed: with `days` it is holiday-cn's layout, else ours."""
    return day_table(given) if "days" in given else notice_table(given)


def notice_table(given: Mapping[str, Any]) -> Announced:
    """Our layout: `year`, and a list of `notice`, each with `title`, `number`, `issued` and its list of `leave`."""
    _only(given, {"year", "notice"}, _("the file"))
    found = Announced(_year(given))
    sources = []
    for number, notice in enumerate(_tables(given, "notice"), 1):
        place = _("notice %(n)d") % {"n": number}
        _only(notice, {"title", "number", "issued", "leave"}, place)
        source = " ".join(_word(notice, key, place) for key in ("title", "number") if notice.get(key))
        if not source:
            raise BadNotice(_("%(place)s: the title is missing.") % {"place": place})
        sources.append(source)
        issued = _date(notice["issued"], place) if "issued" in notice else None
        found.issued = found.issued or issued
        # A later notice replaces what an earlier one said of the same date.
        found.days.update(_of_notice(notice, source, place))
    found.source = "；".join(sources)
    return found


def _of_notice(notice: Mapping[str, Any], source: str, place: str) -> dict[date, Day]:
    """The days of one notice. Raises BadNotice when a date stands in it twice."""
    days: dict[date, Day] = {}
    for leave in _tables(notice, "leave"):
        name = _word(leave, "name", place)
        here = f"{place}, {name}"
        _only(leave, {"name", "rest", "work"}, here)
        for kind in ("rest", "work"):
            for day in _dates(leave.get(kind, []), here):
                if day in days:
                    raise BadNotice(_("%(place)s: %(day)s stands there twice.") % {"place": here, "day": day})
                days[day] = Day(kind, name, source)
    return days


def day_table(given: Mapping[str, Any]) -> Announced:
    """The layout of holiday-cn: `year`, `papers` (addresses), and `days` with `name`, `date`, `isOffDay`."""
    papers = given.get("papers", [])
    if not isinstance(papers, list) or not all(isinstance(paper, str) for paper in papers):
        raise BadNotice(_("“papers” must be a list of addresses."))
    found = Announced(_year(given), source=" ".join(papers))
    for number, entry in enumerate(_tables(given, "days"), 1):
        place = _("day %(n)d") % {"n": number}
        off = entry.get("isOffDay")
        if not isinstance(off, bool):
            raise BadNotice(_("%(place)s: isOffDay must be true or false.") % {"place": place})
        _put(found, _date(entry.get("date"), place), Day("rest" if off else "work", _word(entry, "name", place)), place)
    return found


def csv_year(text: str) -> Announced:
    """Columns `date`, `kind` (`rest` or `work`), `name`, perhaps `source`. The latest date tells the year."""
    rows = csv.DictReader(io.StringIO(text))
    if not {"date", "kind", "name"} <= set(rows.fieldnames or ()):
        raise BadNotice(_("The first line must name the columns date, kind and name (and source, if there is one)."))
    found = Announced(0)
    for row in rows:
        place = _("line %(n)d") % {"n": rows.line_num}
        kind = (row["kind"] or "").strip()
        if kind not in ("rest", "work"):
            raise BadNotice(_("%(place)s: kind must be rest or work.") % {"place": place})
        name = (row["name"] or "").strip()
        if not name:
            raise BadNotice(_("%(place)s: the name is missing.") % {"place": place})
        source = (row.get("source") or "").strip()
        _put(found, _date(row["date"], place), Day(kind, name, source), place)
        found.source = found.source or source
    found.year = max(found.days).year if found.days else 0
    return found


def _put(found: Announced, day: date, what: Day, place: str) -> None:
    """Add a day that must not be there yet."""
    if day in found.days:
        raise BadNotice(_("%(place)s: %(day)s stands there twice.") % {"place": place, "day": day})
    found.days[day] = what


def _year(given: Mapping[str, Any]) -> int:
    year = given.get("year")
    if not isinstance(year, int) or isinstance(year, bool):
        raise BadNotice(_("“year” is missing or not a number."))
    return year


def _only(given: Mapping[str, Any], known: set[str], place: str) -> None:
    """Refuse a key nobody knows: a slip of the pen must not lose a holiday."""
    for key in given:
        if key not in known:
            raise BadNotice(
                _("%(place)s: “%(key)s” is not known here. There are %(known)s.")
                % {"place": place, "key": key, "known": ", ".join(sorted(known))}
            )


def _tables(given: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = given.get(key)
    if not isinstance(found, list) or not found or not all(isinstance(one, dict) for one in found):
        raise BadNotice(_("“%(key)s” is missing or not a list of tables.") % {"key": key})
    return found


def _word(given: Mapping[str, Any], key: str, place: str) -> str:
    word = given.get(key)
    if not isinstance(word, str) or not word.strip():
        raise BadNotice(_("%(place)s: “%(key)s” is missing.") % {"place": place, "key": key})
    return word.strip()


def _dates(given: Any, place: str) -> list[date]:
    """A list of dates, or all from `from` to `to`."""
    if isinstance(given, list):
        return [_date(one, place) for one in given]
    if not isinstance(given, dict) or set(given) != {"from", "to"}:
        raise BadNotice(
            _("%(place)s: write dates as a list, or as { from = 2026-10-01, to = 2026-10-07 }.") % {"place": place}
        )
    first, last = _date(given["from"], place), _date(given["to"], place)
    if not 0 <= (last - first).days < LONGEST_LEAVE:
        raise BadNotice(
            _("%(place)s: %(first)s to %(last)s is no leave: it must run forwards, for at most %(most)d days.")
            % {"place": place, "first": first, "last": last, "most": LONGEST_LEAVE}
        )
    return list(days_from(first, last))


def _date(given: Any, place: str) -> date:
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    try:
        return date.fromisoformat(given.strip())
    except (ValueError, AttributeError):
        raise BadNotice(
            _("%(place)s: “%(text)s” is not a date; write it as 2026-10-01.")
            % {"place": place, "text": str(given)[:40]}
        ) from None
