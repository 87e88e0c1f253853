"""What must hold for every calendar, clock and stop; where it can, a slow twin counts day by day and hour by hour."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from huiyin.base.dates import DAY, days_from
from huiyin.calendars.almanac import Calendar, Day
from huiyin.calendars.convention import CHOICES, Convention
from huiyin.calendars.explain import reason
from huiyin.calendars.week import Window, Windows
from huiyin.calendars.worktime import (
    Amount,
    Reckoning,
    Stop,
    is_working,
    next_opening,
    reckon,
    reckon_again,
    remaining,
    share,
    worked,
)
from tests.pure.china import CHINA, ZONE

FIRST, LAST = datetime(2019, 6, 1), datetime(2026, 6, 1)
moments = st.datetimes(FIRST, LAST).map(lambda moment: moment.replace(tzinfo=ZONE, second=0, microsecond=0))
conventions = st.builds(Convention, *(st.sampled_from(allowed) for allowed in CHOICES.values()))


@st.composite
def windows(draw: st.DrawFn, least: int = 0) -> Windows:
    """Up to three windows on the half hour."""
    edges = sorted(draw(st.sets(st.integers(0, 48), min_size=2 * least, max_size=6)))
    return tuple(Window(one * 30, two * 30) for one, two in zip(edges[::2], edges[1::2], strict=False))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """A calendar with at least one working weekday and a handful of days of its own around New Year 2026."""
    week = [draw(windows()) for _ in range(6)] + [draw(windows(least=1))]
    draw(st.randoms()).shuffle(week)
    near = st.integers(-40, 40).map(lambda offset: date(2026, 1, 1) + offset * DAY)
    what = st.builds(Day, st.sampled_from(["rest", "work"]), st.just("x"), st.just(""), windows(), st.booleans())
    return Calendar("made", 1, ZONE, tuple(week), draw(st.dictionaries(near, what, max_size=12)))  # type: ignore[arg-type]


near_new_year = st.integers(-30 * 48, 30 * 48).map(
    lambda halves: datetime(2026, 1, 1, tzinfo=ZONE) + halves * timedelta(minutes=30)
)


def minutes_worked_slowly(calendar: Calendar, a: datetime, b: datetime) -> int:
    """Half hour by half hour."""
    found = 0
    while a < b:
        found += 30 * is_working(a, calendar)
        a += timedelta(minutes=30)
    return found


@given(calendars(), near_new_year, st.integers(0, 200))
def test_working_time_is_what_a_patient_clerk_counts(calendar: Calendar, a: datetime, halves: int) -> None:
    b = a + halves * timedelta(minutes=30)
    assert worked(a, b, calendar) == timedelta(minutes=minutes_worked_slowly(calendar, a, b))


@given(calendars(), near_new_year, st.integers(1, 9), st.booleans())
def test_working_days_are_what_a_patient_clerk_counts(
    calendar: Calendar, start: datetime, number: int, back: bool
) -> None:
    day, left = start.date(), number
    while left:
        day += -DAY if back else DAY
        left -= bool(calendar.windows_on(day))
    found = reckon(start, Amount(-number if back else number, "wd"), calendar)
    assert found.due.date() == day
    assert sum(group["days"] for group in found.basis["counted"]) == number
    inside = days_from(*sorted((start.date() + DAY, day))) if not back else days_from(day, start.date() - DAY)
    assert sum(group["days"] for group in found.basis["skipped"]) == sum(not calendar.windows_on(one) for one in inside)


@given(calendars(), near_new_year, st.integers(1, 60))
def test_working_hours_end_where_they_are_worked(calendar: Calendar, start: datetime, hours: int) -> None:
    ahead = reckon(start, Amount(hours, "wh"), calendar)
    assert worked(start, ahead.due, calendar) == timedelta(hours=hours)
    assert is_working(ahead.due - timedelta(microseconds=1), calendar)
    assert sum(group["minutes"] for group in ahead.basis["counted"]) == hours * 60
    back = reckon(start, Amount(-hours, "wh"), calendar)
    assert worked(back.due, start, calendar) == timedelta(hours=hours)
    assert is_working(back.due, calendar)
    assert sum(group["minutes"] for group in back.basis["counted"]) == hours * 60


@given(calendars(), near_new_year)
def test_the_next_opening_is_the_first_work_from_now_on(calendar: Calendar, moment: datetime) -> None:
    opening = next_opening(moment, calendar)
    assert opening >= moment
    assert is_working(opening, calendar)
    assert worked(moment, opening, calendar) == timedelta()


@given(moments, moments, moments)
def test_working_time_adds_up(a: datetime, b: datetime, c: datetime) -> None:
    assert worked(a, b, CHINA) + worked(b, c, CHINA) == worked(a, c, CHINA)


@given(moments, st.sampled_from(["min", "h", "wh", "d", "wd", "mo", "y"]), st.integers(-40, 40), conventions)
def test_a_longer_clock_is_never_due_earlier(start: datetime, unit: str, number: int, convention: Convention) -> None:
    due = reckon(start, Amount(number, unit), CHINA, convention=convention).due
    more = reckon(start, Amount(number + 1, unit), CHINA, convention=convention).due
    # Only a roll back may hand both the same day; only a change of direction may cross a convention.
    if number >= 0 or number < -1:
        assert more >= due


@given(moments, st.timedeltas(timedelta(0), timedelta(days=9)), st.sampled_from(["wh", "wd", "d", "mo"]), conventions)
def test_a_later_word_is_never_due_earlier(start: datetime, wait: timedelta, unit: str, convention: Convention) -> None:
    amount = Amount(3, unit)
    due = reckon(start, amount, CHINA, convention=convention).due
    later = reckon(start + wait, amount, CHINA, convention=convention).due
    if convention.due_at == "clock":  # keeps the hour it came at: over days off only the days keep their order
        assert later.date() >= due.date()
    else:
        assert later >= due


@given(moments, st.sampled_from(["min", "h", "wh", "d", "wd", "mo", "y"]), st.integers(0, 9), conventions)
def test_nothing_is_due_before_it_came(start: datetime, unit: str, number: int, convention: Convention) -> None:
    assert reckon(start, Amount(number, unit), CHINA, convention=convention).due >= start


stops = st.lists(
    st.tuples(st.integers(-3000, 40000), st.integers(0, 8000)).map(
        lambda pair: (timedelta(minutes=pair[0]), timedelta(minutes=pair[1]))
    ),
    max_size=4,
)


@given(moments, st.sampled_from(["min", "h", "wh", "d", "wd"]), st.integers(1, 30), conventions, stops)
def test_a_stop_only_adds_and_the_clock_outlives_it(
    start: datetime, unit: str, number: int, convention: Convention, spans: list[tuple[timedelta, timedelta]]
) -> None:
    pauses = [Stop(start + since, start + since + length) for since, length in spans]
    plain = reckon(start, Amount(number, unit), CHINA, convention=convention)
    found = reckon(start, Amount(number, unit), CHINA, convention=convention, stops=pauses)
    assert found.due >= plain.due
    for pause, kept in zip(sorted(pauses, key=lambda one: (one.since, one.until)), found.basis["stops"], strict=True):
        assert found.due >= pause.until or not kept["lost"]
    lost = timedelta(seconds=sum(stop["lost"] for stop in found.basis["stops"] if stop["measure"] != "days"))
    if unit == "wh":
        assert worked(start, found.due, CHINA) - lost == timedelta(hours=number)
    if unit in ("min", "h"):
        assert found.due - plain.due == lost


@given(moments, st.sampled_from(["min", "h", "wh", "d", "wd", "mo", "y"]), st.integers(-9, 9), conventions)
def test_a_basis_survives_storing_and_gives_the_same_again(
    start: datetime, unit: str, number: int, convention: Convention
) -> None:
    found = reckon(start, Amount(number, unit), CHINA, convention=convention)
    kept = json.loads(json.dumps(found.basis, ensure_ascii=False))
    assert Reckoning.from_basis(kept) == found
    assert reckon_again(kept, CHINA) == found


@given(moments, moments)
def test_what_is_left_adds_up_to_the_working_time(now: datetime, due: datetime) -> None:
    span = remaining(now, due, CHINA)
    minutes = (span.days * 8 + span.hours) * 60 + span.minutes
    assert minutes == abs(worked(now, due, CHINA)) // timedelta(minutes=1)
    assert span.overdue is (now > due)


@given(moments, st.integers(0, 60 * 24 * 30), st.integers(0, 100))
def test_a_warning_comes_between_start_and_due(start: datetime, minutes: int, percent: int) -> None:
    due = start + timedelta(minutes=minutes)
    warning = share(start, due, percent, CHINA)
    assert start <= warning <= due
    assert share(start, due, max(0, percent - 1), CHINA) >= warning


@given(st.dates(date(2018, 1, 1), date(2026, 12, 31)))
def test_every_day_has_a_reason(day: date) -> None:
    rests = not CHINA.windows_on(day)
    assert (reason(CHINA, day) in ("weekend", "holiday")) is rests
