"""A deadline in words: why it is due when it is, and how much working time is left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from huiyin.base.dates import day_words, moment_words
from huiyin.calendars.amount import Amount
from huiyin.calendars.explain import Basis
from huiyin.calendars.worktime import Span

RUNS_SHOWN = 6
"""A clock of a year skips fifty weekends; nobody reads them one by one."""


def why(basis: Basis) -> list[str]:
    """The sentences that explain a due, in the reader's language, from its start to its end."""
    return [
        _began(basis),
        *_first_day(basis),
        *(_counted(group) for group in basis["counted"]),
        *(_skipped(group) for group in basis["skipped"]),
        *(_stopped(stop) for stop in basis["stops"]),
        *_moved(basis),
        _due(basis),
        *map(unpublished_words, basis["provisional"]),
    ]


def span_words(span: Span) -> str:
    """The working time left or gone, its two largest parts: `还剩 1 个工作日 3 小时`, `逾期 2 个工作日`."""
    parts = [
        ngettext("%(n)d working day", "%(n)d working days", span.days) % {"n": span.days} if span.days else "",
        _hours(span.hours),
        _minutes(span.minutes) if not span.days else "",
    ]
    text = " ".join(part for part in parts if part)
    if span.overdue:
        return _("%(span)s overdue") % {"span": text} if text else pgettext("working time", "Overdue")
    return _("%(span)s left") % {"span": text} if text else _("Less than a minute of working time left")


def amount_words(amount: Amount) -> str:
    """An amount in words, without its sign: `3 个工作日`, `48 小时`, `6 个月`."""
    n = abs(amount.number)
    match amount.unit:
        case "min":
            text = ngettext("%(n)d minute", "%(n)d minutes", n)
        case "h":
            text = ngettext("%(n)d hour", "%(n)d hours", n)
        case "wh":
            text = ngettext("%(n)d working hour", "%(n)d working hours", n)
        case "d":
            text = ngettext("%(n)d calendar day", "%(n)d calendar days", n)
        case "wd":
            text = ngettext("%(n)d working day", "%(n)d working days", n)
        case "mo":
            text = ngettext("%(n)d month", "%(n)d months", n)
        case "y":
            text = ngettext("%(n)d year", "%(n)d years", n)
        case _:
            return f"{n}%"
    return text % {"n": n}


def unpublished_words(year: int) -> str:
    """The sentence that says a year's holidays are not known here, so that nobody takes the date for settled."""
    return _(
        "The holidays and make-up working days of %(year)d are not published or not entered yet; "
        "plain weekdays were assumed. This date is provisional."
    ) % {"year": year}


def _began(basis: Basis) -> str:
    """Where the clock started, how long it is, on which calendar."""
    values = {
        "start": moment_words(datetime.fromisoformat(basis["start"])),
        "amount": amount_words(Amount(basis["amount"], basis["unit"])),
        "calendar": basis["label"] or basis["calendar"],
        "edition": basis["edition"],
    }
    if _given(basis):
        return _("The date was set as such: %(start)s.") % values
    if basis["amount"] < 0:
        return _("%(amount)s before %(start)s, on the calendar “%(calendar)s”, edition %(edition)d.") % values
    return _("%(amount)s from %(start)s, on the calendar “%(calendar)s”, edition %(edition)d.") % values


def _first_day(basis: Basis) -> Iterator[str]:
    """What the first day counted as, and what the clock runs through."""
    day = day_words(datetime.fromisoformat(basis["begun"]))
    if basis["begun"] != basis["start"]:
        begun = moment_words(datetime.fromisoformat(basis["begun"]))
        yield _("It began outside working time and counts from the next opening, %(begun)s.") % {"begun": begun}
    elif basis["unit"] in ("wh", "wd"):
        yield from _outside(basis["start_day"])
    if _given(basis):
        return
    if basis["unit"] in ("min", "h"):
        yield _("Every hour counts, nights and days off too.")
        return
    if basis["unit"] in ("d", "mo", "y"):
        yield _("Every calendar day counts, days off too.")
    if basis["unit"] != "wh" and basis["amount"]:
        if basis["convention"]["day_zero"]:
            yield _("The day it starts from, %(day)s, is not counted.") % {"day": day}
        else:
            yield _("The day it starts from, %(day)s, is counted as the first.") % {"day": day}
    if basis["clamped"]:
        yield _("That month has no such day; its last day takes its place.")


def _given(basis: Basis) -> bool:
    """Whether nothing was reckoned: a date someone agreed, kept as no time at all from it."""
    return basis["amount"] == 0 and basis["unit"] in ("min", "h")


def _outside(start_day: Basis) -> Iterator[str]:
    """That the clock started on a day off, or after closing."""
    if start_day["rest"]:
        yield _("It starts on a day off (%(name)s).") % {"name": _rest_name(start_day)}
    elif start_day["after_closing"]:
        yield _("It starts after closing time (%(closing)s).") % {"closing": start_day["after_closing"]}


def _counted(group: Basis) -> str:
    """One kind of counted days, with their windows."""
    values = {
        "days": _runs(group),
        "windows": group["windows"].replace(" ", pgettext("between dates or times", ", ")),
        "name": group["name"],
        "source": group["source"],
        "length": duration_words(group["minutes"]) if "minutes" in group else _days(group["days"]),
    }
    if group["why"] == "make_up":
        text = _("Counted, worked to make up for a day off (%(name)s): %(days)s; %(windows)s; %(length)s. %(source)s")
    elif group["why"] == "own":
        text = _("Counted, a working day the calendar sets itself (%(name)s): %(days)s; %(windows)s; %(length)s.")
    else:
        text = _("Counted: %(days)s; %(windows)s; %(length)s.")
    return (text % values).strip()


def _skipped(group: Basis) -> str:
    """One kind of days off."""
    values = {
        "name": _rest_name(group),
        "days": _runs(group),
        "length": _days(group["days"]),
        "source": group["source"],
    }
    if group["why"] == "holiday":
        return (_("Not counted, %(name)s: %(days)s; %(length)s. %(source)s") % values).strip()
    return _("Not counted, %(name)s: %(days)s; %(length)s.") % values


def _stopped(stop: Basis) -> str:
    """One stop, and what it cost."""
    values = {
        "since": moment_words(datetime.fromisoformat(stop["from"])),
        "until": moment_words(datetime.fromisoformat(stop["until"])),
        "reason": stop["reason"] or _("no reason given"),
    }
    if not stop["lost"]:
        return _("Stopped from %(since)s to %(until)s (%(reason)s): nothing was lost by it.") % values
    if stop["measure"] == "days":
        values["lost"] = _days(stop["lost"])
        return _("Stopped from %(since)s to %(until)s (%(reason)s): %(lost)s added, begun days whole.") % values
    values["lost"] = duration_words(stop["lost"] // 60)
    if stop["measure"] == "worked":
        return _("Stopped from %(since)s to %(until)s (%(reason)s): %(lost)s of working time added.") % values
    return _("Stopped from %(since)s to %(until)s (%(reason)s): %(lost)s added.") % values


def _moved(basis: Basis) -> Iterator[str]:
    """What happened because the last day is a day off."""
    if basis["rolled"]:
        day, to = (date.fromisoformat(text) for text in basis["rolled"])
        values = {"day": day_words(day), "to": day_words(to)}
        if to > day:
            yield _("%(day)s is a day off; the due moves on to the next working day, %(to)s.") % values
        else:
            yield _("%(day)s is a day off; the due moves back to the working day before it, %(to)s.") % values
    elif basis["due_day"]["rest"] and basis["unit"] in ("d", "mo", "y"):
        day = datetime.fromisoformat(basis["due"])
        values = {"day": day_words(day), "name": _rest_name(basis["due_day"])}
        yield _("%(day)s is a day off (%(name)s); the due stays there.") % values


def _due(basis: Basis) -> str:
    """The result."""
    due = moment_words(datetime.fromisoformat(basis["due"]))
    days = basis["unit"] in ("wd", "d", "mo", "y") and basis["convention"]["due_at"] == "closing"
    if days and not any(stop["lost"] and stop["measure"] == "worked" for stop in basis["stops"]):
        return _("Due %(due)s, closing time.") % {"due": due}
    return _("Due %(due)s.") % {"due": due}


def _rest_name(group: Basis) -> str:
    """What a day off is called."""
    if group["why"] == "weekend":
        return _("weekend")
    return group["name"] or (_("a day off the calendar sets itself") if group["why"] == "own" else _("holiday"))


def _runs(group: Basis) -> str:
    """Runs of days in one line; of many only the first, with the number of the rest."""
    texts = []
    for first, last in group["runs"][:RUNS_SHOWN]:
        begin, end = date.fromisoformat(first), date.fromisoformat(last)
        texts.append(day_words(begin) if begin == end else f"{day_words(begin)} – {day_words(end)}")
    text = pgettext("between dates or times", ", ").join(texts)
    more = len(group["runs"]) - RUNS_SHOWN
    if more > 0:
        return ngettext("%(days)s and %(n)d more stretch", "%(days)s and %(n)d more stretches", more) % {
            "days": text,
            "n": more,
        }
    return text


def duration_words(minutes: int) -> str:
    """Hours and minutes: `3 小时 30 分钟`."""
    hours, rest = divmod(minutes, 60)
    return " ".join(part for part in (_hours(hours), _minutes(rest)) if part) or _minutes(0, zero=True)


def _hours(n: int) -> str:
    return ngettext("%(n)d hour", "%(n)d hours", n) % {"n": n} if n else ""


def _minutes(n: int, *, zero: bool = False) -> str:
    return ngettext("%(n)d minute", "%(n)d minutes", n) % {"n": n} if n or zero else ""


def _days(n: int) -> str:
    return ngettext("%(n)d day", "%(n)d days", n) % {"n": n}
