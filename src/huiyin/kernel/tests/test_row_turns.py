"""Rows somebody owes: on her desk with their own day, reported done by herself, watched by the watcher."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from huiyin.kernel import amend, flow, health, owing, policy, registry, row_turns, turns, watch, watch_rows
from huiyin.kernel.attachments import attach, withdraw
from huiyin.kernel.errors import Invalid, Refused
from huiyin.kernel.models import Event, Letter, Notice, Record, Turn
from huiyin.kernel.rebase import rebase
from huiyin.packs.adopt import adopt, load
from huiyin.packs.models import ProcedureVersion
from huiyin.people import keep
from huiyin.people.models import Person, StandIn
from tests.cast import AT, Cast
from tests.walker import Walker, adopt_pack

CAUSES = {"occurrence_cause": "刀具磨损未更换，内孔超差。", "escape_cause": "首件检验未覆盖该尺寸。"}
DAY = "2026-11-25"
STEPS = ("carry_out", "finish", "verify", "again")


@pytest.fixture
def walker(cast: Cast) -> Walker:
    adopt_pack("quality-feedback")
    return Walker(cast)


def local(text: str) -> dt.datetime:
    return timezone.make_aware(dt.datetime.fromisoformat(text))


def action(what: str, owner: str, due_on: str = DAY, **more: Any) -> dict[str, Any]:
    return {"kind": "corrective", "what": what, "owner": owner, "due_on": due_on} | more


def acting(walker: Walker, *actions: dict[str, Any]) -> Any:
    """A report whose actions were decided; production and engineering were asked."""
    record = walker.to(walker.open("capa"), "analysing")
    data = CAUSES | {"actions": list(actions)}
    return flow.fire(record, "decide", walker.cast.chen, data, seen=record.version, at=walker.tick())


def rows(record: Any) -> list[tuple[str, str, str]]:
    """What stands on desks of the record's rows: words, whose, which day."""
    found = Turn.objects.filter(record_id=record.pk, kind="row").select_related("person", "unit").order_by("line")
    return [
        (one.words, one.person.username if one.person else f"{one.role}@{one.unit and one.unit.code}", str(one.due_on))
        for one in found
    ]


def report(walker: Walker, record: Any, by: Person, *said: dict[str, Any], step: str = "carry_out") -> Any:
    return flow.fire(record, step, by, {"actions": list(said)}, seen=record.version, at=walker.tick())


def actions(record: Any) -> Any:
    lines = registry.get("capa").line("actions")
    assert lines is not None
    return lines.model._default_manager.filter(record_id=record.pk)


def line(record: Any, what: str) -> Any:
    return actions(record).get(what=what)


def test_every_declared_column_is_one_of_the_rows_own() -> None:
    declared = [(lines, lines.owes) for one in registry.types() for lines in one.lines if lines.owes]
    assert len(declared) >= 11
    for lines, owes in declared:
        columns = {*lines.fields, *lines.late}
        assert {one for one in (owes.what, owes.owner, owes.unit, owes.due, owes.done) if one} <= columns, lines.name
        assert owes.owner or owes.unit, lines.name
        str(lines.model._default_manager.filter(owes.where).query)


# --- whose, and by when --------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.clause("SM-5.5.1e")
def test_each_open_row_stands_on_its_owners_desk_with_its_own_day(walker: Walker) -> None:
    record = acting(walker, action("更换刀具", "zhao"), action("补充首件检验", "qin", "2026-11-22"))
    assert rows(record) == [("更换刀具", "zhao", DAY), ("补充首件检验", "qin", "2026-11-22")]
    mine = turns.mine(walker.cast.zhao, at=walker.at).get()
    assert (mine.kind, mine.step, mine.line) == ("row", "actions", line(record, "更换刀具").pk)
    assert mine.due_at == local("2026-11-25T17:30")
    assert turns.mine(walker.cast.qin, at=walker.at).get().due_at == local("2026-11-22T17:30")  # a Sunday stays one
    assert policy.find(walker.cast.qin, record.number, at=walker.at) == record
    assert row_turns.astray() == []


@pytest.mark.django_db
def test_a_row_of_a_department_falls_to_its_head_until_somebody_is_named(walker: Walker) -> None:
    record = walker.to(walker.open("capa"), "analysing")
    row = {"kind": "corrective", "what": "更换刀具", "due_on": DAY}
    record = report(walker, record, walker.cast.dong, row, step="propose")
    assert rows(record) == [("更换刀具", "department_head@PROD", DAY)]
    assert [turn.kind for turn in turns.mine(walker.cast.dong, at=walker.at)] == ["row"]
    assert not turns.mine(walker.cast.tang, at=walker.at).filter(kind="row").exists()
    before = Turn.objects.get(kind="row")
    named = {"id": line(record, "更换刀具").pk, "what": "更换全部刀具", "owner": "zhao"}
    data = CAUSES | {"actions": [named]}
    record = flow.fire(record, "decide", walker.cast.chen, data, seen=record.version, at=walker.tick())
    assert rows(record) == [("更换全部刀具", "zhao", DAY)]
    after = Turn.objects.get(kind="row")
    assert (after.pk, after.since > before.since) == (before.pk, True)


@pytest.mark.django_db
def test_a_row_leaves_the_desk_when_it_is_done_dropped_or_the_record_is_out_of_work(walker: Walker) -> None:
    record = acting(walker, action("更换刀具", "zhao"), action("补充首件检验", "qin"))
    done = {"id": line(record, "更换刀具").pk, "done_on": "2026-11-20"}
    changes = {"actions": [{"id": line(record, "补充首件检验").pk, "drop": "yes"}]}
    record = amend.correct(record, walker.cast.chen, changes, "重复", seen=record.version, at=walker.tick())
    assert rows(record) == [("更换刀具", "zhao", DAY)]
    record = report(walker, record, walker.cast.zhao, done)
    assert rows(record) == []
    other = acting(walker, action("更换刀具", "zhao"))
    amend.void(other, walker.cast.chen, "重复登记", seen=other.version, at=walker.tick())
    assert rows(other) == []
    assert row_turns.astray() == []


@pytest.mark.django_db
def test_merged_records_owe_nothing_until_they_are_parted(walker: Walker) -> None:
    record, kept = (acting(walker, action("更换刀具", one)) for one in ("zhao", "qin"))
    merged = amend.merge(record, kept, walker.cast.chen, "同一事", seen=record.version, at=walker.tick())
    assert rows(record) == []
    amend.unmerge(merged, walker.cast.chen, "不是同一事", seen=merged.version, at=walker.tick())
    assert rows(record) == [("更换刀具", "zhao", DAY)]


@pytest.mark.django_db
def test_a_newer_procedure_leaves_the_rows_where_they_were(walker: Walker) -> None:
    record = acting(walker, action("更换刀具", "zhao"))
    before = Turn.objects.get(kind="row").pk
    old = load(ProcedureVersion.objects.get(type="capa"))
    version = adopt(replace(old, revision="B"), by=None, at=AT, effective_from=AT.date(), reason="B 版")
    rebase([record], walker.cast.chen, version, "换版", at=walker.tick())
    assert (rows(record), Turn.objects.get(kind="row").pk) == ([("更换刀具", "zhao", DAY)], before)


@pytest.mark.django_db
def test_a_row_says_nothing_of_with_whom_the_record_lies(walker: Walker) -> None:
    record = acting(walker, action("更换刀具", "zhao"))
    lies = turns.of_the_record(Turn.objects.filter(record_id=record.pk)).values_list("role", flat=True)
    assert set(lies) == {"department_head", "quality_engineer", "quality_head"}
    Record.objects.filter(pk=record.pk).update(due_at=None)
    assert Turn.objects.get(kind="row").due_at == local("2026-11-25T17:30")


# --- reporting it done ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.clause("SM-5.5.1e", "QF-4.5a")
def test_the_owner_reports_her_own_row_whatever_roles_she_holds(walker: Walker) -> None:
    record = acting(walker, action("更换刀具", "zhao"), action("补充首件检验", "qin"))
    own = line(record, "更换刀具")
    verdict = policy.may(walker.cast.zhao, record, "carry_out", at=walker.at)
    assert (verdict.ok, verdict.rows) == (True, {"actions": frozenset({own.pk})})
    said = {"id": own.pk, "done_on": "2026-11-20", "evidence": "领料单 0331"}
    record = report(walker, record, walker.cast.zhao, {"id": line(record, "补充首件检验").pk}, said)
    own.refresh_from_db()
    assert (own.done_on, own.evidence) == (dt.date(2026, 11, 20), "领料单 0331")
    event = record.events.last()
    assert (event.kind, event.step, event.actor, event.facts) == ("step", "carry_out", walker.cast.zhao, {})
    assert event.changes == {
        "actions": {"changed": [{"id": own.pk, "done_on": [None, "2026-11-20"], "evidence": ["", "领料单 0331"]}]}
    }
    step = policy.procedure_of(record).flow.steps["carry_out"]
    assert not policy.answered(record, step) & {"PROD", "TECH"}  # no department has answered by that
    assert not policy.may(walker.cast.zhao, record, "carry_out", at=walker.at).ok


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "key"),
    [
        ({"theirs": "done_on"}, "actions.0"),
        ({"own": "evidence"}, "actions.0.done_on"),
        ({"new": "what"}, "actions.0"),
        ({}, None),
    ],
)
def test_the_owner_fills_no_other_row_and_no_row_by_halves(walker: Walker, said: dict[str, str], key: str) -> None:
    record = acting(walker, action("更换刀具", "zhao"), action("补充首件检验", "qin"))
    ids = {"own": line(record, "更换刀具").pk, "theirs": line(record, "补充首件检验").pk, "new": ""}
    data = [{"id": ids[who], name: "2026-11-20"} for who, name in said.items()]
    before = (Event.objects.count(), list(actions(record).values()))
    with pytest.raises(Invalid) as wrong:
        report(walker, record, walker.cast.zhao, *data)
    assert list(wrong.value.errors) == ([key] if key else [])
    assert (Event.objects.count(), list(actions(record).values())) == before


@pytest.mark.django_db
def test_an_owner_writes_nothing_but_her_rows(walker: Walker) -> None:
    record = acting(walker, action("更换刀具", "zhao"))
    own = line(record, "更换刀具")
    data = {"actions": [{"id": own.pk, "done_on": "2026-11-20", "what": "别的", "owner": "dong"}], "title": "别的"}
    record = flow.fire(record, "carry_out", walker.cast.zhao, data, seen=record.version, at=walker.tick())
    own.refresh_from_db()
    assert (own.what, own.owner, own.done_on) == ("更换刀具", walker.cast.zhao, dt.date(2026, 11, 20))
    assert record.title != "别的"
    for step in ("finish", "decide", "verify"):
        assert not policy.may(walker.cast.zhao, record, step, at=walker.at).ok


@pytest.mark.django_db
def test_who_else_only_reads_reports_the_row_she_was_given_with_its_paper_and_does_nothing_more(walker: Walker) -> None:
    record, other = acting(walker, action("更换刀具", "mei")), acting(walker, action("更换刀具", "qin"))
    with pytest.raises(Refused):
        attach(other, walker.cast.mei, "照片.txt", b"x", at=walker.tick())
    attach(record, walker.cast.mei, "照片.txt", b"x", at=walker.tick())
    others = attach(record, walker.cast.chen, "报告.txt", b"z", at=walker.tick())
    with pytest.raises(Refused):
        withdraw(others, walker.cast.mei, "不要", at=walker.tick())
    record = walker.again(record)
    record = report(walker, record, walker.cast.mei, {"id": line(record, "更换刀具").pk, "done_on": "2026-11-20"})
    assert record.events.last().actor == walker.cast.mei
    with pytest.raises(Refused):  # it is done: she is a reader again
        attach(record, walker.cast.mei, "另一张.txt", b"y", at=walker.tick())
    assert not any(policy.may(walker.cast.mei, record, one, at=walker.at).ok for one in STEPS)


@pytest.mark.django_db
def test_an_auditor_changes_nothing_whoever_names_her(walker: Walker) -> None:
    record = acting(walker, action("更换刀具", "sun"))
    own = line(record, "更换刀具")
    data = {"actions": [{"id": own.pk, "done_on": "2026-11-20"}]}
    with pytest.raises(Refused):
        flow.fire(record, "carry_out", walker.cast.sun, data, seen=record.version, at=walker.tick())
    with pytest.raises(Refused):
        attach(record, walker.cast.sun, "照片.txt", b"x", at=walker.tick())
    own.refresh_from_db()
    assert (own.done_on, record.events.count()) == (None, record.version)
    assert not record.attachments.exists()


@pytest.mark.django_db
def test_who_owns_nothing_reports_nothing(walker: Walker) -> None:
    record = acting(walker, action("更换刀具", "dong"), action("补充首件检验", "qin"))
    before = Event.objects.count()
    for person in (walker.cast.mei, walker.cast.zhao, walker.cast.guo):
        with pytest.raises(Refused) as no:
            report(walker, record, person, {"id": line(record, "更换刀具").pk, "done_on": "2026-11-20"})
        assert no.value.status == 403
    assert Event.objects.count() == before


@pytest.mark.django_db
def test_whose_rows_they_are_of_a_department_and_of_a_person(walker: Walker) -> None:
    record = acting(walker, action("更换刀具", "zhao", unit="PROD"), action("补充首件检验", "qin", unit="PROD"))
    actions(record).filter(what="更换刀具").update(owner=None)
    row_turns.put_right(record.pk, at=walker.at)
    StandIn.objects.create(absent=walker.cast.dong, person=walker.cast.qin, since=AT.date(), until=AT.date())
    verdict = policy.may(walker.cast.qin, record, "carry_out", at=walker.at)
    assert verdict.unit == walker.cast.units["PROD"]  # standing in, she answers for the whole department
    assert verdict.on_behalf == walker.cast.dong
    step = policy.procedure_of(record).flow.steps["carry_out"]
    held = policy.holdings(walker.cast.qin, walker.at)
    found, absent = owing.rows_of_hers(
        walker.cast.qin, record, registry.type_of(record), policy.procedure_of(record), step, held
    )
    assert found == {"actions": frozenset(actions(record).values_list("pk", flat=True))}
    assert absent is None  # one of the two is hers by name


@pytest.mark.django_db
def test_rows_are_reported_where_the_procedure_asks_for_it_and_nowhere_else(walker: Walker) -> None:
    record = walker.to(walker.open("capa"), "analysing")
    record = report(walker, record, walker.cast.dong, action("更换刀具", "zhao"), step="propose")
    procedure = policy.procedure_of(record)
    lines = registry.get("capa").line("actions")
    assert lines is not None
    assert owing.reporting(procedure, "analysing", lines) is None
    assert owing.reporting(procedure, "acting", lines) is procedure.flow.steps["carry_out"]
    assert not policy.may(walker.cast.zhao, record, "propose", at=walker.at).ok


# --- the watcher ---------------------------------------------------------------------------------------------------


def told(record: Any) -> list[tuple[str, str, str]]:
    rows = Notice.objects.filter(record_id=record.pk, facts__rows="actions").order_by("pk")
    return [(one.kind, one.facts["row"], one.person.username) for one in rows]


@pytest.mark.django_db
@pytest.mark.clause("SM-5.5.1e")
def test_the_owner_is_warned_the_day_before_and_told_late_once_with_whoever_has_the_record(walker: Walker) -> None:
    record = acting(walker, action("更换刀具", "zhao"))
    watch.look(local("2026-11-24T17:00"))
    assert told(record) == []
    watch.look(local("2026-11-25T08:30"))
    watch.look(local("2026-11-25T09:00"))
    assert told(record) == [("warned", "更换刀具", "zhao")]
    watch.look(local("2026-11-25T17:45"))
    assert len(told(record)) == 1  # nobody works any more
    watch.look(local("2026-11-26T08:30"))
    watch.look(local("2026-11-26T09:00"))
    assert watch_rows.passed_up_to(record, policy.procedure_of(record)) == []  # so whoever has it in hand is told
    assert told(record)[1:] == [("late", "更换刀具", "zhao"), ("late", "更换刀具", "chen")]
    event = Event.objects.get(record_id=record.pk, kind="late", facts__rows="actions")
    assert (event.actor, event.facts["told"]) == (None, ["赵明", "陈静"])
    assert Letter.objects.filter(key__startswith="late:actions:").count() == 2


@pytest.mark.django_db
@pytest.mark.clause("GN-6")
def test_a_late_row_is_passed_up_to_whom_the_records_promises_are(cast: Cast) -> None:
    adopt_pack("generic/1.0", ("capa",))
    walker = Walker(cast)
    record = walker.to(walker.open("capa"), "analysing")
    data = CAUSES | {"actions": [action("更换刀具", "zhao")]}
    record = walker.fire(record, policy.procedure_of(record).flow.steps["analyse"], **data)
    assert watch_rows.passed_up_to(record, policy.procedure_of(record)) == ["quality_head"]
    watch.look(local("2026-11-26T08:30"))
    assert told(record) == [("late", "更换刀具", "zhao"), ("late", "更换刀具", "chen")]


@pytest.mark.django_db
def test_a_new_owner_or_day_is_warned_of_anew_other_words_are_not(walker: Walker) -> None:
    record = acting(walker, action("更换刀具", "zhao"))
    own = line(record, "更换刀具").pk
    watch.look(local("2026-11-25T10:00"))

    def mend(**values: Any) -> Any:
        changes = {"actions": [{"id": own} | values]}
        return amend.correct(record, walker.cast.chen, changes, "更正", seen=record.version, at=walker.tick())

    record = mend(what="更换全部刀具")
    assert Turn.objects.get(kind="row").told == ["warn"]
    record = mend(owner="qin")
    watch.look(local("2026-11-25T10:10"))
    assert told(record) == [("warned", "更换刀具", "zhao"), ("warned", "更换全部刀具", "qin")]
    record = mend(due_on="2026-12-09")
    assert Turn.objects.get(kind="row").told == []
    watch.look(local("2026-12-07T10:00"))
    assert len(told(record)) == 2


@pytest.mark.django_db
def test_when_the_owner_left_the_heads_of_her_department_are_told(walker: Walker) -> None:
    record = acting(walker, action("更换刀具", "zhao"))
    keep.deactivate(walker.cast.bai, walker.cast.zhao, at=walker.tick())
    watch.look(local("2026-11-25T10:00"))
    assert told(record) == [("warned", "更换刀具", "tang")]


# --- after an upgrade or a restore -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_desks_that_lost_their_rows_are_told_of_and_put_right_and_nobody_is_woken(walker: Walker) -> None:
    record = acting(walker, action("更换刀具", "zhao", "2026-11-21"), action("补充首件检验", "qin"))
    stray = acting(walker, action("更换刀具", "zhao"))
    Turn.objects.filter(record_id=record.pk, kind="row").delete()
    Turn.objects.filter(record_id=stray.pk, kind="row").update(person=walker.cast.qin)
    assert row_turns.astray() == [record.pk, stray.pk]
    assert [str(one).split()[1] for one in health.desks(walker.at)] == ["2"]
    for pk in row_turns.astray():
        row_turns.put_right(pk, at=local("2026-11-25T10:00"))
    assert rows(record) == [("更换刀具", "zhao", "2026-11-21"), ("补充首件检验", "qin", DAY)]
    assert rows(stray) == [("更换刀具", "zhao", DAY)]
    assert list(Turn.objects.filter(kind="row").order_by("line").values_list("told", flat=True)) == [
        ["warn", "late"], ["warn"], ["warn"],
    ]  # fmt: skip
    watch.look(local("2026-11-25T10:05"))
    assert told(record) == told(stray) == []
    assert list(health.desks(walker.at)) == []


@pytest.mark.django_db
@pytest.mark.parametrize("command", ["redesk", "init"])
def test_the_command_and_every_upgrade_put_all_right(
    walker: Walker, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    acting(walker, action("更换刀具", "zhao"))
    Turn.objects.filter(kind="row").delete()
    call_command(command)
    assert row_turns.astray() == []
    assert "1" in capsys.readouterr().out
    if command == "init":
        call_command("init")
        assert "1" not in capsys.readouterr().out
