"""The list of quality records: what is in force where, terms to the day, what may be counted, words, cost."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.utils.translation import override

from huiyin.kernel import amend, attachments, batch
from huiyin.kernel.keeping import Kept, first_kept, kept_until, listed
from huiyin.kernel.keeping_words import narrowed, said
from huiyin.packs.adopt import adopt
from huiyin.packs.shape import Keep, Label, Procedure
from huiyin.people.models import Person
from tests.cast import AT, SHANGHAI, Cast
from tests.walker import Walker, adopt_pack, procedures

pytestmark = pytest.mark.clause("QF-6.1")
MIDNIGHT = dt.time(tzinfo=SHANGHAI)


@pytest.fixture
def walker(cast: Cast) -> Walker:
    """The generic rulebook in force, and a walker."""
    adopt_pack("generic/1.0", ("notice", "correspondence", "improvement"))
    return Walker(cast)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def morning(text: str) -> dt.datetime:
    """The first instant of a day of the firm."""
    return dt.datetime.combine(day(text), MIDNIGHT)


def line(person: Person, type_name: str, at: dt.datetime = AT) -> Kept:
    """The one line of a type."""
    (found,) = [one for one in listed(person, at=at).lines if one.record_type.name == type_name]
    return found


def generic(name: str) -> Procedure:
    return next(one for one in procedures("generic/1.0") if one.type == name)


# --- the term ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("began", "years", "until"),
    [("2021-11-20", 5, "2026-11-20"), ("2020-02-29", 5, "2025-02-28"), ("2020-02-29", 4, "2024-02-29")],
)
def test_a_term_ends_with_the_day_it_began_on(began: str, years: int, until: str) -> None:
    assert kept_until(day(began), years) == day(until)


@pytest.mark.parametrize(
    ("today", "years", "edge"),
    [
        ("2026-11-20", 5, "2021-11-20"),
        ("2025-02-28", 5, "2020-02-28"),  # 28 and 29 February 2020 both end today
        ("2025-03-01", 5, "2020-03-01"),
        ("2024-02-29", 5, "2019-03-01"),  # what began on 28 February 2019 ended yesterday
    ],
)
def test_what_began_before_the_edge_is_over_and_nothing_else(today: str, years: int, edge: str) -> None:
    found = first_kept(day(today), years)
    assert found == day(edge)
    assert kept_until(found, years) >= day(today) > kept_until(found - dt.timedelta(days=1), years)


@pytest.mark.django_db
def test_a_record_is_past_its_term_the_day_after_it(walker: Walker) -> None:
    walker.to_done(walker.open("notice"))
    walker.open("notice")
    sun = walker.cast.sun
    found = line(sun, "notice")
    assert (found.records, found.passed, found.procedure.keep) == (2, 0, Keep(3, "closed", "service_head", "GN-202"))
    assert line(sun, "notice", morning("2029-11-20")).passed == 0
    assert line(sun, "notice", morning("2029-11-21")).passed == 1
    assert line(sun, "notice", morning("2090-01-01")).passed == 1  # what is open is never past it


@pytest.mark.django_db
def test_the_day_a_term_begins_is_the_firms_whatever_the_clock_it_was_told_by(cast: Cast) -> None:
    adopt_pack("generic/1.0", ("notice",))
    early, late = (dt.datetime(2026, 11, 20, hour, tzinfo=dt.UTC) for hour in (15, 16))
    assert [one.astimezone(SHANGHAI).hour for one in (early, late)] == [23, 0]
    for begun in (early, late):
        record = Walker(cast, begun - dt.timedelta(minutes=30)).open("notice")
        record = Walker(cast, begun).to_done(record)
        assert record.milestones["closed"].startswith(f"2026-11-20T{begun:%H}")
    counted = [line(cast.sun, "notice", morning(f"2029-11-{one}")).passed for one in (20, 21, 22)]
    assert counted == [0, 1, 2]


@pytest.mark.django_db
def test_what_ended_without_the_milestone_counts_from_its_end(walker: Walker) -> None:
    told = {"title": "旧台账", "content": "来函", "customer": walker.cast.customer, "channel": "letter"}
    old = batch.Row(told, morning("2019-01-07"), number="LH2019-1", closed_at=morning("2019-01-09"), source_key="1")
    made = batch.open_many("correspondence", [old], walker.cast.wang, at=walker.tick())
    assert [one.milestones for one in made.records] == [
        {"received": "2019-01-07T00:00:00+08:00", "closed": "2019-01-09T00:00:00+08:00"}
    ]
    found = line(walker.cast.sun, "correspondence")
    assert (found.procedure.keep.since, found.records, found.passed) == ("filed", 1, 1)
    record = walker.open("notice")
    amend.void(record, walker.cast.wang, "重复登记", seen=record.version, at=walker.tick())
    assert line(walker.cast.sun, "notice", morning("2029-11-20")).passed == 0
    assert line(walker.cast.sun, "notice", morning("2029-11-21")).passed == 1


# --- which lines ------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_every_type_under_a_procedure_has_a_line_with_its_oldest_record_and_papers(walker: Walker) -> None:
    later = walker.open("improvement")
    first = walker.open("improvement", received_at=AT - dt.timedelta(days=9))
    for name in ("甲.txt", "乙.txt"):
        attachments.attach(later, walker.opener("improvement"), name, name.encode(), at=walker.tick())
    found = listed(walker.cast.sun, at=AT)
    assert found.whole
    assert [(one.record_type.name, one.standing, one.records) for one in found.lines] == [
        ("correspondence", "in_force", 0), ("notice", "in_force", 0), ("improvement", "in_force", 2),
    ]  # fmt: skip
    last = found.lines[-1]
    assert last.oldest is not None
    assert (last.oldest.number, last.papers) == (first.number, 2)


@pytest.mark.django_db
def test_units_with_their_own_version_have_their_own_line_and_a_replaced_one_stays_while_it_holds_records(
    walker: Walker,
) -> None:
    cast, rule = walker.cast, generic("notice")
    walker.to_done(walker.open("notice"))
    west = replace(rule, revision="W1", keep=replace(rule.keep, years=10))
    for one, units in ((west, ("SC-WEST",)), (replace(rule, revision="2.0"), ())):
        adopt(one, by=None, at=AT, effective_from=AT.date(), reason="换版", units=units)
    walker.to_done(walker.open("notice", by=cast.guo))
    coming = replace(rule, revision="3.0")
    adopt(coming, by=None, at=AT, effective_from=day("2027-01-01"), reason="换版")
    found = [one for one in listed(cast.sun, at=AT).lines if one.record_type.name == "notice"]
    told = [(one.procedure.revision, one.units, one.standing, one.procedure.keep.years, one.records) for one in found]
    assert sorted(told) == [
        ("1.0", (), "replaced", 3, 1), ("2.0", (), "in_force", 3, 0), ("W1", ("SC-WEST",), "in_force", 10, 1),
    ]  # fmt: skip
    later = listed(cast.sun, at=morning("2030-01-01")).lines
    passed = {one.procedure.revision: one.passed for one in later if one.record_type.name == "notice"}
    assert passed == {"1.0": 1, "W1": 0, "3.0": 0}


@pytest.mark.django_db
def test_versions_that_say_the_same_share_a_line(walker: Walker) -> None:
    walker.open("notice")
    rule = generic("notice")
    adopt(replace(rule, owner="quality_head", opens_asks=()), by=None, at=AT, effective_from=AT.date(), reason="改栏目")
    walker.open("notice")
    found = line(walker.cast.sun, "notice")
    assert (found.records, len(found.versions), found.standing) == (2, 2, "in_force")


@pytest.mark.django_db
def test_only_what_the_reader_may_see_is_counted(walker: Walker) -> None:
    cast = walker.cast
    west = walker.open("correspondence", by=cast.guo)
    attachments.attach(west, cast.guo, "来函.txt", b"x", at=walker.tick())
    ours = walker.open("correspondence", by=cast.lin)
    attachments.attach(ours, cast.lin, "来函.txt", b"y", at=walker.tick())
    assert {ours.unit.code, west.unit.code} == {"SERVICE", "SC-WEST"}
    for person, records, whole in ((cast.sun, 2, True), (cast.guo, 1, False)):
        found = line(person, "correspondence")
        assert (found.records, found.papers, listed(person, at=AT).whole) == (records, records, whole)
    seen = line(cast.guo, "correspondence").oldest
    assert seen is not None
    assert seen.number == west.number


# --- words ------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_line_says_form_register_document_custodian_term_and_medium(walker: Walker) -> None:
    record = walker.open("correspondence", received_at=morning("2026-11-03"))
    attachments.attach(record, walker.opener("correspondence"), "来函.txt", b"x", at=walker.tick())
    with override("zh-hans"):
        told = said(line(walker.cast.sun, "correspondence"))
    assert told["forms"] == [("来电、来函、传真登记单", "GN-CO-01")]
    assert (told["register"], told["register_number"]) == ("来电、来函、传真登记簿", "GN-CO-02")
    assert (told["document"], told["document_title"]) == ("GN-CO 1.0 版", "客户沟通与来电来函登记（通用）")
    assert (told["where"], told["standing"], told["custodian"]) == ("全公司", "", "客服人员")
    assert told["department"] == "经营部"  # the service centres under it go without saying
    assert (told["term"], told["since"], told["medium"]) == ("1 年", "自“已归档”起", "电子，附文件 1 份")
    assert (told["records"], told["oldest"], told["passed"]) == (1, f"{record.number}\n2026-11-03", 0)


@pytest.mark.django_db
def test_what_a_procedure_does_not_lay_down_is_said_so(walker: Walker) -> None:
    rule = generic("notice")
    bare = replace(rule, form="", revision="2.0", keep=Keep(0), owner="", document_title=Label("GN-NO"))
    adopt(bare, by=None, at=AT, effective_from=AT.date(), reason="未规定")
    with override("zh-hans"):
        told = said(line(walker.cast.sun, "notice", AT))
    names = ("form_number", "document_title", "custodian", "department", "term", "since", "medium", "oldest", "passed")
    assert [told[name] for name in names] == ["", "", "", "", "未规定", "", "电子", "", None]


@pytest.mark.django_db
def test_states_that_end_a_term_are_each_named(walker: Walker) -> None:
    with override("zh-hans"):
        assert said(line(walker.cast.sun, "improvement"))["since"] == "自“不采纳”或“信息留存”或“结案”起"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("family", "words", "types"),
    [
        ("", "", ["correspondence", "notice", "improvement"]),
        ("inside", "", ["notice"]),
        ("", "gn-co-02", ["correspondence"]),
        ("", "合理化建议", ["improvement"]),  # another name the firm knows the form by
        ("inside", "合理化建议", []),
        ("nothing", "", []),
    ],
)
def test_the_list_is_narrowed_by_family_and_words(walker: Walker, family: str, words: str, types: list[str]) -> None:
    found: Any = listed(walker.cast.sun, at=AT)
    assert [one.record_type.name for one in narrowed(found, family, words)] == types


def test_the_shipped_quality_procedure_names_its_list_of_records() -> None:
    notice = next(one for one in procedures("quality-feedback") if one.type == "notice")
    assert (notice.keep.years, notice.keep.since, notice.keep.clause) == (5, "closed", "QF-6.1")
    assert "质量记录一览表" in notice.clauses["QF-6.1"].text.zh
