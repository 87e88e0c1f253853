"""Calendars in the database: layers, editions, imports, refusals."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from huiyin.base.errors import Invalid, Refused
from huiyin.calendars import days, notices
from huiyin.calendars.almanac import Day
from huiyin.calendars.models import CalendarDay, CalendarEdit, PublishedYear, WorkCalendar
from huiyin.calendars.week import windows_of, windows_text
from huiyin.calendars.worktime import Amount, reckon

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 8, 40, tzinfo=UTC)
FIRM_WEEK = {day: ["08:00-12:00", "13:30-17:30"] for day in ("mon", "tue", "wed", "thu", "fri")}
YEAR_2027 = {
    "year": 2027,
    "papers": ["https://www.gov.cn/2027"],
    "days": [
        {"name": "元旦", "date": "2026-12-31", "isOffDay": True},
        {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
        {"name": "春节", "date": "2027-02-20", "isOffDay": False},
    ],
}


@pytest.fixture
def firm() -> WorkCalendar:
    return days.make("firm", "公司日历", at=AT, by="陈", windows=FIRM_WEEK)


def counts() -> tuple[int, ...]:
    """How many rows of every kind there are: a refusal must leave them as they were."""
    return tuple(model.objects.count() for model in (WorkCalendar, CalendarDay, PublishedYear, CalendarEdit))


def test_the_states_calendar_is_there_with_nine_years() -> None:
    state = days.load("CN")
    assert state.published == frozenset(range(2018, 2027))
    assert len(state.days) == sum(len(year.days) for year in notices.shipped())
    assert (state.name, state.label, state.zone.key) == ("CN", "国家法定工作日历", "Asia/Shanghai")
    assert state.days[date(2026, 10, 10)].own is False
    row = PublishedYear.objects.get(calendar__code="CN", year=2026)
    assert row.source == "国务院办公厅关于2026年部分节假日安排的通知 国办发明电〔2025〕7号"
    assert row.published_on == date(2025, 11, 4)


def test_seeding_again_changes_nothing() -> None:
    before = counts()
    days.seed(at=AT)
    assert counts() == before


def test_a_year_the_firm_corrected_is_not_seeded_over() -> None:
    days.import_year(notices.read_table({**YEAR_2027, "year": 2026, "days": YEAR_2027["days"][:1]}), at=AT)
    days.seed(at=AT)
    assert [row.date for row in CalendarDay.objects.filter(year=2026)] == [date(2026, 12, 31)]


def test_a_calendar_takes_what_it_does_not_say_from_those_above_it(firm: WorkCalendar) -> None:
    days.make("SC-WEST", "西部服务中心", at=AT, parent="firm")
    days.set_days("firm", {date(2026, 11, 20): Day("rest", "厂庆"), date(2026, 10, 10): Day("rest", "不补班")}, at=AT)
    days.set_days("SC-WEST", {date(2026, 11, 20): Day("work", "值班", windows=windows_of(["09:00-12:00"]))}, at=AT)
    west, above, state = days.load("SC-WEST"), days.load("firm"), days.load("CN")
    assert windows_text(west.windows_on(date(2026, 11, 19))) == "08:00-12:00 13:30-17:30"
    assert windows_text(west.windows_on(date(2026, 11, 20))) == "09:00-12:00"
    assert above.windows_on(date(2026, 11, 20)) == west.windows_on(date(2026, 10, 10)) == ()
    assert west.windows_on(date(2026, 10, 1)) == ()
    assert state.windows_on(date(2026, 11, 20)) == state.usual
    assert west.days[date(2026, 11, 20)].own
    assert not west.days[date(2026, 10, 1)].own
    assert west.published == state.published
    assert west.zone.key == "Asia/Shanghai"


def test_a_customer_abroad_has_a_calendar_without_the_state() -> None:
    days.make("BMW", "BMW", at=AT, windows=FIRM_WEEK, zone="Europe/Berlin", parent="")
    customer = days.load("BMW")
    assert customer.zone.key == "Europe/Berlin"
    assert customer.published is None
    assert customer.days == {}


def test_every_edit_makes_a_new_edition_of_all_below(firm: WorkCalendar) -> None:
    days.make("unit", "车间", at=AT, parent="firm")
    state = days.load("CN").edition
    days.set_windows("firm", {"mon": ["08:00-12:00"]}, at=AT, by="陈")
    assert (days.load("firm").edition, days.load("unit").edition, days.load("CN").edition) == (2, 2, state)
    days.import_year(notices.read_table(YEAR_2027), at=AT, by="陈")
    assert (days.load("firm").edition, days.load("unit").edition, days.load("CN").edition) == (3, 3, state + 1)
    assert 2027 in (days.load("unit").published or ())
    edit = CalendarEdit.objects.get(calendar=firm, edition=2)
    assert (edit.deed, edit.by, edit.at) == ("set_windows", "陈", AT)
    assert edit.changes == {"windows": [FIRM_WEEK, {"mon": ["08:00-12:00"]}]}
    below = CalendarEdit.objects.get(calendar__code="unit", edition=2)
    assert below.changes == {"above": [None, "firm"]}


def test_editing_a_calendar_moves_no_promise(firm: WorkCalendar) -> None:
    start = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
    promised = reckon(start, Amount(1, "wd"), days.load("firm"))
    days.set_days("firm", {date(2026, 11, 20): Day("rest", "厂庆")}, at=AT)
    assert promised.basis["edition"] == 1
    again = reckon(start, Amount(1, "wd"), days.load("firm"))
    assert again.basis["edition"] == 2
    assert (promised.due.date(), again.due.date()) == (date(2026, 11, 20), date(2026, 11, 23))


def test_what_was_read_is_kept_until_an_edit(firm: WorkCalendar, django_assert_num_queries) -> None:
    first = days.load("firm")
    with django_assert_num_queries(1):
        assert days.load("firm") is first
    days.set_days("firm", {date(2026, 11, 20): Day("rest", "厂庆")}, at=AT)
    assert days.load("firm") is not first


def test_an_edit_that_was_rolled_back_is_forgotten(firm: WorkCalendar) -> None:
    def edit(name: str) -> None:
        days.set_days("firm", {date(2026, 11, 20): Day("rest", name)}, at=AT)
        assert days.load("firm").days[date(2026, 11, 20)].name == name

    point = transaction.savepoint()
    edit("第一次")
    transaction.savepoint_rollback(point)
    edit("第二次")  # the same edition number, other days
    assert days.load("firm").edition == 2


def test_setting_what_is_set_changes_nothing(firm: WorkCalendar) -> None:
    anniversary = {date(2026, 11, 20): Day("rest", "厂庆")}
    days.set_days("firm", anniversary, at=AT)
    before = counts()
    days.set_days("firm", anniversary, at=AT)
    days.set_windows("firm", FIRM_WEEK, at=AT)
    days.drop_days("firm", [date(2026, 11, 21)], at=AT)
    assert counts() == before
    assert days.load("firm").edition == 2


def test_a_day_can_be_given_back(firm: WorkCalendar) -> None:
    days.set_days("firm", {date(2026, 10, 10): Day("rest", "不补班")}, at=AT)
    before = days.load("firm")
    days.drop_days("firm", [date(2026, 10, 10)], at=AT, by="陈")
    after = days.load("firm")
    assert after.windows_on(date(2026, 10, 10)) == after.usual
    assert days.changed_between(before, after) == {date(2026, 10, 10)}
    assert CalendarEdit.objects.filter(calendar=firm).first().changes == {"2026-10-10": ["rest 不补班", None]}


def test_changed_days_are_told(firm: WorkCalendar) -> None:
    before = days.load("firm")
    assert days.changed_between(before, before) == set()
    after = days.import_year(notices.read_table(YEAR_2027), at=AT)
    assert days.changed_between(before, days.load("firm")) == {date(2026, 12, 31), date(2027, 1, 1), date(2027, 2, 20)}
    days.set_windows("firm", {**FIRM_WEEK, "fri": ["08:00-12:00"]}, at=AT)
    fridays = days.changed_between(before, days.load("firm"))
    assert date(2026, 11, 20) in fridays
    assert date(2026, 11, 19) not in fridays
    assert after.edition == days.load("CN").edition


def test_a_correction_replaces_the_year_and_only_it() -> None:
    days.import_year(notices.read_table(YEAR_2027), at=AT)
    corrected = {
        **YEAR_2027,
        "days": [*YEAR_2027["days"][1:2], {"name": "元旦", "date": "2027-01-02", "isOffDay": True}],
    }
    days.import_year(notices.read_table(corrected), at=AT)
    state = days.load("CN")
    assert sorted(day for day, what in state.days.items() if day >= date(2026, 12, 1)) == [
        date(2027, 1, 1), date(2027, 1, 2),
    ]  # fmt: skip
    assert CalendarDay.objects.filter(year=2026).count() == 39
    changes = CalendarEdit.objects.filter(calendar__code="CN").first().changes
    assert changes["2026-12-31"] == ["rest 元旦 https://www.gov.cn/2027", None]
    assert changes["2027-01-02"] == [None, "rest 元旦 https://www.gov.cn/2027"]


def test_the_notice_of_the_later_year_wins_in_december() -> None:
    before = CalendarDay.objects.get(date=date(2018, 12, 29)).year
    found = next(year for year in notices.shipped() if year.year == 2018)
    found.days[date(2018, 12, 29)] = Day("rest", "x", "x")
    days.import_year(found, at=AT)
    assert before == CalendarDay.objects.get(date=date(2018, 12, 29)).year == 2019
    assert days.load("CN").windows_on(date(2018, 12, 29))


def test_importing_the_same_year_twice_changes_nothing() -> None:
    first = days.import_year(notices.read_table(YEAR_2027), at=AT)
    before = counts()
    assert days.import_year(notices.read_table(YEAR_2027), at=AT) is first
    assert counts() == before


def test_a_calendar_below_another_imports_nothing(firm: WorkCalendar) -> None:
    before = counts()
    with pytest.raises(Refused, match="CN"):
        days.import_year(notices.read_table(YEAR_2027), at=AT, code="firm")
    assert counts() == before


def test_a_faster_editor_is_not_overwritten(firm: WorkCalendar) -> None:
    days.set_windows("firm", {"mon": ["08:00-12:00"]}, at=AT, seen=1)
    before = counts()
    for deed in (
        lambda: days.set_windows("firm", FIRM_WEEK, at=AT, seen=1),
        lambda: days.set_days("firm", {date(2026, 11, 20): Day("rest", "厂庆")}, at=AT, seen=1),
        lambda: days.drop_days("firm", [date(2026, 11, 20)], at=AT, seen=1),
    ):
        with pytest.raises(Refused) as refused:
            deed()
        assert refused.value.status == 409
    assert counts() == before
    assert days.load("firm").week[4] == ()


@pytest.mark.parametrize(
    ("values", "field", "part"),
    [
        ({"code": "a b"}, "code", ""),
        ({"code": "CN"}, "code", ""),
        ({"label": ""}, "label", ""),
        ({"zone": "Mars/Olympus"}, "zone", "Mars/Olympus"),
        ({"zone": "../etc/passwd"}, "zone", "Asia/Shanghai"),
        ({"windows": {"mon": ["22:00-06:00"]}}, "windows", "24:00"),
        ({"windows": {"monday": ["08:00-12:00"]}}, "windows", "monday"),
        ({"parent": "nobody"}, "parent", "nobody"),
        ({"parent": "", "windows": {}}, "__all__", ""),
    ],
)
def test_a_calendar_that_cannot_be_is_refused(values: dict[str, object], field: str, part: str) -> None:
    before = counts()
    given = {"code": "plant", "label": "工厂", "windows": FIRM_WEEK} | values
    with pytest.raises(Invalid) as refused:
        days.make(at=AT, **given)
    assert list(refused.value.errors) == [field]
    assert part in str(refused.value.errors[field])
    assert counts() == before


@pytest.mark.parametrize("what", [Day("feast", "x"), Day("rest", "x" * 61), Day("rest", "x", "y" * 301)])
def test_a_day_that_cannot_be_is_refused_with_its_date(firm: WorkCalendar, what: Day) -> None:
    before = counts()
    with pytest.raises(Invalid) as refused:
        days.set_days("firm", {date(2026, 11, 19): Day("rest", "good"), date(2026, 11, 20): what}, at=AT)
    assert all(str(text).startswith("2026-11-20: ") for text in refused.value.errors.values())
    assert counts() == before
    assert days.load("firm").edition == 1


def test_windows_that_cannot_be_leave_the_week_alone(firm: WorkCalendar) -> None:
    before = counts()
    with pytest.raises(Invalid) as refused:
        days.set_windows("firm", {"mon": ["12:00-08:00"]}, at=AT)
    assert "mon: 12:00-08:00" in str(refused.value.errors["windows"])
    with pytest.raises(Invalid):
        days.set_windows("CN", {}, at=AT)
    assert counts() == before
    assert WorkCalendar.objects.get(code="firm").windows == FIRM_WEEK


def test_a_year_that_is_missing_is_seeded() -> None:
    """An upgrade that ships a new year brings it in by itself."""
    PublishedYear.objects.filter(year=2026).delete()
    CalendarDay.objects.filter(year=2026).delete()
    edition = days.load("CN").edition
    days.seed(at=AT)
    assert days.load("CN").edition == edition + 1
    assert CalendarDay.objects.filter(year=2026).count() == 39
