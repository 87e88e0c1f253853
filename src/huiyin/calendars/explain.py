"""Why a promise is due when it is: the basis, plain JSON that is kept with it and put into words by `words`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from huiyin.base.dates import DAY, add_months, days_from
from huiyin.calendars.almanac import Calendar, minutes_of
from huiyin.calendars.clock import Clock, End, Loss
from huiyin.calendars.line import MICROSECOND
from huiyin.calendars.week import Window, Windows, clock, windows_text

Basis = dict[str, Any]


def basis_of(run: Clock, measure: str, plain: End, end: End, losses: list[Loss]) -> Basis:
    """The basis of a clock that would end at `plain` and, after its stops, ends at `end`.

    Keys: `amount`, `unit`; `calendar`, `label`, `edition`, `zone`; `start`, `begun` (after the convention for late
    receipts), `due`, `unstopped`; `convention`; `start_day`, `due_day`, `clamped`; `counted` and `skipped`, groups
    of days with their reason; `stops` with what each cost; `rolled`, the day off and the day it became;
    `provisional`, the years reckoned with plain weekdays.
    """
    calendar = run.calendar
    counted, skipped = _days(run, calendar.local(plain.instant), calendar.local(end.instant), measure)
    return {
        "amount": run.amount.number,
        "unit": run.amount.unit,
        "calendar": calendar.name,
        "label": calendar.label,
        "edition": calendar.edition,
        "zone": calendar.zone.key,
        "start": run.start.isoformat(),
        "begun": calendar.instant(run.begun).isoformat(),
        "due": end.instant.isoformat(),
        "unstopped": plain.instant.isoformat(),
        "convention": run.convention.as_dict(),
        "start_day": _day_of(calendar, run.start),
        "due_day": _day_of(calendar, end.instant),
        "clamped": _clamped(run),
        "counted": counted,
        "skipped": skipped,
        "stops": [_stop(loss, measure) for loss in losses],
        "rolled": [end.day.isoformat(), end.rolled.isoformat()] if end.rolled else None,
        "provisional": _provisional(run, measure, end),
    }


def reason(calendar: Calendar, day: date) -> str:
    """Why a date is worked or not: `weekday`, `weekend`, `holiday`, `make_up`, or `own`, a day the firm set."""
    named = calendar.days.get(day)
    if named is None:
        return "weekday" if calendar.week[day.weekday()] else "weekend"
    if named.own:
        return "own"
    if named.kind == "rest":
        return "holiday"
    return "weekday" if calendar.week[day.weekday()] else "make_up"


def _days(run: Clock, plain: datetime, end: datetime, measure: str) -> tuple[list[Basis], list[Basis]]:
    """The groups of counted and of skipped days; none for clocks that run through every day alike."""
    calendar = run.calendar
    if measure != "worked":
        return [], []
    if run.amount.unit == "wh":
        first, last = sorted((run.begun, end))
        return _grouped(calendar, first.date(), (last - MICROSECOND).date(), clip=(first, last))
    begin = run.begun.date()
    if run.convention.day_zero and run.amount.number:
        begin += -DAY if run.backwards else DAY
    begin, finish = sorted((begin, plain.date()))
    counted, skipped = _grouped(calendar, begin, finish)
    if end > plain:  # a stop's time is made up for beyond the counted days; the days off on that way are named too
        skipped = _grouped(calendar, begin, end.date())[1]
    return counted, skipped


def _grouped(
    calendar: Calendar, first: date, last: date, clip: tuple[datetime, datetime] | None = None
) -> tuple[list[Basis], list[Basis]]:
    """Worked days and days off from `first` to `last`, days of the same kind together.

    With `clip`, two wall-clock times, only the windows between them count, and each group says its minutes.
    """
    worked: dict[tuple[str, str, str, Windows], list[date]] = {}
    off: dict[tuple[str, str, str, Windows], list[date]] = {}
    for day in days_from(first, last):
        windows = calendar.windows_on(day)
        groups = worked if windows else off
        if clip and windows:
            windows = _clipped(windows, day, clip)
            if not windows:
                continue
        named = calendar.days.get(day)
        name, source = (named.name, named.source) if named else ("", "")
        groups.setdefault((reason(calendar, day), name, source, windows), []).append(day)
    counted = [_group(*key, days) for key, days in worked.items()]
    if clip:
        for group, (key, days) in zip(counted, worked.items(), strict=True):
            group["minutes"] = minutes_of(key[3]) * len(days)
    return counted, [_group(*key, days) for key, days in off.items()]


def _group(why: str, name: str, source: str, windows: Windows, days: list[date]) -> Basis:
    """Days of one kind, as runs from a first to a last date."""
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][1] == DAY:
            runs[-1][1] = day
        else:
            runs.append([day, day])
    return {
        "why": why,
        "name": name,
        "source": source,
        "windows": windows_text(windows),
        "days": len(days),
        "runs": [[first.isoformat(), last.isoformat()] for first, last in runs],
    }


def _clipped(windows: Windows, day: date, clip: tuple[datetime, datetime]) -> Windows:
    """The parts of a day's windows between two wall-clock times, in whole minutes."""
    first, last = clip
    opens = first.hour * 60 + first.minute if day == first.date() else 0
    closes = last.hour * 60 + last.minute if day == last.date() else 24 * 60
    return tuple(
        Window(max(window.opens, opens), min(window.closes, closes))
        for window in windows
        if max(window.opens, opens) < min(window.closes, closes)
    )


def _day_of(calendar: Calendar, instant: datetime) -> Basis:
    """What kind of day an instant falls on, and the closing time when it comes after it."""
    local = calendar.local(instant)
    day = local.date()
    named, windows = calendar.days.get(day), calendar.windows_on(day)
    closed = bool(windows) and (local.hour, local.minute) >= divmod(windows[-1].closes, 60)
    return {
        "why": reason(calendar, day),
        "name": named.name if named else "",
        "rest": not windows,
        "after_closing": clock(windows[-1].closes) if closed else "",
    }


def _clamped(run: Clock) -> bool:
    """Whether a clock of months or years ended in a month without the day it began on."""
    months = {"mo": 1, "y": 12}.get(run.amount.unit, 0) * run.amount.number
    return bool(months) and add_months(run.begun.date(), months).day != run.begun.day


def _stop(loss: Loss, measure: str) -> Basis:
    """A stop as kept: as it was given, and the seconds (days, for clocks of days) it cost."""
    return {
        "from": loss.stop.since.isoformat(),
        "until": loss.stop.until.isoformat(),
        "reason": loss.stop.reason,
        "measure": measure,
        "lost": loss.time.days if measure == "days" else int(loss.time.total_seconds()),
    }


def _provisional(run: Clock, measure: str, end: End) -> list[int]:
    """The years this reckoning had to take as plain weekdays, because their holidays are not known."""
    convention, calendar = run.convention, run.calendar
    days = [run.begun.date()] if convention.late_receipt == "next_opening" and not run.backwards else []
    if days:
        days.append(run.calendar.local(run.start).date())
    if measure == "worked":
        days += [run.begun.date(), calendar.local(end.instant).date()]
    elif measure == "days" and convention.roll != "keep":
        days += [end.day, end.rolled or end.day]
    return calendar.unpublished(min(days), max(days)) if days else []
