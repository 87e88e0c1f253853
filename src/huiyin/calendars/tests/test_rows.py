"""What the rows themselves refuse, whoever writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from huiyin.calendars import days
from huiyin.calendars.models import CalendarDay, CalendarEdit, PublishedYear, WorkCalendar

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 8, 40, tzinfo=UTC)


@pytest.fixture
def firm() -> WorkCalendar:
    return days.make("firm", "公司日历", at=AT, by="陈")


def test_an_unknown_calendar_is_named() -> None:
    with (
        translation.override("en"),
        pytest.raises(days.UnknownCalendar, match="There is no working calendar “nowhere”"),
    ):
        days.load("nowhere")
    with pytest.raises(LookupError):
        days.set_windows("nowhere", {}, at=AT)


def test_an_edit_stays_as_it_was_written(firm: WorkCalendar) -> None:
    for deed in (
        lambda: CalendarEdit.objects.filter(calendar=firm).update(by="someone else"),
        lambda: CalendarEdit.objects.filter(calendar=firm).delete(),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            deed()


def test_a_calendar_is_not_above_itself(firm: WorkCalendar) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkCalendar.objects.filter(pk=firm.pk).update(parent=firm)


def test_a_date_stands_once_in_a_calendar(firm: WorkCalendar) -> None:
    CalendarDay.objects.create(calendar=firm, date=date(2026, 11, 20), kind="rest")
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarDay.objects.create(calendar=firm, date=date(2026, 11, 20), kind="work")


@pytest.mark.parametrize(
    ("windows", "sound"),
    [(None, True), (["08:00-12:00"], True), (["12:00-08:00"], False), ("08:00-12:00", False), ([8], False)],
)
def test_a_days_own_windows_are_checked(firm: WorkCalendar, windows: object, sound: bool) -> None:
    row = CalendarDay(calendar=firm, date=date(2026, 11, 20), kind="work", windows=windows)
    if sound:
        row.full_clean()
    else:
        with pytest.raises(ValidationError) as refused:
            row.full_clean()
        assert list(refused.value.message_dict) == ["windows"]


def test_rows_have_names_people_can_read(firm: WorkCalendar) -> None:
    assert str(firm) == "公司日历"
    assert str(CalendarDay.objects.get(calendar__code="CN", date=date(2026, 10, 10))) == "2026-10-10 国庆节"
    assert str(PublishedYear.objects.get(calendar__code="CN", year=2026)) == "2026"
    assert str(CalendarEdit.objects.get(calendar=firm)) == f"{firm.pk} 1 make"


def test_two_calendars_that_say_nothing_do_not_differ() -> None:
    week = {"mon": ["08:00-12:00"]}
    for code in ("A", "B"):
        days.make(code, code, at=AT, windows=week, zone="Europe/Berlin", parent="")
    assert days.changed_between(days.load("A"), days.load("B")) == set()
