"""The year plan (年度计划): every duty, twelve months across, each customer or the firm a row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from huiyin.base.dates import day_words, moment_words
from huiyin.base.text import clean, sought
from huiyin.kernel import registry, yearplan
from huiyin.kernel.duties import Pair
from huiyin.kernel.snapshot import snapshot
from huiyin.kernel.yearplan import COMING, DONE, DUE, LATE, VOID, Mark, Row
from huiyin.packs.words import amount_words, role_word
from huiyin.people.holding import units
from huiyin.people.models import Person
from huiyin.web import workbook
from huiyin.web.answers import address
from huiyin.web.answers import page as answered
from huiyin.web.initials import initials

SIZE = 60
"""Rows on one page: a year of sixty customers is about what anybody reads."""
TONES = {DONE: "done", DUE: "open", LATE: "late", COMING: "draft", VOID: "void"}


@dataclass(slots=True)
class Asked:
    """What the reader wants of the plan, and the pairs that are left of it."""

    person: Person
    at: dt.datetime
    year: int
    type: str = ""
    role: str = ""
    words: str = ""
    late: bool = False
    page: int = 0
    every: list[Pair] = field(default_factory=list)
    behind: list[Pair] = field(default_factory=list)
    chosen: list[Pair] = field(default_factory=list)

    def link(self, name: str = "duties", **over: Any) -> str:
        """The same plan with something else asked."""
        here: dict[str, Any] = {
            "year": self.year, "type": self.type, "role": self.role, "q": self.words, "late": "1" if self.late else "",
        }  # fmt: skip
        query = {key: value for key, value in (here | over).items() if value not in ("", None)}
        return f"{reverse(name)}?{urlencode(query)}"


@answered
@require_safe
def duties(request: HttpRequest) -> HttpResponse:
    """One page of the year."""
    asked = _asked(request)
    first = asked.page * SIZE
    shown = asked.chosen[first : first + SIZE]
    rows = yearplan.year_of(shown, asked.year, asked.person, at=asked.at)
    today = timezone.localtime(asked.at).date()
    context = {
        "title": title(), "year": asked.year, "bar": _bar(asked), "groups": _groups(rows),
        "months": [{"label": month, "here": (asked.year, at) == (today.year, today.month)}
                   for at, month in enumerate(month_words(), 1)],
        "legend": [{"label": word, "tone": TONES[state]} for state, word in state_words().items()],
        "pager": _pager(asked, first, len(shown)), "empty": _empty(asked),
    }  # fmt: skip
    return render(request, "web/duties.html", context)


def title() -> str:
    """What the page and its workbook are called."""
    return _("Year plan")


def state_words() -> dict[str, str]:
    """Each state of a time in the plan, in words."""
    return {
        DONE: pgettext("duty", "Done"), DUE: pgettext("duty", "Under way"), LATE: pgettext("duty", "Late"),
        COMING: pgettext("duty", "To come"), VOID: pgettext("duty", "Void"),
    }  # fmt: skip


def month_words() -> list[str]:
    """The twelve months, short."""
    return [
        pgettext("month", "Jan"), pgettext("month", "Feb"), pgettext("month", "Mar"), pgettext("month", "Apr"),
        pgettext("month", "May"), pgettext("month", "Jun"), pgettext("month", "Jul"), pgettext("month", "Aug"),
        pgettext("month", "Sep"), pgettext("month", "Oct"), pgettext("month", "Nov"), pgettext("month", "Dec"),
    ]  # fmt: skip


# --- what was asked --------------------------------------------------------------------------------------------------


def _asked(request: HttpRequest) -> Asked:
    at, given, person = timezone.now(), request.GET, request.user
    this = timezone.localtime(at).year
    year = given.get("year", "")
    found = Asked(
        person, at, int(year) if year.isascii() and year.isdigit() and 2000 <= int(year[:5]) <= 2199 else this,  # type: ignore[arg-type]
        type=given.get("type", ""), role=given.get("role", ""), words=clean(given.get("q", ""))[:200].strip(),
        late=given.get("late") == "1",
    )  # fmt: skip
    page = given.get("page", "")
    found.page = int(page) - 1 if page.isascii() and page.isdigit() and int(page[:6]) > 0 else 0
    found.every = yearplan.seen_by(found.person, at=at)
    found.behind = yearplan.late(found.every, at)
    found.chosen = [one for one in (found.behind if found.late else found.every) if _fits(one, found)]
    return found


def _fits(pair: Pair, asked: Asked) -> bool:
    if asked.type not in ("", pair.rule.duty.type) or asked.role not in ("", pair.rule.duty.role):
        return False
    if not asked.words:
        return True
    names = (
        sought(" ".join([pair.customer.code, pair.customer.name, pair.customer.short_name])) if pair.customer else ""
    )
    return sought(asked.words) in names


def _bar(asked: Asked) -> dict[str, Any]:
    years = [
        {"label": str(year), "url": asked.link(year=year), "here": year == asked.year}
        for year in range(asked.year - 1, asked.year + 2)
    ]
    missed = {"label": _("Only late ones"), "url": asked.link(late="" if asked.late else "1"), "here": asked.late}
    chips = [("type", _type_word(asked.type)), ("role", _role_words(asked).get(asked.role, asked.role))]
    return {
        "views": [*years, missed | {"count": len(asked.behind), "late": bool(asked.behind)}],
        "action": reverse("duties"), "q": asked.words, "placeholder": _("Customer"), "clear": reverse("duties"),
        "hidden": [("year", asked.year), *([("late", "1")] if asked.late else [])],
        "filters": [_choice("type", _("Record type"), _types(asked), asked.type),
                    _choice("role", _("Role"), _role_words(asked), asked.role)],
        "set": [{"label": word, "url": asked.link(**{name: ""})} for name, word in chips if word],
        "deeds": [{"label": "Excel", "icon": "file-spreadsheet", "url": asked.link("duties_workbook")}],
    }  # fmt: skip


def _choice(name: str, label: str, words: dict[str, str], value: str) -> dict[str, Any]:
    choices = [{"value": code, "label": word, "initials": initials(word)} for code, word in words.items()]
    return {"name": name, "id": name, "kind": "choice", "label": label, "choices": choices, "value": value}


def _types(asked: Asked) -> dict[str, str]:
    return {one.rule.duty.type: _type_word(one.rule.duty.type) for one in asked.every}


def _type_word(name: str) -> str:
    known = {one.name: one for one in registry.types()}
    return str(known[name].label) if name in known else name


def _role_words(asked: Asked) -> dict[str, str]:
    return {one.rule.duty.role: role_word(one.rule.procedure, one.rule.duty.role) for one in asked.every}


def _pager(asked: Asked, first: int, shown: int) -> dict[str, Any] | None:
    total = len(asked.chosen)
    if total <= SIZE and not first:
        return None
    last = (total - 1) // SIZE + 1
    words = {"first": min(first + 1, total), "last": first + shown, "total": total}
    here = asked.page + 1
    return {
        "words": _("%(first)d–%(last)d of %(total)d") % words,
        "first": asked.link(page=1) if here > 1 else None,
        "previous": asked.link(page=min(here - 1, last)) if here > 1 else None,
        "next": asked.link(page=here + 1) if here < last else None,
        "last": asked.link(page=last) if here < last else None,
    }


def _empty(asked: Asked) -> dict[str, Any]:
    if asked.every:
        deed = {"label": _("Show all"), "url": reverse("duties")}
        words = _("Nobody is behind.") if asked.late else _("No duty fits what you asked for.")
        return {"title": _("Nothing here"), "icon": "calendar-time", "words": words, "deed": deed}
    words = _(
        "Duties stand in the procedures: what must happen again, for whom and how often. None in force names one."
    )
    return {"title": _("No duties yet"), "icon": "calendar-time", "words": words}


# --- the table -------------------------------------------------------------------------------------------------------


def _groups(rows: list[Row]) -> list[dict[str, Any]]:
    """The rows of each duty under its name."""
    made = []
    for _key, group in groupby(rows, key=lambda row: row.pair.key[:2]):
        inner = list(group)
        made.append(heading(inner[0].pair) | {"rows": [_row(one) for one in inner]})
    return made


def heading(pair: Pair) -> dict[str, Any]:
    """A duty in words: its name, how often, whose, how far ahead; the clause it comes from."""
    duty, procedure = pair.rule.duty, pair.rule.procedure
    how_often = _("at least every %(time)s") if duty.at_least else _("every %(time)s")
    said = [
        how_often % {"time": amount_words(duty.every)}, role_word(procedure, duty.role),
        _("opens %(time)s ahead") % {"time": amount_words(duty.ahead)} if pair.rule.ahead.number else "",
    ]  # fmt: skip
    return {
        "label": str(duty.label), "words": " · ".join(one for one in said if one), "clause": duty.clause,
        "procedure": str(procedure.title),
    }  # fmt: skip


def _row(row: Row) -> dict[str, Any]:
    customer = row.pair.customer
    months = [
        {"label": label, "marks": [_mark(one) for one in marks]}
        for label, marks in zip(month_words(), row.months(), strict=True)
    ]
    name = {"name": str(customer), "full": customer.name} if customer else {"name": whole_firm(), "full": ""}
    url = reverse("customer", args=[customer.code]) if customer else ""
    return name | {"rank": customer.rank if customer else "", "url": url, "months": months}


def whole_firm() -> str:
    """Whose a duty is that names no customers."""
    return next((unit.name for unit in units().values() if unit.parent_id is None), "")


def _mark(mark: Mark) -> dict[str, Any]:
    here = mark.record if mark.seen else None
    return {
        "text": state_words()[mark.state], "tone": TONES[mark.state], "day": f"{mark.day:%m-%d}",
        "url": address(here) if here else "", "why": said(mark), "trouble": mark.trouble,
    }  # fmt: skip


def said(mark: Mark) -> str:
    """One time of the plan in a sentence: its due, what became of it, which record."""
    parts = [_("due %(day)s") % {"day": day_words(mark.day)} if not mark.by_hand else _("opened by hand")]
    if mark.on:
        parts.append((_("done %(day)s") if mark.kept else _("done late, %(day)s")) % {"day": mark.on})
    if mark.record and mark.seen:
        parts.append(mark.record.number)
    if mark.trouble:
        parts.append(mark.trouble)
    return pgettext("between values", "; ").join(parts)


# --- the workbook ----------------------------------------------------------------------------------------------------


@answered
@require_safe
def as_workbook(request: HttpRequest) -> HttpResponseBase:
    """The plan of the address, all its pages, as an Excel workbook."""
    asked = _asked(request)
    who = {"name": asked.person.name, "at": moment_words(timezone.localtime(asked.at))}
    lines = [
        f"{title()} {asked.year}", whole_firm(), _("Uncontrolled copy: valid on the day it was printed"),
        _("Printed by %(name)s, %(at)s") % who,
    ]  # fmt: skip
    columns = [
        (_("Duty"), 24),
        (_("Customer"), 28),
        (_("Class"), 8),
        (_("Role"), 14),
        *((one, 16) for one in month_words()),
    ]
    with snapshot():
        return workbook.workbook(f"{title()} {asked.year}", lines, columns, _values(asked))


def _values(asked: Asked) -> Iterator[list[Any]]:
    for row in yearplan.year_of(asked.chosen, asked.year, asked.person, at=asked.at):
        customer, duty = row.pair.customer, row.pair.rule.duty
        cells = ["\n".join(f"{state_words()[one.state]} {said(one)}" for one in marks) for marks in row.months()]
        head = [str(duty.label), customer.name if customer else whole_firm(), customer.rank if customer else ""]
        yield [*head, role_word(row.pair.rule.procedure, duty.role), *cells]


urlpatterns = [
    path("duties", duties, name="duties"),
    path("duties.xlsx", as_workbook, name="duties_workbook"),
]
