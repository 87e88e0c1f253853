"""A keeper's deeds on the working calendars: days set by hand, the week, a calendar of its own, a year of holidays."""

from datetime import date

import pytest
from django.utils import translation

from huiyin.base.errors import Invalid, Refused
from huiyin.calendars import days, notices
from huiyin.calendars.models import CalendarDay, CalendarEdit, PublishedYear, WorkCalendar
from huiyin.calendars.rehearsal import rehearse
from huiyin.people.keep import calendars as keep
from huiyin.people.tests.acts import NO_KEEPER
from tests.cast import AT

pytestmark = pytest.mark.django_db
DAY = {"on": "2026-11-23", "kind": "rest", "name": "厂庆", "source": "总经理办公会 2026-11-02"}
KEPT = (WorkCalendar, CalendarDay, CalendarEdit, PublishedYear)
YEAR = b'year = 2027\n[[notice]]\ntitle = "T"\n[[notice.leave]]\nname = "N"\nrest = [2027-01-01]\n'


@pytest.fixture(autouse=True)
def _state(cast):
    days.seed(at=AT)


def kept():
    return [list(model.objects.order_by("pk").values()) for model in KEPT]


def refused(deed):
    """What a deed is refused with, in English; proves that nothing was written."""
    before = kept()
    with translation.override("en"), pytest.raises(Refused) as caught:
        deed()
    assert kept() == before
    errors = getattr(caught.value, "errors", None)
    return {name: str(text) for name, text in errors.items()} if errors else str(caught.value)


def test_a_day_set_by_hand_names_who_set_it(cast):
    keep.set_own_days(cast.bai, "CN", DAY, seen=10, at=AT)
    known = days.load("CN")
    assert (known.windows_on(date(2026, 11, 23)), known.days[date(2026, 11, 23)].own) == ((), True)
    edit = CalendarEdit.objects.first()
    assert (edit.by, edit.deed, edit.edition) == ("白洁 (bai)", "set_days", 11)
    assert edit.changes == {"2026-11-23": [None, "rest 厂庆 总经理办公会 2026-11-02"]}


def test_a_run_of_days_and_their_own_windows(cast):
    given = DAY | {"on": "2026-12-26", "until": "2026/12/27", "kind": "work", "windows": "13:00-17:00，08:00-12:00"}
    keep.set_own_days(cast.bai, "CN", given, at=AT)
    assert [str(one) for one in days.load("CN").windows_on(date(2026, 12, 27))] == ["08:00-12:00", "13:00-17:00"]


def test_a_day_taken_out_is_again_what_the_state_makes_of_it(cast):
    keep.set_own_days(cast.bai, "CN", DAY, at=AT)
    keep.drop_own_day(cast.bai, "CN", "2026-11-23", at=AT)
    assert days.load("CN").windows_on(date(2026, 11, 23)) != ()


@pytest.mark.parametrize(
    ("over", "wrong"),
    [
        ({"on": ""}, {"on": "Say the day."}),
        ({"on": "tomorrow"}, {"on": "This must be a date such as 2026-11-20."}),
        ({"name": " "}, {"name": "This must be filled in."}),
        ({"source": ""}, {"source": "This must be filled in."}),
        ({"kind": "half"}, {"kind": "“half” is not on this list."}),
        ({"windows": "08:00-12:00"}, {"windows": "A day off has no working windows."}),
        ({"kind": "work", "windows": "8-12"}, {"windows": "“8-12” is not a working window. Write it as 08:30-12:00."}),
        ({"until": "2026-11-22"}, {"until": "The last day cannot come before the first, nor 31 days after."}),
        ({"until": "2027-11-22"}, {"until": "The last day cannot come before the first, nor 31 days after."}),
        ({"colour": "red"}, {"colour": "There is no such field here."}),
    ],
)
def test_a_day_that_cannot_be_is_refused_in_words(cast, over, wrong):
    assert refused(lambda: keep.set_own_days(cast.bai, "CN", DAY | over, at=AT)) == wrong


def test_a_day_of_the_states_is_not_taken_out_by_hand(cast):
    sentence = {"on": "2026-10-01 was not set by hand in this calendar."}
    assert refused(lambda: keep.drop_own_day(cast.bai, "CN", date(2026, 10, 1), at=AT)) == sentence
    assert refused(lambda: keep.drop_own_day(cast.bai, "CN", "", at=AT)) == {"on": "Say the day."}


def test_whoever_was_slower_is_told(cast):
    sentence = "Someone else has changed this calendar meanwhile. Look at it again."
    assert refused(lambda: keep.set_own_days(cast.bai, "CN", DAY, seen=3, at=AT)) == sentence


def test_a_calendar_of_its_own_and_its_week(cast):
    given = {"code": "FACTORY-2", "label": "二厂", "mon": "20:00-24:00", "zone": ""}
    made = keep.make_calendar(cast.bai, given, at=AT)
    assert (made.parent.code, days.load("FACTORY-2").label) == ("CN", "二厂")
    assert [len(one) for one in days.load("FACTORY-2").week] == [1, 0, 0, 0, 0, 0, 0]
    keep.set_week(cast.bai, "FACTORY-2", {"mon": "", "tue": ""}, seen=1, at=AT)
    assert [len(one) for one in days.load("FACTORY-2").week] == [2, 2, 2, 2, 2, 0, 0]
    wrong = {"wed": "09:00-12:00 and 10:00-11:00 overlap. Windows of one day must follow each other."}
    week = {"wed": "09:00-12:00 10:00-11:00"}
    assert list(refused(lambda: keep.set_week(cast.bai, "FACTORY-2", week, at=AT))) == list(wrong)


def test_a_year_is_taken_in_by_name(cast):
    found = notices.read("2027.toml", YEAR)
    assert 2027 in keep.import_year(cast.bai, "CN", found, at=AT).published
    assert CalendarEdit.objects.first().by == "白洁 (bai)"


@pytest.mark.parametrize(
    "deed",
    [
        lambda by: keep.set_own_days(by, "CN", DAY, at=AT),
        lambda by: keep.drop_own_day(by, "CN", "2026-10-01", at=AT),
        lambda by: keep.set_week(by, "CN", {"mon": "08:00-09:00"}, at=AT),
        lambda by: keep.make_calendar(by, {"code": "X", "label": "X"}, at=AT),
        lambda by: keep.import_year(by, "CN", notices.read("2027.toml", YEAR), at=AT),
    ],
)
def test_only_keepers_change_calendars(cast, deed):
    assert refused(lambda: deed(cast.wang)) == NO_KEEPER


# --- rehearsed -------------------------------------------------------------------------------------------------------


def test_an_edit_is_rehearsed_and_leaves_nothing(cast):
    days.make("FACTORY-2", "二厂", at=AT)
    before = kept()
    changed, dates = rehearse(lambda: keep.set_own_days(cast.bai, "CN", DAY, at=AT))
    assert kept() == before
    assert sorted(changed) == ["CN", "FACTORY-2"]
    assert dates == {date(2026, 11, 23)}
    assert (changed["CN"].windows_on(date(2026, 11, 23)), days.load("CN").windows_on(date(2026, 11, 23)) != ()) == (
        (),
        True,
    )


def test_an_edit_that_would_be_refused_is_refused_when_rehearsed(cast):
    with pytest.raises(Invalid):
        rehearse(lambda: keep.set_own_days(cast.bai, "CN", DAY | {"kind": ""}, at=AT))


def test_an_edit_that_changes_nothing_changes_no_calendar(cast):
    keep.set_own_days(cast.bai, "CN", DAY, at=AT)
    assert rehearse(lambda: keep.set_own_days(cast.bai, "CN", DAY, at=AT)) == ({}, set())
